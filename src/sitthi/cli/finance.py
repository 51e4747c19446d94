"""`sitthi finance`: the financial-crisis score 0-7, the 7 Plus items, and the units at each level."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from sitthi.book import BrokenBook, Fault
from sitthi.cli.finance_views import (
    RATIOS,
    Rules,
    UnitFinances,
    levels_row,
    unit_row,
    views,
)
from sitthi.cli.report import Report
from sitthi.cli.verb import Asked, input_file, read_rows, refused, stop_if_blocked, verb
from sitthi.core.evidence import Working
from sitthi.core.finance.collection import Convention
from sitthi.core.finance.figures import FigureKind, FinanceFigure, derivations, settled_figures
from sitthi.core.finance.risk import RiskScore, level_shares, risk
from sitthi.core.finance.seven_plus import SevenPlus, seven_plus, with_limits
from sitthi.core.finance.working import (
    PARTS,
    Judged,
    figure_working,
    item_working,
    part_working,
    plus_working,
    risk_working,
)
from sitthi.core.findings import Finding, Refusal
from sitthi.core.rules.dated import Rule
from sitthi.files.cells import known, number, unit_id

COLUMNS = ("unit", "figure", "value")


@click.command("finance")
@input_file
@verb(working=True)
def command(asked: Asked, input: Path, encoding: str) -> Report:
    """Score finances from INPUT: unit,figure,value."""
    choices = asked.settled("finance")
    rules = _rules(asked, choices)
    rows, findings = read_rows(input, asked, encoding, COLUMNS)
    given, lines = _given(rows, input.name, rules.figures, findings)
    stop_if_blocked(findings, asked.book)
    units = [_judged(unit, figures, rules) for unit, figures in given.items()]
    findings += _warnings(units, lines, input.name, rules)
    levels = level_shares([unit.risk.score for unit in units], rules.risk)
    data = {
        "command": "finance",
        "book": asked.book.sha256[:16],
        "choices": choices,
        "units": [unit_row(asked, unit, rules) for unit in units],
        "levels": levels_row(levels, units),
    }
    return Report(data, () if asked.as_json else views(asked, units, levels, rules), findings)


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works out `risk` (or `score`), a part of it, `plus`, an item or a figure again from a saved result.

    The refusal `explain.differs` ends it where the recomputed figure is another than the saved one.
    """
    rules = _rules(asked, saved["choices"])
    row = next((row for row in saved["units"] if row["unit"] == unit), None)
    if row is None:
        return None
    one = _judged(unit, {name: Fraction(value) for name, value in row["figures"].items()}, rules)
    now, judged = unit_row(asked, one, rules), Judged(one.settled, rules.figures, asked.language)
    if indicator in ("risk", "score", *PARTS):
        _refuse_difference(now["risk"], row["risk"], indicator if indicator in PARTS else "score")
        if indicator in PARTS:
            return part_working(judged, one.risk, rules.risk, indicator)
        return risk_working(judged, one.risk, rules.risk)
    if indicator == "plus":
        _refuse_difference(now["plus"], row["plus"], "letter")
        return plus_working(judged, one.plus, rules.plus)
    for result, now_item, was_item in zip(one.plus.items, now["plus"]["items"], row["plus"]["items"], strict=True):
        if result.item.figure == indicator:
            _refuse_difference(now_item, was_item, "value")
            return item_working(judged, result)
    if indicator not in one.settled.values:
        known = ["risk", "score", *PARTS, "plus", *(result.item.figure for result in one.plus.items)]
        known += [name for name in one.settled.values if name not in known]
        raise refused(Refusal("explain.no_such_figure", {"known": ", ".join(known)}))
    if indicator in now["used"]:
        _refuse_difference({indicator: now["used"][indicator]}, row["used"], indicator)
    return figure_working(judged, indicator, rules.risk)


def _refuse_difference(now: Mapping[str, Any], was: Mapping[str, Any], names: str) -> None:
    if now != {name: was.get(name) for name in now}:
        detail = {"computed": str(now[names]), "saved": str(was.get(names))}
        raise refused(Refusal("explain.differs", detail))


def _rules(asked: Asked, choices: Mapping[str, str]) -> Rules:
    book = asked.book
    try:
        plus = with_limits(book.all(SevenPlus)["seven_plus"], book.all(Rule))
    except LookupError as error:
        raise BrokenBook([Fault("finance/seven_plus.toml", "items", str(error.args[0]))]) from error
    return Rules(
        book.all(FinanceFigure), book.all(RiskScore)["risk_score"], plus, Convention(choices["convention"])
    )


def _given(
    rows: Sequence[tuple[int, list[str | None]]],
    file: str,
    figures: Mapping[str, FinanceFigure],
    findings: list[Finding],
) -> tuple[dict[str, dict[str, Fraction]], dict[tuple[str, str], int]]:
    """Reads the rows: figures by unit, and the line of each; an empty value is a figure not reported."""
    given: dict[str, dict[str, Fraction]] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, (unit_text, figure_text, value_text) in rows:
        unit = unit_id(unit_text, file, line, findings)
        name = known(figure_text, file, line, "figure", findings, figures)
        if unit is None or name is None:
            continue
        if (unit, name) in lines:
            findings.append(Finding("row.duplicate", file, line, "figure", {"first": str(lines[unit, name])}))
        lines.setdefault((unit, name), line)
        own = given.setdefault(unit, {})
        if not (value_text or "").strip():
            continue
        figure = figures[name]
        value = number(value_text, file, line, "value", findings, low=figure.low, high=figure.high)
        if value is not None and figure.kind is FigureKind.COUNT and value.denominator != 1:
            findings.append(Finding("value.not_whole", file, line, "value"))
        elif value is not None:
            own[name] = value
    return given, lines


def _judged(unit: str, given: Mapping[str, Fraction], rules: Rules) -> UnitFinances:
    kinds = {name: figure.kind for name, figure in rules.figures.items()}
    settled = settled_figures(given, kinds, rules.convention)
    return UnitFinances(
        unit, given, settled, risk(settled.values, rules.risk), seven_plus(settled.values, rules.plus)
    )


def _warnings(
    units: Sequence[UnitFinances], lines: Mapping[tuple[str, str], int], file: str, rules: Rules
) -> list[Finding]:
    found = []
    formulas = derivations(rules.convention)
    for unit in units:
        for name in unit.settled.differing:
            detail = {"formula": formulas[name].formula}
            found.append(Finding("finance.differs", file, lines[unit.unit, name], name, detail))
        by_line: dict[int, list[str]] = {}
        for name in unit.settled.undivided:
            divisor = "current_liabilities" if name in RATIOS else name.replace("collection_days", "claims_raised")
            by_line.setdefault(lines[unit.unit, divisor], []).append(name)
        for line, names in by_line.items():
            found.append(Finding("finance.no_divisor", file, line, "value", {"figures": ", ".join(names)}))
    return found
