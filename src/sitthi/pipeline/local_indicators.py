"""A region's own indicators: TOML files in HOME/overrides/indicators, counted and scored without any code."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sitthi.book import Book, BrokenBook, Fault
from sitthi.book.loader import document_of
from sitthi.core.coding.codesets import CodeSet
from sitthi.core.evidence import Label
from sitthi.core.measures.indicator import CountedAt, Indicator
from sitthi.core.scoring.overlay import LocalCriterion, Overlay
from sitthi.core.scoring.scorecard import Basis, Scorecard, Sheet
from sitthi.pipeline.overlays import OverlayFile

__all__ = ["LocalIndicator", "local_criteria_of", "local_indicator", "local_indicators"]


@dataclass(frozen=True, slots=True)
class LocalIndicator:
    """An indicator that a region defines itself, with its file's name and text."""

    name: str
    text: str
    indicator: Indicator


def local_indicators(home: Path, book: Book, scorecard: Scorecard) -> list[LocalIndicator]:
    """Gives the indicators that a home adds to a scorecard; raises `BrokenBook` with every fault of every file."""
    found, faults = [], []
    for path in sorted((home / "overrides" / "indicators").glob("*.toml")):
        name = f"overrides/indicators/{path.name}"
        try:
            one = local_indicator(name, path.read_text(encoding="utf-8-sig"), book)
        except BrokenBook as broken:
            faults += broken.faults
        except UnicodeDecodeError:
            faults.append(Fault(name, "", "is not UTF-8"))
        else:
            found.append(one)
    seen: dict[str, str] = {}
    for one in found:
        if seen.setdefault(one.indicator.id, one.name) != one.name:
            faults.append(Fault(one.name, "id", f"stands in {seen[one.indicator.id]} too"))
    if faults:
        raise BrokenBook(faults)
    return [one for one in found if one.indicator.scorecard == scorecard.id]


def local_indicator(name: str, text: str, book: Book) -> LocalIndicator:
    """Reads one from its text; raises `BrokenBook` with every fault."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BrokenBook([Fault(name, "", f"is not TOML: {error}")]) from None
    indicator = document_of(Indicator, raw, name)
    faults = [
        Fault(name, "code_sets", f"unknown code set {unknown!r}")
        for unknown in indicator.unknown_sets(book.all(CodeSet))
    ]
    if indicator.id in book.all(Indicator):
        faults.append(Fault(name, "id", "is an indicator of the book"))
    if indicator.scorecard not in book.all(Scorecard):
        faults.append(Fault(name, "id", "names no scorecard of the book"))
    if faults:
        raise BrokenBook(faults)
    return LocalIndicator(name, text, indicator)


def local_criteria_of(
    scorecard: Scorecard, files: Sequence[OverlayFile], found: Sequence[LocalIndicator]
) -> tuple[list[OverlayFile], list[str]]:
    """Puts each indicator that no overlay mentions on the sheet of its units, scored against the group.

    Where a region has set a sheet's weights, only it can say what one more criterion weighs: the names of those
    that are counted and not scored come second.
    """
    mentioned = {local.id for file in files for local in file.overlay.local_criteria}
    weighed = {entry.sheet for file in files for entry in file.overlay.weights} | {
        local.sheet for file in files for local in file.overlay.local_criteria if local.weight is not None
    }
    laid, left = [], []
    for one in found:
        indicator = one.indicator
        if indicator.name in mentioned:
            continue
        sheet = _sheet_of(indicator, scorecard)
        if sheet is None or sheet.name in weighed or (None in weighed and len(scorecard.sheets) == 1):
            left.append(indicator.name)
            continue
        criterion = LocalCriterion(
            indicator.name, indicator.title, indicator.better, Basis.GROUP, sheet.name, low=indicator.low,
            high=indicator.high,
        )  # fmt: skip
        title = Label(indicator.title.th, indicator.title.en)
        overlay = Overlay(
            scorecard.id, title, scorecard.starts_on, indicator.evidence, local_criteria=(criterion,)
        )
        laid.append(OverlayFile(one.name, "", overlay))
    return laid, left


def _sheet_of(indicator: Indicator, scorecard: Scorecard) -> Sheet | None:
    """Gives the sheet whose group's units the indicator counts for, or the only sheet there is."""
    group = _GROUPS.get(indicator.counted_at)
    return next((sheet for sheet in scorecard.sheets if sheet.group == group or len(scorecard.sheets) == 1), None)


_GROUPS: Mapping[CountedAt, str] = {CountedAt.HOME: "contracting", CountedAt.TREATING: "referral"}
"""The fund's group whose criteria count at a unit [quality-fund-2552 s.24-37, unit counted]."""
