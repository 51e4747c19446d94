"""A deadline of a case, as a value."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from sitthi.core.calendar.deadlines import Deadline
from sitthi.core.evidence import Evidence, Grade, Label

__all__ = ["SOON", "CaseDeadline", "DeadlineState"]

SOON = 3
"""Working days that may lie before a due date that is called soon."""


class DeadlineState(StrEnum):
    """How near a deadline is."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    """No more than three working days are left."""
    LATER = "later"
    PAUSED = "paused"
    """The case is paused and the limit is one that stands still meanwhile."""
    DONE = "done"
    DONE_LATE = "done_late"
    NOT_STARTED = "not_started"
    """What starts its clock has not happened yet."""
    NOT_KNOWN = "not_known"
    """Nobody knows the limit, or what ends it has no time yet."""


@dataclass(frozen=True, slots=True)
class CaseDeadline:
    """One deadline of a case: what starts and ends it, how far it is, and how surely that is known."""

    rule: str
    title: Label
    step: str | None
    """The step that owns it and meets it by being done."""
    state: DeadlineState
    evidence: Evidence
    """Who says what the limit is."""
    grade: Grade
    """The weakest of what it rests on: the limit, the calendar, and the choices that mattered."""
    is_claim: bool = False
    """Whether it is that of the claim's sending."""
    starts_at: datetime.datetime | None = None
    due_at: datetime.datetime | None = None
    """The last moment: of the office's day where days are counted."""
    done_at: datetime.datetime | None = None
    days: int | None = None
    """Whole days from now, or from when it was done, to the day it is due; below zero the days late."""
    found: Deadline | None = None
    """How a date was counted: day 1, days passed over; `None` for hours and events."""
    says: Label | None = None
    """The limit in words, where no number says it."""
    n_paused_days: int = 0
    """Days that the pauses added."""

    @property
    def is_open(self) -> bool:
        """Tells a deadline that has a moment and is not met yet."""
        return self.state in _OPEN

    @property
    def last_working_day(self) -> datetime.date | None:
        """Is the last working day before a due date that fell on a day off; `None` where it did not."""
        return self.found.last_working_day if self.found is not None else None


_OPEN = frozenset({DeadlineState.LATE, DeadlineState.TODAY, DeadlineState.SOON, DeadlineState.LATER})
