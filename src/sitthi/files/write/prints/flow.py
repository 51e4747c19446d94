"""A flow on paper: its pictures from the very numbers that the screen draws, then tables; A4 on its side."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, ClassVar

from sitthi.core.flow.picture import Picture

__all__ = ["FlowPrint", "PrintTable"]

# In thousandths of a point: what a page has across, down its first page, and down each further one.
_ACROSS, _FIRST, _FURTHER = 762_000, 430_000, 485_000
_LARGEST = 750
"""Thousandths of a point that a unit measures at most: text of 14 units is then 10.5 points high."""
_LEAST_ON_ONE = 560
"""How small a unit may become so that a picture stays on one page."""


@dataclass(frozen=True, slots=True)
class PrintTable:
    """A table beside a picture, its cells written; `right` are the columns of figures."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowPrint:
    """Pictures, each from the top of a page, and the tables after them."""

    pictures: tuple[Picture, ...]
    tables: tuple[PrintTable, ...] = ()
    template: ClassVar[str] = "flow"

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the pictures as plain numbers with the pages they take."""
        return {
            "pictures": [_picture(picture) for picture in self.pictures],
            "tables": [
                {
                    "title": table.title,
                    "headings": list(table.headings),
                    "rows": [list(row) for row in table.rows],
                    "right": sorted(table.right),
                    "notes": list(table.notes),
                }
                for table in self.tables
            ],
        }


def _picture(picture: Picture) -> Mapping[str, Any]:
    unit = _unit(picture)
    labels = [
        {**asdict(label), "size": label.lettering.size, "is_bold": label.lettering.is_bold}
        for label in picture.labels
    ]
    return {
        **asdict(picture),
        "labels": labels,
        "alt": f"{picture.title}: {picture.says}",
        "unit": unit,
        "pages": [{"from": start, "to": end} for start, end in _pages(picture, unit)],
    }


def _unit(picture: Picture) -> int:
    """Gives the largest unit at which the picture is no wider than a page, and no piece of it higher."""
    unit = min(_LARGEST, _ACROSS // picture.width)
    on_one = _FIRST // picture.height
    if on_one >= min(unit, _LEAST_ON_ONE):
        return min(unit, on_one)
    edges = (picture.head, *picture.cuts)
    highest = max(end - start for start, end in pairwise(edges))
    return max(1, min(unit, _FIRST // (picture.head + highest)))


def _pages(picture: Picture, unit: int) -> list[tuple[int, int]]:
    """Divides a picture at its cuts; every page but the first repeats its head."""
    pages, start, room = [], 0, _FIRST // unit
    for cut, following in zip(picture.cuts, (*picture.cuts[1:], picture.height), strict=True):
        if following - start > room and cut > start:
            pages.append((start, cut))
            start, room = cut, _FURTHER // unit - picture.head
    if start < picture.height:
        pages.append((start, picture.height))
    return pages
