"""What a flow process chart and a comparison of two say as plain values, for `--json`."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sitthi.cli.verb import Asked
from sitthi.core.evidence import weakest
from sitthi.core.flow.chart import Chart, as_it_comes, chart_grade, share_grade
from sitthi.core.flow.comparison import CheckedFigure, Comparison, Saving, saving_grade
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.improvement import Figure
from sitthi.core.numbers import PLACES, baht, grouped, shown

__all__ = [
    "NONE",
    "amount",
    "chart_data",
    "comparison_data",
    "percent",
    "scope_text",
    "stated",
    "text",
    "unit_label",
    "warning_texts",
]

NONE = "-"


def chart_data(flow: ProcessDefinition, chart: Chart) -> dict[str, Any]:
    """Gives a chart as plain values; what the document leaves empty is null."""
    return {
        "scope": flow.scope.value,
        "scope_unit": flow.scope_unit,
        "steps": chart.n_steps,
        "timed_steps": chart.n_timed,
        "minutes": chart.minutes,
        "days": text(chart.days),
        "days_are": flow.day_kind.value,
        "minutes_per_day": flow.hours.minutes_per_day,
        **{symbol.value: n for symbol, n in chart.symbols.items()},
        "persons": chart.n_persons,
        "metres": text(chart.metres),
        "cost": None if chart.cost_satang is None else baht(chart.cost_satang),
        "value_adding_minutes": chart.value_adding_minutes,
        "grade": chart_grade(flow).value,
        "units": [
            {
                "unit": share.unit,
                "steps": share.n_steps,
                "minutes": share.minutes,
                "days": text(share.days),
                "grade": share_grade(flow, share.unit).value,
            }
            for share in chart.units
        ],
        "groups": [
            {
                "group": due.group.id,
                "owner": due.group.owner,
                "clock_starts": due.group.clock_starts.value,
                "days": text(due.group.days),
                "due_day": text(due.due_day),
            }
            for due in chart.groups
        ],
    }


def comparison_data(
    asked: Asked, before: ProcessDefinition, after: ProcessDefinition, comparison: Comparison
) -> dict[str, Any]:
    """Gives a comparison as plain values; a percent that is null has its reason beside it."""
    whole = {"steps": comparison.steps, "minutes": comparison.minutes, "days": comparison.days}
    return {
        "before": before.id,
        "after": after.id,
        "scopes": [before.scope.value, after.scope.value],
        "steps": [comparison.before.n_steps, comparison.after.n_steps],
        "minutes": [comparison.before.minutes, comparison.after.minutes],
        "days": [text(comparison.before.days), text(comparison.after.days)],
        "steps_saved": comparison.steps.saved,
        **{f"{name}_saved_percent": percent(saving) for name, saving in whole.items()},
        "reasons": _reasons(whole),
        "per_symbol": {
            symbol.value: {"before": s.before, "after": s.after, "saved": s.saved, "saved_percent": percent(s)}
            for symbol, s in comparison.symbols.items()
        },
        "units": [
            {
                "unit": own.unit,
                "steps": [own.steps.before, own.steps.after],
                "steps_saved_percent": percent(own.steps),
                "days": [text(own.days.before), text(own.days.after)],
                "days_saved_percent": percent(own.days),
                "reasons": _reasons({"steps": own.steps, "days": own.days}),
                "grade": saving_grade(before, after, own.unit).value,
            }
            for own in comparison.units
        ],
        "grade": weakest(chart_grade(flow) for flow in (before, after)).value,
        "declared": [_declared_row(figure) for figure in comparison.declared],
        "ecrs": [
            {"way": note.way.value, "text": {"th": note.text.th, "en": note.text.en}, "before": note.before,
             "after": note.after}
            for note in after.ecrs
            if after.improves == before.id
        ],
        "scopes_differ": "scopes_differ" in comparison.warnings,
        "warnings": [warned.value for warned in comparison.warnings],
        "warning_messages": warning_texts(asked, before, after, comparison),
    }  # fmt: skip


def scope_text(asked: Asked, flow: ProcessDefinition) -> str:
    """Says whose work a definition charts."""
    unit = unit_label(asked, flow, flow.scope_unit) if flow.scope_unit else ""
    return asked.say(f"flow.scope_{flow.scope.value}", unit=unit)


def unit_label(asked: Asked, flow: ProcessDefinition, name: str) -> str:
    """Gives a unit's name in the language asked for."""
    return next(unit.label.in_language(asked.language) for unit in flow.units if unit.id == name)


def warning_texts(
    asked: Asked, before: ProcessDefinition, after: ProcessDefinition, comparison: Comparison
) -> dict[str, str]:
    """Gives each warning's sentence in the language asked for."""
    scopes = {"before": scope_text(asked, before), "after": scope_text(asked, after)}
    return {warned.value: asked.say(f"flow.warn_{warned.value}", **scopes) for warned in comparison.warnings}


def _declared_row(checked: CheckedFigure) -> dict[str, Any]:
    declared = checked.declared
    of_steps = declared.figure is Figure.STEPS_SAVED_PERCENT
    row: dict[str, Any] = {
        "figure": declared.name.en,
        "title": {"th": declared.name.th, "en": declared.name.en},
        "kind": declared.figure.value,
        "unit": declared.unit,
        "stated": stated(checked, declared.stated),
        "computed": None if checked.computed is None else stated(checked, checked.computed, computed=True),
        "inputs": {
            name: _whole(value) if of_steps or name == "minutes_per_day" else text(value)
            for name, value in checked.inputs.items()
        },
        "source": declared.evidence.citation,
        "grade": declared.evidence.grade.value,
        "computed_grade": None if checked.computed is None else checked.grade.value,
    }
    if declared.figure is Figure.MINUTES:
        row["computed_days"] = text(checked.computed_days)
    return row


def stated(checked: CheckedFigure, value: Fraction, *, computed: bool = False) -> str | int:
    """Writes a declared figure: minutes as a count, days as they come, a computed percent at its scale."""
    if checked.declared.figure is Figure.MINUTES:
        return _whole(value) or 0
    if computed and checked.declared.figure.is_of_two:
        return shown(value, PLACES["percent"])
    return as_it_comes(value)


def percent(saving: Saving) -> str | None:
    """Writes the percent saved, or gives `None` where there is none."""
    return None if saving.percent is None else shown(saving.percent, PLACES["percent"])


def _reasons(savings: Mapping[str, Saving]) -> dict[str, str]:
    """Says for every percent that is null why it is."""
    return {f"{name}_saved_percent": s.obstacle.value for name, s in savings.items() if s.obstacle is not None}


def _whole(value: Fraction | None) -> int | str | None:
    """Gives a count as a whole number, and one that is none as text."""
    return value.numerator if value is not None and value.denominator == 1 else text(value)


def amount(value: Fraction | int | None) -> str:
    """Writes an amount for people, `12,240`; not known is a dash."""
    return NONE if value is None else grouped(as_it_comes(Fraction(value)))


def text(value: Fraction | int | None) -> str | None:
    """Writes an amount as it comes; not known stays `None`."""
    return None if value is None else as_it_comes(Fraction(value))
