"""The story of a case as its page tells it: newest first, with what was replaced folded under what replaced it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sitthi.core.claims.events import EventKind, live
from sitthi.core.claims.facts import office_day
from sitthi.core.thai.moments import moment_in_field
from sitthi.web.claims.facts import events_of
from sitthi.web.claims.models import CaseEvent, ClaimCase
from sitthi.web.claims.sentences import Names, event_sentence

__all__ = ["filled", "story"]

_BACK = frozenset(
    {EventKind.STEP_RETURNED, EventKind.DOCUMENT_BORROWED, EventKind.REFUSED, EventKind.DOCUMENT_LOST}
)
_KINDS = frozenset(kind.value for kind in EventKind)
_STAYS = frozenset({EventKind.ADMITTED})
"""What nobody takes back: a case without its admission is none."""
_DATED = frozenset(
    {
        EventKind.STEP_DONE, EventKind.STEP_SKIPPED, EventKind.DOCUMENT_RECEIVED, EventKind.DOCUMENT_SENT,
        EventKind.DOCUMENT_BORROWED, EventKind.DOCUMENT_RETURNED, EventKind.DOCUMENT_LOST, EventKind.DISCHARGED,
        EventKind.NOTED,
    }
)  # fmt: skip
"""What may be recorded again in its place, with another time or other words."""


def story(
    case: ClaimCase, rows: Sequence[CaseEvent], names: Names, person: str | None, units: frozenset[str]
) -> list[dict[str, Any]]:
    """Gives the events newest first; what was superseded lies folded under what took its place.

    `person` is who may act, for whom an entry of theirs or of their `units` may be taken back; `None` may not.
    """
    by_number = {row.number: row for row in rows}
    zero = office_day(case.discharged_at) if case.discharged_at else None
    entries = []
    for event in live(events_of(rows)):
        row = by_number[event.number]
        is_own = event.by is not None and (event.by == person or event.unit is None or event.unit in units)
        entries.append(
            {
                "at": row.at,
                "number": row.number,
                "day": _day(office_day(row.at), zero),
                "kind": _kind(row.kind),
                "text": event_sentence(row, names),
                "by": _by(row, names),
                "older": [
                    {"text": event_sentence(old, names), "by": _by(old, names)} for old in _older(row, by_number)
                ],
                "is_a_persons": row.by_id is not None,
                "may_take_back": person is not None and is_own and row.kind not in _STAYS,
                "may_correct": person is not None and is_own and row.kind in _DATED,
            }
        )
    return sorted(entries, key=lambda entry: (entry["at"], entry["number"]), reverse=True)


def _older(row: CaseEvent, by_number: dict[int, CaseEvent]) -> list[CaseEvent]:
    found = []
    while row.supersedes and row.supersedes in by_number:
        row = by_number[row.supersedes]
        found.append(row)
    return found


def _day(day: datetime.date, zero: datetime.date | None) -> str:
    if zero is None:
        return ""
    n = (day - zero).days
    return "D" if n == 0 else f"D{'+' if n > 0 else '−'}{abs(n)}"


def _kind(kind: str) -> str:
    if kind == EventKind.DISCHARGED:
        return "discharge"
    return "back" if kind in _BACK else "plain"


def _by(row: CaseEvent, names: Names) -> str:
    if row.by_id is None:
        return _("from a set of files")
    unit = names.units.get(row.unit, "")
    return f"{row.by.name} · {unit}" if unit else row.by.name


def filled(rows: Sequence[CaseEvent], asked: Mapping[str, str]) -> dict[str, str]:
    """Fills the form of an act: with an entry to be taken back or recorded rightly, or with a kind of act."""
    by_number = {str(row.number): row for row in rows}
    row = by_number.get(asked.get("correct", ""))
    if row is not None and row.kind in _DATED:
        told = {
            "kind": row.kind, "supersedes": str(row.number), "step": row.step, "document": row.document,
            "unit": row.unit, "to_unit": row.to_unit, "to_person": row.to_person, "reason": row.reason,
            "at": moment_in_field(timezone.localtime(row.at)),
        }  # fmt: skip
        if row.is_scan is not None:
            told["form"] = "scan" if row.is_scan else "paper"
        return told
    if asked.get("take_back") in by_number:
        return {"kind": EventKind.UNDONE.value, "supersedes": asked["take_back"]}
    return {"kind": asked["kind"]} if asked.get("kind") in _KINDS else {}
