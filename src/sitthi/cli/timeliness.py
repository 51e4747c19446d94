"""`sitthi timeliness`: the share of papers sent in time, month by month."""

from fractions import Fraction
from pathlib import Path

import click

from sitthi.cli.cells import whole
from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, input_file, read_rows, stop_if_blocked, verb
from sitthi.core.findings import Finding
from sitthi.core.measures.timeliness import Month, MonthResult, timeliness, total_timeliness
from sitthi.core.numbers import PLACES, parsed, plain, shown, shown_against

COLUMNS = ("month", "patients", "within", "over")


@click.command("timeliness")
@input_file
@click.option("--target", default="95", help="Percent within the limit; 95 unless said.")
@verb
def command(asked: Asked, input: Path, encoding: str, target: str) -> Report:
    """Share within the limit per month, from INPUT: month,patients,within,over."""
    aim = parsed(target)
    if aim is None or not 0 <= aim <= 100:
        raise click.BadParameter("0 to 100", param_hint="--target")
    rows, findings = read_rows(input, asked, encoding, COLUMNS)
    months = _months(rows, input.name, findings)
    stop_if_blocked(findings, asked.book)
    results = [timeliness(month, aim) for month in months]
    total = total_timeliness(months, aim)
    findings += [
        Finding("timeliness.over_counted", input.name, line)
        for (line, _), result in zip(rows, results, strict=True)
        if result.unaccounted < 0
    ]
    data = {
        "target": plain(aim),
        "months": [{"month": r.month.name, **_row(r, aim)} for r in results],
        "total": {"patients": total.month.patients, "within": total.month.within, **_row(total, aim)},
    }
    del data["total"]["over_percent"]  # type: ignore[attr-defined]
    return Report(data, [_view(asked, results, total, aim)], findings)


def _months(rows: list[tuple[int, list[str | None]]], file: str, findings: list[Finding]) -> list[Month]:
    """Reads the rows; what is wrong goes to the findings, and a bad row gives no month."""
    months = []
    first: dict[str, int] = {}
    for line, (name, *counts) in rows:
        name = (name or "").strip()
        if not name:
            findings.append(Finding("value.required", file, line, "month"))
        elif name in first:
            findings.append(Finding("row.duplicate", file, line, "month", {"first": str(first[name])}))
        first.setdefault(name, line)
        read = [whole(text, file, line, field, findings) for field, text in zip(COLUMNS[1:], counts, strict=True)]
        if None not in read:
            months.append(Month(name, *(n or 0 for n in read)))
    return months


def _row(result: MonthResult, aim: Fraction) -> dict[str, object]:
    within, over = result.within_percent, result.over_percent
    return {
        "within_percent": None if within is None else shown_against(within, PLACES["percent"], aim),
        "over_percent": None if over is None else shown(over, PLACES["percent"]),
        "unaccounted": result.unaccounted,
        "met": result.met,
    }


def _view(asked: Asked, results: list[MonthResult], total: MonthResult, aim: Fraction) -> TableView:
    def cells(name: str, result: MonthResult) -> list[str]:
        row = _row(result, aim)
        met = {True: "yes", False: "no", None: "no_data"}[result.met]
        return [
            name,
            str(result.month.patients),
            str(result.month.within),
            str(row["within_percent"] or "-"),
            str(result.month.over),
            str(row["over_percent"] or "-"),
            str(result.unaccounted),
            asked.say(f"common.{met}"),
        ]

    return TableView(
        asked.say("timeliness.title", target=plain(aim)),
        [asked.say(f"timeliness.{name}") for name in
         ("month", "patients", "within", "within_percent", "over", "over_percent", "unaccounted", "met")],
        [cells(r.month.name, r) for r in results] + [cells(asked.say("common.total"), total)],
        right=frozenset(range(1, 7)),
    )  # fmt: skip
