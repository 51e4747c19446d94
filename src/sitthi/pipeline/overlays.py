"""Gathers what a region lays over a scorecard: files named with `--overrides`, and those of HOME/overrides."""

import datetime
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sitthi.book import Book, BrokenBook, Fault
from sitthi.book.loader import document_of
from sitthi.core.findings import Finding, Refusal
from sitthi.core.measures.indicator import Indicator
from sitthi.core.scoring.overlay import Overlay, faults_over
from sitthi.core.scoring.scorecard import Scorecard

__all__ = ["OverlayFile", "indicators_of", "overlay_file", "overlays_for", "raise_if_misfit"]


@dataclass(frozen=True, slots=True)
class OverlayFile:
    """An overlay with its file's name and text, so that a saved result can lay it again."""

    name: str
    text: str
    overlay: Overlay


def overlays_for(
    book: Book,
    home: Path,
    paths: Sequence[Path],
    scorecard: Scorecard,
    day: datetime.date,
    findings: list[Finding],
) -> list[OverlayFile] | Refusal:
    """Gives the overlays in force for a scorecard on a day: those of `paths`, then those of the home.

    A file of the home counts where it is for this scorecard, in force and approved; one that is not, is found. A
    file named outright has to be in force, else it is a refusal; unapproved it is a trial and says so. Raises
    `BrokenBook` with every fault of every file.
    """
    named = {path.resolve(): path for path in paths}
    kept = [path for path in sorted((home / "overrides").glob("*.toml")) if path.resolve() not in named]
    faults: list[Fault] = []
    of_people = [file for path in named.values() if (file := _read(path, path.name, faults))]
    of_home = [file for path in kept if (file := _read(path, f"overrides/{path.name}", faults, at_home=True))]
    if faults:
        raise BrokenBook(faults)
    for file in of_people:
        if file.overlay.scorecard == scorecard.id and not file.overlay.is_in_force(day):
            return Refusal("score.overlay_not_in_force", {"file": file.name, "day": day.isoformat()})
        if not file.overlay.is_approved:
            findings.append(Finding("score.overlay_not_approved", file.name))
    of_home = [file for file in of_home if file.overlay.scorecard == scorecard.id]
    for file in of_home:
        if not file.overlay.is_in_force(day):
            findings.append(Finding("score.home_not_in_force", file.name, detail={"day": day.isoformat()}))
        if not file.overlay.is_approved:
            findings.append(Finding("score.home_not_approved", file.name))
    laid = of_people + [f for f in of_home if f.overlay.is_in_force(day) and f.overlay.is_approved]
    raise_if_misfit(book, scorecard, laid)
    return laid


def raise_if_misfit(book: Book, scorecard: Scorecard, files: Sequence[OverlayFile]) -> None:
    """Raises `BrokenBook` where overlays do not fit the scorecard or each other."""
    indicators = indicators_of(book, scorecard)
    misfits = faults_over(scorecard, indicators, [file.overlay for file in files])
    if faults := [Fault(files[misfit.n].name, misfit.path, misfit.message) for misfit in misfits]:
        raise BrokenBook(faults)


def indicators_of(book: Book, scorecard: Scorecard) -> dict[str, Indicator]:
    """Gives the book's indicators that stand on a scorecard, by their name within it; one it lacks is a fault."""
    everything = book.all(Indicator)
    names = {criterion.indicator for sheet in scorecard.sheets for criterion in sheet.criteria}
    lacking = [name for name in names if f"{scorecard.id}/{name}" not in everything]
    if lacking:
        file = f"scorecards/{scorecard.id}.toml"
        raise BrokenBook([Fault(file, name, "the book has no such indicator") for name in lacking])
    return {name: everything[f"{scorecard.id}/{name}"] for name in names}


def overlay_file(name: str, text: str) -> OverlayFile:
    """Reads an overlay from its text; raises `BrokenBook` with every fault."""
    return OverlayFile(name, text, document_of(Overlay, _values(name, text), name))


def _values(name: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BrokenBook([Fault(name, "", f"is not TOML: {error}")]) from None


def _read(path: Path, name: str, faults: list[Fault], *, at_home: bool = False) -> OverlayFile | None:
    """Reads one file; what is wrong goes to the faults. At home lie other rules' overlays too, left alone."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if at_home and "entries" in (values := _values(name, text)) and "scorecard" not in values:
            return None
        return overlay_file(name, text)
    except OSError as error:
        faults.append(Fault(name, "", f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError:
        faults.append(Fault(name, "", "is not UTF-8"))
    except BrokenBook as broken:
        faults += broken.faults
    return None
