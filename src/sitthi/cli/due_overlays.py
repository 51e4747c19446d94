"""Gathers what an office lays over the rules of deadlines: files named outright, and those of HOME/overrides."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sitthi.book import BrokenBook, Fault
from sitthi.book.loader import document_of
from sitthi.book.plain import plain_values
from sitthi.cli.verb import Asked, refused
from sitthi.core.findings import Finding, Refusal
from sitthi.core.rules.dated import Rule, RuleOverlay, competing

__all__ = ["overlays_of"]


@dataclass(frozen=True, slots=True)
class _File:
    """An overlay with the name its file goes by in faults and warnings."""

    name: str
    overlay: RuleOverlay


def overlays_of(
    asked: Asked, rules: Mapping[str, Rule], rule: Rule, day: datetime.date, findings: list[Finding]
) -> list[RuleOverlay]:
    """Gives the overlays to lay, those named outright last, so that they win over HOME's.

    A file of HOME counts where it is approved and in force on the day; else a warning names it. A file named
    outright has to be in force, else the verb is refused; unapproved it is a trial and says so. Files that do
    not speak of the rule stay silent. Every fault of every file ends the verb, exit 13: also two files of one
    layer that have entries in force at once.
    """
    faults: list[Fault] = []
    named = {path.resolve(): path for path in asked.overrides}
    kept = [path for path in sorted((asked.home / "overrides").glob("*.toml")) if path.resolve() not in named]
    of_people = [file for path in named.values() if (file := _read(path, path.name, rules, faults))]
    of_home = [
        file for path in kept if (file := _read(path, f"overrides/{path.name}", rules, faults, at_home=True))
    ]
    approved = [file for file in of_home if file.overlay.is_approved]
    faults += [*_conflicts(of_people), *_conflicts(approved)]
    if faults:
        raise BrokenBook(faults)
    for file in of_home:
        if not file.overlay.entries_of(rule.id):
            continue
        if not file.overlay.is_approved:
            findings.append(Finding("due.overlay_left_unapproved", file.name))
        elif not file.overlay.is_in_force(day):
            findings.append(Finding("due.overlay_left_out_of_date", file.name, detail={"day": day.isoformat()}))
    for file in of_people:
        if not file.overlay.entries_of(rule.id):
            continue
        if not file.overlay.is_in_force(day):
            raise refused(Refusal("due.overlay_not_in_force", {"file": file.name, "day": day.isoformat()}))
        if not file.overlay.is_approved:
            findings.append(Finding("due.overlay_not_approved", file.name))
    return [file.overlay for file in (*approved, *of_people)]


def _read(
    path: Path, name: str, rules: Mapping[str, Rule], faults: list[Fault], *, at_home: bool = False
) -> _File | None:
    """Reads one file and holds it against the rules; what is wrong goes to the faults.

    At home lie the overlays of scorecards too, left alone.
    """
    raw = plain_values(path, name, faults)
    if raw is None or (at_home and "scorecard" in raw):
        return None
    try:
        overlay = document_of(RuleOverlay, raw, name)
    except BrokenBook as broken:
        faults += broken.faults
        return None
    faults += [Fault(name, "entries", misfit) for misfit in overlay.misfits(rules)]
    return _File(name, overlay)


def _conflicts(files: Sequence[_File]) -> list[Fault]:
    return [
        Fault(later.name, "entries", f"in force at once with {earlier.name}: {rule}")
        for earlier, later in combinations(files, 2)
        for rule in competing(earlier.overlay, later.overlay)
    ]
