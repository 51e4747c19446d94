"""A condition on one column of a row, as data: one of some texts, a band of numbers, or yes or no."""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["Condition", "all_hold", "columns_of"]


_KEYS = ("stay_key", "person_key", "an_order")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column has to hold: text one of `any_of`, a whole number `least` to `most`, yes or no `is_true`."""

    column: str
    any_of: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    is_true: bool | None = None

    def holds(self, value: object) -> bool | None:
        """Tells whether a value does; `None` of one that is not known."""
        if value is None:
            return None
        if self.any_of:
            return value in self.any_of
        if self.is_true is not None:
            return value is self.is_true
        number = typing.cast(int, value)
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)

    def faults(self) -> Iterator[str]:
        """Names a condition that asks nothing, or in two ways, and a band that nothing is in."""
        asked = (bool(self.any_of), self.least is not None or self.most is not None, self.is_true is not None)
        if sum(asked) != 1:
            yield "a condition has any_of, or least and most, or is_true"
        if self.least is not None and self.most is not None and self.least > self.most:
            yield "least is above most"

    def faults_in(self, columns: Mapping[str, type]) -> Iterator[str]:
        """Names a column that the table does not have, or that is of another kind than is asked."""
        kind = str if self.any_of else bool if self.is_true is not None else int
        if self.column not in columns:
            yield f"unknown column {self.column!r}"
        elif columns[self.column] is not kind:
            yield f"column {self.column} cannot be asked so"


def all_hold(conditions: Iterable[Condition], row: object) -> bool | None:
    """Tells whether a row meets all: one no decides, otherwise one that is not known."""
    found = [condition.holds(getattr(row, condition.column)) for condition in conditions]
    if False in found:
        return False
    return None if None in found else True


def columns_of(row: type) -> dict[str, type]:
    """Gives what each column of a row's class holds, `None` left aside; the keys are nobody's to ask about."""
    columns: dict[str, type] = {}
    for name, hint in typing.get_type_hints(row).items():
        if name in _KEYS:
            continue
        parts = [part for part in typing.get_args(hint) if part is not types.NoneType] or [hint]
        columns[name] = parts[0]
    return columns
