"""What `sitthi finance` shows: the rows of its JSON, and its tables for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.evidence import Grade, weakest
from sitthi.core.finance.collection import Convention
from sitthi.core.finance.figures import FinanceFigure, Settled
from sitthi.core.finance.risk import LevelShare, Part, Risk, RiskScore
from sitthi.core.finance.seven_plus import ItemResult, Plus, PlusItem, SevenPlus
from sitthi.core.finance.working import (
    PARTS,
    SIGNS,
    Judged,
    figure_shown,
    mark_of,
    months_shown,
    plus_working,
    risk_working,
)
from sitthi.core.numbers import PLACES, grouped, plain, shown, shown_against

RATIOS = ("cr", "qr", "cash_ratio", "nwc", "ni", "months")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the book says of finances, and the convention chosen."""

    figures: Mapping[str, FinanceFigure]
    risk: RiskScore
    plus: SevenPlus
    convention: Convention


@dataclass(frozen=True, slots=True)
class UnitFinances:
    """A unit's figures as given and as settled, and what was made of them."""

    unit: str
    given: Mapping[str, Fraction]
    settled: Settled
    risk: Risk
    plus: Plus


def unit_row(asked: Asked, unit: UnitFinances, rules: Rules) -> dict[str, Any]:
    """Gives a unit's row of the JSON: risk, 7 Plus, the figures given and those the score used."""
    judged = Judged(unit.settled, rules.figures, asked.language)
    grades = [judged.grade(result) for result in unit.plus.items]
    row: dict[str, Any] = {
        "unit": unit.unit,
        "risk": _risk_row(unit.risk, rules),
        "plus": {
            "items": [
                _item_row(result, rules, grade) for result, grade in zip(unit.plus.items, grades, strict=True)
            ],
            "met": unit.plus.met,
            "letter": unit.plus.letter,
            "n_met": unit.plus.n_met,
            "n_unknown": sum(result.met is None for result in unit.plus.items),
            "grade": weakest([*grades, rules.plus.letters.evidence.grade]).value,
        },
        "figures": {name: plain(value) for name, value in unit.given.items()},
        "used": {
            name: figure_shown(unit.settled.values[name], rules.figures[name].kind, mark_of(name, rules.risk))
            for name in RATIOS
            if name in unit.settled.values
        },
    }
    if asked.working:
        row["working"] = {
            "risk": risk_working(judged, unit.risk, rules.risk).as_tree(),
            "plus": plus_working(judged, unit.plus, rules.plus).as_tree(),
        }
    return row


def _parts(result: Risk) -> dict[str, Part]:
    return {"liquidity": result.liquidity, "status": result.status, "survival": result.survival}


def _risk_row(result: Risk, rules: Rules) -> dict[str, Any]:
    parts = _parts(result)
    return {
        **{name: part.points for name, part in parts.items()},
        "score": result.score,
        "survival_months": None if result.months is None else months_shown(result.months, rules.risk),
        "missing": {name: list(part.missing) for name, part in parts.items() if part.missing},
        "grade": rules.risk.evidence.grade.value,
    }


def _item_row(result: ItemResult, rules: Rules, grade: Grade) -> dict[str, Any]:
    kind = rules.figures[result.item.figure].kind
    return {
        "item": result.item.figure,
        "value": None if result.value is None else figure_shown(result.value, kind, result.limit),
        "limit": None if result.limit is None else plain(result.limit),
        "met": result.met,
        "missing": list(result.missing),
        "grade": grade.value,
    }


def levels_row(levels: Sequence[LevelShare], units: Sequence[UnitFinances]) -> dict[str, Any]:
    """Gives counts and percents by level, percents of the units whose score is known."""
    n_unknown = sum(unit.risk.score is None for unit in units)
    return {
        "n": {str(share.level): share.n for share in levels},
        "percent": {str(share.level): _percent(share) for share in levels},
        "limit": {str(share.level): plain(share.limit) for share in levels if share.limit is not None},
        "met": {str(share.level): share.met for share in levels if share.limit is not None},
        "n_known": len(units) - n_unknown,
        "n_unknown": n_unknown,
    }


def _percent(share: LevelShare) -> str | None:
    if share.percent is None:
        return None
    if share.limit is None:
        return shown(share.percent, PLACES["percent"])
    return shown_against(share.percent, PLACES["percent"], share.limit)


def views(
    asked: Asked, units: Sequence[UnitFinances], levels: Sequence[LevelShare], rules: Rules
) -> list[TableView]:
    """Gives the tables of scores, 7 Plus and levels that have something to show; then the workings."""
    has_plus = any(result.value is not None for unit in units for result in unit.plus.items)
    has_risk = not has_plus or _has_risk(units, rules.plus)
    tables = [_risk_view(asked, units, rules)] if has_risk else []
    if has_plus:
        tables.append(_plus_view(asked, units, rules))
    if any(unit.risk.score is not None for unit in units):
        tables.append(_levels_view(asked, levels, units))
    if not asked.working:
        return tables
    from sitthi.cli.explain import working_view

    for unit in units:
        judged = Judged(unit.settled, rules.figures, asked.language)
        trees = {"risk": risk_working(judged, unit.risk, rules.risk)} if has_risk else {}
        if has_plus:
            trees["plus"] = plus_working(judged, unit.plus, rules.plus)
        for name, tree in trees.items():
            title = asked.say("explain.title", unit=unit.unit, indicator=name)
            tables.append(working_view(asked, title, tree))
    return tables


