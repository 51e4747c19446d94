"""The monthly table: whose claims went out in time, of a month's discharges, and who is unaccounted for."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.measures.timeliness import Month, timeliness

__all__ = ["MonthRow", "Sending", "Verdict", "month_row", "month_rows", "share_kept", "total_row", "verdict"]


class Verdict(StrEnum):
    """What is said of one case's sending on a day."""

    WITHIN = "within"
    OVER = "over"
    """Sent late, or not sent though the due day has passed."""
    PENDING = "pending"
    """Not sent, and not due yet."""
    UNACCOUNTED = "unaccounted"
    """Nothing says whether it went out in time."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What a verdict needs to know of one case, or of one paper of it."""

    discharged_on: datetime.date
    due_on: datetime.date | None
    """`None` where nobody knows the limit."""
    sent_on: datetime.date | None = None
    is_lost: bool = False
    """Whether nobody can say what became of it: a record lost, a case given up without a word."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of discharge: how many patients, and how they divide; percents are exact.

    Percents are of all patients whose day has come, so that the unaccounted show [sso-cqi-2555, monthly table].
    """

    month: datetime.date | None
    """Its first day; `None` for all months together."""
    patients: int
    within: int
    over: int
    pending: int
    unaccounted: int
    within_percent: Fraction | None
    """`None` where no patient's day has come."""
    over_percent: Fraction | None
    met: bool | None
    """Whether the target is met so far."""

    @property
    def is_final(self) -> bool:
        """Tells whether no case of the month can change its verdict by being sent in time."""
        return self.pending == 0


def verdict(sending: Sending, today: datetime.date) -> Verdict:
    """Says what is known of a sending; one that is due today and not sent is still pending."""
    if sending.due_on is None:
        return Verdict.UNACCOUNTED
    if sending.sent_on is not None:
        return Verdict.WITHIN if sending.sent_on <= sending.due_on else Verdict.OVER
    if sending.is_lost:
        return Verdict.UNACCOUNTED
    return Verdict.PENDING if today <= sending.due_on else Verdict.OVER


def month_rows(sendings: Iterable[Sending], today: datetime.date, target: Fraction) -> tuple[MonthRow, ...]:
    """Counts cases by month of discharge, earliest first; a month without any has no row."""
    months: dict[datetime.date, Counter[Verdict]] = {}
    for sending in sendings:
        month = sending.discharged_on.replace(day=1)
        months.setdefault(month, Counter())[verdict(sending, today)] += 1
    return tuple(month_row(month, months[month], target) for month in sorted(months))


def total_row(rows: Iterable[MonthRow], target: Fraction) -> MonthRow:
    """Judges all months together: pooled patients, never a mean of percents."""
    counts: Counter[Verdict] = Counter()
    for row in rows:
        counts.update({each: getattr(row, each.value) for each in Verdict})
    return month_row(None, counts, target)


def share_kept(sendings: Iterable[Sending], today: datetime.date) -> tuple[int, int, Fraction | None]:
    """Gives how many were in time, of how many, and the percent; the unaccounted and pending are not counted.

    So the document counts its copies of records: 32 of 34, two lost records beside them [sso-cqi-2555, KPI table].
    """
    counts = Counter(verdict(sending, today) for sending in sendings)
    n = counts[Verdict.WITHIN] + counts[Verdict.OVER]
    return counts[Verdict.WITHIN], n, Fraction(100 * counts[Verdict.WITHIN], n) if n else None


def month_row(month: datetime.date | None, counts: Mapping[Verdict, int], target: Fraction) -> MonthRow:
    """Judges counted cases: a month's, or with `None` those of any group; a verdict without a count is none."""
    within, over, pending, unaccounted = (counts.get(each, 0) for each in Verdict)
    come = within + over + unaccounted
    judged = timeliness(Month("", come, within, over), target)
    return MonthRow(
        month, come + pending, within, over, pending, unaccounted,
        judged.within_percent, judged.over_percent, judged.met,
    )  # fmt: skip
