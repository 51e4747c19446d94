"""A comparison of two flows as tables for people: what was saved, by unit, what was stated, what was changed."""

from collections.abc import Sequence

from sitthi.cli.flow_data import NONE, amount, percent, stated, warning_texts
from sitthi.cli.flow_views import Column, as_view, grades
from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.flow.comparison import CheckedFigure, Comparison, Saving, saving_grade
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.improvement import Figure
from sitthi.core.numbers import grouped

__all__ = ["comparison_views"]


def comparison_views(
    asked: Asked, before: ProcessDefinition, after: ProcessDefinition, comparison: Comparison
) -> list[TableView]:
    """Gives before, after and saved; each unit's; what the document states beside it; what was changed."""
    views = [_summary_view(asked, before, after, comparison), _unit_savings_view(asked, before, after, comparison)]
    if comparison.declared:
        views.append(_declared_view(asked, comparison.declared))
    if after.improves == before.id and after.ecrs:
        views.append(_ecrs_view(asked, after))
    return views


def _summary_view(
    asked: Asked, before: ProcessDefinition, after: ProcessDefinition, comparison: Comparison
) -> TableView:
    rows = {
        asked.say("flow.steps"): comparison.steps,
        asked.say("flow.minutes"): comparison.minutes,
        asked.say("flow.days"): comparison.days,
        **{
            f"{asked.say(f'flow.mark_{symbol.value}')} {asked.say(f'flow.{symbol.value}')}": saving
            for symbol, saving in comparison.symbols.items()
        },
    }
    columns: list[Column] = [
        (asked.say("flow.item"), False, list(rows)),
        (asked.say("flow.before"), True, [amount(saving.before) for saving in rows.values()]),
        (asked.say("flow.after"), True, [amount(saving.after) for saving in rows.values()]),
        (asked.say("flow.saved"), True, [amount(saving.saved) for saving in rows.values()]),
        (asked.say("flow.percent"), True, [_percent(asked, saving) for saving in rows.values()]),
    ]
    title = " → ".join(flow.title.in_language(asked.language) for flow in (before, after))
    return as_view(title, columns, list(warning_texts(asked, before, after, comparison).values()))


def _unit_savings_view(
    asked: Asked, before: ProcessDefinition, after: ProcessDefinition, comparison: Comparison
) -> TableView:
    units = comparison.units
    named = {unit.id: unit.label.in_language(asked.language) for unit in (*before.units, *after.units)}
    columns: list[Column] = [
        (asked.say("flow.unit"), False, [named[own.unit] for own in units]),
        (asked.say("flow.steps"), True, [_arrow(own.steps) for own in units]),
        (asked.say("flow.percent"), True, [_percent(asked, own.steps) for own in units]),
        (asked.say("flow.days"), True, [_arrow(own.days) for own in units]),
        (asked.say("flow.percent"), True, [_percent(asked, own.days) for own in units]),
        *grades(asked, [saving_grade(before, after, own.unit) for own in units]),
    ]
    return as_view(asked.say("flow.unit_savings_title"), columns)


def _declared_view(asked: Asked, figures: Sequence[CheckedFigure]) -> TableView:
    columns: list[Column] = [
        (asked.say("flow.figure"), False, [f.declared.name.in_language(asked.language) for f in figures]),
        (asked.say("flow.stated"), True, [grouped(str(stated(f, f.declared.stated))) for f in figures]),
        (asked.say("flow.computed"), True, [_computed(asked, f) for f in figures]),
        (asked.say("flow.computed_from"), False, [_inputs(f) for f in figures]),
        (asked.say("flow.computed_grade"), False, [_computed_grade(f) for f in figures]),
        (asked.say("flow.source"), False, [f.declared.evidence.citation for f in figures]),
    ]
    return as_view(asked.say("flow.declared_title"), columns, [asked.say("flow.computed_is_used")])


def _computed(asked: Asked, figure: CheckedFigure) -> str:
    if figure.computed is None:
        return NONE
    written = grouped(str(stated(figure, figure.computed, computed=True)))
    if figure.computed_days is None:
        return written
    return asked.say("flow.in_days", n=written, days=amount(figure.computed_days))


def _computed_grade(figure: CheckedFigure) -> str:
    return NONE if figure.computed is None else figure.grade.value


def _inputs(figure: CheckedFigure) -> str:
    sign = {Figure.MINUTES: " × ", Figure.DAYS: " + "}.get(figure.declared.figure, " → ")
    return sign.join(amount(value) for value in figure.inputs.values())


def _ecrs_view(asked: Asked, after: ProcessDefinition) -> TableView:
    ways = [f"{note.way.value} {asked.say(f'flow.way_{note.way.value.lower()}')}" for note in after.ecrs]
    moves = [f"{_numbers(note.before)} → {_numbers(note.after)}" for note in after.ecrs]
    columns: list[Column] = [
        (asked.say("flow.way"), False, ways),
        (asked.say("flow.changed"), False, [note.text.in_language(asked.language) for note in after.ecrs]),
        (asked.say("flow.moved"), False, moves),
        *grades(asked, [(note.steps_evidence or note.evidence).grade for note in after.ecrs]),
    ]
    return as_view(asked.say("flow.changes_title"), columns)


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or NONE


def _arrow(saving: Saving) -> str:
    return f"{amount(saving.before)} → {amount(saving.after)}"


def _percent(asked: Asked, saving: Saving) -> str:
    """Writes a percent, one that grew in words, and why where there is none."""
    written = percent(saving)
    if written is None:
        return asked.say(f"flow.no_{saving.obstacle.value}") if saving.obstacle else NONE
    return asked.say("flow.grew", percent=written[1:]) if written.startswith("-") else written
