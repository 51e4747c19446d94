"""Middle and ninth tenth of whole numbers, exact: the ranks to look at, and what lies between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

__all__ = ["OrderStatistics", "Ranks", "order_statistics", "ranks"]


class Ranks(NamedTuple):
    """Places from 0 in rising order: the two middles, and the two between which nine tenths lie."""

    median_low: int
    median_high: int
    p90_low: int
    p90_high: int


@dataclass(frozen=True, slots=True)
class OrderStatistics:
    """The values at the ranks of `n` whole numbers; what lies between two is the core's to work out."""

    n: int
    median_low: int
    median_high: int
    p90_low: int
    p90_high: int

    @property
    def median(self) -> Fraction:
        """Is the mean of the two middles."""
        return Fraction(self.median_low + self.median_high, 2)

    @property
    def p90(self) -> Fraction:
        """Is the value nine tenths of the way up, in proportion between its neighbours."""
        return self.p90_low + Fraction(9 * (self.n - 1) % 10, 10) * (self.p90_high - self.p90_low)


def ranks(n: int) -> Ranks:
    """Gives the ranks among `n` values, one at least."""
    low = 9 * (n - 1) // 10
    return Ranks((n - 1) // 2, n // 2, low, min(low + 1, n - 1))


def order_statistics(values: Sequence[int]) -> OrderStatistics | None:
    """Gives the order statistics of some values; `None` of none."""
    rising = sorted(values)
    if not rising:
        return None
    return OrderStatistics(len(rising), *(rising[rank] for rank in ranks(len(rising))))
