"""What is known of a case beside its events: whose claim it is, when the stay began and ended, its weight."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from sitthi.core.claims.events import Event, EventKind
from sitthi.core.flow.definition import PatientType

__all__ = ["OFFICE_TIME", "CaseFacts", "CopyRule", "end_of", "facts_told", "office_day"]

OFFICE_TIME = datetime.timezone(datetime.timedelta(hours=7))
"""The time of every Thai office, all year round; days begin and end by it."""


class CopyRule(StrEnum):
    """Which weight decides on what only cases of low weight need; the choice `copy_rule`."""

    RW = "rw"
    ADJRW = "adjrw"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as files and people describe it; what is `None` is not known, or has not happened yet."""

    fund: str
    """The right's INSCL code; a payer that has none goes by the name that its flow gives it."""
    patient_type: PatientType
    admitted_at: datetime.datetime
    """For an outpatient, the visit."""
    discharged_at: datetime.datetime | None = None
    is_dead: bool = False
    rw: Fraction | None = None
    adjrw: Fraction | None = None
    is_referral: bool = False
    happened_at: datetime.datetime | None = None
    """When the accident happened; `None` where there was none or nobody knows when."""
    is_accident: bool = False
    """Whether it is an accident's case though nobody knows when that happened."""
    leaves_at: datetime.datetime | None = None
    """When the ward expects the discharge."""

    @property
    def ended_at(self) -> datetime.datetime | None:
        """Is the discharge, or the visit of an outpatient."""
        if self.discharged_at is None and self.patient_type is PatientType.OUTPATIENT:
            return self.admitted_at
        return self.discharged_at

    @property
    def had_accident(self) -> bool:
        """Tells whether an accident brought the patient."""
        return self.is_accident or self.happened_at is not None

    def weight(self, copy_rule: str) -> Fraction | None:
        """Gives the weight that a copy rule means; `None` before the case is grouped."""
        return self.rw if CopyRule(copy_rule) is CopyRule.RW else self.adjrw


def office_day(at: datetime.datetime) -> datetime.date:
    """Gives the day of a moment by the office's clock, whatever zone the moment is written in."""
    return at.astimezone(OFFICE_TIME).date()


def end_of(day: datetime.date) -> datetime.datetime:
    """Gives the last moment of an office's day."""
    return datetime.datetime.combine(day, datetime.time.max, OFFICE_TIME)


def facts_told(facts: CaseFacts, happened: Iterable[Event]) -> CaseFacts:
    """Lets a discharge that somebody recorded count as long as the facts know of none."""
    ends = [event.at for event in happened if event.kind is EventKind.DISCHARGED]
    return replace(facts, discharged_at=ends[-1]) if ends and facts.discharged_at is None else facts
