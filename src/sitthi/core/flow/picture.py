"""A picture as plain whole numbers: boxes, marks, lines and labels that any writer can draw.

One unit is the size of a screen's pixel; text is 16, 14 or 13 units high. Everything lies inside `width` and
`height`, x runs right and y down. A writer draws lanes, boxes, lines, marks and labels in this order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sitthi.core.flow.step import Symbol

__all__ = [
    "Anchor",
    "Box",
    "BoxKind",
    "Label",
    "Lane",
    "Lettering",
    "Line",
    "Mark",
    "Picture",
    "Stroke",
    "joined",
]


class BoxKind(StrEnum):
    """What a box is, so that a writer can give it its look."""

    STEP = "step"
    SOME = "some"
    """A step that only some cases need."""
    ROW = "row"
    """The row of a step in a chart of symbols."""
    WAIT = "wait"
    """The row of a step that is a delay."""
    HEAD = "head"
    """The headings of a table."""
    SHEET = "sheet"
    """The ground of a whole chart."""


class Stroke(StrEnum):
    """What a line is."""

    FLOW = "flow"
    """From one step to the next."""
    GRID = "grid"
    RULE = "rule"
    """The strong line above sums."""
    BRACKET = "bracket"
    """Around the steps that share a time."""


class Lettering(StrEnum):
    """How a label is written; `size` and `is_bold` are what the layout measured it with."""

    TITLE = "title"
    STRONG = "strong"
    TEXT = "text"
    MUTED = "muted"

    @property
    def size(self) -> int:
        """Is the height of the letters."""
        return {Lettering.TITLE: 16, Lettering.MUTED: 13}.get(self, 14)

    @property
    def is_bold(self) -> bool:
        """Tells whether it is written bold."""
        return self in (Lettering.TITLE, Lettering.STRONG)


class Anchor(StrEnum):
    """Which point of a label lies at its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Lane:
    """The strip of one unit."""

    x: int
    y: int
    width: int
    height: int
    unit: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, of a step where it has a number."""

    x: int
    y: int
    width: int
    height: int
    kind: BoxKind
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the five symbols around its centre, of a step where it has a number."""

    x: int
    y: int
    size: int
    symbol: Symbol
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, with an arrow at its end or none."""

    points: tuple[tuple[int, int], ...]
    kind: Stroke
    is_arrow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text; `y` is where its letters stand."""

    x: int
    y: int
    text: str
    lettering: Lettering
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture, and what a reader who cannot see it is told.

    `head` is the height of what a next page repeats; `cuts` are heights at which a page may end, each below it.
    """

    width: int
    height: int
    title: str
    says: str
    lanes: tuple[Lane, ...] = ()
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    labels: tuple[Label, ...] = ()
    head: int = 0
    cuts: tuple[int, ...] = ()

    def moved(self, x: int, y: int) -> "Picture":
        """Gives the picture with everything in it moved; its width and height grow by as much."""
        return replace(
            self,
            width=self.width + x,
            height=self.height + y,
            lanes=tuple(replace(lane, x=lane.x + x, y=lane.y + y) for lane in self.lanes),
            boxes=tuple(replace(box, x=box.x + x, y=box.y + y) for box in self.boxes),
            lines=tuple(
                replace(line, points=tuple((at + x, down + y) for at, down in line.points)) for line in self.lines
            ),
            marks=tuple(replace(mark, x=mark.x + x, y=mark.y + y) for mark in self.marks),
            labels=tuple(replace(label, x=label.x + x, y=label.y + y) for label in self.labels),
            head=self.head + y,
            cuts=tuple(cut + y for cut in self.cuts),
        )


def joined(title: str, says: str, parts: Iterable[Picture]) -> Picture:
    """Lays pictures that do not overlap onto one sheet; a page may end where it cuts none of them."""
    parts = tuple(parts)
    cuts = {cut for part in parts for cut in (*part.cuts, part.height)}
    return Picture(
        width=max(part.width for part in parts),
        height=max(part.height for part in parts),
        title=title,
        says=says,
        lanes=tuple(lane for part in parts for lane in part.lanes),
        boxes=tuple(box for part in parts for box in part.boxes),
        lines=tuple(line for part in parts for line in part.lines),
        marks=tuple(mark for part in parts for mark in part.marks),
        labels=tuple(label for part in parts for label in part.labels),
        head=max(part.head for part in parts),
        cuts=tuple(sorted(cut for cut in cuts if all(cut in part.cuts or cut >= part.height for part in parts))),
    )
