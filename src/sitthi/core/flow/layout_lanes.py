"""The flow chart by unit: a lane a unit, a box a step in the order of the work, arrows from one to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.picture import (
    Anchor,
    Box,
    BoxKind,
    Label,
    Lane,
    Lettering,
    Line,
    Mark,
    Picture,
    Stroke,
)
from sitthi.core.flow.picture_key import key_of_symbols
from sitthi.core.flow.picture_words import PictureWords
from sitthi.core.flow.step import Step
from sitthi.core.thai.lettering import width, wrapped

__all__ = ["lane_chart"]

_MARGIN, _PAD, _GAP = 12, 10, 28
"""Around the chart, inside a box, and between boxes of two rows."""
_MARK = 16
_ROOM, _LEAST = 200, 150
"""Where text wraps inside a box, and the least width of a box."""
_LINE, _RISE = 20, 15
"""The height of a line, and how far below its top the letters stand."""
_HEADING = 56
_LANE_HEAD = 36


@dataclass(frozen=True, slots=True)
class _Text:
    """What stands in a step's box, line by line."""

    step: Step
    lines: tuple[tuple[str, Lettering], ...]

    @property
    def width(self) -> int:
        return max(width(text, style.size, is_bold=style.is_bold) for text, style in self.lines)

    @property
    def height(self) -> int:
        return _LINE * len(self.lines) + 2 * _PAD


