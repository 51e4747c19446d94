"""What an indicator is: which figure is looked at, why, how it is counted, and how well that is known."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.coding.codesets import CodeCase, CodeSet
from sitthi.core.evidence import Evidence, Label
from sitthi.core.identity import Inscl, Sex
from sitthi.core.measures.condition import Condition, columns_of
from sitthi.core.measures.person import Person
from sitthi.core.measures.stay import Stay

__all__ = ["COLUMNS", "Ages", "Better", "CountedAt", "Indicator", "Kind", "RecordTable", "Screening", "Window"]

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


class RecordTable(StrEnum):
    """The records that a proportion or a mean looks at, a row each."""

    STAYS = "stays"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Screening:
    """Which screenings count for a coverage: a record's kind begins with one of `kinds`.

    `whole` asks for the whole form, not a part of it.
    """

    kinds: tuple[str, ...]
    evidence: Evidence
    whole: bool = False

    def faults(self) -> Iterator[str]:
        """Names a screening of no kind."""
        if not all(self.kinds) or not self.kinds:
            yield "kinds names no screening"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure that units are looked at by; `id` is `scorecard/name`.

    `low` and `high` bound what a value can be, both included, `None` where nothing bounds it. `per` is what a
    share is multiplied by (100, 1,000, 100,000), `None` where the figure is not a share. `code_sets` are ids
    of the book's code sets, `codes` a set written out in the indicator itself; a stay belongs that is in any
    of them. `rights` empty means every right. `checked` is when a person held the file against its source,
    `None` until somebody did.

    Of the rows it looks at those count that meet every condition of `among`. A proportion and a mean name their
    `table`, and the `condition` whose share is taken or the `column` whose mean; without a table they are
    reported by units. With `over_base_year` the value is the rise over a base year: one period does not tell it.
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
    codes: tuple[CodeCase, ...] = ()
    screening: Screening | None = None
    table: RecordTable | None = None
    among: tuple[Condition, ...] = ()
    condition: tuple[Condition, ...] = ()
    column: str | None = None
    over_base_year: bool = False

    @property
    def name(self) -> str:
        """Is the id within its scorecard: `rights_2557/staff_awareness` is `staff_awareness`."""
        return self.id.partition("/")[2]

    @property
    def scorecard(self) -> str:
        """Is the scorecard's part of the id."""
        return self.id.partition("/")[0]

    def unknown_sets(self, known: Mapping[str, CodeSet]) -> list[str]:
        """Gives the ids of code sets that nobody has."""
        return [name for name in self.code_sets if name not in known]

    def sets(self, known: Mapping[str, CodeSet]) -> tuple[CodeSet, ...]:
        """Gives the code sets it counts by, its own among them; none asks for no diagnosis."""
        own = (CodeSet(self.id, self.title, "", self.evidence, self.codes),) if self.codes else ()
        return (*(known[name] for name in self.code_sets), *own)

    @property
    def looks_at(self) -> RecordTable | None:
        """Is the table whose rows it counts; `None` of a figure that units report."""
        return _LOOKS_AT.get(self.kind, self.table)

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
        if self.kind in (Kind.ADMISSION_RATE, Kind.READMISSION) and not (self.code_sets or self.codes):
            yield f"{self.kind} needs code_sets or codes"
        if self.kind in _SHARES and (self.per is None or self.per < 1):
            yield f"{self.kind} needs per"
        if self.kind is Kind.READMISSION and (self.window is None or self.window.within_days is None):
            yield "readmission needs window.within_days"
        if (self.kind is Kind.COVERAGE) != (self.screening is not None):
            yield "a coverage has a screening, nothing else has"
        yield from self._faults_of_table()

    def _faults_of_table(self) -> Iterator[str]:
        """Names what does not fit the rows that are looked at."""
        if self.table is not None and self.kind not in _ASKING:
            yield "table belongs to proportion and mean"
        has = (bool(self.condition), self.column is not None)
        if has != (_ASKING.get(self.kind, (False, False)) if self.table is not None else (False, False)):
            yield "a proportion of a table has a condition, a mean of one a column, nothing else has either"
        columns = COLUMNS[self.looks_at] if self.looks_at is not None else {}
        if self.column is not None and columns.get(self.column) is not int:
            yield f"column {self.column!r} holds no whole numbers"
        for condition in (*self.among, *self.condition):
            yield from condition.faults_in(columns)


_ASKING = {Kind.PROPORTION: (True, False), Kind.MEAN: (False, True)}
_LOOKS_AT = {
    Kind.ADMISSION_RATE: RecordTable.STAYS,
    Kind.READMISSION: RecordTable.STAYS,
    Kind.CASE_MIX: RecordTable.STAYS,
    Kind.COVERAGE: RecordTable.PERSONS,
}

COLUMNS: Mapping[RecordTable, Mapping[str, type]] = {
    RecordTable.STAYS: columns_of(Stay),
    RecordTable.PERSONS: columns_of(Person),
}
"""The columns that a condition can ask about, by table."""

_SHARES = frozenset({Kind.ADMISSION_RATE, Kind.READMISSION, Kind.COVERAGE, Kind.PROPORTION, Kind.TIMELINESS})
