"""Scores units on a sheet: each value, its weight, the total, and whether the unit passes.

Sums are exact. A cell that repeats (the same value of the same criterion under the same weight) is scored
once: a region's hundred thousand rows hold far fewer different ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from types import NoneType
from typing import NamedTuple

from sitthi.core.evidence import Evidence, Grade, weakest
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Better
from sitthi.core.scoring.cuts import Band, cut_score
from sitthi.core.scoring.group_reference import GroupReference, Sd, spread
from sitthi.core.scoring.laying import LaidCriterion, LaidSheet
from sitthi.core.scoring.scorecard import Basis, Province, Scorecard
from sitthi.core.scoring.values import Value

__all__ = [
    "Method",
    "Missing",
    "ProvinceScore",
    "RowScore",
    "UnitScore",
    "WithoutCuts",
    "evidence_of_score",
    "province_score",
    "sheet_scores",
]


class Missing(StrEnum):
    """What becomes of a value that is not reported; one that does not apply always gives up its weight."""

    REWEIGHT = "reweight"
    ZERO = "zero"
    REFUSE = "refuse"


class WithoutCuts(StrEnum):
    """How a criterion by cut points is scored while nobody has said where they lie."""

    GROUP_REFERENCE = "group_reference"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Method:
    """The named choices that scoring reads, and who says that each is the likely reading."""

    band: Band
    sd: Sd
    missing: Missing
    without_cuts: WithoutCuts
    evidence: Mapping[str, Evidence]


class RowScore(NamedTuple):
    """A criterion of a unit, scored: `weight` is what it carries after re-weighting.

    Score, weight and weighted are `None` where the row does not count; `met` where there is no target or no
    number. `reference` is the group's, where the score comes from it.
    """

    criterion: LaidCriterion
    value: Value
    score: Fraction | None
    weight: Fraction | None
    weighted: Fraction | None
    met: bool | None
    grade: Grade
    reference: GroupReference | None


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit's rows in the sheet's order, its total and whether it passes; `None` where nothing counts."""

    unit: str
    sheet: LaidSheet
    rows: tuple[RowScore, ...]
    total: Fraction | None
    passed: bool | None
    grade: Grade


@dataclass(frozen=True, slots=True)
class ProvinceScore:
    """How many units pass, what that earns, and whether the target is met."""

    passing: int
    score: Fraction
    met: bool


def sheet_scores(
    scorecard: Scorecard, sheet: LaidSheet, units: Mapping[str, Sequence[Value]], method: Method
) -> list[UnitScore] | Refusal:
    """Scores units whose values stand in the order of the sheet's criteria; the group is all of them.

    A value missing under `missing = refuse`, and a criterion without cut points under
    `without_cuts = refuse`, is a `Refusal`.
    """
    rows = list(units.values())
    if refusal := _refused(sheet, rows, method):
        return refusal
    scored = _Sheet(scorecard, sheet, _references(scorecard, sheet, rows, method), method)
    return [scored.unit(unit, values) for unit, values in units.items()]


def _refused(sheet: LaidSheet, rows: Sequence[Sequence[Value]], method: Method) -> Refusal | None:
    lacking = [c.indicator for c in sheet.criteria if c.lacks_cuts]
    if lacking and method.without_cuts is WithoutCuts.REFUSE:
        return Refusal("score.without_cuts", {"indicators": ", ".join(lacking)})
    if method.missing is Missing.REFUSE:
        absent = [
            c.indicator for row in rows for c, value in zip(sheet.criteria, row, strict=True) if value is None
        ]
        if absent:
            return Refusal("score.missing", {"n": str(len(absent)), "indicators": ", ".join(sorted(set(absent)))})
    return None


def _references(
    scorecard: Scorecard, sheet: LaidSheet, rows: Sequence[Sequence[Value]], method: Method
) -> list[GroupReference | None]:
    """Gives each grouped criterion the reference that the values reported for it make."""
    references: list[GroupReference | None] = []
    for n, criterion in enumerate(sheet.criteria):
        group = None
        if criterion.is_grouped:
            group = spread((value for row in rows if isinstance(value := row[n], Fraction)), method.sd)
        table = scorecard.group_table
        made = None if group is None or table is None else GroupReference.of(group, table, criterion.better)
        references.append(made)
    return references


def evidence_of_score(criterion: LaidCriterion, scorecard: Scorecard, method: Method) -> list[Evidence]:
    """Gives all that a criterion's score rests on: rule and figure, table or cut points, and the choices read."""
    found = [criterion.evidence]
    if criterion.defined_by is not None:
        found.append(criterion.defined_by)
    if criterion.lacks_cuts:
        found.append(method.evidence["without_cuts"])
    if criterion.is_grouped and scorecard.group_table is not None:
        found += [scorecard.group_table.evidence, method.evidence["sd"]]
    if criterion.cuts is not None:
        found += [criterion.cuts.evidence, method.evidence["band"]]
    if criterion.target is not None:
        found.append(criterion.target.evidence)
    return found


