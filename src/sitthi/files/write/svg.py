"""Writes a picture as SVG: classes for a page's own look, plain attributes where there is no page around it.

No style element and no style attribute is written, so that a page that allows neither shows it as it is.
"""

from collections.abc import Iterable
from html import escape

from sitthi.core.flow.picture import Anchor, Box, BoxKind, Label, Lettering, Line, Mark, Picture, Stroke
from sitthi.core.flow.step import Symbol

__all__ = ["svg"]

_INK, _MUTED, _LINE, _EDGE, _PRIMARY = "#17232E", "#51606E", "#D5DCE1", "#9AA7B1", "#0B5C66"
_WAIT, _WAIT_GROUND = "#8F4700", "#FDF0DC"
_BOXES = {
    BoxKind.SHEET: f'fill="#FFFFFF" stroke="{_LINE}" rx="4"',
    BoxKind.HEAD: 'fill="#E9EEF1"',
    BoxKind.ROW: 'fill="none"',
    BoxKind.WAIT: f'fill="{_WAIT_GROUND}"',
    BoxKind.STEP: f'fill="#FFFFFF" stroke="{_EDGE}" rx="4"',
    BoxKind.SOME: f'fill="#FFFFFF" stroke="{_EDGE}" stroke-dasharray="5 3" rx="4"',
}
_LINES = {
    Stroke.FLOW: f'stroke="{_MUTED}"',
    Stroke.GRID: f'stroke="{_LINE}"',
    Stroke.RULE: f'stroke="{_EDGE}" stroke-width="2"',
    Stroke.BRACKET: f'stroke="{_EDGE}"',
}
_LETTERS = {
    Lettering.TITLE: f'font-weight="700" fill="{_INK}"',
    Lettering.STRONG: f'font-weight="700" fill="{_INK}"',
    Lettering.TEXT: f'fill="{_INK}"',
    Lettering.MUTED: f'fill="{_MUTED}"',
}
# Each symbol in a square of 16 by 16.
_MARKS = {
    Symbol.OPERATION: '<circle cx="8" cy="8" r="7"/>',
    Symbol.TRANSPORT: '<path d="M1 5h7V1l7 7-7 7v-4H1z"/>',
    Symbol.INSPECTION: '<path d="M1.5 1.5h13v13h-13z"/>',
    Symbol.DELAY: '<path d="M2 1.5h5.5a6.5 6.5 0 0 1 0 13H2z"/>',
    Symbol.STORAGE: '<path d="M1 2h14L8 15z"/>',
}
_HEAD = 6


def svg(picture: Picture, language: str) -> str:
    """Writes a picture as one `svg` element that stands in a page or alone, one role: an image with its answer.

    Every text is escaped. Classes begin with `flow-`; sizes follow the page unless it says otherwise.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-picture" lang="{escape(language)}" role="img"'
        f' width="{picture.width}" height="{picture.height}" viewBox="0 0 {picture.width} {picture.height}"'
        ' font-family="Sarabun, sans-serif">',
        f"<title>{escape(f'{picture.title}: {picture.says}')}</title>",
        _lanes(picture),
        *(_box(box) for box in picture.boxes),
        *(_line(line) for line in picture.lines),
        *(_mark(mark) for mark in picture.marks),
        *(_label(label) for label in picture.labels),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _lanes(picture: Picture) -> str:
    drawn = (
        f'<rect class="flow-lane" x="{lane.x}" y="{lane.y}" width="{lane.width}" height="{lane.height}"'
        f' fill="{"#F4F6F7" if n % 2 else "#FFFFFF"}" stroke="{_LINE}"/>'
        for n, lane in enumerate(picture.lanes)
    )
    return "\n".join(drawn)


def _box(box: Box) -> str:
    return (
        f'<rect class="flow-box flow-box-{box.kind}" x="{box.x}" y="{box.y}" width="{box.width}"'
        f' height="{box.height}" {_BOXES[box.kind]}/>'
    )


def _line(line: Line) -> str:
    drawn = (
        f'<polyline class="flow-line flow-line-{line.kind}" points="{_points(line.points)}" fill="none"'
        f" {_LINES[line.kind]}/>"
    )
    if not line.is_arrow:
        return drawn
    return f'{drawn}\n<polygon class="flow-arrow" points="{_points(_arrow_head(line))}" fill="{_MUTED}"/>'


def _arrow_head(line: Line) -> Iterable[tuple[int, int]]:
    """Gives the triangle at a line's end; the last piece of a line runs along x or y."""
    (from_x, from_y), (x, y) = line.points[-2:]
    along = ((x > from_x) - (x < from_x)) * _HEAD, ((y > from_y) - (y < from_y)) * _HEAD
    back = x - along[0], y - along[1]
    aside = along[1] * 2 // 3, along[0] * 2 // 3
    return (x, y), (back[0] - aside[0], back[1] - aside[1]), (back[0] + aside[0], back[1] + aside[1])


def _points(points: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _mark(mark: Mark) -> str:
    """Draws a symbol; that of a delay's own row in the ink of what waits."""
    ink = _MUTED if mark.step is None else _WAIT if mark.symbol is Symbol.DELAY else _PRIMARY
    of_step = "" if mark.step is None else " flow-mark-step"
    left, top = mark.x - mark.size // 2, mark.y - mark.size // 2
    return (
        f'<svg class="flow-mark flow-mark-{mark.symbol}{of_step}" x="{left}" y="{top}" width="{mark.size}"'
        f' height="{mark.size}" viewBox="0 0 16 16" fill="#FFFFFF" stroke="{ink}" stroke-width="1.75">'
        f"{_MARKS[mark.symbol]}</svg>"
    )


def _label(label: Label) -> str:
    anchor = "" if label.anchor is Anchor.START else f' text-anchor="{label.anchor}"'
    return (
        f'<text class="flow-text flow-text-{label.lettering}" x="{label.x}" y="{label.y}"'
        f' font-size="{label.lettering.size}"{anchor} {_LETTERS[label.lettering]}>{escape(label.text)}</text>'
    )
