"""When a deadline falls: by working days, calendar days, hours, months, years or the fiscal year.

A `Deadline` says how it was counted: from where, which days were skipped and why, and how surely it holds.
"""

import datetime
from calendar import isleap
from dataclasses import dataclass
from enum import StrEnum

from sitthi.core.calendar.working import ONE_DAY, NotWorking, WorkingCalendar
from sitthi.core.evidence import Evidence, Grade, Working, weakest
from sitthi.core.thai.periods import fiscal_period, fiscal_year

__all__ = ["Clock", "DayOne", "Deadline", "DueOnHoliday", "deadline", "deadline_working", "hours_deadline"]


class Clock(StrEnum):
    """What is counted."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    DAY_OF_NEXT_MONTH = "day_of_next_month"
    """The n-th day of the month after: a deadline before the 10th is the 9th."""
    FISCAL_YEAR_END = "fiscal_year_end"
    """30 September of the n-th fiscal year after the one that holds the start."""
    YEARS = "years"
    """The same day n years on; 29 February becomes the 28th where the year has none."""
    EVENT = "event"
    """Before something happens; no day can be computed."""


class DueOnHoliday(StrEnum):
    """What becomes of a due date that falls on a day off."""

    NEXT_WORKING_DAY = "next_working_day"
    KEEP = "keep"


class DayOne(StrEnum):
    """Which working day is counted as the first."""

    NEXT_WORKING_DAY = "next_working_day"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date with how it came about. `n` counts in the clock's unit."""

    start: datetime.date
    clock: Clock
    n: int
    due: datetime.date
    counted_from: datetime.date
    """The day that is number one of a count of days; for the other clocks the start."""
    nominal: datetime.date
    """The due date before it was moved off a day off."""
    last_working_day: datetime.date | None
    """The last working day before a nominal due date that is a day off; `None` where it is not."""
    skipped: tuple[NotWorking, ...]
    """The days off that were passed over."""
    grade: Grade
    """The weakest grade of the days that decided it."""
    estimated: bool
    """Whether days not yet announced, or of no known calendar, decided it."""

    @property
    def is_on_day_off(self) -> bool:
        """Tells whether the count ended on a day off, so that `due_on_holiday` mattered."""
        return self.last_working_day is not None


def deadline(
    clock: Clock,
    n: int,
    start: datetime.date,
    calendar: WorkingCalendar,
    due_on_holiday: DueOnHoliday = DueOnHoliday.NEXT_WORKING_DAY,
    day_one: DayOne = DayOne.NEXT_WORKING_DAY,
) -> Deadline:
    """Computes a deadline counted in days, months or years; n is 1 or more, of working days -1 or less too.

    A negative n counts back: where n working days after a working day is a second one, -n from the second is
    the first. Day 1 of a count of calendar days is the day after the start. Hours have `hours_deadline`; an event
    has no date.
    """
    if clock is Clock.WORKING_DAYS:
        return _by_working_days(n, start, calendar, day_one)
    nominal = _nominal(clock, n, start)
    counted_from = start + ONE_DAY if clock is Clock.CALENDAR_DAYS else start
    is_kept = due_on_holiday is DueOnHoliday.KEEP
    is_off = not calendar.is_working(nominal)
    due = calendar.working_day_after(nominal) if is_off and not is_kept else nominal
    before = calendar.working_day_before(nominal) if is_off else None
    # A due date that stays where it falls rests on no calendar.
    crossed = [] if is_kept else _from_to(nominal, due)
    skipped, grade = _passed_over(crossed, calendar)
    return Deadline(start, clock, n, due, counted_from, nominal, before, skipped, grade, _is_guessed(grade))


def deadline_working(found: Deadline, rule: Evidence, calendar: Evidence) -> Working:
    """Tells how a due date came about: the start, the count, and each day that was passed over."""
    skipped = [
        Working(
            why.day.isoformat(),
            None,
            "; ".join(entry.en for entry in why.days_off) or "weekend",
            why.days_off[0].evidence if why.days_off else calendar,
        )
        for why in found.skipped
    ]
    parts = [
        Working("start", found.start.isoformat(), "the day the clock starts", rule),
        Working("counted_from", found.counted_from.isoformat(), "day 1", rule),
        Working("nominal", found.nominal.isoformat(), f"{found.n} {found.clock} on", rule),
        Working("skipped", str(len(skipped)), "days off passed over", calendar, tuple(skipped)),
    ]
    return Working("due", found.due.isoformat(), f"{found.n} {found.clock}", rule, tuple(parts))


def hours_deadline(n: int, start: datetime.datetime) -> datetime.datetime:
    """Adds hours to a moment; day and night, holidays too."""
    return start + datetime.timedelta(hours=n)


def _by_working_days(n: int, start: datetime.date, calendar: WorkingCalendar, day_one: DayOne) -> Deadline:
    step = calendar.working_day_after if n > 0 else calendar.working_day_before
    first = start if day_one is DayOne.SAME_DAY and calendar.is_working(start) else step(start)
    due = first
    for _ in range(abs(n) - 1):
        due = step(due)
    crossed = _from_to(min(start + ONE_DAY, first), due) if n > 0 else _from_to(due, max(start - ONE_DAY, first))
    skipped, grade = _passed_over(crossed, calendar)
    return Deadline(start, Clock.WORKING_DAYS, n, due, first, due, None, skipped, grade, _is_guessed(grade))


def _passed_over(
    crossed: list[datetime.date], calendar: WorkingCalendar
) -> tuple[tuple[NotWorking, ...], Grade]:  # fmt: skip
    """Gives the days off among the days crossed, and how surely all of them are known."""
    skipped = tuple(why for day in crossed if (why := calendar.why_not(day)))
    return skipped, weakest(calendar.grade(day) for day in crossed)


def _nominal(clock: Clock, n: int, start: datetime.date) -> datetime.date:
    match clock:
        case Clock.CALENDAR_DAYS:
            return start + datetime.timedelta(days=n)
        case Clock.DAY_OF_NEXT_MONTH:
            return datetime.date(start.year + start.month // 12, start.month % 12 + 1, n)
        case Clock.FISCAL_YEAR_END:
            return fiscal_period(fiscal_year(start) + n).last
        case Clock.YEARS:
            year = start.year + n
            lacks_the_day = (start.month, start.day) == (2, 29) and not isleap(year)
            return datetime.date(year, start.month, 28 if lacks_the_day else start.day)
        case _:
            raise ValueError(f"{clock} has no due date")


def _from_to(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    return [first + ONE_DAY * n for n in range((last - first).days + 1)]


def _is_guessed(grade: Grade) -> bool:
    """Tells days that are only computed ahead: announced days are F1 or better."""
    return grade.rank >= Grade.I.rank
