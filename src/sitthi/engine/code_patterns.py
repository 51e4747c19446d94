"""Ranges of diagnoses as regular expressions, for the other diagnoses of a stay that stand in one text."""

from sitthi.core.coding.codesets import code_ends

__all__ = ["ends_of", "pattern_of"]

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What a code consists of, in the order in which codes sort."""


def ends_of(text: str) -> tuple[str, str]:
    """Gives both ends of `I10-I15` or `I67.4`; a code set has been checked when it was read."""
    ends = code_ends(text)
    if ends is None:
        raise ValueError(f"{text!r} is no range of codes")
    return ends


def pattern_of(text: str) -> str:
    """Gives the pattern of what a code in the range begins with: `I10-I15` is `I1[0-5]`."""
    return _between(*ends_of(text))


def _between(low: str, high: str) -> str:
    """Gives the pattern of all texts from `low` to `high`, which are of one length."""
    if low == high:
        return low
    if low[0] == high[0]:
        return low[0] + _between(low[1:], high[1:])
    rest = len(low) - 1
    first, last = _SIGNS.index(low[0]), _SIGNS.index(high[0])
    parts = []
    if low[1:] != _SIGNS[0] * rest:
        parts.append(low[0] + _between(low[1:], _SIGNS[-1] * rest))
        first += 1
    whole_last = high[1:] == _SIGNS[-1] * rest
    between = _SIGNS[first : last + whole_last]
    if between:
        parts.append(f"[{between}]" + "[0-9A-Z]" * rest)
    if not whole_last:
        parts.append(high[0] + _between(_SIGNS[0] * rest, high[1:]))
    return parts[0] if len(parts) == 1 else f"({'|'.join(parts)})"
