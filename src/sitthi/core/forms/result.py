"""What a unit's sheets come to together: records judged one by one, and pooled."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Grade, weakest
from sitthi.core.forms.answers import Sheet
from sitthi.core.forms.form import Form, Method
from sitthi.core.forms.marking import Mark, level, marked, percent, totals

__all__ = ["Invalid", "RecordResult", "UnitResult", "grades", "pooled", "unit_result"]


class Invalid(StrEnum):
    """Why a record's audit does not count."""

    LEAST_FULL = "full_below_least"
    """Too little of the form applied to the record."""
    NOTHING = "nothing_applies"
    """Nothing of the form applied, so there is no percent."""


@dataclass(frozen=True, slots=True)
class RecordResult:
    """One audited record: its marks, their sums, and why it does not count (`None` where it does)."""

    sheet: Sheet
    marks: tuple[Mark, ...]
    points: int
    full: int
    reason: Invalid | None

    @property
    def percent(self) -> Fraction | None:
        """Is the record's own percent, exact; `None` where nothing applied."""
        return percent(self.points, self.full)


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A unit's form: marks (pooled over valid records where the form audits records), their sums, the level.

    `level` is `None` for a form without levels, `records` empty for a form about a whole unit.
    """

    marks: tuple[Mark, ...]
    points: int
    full: int
    level: int | None
    records: tuple[RecordResult, ...]

    @property
    def percent(self) -> Fraction | None:
        """Is points over full mark, exact; `None` where no record counts."""
        return percent(self.points, self.full)


def unit_result(form: Form, sheets: Sequence[Sheet], kind: str) -> UnitResult:
    """Judges a unit by its sheets: one for a form about the unit, one a record for an audit.

    `kind` of hospital is a value of the choice `least_full`; only an audit with a least full mark reads it.
    """
    if form.method is not Method.RECORDS:
        [sheet] = sheets
        marks = marked(form, sheet)
        reached = level(form, marks) if form.method is Method.LEVELS else None
        return UnitResult(marks, *totals(marks), reached, ())
    records = tuple(_record_result(form, sheet, kind) for sheet in sheets)
    marks = pooled(form, [record.marks for record in records if record.reason is None])
    return UnitResult(marks, *totals(marks), None, records)


def _record_result(form: Form, sheet: Sheet, kind: str) -> RecordResult:
    marks = marked(form, sheet)
    points, full = totals(marks)
    reason = None
    if not full:
        reason = Invalid.NOTHING
    elif form.least_full is not None and full < form.least_full.of(kind):
        reason = Invalid.LEAST_FULL
    return RecordResult(sheet, marks, points, full, reason)


def pooled(form: Form, records: Sequence[Sequence[Mark]]) -> tuple[Mark, ...]:
    """Adds up the marks of several records criterion by criterion: sums of points over sums of full marks.

    Never a mean of percents: 50/60 and 90/100 make 87.50, not 86.67 [rights-2557, formula 3].
    """
    return tuple(
        Mark(criterion, *totals(marks[n] for marks in records)) for n, criterion in enumerate(form.criteria)
    )


def grades(form: Form, sheets: Sequence[Sequence[Mark]]) -> tuple[Grade, ...]:
    """Gives how well each criterion's figure is known: the weakest of its items and of the rules that bit."""
    return tuple(
        weakest(
            [
                criterion.evidence.grade,
                form.scoring.evidence.grade,
                *(item.evidence.grade for item in items),
                *(said.grade for said in _bit(form, [marks[n] for marks in sheets])),
            ]
        )
        for n, (criterion, items) in enumerate(form.contents)
    )


def _bit(form: Form, marks: Sequence[Mark]) -> list[Evidence]:
    """Gives the evidence of the rules that changed a mark: ratings, cascades, deductions, passing."""
    said = [rule.evidence for rule in (form.rating, form.passing) if rule is not None]
    for mark in marks:
        if mark.rating is not None:
            said += [part.evidence for part in mark.criterion.parts]
        said += [cascade.evidence for cascade in mark.criterion.cascades if mark.zeroed & {*cascade.zeroes}]
        if mark.deducted and mark.criterion.deduct is not None:
            said.append(mark.criterion.deduct.evidence)
    return said
