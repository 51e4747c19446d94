"""The fiscal year and its parts: 1 October to 30 September, named by the Buddhist year it ends in."""

import datetime
from dataclasses import dataclass

from sitthi.core.thai.dates import BE_OFFSET

__all__ = [
    "Period",
    "fiscal_month",
    "fiscal_period",
    "fiscal_quarter",
    "fiscal_quarter_of",
    "fiscal_year",
]


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days, both ends included."""

    first: datetime.date
    last: datetime.date

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last


def fiscal_year(day: datetime.date) -> int:
    """Gives the Buddhist fiscal year of a day: 1 October 2013 is the first day of 2557."""
    return day.year + BE_OFFSET + (day.month >= 10)


def fiscal_month(day: datetime.date) -> int:
    """Gives the month's number in the fiscal year: October 1, September 12."""
    return (day.month + 2) % 12 + 1


def fiscal_quarter(day: datetime.date) -> int:
    """Gives the fiscal quarter: 1 is October to December."""
    return (fiscal_month(day) + 2) // 3


def fiscal_period(year: int) -> Period:
    """Gives the days of a Buddhist fiscal year."""
    return _months(year, 1, 12)


def fiscal_quarter_of(year: int, quarter: int) -> Period:
    """Gives the days of quarter 1 to 4 of a Buddhist fiscal year."""
    return _months(year, 3 * quarter - 2, 3)


def _months(year: int, first_month: int, n: int) -> Period:
    return Period(_opening(year, first_month), _opening(year, first_month + n) - datetime.timedelta(days=1))


def _opening(year: int, month: int) -> datetime.date:
    """Gives the first day of a fiscal month; month 13 is the next year's first."""
    passed = month + 8
    return datetime.date(year - BE_OFFSET - 1 + passed // 12, passed % 12 + 1, 1)
