"""Scores a value against its group: how many standard deviations it stands from the mean, compared exactly.

No square root is taken to judge: signed squares are compared. One is taken, in whole numbers, to show z.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isqrt, lcm

from sitthi.core.evidence import Evidence
from sitthi.core.measures.indicator import Better
from sitthi.core.numbers import PLACES, shown

__all__ = ["GroupReference", "GroupTable", "Sd", "Spread", "ZBand", "sd_shown", "spread"]

_MOST_PLACES = 24


class Sd(StrEnum):
    """Whether the squares are divided by the number of units, or by one less."""

    POPULATION = "population"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class ZBand:
    """A score, and the highest z that earns it: `to` itself included or not; the last band has no end."""

    score: Fraction
    to: Fraction | None = None
    to_included: bool = False


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Scores by z, from the lowest band up; `no_spread` is what all earn in a group whose SD is 0."""

    bands: tuple[ZBand, ...]
    no_spread: Fraction
    evidence: Evidence

    def faults(self) -> Iterator[str]:
        """Names bands that do not rise, or do not end in an open one."""
        ends = [band.to for band in self.bands]
        if not ends or ends[-1] is not None or None in ends[:-1]:
            yield "every band but the last has an end"
        rising = [end for end in ends if end is not None]
        if sorted(set(rising)) != rising:
            yield "the ends of the bands rise"


@dataclass(frozen=True, slots=True)
class Spread:
    """A group's mean and variance as whole numbers: the values are multiples of 1/`unit`, `total` their sum.

    With d = n x unit x (value - mean), z squared is d squared x above / below.
    """

    n: int
    unit: int
    total: int
    above: int
    below: int

    @property
    def mean(self) -> Fraction:
        """Is the simple mean of the group's values."""
        return Fraction(self.total, self.n * self.unit)

    @property
    def variance(self) -> Fraction:
        """Is the square of the standard deviation."""
        return Fraction(self.below, self.above * (self.n * self.unit) ** 2)


def spread(values: Iterable[Fraction], sd: Sd) -> Spread | None:
    """Gives mean and SD of the values of one group, every unit counting once; `None` of no value.

    The sample SD of a single value, which no formula gives, is 0.
    """
    group = list(values)
    if not group:
        return None
    n, unit = len(group), lcm(*(value.denominator for value in group))
    wholes = [value.numerator * (unit // value.denominator) for value in group]
    total = sum(wholes)
    squares = n * sum(whole * whole for whole in wholes) - total * total
    # Population: z^2 = d^2 / squares. Sample: z^2 = d^2 (n - 1) / (n squares), d = n unit (x - mean).
    if sd is Sd.SAMPLE and n > 1:
        return Spread(n, unit, total, n - 1, n * squares)
    return Spread(n, unit, total, 1, squares)


@dataclass(frozen=True, slots=True)
class GroupReference:
    """A group's spread with the table and the direction that its values are judged by.

    `ends` are the bands' ends made ready to compare: (factor of z's side, the end's side, whether included).
    """

    spread: Spread
    table: GroupTable
    better: Better
    ends: tuple[tuple[int, int, bool], ...]

    @classmethod
    def of(cls, spread: Spread, table: GroupTable, better: Better) -> "GroupReference":
        """Makes the ends of a table's bands ready for a group."""
        ends = tuple(
            (band.to.denominator**2, band.to.numerator * abs(band.to.numerator) * spread.below, band.to_included)
            for band in table.bands
            if band.to is not None
        )
        return cls(spread, table, better, ends)

    def z_squared(self, value: Fraction) -> tuple[int, int]:
        """Gives z squared: a numerator, negative where z is, and the part of the denominator beside `below`.

        z is turned round where a lower value is better. The SD is not 0.
        """
        group, parts = self.spread, value.denominator
        deviation = group.n * group.unit * value.numerator - group.total * parts
        if self.better is Better.LOWER:
            deviation = -deviation
        return deviation * abs(deviation) * group.above, parts * parts

    def band(self, value: Fraction) -> int:
        """Gives the place of the band that z falls in. The SD is not 0."""
        above, parts = self.z_squared(value)
        for n, (factor, end, is_included) in enumerate(self.ends):
            # Squares keep the order once each carries the sign of what was squared.
            side, end_side = above * factor, end * parts
            if side < end_side or (is_included and side == end_side):
                return n
        return len(self.ends)

    def score(self, value: Fraction) -> Fraction:
        """Gives the score of the band that z falls in, or the table's own where the SD is 0."""
        return self.table.no_spread if self.spread.below == 0 else self.table.bands[self.band(value)].score

    def z_shown(self, value: Fraction, places: int = PLACES["score"]) -> str | None:
        """Writes z, positive for the better side, rounded half up; `None` where the SD is 0.

        More digits are written where rounding would carry it onto or across the end of a band.
        """
        if self.spread.below == 0:
            return None
        above, parts = self.z_squared(value)
        exact = Fraction(above, self.spread.below * parts)
        marks = [band.to for band in self.table.bands if band.to is not None]
        for n in range(places, _MOST_PLACES):
            root = _root(abs(exact), n)
            written = -root if above < 0 else root
            if all(_sign(exact - mark * abs(mark)) == _sign(written - mark) for mark in marks):
                break
        return shown(written, n)


def sd_shown(group: Spread) -> str:
    """Writes the standard deviation, rounded half up."""
    return shown(_root(group.variance, PLACES["score"]), PLACES["score"])


def _root(square: Fraction, places: int) -> Fraction:
    """Gives a square root rounded half up to some decimals, in whole numbers throughout."""
    halves = isqrt(4 * 10 ** (2 * places) * square.numerator // square.denominator)
    return Fraction((halves + 1) // 2, 10**places)


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
