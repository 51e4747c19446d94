"""Reads single cells of an input table; what is wrong becomes a finding, and the value `None`."""

from collections.abc import Container, Iterable
from fractions import Fraction

from sitthi.core.findings import Finding
from sitthi.core.numbers import parsed, plain

__all__ = ["known", "number", "whole"]


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
    """Reads one of a set of names; the finding lists them and never repeats what stood in the cell."""
    text = (text or "").strip()
    if not text:
        findings.append(Finding("value.required", file, line, field))
        return None
    if text not in values:
        names = ", ".join(sorted(values)) if isinstance(values, Iterable) else "-"
        findings.append(Finding("value.unknown", file, line, field, {"known": names}))
        return None
    return text
