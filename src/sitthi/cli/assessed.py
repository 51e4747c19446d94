"""What `assess` found about each unit, written as the plain values of its JSON and read back from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitthi.core.evidence import Grade, Working, weakest
from sitthi.core.forms.answers import Sheet
from sitthi.core.forms.form import Form, Method, Verdict
from sitthi.core.forms.marking import is_passed
from sitthi.core.forms.result import RecordResult, UnitResult, grades, unit_result
from sitthi.core.forms.working import LEVEL, TOTAL, FormWorking
from sitthi.core.numbers import PLACES, shown

__all__ = [
    "RECORD",
    "AssessedUnit",
    "assessed",
    "figure_working",
    "named_figure",
    "record_rows",
    "result_grade",
    "saved_figures",
    "saved_sheets",
    "unit_grades",
    "unit_row",
    "written_percent",
]


RECORD = "record/"
"""Begins the name of a record's figure."""


@dataclass(frozen=True, slots=True)
class AssessedUnit:
    """A unit with its sheets by record name (one, named "", for a form about the unit) and their result."""

    unit: str
    sheets: Mapping[str, Sheet]
    result: UnitResult


def assessed(form: Form, unit: str, sheets: Mapping[str, Sheet], kind: str) -> AssessedUnit:
    """Judges a unit's sheets; `kind` is a value of the choice `least_full`."""
    return AssessedUnit(unit, sheets, unit_result(form, list(sheets.values()), kind))


def unit_grades(form: Form, unit: AssessedUnit) -> tuple[Grade, ...]:
    """Gives how well each criterion of a unit is known."""
    records = [record.marks for record in unit.result.records if record.reason is None]
    return grades(form, records or [unit.result.marks])


def result_grade(form: Form, units: Sequence[AssessedUnit]) -> Grade:
    """Gives the weakest grade behind any figure of a result."""
    rules = [form.percent, form.pooling, form.levels, form.least_full]
    said = [rule.evidence.grade for rule in rules if rule is not None]
    return weakest([form.evidence.grade, *said, *(grade for unit in units for grade in unit_grades(form, unit))])


def written_percent(result: UnitResult | RecordResult) -> str | None:
    """Writes a percent with its two decimals; `None` where there is none."""
    return None if result.percent is None else shown(result.percent, PLACES["percent"])


def unit_row(form: Form, unit: AssessedUnit, working: FormWorking | None) -> dict[str, Any]:
    """Writes a unit: criteria, sums, the level, and the answers of a form about the unit."""
    result = unit.result
    row: dict[str, Any] = {
        "unit": unit.unit,
        "criteria": _criterion_rows(form, unit, working),
        "points": result.points,
        "full": result.full,
        "percent": written_percent(result),
    }
    if result.level is not None:
        row["level"] = result.level
    if form.method is Method.RECORDS:
        row["n_records"] = len(result.records)
        row["n_valid"] = sum(record.reason is None for record in result.records)
    else:
        row["answers"] = _answers(unit.sheets[""])
    if working is not None:
        whole = LEVEL if result.level is not None else TOTAL
        row["working"] = figure_working(form, working, unit, whole).as_tree()
    return row


def _criterion_rows(form: Form, unit: AssessedUnit, working: FormWorking | None) -> list[dict[str, Any]]:
    rows = []
    known = zip(form.contents, unit.result.marks, unit_grades(form, unit), strict=True)
    for (criterion, items), mark, grade in known:
        row: dict[str, Any] = {
            "criterion": criterion.id,
            "points": mark.points,
            "full": mark.full,
            "rating": None if mark.rating is None else mark.rating.value,
            "grade": grade.value,
        }
        if form.method is Method.LEVELS:
            row["passed"] = is_passed(items, mark)
        if working is not None and form.method is not Method.RECORDS:
            row["working"] = figure_working(form, working, unit, criterion.id).as_tree()
        rows.append(row)
    return rows


def record_rows(unit: AssessedUnit, working: FormWorking | None) -> list[dict[str, Any]]:
    """Writes the records of a unit with their answers, so that each can be marked again."""
    return [
        {
            "unit": unit.unit,
            "record": name or None,
            "points": record.points,
            "full": record.full,
            "percent": written_percent(record),
            "valid": record.reason is None,
            "reason": None if record.reason is None else record.reason.value,
            "answers": _answers(record.sheet),
            "deduct": dict(record.sheet.deduct),
            **({"working": working.record(name, record).as_tree()} if working else {}),
        }
        for (name, _), record in zip(unit.sheets.items(), unit.result.records, strict=True)
    ]


def _answers(sheet: Sheet) -> dict[str, dict[str, str]]:
    return {
        criterion: {item: verdict.value for item, verdict in given.items()}
        for criterion, given in sheet.answers.items()
    }


def figure_working(form: Form, working: FormWorking, unit: AssessedUnit, figure: str) -> Working:
    """Gives the working of a unit's `total`, `level`, a criterion or a record; a `KeyError` for any other."""
    if figure == TOTAL:
        return working.total(unit.sheets, unit.result)
    if figure == LEVEL and form.levels is not None:
        return working.level(unit.sheets[""], unit.result, form.levels)
    if figure.startswith(RECORD):
        name = figure.removeprefix(RECORD)
        return working.record(name, unit.result.records[list(unit.sheets).index(name)])
    n = {criterion.id: n for n, criterion in enumerate(form.criteria)}[figure]
    if form.method is Method.RECORDS:
        return working.pooled(unit.sheets, unit.result, n)
    return working.criterion(figure, unit.sheets[""], unit.result.marks[n])


def saved_figures(row: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Gives the figures of a unit's written row, and of its records', that can be asked for, as one text each."""
    figures = {
        criterion["criterion"]: f"{criterion['points']}/{criterion['full']} {criterion['rating'] or ''}".strip()
        for criterion in row["criteria"]
    }
    figures[TOTAL] = f"{row['points']}/{row['full']} = {row['percent']}"
    if "level" in row:
        figures[LEVEL] = str(row["level"])
    for record in records:
        if record["record"] is not None:
            written = f"{record['points']}/{record['full']} = {record['percent']} {record['reason'] or ''}"
            figures[RECORD + record["record"]] = written.strip()
    return figures


def named_figure(asked: str, figures: Mapping[str, str]) -> str | None:
    """Gives the figure that a person means: `percent` is the total's, and a record goes by its bare name too."""
    names = (asked, TOTAL if asked == "percent" else "", RECORD + asked)
    return next((name for name in names if name in figures), None)


def saved_sheets(saved: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Sheet]:
    """Reads a unit's answers back from a saved result and the unit's row in it."""
    if "records" not in saved:
        return {"": _saved_sheet(row)}
    own = [record for record in saved["records"] if record["unit"] == row["unit"]]
    return {record["record"] or "": _saved_sheet(record) for record in own}


def _saved_sheet(row: Mapping[str, Any]) -> Sheet:
    answers = {
        criterion: {item: Verdict(verdict) for item, verdict in given.items()}
        for criterion, given in row["answers"].items()
    }
    return Sheet(answers, {criterion: int(points) for criterion, points in row.get("deduct", {}).items()})
