"""What a form is: criteria holding items, the arithmetic that its answers go through, and who says so."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sitthi.core.evidence import Evidence, Label

__all__ = [
    "AnsweredBy",
    "Cascade",
    "Criterion",
    "Form",
    "Item",
    "LeastFull",
    "Measure",
    "Method",
    "Part",
    "RatingRule",
    "Said",
    "Stated",
    "Verdict",
]


class Verdict(StrEnum):
    """What was found about an item; an item nobody looked at has none (`None`)."""

    YES = "yes"
    NO = "no"
    NA = "na"
    """Not applicable: the item leaves the full mark."""


class Method(StrEnum):
    """Which arithmetic a form's answers go through."""

    RATED = "rated"
    """A point per item, and a rating per criterion."""
    RECORDS = "records"
    """One sheet a record; a unit's percent pools its valid records."""
    LEVELS = "levels"
    """Criteria are standards taken in turn; the first that is not passed ends the count."""


class AnsweredBy(StrEnum):
    """Which of the hospital's own data can answer an item; a person confirms or overrules it."""

    FLOW = "flow"
    RECEIVABLES = "receivables"
    EVENTS = "events"
    CODES = "codes"
    RESPONSES = "responses"


@dataclass(frozen=True, slots=True)
class Said:
    """A rule in a sentence, with who says it."""

    rule: Label
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a form, worth one point; a row of the form's CSV, so its label is two columns.

    `na_th` and `na_en` say when it may be not applicable, both empty where it never may; `na_needs` is the
    item of the same criterion that has to be met for that. `same_as` is another item, `1.1.3`, that asks the
    same thing. `rule` is the id of the dated rule that holds the limit the item speaks of.
    """

    criterion: str
    id: str
    th: str
    en: str
    evidence: Evidence
    na_th: str = ""
    na_en: str = ""
    na_needs: str | None = None
    mandatory: bool = True
    paper: bool = False
    answered_by: AnsweredBy | None = None
    same_as: str | None = None
    rule: str | None = None

    @property
    def label(self) -> Label:
        """Is the item's text."""
        return Label(self.th, self.en)

    @property
    def name(self) -> str:
        """Is the item's place in the form: `1.2.4a`."""
        return f"{self.criterion}.{self.id}"

    @property
    def may_be_na(self) -> bool:
        """Tells whether the item alone may be not applicable."""
        return bool(self.na_en)

    def faults(self) -> Iterator[str]:
        """Names an empty text, and a condition given in one language only."""
        yield from self.label.faults()
        if bool(self.na_th) != bool(self.na_en):
            yield "na_th and na_en go together"
        if self.na_needs is not None and not self.may_be_na:
            yield "na_needs without na_th and na_en"


@dataclass(frozen=True, slots=True)
class Part:
    """Items that the rating counts as one, met when all of them are."""

    id: str
    of: tuple[str, ...]
    rule: Label
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Cascade:
    """Items that score nothing unless the item `unless` is met."""

    unless: str
    zeroes: tuple[str, ...]
    rule: Label
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Criterion:
    """A content, criterion or standard: a group of items with a mark of its own.

    An `optional` one may be not applicable as a whole. Where `deduct` stands, points can be taken off it.
    """

    id: str
    title: Label
    evidence: Evidence
    optional: bool = False
    parts: tuple[Part, ...] = ()
    cascades: tuple[Cascade, ...] = ()
    deduct: Said | None = None

    def named(self) -> Iterator[str]:
        """Gives every item id that a rule of the criterion speaks of."""
        for part in self.parts:
            yield from part.of
        for cascade in self.cascades:
            yield cascade.unless
            yield from cascade.zeroes


