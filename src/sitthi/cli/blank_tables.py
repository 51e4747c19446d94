"""Makes the empty input table of a form or scorecard: a row for every item or indicator, nothing answered."""

import csv
import io
from collections.abc import Sequence

from sitthi.cli.verb import Asked
from sitthi.core.forms.form import Form, Method
from sitthi.core.measures.indicator import Indicator
from sitthi.core.scoring.scorecard import Scorecard, Sheet

__all__ = ["blank_form", "blank_scorecard", "csv_text"]

_FIRST_RECORD = "1"

Rows = list[list[str]]


def blank_form(asked: Asked, form: Form, units: Sequence[str]) -> Rows:
    """Gives the header and a row an item and unit for `assess`; an audit's rows are those of one record."""
    audits = form.method is Method.RECORDS
    deducts = any(criterion.deduct is not None for criterion in form.criteria)
    header = ["unit", *["record"] * audits, "criterion", "item", "met", *["deduct"] * deducts, "title"]
    rows = [header]
    for unit in units:
        for item in form.items:
            title = item.label.in_language(asked.language)
            record = [_FIRST_RECORD] * audits
            rows.append([unit, *record, item.criterion, item.id, "", *[""] * deducts, title])
    return rows


def blank_scorecard(asked: Asked, card: Scorecard, sheets: Sequence[Sheet], units: Sequence[str]) -> Rows:
    """Gives the header and a row an indicator and unit for `score`, of the sheets of one round or some groups."""
    has_groups = bool(card.groups)
    titles = {name: indicator.title for name, indicator in asked.book.all(Indicator).items()}
    rows = [["unit", *["group"] * has_groups, "indicator", "value", "title"]]
    for unit in units:
        for sheet in sheets:
            for criterion in sheet.criteria:
                title = titles[f"{card.id}/{criterion.indicator}"].in_language(asked.language)
                rows.append([unit, *[sheet.name] * has_groups, criterion.indicator, "", title])
    return rows


def csv_text(rows: Rows) -> str:
    """Writes rows as the text of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
