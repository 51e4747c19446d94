"""The key of a picture: the five symbols with their names, and what a dashed box means."""

from sitthi.core.flow.picture import Label, Lettering, Mark, Picture
from sitthi.core.flow.step import Symbol
from sitthi.core.flow.working import Words
from sitthi.core.thai.lettering import width

__all__ = ["key_of_symbols"]

_HEIGHT, _MARK, _GAP = 40, 14, 18


def key_of_symbols(words: Words, x: int, y: int, *, has_dashed: bool = False) -> Picture:
    """Lays out the key as one row from a point on; its width and height are where it ends."""
    marks, labels = [], []
    size = Lettering.MUTED.size
    for symbol in Symbol:
        marks.append(Mark(x + _MARK // 2, y + _HEIGHT // 2, _MARK, symbol))
        name = words.say(f"flow.{symbol.value}")
        labels.append(Label(x + _MARK + 6, y + _HEIGHT // 2 + 5, name, Lettering.MUTED))
        x += _MARK + 6 + width(name, size) + _GAP
    if has_dashed:
        name = words.say("flow.dashed")
        labels.append(Label(x, y + _HEIGHT // 2 + 5, name, Lettering.MUTED))
        x += width(name, size) + _GAP
    return Picture(x, y + _HEIGHT, "", "", marks=tuple(marks), labels=tuple(labels))
