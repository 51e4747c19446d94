"""`sitthi flow`: a process definition as a flow process chart, and two of them compared."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from sitthi.book import BrokenBook, Fault
from sitthi.book.loader import document_of, read_document
from sitthi.book.shapes import Cell
from sitthi.cli.flow_data import chart_data, comparison_data
from sitthi.cli.flow_pictures import CHARTS, picture_option, written_comparison, written_flow
from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, refused, verb
from sitthi.core.evidence import Working
from sitthi.core.findings import Refusal
from sitthi.core.flow.chart import process_chart
from sitthi.core.flow.comparison import compared
from sitthi.core.flow.definition import WHOLE, ProcessDefinition, lineage_faults
from sitthi.core.flow.working import (
    CHART_INDICATORS,
    COMPARISON_INDICATORS,
    Words,
    chart_working,
    comparison_working,
)
from sitthi.core.rules.choices import Choice


@click.group("flow")
def command() -> None:
    """Flow process charts: one definition, or two compared."""


@command.command("show")
@click.argument("definition")
@picture_option
@click.option("--chart", type=click.Choice(CHARTS), default=CHARTS[0], help="Which one an SVG draws.")
@verb(working=True)
def show(asked: Asked, definition: str, picture: Path | None, office: str, chart: str) -> Report:
    """Show DEFINITION, an id in the book or in HOME/flows, or a TOML file, as a flow process chart."""
    from sitthi.cli.flow_views import chart_views

    choices = asked.settled("flow show")
    flow = _definition(asked, definition)
    asks = {("steps", step.condition.choice) for step in flow.steps if step.condition}
    asks |= {("documents", paper.condition.choice) for paper in flow.documents if paper.condition}
    if unknown := sorted(ask for ask in asks if ask[1] not in choices):
        raise BrokenBook([Fault(flow.id, place, f"unknown choice {name!r}") for place, name in unknown])
    sums = process_chart(flow)
    data = {
        "command": "flow show",
        "book": asked.book.sha256[:16],
        "choices": choices,
        "definition": flow.id,
        **chart_data(flow, sums),
    }
    tables = chart_views(asked, flow, sums, choices)
    if asked.working:
        words = Words(asked.language, asked.say)
        tables += _work_out(asked, data, CHART_INDICATORS, lambda u, name: chart_working(flow, u, name, words))
    if picture is not None:
        _noted(tables, written_flow(asked, flow, choices, chart, picture, office))
    return Report({**data, "content": _content(flow)}, tables)


@command.command("compare")
@click.argument("before")
@click.argument("after")
@picture_option
@verb(working=True)
def compare(asked: Asked, before: str, after: str, picture: Path | None, office: str) -> Report:
    """Compare two definitions, each as `show` takes it: what was saved, and what cannot be compared."""
    from sitthi.cli.flow_comparison_views import comparison_views

    asked.settled("flow compare")
    pair = _definition(asked, before), _definition(asked, after)
    if faults := [Fault(pair[1].id, "ecrs", fault) for fault in lineage_faults(pair[1], pair[0])]:
        raise BrokenBook(faults)
    comparison = compared(*pair)
    data = {
        "command": "flow compare",
        "book": asked.book.sha256[:16],
        **comparison_data(asked, *pair, comparison),
    }
    tables = comparison_views(asked, *pair, comparison)
    drawn = None
    if picture is not None:
        choices = {choice.id: choice.default for choice in asked.book.all(Choice).values()}
        drawn = written_comparison(asked, pair, choices, tables, picture, office)
    if asked.working:
        words = Words(asked.language, asked.say)
        tables += _work_out(
            asked, data, COMPARISON_INDICATORS, lambda u, name: comparison_working(*pair, u, name, words)
        )
    if drawn is not None:
        _noted(tables, drawn)
    content = {side: _content(flow) for side, flow in zip(("before", "after"), pair, strict=True)}
    return Report({**data, "content": content}, tables)


def _definition(asked: Asked, name: str) -> ProcessDefinition:
    """Finds a definition in the book, else among the home's own, else in a file; none is a usage error."""
    known = asked.book.all(ProcessDefinition)
    if name in known:
        return known[name]
    own = asked.home / "flows"
    path = own / f"{name}.toml" if name in {file.stem for file in own.glob("*.toml")} else Path(name)
    try:
        is_file = path.is_file()
    except OSError:  # a name too long for any file
        is_file = False
    if not is_file:
        raise click.BadParameter(f"{name!r} is no file; in the book: {', '.join(known)}", param_hint="DEFINITION")
    return read_document(ProcessDefinition, path)


def _noted(tables: list[TableView], said: str) -> None:
    """Says under the last table what was written beside it."""
    tables[-1] = replace(tables[-1], notes=[*tables[-1].notes, said])


def _content(flow: ProcessDefinition) -> Any:
    """Gives the definition itself, so that every figure can be computed again from the result."""
    from sitthi.cli.book import written

    return written(flow)


def _work_out(asked: Asked, data: dict[str, Any], indicators: tuple[str, ...], working: Any) -> list[TableView]:
    """Lays the workings of the totals and of each unit into the result, and gives them as tables."""
    from sitthi.cli.explain import working_view

    views = []
    for unit, row in [(WHOLE, data), *((row["unit"], row) for row in data["units"])]:
        trees = {name: tree for name in indicators if (tree := working(unit, name)) is not None}
        row["working"] = {name: tree.as_tree() for name, tree in trees.items()}
        for name, tree in trees.items():
            views.append(working_view(asked, asked.say("explain.title", unit=unit, indicator=name), tree))
    return views


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works a figure of a saved chart or comparison out again, from the definitions that it carries.

    `unit` is a unit's id, or `all`. A result that no longer says what its definitions give is refused.
    """
    words = Words(asked.language, asked.say)
    try:
        if saved["command"] == "flow show":
            flow = _restored(saved["content"])
            working, again = chart_working(flow, unit, indicator, words), chart_data(flow, process_chart(flow))
        else:
            pair = _restored(saved["content"]["before"]), _restored(saved["content"]["after"])
            working = comparison_working(*pair, unit, indicator, words)
            again = comparison_data(asked, *pair, compared(*pair))
        if working is None:
            return None
        told = _row_of(saved, unit)[indicator]
    except (BrokenBook, KeyError, TypeError, RecursionError):
        raise refused(Refusal("explain.not_a_result"), exit=11) from None
    computed = _row_of(again, unit)[indicator]
    if computed != told:
        detail = {"computed": str(computed), "saved": str(told)}
        raise refused(Refusal("explain.differs", detail))
    return working


def _row_of(data: Mapping[str, Any], unit: str) -> Any:
    """Gives the part of a result that speaks of a unit; a `KeyError` where none does."""
    if unit == WHOLE:
        return data
    for row in data["units"]:
        if row["unit"] == unit:
            return row
    raise KeyError(unit)


def _restored(content: Any) -> ProcessDefinition:
    return document_of(ProcessDefinition, _as_toml(content), "content")


def _as_toml(value: Any) -> Any:
    """Turns the plain values of a result back into those of a TOML file."""
    if isinstance(value, dict):
        if set(value) == {"grade", "source"}:
            return f"{value['grade']} {value['source']}"
        return {key: _as_toml(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_toml(inner) for inner in value]
    return Cell(value) if isinstance(value, str) else value
