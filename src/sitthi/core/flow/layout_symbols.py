"""The flow process chart: a row a step, a column for each of the five symbols, and the line that joins them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from sitthi.core.flow.chart import Chart, process_chart
from sitthi.core.flow.definition import ProcessDefinition, Scope
from sitthi.core.flow.layout_figures import BRACKET, GAP, Figures, figures_of
from sitthi.core.flow.picture import (
    Anchor,
    Box,
    BoxKind,
    Label,
    Lettering,
    Line,
    Mark,
    Picture,
    Stroke,
)
from sitthi.core.flow.picture_key import key_of_symbols
from sitthi.core.flow.picture_words import PictureWords
from sitthi.core.flow.step import Step, Symbol
from sitthi.core.thai.lettering import width, wrapped

__all__ = ["symbol_chart"]

_PAD = 12
_ROOM, _LEAST = 330, 230
"""Where the text of a step wraps, and the least width of its column."""
_LINE, _RISE, _AROUND = 20, 15, 4
_HEADING, _HEAD, _SUM = 56, 40, 32
_SYMBOL, _MARK, _HEAD_MARK = 30, 14, 15


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where rows begin, the sums after them, and where columns end."""

    tops: tuple[int, ...]
    unit_x: int
    rights: tuple[int, ...]
    symbols_x: int

    @property
    def width(self) -> int:
        return self.symbols_x + len(Symbol) * _SYMBOL + _PAD // 2

    def centre(self, symbol: Symbol) -> int:
        return self.symbols_x + list(Symbol).index(symbol) * _SYMBOL + _SYMBOL // 2

    def middle(self, row: int) -> int:
        return self.tops[row] + _AROUND + _LINE // 2


