"""`sitthi assess`: forms and chart audits, marked by the arithmetic that each form names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sitthi.book.loader import read_document
from sitthi.cli.assessed import (
    AssessedUnit,
    assessed,
    figure_working,
    record_rows,
    result_grade,
    saved_figures,
    saved_sheets,
    unit_row,
)
from sitthi.cli.assessment_tables import tables
from sitthi.cli.filled_forms import COLUMNS, OPTIONAL, FilledForm, filled_forms
from sitthi.cli.report import Report
from sitthi.cli.verb import Asked, input_file, read_rows, refused, stop_if_blocked, verb
from sitthi.core.evidence import Working
from sitthi.core.findings import Refusal
from sitthi.core.forms.form import Form, Method
from sitthi.core.forms.working import FormWorking

_CHOICE = "least_full"


@click.command("assess")
@click.argument("form", metavar="FORM")
@input_file
@verb
def command(asked: Asked, form: str, input: Path, encoding: str) -> Report:
    """Mark the answers of INPUT (unit,criterion,item,met) by FORM, an id of the book or a TOML file.

    INPUT may have the columns record and deduct for chart audits; met is yes, no or na.
    """
    if asked.overrides:
        raise click.UsageError(asked.say("assess.no_overrides"))
    known, file = _form(asked, form)
    choices = asked.settled("assess")
    rows, findings = read_rows(input, asked, encoding, COLUMNS, OPTIONAL)
    filled = filled_forms(known, rows, input.name, findings)
    stop_if_blocked(findings, asked.book)
    units = _units(known, filled, choices[_CHOICE])
    grade = result_grade(known, units)
    working = FormWorking(known, asked.language) if asked.working else None
    data: dict[str, Any] = {
        "command": "assess",
        "book": asked.book.sha256[:16],
        "form": known.id,
        **({"form_file": file} if file else {}),
        "choices": choices,
        "grade": grade.value,
        "units": [unit_row(known, unit, working) for unit in units],
    }
    if known.method is Method.RECORDS:
        data["records"] = [row for unit in units for row in record_rows(unit, working)]
    return Report(data, tables(asked, known, units, grade), findings)


def _form(asked: Asked, named: str) -> tuple[Form, str | None]:
    """Finds a form of the book by id, or reads one from a TOML file; ends the verb where there is neither."""
    form = asked.book.get(Form, named)
    if form is not None:
        return form, None
    path = Path(named)
    if path.suffix != ".toml" or not path.is_file():
        known = ", ".join(asked.book.all(Form))
        raise click.BadParameter(asked.say("assess.no_form", known=known), param_hint="FORM")
    return read_document(Form, path), named


def _units(form: Form, filled: Sequence[FilledForm], kind: str) -> list[AssessedUnit]:
    """Judges every unit, in the order the units first appear."""
    units: dict[str, list[FilledForm]] = {}
    for one in filled:
        units.setdefault(one.unit, []).append(one)
    return [
        assessed(form, unit, {one.record or "": one.sheet for one in forms}, kind) for unit, forms in units.items()
    ]


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works a figure of a saved result out again: a criterion by id, `total`, or `level`.

    `None` where the result has no such unit or figure; a refusal where the saved figure comes out otherwise.
    """
    try:
        form, _ = _form(asked, str(saved.get("form_file", saved["form"])))
        row = next((row for row in saved["units"] if row["unit"] == unit), None)
        if row is None:
            return None
        again = assessed(form, unit, saved_sheets(saved, row), saved["choices"][_CHOICE])
        then, now = saved_figures(row), saved_figures(unit_row(form, again, None))
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise refused(Refusal("explain.not_a_result"), exit=11) from error
    if indicator not in now:
        return None
    if now[indicator] != then.get(indicator):
        detail = {"computed": now[indicator], "saved": then.get(indicator, "-")}
        raise refused(Refusal("explain.differs", detail))
    return figure_working(form, FormWorking(form, asked.language), again, indicator)
