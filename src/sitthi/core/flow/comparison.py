"""The lean comparison of two process definitions: what was saved, and what cannot be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Grade, weakest
from sitthi.core.flow.chart import Chart, chart_grade, process_chart, share_grade
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.improvement import DeclaredFigure, Figure
from sitthi.core.flow.step import Symbol

__all__ = ["CheckedFigure", "Comparison", "Obstacle", "Saving", "UnitSaving", "Warned", "compared", "saving_grade"]


class Obstacle(StrEnum):
    """Why a saving, or its percent, cannot be given."""

    NOT_CHARTED_BEFORE = "not_charted_before"
    """The definition before is another unit's work alone: what this unit did is not known."""
    NOT_CHARTED_AFTER = "not_charted_after"
    SCOPES_DIFFER = "scopes_differ"
    NOT_GIVEN = "not_given"
    """A side states no time of its own."""
    NOTHING_BEFORE = "nothing_before"
    """A percent of nothing."""


class Warned(StrEnum):
    """What a reader has to know before using a comparison."""

    SCOPES_DIFFER = "scopes_differ"
    """One charts one unit's work and the other the whole system's, or another unit's."""
    DAY_KINDS_DIFFER = "day_kinds_differ"
    """Office days stand against calendar days."""
    OFFICE_DAYS_DIFFER = "office_days_differ"
    """An office day has more minutes on one side."""
    TIMES_INCOMPLETE = "times_incomplete"
    """Some steps give no time."""
    SUBJECTS_DIFFER = "subjects_differ"
    """The funds or the kinds of patient differ."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A figure before and after; `None` is not known, and `obstacle` says why there is no percent."""

    before: Fraction | int | None
    after: Fraction | int | None
    obstacle: Obstacle | None = None

    @property
    def saved(self) -> Fraction | int | None:
        """Is before less after, negative where it grew; `None` where the two cannot be compared."""
        if self.before is None or self.after is None or self.obstacle is Obstacle.SCOPES_DIFFER:
            return None
        return self.before - self.after

    @property
    def percent(self) -> Fraction | None:
        """Is the saving in percent of before, exact."""
        saved = self.saved
        if saved is None or not self.before:
            return None
        return Fraction(100) * saved / self.before


@dataclass(frozen=True, slots=True)
class UnitSaving:
    """One unit's own steps and own days, before and after."""

    unit: str
    steps: Saving
    days: Saving


@dataclass(frozen=True, slots=True)
class CheckedFigure:
    """A figure that a document states, beside what its own charts give.

    `computed_days` is the same figure in days where it is of minutes. `inputs` are what it was computed from.
    """

    declared: DeclaredFigure
    computed: Fraction | None
    inputs: Mapping[str, Fraction | None]
    grade: Grade
    """How surely the charts' own figure is known, whatever the grade of the stated one."""
    computed_days: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two charts side by side."""

    before: Chart
    after: Chart
    steps: Saving
    minutes: Saving
    days: Saving
    symbols: Mapping[Symbol, Saving]
    units: tuple[UnitSaving, ...]
    declared: tuple[CheckedFigure, ...]
    warnings: tuple[Warned, ...]


def compared(before: ProcessDefinition, after: ProcessDefinition) -> Comparison:
    """Compares two definitions that have no faults.

    Steps and symbols are counted on both sides whatever the scopes, as documents do. Minutes and days of the whole
    are compared only where both chart the same work: time that one side never charted cannot be saved.
    """
    first, second = process_chart(before), process_chart(after)
    obstacle = Obstacle.SCOPES_DIFFER if _scopes_differ(before, after) else None
    names = list(dict.fromkeys(share.unit for chart in (first, second) for share in chart.units))
    units = tuple(_unit_saving(name, (before, first), (after, second)) for name in names)
    return Comparison(
        before=first,
        after=second,
        steps=_saving(first.n_steps, second.n_steps),
        minutes=_saving(first.minutes, second.minutes, obstacle),
        days=_saving(first.days, second.days, obstacle),
        symbols={symbol: _saving(first.symbols[symbol], second.symbols[symbol]) for symbol in Symbol},
        units=units,
        declared=tuple(_declared(before, after, first, second, units)),
        warnings=tuple(_warnings(before, after, first, second)),
    )


def saving_grade(before: ProcessDefinition, after: ProcessDefinition, unit: str) -> Grade:
    """Is the weakest grade behind a unit's saving: its part on each side that charts it, and what the days are."""
    grades = [share_grade(definition, unit) for definition in (before, after) if definition.charts(unit)]
    if before.day_kind is not after.day_kind and len(grades) == 2:
        grades += [definition.group_days.evidence.grade for definition in (before, after) if definition.group_days]
    return weakest(grades)