def symbol_chart(definition: ProcessDefinition, words: PictureWords, side: str | None = None) -> Picture:
    """Lays out the flow process chart of a definition that has no faults; `side` stands before its title.

    A step's row holds its persons and remarks below its name. A group's days stand in a bracket around its rows.
    """
    chart = process_chart(definition)
    texts = [_text(step, words) for step in definition.steps]
    amounts = figures_of(definition, chart, words.words)
    grid = _grid(definition, words, texts, amounts)
    title = words.title(definition)
    if side is not None:
        title = f"{side} · {title}"
    says = _says(definition, chart, words)
    key = key_of_symbols(words.words, _PAD, grid.tops[-1] + _SUM)
    bodies = width(title, 16, is_bold=True), width(says, 13)
    wide = max(grid.width, *(body + 2 * _PAD for body in bodies), key.width)
    steps = definition.steps
    marks = [
        Mark(grid.centre(step.symbol), grid.middle(row), _MARK, step.symbol, step.number)
        for row, step in enumerate(steps)
    ]
    heads = [Mark(grid.centre(symbol), _HEADING + _HEAD // 2, _HEAD_MARK, symbol) for symbol in Symbol]
    figures = [*_figures(definition, amounts, grid)]
    ways = [Line(((one.x, one.y), (other.x, other.y)), Stroke.FLOW) for one, other in pairwise(marks)]
    return Picture(
        width=wide,
        height=key.height,
        title=title,
        says=says,
        boxes=(Box(0, 0, wide, key.height, BoxKind.SHEET), *_boxes(steps, grid, wide)),
        lines=(*_rules(definition, grid, wide), *_brackets(definition, amounts, grid), *ways),
        marks=(*heads, *marks, *key.marks),
        labels=(
            Label(_PAD, 22, title, Lettering.TITLE),
            Label(_PAD, 44, says, Lettering.MUTED),
            *_heads(definition, amounts, grid, words),
            *_rows(definition, texts, grid, words),
            *figures,
            *_sums(chart, amounts, grid, words),
            *key.labels,
        ),
        head=_HEADING + _HEAD,
        cuts=(*_cuts(grid, figures), key.height),
    )


def _cuts(grid: _Grid, figures: Sequence[Label]) -> list[int]:
    """Gives the heights between two rows where no group's days stand."""
    return [
        top
        for top in grid.tops[1:-1]
        if not any(label.y - _LINE < top < label.y + _LINE // 2 for label in figures)
    ]


def _text(step: Step, words: PictureWords) -> list[tuple[str, Lettering]]:
    label = f"{step.number}.\u00a0{step.label.in_language(words.words.language)}"
    lines = [(line, Lettering.TEXT) for line in wrapped(label, 14, _ROOM)]
    remarks = " · ".join(words.remarks(step))
    return lines + [(line, Lettering.MUTED) for line in wrapped(remarks, 13, _ROOM) if line]


def _grid(
    definition: ProcessDefinition,
    words: PictureWords,
    texts: Sequence[Sequence[tuple[str, Lettering]]],
    amounts: Sequence[Figures],
) -> _Grid:
    heights = [len(lines) * _LINE + 2 * _AROUND for lines in texts]
    tops = tuple(accumulate(heights, initial=_HEADING + _HEAD))
    total = words.words.say("flow.total_steps", n=str(len(texts)))
    widest = max(
        width(total, 14, is_bold=True), *(width(text, style.size) for lines in texts for text, style in lines)
    )
    unit_x = _PAD + max(_LEAST, widest) + GAP
    at = unit_x
    if definition.scope is Scope.SYSTEM:
        names = [words.unit(definition, unit.id) for unit in definition.units]
        heading = width(words.words.say("flow.unit"), 14, is_bold=True)
        at += max(heading, *(width(name, 13) for name in names))
    rights = tuple(accumulate((column.width for column in amounts), initial=at))[1:]
    return _Grid(tops, unit_x, rights, (rights[-1] if rights else at) + GAP)


def _says(definition: ProcessDefinition, chart: Chart, words: PictureWords) -> str:
    return words.words.say(
        "flow.says_symbols",
        scope=words.scope(definition),
        steps=str(chart.n_steps),
        time=words.time(definition, chart),
        delays=str(chart.symbols[Symbol.DELAY]),
    )


def _boxes(steps: Sequence[Step], grid: _Grid, wide: int) -> Iterator[Box]:
    yield Box(0, _HEADING, wide, _HEAD, BoxKind.HEAD)
    for row, step in enumerate(steps):
        kind = BoxKind.WAIT if step.symbol is Symbol.DELAY else BoxKind.ROW
        yield Box(0, grid.tops[row], wide, grid.tops[row + 1] - grid.tops[row], kind, step.number)


def _rules(definition: ProcessDefinition, grid: _Grid, wide: int) -> Iterator[Line]:
    """Draws a thin line below each row, one at the edge of each symbol's column, and the strong one above sums."""
    first, last = grid.tops[0], grid.tops[-1]
    for top in grid.tops[1:-1]:
        yield Line(((0, top), (wide, top)), Stroke.GRID)
    for n in range(len(Symbol) + 1):
        at = grid.symbols_x + n * _SYMBOL
        yield Line(((at, first), (at, last)), Stroke.GRID)
    yield Line(((0, last), (wide, last)), Stroke.RULE)


def _brackets(definition: ProcessDefinition, amounts: Sequence[Figures], grid: _Grid) -> Iterator[Line]:
    """Draws a bracket around the rows of each group, left of its days."""
    for column, right in zip(amounts, grid.rights, strict=True):
        if column.is_days:
            x = right - column.width + GAP // 2
            for first, last in _runs(definition):
                top, bottom = grid.tops[first] + _AROUND, grid.tops[last + 1] - _AROUND
                points = ((x, top), (x + BRACKET, top), (x + BRACKET, bottom), (x, bottom))
                yield Line(points, Stroke.BRACKET)


def _runs(definition: ProcessDefinition) -> list[tuple[int, int]]:
    """Gives the first and last row of each group."""
    rows = [
        [n for n, step in enumerate(definition.steps) if step.group == group.id] for group in definition.groups
    ]
    return [(own[0], own[-1]) for own in rows]


def _heads(
    definition: ProcessDefinition, amounts: Sequence[Figures], grid: _Grid, words: PictureWords
) -> Iterator[Label]:
    y = _HEADING + 25
    yield Label(_PAD, y, words.words.say("flow.step"), Lettering.STRONG)
    if definition.scope is Scope.SYSTEM:
        yield Label(grid.unit_x, y, words.words.say("flow.unit"), Lettering.STRONG)
    for column, right in zip(amounts, grid.rights, strict=True):
        yield Label(right, y, column.heading, Lettering.STRONG, Anchor.END)


def _rows(
    definition: ProcessDefinition,
    texts: Sequence[Sequence[tuple[str, Lettering]]],
    grid: _Grid,
    words: PictureWords,
) -> Iterator[Label]:
    for row, (step, lines) in enumerate(zip(definition.steps, texts, strict=True)):
        for n, (text, style) in enumerate(lines):
            yield Label(_PAD, grid.tops[row] + _AROUND + n * _LINE + _RISE, text, style)
        if definition.scope is Scope.SYSTEM:
            name = words.unit(definition, step.unit)
            yield Label(grid.unit_x, grid.tops[row] + _AROUND + _RISE, name, Lettering.MUTED)


def _figures(definition: ProcessDefinition, amounts: Sequence[Figures], grid: _Grid) -> Iterator[Label]:
    """Writes each figure on its step's first line, and a group's days once, at the middle of its bracket."""
    for column, right in zip(amounts, grid.rights, strict=True):
        if column.is_days:
            for first, last in _runs(definition):
                y = (grid.tops[first] + grid.tops[last + 1]) // 2 + 5
                yield Label(right, y, column.cells[first], Lettering.TEXT, Anchor.END)
            continue
        for row, text in enumerate(column.cells):
            if text:
                yield Label(right, grid.tops[row] + _AROUND + _RISE, text, Lettering.TEXT, Anchor.END)


def _sums(chart: Chart, amounts: Sequence[Figures], grid: _Grid, words: PictureWords) -> Iterator[Label]:
    y = grid.tops[-1] + 21
    yield Label(_PAD, y, words.words.say("flow.total_steps", n=str(chart.n_steps)), Lettering.STRONG)
    for column, right in zip(amounts, grid.rights, strict=True):
        yield Label(right, y, column.total, Lettering.STRONG, Anchor.END)
    for symbol in Symbol:
        yield Label(grid.centre(symbol), y, str(chart.symbols[symbol]), Lettering.STRONG, Anchor.MIDDLE)
