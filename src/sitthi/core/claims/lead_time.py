"""How long a case lay at each step: from when it came there until the step was done, by either clock."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sitthi.core.calendar.working import ONE_DAY, WorkingCalendar
from sitthi.core.claims.facts import OFFICE_TIME, CaseFacts, office_day
from sitthi.core.claims.standing import StepProgress, StepState
from sitthi.core.flow.step import OfficeHours

__all__ = ["MINUTES_PER_DAY", "StepTime", "calendar_minutes", "office_minutes", "open_minutes", "step_times"]

MINUTES_PER_DAY = 1440
_MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StepTime:
    """When a case came to a step and when the step was done, for good as far as is known."""

    step: str
    started_at: datetime.datetime
    done_at: datetime.datetime


def step_times(facts: CaseFacts, steps: Sequence[StepProgress]) -> tuple[StepTime, ...]:
    """Gives the time of every step that is done, in the order of the flow; `facts` know the discharge.

    A case comes to a step once all before it are settled, and what was done ahead of its turn took no time. What
    is done after the discharge is counted from the discharge at the earliest: the stay itself is nobody's delay.
    """
    found = []
    came, ended = facts.admitted_at, facts.ended_at
    for each in steps:
        if each.state is StepState.DONE and each.done_at is not None:
            begun = max(came, ended) if ended is not None and each.done_at >= ended else came
            found.append(StepTime(each.step.id, min(begun, each.done_at), each.done_at))
        if each.is_settled and each.since is not None:
            came = max(came, each.since)
    return tuple(found)


def calendar_minutes(start: datetime.datetime, end: datetime.datetime) -> int:
    """Counts the minutes between two moments, day and night; seconds are left out on either side."""
    return (end.replace(second=0, microsecond=0) - start.replace(second=0, microsecond=0)) // _MINUTE


def open_minutes(hours: OfficeHours) -> tuple[int, int]:
    """Gives the minutes of the day at which an office opens and closes."""
    opens, closes = (60 * int(text[:-3]) + int(text[-2:]) for text in (hours.opens, hours.closes))
    return opens, closes


def office_minutes(
    start: datetime.datetime, end: datetime.datetime, hours: OfficeHours, calendar: WorkingCalendar
) -> int:
    """Counts the minutes between two moments while the office was open, on its working days."""
    opens, closes = open_minutes(hours)
    first, last = office_day(start), office_day(end)
    minutes = 0
    for n in range((last - first).days + 1):
        day = first + n * ONE_DAY
        if calendar.is_working(day):
            since = max(_minute_of(start), opens) if day == first else opens
            until = min(_minute_of(end), closes) if day == last else closes
            minutes += max(until - since, 0)
    return minutes


def _minute_of(at: datetime.datetime) -> int:
    told = at.astimezone(OFFICE_TIME)
    return 60 * told.hour + told.minute
