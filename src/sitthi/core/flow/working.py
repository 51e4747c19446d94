"""The working of a chart's or comparison's figure: which rows and groups it was added up from."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from sitthi.core.evidence import Working
from sitthi.core.flow.chart import as_it_comes, process_chart
from sitthi.core.flow.comparison import Comparison, Saving, compared
from sitthi.core.flow.definition import WHOLE, ProcessDefinition
from sitthi.core.flow.step import Group, Step, Symbol
from sitthi.core.numbers import PLACES, shown

__all__ = ["CHART_INDICATORS", "COMPARISON_INDICATORS", "Say", "Words", "chart_working", "comparison_working"]

CHART_INDICATORS = ("steps", "minutes", "days")
COMPARISON_INDICATORS = ("steps_saved_percent", "minutes_saved_percent", "days_saved_percent")


class Say(Protocol):
    """Gives the words of a key, `{name}`s filled in from the detail."""

    def __call__(self, key: str, **detail: str) -> str:
        """Gives the words."""


@dataclass(frozen=True, slots=True)
class Words:
    """The language of a working: that of the definitions' own labels, and what says the rest."""

    language: str
    say: Say

    def unit(self, definition: ProcessDefinition, name: str) -> str:
        """Is a unit's label."""
        return next(unit.label.in_language(self.language) for unit in definition.units if unit.id == name)

    def listed(self, numbers: Sequence[int]) -> str:
        """Lists steps by their numbers."""
        if not numbers:
            return self.say("flow.no_step")
        key = "flow.step_listed" if len(numbers) == 1 else "flow.steps_listed"
        return self.say(key, n=", ".join(map(str, numbers)))


def chart_working(definition: ProcessDefinition, unit: str, indicator: str, words: Words) -> Working | None:
    """Gives the working of `steps`, `minutes` or `days` of a unit, or of `all`; `None` for any other."""
    chart = process_chart(definition)
    share = chart if unit == WHOLE else chart.share(unit)
    if share is None or indicator not in CHART_INDICATORS:
        return None
    steps = [step for step in definition.steps if unit in (WHOLE, step.unit)]
    groups = [group for group in definition.groups if unit in (WHOLE, group.owner)]
    if indicator == "steps":
        return _steps_working(definition, steps, unit, words)
    if indicator == "minutes":
        return _minutes_working(definition, steps, share.minutes, words)
    return _days_working(definition, steps, groups, share.days, unit, words)


def _steps_working(definition: ProcessDefinition, steps: Sequence[Step], unit: str, words: Words) -> Working:
    parts = []
    for symbol in Symbol:
        numbers = [step.number for step in steps if step.symbol is symbol]
        name = words.say(f"flow.{symbol.value}")
        parts.append(Working(name, str(len(numbers)), words.listed(numbers), definition.evidence))
    for step in steps:
        name = words.listed([step.number])
        if step.evidence is not None:
            symbol_said = words.say(f"flow.{step.symbol.value}")
            parts.append(Working(name, symbol_said, words.say("flow.row_itself"), step.evidence))
        if step.assigned is not None and unit != WHOLE:
            doer = words.unit(definition, step.unit)
            parts.append(Working(name, doer, words.say("flow.unit_that_does_it"), step.assigned))
    rule = words.say("flow.count_of_steps")
    return Working(words.say("flow.steps"), str(len(steps)), rule, definition.evidence, tuple(parts))


def _minutes_working(
    definition: ProcessDefinition, steps: Sequence[Step], minutes: int | None, words: Words
) -> Working:
    parts = tuple(
        Working(
            step.label.in_language(words.language),
            str(step.minutes),
            words.listed([step.number]),
            step.evidence or definition.evidence,
        )
        for step in steps
        if step.minutes is not None
    )
    rule = words.say("flow.sum_of_minutes", n=str(len(parts)), steps=str(len(steps)))
    if minutes is None:
        rule = words.say("flow.minutes_in_groups" if definition.groups else "flow.no_not_given")
    written = None if minutes is None else str(minutes)
    return Working(words.say("flow.minutes"), written, rule, definition.evidence, parts)


