"""What sending a claim late costs, as far as anybody says."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.claims.facts import office_day
from sitthi.core.evidence import Evidence
from sitthi.core.numbers import rounded
from sitthi.core.rules.dated import Entry, Rule, RuleOverlay, in_force

__all__ = ["Lateness", "lateness"]

_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Lateness:
    """What lateness takes from a claim: now, and from the day on that it grows.

    Amounts are `None` where the fund's rule or the claim's amount is not known. Before the discharge
    nothing is lost.
    """

    evidence: Evidence
    is_known: bool
    """Whether anybody says what the fund takes off."""
    lost_percent: Fraction | None = None
    lost_satang: int | None = None
    holds_until: datetime.date | None = None
    """The last day on which that is all; `None` where it grows no more, or before the discharge."""
    next_percent: Fraction | None = None
    """What is lost in all from the day after; `None` where it grows no more."""
    next_satang: int | None = None


def lateness(
    rule: Rule,
    fund: str,
    amount_satang: int | None,
    discharged_at: datetime.datetime | None,
    at: datetime.datetime,
    overlays: Sequence[RuleOverlay] = (),
) -> Lateness:
    """Tells what a claim loses that is sent at a moment, or was, by the rule `late_share`.

    Days are counted from the day of discharge to that of sending. Amounts are rounded half up to a satang, once.
    """
    discharged_on = office_day(discharged_at or at)
    entry = in_force(rule, discharged_on, overlays, fund=fund)
    if entry is None or not entry.tiers:
        return Lateness(rule.evidence if entry is None else entry.evidence, is_known=False)
    days = Fraction(max((office_day(at) - discharged_on).days, 0))
    tiers = [tier for tier in entry.tiers if tier.up_to is None or days <= tier.up_to]
    lost = _WHOLE - tiers[0].value
    following = _WHOLE - tiers[1].value if len(tiers) > 1 else None
    return Lateness(
        entry.evidence,
        is_known=True,
        lost_percent=lost,
        lost_satang=_part(amount_satang, lost),
        holds_until=_last_day(entry, days, discharged_on) if discharged_at is not None else None,
        next_percent=following,
        next_satang=None if following is None else _part(amount_satang, following),
    )


def _last_day(entry: Entry, days: Fraction, discharged_on: datetime.date) -> datetime.date | None:
    ends = [tier.up_to for tier in entry.tiers if tier.up_to is not None and days <= tier.up_to]
    return discharged_on + datetime.timedelta(days=int(ends[0])) if ends else None


def _part(amount_satang: int | None, percent: Fraction) -> int | None:
    return None if amount_satang is None else int(rounded(amount_satang * percent / _WHOLE))
