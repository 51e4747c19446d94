"""The share of a month's patients whose papers went out in time, and who is unaccounted for."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.evidence import Evidence, Grade, Working
from sitthi.core.numbers import PLACES, plain, shown_against
from sitthi.core.thai.dates import DateFault, read_date

__all__ = ["Month", "MonthResult", "month_named", "month_working", "timeliness", "total_timeliness"]

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_TABLE = Evidence(Grade.F, "sso-cqi-2555", "monthly table")
_GIVEN = Evidence(Grade.F, "input")


@dataclass(frozen=True, slots=True)
class Month:
    """A row of the monthly table: patients, and how many of them within and over the limit."""

    name: str
    patients: int
    within: int
    over: int


@dataclass(frozen=True, slots=True)
class MonthResult:
    """A month judged: percents of all patients, exact; `None` where there was no patient."""

    month: Month
    within_percent: Fraction | None
    over_percent: Fraction | None
    unaccounted: int
    met: bool | None


def month_named(text: str) -> datetime.date | None:
    """Gives the first day of a month written `2554-11` or `2011-11`; anything else is `None`.

    The era is told by the year's size, as for every date.
    """
    day = read_date(f"{text}-01") if _MONTH.fullmatch(text) else DateFault.FORM
    return None if isinstance(day, DateFault) else day


def timeliness(month: Month, target: Fraction) -> MonthResult:
    """Judges a month against a target percent, met at the target exactly.

    The percents are of all patients, so that patients in neither column show as unaccounted instead of
    disappearing [sso-cqi-2555, monthly table: December 2554 leaves 2]. Negative `unaccounted` means that
    more were counted than there were patients.
    """
    unaccounted = month.patients - month.within - month.over
    if month.patients == 0:
        return MonthResult(month, None, None, unaccounted, None)
    within = Fraction(100 * month.within, month.patients)
    over = Fraction(100 * month.over, month.patients)
    return MonthResult(month, within, over, unaccounted, within >= target)


def total_timeliness(months: Iterable[Month], target: Fraction) -> MonthResult:
    """Judges all months together: pooled patients, never a mean of percents."""
    rows = list(months)
    pooled = Month("", sum(m.patients for m in rows), sum(m.within for m in rows), sum(m.over for m in rows))
    return timeliness(pooled, target)


def month_working(
    title: str, result: MonthResult, target: Fraction, target_evidence: Evidence, months: Iterable[Month] = ()
) -> Working:
    """Tells how a percent within the limit came about; a total's counts are made up of those of its months."""
    rows = list(months)

    def count(column: str) -> Working:
        of_months = tuple(Working(row.name, str(getattr(row, column)), "", _GIVEN) for row in rows)
        rule = f"sum of {len(rows)} months" if rows else ""
        return Working(column, str(getattr(result.month, column)), rule, _GIVEN, of_months)

    parts = (
        count("patients"),
        count("within"),
        count("over"),
        Working("unaccounted", str(result.unaccounted), "patients - within - over", _TABLE),
        Working("target", plain(target), f"within_percent >= {plain(target)}", target_evidence),
    )
    percent = result.within_percent
    value = None if percent is None else shown_against(percent, PLACES["percent"], target)
    return Working(title, value, "100 x within / patients", _TABLE, parts)