def _days_working(
    definition: ProcessDefinition,
    steps: Sequence[Step],
    groups: Sequence[Group],
    days: Fraction | None,
    unit: str,
    words: Words,
) -> Working:
    name = words.say("flow.days")
    if days is None:
        return Working(name, None, words.say("flow.no_own_time"), definition.evidence)
    parts = [_group_working(definition, group, unit, words) for group in groups]
    given = [step.minutes for step in steps if step.minutes is not None]
    if given:
        per_day = str(definition.hours.minutes_per_day)
        rule = words.say("flow.minutes_over_day", minutes=str(sum(given)), per_day=per_day)
        worked = _minutes_working(definition, steps, sum(given), words)
        written = as_it_comes(definition.hours.days(sum(given)))
        office_days = words.say("flow.office_days_name")
        parts.insert(0, Working(office_days, written, rule, definition.hours.evidence, (worked,)))
    if definition.group_days is not None and groups:
        kind = words.say(f"flow.days_{definition.day_kind.value}")
        parts.append(Working(words.say("flow.days_are"), kind, "", definition.group_days.evidence))
    return Working(name, as_it_comes(days), words.say("flow.sum_of_parts"), definition.evidence, tuple(parts))


def _group_working(definition: ProcessDefinition, group: Group, unit: str, words: Words) -> Working:
    numbers = [step.number for step in definition.steps if step.group == group.id]
    said = group.evidence or definition.evidence
    parts: tuple[Working, ...] = ()
    if unit != WHOLE:
        assigned = group.assigned or definition.evidence
        owner = words.unit(definition, group.owner)
        parts = (Working(words.say("flow.owner"), owner, words.say("flow.owner_has_the_days"), assigned),)
    name = f"{words.say('flow.group')} {group.id}"
    return Working(name, as_it_comes(group.days), words.listed(numbers), said, parts)


def comparison_working(
    before: ProcessDefinition, after: ProcessDefinition, unit: str, indicator: str, words: Words
) -> Working | None:
    """Gives the working of a percent saved, of a unit or of `all`; `None` for any other figure."""
    if indicator not in COMPARISON_INDICATORS:
        return None
    figure = indicator.removesuffix("_saved_percent")
    saving = _saving_of(compared(before, after), unit, figure)
    if saving is None:
        return None
    parts = tuple(
        Working(words.say(f"flow.{side}"), tree.value, f"{title}: {tree.rule}", tree.evidence, tree.parts)
        for side, definition in (("before", before), ("after", after))
        for title in [definition.title.in_language(words.language)]
        if (tree := chart_working(definition, unit, figure, words)) is not None
    )
    if figure == "days":
        parts += tuple(_day_kind_working(before, after, words))
    rule = words.say("flow.percent_of_before")
    if saving.obstacle is not None:
        rule = words.say(f"flow.no_{saving.obstacle.value}")
    percent = None if saving.percent is None else shown(saving.percent, PLACES["percent"])
    name = f"{words.say(f'flow.{figure}')}: {words.say('flow.percent')}"
    return Working(name, percent, rule, after.evidence, parts)


def _saving_of(comparison: Comparison, unit: str, name: str) -> Saving | None:
    if unit == WHOLE:
        return {"steps": comparison.steps, "minutes": comparison.minutes, "days": comparison.days}[name]
    own = next((own for own in comparison.units if own.unit == unit), None)
    if own is None or name == "minutes":
        return None
    return own.steps if name == "steps" else own.days


def _day_kind_working(before: ProcessDefinition, after: ProcessDefinition, words: Words) -> list[Working]:
    """Says what the days are where the two sides differ, with the grade of that reading."""
    if before.day_kind is after.day_kind:
        return []
    return [
        Working(
            f"{words.say(f'flow.{side}')}: {words.say('flow.days_are')}",
            words.say(f"flow.days_{definition.day_kind.value}"),
            "",
            definition.group_days.evidence if definition.group_days else definition.hours.evidence,
        )
        for side, definition in (("before", before), ("after", after))
    ]
