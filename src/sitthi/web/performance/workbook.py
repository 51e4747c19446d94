"""The figures of the performance page as an Excel workbook; names only for who may take them out."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import xlsxwriter
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from sitthi.core.numbers import PLACES, plain, rounded
from sitthi.web.desk.templatetags.thai import bedate
from sitthi.web.performance.cases import CaseLine
from sitthi.web.performance.kpis import Kpi
from sitthi.web.performance.lead_times import LeadTimes
from sitthi.web.performance.scope import FEWEST
from sitthi.web.performance.table import Line, kpi_value

__all__ = ["Head", "workbook"]

Cell = str | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the figures: the title, the answer, the filters, who took them out and when."""

    title: str
    lines: Sequence[str]
    sees_cases: bool
    first: str
    """What the rows of the first sheet are: months, funds, wards."""


@dataclass(slots=True)
class _Sheet:
    name: str
    heads: Sequence[str]
    rows: list[Sequence[Cell]] = field(default_factory=list)
    total: bool = False


def workbook(
    head: Head, lines: Sequence[Line], total: Line, kpis: Sequence[Kpi], times: LeadTimes | None,
    cases: Iterable[CaseLine] | None,
) -> bytes:  # fmt: skip
    """Gives the workbook: the table, the indicators, the times by step, and the cases where they are given."""
    sheets = [_monthly(head, lines, total), _kpis(head, kpis)]
    if times is not None:
        sheets.append(_steps(times))
    if cases is not None:
        sheets.append(_cases(cases))
    into = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, options) as book:
        look = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E9EEF1", "text_wrap": True}),
            "count": book.add_format({"num_format": "#,##0"}),
            "percent": book.add_format({"num_format": "0.00"}),
            "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0"}),
            "total_percent": book.add_format({"bold": True, "top": 1, "num_format": "0.00"}),
        }
        for told in sheets:
            _write(book.add_worksheet(told.name), head, told, look)
    return into.getvalue()


def _write(sheet: "xlsxwriter.worksheet.Worksheet", head: Head, told: _Sheet, look: dict[str, object]) -> None:
    sheet.write_string(0, 0, head.title, look["title"])
    for n, line in enumerate(head.lines, 1):
        sheet.write_string(n, 0, line)
    at = len(head.lines) + 2
    for column, name in enumerate(told.heads):
        sheet.write_string(at, column, name, look["head"])
    for n, row in enumerate(told.rows, 1):
        is_total = told.total and n == len(told.rows)
        for column, cell in enumerate(row):
            if isinstance(cell, Fraction):
                places = PLACES["percent"]
                sheet.write_number(
                    at + n, column, float(rounded(cell, places)), look["total_percent" if is_total else "percent"]
                )
            elif isinstance(cell, int):
                sheet.write_number(at + n, column, cell, look["total" if is_total else "count"])
            else:
                sheet.write_string(at + n, column, cell or "", look["total"] if is_total else None)
    sheet.freeze_panes(at + 1, 1)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(told.heads), 16)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _count(n: int, head: Head) -> Cell:
    return n if head.sees_cases or not 0 < n < FEWEST else _("fewer than 5")


def _monthly(head: Head, lines: Sequence[Line], total: Line) -> _Sheet:
    told = _Sheet(
        _("In time"),
        [head.first, _("Patients"), _("In time"), _("Per cent"), _("Over"), _("Per cent"), _("Not due yet"),
         _("Unaccounted for"), _("Against the target")],
        total=True,
    )  # fmt: skip
    for line in (*lines, total):
        row = line.row
        if not row.patients:
            told.rows.append([line.label, _("no data"), "", "", "", "", "", "", ""])
            continue
        over = row.over_percent if head.sees_cases or not 0 < row.over < FEWEST else None
        told.rows.append(
            [line.label, *(_count(n, head) for n in (row.patients, row.within)), row.within_percent,
             _count(row.over, head), over, *(_count(n, head) for n in (row.pending, row.unaccounted)),
             "" if row.met is None else _("met") if row.met else _("below target")]
        )  # fmt: skip
    return told


def _kpis(head: Head, kpis: Sequence[Kpi]) -> _Sheet:
    told = _Sheet(
        _("Indicators"),
        [_("Indicator"), _("Target %"), _("Result %"), _("Numerator"), _("Denominator"), _("Remark"), _("Grade")],
    )
    for each in kpis:
        value = kpi_value(each) if each.is_there is not None else each.percent
        told.rows.append(
            [each.title, each.target if each.target is None else plain(each.target), value, _count(each.n, head),
             _count(each.of, head), each.beside, each.evidence.grade.value]
        )  # fmt: skip
    return told


def _steps(times: LeadTimes) -> _Sheet:
    told = _Sheet(
        _("Time by step"),
        [_("Step"), _("Unit"), _("Cases"), _("Median, days"), _("P90, days"), _("All cases, days"), _("Limit"),
         _("In time, %")],
    )  # fmt: skip
    for line in (*times.lines, *times.units):
        found = line.spent
        number = f"{line.step.number}. " if line.step else ""
        told.rows.append(
            [f"{number}{line.label}", line.unit, found.stats.n if found else None,
             found and found.stats.median / line.per_day, found and found.stats.p90 / line.per_day,
             line.total_days if found else None, line.limit, line.kept.percent if line.kept else None]
        )  # fmt: skip
    return told


def _cases(cases: Iterable[CaseLine]) -> _Sheet:
    told = _Sheet(
        _("Cases not in time"),
        [_("Patient"), "AN", "HN", _("Fund"), _("Ward"), _("Physician"), _("Discharged"), _("Due"), _("Sent on"),
         _("Days late"), _("State"), _("What to do next")],
    )  # fmt: skip
    for line in cases:
        case = line.case
        told.rows.append(
            [f"{case.title}{case.first_name} {case.last_name}", case.number, case.hn, line.fund,
             case.ward.name if case.ward else "", case.physician,
             bedate(case.discharged_at or case.admitted_at), bedate(case.claim_due_at), bedate(case.sent_at),
             line.days_late, line.words, strip_tags(line.todo)]
        )  # fmt: skip
    return told
