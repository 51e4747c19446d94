"""Reads single cells of an input table; what is wrong becomes a finding, and the value `None`."""

import re
import unicodedata
from collections.abc import Container, Iterable
from fractions import Fraction

from sitthi.core.findings import Finding
from sitthi.core.numbers import parsed, plain

__all__ = ["known", "number", "unit_id", "whole"]

_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF))
"""Characters of no width, which copied names carry along."""
_CONTROLS = frozenset({"Cc", "Cf", "Zl", "Zp"})
_PARTED_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
"""Nikhahit and sara aa, a tone mark between them or not: drawn as sara am, yet other characters."""


def unit_id(text: str | None, file: str, line: int, findings: list[Finding], field: str = "unit") -> str | None:
    """Reads the id or name of a unit so that names that look alike are one name.

    Surrounding spaces and characters of no width fall away, the rest is NFC with one way of writing
    sara am. An empty cell is a finding, and so is a character that steers a screen or printer.
    """
    name = unicodedata.normalize("NFC", (text or "").translate(_UNSEEN).strip())
    name = _PARTED_SARA_AM.sub("\\1\u0e33", name)
    if not name:
        findings.append(Finding("value.required", file, line, field))
        return None
    if not name.isprintable() and any(unicodedata.category(character) in _CONTROLS for character in name):
        findings.append(Finding("value.control_character", file, line, field))
        return None
    return name


def number(
    text: str | None,
    file: str,
    line: int,
    field: str,
    findings: list[Finding],
    *,
    low: Fraction | int | None = None,
    high: Fraction | int | None = None,
) -> Fraction | None:
    """Reads a decimal within bounds, both included; an empty cell is a finding too."""
    text = (text or "").strip()
    if not text:
        findings.append(Finding("value.required", file, line, field))
        return None
    value = parsed(text)
    if value is None:
        findings.append(Finding("value.not_a_number", file, line, field))
        return None
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = {"low": "-∞" if low is None else plain(Fraction(low)),
                  "high": "∞" if high is None else plain(Fraction(high))}  # fmt: skip
        findings.append(Finding("value.out_of_range", file, line, field, bounds))
        return None
    return value


def whole(
    text: str | None, file: str, line: int, field: str, findings: list[Finding], *, low: int = 0
) -> int | None:
    """Reads a count of `low` or more."""
    value = number(text, file, line, field, findings, low=low)
    if value is not None and value.denominator != 1:
        findings.append(Finding("value.not_whole", file, line, field))
        return None
    return None if value is None else value.numerator


def known(
    text: str | None, file: str, line: int, field: str, findings: list[Finding], values: Container[str]
) -> str | None:
    """Reads one of a set of names, upper or lower case, and gives it as the set has it.

    The finding lists the names and never repeats what stood in the cell.
    """
    text = (text or "").strip()
    if not text:
        findings.append(Finding("value.required", file, line, field))
        return None
    if text in values:
        return text
    names: list[str] = sorted(values) if isinstance(values, Iterable) else []
    alike = [name for name in names if name.casefold() == text.casefold()]
    if len(alike) == 1:
        return alike[0]
    findings.append(Finding("value.unknown", file, line, field, {"known": ", ".join(names) or "-"}))
    return None
