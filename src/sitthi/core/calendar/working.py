"""An office's working days: weekdays less the days off that hold where it stands."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sitthi.core.calendar.days import Calendar, Coverage, DayKind, DayOff
from sitthi.core.evidence import Grade, weakest

__all__ = ["NotWorking", "WorkingCalendar", "working_calendar"]

ONE_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class NotWorking:
    """Why an office does not work on a day: the weekend, days off by name, or both."""

    day: datetime.date
    is_weekend: bool
    days_off: tuple[DayOff, ...]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working and other days of one office; built by `working_calendar`."""

    days_off: Mapping[datetime.date, tuple[DayOff, ...]]
    worked: Mapping[datetime.date, DayOff]
    """Days that an entry made working days, whatever else they are."""
    covers: tuple[Coverage, ...]
    """The runs of all layers, the last layer's first: of those that hold a day, the first one speaks."""

    def is_working(self, day: datetime.date) -> bool:
        """Tells whether the office works on a day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.days_off)

    def why_not(self, day: datetime.date) -> NotWorking | None:
        """Gives the reasons why a day is none, or `None` on a working day."""
        if self.is_working(day):
            return None
        return NotWorking(day, day.weekday() >= _SATURDAY, self.days_off.get(day, ()))

    def grade(self, day: datetime.date) -> Grade:
        """Says how surely it is known whether the office works on a day.

        A weekend is certain. A weekday is as sure as the calendar's run it lies in and the entries that
        speak of it; outside every run nothing is known of the day: GAP.
        """
        if day in self.worked:
            return self.worked[day].evidence.grade
        if day.weekday() >= _SATURDAY:
            return Grade.F
        entries = self.days_off.get(day, ())
        return weakest([self._coverage(day), *(entry.evidence.grade for entry in entries)])

    def _coverage(self, day: datetime.date) -> Grade:
        runs = (run.evidence.grade for run in self.covers if run.first <= day <= run.last)
        return next(runs, Grade.GAP)

    def working_day_after(self, day: datetime.date) -> datetime.date:
        """Gives the next working day after a day."""
        return next(following for following in _days(day, ONE_DAY) if self.is_working(following))

    def working_day_before(self, day: datetime.date) -> datetime.date:
        """Gives the last working day before a day."""
        return next(earlier for earlier in _days(day, -ONE_DAY) if self.is_working(earlier))


def _days(start: datetime.date, step: datetime.timedelta) -> Iterator[datetime.date]:
    while True:
        start += step
        yield start


def working_calendar(layers: Iterable[Calendar], province: str | None = None) -> WorkingCalendar:
    """Builds the calendar of an office from layers of days, the country's first, its own last.

    A later layer wins: its `working` entry takes a day off back, and its day off takes that back again.
    Within one layer a `working` entry wins over a day off. How surely a day is known, the last layer says
    whose runs hold it.
    """
    days_off: dict[datetime.date, tuple[DayOff, ...]] = {}
    worked: dict[datetime.date, DayOff] = {}
    covers: list[Coverage] = []
    for layer in layers:
        holding = [entry for entry in layer.days if entry.holds_in(province)]
        for entry in holding:
            if entry.kind is not DayKind.WORKING:
                worked.pop(entry.day, None)
                days_off[entry.day] = (*days_off.get(entry.day, ()), entry)
        for entry in holding:
            if entry.kind is DayKind.WORKING:
                days_off.pop(entry.day, None)
                worked[entry.day] = entry
        covers = [*layer.covers, *covers]
    return WorkingCalendar(days_off, worked, tuple(covers))
