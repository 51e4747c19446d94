"""The monthly table on paper: cases within their limit, over it and unaccounted for, and how the share went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, ClassVar

from sitthi.core.claims.monthly import MonthRow
from sitthi.core.flow.chart import as_it_comes
from sitthi.files.words import say
from sitthi.files.write.prints.written import count, month, percent

__all__ = ["Monthly"]

_WHOLE = 10_000
"""Hundredths of a percent in the whole: the scale of the chart."""
_STEP = 500
"""The chart's lowest line is a multiple of 5 percent."""


@dataclass(frozen=True, slots=True)
class Monthly:
    """The months in order, all of them together, the target in percent, and what a reader has to know of figures.

    A month without patients is one of which there are no data. `notes` are numbered as they come.
    """

    months: tuple[MonthRow, ...]
    together: MonthRow | None = None
    target: Fraction | None = None
    notes: tuple[str, ...] = ()
    fewest: int = 0
    """Counts from 1 to below this are not told, nor their percents: a reader above the hospital sees no case."""
    template: ClassVar[str] = "monthly"

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the table as written text, and the chart's points in hundredths of a percent."""
        points = [_point(row, language) for row in self.months]
        target = None if self.target is None else _hundredths(self.target)
        with_data = sum(row.patients > 0 for row in self.months)
        return {
            "months": [_row(row, language, self.fewest) for row in self.months],
            "total": self.together and _row(self.together, language, self.fewest, with_data),
            "points": points,
            "gaps": _gaps([point["value"] for point in points]),
            "target": self.target and {"value": target, "text": as_it_comes(self.target)},
            "floor": _floor([point["value"] for point in points], target),
            "notes": list(self.notes),
        }


def _row(row: MonthRow, language: str, fewest: int, n_months: int = 0) -> Mapping[str, Any]:
    def told(n: int) -> str:
        return say(language, "print.fewer", n=str(fewest)) if 0 < n < fewest else count(n)

    name = (
        say(language, "print.months_together", n=str(n_months))
        if row.month is None
        else month(row.month, language)
    )
    has_data = row.patients > 0
    return {
        "month": name or say(language, "print.months_together", n=str(n_months)),
        "patients": told(row.patients) if has_data else "",
        "within": told(row.within),
        "within_percent": "" if 0 < row.within < fewest else percent(row.within_percent),
        "over": told(row.over),
        "over_percent": "" if 0 < row.over < fewest else percent(row.over_percent),
        "pending": told(row.pending),
        "unaccounted": told(row.unaccounted),
        "is_met": row.met if has_data else None,
    }


def _point(row: MonthRow, language: str) -> Mapping[str, Any]:
    share = None if row.patients == 0 else row.within_percent
    return {
        "month": "" if row.month is None else month(row.month, language),
        "value": None if share is None else _hundredths(share),
        "text": percent(share),
        "is_met": row.met,
    }


def _gaps(values: Sequence[int | None]) -> list[Mapping[str, int]]:
    """Gives each run of months without a point: where it starts, and how many they are."""
    gaps: list[Mapping[str, int]] = []
    at = 0
    for is_gap, run in groupby(value is None for value in values):
        n = len(list(run))
        if is_gap:
            gaps.append({"start": at, "n": n})
        at += n
    return gaps


def _hundredths(share: Fraction) -> int:
    return int(share * 100)


def _floor(values: Sequence[int | None], target: int | None) -> int:
    """Gives the lowest line: 5 percent under whatever is lowest, never below nothing."""
    lowest = min([value for value in (*values, target) if value is not None], default=_WHOLE)
    return max(0, min(lowest // _STEP * _STEP - _STEP, _WHOLE - 4 * _STEP))
