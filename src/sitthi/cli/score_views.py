"""Tables of scores for people: each unit's rows, all totals, the province, and what they rest on."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.evidence import Grade
from sitthi.core.numbers import PLACES, plain, shown
from sitthi.core.scoring.laying import LaidSheet
from sitthi.core.scoring.scores import RowScore, UnitScore
from sitthi.core.scoring.values import Value
from sitthi.core.scoring.working import percent_written
from sitthi.pipeline.score_rows import province_row, total_written
from sitthi.pipeline.scores import Scored

__all__ = ["score_views"]

_MOST_UNITS = 30
_MOST_LINES = 200
"""Totals a person is shown; to draw a line takes far longer than to score it."""


def score_views(asked: Asked, scored: Scored, choices: Mapping[str, str]) -> list[TableView]:
    """Gives a table a unit while they are few, the totals and verdicts where there are any, and the notes once."""
    few = len(scored.units) <= _MOST_UNITS
    views = [_unit_view(asked, scored, unit) for unit in scored.units] if few else []
    has_mark = scored.scorecard.pass_mark is not None
    if scored.scorecard.scale is not None and (has_mark or len(scored.units) > 1):
        views.append(_totals_view(asked, scored, few))
    elif not few:
        views = [_unit_view(asked, scored, unit) for unit in scored.units[:_MOST_LINES]]
        if len(scored.units) > _MOST_LINES:
            views[-1] = replace(views[-1], notes=(_first_of(asked, scored),))
    if scored.province is not None and scored.scorecard.province is not None:
        views.append(_province_view(asked, scored, province_row(scored.province, scored.scorecard.province)))
    last = views[-1]
    notes = (*last.notes, *_notes(asked, scored, choices))
    return [*views[:-1], replace(last, notes=notes)]


def _first_of(asked: Asked, scored: Scored) -> str:
    return asked.say("score.first_of", most=str(_MOST_LINES), n=str(len(scored.units)))


def _title(asked: Asked, scored: Scored, sheet: LaidSheet | None) -> str:
    card = scored.scorecard
    named = card.title.in_language(asked.language)
    part = None
    if sheet is not None:
        part = card.groups.get(sheet.group or "") or card.rounds.get(sheet.round or "")
    return named if part is None else f"{named} · {part.in_language(asked.language)}"


def _unit_view(asked: Asked, scored: Scored, unit: UnitScore) -> TableView:
    """Gives a unit's rows; the columns of scores, targets and grades only where there is any."""
    has_scores = scored.scorecard.scale is not None
    has_targets = any(row.criterion.target is not None for row in unit.rows)
    has_grades = unit.grade is not Grade.F
    names = ["indicator", "value"]
    names += (
        ["score", "weight", "weighted"] * has_scores + ["target", "result"] * has_targets + ["grade"] * has_grades
    )
    cells = [[_cell(asked, row, name) for name in names] for row in unit.rows]
    if has_scores:
        total = dict.fromkeys(names, "")
        total |= {"indicator": asked.say("common.total"), "weighted": _total(unit, scored)}
        weights = [row.weight for row in unit.rows if row.weight is not None]
        total["weight"] = percent_written(sum(weights, Fraction(0)))
        if has_grades:
            total["grade"] = unit.grade.value
        cells.append(list(total.values()))
    return TableView(
        asked.say("score.title_unit", unit=unit.unit, title=_title(asked, scored, unit.sheet)),
        [asked.say(f"score.{name}") for name in names],
        cells,
        right=frozenset(n for n, name in enumerate(names) if name in _NUMBERS),
    )


_NUMBERS = {"value", "score", "weight", "weighted", "target"}


def _cell(asked: Asked, row: RowScore, name: str) -> str:
    """Writes one cell of a unit's row."""
    target = row.criterion.target
    match name:
        case "indicator":
            return row.criterion.title.in_language(asked.language)
        case "value":
            return _value(asked, row.value)
        case "weight":
            return "-" if row.weight is None else percent_written(row.weight)
        case "score" | "weighted":
            figure: Fraction | None = getattr(row, name)
            return "-" if figure is None else shown(figure, PLACES["score"])
        case "target":
            return "" if target is None else plain(target.value)
        case "result":
            return "" if target is None else _verdict(asked, row.met)
        case _:
            return "" if row.grade is Grade.F else row.grade.value


