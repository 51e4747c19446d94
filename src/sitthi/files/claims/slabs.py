"""Cuts a file into pieces of whole lines, in bounded memory however long a line is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

__all__ = ["SLAB", "Slab", "slabs"]

SLAB = 8 << 20
_END_MARKS = b"\x1a"
"""What programs from the days of DOS write after the last line."""


@dataclass(frozen=True, slots=True)
class Slab:
    """Some whole lines, each with its end; `is_too_long` stands for one line that is longer than a slab may be."""

    content: bytes
    is_too_long: bool = False


def slabs(handle: BinaryIO, size: int = SLAB) -> Iterator[Slab]:
    """Gives a file's lines in pieces; the last line gets an end where it lacks one, an end mark after it goes."""
    rest, is_skipping = b"", False
    while block := handle.read(size):
        block = rest + block if rest else block
        cut = _last_end(block)
        if is_skipping:
            first = _first_end(block)
            if first is None:
                rest = b""
                continue
            block, cut, is_skipping = block[first:], cut - first, False
            yield Slab(b"", is_too_long=True)
        content, rest = (block[:cut], block[cut:]) if cut else (b"", block)
        if content:
            yield Slab(content)
        if len(rest) >= size:
            rest, is_skipping = b"", True
    rest = rest.rstrip(_END_MARKS)
    if is_skipping:
        yield Slab(b"", is_too_long=True)
    elif rest:
        yield Slab(rest + b"\n")


def _last_end(block: bytes) -> int:
    """Gives where the last whole line ends; a CR at the very end may belong to an LF that is not read yet."""
    cut = block.rfind(b"\n") + 1
    return cut or block.rfind(b"\r", 0, len(block) - 1) + 1


def _first_end(block: bytes) -> int | None:
    """Gives where the first line ends, `None` where it does not."""
    ends = [at for at in (block.find(b"\n"), block.find(b"\r", 0, len(block) - 1)) if at >= 0]
    if not ends:
        return None
    at = min(ends)
    return at + (2 if block[at : at + 2] == b"\r\n" else 1)
