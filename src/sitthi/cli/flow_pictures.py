"""The pictures of `sitthi flow`: written as SVG for a screen or as PDF for paper."""

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.layout import before_and_after, lane_chart, symbol_chart
from sitthi.core.flow.picture import Picture
from sitthi.core.flow.picture_words import PictureWords, picture_words
from sitthi.core.flow.working import Words
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule

__all__ = ["CHARTS", "picture_option", "written_comparison", "written_flow"]

CHARTS = ("lanes", "symbols")
"""The two charts of one definition."""
_KINDS = (".svg", ".pdf")


def picture_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--picture` and `--office`."""
    function = click.option("--office", default="", help="Whose office a PDF names at its head.")(function)
    path = click.Path(path_type=Path, dir_okay=False)
    return click.option("--picture", type=path, help="Draw it: OUT.svg for a screen, OUT.pdf for paper.")(function)


def written_flow(
    asked: Asked, flow: ProcessDefinition, choices: dict[str, str], chart: str, path: Path, office: str
) -> str:
    """Writes a definition's picture, of a PDF both charts; gives the sentence that says so."""
    _known_kind(asked, path)
    words = _words(asked, flow, choices)
    drawn = {"lanes": lane_chart, "symbols": symbol_chart}
    wanted = CHARTS if path.suffix.lower() == ".pdf" else (chart,)
    return _written(asked, [drawn[name](flow, words) for name in wanted], (), path, office)


def written_comparison(
    asked: Asked,
    pair: tuple[ProcessDefinition, ProcessDefinition],
    choices: dict[str, str],
    tables: Sequence[TableView],
    path: Path,
    office: str,
) -> str:
    """Writes two definitions side by side, in a PDF with the tables of their comparison; says so."""
    _known_kind(asked, path)
    before, after = ((flow, _words(asked, flow, choices)) for flow in pair)
    return _written(asked, [before_and_after(before, after)], tables, path, office)


def _known_kind(asked: Asked, path: Path) -> None:
    if path.suffix.lower() not in _KINDS:
        raise click.BadParameter(asked.say("flow.picture_kind"), param_hint="--picture")


def _words(asked: Asked, flow: ProcessDefinition, choices: dict[str, str]) -> PictureWords:
    words = Words(asked.language, asked.say)
    return picture_words(flow, words, asked.book.all(Choice), choices, asked.book.all(Rule), _now().date())


def _written(
    asked: Asked, pictures: Sequence[Picture], tables: Sequence[TableView], path: Path, office: str
) -> str:
    from sitthi.files.whole import whole_by_name

    if path.suffix.lower() == ".svg":
        from sitthi.files.write.svg import svg

        content = svg(pictures[0], asked.language).encode()
    else:
        content = _pdf(asked, pictures, tables, office)
    with whole_by_name(path) as beside:
        beside.write_bytes(content)
    return asked.say("flow.picture_written", path=str(path))


def _pdf(asked: Asked, pictures: Sequence[Picture], tables: Sequence[TableView], office: str) -> bytes:
    from sitthi.files.write.prints import FlowPrint, PrintTable, Sheet, printed

    sheet = Sheet(
        office=office,
        title=pictures[0].title,
        printed_at=_now(),
        printed_by="",
        filters=pictures[0].says,
        book=asked.book.sha256,
        language=asked.language,
    )
    own = [
        PrintTable(view.title, tuple(view.headings), tuple(map(tuple, view.rows)), view.right, tuple(view.notes))
        for view in tables
    ]
    return printed(sheet, FlowPrint(tuple(pictures), tuple(own)))


def _now() -> datetime.datetime:
    """Reads the clock, in the zone of this machine."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone()
