"""The share of a month's patients whose papers went out in time, and who is unaccounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Month", "MonthResult", "timeliness", "total_timeliness"]


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
