"""Turns what hospitals write, UTF-8 or Thai code page 874, into clean UTF-8, and tells lines that are neither."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitthi.files.claims.lines import Lines

__all__ = ["LineTexts", "line_texts", "tidy", "whole_text"]

_THAI_LETTER = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
"""A Thai letter in UTF-8; in code page 874 the same bytes are a rare cluster of three letters."""
_NBSP = "\xa0"
"""What some programs fill cells with; it is a space to everybody."""
_SIGNS = "\xa0\xb0\xb1\xb2\xb3\xb5\xb7\xbc\xbd\xbe"
"""Degree, plus-minus, micro and the like, which stand in Thai text; in UTF-8 each is C2 and its own number."""
_IS_SIGN = np.isin(np.arange(256), list(map(ord, _SIGNS)))
_DOUBTFUL = re.compile(f"[^\\x00-\\x7f\\u0800-\\U0010ffff{_SIGNS}]")
"""Other letters of two bytes in UTF-8: in code page 874 these bytes are two Thai letters, a car and no umlaut."""


def whole_text(content: bytes) -> tuple[bytes, str] | None:
    """Gives a block as UTF-8 and the encoding it had; `None` where its lines have to be looked at one by one."""
    if content.isascii():
        return content, "utf-8"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        raw = np.frombuffer(content, np.uint8)
        has_pairs = ((raw >= 0xC2) & (raw < 0xE0)).any()
        return None if has_pairs and _DOUBTFUL.search(text) else (tidy(text, content), "utf-8")
    if any(_utf8(line) is not None for line in _lines_that_may_be_utf8(content)):
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


def _lines_that_may_be_utf8(content: bytes) -> Iterator[bytes]:
    """Gives the few lines of a block in code page 874 with bytes that begin a Thai letter or a sign in UTF-8."""
    raw = np.frombuffer(content, np.uint8)
    lead, second = raw[:-1], raw[1:]
    letters = np.flatnonzero((lead == 0xE0) & ((second & 0xFE) == 0xB8) | (lead == 0xE2) & (second == 0x80))
    signs = np.flatnonzero(lead == 0xC2)
    signs = signs[_IS_SIGN[raw[signs + 1]]]
    end = -1
    for place in np.sort(np.concatenate((letters, signs))).tolist():
        if place > end:
            start = max(content.rfind(b"\n", 0, place), content.rfind(b"\r", 0, place)) + 1
            ends = [found for found in (content.find(b"\n", place), content.find(b"\r", place)) if found >= 0]
            end = min(ends, default=len(content))
            yield content[start:end]


def _utf8(raw: bytes) -> str | None:
    """Gives a line in UTF-8 as text, `None` where it is not or only looks like it.

    Where all that is not ASCII could be pairs of Thai letters in code page 874, it is taken for these.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if max(text, default="") < "\u0800" and _DOUBTFUL.search(text):
        with suppress(UnicodeDecodeError):
            raw.decode("cp874")
            return None
    return text


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
    if (as_utf8 := _utf8(raw)) is not None:
        return tidy(as_utf8, raw), "utf-8"
    n_high = sum(byte > 127 for byte in raw)
    # Broken UTF-8 often decodes as code page 874, to nonsense: most of its high bytes still are Thai in UTF-8.
    if 6 * len(_THAI_LETTER.findall(raw)) >= n_high:
        return None
    try:
        return tidy(raw.decode("cp874")), "cp874"
    except UnicodeDecodeError:
        return None
