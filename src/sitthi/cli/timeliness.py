"""`sitthi timeliness`: the share of papers sent in time, month by month."""

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, input_file, read_rows, refused, stop_if_blocked, verb
from sitthi.core.evidence import Evidence, Grade, Working
from sitthi.core.findings import Finding, Refusal
from sitthi.core.measures.timeliness import (
    Month,
    MonthResult,
    month_named,
    month_working,
    timeliness,
    total_timeliness,
)
from sitthi.core.numbers import PLACES, parsed, plain, shown, shown_against
from sitthi.core.rules.dated import Rule
from sitthi.files.cells import unit_id, whole

COLUMNS = ("month", "patients", "within", "over")
_INDICATOR = "within_percent"
_TOTAL = "total"
_OWN = Evidence(Grade.F, "input", "--target")


@click.command("timeliness")
@input_file
@click.option("--target", help="Percent within the limit; the book's unless said.")
@verb(working=True)
def command(asked: Asked, input: Path, encoding: str, target: str | None) -> Report:
    """Share within the limit per month, from INPUT: month,patients,within,over."""
    aim, evidence = _target(asked, target)
    rows, findings = read_rows(input, asked, encoding, COLUMNS)
    months = _months(rows, input.name, findings)
    stop_if_blocked(findings, asked.book)
    results = [timeliness(month, aim) for month, _ in months]
    total = total_timeliness([month for month, _ in months], aim)
    findings += [
        Finding("timeliness.over_counted", input.name, line)
        for (line, _), result in zip(rows, results, strict=True)
        if result.unaccounted < 0
    ]
    data: dict[str, Any] = {
        "command": "timeliness",
        "book": asked.book.sha256[:16],
        "grade": evidence.grade.value,
        "target": plain(aim),
        "target_source": evidence.citation,
        "months": [
            {"month": result.month.name, "month_ce": f"{day:%Y-%m}", **_row(result, aim)}
            for result, (_, day) in zip(results, months, strict=True)
        ],
        "total": _row(total, aim),
    }
    views = [_view(asked, results, total, aim)]
    if asked.working:
        views += _work_out(asked, data, results, total, aim, evidence)
    return Report(data, views, findings)


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working:
    """Works out `within_percent` of a month as it was given, or of `total`, again from a saved result.

    What the result has not is refused with the names it has. The refusal `explain.differs` ends it where
    the recomputed percent, verdict or target is another.
    """
    own = saved["target_source"] == _OWN.citation
    aim, evidence = _target(asked, saved["target"] if own else None)
    if plain(aim) != saved["target"]:
        raise refused(Refusal("explain.differs", {"computed": plain(aim), "saved": str(saved["target"])}))
    months = [_month_of(row) for row in saved["months"]]
    if unit == _TOTAL:
        was, result = saved["total"], total_timeliness(months, aim)
    else:
        places = [n for n, month in enumerate(months) if month.name == unit]
        if not places:
            units = ", ".join([_TOTAL, *(month.name for month in months)][:20])
            raise refused(Refusal("explain.not_there", {"units": units}))
        was, result = saved["months"][places[0]], timeliness(months[places[0]], aim)
    if indicator != _INDICATOR:
        raise refused(Refusal("explain.no_such_figure", {"known": _INDICATOR}))
    now = _row(result, aim)
    if now != {name: was[name] for name in now}:
        detail = {"computed": str(now[_INDICATOR]), "saved": str(was[_INDICATOR])}
        raise refused(Refusal("explain.differs", detail))
    return month_working(_rule(asked), result, aim, evidence, months if unit == _TOTAL else ())


def _target(asked: Asked, given: str | None) -> tuple[Fraction, Evidence]:
    """Settles the target: the one given, else the book's."""
    if given is not None:
        aim = parsed(given)
        if aim is None or not 0 <= aim <= 100:
            raise click.BadParameter(asked.say("timeliness.target_range"), param_hint="--target")
        return aim, _OWN
    for entry in asked.book.all(Rule)["timely_claims"].entries:
        if entry.keys["stage"] == "set" and entry.value is not None:
            return entry.value, entry.evidence
    raise click.UsageError(asked.say("timeliness.no_target"))


def _rule(asked: Asked) -> str:
    return asked.book.all(Rule)["timely_claims"].title.in_language(asked.language)


def _month_of(row: dict[str, Any]) -> Month:
    return Month(row["month"], row["patients"], row["within"], row["over"])


def _months(
    rows: list[tuple[int, list[str | None]]], file: str, findings: list[Finding]
) -> list[tuple[Month, datetime.date]]:
    """Reads the rows, each month with its first day; what is wrong goes to the findings, a bad row gives none."""
    months = []
    first: dict[datetime.date, int] = {}
    for line, (text, *counts) in rows:
        name = unit_id(text, file, line, findings, "month")
        day = None if name is None else month_named(name)
        if name is not None and day is None:
            findings.append(Finding("timeliness.month", file, line, "month"))
        if day in first:
            findings.append(Finding("row.duplicate", file, line, "month", {"first": str(first[day])}))
        elif day is not None:
            first[day] = line
        patients, *parts = (
            whole(text, file, line, field, findings) for field, text in zip(COLUMNS[1:], counts, strict=True)
        )
        for field, part in zip(COLUMNS[2:], parts, strict=True):
            if patients is not None and part is not None and part > patients:
                findings.append(Finding("timeliness.more_than_patients", file, line, field))
        within, over = parts
        if name is not None and day and patients is not None and within is not None and over is not None:
            months.append((Month(name, patients, within, over), day))
    return months


def _row(result: MonthResult, aim: Fraction) -> dict[str, object]:
    within, over = result.within_percent, result.over_percent
    return {
        "patients": result.month.patients,
        "within": result.month.within,
        "over": result.month.over,
        "within_percent": None if within is None else shown_against(within, PLACES["percent"], aim),
        "over_percent": None if over is None else shown(over, PLACES["percent"]),
        "unaccounted": result.unaccounted,
        "met": result.met,
    }


def _work_out(
    asked: Asked, data: dict[str, Any], results: list[MonthResult], total: MonthResult, aim: Fraction,
    evidence: Evidence,
) -> list[TableView]:  # fmt: skip
    """Lays the working of each month and of the total into the result, and gives them as tables."""
    from sitthi.cli.explain import working_view

    title, months = _rule(asked), [result.month for result in results]
    trees = [month_working(title, result, aim, evidence) for result in results]
    trees.append(month_working(title, total, aim, evidence, months))
    for row, tree in zip((*data["months"], data["total"]), trees, strict=True):
        row["working"] = tree.as_tree()
    names = [*(month.name for month in months), asked.say("common.total")]
    return [
        working_view(asked, asked.say("explain.title", unit=name, indicator=_INDICATOR), tree)
        for name, tree in zip(names, trees, strict=True)
    ]


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