def lane_chart(definition: ProcessDefinition, words: PictureWords) -> Picture:
    """Lays out the flow chart of a definition that has no faults.

    The work goes on in a lane from row to row. Where it passes to another lane it stays on its row as long as it
    keeps its direction, so that no line ever crosses a box.
    """
    texts = [_text(definition, step, words) for step in definition.steps]
    units = [unit.id for unit in definition.units]
    columns = [units.index(step.unit) for step in definition.steps]
    rows = _rows(columns)
    lefts, widths, right = _lanes(definition, words, texts)
    heights = [
        max(t.height for t, at in zip(texts, rows, strict=True) if at == row) for row in range(rows[-1] + 1)
    ]
    tops = [_HEADING + _LANE_HEAD + _GAP // 2]
    for height in heights:
        tops.append(tops[-1] + height + _GAP)
    bottom = tops[-1] - _GAP // 2
    boxes = [
        _box(text.step, lefts[column], tops[row], widths[column], heights[row])
        for text, column, row in zip(texts, columns, rows, strict=True)
    ]
    marks: list[Mark] = []
    labels: list[Label] = []
    for text, box in zip(texts, boxes, strict=True):
        marks.append(Mark(box.x + _PAD + _MARK // 2, box.y + _PAD + _LINE // 2, _MARK, text.step.symbol, box.step))
        labels += _written(text, box)
    lanes = _drawn_lanes(units, lefts, widths, bottom)
    has_dashed = any(box.kind is BoxKind.SOME for box in boxes)
    key = key_of_symbols(words.words, _MARGIN, bottom, has_dashed=has_dashed)
    heading = _heading(definition, words)
    wide = max(right, _MARGIN + max(width(label.text, label.lettering.size, is_bold=True) for label in heading))
    return Picture(
        width=max(wide + _MARGIN, key.width),
        height=key.height,
        title=words.title(definition),
        says=heading[1].text,
        lanes=tuple(lanes),
        boxes=tuple(boxes),
        lines=tuple(_arrow(one, other) for one, other in pairwise(boxes)),
        marks=(*marks, *key.marks),
        labels=(*heading, *_lane_names(definition, words, lanes), *labels, *key.labels),
        head=_HEADING + _LANE_HEAD,
        cuts=(*(top - _GAP // 2 for top in tops[1:]), key.height),
    )


def _text(definition: ProcessDefinition, step: Step, words: PictureWords) -> _Text:
    label = f"{step.number}.\u00a0{step.label.in_language(words.words.language)}"
    indent = _MARK + _PAD // 2
    lines = [(line, Lettering.STRONG) for line in wrapped(label, 14, _ROOM - indent, is_bold=True)]
    for said in (*words.remarks(step), *words.papers(definition, step)):
        lines += [(line, Lettering.MUTED) for line in wrapped(said, 13, _ROOM - indent)]
    return _Text(step, tuple(lines))


def _rows(columns: Sequence[int]) -> list[int]:
    """Gives each step its row: a new one unless the work passes on to a lane further along the same way."""
    rows, way = [0], 0
    for before, column in pairwise(columns):
        turn = (column > before) - (column < before)
        if turn == 0 or (way and turn != way):
            rows.append(rows[-1] + 1)
            way = 0
        else:
            rows.append(rows[-1])
            way = turn
    return rows


def _lanes(
    definition: ProcessDefinition, words: PictureWords, texts: Sequence[_Text]
) -> tuple[list[int], list[int], int]:
    """Gives the left edge and width of each lane's boxes, and where the last lane ends."""
    lefts, widths, at = [], [], _MARGIN
    for unit in definition.units:
        own = [text.width + _MARK + _PAD // 2 + 2 * _PAD for text in texts if text.step.unit == unit.id]
        name = width(words.unit(definition, unit.id), 14, is_bold=True)
        lefts.append(at + _GAP // 2)
        widths.append(max([_LEAST, name, *own]))
        at += widths[-1] + _GAP
    return lefts, widths, at


def _box(step: Step, x: int, y: int, wide: int, high: int) -> Box:
    kind = BoxKind.SOME if step.condition is not None else BoxKind.STEP
    return Box(x, y, wide, high, kind, step.number)


def _written(text: _Text, box: Box) -> Iterator[Label]:
    for n, (line, style) in enumerate(text.lines):
        yield Label(box.x + _PAD + _MARK + _PAD // 2, box.y + _PAD + n * _LINE + _RISE, line, style)


def _arrow(one: Box, other: Box) -> Line:
    """Draws the way from a box to the next: straight along the row, else down through the gap between two rows."""
    if one.y == other.y:
        middle = one.y + one.height // 2
        ends = (one.x + one.width, other.x) if other.x > one.x else (one.x, other.x + other.width)
        return Line(((ends[0], middle), (ends[1], middle)), Stroke.FLOW, is_arrow=True)
    start = (one.x + one.width // 2, one.y + one.height)
    end = (other.x + other.width // 2, other.y)
    if start[0] == end[0]:
        return Line((start, end), Stroke.FLOW, is_arrow=True)
    middle = other.y - _GAP // 2
    return Line((start, (start[0], middle), (end[0], middle), end), Stroke.FLOW, is_arrow=True)


def _drawn_lanes(units: Sequence[str], lefts: Sequence[int], widths: Sequence[int], bottom: int) -> list[Lane]:
    return [
        Lane(left - _GAP // 2, _HEADING, wide + _GAP, bottom - _HEADING, unit)
        for unit, left, wide in zip(units, lefts, widths, strict=True)
    ]


def _lane_names(definition: ProcessDefinition, words: PictureWords, lanes: Sequence[Lane]) -> Iterator[Label]:
    for lane in lanes:
        name = words.unit(definition, lane.unit)
        yield Label(lane.x + lane.width // 2, lane.y + 23, name, Lettering.STRONG, Anchor.MIDDLE)


def _heading(definition: ProcessDefinition, words: PictureWords) -> list[Label]:
    """Writes the title, and the answer: how many steps, units and hand-overs between units."""
    steps = definition.steps
    n_passed = sum(one.unit != other.unit for one, other in pairwise(steps))
    says = words.words.say(
        "flow.says_lanes",
        steps=str(len(steps)),
        units=str(len({step.unit for step in steps})),
        passed=str(n_passed),
    )
    title = words.title(definition)
    return [
        Label(_MARGIN, 22, title, Lettering.TITLE),
        Label(_MARGIN, 44, says, Lettering.MUTED),
    ]
