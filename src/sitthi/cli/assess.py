"""`sitthi assess`: forms and chart audits, marked by the arithmetic that each form names."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sitthi.book.loader import read_document
from sitthi.cli.assessed import (
    RECORD,
    AssessedUnit,
    assessed,
    figure_working,
    named_figure,
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
from sitthi.cli.words import LANGUAGES, say
from sitthi.core.evidence import Working
from sitthi.core.findings import Refusal
from sitthi.core.forms.form import Form, Method, Verdict
from sitthi.core.forms.working import FormWorking

_CHOICE = "least_full"
_ANY = ""
"""Stands for the kind of hospital where a form does not ask for it."""


@click.command("assess")
@click.argument("form", metavar="FORM")
@input_file
@verb(working=True)
def command(asked: Asked, form: str, input: Path, encoding: str) -> Report:
    """Mark the answers of INPUT (unit,criterion,item,met) by FORM, an id of the book or a TOML file.

    INPUT may have the columns record and deduct for chart audits; met is yes, no or na, in Thai
    or English words.
    """
    known, file = _form(asked, form)
    choices = _read_by(known, asked.settled("assess"))
    rows, findings = read_rows(input, asked, encoding, COLUMNS, OPTIONAL)
    filled = filled_forms(known, rows, input.name, _words(), findings)
    stop_if_blocked(findings, asked.book)
    units = _units(known, filled, choices.get(_CHOICE, _ANY))
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
    from sitthi.cli.explain import unit_trees

    return Report(data, [*tables(asked, known, units, grade), *unit_trees(asked, data["units"])], findings)


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


def _read_by(form: Form, choices: dict[str, str]) -> dict[str, str]:
    """Gives the choices that a form reads: only one with a least full mark reads any."""
    return choices if form.least_full is not None else {}


def _words() -> dict[str, Verdict]:
    """Gives what may stand in `met`: the contract's words and those of either language, in small letters."""
    words = {verdict.value: verdict for verdict in Verdict}
    for language in LANGUAGES:
        words |= {say(language, f"assess.met_{verdict}").lower(): verdict for verdict in Verdict}
    return words


def _units(form: Form, filled: Sequence[FilledForm], kind: str) -> list[AssessedUnit]:
    """Judges every unit, in the order the units first appear."""
    units: dict[str, list[FilledForm]] = {}
    for one in filled:
        units.setdefault(one.unit, []).append(one)
    return [
        assessed(form, unit, {one.record or "": one.sheet for one in forms}, kind) for unit, forms in units.items()
    ]


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works a figure of a saved result out again: a criterion or record by id, `total`, `percent`, or `level`.

    `None` where the result has no such unit; a refusal where the unit has no such figure, or the saved one comes
    out otherwise. A record that is named like a criterion is asked for as `record/NAME`.
    """
    try:
        form, _ = _form(asked, str(saved.get("form_file", saved["form"])))
        row = next((row for row in saved["units"] if row["unit"] == unit), None)
        if row is None:
            return None
        again = assessed(form, unit, saved_sheets(saved, row), saved["choices"].get(_CHOICE, _ANY))
        own = [record for record in saved.get("records", ()) if record["unit"] == unit]
        then = saved_figures(row, own)
        records = record_rows(again, None) if form.method is Method.RECORDS else []
        now = saved_figures(unit_row(form, again, None), records)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise refused(Refusal("explain.not_a_result"), exit=11) from error
    figure = named_figure(indicator, now)
    if figure is None:
        known = ", ".join(name.removeprefix(RECORD) for name in now)
        raise refused(Refusal("explain.no_such_figure", {"known": known}))
    if now[figure] != then.get(figure):
        detail = {"computed": now[figure], "saved": then.get(figure, "-")}
        raise refused(Refusal("explain.differs", detail))
    return figure_working(form, FormWorking(form, asked.language), again, figure)
