"""Draws what a scorecard asks for and what a form asks, with the ids that people type, and any rulebook whole."""

import json
from collections.abc import Mapping
from typing import Any

from sitthi.book.loader import evidence_in
from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.evidence import Grade, weakest
from sitthi.core.forms.form import Form, Item
from sitthi.core.measures.indicator import Better, Indicator
from sitthi.core.numbers import plain
from sitthi.core.scoring.scorecard import Basis, Criterion, Scorecard, Sheet

__all__ = ["form_view", "scorecard_views", "whole_view"]


def scorecard_views(asked: Asked, card: Scorecard) -> list[TableView]:
    """Gives a table for each round or group: indicators by id, what they weigh and what they are held against."""
    return [_sheet_view(asked, card, sheet) for sheet in card.sheets]


def _sheet_view(asked: Asked, card: Scorecard, sheet: Sheet) -> TableView:
    names = ("indicator", "title", "weight", "against", "grade")
    indicators = asked.book.all(Indicator)
    rows = []
    for criterion in sheet.criteria:
        indicator = indicators[f"{card.id}/{criterion.indicator}"]
        rows.append(
            (
                criterion.indicator,
                indicator.title.in_language(asked.language),
                "-" if criterion.weight is None else plain(criterion.weight.percent),
                _against(asked, criterion, indicator.better),
                weakest(said.grade for said in evidence_in((criterion, indicator))).value,
            )
        )
    title = f"{card.id} · {card.title.in_language(asked.language)}"
    part = card.rounds.get(sheet.round or "") or card.groups.get(sheet.group or "")
    if part is not None:
        title += f" · {sheet.name} ({part.in_language(asked.language)})"
    return TableView(title, [asked.say(f"book.{name}") for name in names], rows, frozenset({2}))


def _against(asked: Asked, criterion: Criterion, better: Better) -> str:
    if criterion.target is not None:
        return f"{'<=' if better is Better.LOWER else '>='} {plain(criterion.target.value)}"
    if criterion.cuts is not None:
        return " ".join(plain(cut) for cut in criterion.cuts.at)
    return asked.say("book.no_cuts" if criterion.basis is Basis.CUTS else f"book.basis_{criterion.basis}")


def form_view(asked: Asked, form: Form) -> TableView:
    """Gives every criterion with its items by id, and which of them may be `na`."""
    rows = []
    for criterion, items in form.contents:
        may_be_na = asked.say("book.na_whole") if criterion.optional else ""
        title = criterion.title.in_language(asked.language)
        rows.append((criterion.id, "", title, may_be_na, _weak(criterion.evidence.grade)))
        for item in items:
            says = item.label.in_language(asked.language)
            rows.append((criterion.id, item.id, says, _may_be_na(asked, item), _weak(item.evidence.grade)))
    names = ("criterion", "item", "title", "na", "grade")
    title = f"{form.id} · {form.title.in_language(asked.language)}"
    return TableView(title, [asked.say(f"book.{name}") for name in names], rows)


def _may_be_na(asked: Asked, item: Item) -> str:
    return (item.na_th if asked.language == "th" else item.na_en) if item.may_be_na else ""


def _weak(grade: Grade) -> str:
    return "" if grade is Grade.F else grade.value


def whole_view(asked: Asked, data: Mapping[str, Any]) -> TableView:
    """Gives a rulebook line by line: where in it, and what stands there."""
    rows = _flattened(data["content"], "", asked.language)
    headings = [asked.say(f"book.{name}") for name in ("where", "says")]
    return TableView(f"{data['id']} · {data['title'][asked.language]}", headings, rows)


def _flattened(value: Any, path: str, language: str) -> list[tuple[str, str]]:
    """Gives a document as (path, text) lines; labels and evidence take one line each."""
    if isinstance(value, dict):
        if set(value) == {"th", "en"}:
            return [(path, str(value[language]))]
        if set(value) == {"grade", "source"}:
            return [(path, f"{value['grade']} {value['source']}")]
        return [
            row for key, inner in value.items() for row in _flattened(inner, f"{path}.{key}".lstrip("."), language)
        ]
    if isinstance(value, list):
        if not any(isinstance(inner, dict | list) for inner in value):
            return [(path, ", ".join(map(str, value)) or "-")]
        return [row for n, inner in enumerate(value, 1) for row in _flattened(inner, f"{path}[{n}]", language)]
    return [(path, "-" if value is None else value if isinstance(value, str) else json.dumps(value))]
