"""The people registered with a unit, counted on a day: what admissions are held against."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sitthi.core.measures.indicator import Indicator
from sitthi.core.thai.periods import Period

__all__ = ["Counted", "Registered", "counted_on", "middle_of", "registered"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people of one sex, age and right a unit had on a day."""

    unit: str
    sex: str
    age: int
    right: str
    n: int
    counted_on: datetime.date


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit's denominator, and the day it was counted on."""

    n: int
    counted_on: datetime.date


def middle_of(period: Period) -> datetime.date:
    """Gives the middle day; of an even number of days the earlier of the two."""
    return period.first + (period.last - period.first) // 2


def counted_on(days: Iterable[datetime.date], period: Period, choices: Mapping[str, str]) -> datetime.date | None:
    """Picks one of the days on which a right was counted in a unit: the latest not after the middle of the period.

    Where none is, the earliest [CONTRACT]. The choice `population_day` may put the end of the period in the
    place of its middle.
    """
    known = set(days)
    bound = period.last if choices["population_day"] == "end" else middle_of(period)
    reached = {day for day in known if day <= bound}
    return max(reached) if reached else min(known, default=None)


def registered(
    rows: Iterable[Counted], indicator: Indicator, period: Period, choices: Mapping[str, str]
) -> dict[str, Registered]:
    """Sums each unit's people of the indicator's rights, sex and ages, each right on the day picked for it.

    Rights are often counted on different days, so that the day of one says nothing of another; the latest of
    them is shown. A unit that counted the rights without anybody of that sex and age has 0; one that never
    counted any of them does not appear.
    """
    of_right: dict[tuple[str, str], list[Counted]] = {}
    for row in rows:
        if not indicator.rights or row.right in indicator.rights:
            of_right.setdefault((row.unit, row.right), []).append(row)
    summed: dict[str, Registered] = {}
    for (unit, _), counts in of_right.items():
        day = counted_on((row.counted_on for row in counts), period, choices)
        picked = [row for row in counts if row.counted_on == day]
        n, shown = sum(row.n for row in picked if _is_looked_at(row, indicator)), picked[0].counted_on
        before = summed.get(unit, Registered(0, shown))
        summed[unit] = Registered(before.n + n, max(before.counted_on, shown))
    return summed


def _is_looked_at(row: Counted, indicator: Indicator) -> bool:
    return (indicator.sex is None or row.sex == indicator.sex) and (
        indicator.ages is None or row.age in indicator.ages
    )