@dataclass(frozen=True, slots=True)
class RatingRule:
    """How many items make which rating: all of them `quality`, `partly_from` or more `partly`, else `improve`."""

    partly_from: int
    rule: Label
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LeastFull:
    """The full mark below which a record's audit is invalid, by the kind of hospital."""

    general: int
    psychiatric: int
    rule: Label
    evidence: Evidence

    def of(self, kind: str) -> int:
        """Gives the mark for `general` or `psychiatric`, the values of the choice `least_full`."""
        return self.psychiatric if kind == "psychiatric" else self.general


@dataclass(frozen=True, slots=True)
class Stated:
    """Full marks that the source states, held against the items: of the criteria that always apply, and of all."""

    overall: int
    evidence: Evidence
    always: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """Something the form's source names without giving it an item: shown, never scored."""

    id: str
    title: Label
    note: Label
    evidence: Evidence
    answered_by: AnsweredBy | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one edition: its criteria in order, all their items, and the rules of its arithmetic.

    `scoring` says what an item is worth and `percent` how the percent is made. `rating` belongs to the method
    `rated`, `pooling` and `least_full` to `records`, `passing` and `levels` to `levels`.
    """

    id: str
    title: Label
    edition: str
    evidence: Evidence
    method: Method
    scoring: Said
    percent: Said
    criteria: tuple[Criterion, ...]
    items: tuple[Item, ...]
    stated: Stated | None = None
    rating: RatingRule | None = None
    pooling: Said | None = None
    least_full: LeastFull | None = None
    passing: Said | None = None
    levels: Said | None = None
    unscored: tuple[Measure, ...] = ()

    @property
    def contents(self) -> tuple[tuple[Criterion, tuple[Item, ...]], ...]:
        """Is every criterion with its items, both in the form's order."""
        held: dict[str, list[Item]] = {criterion.id: [] for criterion in self.criteria}
        for item in self.items:
            # An item of no criterion is in none; `faults` names it.
            held.get(item.criterion, []).append(item)
        return tuple((criterion, tuple(held[criterion.id])) for criterion in self.criteria)

    def faults(self) -> Iterator[str]:
        """Names items without a home, rules about items that are not there, and marks that do not add up."""
        for what, names in (("criterion", [c.id for c in self.criteria]), ("item", [i.name for i in self.items])):
            yield from (f"{what} {name} stands twice" for name, n in Counter(names).items() if n > 1)
        known = {criterion.id for criterion in self.criteria}
        homeless = [item.name for item in self.items if item.criterion not in known]
        yield from (f"item {name} belongs to no criterion" for name in homeless)
        yield from self._faults_of_criteria()
        yield from self._faults_of_marks()
        needs = {Method.RATED: ("rating",), Method.RECORDS: ("pooling",), Method.LEVELS: ("passing", "levels")}
        for name in needs[self.method]:
            if getattr(self, name) is None:
                yield f"the method {self.method} needs {name}"

    def _faults_of_criteria(self) -> Iterator[str]:
        names = {item.name for item in self.items}
        for criterion, items in self.contents:
            held = {item.id for item in items}
            if not items:
                yield f"criterion {criterion.id} has no item"
            asked = {*criterion.named(), *(item.na_needs for item in items if item.na_needs)}
            for missing in sorted(asked - held):
                yield f"criterion {criterion.id} has no item {missing}"
            if self.method is Method.LEVELS:
                if not any(item.mandatory for item in items):
                    yield f"criterion {criterion.id} needs a mandatory item"
                if any(item.mandatory and item.may_be_na for item in items):
                    yield f"criterion {criterion.id}: a mandatory item is never not applicable"
            for item in items:
                if item.same_as is not None and item.same_as not in names:
                    yield f"item {item.name} repeats {item.same_as}, which is not there"

    def _faults_of_marks(self) -> Iterator[str]:
        if self.stated is None:
            return
        always = sum(len(items) for criterion, items in self.contents if not criterion.optional)
        if self.stated.overall != len(self.items):
            yield f"the items add up to {len(self.items)}, the source states {self.stated.overall}"
        if self.stated.always not in (None, always):
            yield f"the items that always apply add up to {always}, the source states {self.stated.always}"
