"""Turns plain TOML values into the core's types: no coercion, no unknown key, every fault with its path."""

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cattrs import Converter
from cattrs.errors import (
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from sitthi.core.evidence import Evidence
from sitthi.core.numbers import parsed

__all__ = ["Cell", "converter", "faults_of"]


class Cell(str):
    """A cell of a CSV beside a TOML file: text that may stand for a number, a date or a yes or no."""

    __slots__ = ()


def _text(value: Any, kind: type[str]) -> str:
    # cattrs looks a hook up along the method resolution order, so a StrEnum arrives here too.
    if not isinstance(value, str):
        raise TypeError("expected text")
    return kind(value)


def _whole(value: Any, _: type) -> int:
    if isinstance(value, Cell) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("expected a whole number")
    return value


def _yes_no(value: Any, _: type) -> bool:
    if isinstance(value, Cell) and value in ("yes", "no"):
        return value == "yes"
    if not isinstance(value, bool):
        raise TypeError("expected true or false (in a CSV: yes or no)")
    return value


def _exact(value: Any, _: type) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise TypeError("expected a number")
    read = parsed(format(value, "f") if isinstance(value, Decimal) else str(value))
    if read is None:
        raise ValueError("expected a plain decimal number")
    return read


def _day(value: Any, _: type) -> datetime.date:
    if isinstance(value, Cell):
        return datetime.date.fromisoformat(value)
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise TypeError("expected a date such as 2008-04-01")
    return value


def _evidence(value: Any, _: type) -> Evidence:
    if not isinstance(value, str):
        raise TypeError("expected evidence as text, 'GRADE source place'")
    return Evidence.read(value)


converter = Converter(forbid_extra_keys=True)
_HOOKS: dict[type, Callable[[Any, type], Any]] = {
    str: _text,
    int: _whole,
    bool: _yes_no,
    Fraction: _exact,
    datetime.date: _day,
    Evidence: _evidence,
}
for _kind, _hook in _HOOKS.items():
    converter.register_structure_hook(_kind, _hook)


def faults_of(error: BaseException, path: str = "") -> Iterator[tuple[str, str]]:
    """Walks a structuring error and gives (path, what is wrong) for every fault in it."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        noted, bare = error.group_exceptions()
        for inner, note in noted:
            if isinstance(note, IterableValidationNote):
                here = f"[{note.index!r}]"
            else:
                name = note.name.removesuffix("_")
                here = f".{name}" if path else name
            yield from faults_of(inner, path + here)
        for inner in bare:
            yield from faults_of(inner, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        yield path, "unknown key: " + ", ".join(sorted(error.extra_fields))
    elif isinstance(error, KeyError):
        yield path, "is missing"
    else:
        yield path, str(error)
