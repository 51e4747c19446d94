"""What an office counts by: its working days, its own limits over the book's, the choices that it made.

The days are those of the hospital's province; own limits are the approved overlays of `HOME/overrides`; choices
stand under `[choices]` in `HOME/web.toml`.
"""

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from sitthi.book import BrokenBook, Fault
from sitthi.book.loader import document_of
from sitthi.book.plain import plain_values
from sitthi.core.calendar.days import Calendar
from sitthi.core.calendar.working import WorkingCalendar, working_calendar
from sitthi.core.evidence import Grade
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule, RuleOverlay
from sitthi.web.accounts.models import Kind, Organisation
from sitthi.web.claims.flows import book

__all__ = ["COPY_RULE", "calendar_of", "choice_grades", "choices", "overlays"]

_log = logging.getLogger(__name__)
_NAMES = ("due_on_holiday", "day_one", "copy_rule")


def calendar_of(hospital: int | None = None) -> WorkingCalendar:
    """Gives the working days of a hospital by its id, with those of its province; else the government's."""
    return _calendar(_province(hospital) if hospital is not None else None)


@lru_cache(maxsize=100)
def _calendar(province: str | None) -> WorkingCalendar:
    # The calendars that cover whole years come first: the others only add to them.
    layers = sorted(book().all(Calendar).values(), key=lambda calendar: not calendar.covers)
    return working_calendar(layers, province)


@lru_cache(maxsize=4096)
def _province(hospital: int) -> str | None:
    """Gives the code of the province above a hospital; read once a process, since hospitals do not move."""
    path = Organisation.objects.filter(pk=hospital).values_list("path", flat=True).first() or ""
    above = [int(pk) for pk in path.split("/") if pk]
    return Organisation.objects.filter(pk__in=above, kind=Kind.PROVINCE).values_list("code", flat=True).first()


@lru_cache(maxsize=1)
def choices() -> Mapping[str, str]:
    """Gives the office's choices, by default those of the book; a value that is none of a choice's is left out."""
    given = settings.OFFICE.get("choices", {})
    known = {name: book().all(Choice)[name] for name in _NAMES}
    for name, value in given.items():
        if name not in known or value not in known[name].values:
            _log.error("web.toml: the choice %r has no value %r and is left out", name, value)
    return {
        name: given[name] if given.get(name) in choice.values else choice.default for name, choice in known.items()
    }


@lru_cache(maxsize=1)
def choice_grades() -> Mapping[str, Grade]:
    """Says how well each choice is known."""
    return {name: book().all(Choice)[name].evidence.grade for name in _NAMES}


COPY_RULE = choices()["copy_rule"]


def overlays() -> Sequence[RuleOverlay]:
    """Gives the office's own approved limits; read anew when a file changes."""
    folder: Path = settings.HOME / "overrides"
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return _overlays(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _overlays(files: tuple[tuple[Path, int], ...]) -> tuple[RuleOverlay, ...]:
    found = []
    for path, _changed in files:
        faults: list[Fault] = []
        raw = plain_values(path, path.name, faults)
        if raw is not None and "scorecard" in raw:
            continue
        overlay = _overlay(raw, path, faults)
        if overlay is not None and overlay.is_approved:
            found.append(overlay)
        for fault in faults:
            _log.error("overrides: %s: a file with faults is left out", fault)
    return tuple(found)


def _overlay(raw: Mapping[str, object] | None, path: Path, faults: list[Fault]) -> RuleOverlay | None:
    if raw is None:
        return None
    try:
        overlay = document_of(RuleOverlay, raw, path.name)
    except BrokenBook as broken:
        faults += broken.faults
        return None
    faults += [Fault(path.name, "entries", misfit) for misfit in overlay.misfits(book().all(Rule))]
    return None if faults else overlay