def _has_risk(units: Sequence[UnitFinances], plus: SevenPlus) -> bool:
    """Tells whether any unit has a figure of the risk score that is not just one of 7 Plus."""
    eased = {item.eased.figure for item in plus.items if item.eased is not None}
    return any(name in unit.settled.values for unit in units for name in RATIOS if name not in eased)


def _risk_view(asked: Asked, units: Sequence[UnitFinances], rules: Rules) -> TableView:
    rows = []
    notes = []
    for unit in units:
        row = unit_row(asked, unit, rules)
        scored = row["risk"]
        cells = [grouped(row["used"][name]) if name in row["used"] else "-" for name in RATIOS]
        cells += [scored["survival_months"] or "-"]
        cells += [_or_unknown(asked, scored[name]) for name in (*PARTS, "score")]
        rows.append([unit.unit, *cells])
        for name, part in _parts(unit.risk).items():
            if part.missing:
                figures = ", ".join(rules.figures[figure].heading(asked.language) for figure in part.missing)
                part_name = asked.say(f"finance.{name}")
                notes.append(asked.say("finance.missing", unit=unit.unit, part=part_name, figures=figures))
    notes.append(_graded(asked, rules.risk.evidence.grade))
    headings = [asked.say("finance.unit"), *(rules.figures[name].heading(asked.language) for name in RATIOS)]
    headings += [asked.say(f"finance.{name}") for name in ("survival_months", *PARTS, "score")]
    return TableView(asked.say("finance.risk_title"), headings, rows, frozenset(range(1, 12)), notes)


def _graded(asked: Asked, grade: Grade) -> str:
    word = "provisional" if grade.rank > Grade.F1.rank else "evidence"
    return asked.say(f"finance.{word}", grade=grade.value)


def _or_unknown(asked: Asked, value: object) -> str:
    return asked.say("finance.not_known") if value is None else str(value)


def _plus_view(asked: Asked, units: Sequence[UnitFinances], rules: Rules) -> TableView:
    rows = []
    for unit in units:
        cells = []
        for result in unit.plus.items:
            word = {True: "item_met", False: "item_not_met", None: "item_open"}[result.met]
            kind = rules.figures[result.item.figure].kind
            value = "-" if result.value is None else figure_shown(result.value, kind, result.limit)
            cells.append(asked.say(f"finance.{word}", value=value))
        met = f"{unit.plus.n_met}/{len(unit.plus.items)}"
        rows.append([unit.unit, *cells, met, _or_unknown(asked, unit.plus.letter)])
    limits = [_limit_shown(item, rules, asked.language) for item in rules.plus.items]
    grade = weakest([*(item.evidence.grade for item in rules.plus.items), rules.plus.letters.evidence.grade])
    notes = [asked.say("finance.signs"), " · ".join(limits), _graded(asked, grade)]
    names = [rules.figures[item.figure].heading(asked.language) for item in rules.plus.items]
    headings = [asked.say("finance.unit"), *names, asked.say("finance.met"), asked.say("finance.letter")]
    return TableView(asked.say("finance.plus_title"), headings, rows, frozenset(range(1, 9)), notes)


def _limit_shown(item: PlusItem, rules: Rules, language: str) -> str:
    heading = rules.figures[item.figure].heading(language)
    if item.limit_figure is not None:
        return f"{heading} {SIGNS[item.is_met]} {rules.figures[item.limit_figure].heading(language)}"
    text = f"{heading} {SIGNS[item.is_met]} {plain(item.limit or Fraction(0))}"
    if (eased := item.eased) is None:
        return text
    condition = f"{rules.figures[eased.figure].heading(language)} {SIGNS[eased.is_met]} {plain(eased.mark)}"
    return f"{text} ({condition}: {SIGNS[item.is_met]} {plain(eased.limit)})"


def _levels_view(asked: Asked, levels: Sequence[LevelShare], units: Sequence[UnitFinances]) -> TableView:
    rows = []
    for share in levels:
        met = "-" if share.limit is None else asked.say(f"common.{_VERDICTS[share.met]}")
        limit = "-" if share.limit is None else asked.say("finance.at_most", limit=plain(share.limit))
        rows.append([str(share.level), str(share.n), _percent(share) or "-", limit, met])
    names = ("level", "n", "percent", "limit", "result")
    notes = []
    if n_unknown := sum(unit.risk.score is None for unit in units):
        notes.append(asked.say("finance.n_unknown", n=str(n_unknown), total=str(len(units))))
    headings = [asked.say(f"finance.{name}") for name in names]
    return TableView(asked.say("finance.levels_title"), headings, rows, frozenset(range(4)), notes)


_VERDICTS = {True: "yes", False: "no", None: "no_data"}