def _scopes_differ(before: ProcessDefinition, after: ProcessDefinition) -> bool:
    return (before.scope, before.scope_unit) != (after.scope, after.scope_unit)


def _saving(
    before: Fraction | int | None, after: Fraction | int | None, obstacle: Obstacle | None = None
) -> Saving:
    if obstacle is None and (before is None or after is None):
        obstacle = Obstacle.NOT_GIVEN
    elif obstacle is None and before == 0:
        obstacle = Obstacle.NOTHING_BEFORE
    return Saving(before, after, obstacle)


def _unit_saving(
    unit: str, before: tuple[ProcessDefinition, Chart], after: tuple[ProcessDefinition, Chart]
) -> UnitSaving:
    obstacle = None
    if not after[0].charts(unit):
        obstacle = Obstacle.NOT_CHARTED_AFTER
    if not before[0].charts(unit):
        obstacle = Obstacle.NOT_CHARTED_BEFORE
    (steps_a, days_a), (steps_b, days_b) = (_own(unit, *side) for side in (before, after))
    return UnitSaving(unit, _saving(steps_a, steps_b, obstacle), _saving(days_a, days_b, obstacle))


def _own(unit: str, definition: ProcessDefinition, chart: Chart) -> tuple[int | None, Fraction | None]:
    """Gives a unit's steps and days; not charted is not known, and no part in what is charted is nothing."""
    if not definition.charts(unit):
        return None, None
    share = chart.share(unit)
    if share is None or (share.n_steps == 0 and share.days is None):
        return 0, Fraction(0)
    return share.n_steps, share.days


def _warnings(
    before: ProcessDefinition, after: ProcessDefinition, first: Chart, second: Chart
) -> Iterator[Warned]:
    if _scopes_differ(before, after):
        yield Warned.SCOPES_DIFFER
    if before.day_kind is not after.day_kind and first.days is not None and second.days is not None:
        yield Warned.DAY_KINDS_DIFFER
    if before.hours.minutes_per_day != after.hours.minutes_per_day:
        yield Warned.OFFICE_DAYS_DIFFER
    if first.n_timed < first.n_steps or second.n_timed < second.n_steps:
        yield Warned.TIMES_INCOMPLETE
    if (before.fund, before.patient_type) != (after.fund, after.patient_type):
        yield Warned.SUBJECTS_DIFFER


def _declared(
    before: ProcessDefinition, after: ProcessDefinition, first: Chart, second: Chart, units: tuple[UnitSaving, ...]
) -> Iterator[CheckedFigure]:
    """Checks what the later document says of this very pair, then what each says of its own chart."""
    for figure in after.declared:
        if figure.figure.is_of_two and figure.against == before.id:
            if figure.unit is None:
                grade = weakest([chart_grade(before), chart_grade(after)])
            else:
                grade = saving_grade(before, after, figure.unit)
            yield _checked_pair(figure, first, second, units, grade)
    sides = [(after, second)] if before == after else [(before, first), (after, second)]
    for definition, chart in sides:
        for figure in definition.declared:
            if not figure.figure.is_of_two:
                yield _checked_chart(figure, definition, chart)


def _checked_pair(
    figure: DeclaredFigure, first: Chart, second: Chart, units: tuple[UnitSaving, ...], grade: Grade
) -> CheckedFigure:
    of_steps = figure.figure is Figure.STEPS_SAVED_PERCENT
    if figure.unit is None:
        pair = Saving(first.n_steps, second.n_steps) if of_steps else Saving(first.days, second.days)
    else:
        own = next(unit for unit in units if unit.unit == figure.unit)
        pair = own.steps if of_steps else own.days
    before = pair.before if figure.printed_before is None else figure.printed_before
    inputs = {"before": _exact(before), "after": _exact(pair.after)}
    return CheckedFigure(figure, _saving(before, pair.after).percent, inputs, grade)


def _checked_chart(figure: DeclaredFigure, definition: ProcessDefinition, chart: Chart) -> CheckedFigure:
    """Computes a chart's own days, or its minutes from them.

    Group days are read as office days, as the document does that states minutes for a chart of days.
    """
    hours, days, grade = definition.hours, chart.days, chart_grade(definition)
    if figure.figure is Figure.MINUTES:
        inputs = {"days": days, "minutes_per_day": Fraction(hours.minutes_per_day)}
        return CheckedFigure(figure, None if days is None else hours.minutes(days), inputs, grade, days)
    inputs = {f"group_{group.id}": group.days for group in definition.groups}
    given = [step.minutes for step in definition.steps if step.minutes is not None]
    if given:
        inputs = {"office_days": hours.days(sum(given)), **inputs}
    return CheckedFigure(figure, days, inputs, grade)


def _exact(amount: Fraction | int | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)
