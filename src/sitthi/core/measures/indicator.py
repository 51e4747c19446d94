"""What an indicator is: which figure is looked at, why, how it is counted, and how well that is known."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label
from sitthi.core.identity import Inscl, Sex

__all__ = ["Ages", "Better", "CountedAt", "Indicator", "Kind", "Window"]

_ID = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")


class Kind(StrEnum):
    """The recipe a figure is counted by [DESIGN, decision 6]; `entered` is counted by nobody: people give it."""

    ADMISSION_RATE = "admission_rate"
    READMISSION = "readmission"
    COVERAGE = "coverage"
    PROPORTION = "proportion"
    MEAN = "mean"
    CASE_MIX = "case_mix"
    TIMELINESS = "timeliness"
    COLLECTION_DAYS = "collection_days"
    ENTERED = "entered"


class Better(StrEnum):
    """Which way a figure is meant to move."""

    HIGHER = "higher"
    LOWER = "lower"


class CountedAt(StrEnum):
    """The unit a stay, person or case counts for: where a person is registered, is treated, or the unit itself."""

    HOME = "home"
    TREATING = "treating"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Ages:
    """Whose age counts: from `least` to `most`, both included, or only the ages listed."""

    evidence: Evidence
    least: int | None = None
    most: int | None = None
    only: tuple[int, ...] = ()

    def __contains__(self, age: int) -> bool:
        if self.only:
            return age in self.only
        return (self.least is None or age >= self.least) and (self.most is None or age <= self.most)

    def faults(self) -> Iterator[str]:
        """Names a band that nobody is in, and one given both ways or not at all."""
        banded = self.least is not None or self.most is not None
        if banded == bool(self.only):
            yield "ages are either a band (least, most) or a list (only)"
        if self.least is not None and self.most is not None and self.least > self.most:
            yield "least is above most"
        if list(self.only) != sorted(set(self.only)):
            yield "only lists each age once, rising"


@dataclass(frozen=True, slots=True)
class Window:
    """The months an indicator's results cover, and the days in which its event counts.

    `first_month` is the calendar month that a year's results begin in; `within_days` counts from the event
    that opens the clock, in working days where `working_days` says so.
    """

    evidence: Evidence
    first_month: int
    months: int
    within_days: int | None = None
    working_days: bool = False

    def faults(self) -> Iterator[str]:
        """Names a month that is none, and working days without a count."""
        if not 1 <= self.first_month <= 12:
            yield "first_month is 1 to 12"
        if not 1 <= self.months <= 12:
            yield "months is 1 to 12"
        if self.working_days and self.within_days is None:
            yield "working_days needs within_days"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure that units are looked at by; `id` is `scorecard/name`.

    `low` and `high` bound what a value can be, both included, `None` where nothing bounds it. `per` is what a
    share is multiplied by (100, 1,000, 100,000), `None` where the figure is not a share. `code_sets` are ids
    of the book's code sets. `rights` empty means every right. `checked` is when a person
    held the file against its source, `None` until somebody did.
    """

    id: str
    title: Label
    why: Label
    kind: Kind
    better: Better
    unit: Label
    numerator: Label
    denominator: Label
    counted_at: CountedAt
    authored: datetime.date
    next_review: datetime.date
    evidence: Evidence
    low: Fraction | None = None
    high: Fraction | None = None
    per: int | None = None
    code_sets: tuple[str, ...] = ()
    ages: Ages | None = None
    sex: Sex | None = None
    window: Window | None = None
    rights: tuple[Inscl, ...] = ()
    checked: datetime.date | None = None

    @property
    def name(self) -> str:
        """Is the id within its scorecard: `rights_2557/staff_awareness` is `staff_awareness`."""
        return self.id.partition("/")[2]

    @property
    def scorecard(self) -> str:
        """Is the scorecard's part of the id."""
        return self.id.partition("/")[0]

    def faults(self) -> Iterator[str]:
        """Names what contradicts itself or is missing for the indicator's kind."""
        if _ID.fullmatch(self.id) is None:
            yield "id reads scorecard/name, in small letters, digits and underscores"
        if self.low is not None and self.high is not None and self.low >= self.high:
            yield "low is not below high"
        if self.checked is not None and self.checked < self.authored:
            yield "checked before it was authored"
        if self.next_review <= max(self.authored, self.checked or self.authored):
            yield "next_review lies before the last look"
        yield from self._faults_of_kind()

    def _faults_of_kind(self) -> Iterator[str]:
        if self.kind in (Kind.ADMISSION_RATE, Kind.READMISSION) and not self.code_sets:
            yield f"{self.kind} needs code_sets"
        if self.kind in _SHARES and (self.per is None or self.per < 1):
            yield f"{self.kind} needs per"
        if self.kind is Kind.READMISSION and (self.window is None or self.window.within_days is None):
            yield "readmission needs window.within_days"


_SHARES = frozenset({Kind.ADMISSION_RATE, Kind.READMISSION, Kind.COVERAGE, Kind.PROPORTION, Kind.TIMELINESS})
