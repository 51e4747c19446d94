"""When a case's clocks start and stand still."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sitthi.core.calendar.deadlines import Clock
from sitthi.core.calendar.working import WorkingCalendar
from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts
from sitthi.core.claims.groups import days_between
from sitthi.core.claims.standing import StepProgress
from sitthi.core.flow.definition import PatientType
from sitthi.core.flow.step import ClockStart, DayKind, Step
from sitthi.core.rules.dated import Picks, Rule

__all__ = ["Pause", "clock_start", "paused_days", "paused_time", "pauses", "receipt"]


@dataclass(frozen=True, slots=True)
class Pause:
    """A time during which the case was paused; an open end is one that lasts."""

    start: datetime.datetime
    end: datetime.datetime | None = None


def pauses(happened: Iterable[Event]) -> tuple[Pause, ...]:
    """Gives the pauses of a case by its live events, in the order in which they happened."""
    found: list[Pause] = []
    for event in happened:
        is_open = bool(found) and found[-1].end is None
        if event.kind is EventKind.PAUSED and not is_open:
            found.append(Pause(event.at))
        elif event.kind is EventKind.RESUMED and is_open:
            found[-1] = Pause(found[-1].start, event.at)
    return tuple(found)


def paused_time(
    stood: Sequence[Pause], start: datetime.datetime, until: datetime.datetime
) -> datetime.timedelta:  # fmt: skip
    """Gives how long the case was paused between two moments."""
    spans = (min(pause.end or until, until) - max(pause.start, start) for pause in stood)
    return sum((span for span in spans if span > datetime.timedelta()), datetime.timedelta())


def paused_days(
    stood: Sequence[Pause],
    start: datetime.datetime,
    until: datetime.datetime,
    clock: Clock,
    calendar: WorkingCalendar,
) -> int:
    """Counts the days that pauses took between two moments, in the kind of day that the clock counts."""
    kind = DayKind.OFFICE if clock is Clock.WORKING_DAYS else DayKind.CALENDAR
    spans = ((max(pause.start, start), min(pause.end or until, until)) for pause in stood)
    return sum(days_between(first, last, kind, calendar) or 0 for first, last in spans)


def clock_start(
    rule: Rule, step: Step, facts: CaseFacts, steps: Sequence[StepProgress], happened: Sequence[Event]
) -> datetime.datetime | None:
    """Gives when the clock of a step's deadline starts; `None` where that has not happened or is not known.

    The step's own start holds where its row gives one, else the day that picks the rule's entry.
    """
    start = step.clock_starts or _STARTS.get(rule.picks)
    if rule.picks is Picks.SERVED_ON:
        is_visit = facts.patient_type is PatientType.OUTPATIENT
        start = ClockStart.ADMISSION if is_visit else ClockStart.DISCHARGE
    match start:
        case ClockStart.ADMISSION:
            return facts.admitted_at
        case ClockStart.DISCHARGE:
            return facts.ended_at
        case ClockStart.RECEIPT:
            return receipt(step, steps, happened)
        case _:
            return facts.happened_at if rule.picks is Picks.HAPPENED_AT else None


_STARTS = {
    Picks.ADMITTED_ON: ClockStart.ADMISSION,
    Picks.DISCHARGED_ON: ClockStart.DISCHARGE,
    Picks.RECEIVED_ON: ClockStart.RECEIPT,
}


def receipt(step: Step, steps: Sequence[StepProgress], happened: Iterable[Event]) -> datetime.datetime | None:
    """Gives when a step's unit received the papers that it works on.

    The unit's steps that lead up to this one without a break are one piece of work. It begins when the unit
    receives a document that the first of them needs, or when the step of another unit before them is done; where
    the flow itself begins with them, when its first step is done.
    """
    first = step.number
    while first > 1 and steps[first - 2].step.unit == step.unit:
        first -= 1
    before = steps[max(first - 2, 0)]
    needs = steps[first - 1].step.needs
    times = [
        event.at
        for event in happened
        if event.kind is EventKind.DOCUMENT_RECEIVED and event.document in needs and event.unit == step.unit
    ]
    if before.is_settled and before.since is not None:
        times.append(before.since)
    return min(times, default=None)
