"""Text as somebody typed it, made fit to be kept: on one line, without characters that nobody sees."""

import re
import unicodedata

__all__ = ["one_line"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WIDTHLESS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def one_line(text: str) -> str:
    """Gives typed text on one line, as NFC and without characters that nobody sees."""
    seen = _WIDTHLESS.sub("", _CONTROL.sub(" ", text))
    return " ".join(unicodedata.normalize("NFC", seen).split())
