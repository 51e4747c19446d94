"""What an indicator says of one stay or person: counted, not counted, left out or not concerned, and why.

The rule is one for every kind: a row is outside when one of its facts says no; it is excluded when none says
no but one is not known; otherwise it stands in the denominator. Not known is never taken as no.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Fact", "Outcome", "OutcomeRow", "Reason", "standing"]


class Outcome(StrEnum):
    """Where a row stands in a figure: `met` is counted above the line, `met` and `not_met` below it."""

    MET = "met"
    NOT_MET = "not_met"
    EXCLUDED = "excluded"
    """Concerned, but left out: something that decides is not known, or a rule takes it out."""
    OUTSIDE = "outside"
    """Not what the indicator looks at."""


class Fact(StrEnum):
    """What decides whether a row is looked at, in the order in which a reason is sought."""

    PERIOD = "period"
    RIGHT = "right"
    SEX = "sex"
    AGE = "age"
    DIAGNOSIS = "diagnosis"
    CASE = "case"
    """The indicator's own conditions on a row's columns (`among`)."""
    UNIT = "unit"
    """The unit that the row counts for; never a no, at worst not known."""


class Reason(StrEnum):
    """Why a row has its outcome: the short codes of the outcome table."""

    OTHER_PERIOD = "other_period"
    OTHER_RIGHT = "other_right"
    OTHER_SEX = "other_sex"
    OTHER_AGE = "other_age"
    OTHER_DIAGNOSIS = "other_diagnosis"
    OTHER_CASE = "other_case"
    """One of the indicator's own conditions does not hold."""

    RIGHT_UNKNOWN = "right_unknown"
    SEX_UNKNOWN = "sex_unknown"
    AGE_UNKNOWN = "age_unknown"
    DIAGNOSIS_UNKNOWN = "diagnosis_unknown"
    CASE_UNKNOWN = "case_unknown"
    UNIT_UNKNOWN = "unit_unknown"
    CONDITION_UNKNOWN = "condition_unknown"
    """The column that the indicator asks for is empty."""
    NO_WEIGHT = "no_weight"
    """No AdjRW came with the stay."""
    GROUPER_ERROR = "grouper_error"
    NO_VALUE = "no_value"
    """The column whose mean is taken is empty."""

    ADMITTED = "admitted"
    RETURNED = "returned"
    SCREENED = "screened"
    CONDITION_MET = "condition_met"
    COUNTED = "counted"
    """Its value is in a sum."""

    DIED = "died"
    """Nobody returns after death."""
    TRANSFERRED_OUT = "transferred_out"
    """Its care went on elsewhere, so that it opens no window."""
    NO_RETURN = "no_return"
    NOT_SCREENED = "not_screened"
    CONDITION_NOT_MET = "condition_not_met"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One stay or person in an indicator.

    `evidence_on` is the day of what made it met (the return, the screening) or of what it is (the discharge),
    `value` what it adds to a sum, where the kind sums values, `related_key` the stay that made a discharge met by
    coming back.
    """

    key: int
    unit: str | None
    outcome: Outcome
    reason: Reason
    evidence_on: datetime.date | None = None
    value: int | None = None
    related_key: int | None = None


def standing(facts: Iterable[tuple[Fact, bool | None]]) -> tuple[Outcome, Reason] | None:
    """Gives outside or excluded with the first reason for it; `None` of a row that counts."""
    known = list(facts)
    for fact, holds in known:
        if holds is False:
            return Outcome.OUTSIDE, Reason(f"other_{fact}")
    for fact, holds in known:
        if holds is None:
            return Outcome.EXCLUDED, Reason(f"{fact}_unknown")
    return None