class _Sheet:
    """A sheet with its group's spreads, and the rows scored so far by what they share."""

    def __init__(
        self,
        scorecard: Scorecard,
        sheet: LaidSheet,
        references: Sequence[GroupReference | None],
        method: Method,
    ) -> None:
        self.scorecard = scorecard
        self.sheet = sheet
        self.method = method
        self.references = references
        self.score_of = [
            _scorer(criterion, reference, method)
            for criterion, reference in zip(sheet.criteria, references, strict=True)
        ]
        self.grades = [_grade(criterion, scorecard, method) for criterion in sheet.criteria]
        self.patterns: dict[tuple[type, ...], _Pattern] = {}

    def unit(self, unit: str, values: Sequence[Value]) -> UnitScore:
        """Scores one unit."""
        kinds = tuple([value.__class__ for value in values])
        pattern = self.patterns.get(kinds) or self._pattern(kinds)
        rows = tuple(
            [
                seen.get(id(value)) or self._row(n, value, pattern)
                for n, (value, seen) in enumerate(zip(values, pattern.rows, strict=True))
            ]
        )
        total = _exact_sum([row.weighted for row in rows if row.weighted is not None])
        mark = self.scorecard.pass_mark
        passed = None if total is None or mark is None else total >= mark.at
        return UnitScore(unit, self.sheet, rows, total, passed, pattern.grade)

    def _pattern(self, kinds: tuple[type, ...]) -> "_Pattern":
        """Shares the weights of the rows that do not count among those that do, in proportion."""
        is_zero = self.method.missing is Missing.ZERO
        counted = [kind is Fraction or (is_zero and kind is NoneType) for kind in kinds]
        percents = [criterion.weight.percent if criterion.weight else None for criterion in self.sheet.criteria]
        whole = sum((percent for percent in percents if percent), Fraction(0))
        left = sum((percent for percent, counts in zip(percents, counted, strict=True) if percent and counts),
                   Fraction(0))  # fmt: skip
        weights = [
            percent * whole / left if percent is not None and counts and left else None
            for percent, counts in zip(percents, counted, strict=True)
        ]
        grades = self.grades
        if self.scorecard.scale is not None and not all(kind is Fraction for kind in kinds):
            # Every row's weight then rests on what was decided about missing values.
            grades = [weakest((grade, self.method.evidence["missing"].grade)) for grade in grades]
        pattern = _Pattern(weights, grades, weakest(grades), [{} for _ in kinds], [{} for _ in kinds])
        self.patterns[kinds] = pattern
        return pattern

    def _row(self, n: int, value: Value, pattern: "_Pattern") -> RowScore:
        criterion, weight = self.sheet.criteria[n], pattern.weights[n]
        score = weighted = met = None
        if isinstance(value, Fraction):
            score = self.score_of[n](value)
            met = _is_met(value, criterion)
        elif value is None and weight is not None:
            score = Fraction(0)
        if score is not None and weight is not None and self.scorecard.scale is not None:
            weighted = pattern.weighted[n].get(score)
            if weighted is None:
                weighted = weight * score / self.scorecard.scale.divisor
                pattern.weighted[n][score] = weighted
        row = RowScore(criterion, value, score, weight, weighted, met, pattern.grades[n], self.references[n])
        pattern.rows[n][id(value)] = row
        return row


@dataclass(slots=True)
class _Pattern:
    """Which rows of a unit count: the weights they then carry, and the rows scored so far, a criterion each.

    Rows are kept by the identity of their value, which the rows keep alive: to hash a fraction costs as much
    as to score it, and a reader gives one object for cells that read alike.
    """

    weights: list[Fraction | None]
    grades: list[Grade]
    grade: Grade
    rows: list[dict[int, RowScore]]
    weighted: list[dict[Fraction, Fraction]]


def _grade(criterion: LaidCriterion, scorecard: Scorecard, method: Method) -> Grade:
    weight = [criterion.weight.evidence] if criterion.weight is not None else []
    return weakest(evidence.grade for evidence in [*evidence_of_score(criterion, scorecard, method), *weight])


def _scorer(
    criterion: LaidCriterion, reference: GroupReference | None, method: Method
) -> Callable[[Fraction], Fraction | None]:
    """Gives the function from a criterion's value to its score."""
    if reference is not None:
        return reference.score
    cuts = criterion.cuts
    if cuts is not None:
        return lambda value: cut_score(value, cuts, method.band)
    if criterion.basis is Basis.SET_VALUE:
        return lambda value: value
    return lambda value: None


def _is_met(value: Fraction, criterion: LaidCriterion) -> bool | None:
    if criterion.target is None:
        return None
    asked = criterion.target.value
    return value <= asked if criterion.better is Better.LOWER else value >= asked


def _exact_sum(parts: Sequence[Fraction]) -> Fraction | None:
    """Adds over one common denominator, which spares a reduction at every step; `None` of nothing."""
    if not parts:
        return None
    unit = lcm(*[part.denominator for part in parts])
    return Fraction(sum([part.numerator * (unit // part.denominator) for part in parts]), unit)


def province_score(units: Iterable[UnitScore], province: Province, band: Band) -> ProvinceScore:
    """Scores a province by how many of its units pass; one without a total does not."""
    passing = sum(unit.passed is True for unit in units)
    score = cut_score(Fraction(passing), province.cuts, band)
    return ProvinceScore(passing, score, passing >= province.target)
