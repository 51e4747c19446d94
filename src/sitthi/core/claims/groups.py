"""How many of a group's standard days a case has used."""

import datetime
from collections.abc import Sequence

from sitthi.core.calendar.working import ONE_DAY, WorkingCalendar
from sitthi.core.claims.facts import CaseFacts, office_day
from sitthi.core.claims.standing import GroupProgress, StepProgress, StepState
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import ClockStart, DayKind

__all__ = ["days_between", "group_progress"]


def group_progress(
    flow: ProcessDefinition,
    facts: CaseFacts,
    steps: Sequence[StepProgress],
    now: datetime.datetime | None = None,
    calendar: WorkingCalendar | None = None,
) -> tuple[GroupProgress, ...]:
    """Gives the days of each group: from where the group before it on the same clock ended, to its own end.

    Days are the flow's own: days of the calendar, or of the office, which need a calendar to be counted. A group
    of which the case needs no step has none, and passes its start on.
    """
    starts: dict[ClockStart, datetime.datetime | None] = {
        ClockStart.ADMISSION: facts.admitted_at,
        ClockStart.DISCHARGE: facts.ended_at,
    }
    found = []
    for group in flow.groups:
        start = starts[group.clock_starts]
        own = [each for each in steps if each.step.group == group.id and each.state is not StepState.NOT_NEEDED]
        if start is None or not own:
            found.append(GroupProgress(group, group.days, None))
            continue
        ends = [each.since for each in own if each.is_settled and each.since is not None]
        end = max(ends) if len(ends) == len(own) else None
        until = end or now
        used = None if until is None else days_between(start, until, flow.day_kind, calendar)
        found.append(GroupProgress(group, group.days, used, start, end))
        starts[group.clock_starts] = end
    return tuple(found)


def days_between(
    start: datetime.datetime, end: datetime.datetime, kind: DayKind, calendar: WorkingCalendar | None
) -> int | None:
    """Counts the days after that of `start` up to that of `end`; `None` for office days without a calendar."""
    first, last = office_day(start), office_day(end)
    if kind is DayKind.CALENDAR:
        return max((last - first).days, 0)
    if calendar is None:
        return None
    days = (first + n * ONE_DAY for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)
