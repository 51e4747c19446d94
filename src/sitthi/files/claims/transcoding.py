"""Turns what hospitals write, UTF-8 or Thai code page 874, into clean UTF-8, and tells lines that are neither."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitthi.files.claims.lines import Lines

__all__ = ["LineTexts", "line_texts", "tidy", "whole_text"]

_THAI_LETTER = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
"""A Thai letter in UTF-8; in code page 874 the same bytes are a rare cluster of three letters."""
_NBSP = "\xa0"
"""What some programs fill cells with; it is a space to everybody."""


def whole_text(content: bytes) -> tuple[bytes, str] | None:
    """Gives a block as UTF-8 and the encoding it had; `None` where its lines have to be looked at one by one."""
    if content.isascii():
        return content, "utf-8"
    try:
        return tidy(content.decode("utf-8"), content), "utf-8"
    except UnicodeDecodeError:
        pass
    if any(_is_utf8(line) for line in _lines_with_thai_letters(content)):
        return None
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError:
        return None
    return text.encode("utf-8") if _is_tidy_cp874(content) else tidy(text), "cp874"


def _is_tidy_cp874(content: bytes) -> bool:
    """Tells whether text in code page 874 is in NFC, without spaces that do not break.

    Only marks in another than their canonical order would change: a vowel below or the dot below goes before a
    tone, the dot before the vowel.
    """
    if _NBSP.encode("cp874") in content:
        return False
    raw = np.frombuffer(content, np.uint8)
    below, dot, tone = (raw == 0xD8) | (raw == 0xD9), raw == 0xDA, (raw & 0xFC) == 0xE8
    return not ((tone[:-1] & (below | dot)[1:]) | (below[:-1] & dot[1:])).any()


def tidy(text: str, content: bytes | None = None) -> bytes:
    """Gives text in NFC, without spaces that do not break, as UTF-8; `content` is the text in UTF-8 if known."""
    is_tidy = True
    if _NBSP in text:
        text, is_tidy = text.replace(_NBSP, " "), False
    if not unicodedata.is_normalized("NFC", text):
        text, is_tidy = unicodedata.normalize("NFC", text), False
    return content if is_tidy and content is not None else text.encode("utf-8")


def _lines_with_thai_letters(content: bytes) -> Iterator[bytes]:
    """Gives the lines that might be UTF-8 among lines in code page 874."""
    raw = np.frombuffer(content, np.uint8)
    at = np.flatnonzero(raw[:-2] == 0xE0)
    at = at[((raw[at + 1] & 0xFE) == 0xB8) & ((raw[at + 2] & 0xC0) == 0x80)]
    end = -1
    for place in at.tolist():
        if place > end:
            start = max(content.rfind(b"\n", 0, place), content.rfind(b"\r", end + 1, place)) + 1
            end = content.find(b"\n", place)
            end = len(content) if end < 0 else end
            yield content[start:end]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class LineTexts:
    """The lines of a block as UTF-8: `bad` marks those in no known encoding, whose content is gone."""

    content: bytes
    bad: NDArray[np.bool_]
    n_utf8: int = 0
    n_cp874: int = 0
    first_utf8: int | None = None
    first_cp874: int | None = None


def line_texts(lines: Lines) -> LineTexts:
    """Decodes line by line those lines that are not ASCII, each by its own encoding."""
    bad = np.zeros(len(lines), np.bool_)
    in_utf8: list[int] = []
    in_cp874: list[int] = []
    pieces: list[bytes] = []
    at = 0
    for line in np.flatnonzero(lines.count(lines.content > 127)).tolist():
        start, stop = int(lines.starts[line]), int(lines.stops[line])
        read = _line_text(lines.content[start:stop].tobytes())
        pieces.append(lines.content[at:start].tobytes())
        if read is None:
            # Without content, a CR before the line and its LF would become one line end.
            pieces.append(b"?")
            bad[line] = True
        else:
            pieces.append(read[0])
            (in_utf8 if read[1] == "utf-8" else in_cp874).append(line)
        at = stop
    pieces.append(lines.content[at:].tobytes())
    firsts = [next(iter(found), None) for found in (in_utf8, in_cp874)]
    return LineTexts(b"".join(pieces), bad, len(in_utf8), len(in_cp874), *firsts)


def _line_text(raw: bytes) -> tuple[bytes, str] | None:
    try:
        return tidy(raw.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    n_high = sum(byte > 127 for byte in raw)
    # Broken UTF-8 often decodes as code page 874, to nonsense: most of its high bytes still are Thai in UTF-8.
    if 6 * len(_THAI_LETTER.findall(raw)) >= n_high:
        return None
    try:
        return tidy(raw.decode("cp874")), "cp874"
    except UnicodeDecodeError:
        return None
