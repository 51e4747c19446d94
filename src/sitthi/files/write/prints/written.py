"""How days, moments, money and percents are written on paper, in Thai with Buddhist years or in English."""

import datetime
from fractions import Fraction

from sitthi.core.numbers import PLACES, baht, grouped, shown
from sitthi.core.thai.dates import SHORT_MONTHS, buddhist_year, written_short
from sitthi.files.words import say

__all__ = ["count", "day", "moment", "money", "month", "percent"]

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_GLUE = "\u00a0"


def day(on: datetime.date | None, language: str) -> str:
    """Writes a day, `18 Nov 2026` or its Thai; none is empty."""
    if on is None:
        return ""
    if language == "th":
        return written_short(on)
    return _GLUE.join((str(on.day), _ENGLISH[on.month - 1], str(on.year)))


def moment(at: datetime.datetime | None, language: str) -> str:
    """Writes a day and the time of the clock it is given in; none is empty."""
    if at is None:
        return ""
    return say(language, "print.moment", day=day(at.date(), language), time=f"{at:%H:%M}")


def month(on: datetime.date, language: str) -> str:
    """Writes a month with the last two digits of its year, as a table of months has them."""
    if language == "th":
        return f"{SHORT_MONTHS[on.month - 1]}{_GLUE}{buddhist_year(on) % 100:02}"
    return f"{_ENGLISH[on.month - 1]}{_GLUE}{on.year % 100:02}"


def money(satang: int | None, unknown: str = "") -> str:
    """Writes satang as baht with two decimals."""
    return unknown if satang is None else grouped(baht(satang))


def percent(value: Fraction | None) -> str:
    """Writes a percent at its scale; none is empty."""
    return "" if value is None else shown(value, PLACES["percent"])


def count(n: int) -> str:
    """Writes a count with thousands separators."""
    return grouped(str(n))
