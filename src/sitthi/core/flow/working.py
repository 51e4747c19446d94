"""The working of a chart's or comparison's figure: which rows and groups it was added up from."""

from collections.abc import Sequence
from fractions import Fraction

from sitthi.core.evidence import Working
from sitthi.core.flow.chart import as_it_comes, process_chart
from sitthi.core.flow.comparison import Comparison, Saving, compared
from sitthi.core.flow.definition import WHOLE, ProcessDefinition
from sitthi.core.flow.step import DayKind, Group, Step, Symbol
from sitthi.core.numbers import PLACES, shown

__all__ = ["CHART_INDICATORS", "COMPARISON_INDICATORS", "chart_working", "comparison_working"]

CHART_INDICATORS = ("steps", "minutes", "days")
COMPARISON_INDICATORS = ("steps_saved_percent", "minutes_saved_percent", "days_saved_percent")


def chart_working(definition: ProcessDefinition, unit: str, indicator: str) -> Working | None:
    """Gives the working of `steps`, `minutes` or `days` of a unit, or of `all`; `None` for any other."""
    chart = process_chart(definition)
    share = chart if unit == WHOLE else chart.share(unit)
    if share is None or indicator not in CHART_INDICATORS:
        return None
    steps = [step for step in definition.steps if unit in (WHOLE, step.unit)]
    groups = [group for group in definition.groups if unit in (WHOLE, group.owner)]
    if indicator == "steps":
        return _steps_working(definition, steps, unit)
    if indicator == "minutes":
        return _minutes_working(definition, steps, share.minutes)
    return _days_working(definition, steps, groups, share.days, unit)


def _steps_working(definition: ProcessDefinition, steps: Sequence[Step], unit: str) -> Working:
    parts = []
    for symbol in Symbol:
        numbers = [step.number for step in steps if step.symbol is symbol]
        parts.append(Working(symbol.value, str(len(numbers)), _listed(numbers), definition.evidence))
    for step in steps:
        if step.evidence is not None:
            parts.append(Working(f"step_{step.number}", step.symbol.value, "the row itself", step.evidence))
        if step.assigned is not None and unit != WHOLE:
            parts.append(Working(f"step_{step.number}", step.unit, "the unit that does it", step.assigned))
    return Working("steps", str(len(steps)), "count of the steps", definition.evidence, tuple(parts))


def _listed(numbers: Sequence[int]) -> str:
    if not numbers:
        return "no step"
    return f"{'step' if len(numbers) == 1 else 'steps'} {', '.join(map(str, numbers))}"


def _minutes_working(definition: ProcessDefinition, steps: Sequence[Step], minutes: int | None) -> Working:
    parts = tuple(
        Working(step.id, str(step.minutes), f"step {step.number}", step.evidence or definition.evidence)
        for step in steps
        if step.minutes is not None
    )
    rule = f"sum of the minutes of {len(parts)} of {len(steps)} steps"
    if minutes is None:
        rule = "none: the time is given in days of groups" if definition.groups else "none given"
    return Working("minutes", None if minutes is None else str(minutes), rule, definition.evidence, parts)


def _days_working(
    definition: ProcessDefinition, steps: Sequence[Step], groups: Sequence[Group], days: Fraction | None, unit: str
) -> Working:
    parts = [_group_working(definition, group, unit) for group in groups]
    given = [step.minutes for step in steps if step.minutes is not None]
    if given:
        per_day = definition.hours.minutes_per_day
        rule = f"{sum(given)} minutes / {per_day} minutes an office day"
        worked = _minutes_working(definition, steps, sum(given))
        written = as_it_comes(definition.hours.days(sum(given)))
        parts.insert(0, Working("office_days", written, rule, definition.hours.evidence, (worked,)))
    if days is None:
        return Working("days", None, "no time of its own is given", definition.evidence)
    return Working("days", as_it_comes(days), "sum of the parts", definition.evidence, tuple(parts))


def _group_working(definition: ProcessDefinition, group: Group, unit: str) -> Working:
    numbers = [step.number for step in definition.steps if step.group == group.id]
    rule = f"days of group {group.id}, {_listed(numbers)}"
    said = group.evidence or definition.evidence
    parts: tuple[Working, ...] = ()
    if unit != WHOLE:
        assigned = group.assigned or definition.evidence
        parts = (Working("owner", group.owner, "the group's days belong to its owner", assigned),)
    return Working(f"group_{group.id}", as_it_comes(group.days), rule, said, parts)


def comparison_working(
    before: ProcessDefinition, after: ProcessDefinition, unit: str, indicator: str
) -> Working | None:
    """Gives the working of a percent saved, of a unit or of `all`; `None` for any other figure."""
    if indicator not in COMPARISON_INDICATORS:
        return None
    name = indicator.removesuffix("_saved_percent")
    saving = _saving_of(compared(before, after), unit, name)
    if saving is None:
        return None
    parts = tuple(
        Working(side, working.value, f"{definition.id}: {working.rule}", working.evidence, working.parts)
        for side, definition in (("before", before), ("after", after))
        if (working := chart_working(definition, unit, name)) is not None
    )
    if name == "days":
        parts += tuple(_day_kind_working(before, after))
    rule = "100 x (before - after) / before" if saving.obstacle is None else f"not given: {saving.obstacle.value}"
    percent = None if saving.percent is None else shown(saving.percent, PLACES["percent"])
    return Working(indicator, percent, rule, after.evidence, parts)


def _saving_of(comparison: Comparison, unit: str, name: str) -> Saving | None:
    if unit == WHOLE:
        return {"steps": comparison.steps, "minutes": comparison.minutes, "days": comparison.days}[name]
    own = next((own for own in comparison.units if own.unit == unit), None)
    if own is None or name == "minutes":
        return None
    return own.steps if name == "steps" else own.days


def _day_kind_working(before: ProcessDefinition, after: ProcessDefinition) -> list[Working]:
    """Says what the days are where the two sides differ, with the grade of that reading."""
    if before.day_kind is after.day_kind:
        return []
    rules = {DayKind.OFFICE: "days of office minutes", DayKind.CALENDAR: "days of the calendar"}
    return [
        Working(
            f"days_of_{definition.id}",
            definition.day_kind.value,
            rules[definition.day_kind],
            definition.group_days.evidence if definition.group_days else definition.hours.evidence,
        )
        for definition in (before, after)
    ]
