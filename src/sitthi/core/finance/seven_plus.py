"""The 7 Plus items: seven efficiency figures against their limits, and a letter for how many are met."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label
from sitthi.core.rules.dated import Rule, in_force

__all__ = [
    "Comparison",
    "Easing",
    "ItemResult",
    "Letters",
    "LimitRule",
    "Plus",
    "PlusItem",
    "SevenPlus",
    "seven_plus",
    "with_limits",
]


class Comparison(StrEnum):
    """How a figure stands to a mark."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"

    def holds(self, value: Fraction, mark: Fraction) -> bool:
        """Tells whether the value stands so to the mark."""
        if self is Comparison.AT_LEAST:
            return value >= mark
        return value <= mark if self is Comparison.AT_MOST else value < mark


@dataclass(frozen=True, slots=True)
class Easing:
    """Another limit, which holds where a second figure stands so to its mark."""

    figure: str
    is_met: Comparison
    mark: Fraction
    limit: Fraction


@dataclass(frozen=True, slots=True)
class LimitRule:
    """A limit that is a rule of the book: its id, and the keys that find the entry."""

    rule: str
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class PlusItem:
    """One item: its figure against a limit of the book, its own or a rule's, or against another figure."""

    figure: str
    is_met: Comparison
    evidence: Evidence
    limit: Fraction | None = None
    limit_figure: str | None = None
    """The figure that is the limit, such as the group's mean."""
    limit_rule: LimitRule | None = None
    eased: Easing | None = None

    def faults(self) -> Iterator[str]:
        """Names an item with two limits or none, and an easing without a limit to ease."""
        if sum(said is not None for said in (self.limit, self.limit_figure, self.limit_rule)) != 1:
            yield "an item has one of limit, limit_figure, limit_rule"
        if self.eased is not None and self.limit is None:
            yield "only a limit of the book can be eased"


@dataclass(frozen=True, slots=True)
class Letters:
    """The letter for each number of items met, none first."""

    by_met: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class SevenPlus:
    """The items and their letters, as the book gives them."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    items: tuple[PlusItem, ...]
    letters: Letters

    def faults(self) -> Iterator[str]:
        """Names a number of letters that does not fit the items."""
        if len(self.letters.by_met) != len(self.items) + 1:
            yield "letters: one for each number of items met, and one for none"


def with_limits(rules: SevenPlus, book: Mapping[str, Rule]) -> SevenPlus:
    """Puts the figure and the evidence of the rule's open entry in place of each `limit_rule`.

    A rule that the book has not, or without a figure for the keys, is a `LookupError`.
    """
    return replace(rules, items=tuple(_with_limit(item, book) for item in rules.items))


def _with_limit(item: PlusItem, book: Mapping[str, Rule]) -> PlusItem:
    if item.limit_rule is None:
        return item
    entry = in_force(book[item.limit_rule.rule], datetime.date.max, (), **item.limit_rule.keys)
    if entry is None or entry.value is None:
        raise LookupError(f"{item.limit_rule.rule} has no figure for {item.figure}")
    return replace(item, limit=entry.value, limit_rule=None, evidence=entry.evidence)


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item judged; `None` where the `missing` figures leave the value, the limit or the verdict open."""

    item: PlusItem
    value: Fraction | None
    limit: Fraction | None
    met: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plus:
    """All items of a unit; the number met and the letter are known only when every item is."""

    items: tuple[ItemResult, ...]
    met: int | None
    letter: str | None

    @property
    def n_met(self) -> int:
        """Counts the items known to be met, however many are not known."""
        return sum(result.met is True for result in self.items)


def seven_plus(values: Mapping[str, Fraction], rules: SevenPlus) -> Plus:
    """Judges every item from a unit's figures; a missing figure leaves its item open, never unmet.

    The rules have their limits, see `with_limits`.
    """
    items = tuple(_judged(item, values) for item in rules.items)
    if any(result.met is None for result in items):
        return Plus(items, None, None)
    met = sum(result.met is True for result in items)
    return Plus(items, met, rules.letters.by_met[met])


def _judged(item: PlusItem, values: Mapping[str, Fraction]) -> ItemResult:
    value = values.get(item.figure)
    limit = item.limit if item.limit_figure is None else values.get(item.limit_figure)
    missing = [item.figure] if value is None else []
    if limit is None:
        missing.append(str(item.limit_figure))
    if item.eased is not None and item.eased.figure in values:
        if item.eased.is_met.holds(values[item.eased.figure], item.eased.mark):
            limit = item.eased.limit
    elif item.eased is not None and value is not None and limit is not None:
        return _judged_either_way(item, item.eased, value, limit)
    if value is None or limit is None:
        return ItemResult(item, value, limit, None, tuple(missing))
    return ItemResult(item, value, limit, item.is_met.holds(value, limit))


def _judged_either_way(item: PlusItem, eased: Easing, value: Fraction, limit: Fraction) -> ItemResult:
    """Judges an item without knowing which of its two limits holds: often both say the same."""
    if item.is_met.holds(value, limit):
        return ItemResult(item, value, limit, True)
    if not item.is_met.holds(value, eased.limit):
        return ItemResult(item, value, eased.limit, False)
    return ItemResult(item, value, None, None, (eased.figure,))
