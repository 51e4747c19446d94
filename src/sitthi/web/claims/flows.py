"""Which flow a case follows: the book's, or the edition that its hospital made of it, as on the day it began."""

import datetime
import hashlib
import os
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.db.models import Q

from sitthi.book import Book
from sitthi.book.loader import read_document
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.models import FlowEdition

__all__ = [
    "PAYERS",
    "book",
    "definition_by_id",
    "definition_of",
    "edition_among",
    "edition_for",
    "editions_of",
    "lay_book_editions",
    "read_flow",
]

INPATIENT = "inpatient"
PAYERS = ("UCS", "OFC", "SSS", "LGO")
"""The rights that have a flow of their own in the book; every other right follows the first one's."""


@lru_cache(maxsize=1)
def book() -> Book:
    """Gives the book, read once a process: the one shipped, or the folder that SITTHI_BOOK names."""
    named = os.environ.get("SITTHI_BOOK")
    return Book(Path(named) if named else None)


def read_flow(text: str) -> ProcessDefinition:
    """Reads a flow from its TOML; raises `BrokenBook` with every fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flow.toml"
        path.write_text(text, encoding="utf-8")
        return read_document(ProcessDefinition, path)


@lru_cache(maxsize=256)
def _read(sha256: str, text: str) -> ProcessDefinition:
    return read_flow(text)


def definition_of(edition: FlowEdition) -> ProcessDefinition:
    """Gives the definition that an edition holds."""
    return _read(edition.sha256, edition.text)


@lru_cache(maxsize=256)
def definition_by_id(edition: int) -> ProcessDefinition:
    """Gives the definition of an edition by its id; an edition never changes, so each is read once a process."""
    return definition_of(FlowEdition.objects.get(pk=edition))


def lay_book_editions() -> int:
    """Lays the book's flows of whole hospitals beside the hospitals' own; tells how many were new."""
    folder = book().root / "flows"
    n = 0
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        definition = read_document(ProcessDefinition, path)
        _edition, is_new = FlowEdition.objects.get_or_create(
            hospital=None,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            defaults={
                "definition": definition.id,
                "fund": definition.fund,
                "patient_type": definition.patient_type.value,
                "text": text,
                "in_force_from": definition.in_force_from,
                "in_force_to": definition.in_force_to,
            },
        )
        n += is_new
    return n


def edition_for(hospital: Organisation, fund: str, patient_type: str, day: datetime.date) -> FlowEdition | None:
    """Gives the edition in force for a fund on a day: the hospital's own before the book's, the newest first.

    A right without a flow of its own follows the first payer's, since a case must be followed all the same.
    """
    return edition_among(editions_of(hospital, patient_type), fund, day)


def editions_of(hospital: Organisation, patient_type: str) -> Sequence[FlowEdition]:
    """Gives the editions that a hospital's cases of a kind may follow, of whatever day."""
    found = FlowEdition.objects.filter(Q(hospital=hospital) | Q(hospital=None), patient_type=patient_type)
    return [edition for edition in found if definition_of(edition).scope == "system"]


def edition_among(editions: Sequence[FlowEdition], fund: str, day: datetime.date) -> FlowEdition | None:
    """Gives the one of a hospital's editions that is in force for a fund on a day; see `edition_for`."""
    for wanted in dict.fromkeys((fund, PAYERS[0])):
        found = [
            edition
            for edition in editions
            if edition.fund == wanted
            and edition.in_force_from <= day
            and (edition.in_force_to is None or edition.in_force_to >= day)
        ]
        if found:
            return max(found, key=lambda e: (e.hospital_id is not None, e.in_force_from, e.pk))
    return None
