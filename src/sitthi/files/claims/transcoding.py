"""Turns what hospitals write, UTF-8 or Thai code page 874, into clean UTF-8, and tells lines that are neither."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sitthi.files.claims.lines import Lines

__all__ = ["LineTexts", "line_texts", "tidy", "whole_text"]

_THAI_UTF8 = (b"\xe0\xb8", b"\xe0\xb9")
"""How each Thai letter begins in UTF-8; in code page 874 the pairs are the letters of a rare cluster."""
_THAI_LETTER = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]")
_NBSP = "\xa0"
"""What some programs fill cells with; it is a space to everybody."""


def whole_text(content: bytes, is_utf8: bool) -> tuple[bytes, str] | None:
    """Gives a block as UTF-8 and the encoding it had; `None` where its lines have to be looked at one by one."""
    if content.isascii():
        return content, "utf-8"
    try:
        return tidy(content.decode("utf-8"), content), "utf-8"
    except UnicodeDecodeError:
        pass
    if is_utf8 or any(pair in content for pair in _THAI_UTF8):
        return None
    try:
        return tidy(content.decode("cp874")), "cp874"
    except UnicodeDecodeError:
        return None


def tidy(text: str, content: bytes | None = None) -> bytes:
    """Gives text in NFC, without spaces that do not break, as UTF-8."""
    istidy = True
    if _NBSP in text:
        text, istidy = text.replace(_NBSP, " "), False
    if not unicodedata.is_normalized("NFC", text):
        text, istidy = unicodedata.normalize("NFC", text), False
    return content if istidy and content is not None else text.encode("utf-8")


@dataclass(frozen=True, slots=True)
class LineTexts:
    """The lines of a block, each decoded by its own encoding: `bad` marks those that are neither."""

    content: bytes
    bad: NDArray[np.bool_]
    in_utf8: NDArray[np.bool_]
    in_cp874: NDArray[np.bool_]


def line_texts(lines: Lines) -> LineTexts:
    """Decodes line by line those lines that are not ASCII; a bad line keeps its place, without content."""
    n = len(lines)
    bad, in_utf8, in_cp874 = (np.zeros(n, np.bool_) for _ in range(3))
    pieces: list[bytes] = []
    at = 0
    for line in np.flatnonzero(lines.count(lines.content > 127)).tolist():
        raw = lines.line(line)
        start, stop = int(lines.starts[line]), int(lines.stops[line])
        read = _line_text(raw)
        pieces.append(lines.content[at:start].tobytes())
        if read is None:
            bad[line] = True
        else:
            pieces.append(read[0])
            (in_utf8 if read[1] == "utf-8" else in_cp874)[line] = True
        at = stop
    pieces.append(lines.content[at:].tobytes())
    return LineTexts(b"".join(pieces), bad, in_utf8, in_cp874)


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