def _value(asked: Asked, value: Value) -> str:
    if isinstance(value, Fraction):
        return plain(value)
    return asked.say("score.not_reported" if value is None else "score.not_applicable")


def _verdict(asked: Asked, verdict: bool | None) -> str:
    return asked.say({True: "common.yes", False: "common.no", None: "common.no_data"}[verdict])


def _total(unit: UnitScore, scored: Scored) -> str:
    return total_written(unit, scored.scorecard) or "-"


def _totals_view(asked: Asked, scored: Scored, few: bool) -> TableView:
    has_groups = bool(scored.scorecard.groups)
    has_mark = scored.scorecard.pass_mark is not None
    has_gaps = any(row.weighted is None for unit in scored.units for row in unit.rows)
    headings = [
        "unit",
        *["group"] * has_groups,
        *["counted"] * has_gaps,
        "points",
        *["result"] * has_mark,
        "grade",
    ]
    cells = [
        [
            unit.unit,
            *_group(asked, scored, unit),
            *[_counted(asked, unit)] * has_gaps,
            _total(unit, scored),
            *[_verdict(asked, unit.passed)] * has_mark,
            "" if unit.grade is Grade.F else unit.grade.value,
        ]
        for unit in scored.units[:_MOST_LINES]
    ]
    notes = [] if few else [asked.say("score.only_totals", n=str(len(scored.units)))]
    if len(scored.units) > _MOST_LINES:
        notes.append(_first_of(asked, scored))
    return TableView(
        asked.say("score.title_totals", title=_title(asked, scored, None if has_groups else scored.sheets[0])),
        [asked.say(f"score.{name}") for name in headings],
        cells,
        right=frozenset({headings.index("points")}),
        notes=notes,
    )


def _counted(asked: Asked, unit: UnitScore) -> str:
    n_counted = sum(row.weighted is not None for row in unit.rows)
    return asked.say("score.counted_of", n=str(n_counted), all=str(len(unit.rows)))


def _group(asked: Asked, scored: Scored, unit: UnitScore) -> list[str]:
    named = scored.scorecard.groups.get(unit.sheet.group or "")
    return [] if named is None else [named.in_language(asked.language)]


def _province_view(asked: Asked, scored: Scored, row: Mapping[str, Any]) -> TableView:
    names = ("passing", "target", "score", "result")
    cells = [str(row["passing"]), str(row["target"]), str(row["score"]), _verdict(asked, row["met"])]
    return TableView(
        asked.say("score.title_province", title=_title(asked, scored, scored.sheets[0])),
        [asked.say(f"score.{name}") for name in names],
        [cells],
        right=frozenset({0, 1, 2}),
    )


def _notes(asked: Asked, scored: Scored, choices: Mapping[str, str]) -> list[str]:
    """Says how totals are made, what was laid over the book, which choices counted, and how sure it is."""
    card, notes = scored.scorecard, []
    if card.scale is not None:
        formula = asked.say(f"score.formula_{card.scale.value}")
        notes.append(asked.say("score.full", full=card.scale.value, formula=formula))
    if card.pass_mark is not None:
        notes.append(asked.say("score.pass_at", at=plain(card.pass_mark.at)))
    weights = [c.weight for c in scored.criteria if c.weight is not None]
    if any(weight.evidence == card.unset_weights for weight in weights):
        notes.append(asked.say("score.weights_unset"))
    for file in scored.files:
        overlay = file.overlay
        title = overlay.title.in_language(asked.language)
        if overlay.is_approved:
            by, on = str(overlay.approved_by), asked.day(str(overlay.approved_on))
            notes.append(asked.say("score.laid", file=file.name, title=title, by=by, on=on))
        else:
            notes.append(asked.say("score.laid_trial", file=file.name, title=title))
    if used := _choices_used(scored, choices):
        notes.append(asked.say("score.choices_used", choices=", ".join(used)))
    grades = {row.grade for unit in scored.units for row in unit.rows}
    if weak := [grade.value for grade in Grade if grade in grades and grade.rank > Grade.F1.rank]:
        notes.append(asked.say("score.provisional", grades=" ".join(weak)))
    return notes


def _choices_used(scored: Scored, choices: Mapping[str, str]) -> list[str]:
    """Names the choices that these scores depend on; what becomes of missing values only where one is missing."""
    is_missing = any(row.value is None for unit in scored.units for row in unit.rows)
    return [f"{name}={value}" for name, value in choices.items() if name != "missing" or is_missing]
