"""What a process definition is made of: units, steps, groups of steps with standard days, office hours."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label

__all__ = [
    "ClockStart",
    "Condition",
    "DayKind",
    "Document",
    "Group",
    "GroupDays",
    "Occasion",
    "OfficeHours",
    "Step",
    "Symbol",
    "Unit",
]

_MOST = 10**9
"""No standard time, count or cost of one step reaches this: 1,900 years of minutes, ten million baht."""


class Symbol(StrEnum):
    """The five symbols of a flow process chart, in the order of its columns [sso-cqi-2555, chart heading]."""

    OPERATION = "operation"
    TRANSPORT = "transport"
    INSPECTION = "inspection"
    DELAY = "delay"
    STORAGE = "storage"


class ClockStart(StrEnum):
    """The event from which days are counted."""

    ADMISSION = "admission"
    DISCHARGE = "discharge"
    RECEIPT = "receipt"
    """The unit has received the papers that the step works on."""


class DayKind(StrEnum):
    """What one day is: so many office minutes, or a day of the calendar."""

    OFFICE = "office"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office works, `HH:MM`, and how many minutes of work make one office day."""

    opens: str
    closes: str
    minutes_per_day: int
    evidence: Evidence

    def days(self, minutes: Fraction | int) -> Fraction:
        """Turns minutes of work into office days, exactly: 12,240 at 480 a day are 25.5."""
        return Fraction(minutes) / self.minutes_per_day

    def minutes(self, days: Fraction | int) -> Fraction:
        """Turns office days into minutes of work, exactly."""
        return Fraction(days) * self.minutes_per_day

    def faults(self) -> Iterator[str]:
        """Names hours that are none, a closing before the opening, and a day longer than the hours."""
        if self.minutes_per_day < 1:
            yield "minutes_per_day is 1 or more"
        try:
            opens, closes = (datetime.datetime.strptime(text, "%H:%M") for text in (self.opens, self.closes))  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            yield "hours read HH:MM"
            return
        open_minutes = (closes - opens) // datetime.timedelta(minutes=1)
        if open_minutes <= 0:
            yield "the office closes before it opens"
        elif self.minutes_per_day > open_minutes:
            yield "minutes_per_day is more than the office is open"


@dataclass(frozen=True, slots=True)
class Unit:
    """An office or ward that does steps."""

    id: str
    label: Label


@dataclass(frozen=True, slots=True)
class GroupDays:
    """What the days of the groups are; where the document does not say, the evidence is weak."""

    kind: DayKind
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive steps with one standard time in days between them, counted to the unit `owner`.

    The days run from the group's clock, after those of the groups before it on the same clock. They say
    what is usual; a due date is a deadline rule's affair.
    """

    id: str
    days: Fraction
    owner: str
    clock_starts: ClockStart
    evidence: Evidence | None = None
    """Who says how many days; the definition's own evidence unless given."""
    assigned: Evidence | None = None
    """Who says which unit and clock they belong to; the definition's own evidence unless given."""

    def faults(self) -> Iterator[str]:
        """Names days that are none and a clock that no group can have."""
        if not 0 < self.days < _MOST:
            yield "a group's days are more than 0"
        if self.clock_starts is ClockStart.RECEIPT:
            yield "a group's days run from admission or discharge"


@dataclass(frozen=True, slots=True)
class Condition:
    """A step or document that only some cases need: those whose weight is below a limit.

    The named choice says which weight is meant (RW or AdjRW); a case that is not grouped has none yet.
    """

    choice: str
    below: Fraction
    evidence: Evidence


class Occasion(StrEnum):
    """Which cases of a process need a document."""

    ALWAYS = "always"
    REFERRAL = "referral"
    """The patient was referred."""
    ACCIDENT = "accident"
    """The patient came from an accident, known by when it happened."""
    WEIGHT_BELOW = "weight_below"
    """The weight is below the limit of the document's condition; a case that is not grouped has none yet."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that steps need or make, and which cases need it."""

    id: str
    label: Label
    needed_when: Occasion = Occasion.ALWAYS
    condition: Condition | None = None
    evidence: Evidence | None = None
    """Who says which cases need it; the definition's own evidence unless given."""

    def faults(self) -> Iterator[str]:
        """Names a limit of weight that is missing, or that nothing asks for."""
        if (self.needed_when is Occasion.WEIGHT_BELOW) != (self.condition is not None):
            yield "a condition goes with needed_when weight_below, and with no other"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the chart. What the document leaves empty is `None`, never 0.

    A step has its own standard minutes, or lies in a group that has days, or gives no time.
    """

    number: int
    id: str
    label: Label
    unit: str
    symbol: Symbol
    minutes: int | None = None
    group: str | None = None
    persons: int | None = None
    roles: tuple[Label, ...] = ()
    """The persons by role, where the document names them; never a private person's name."""
    named: tuple[str, ...] = ()
    """Who does it, by name, in a hospital's own edition; the book names nobody."""
    metres: Fraction | None = None
    cost_satang: int | None = None
    value_adding: bool | None = None
    needs: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    deadline: str | None = None
    """Id of the deadline rule that this step owns."""
    clock_starts: ClockStart | None = None
    """What the step's own limit is counted from, where that is not its group's start."""
    condition: Condition | None = None
    note: Label | None = None
    evidence: Evidence | None = None
    """Who says what the row says; the definition's own evidence unless given."""
    assigned: Evidence | None = None
    """Who says which unit does it; the definition's own evidence unless given."""

    @property
    def n_persons(self) -> int | None:
        """Is the count given, else that of the roles named, else not known."""
        return self.persons if self.persons is not None else len(self.roles) or None

    def faults(self) -> Iterator[str]:
        """Names two times at once, and amounts below zero or beyond belief."""
        if self.minutes is not None and self.group is not None:
            yield "has both minutes and a group"
        for name in ("minutes", "persons", "metres", "cost_satang"):
            amount = getattr(self, name)
            if amount is not None and not 0 <= amount < _MOST:
                yield f"{name} is 0 or more and below {_MOST}"
        if self.persons is not None and self.roles and self.persons != len(self.roles):
            yield "persons is not the count of roles"
        if any(not name.strip() for name in self.named):
            yield "named has an empty name"
        if len(set(self.named)) < len(self.named):
            yield "named has a person twice"
