"""Shares one pool among its units: rates, the sum before the ceiling, the factor, and the satang."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.allocation.method import CeilingUse, MeanOf, RateMethod, RateRounding, Terms
from sitthi.core.allocation.remainder import largest_remainder
from sitthi.core.findings import Refusal
from sitthi.core.numbers import rounded

__all__ = ["PoolShares", "Share", "UnitPoints", "allocated"]


@dataclass(frozen=True, slots=True)
class UnitPoints:
    """What a unit brings: its points and its UC population."""

    unit: str
    points: Fraction
    uc_population: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit gets: baht per person and baht before the ceiling, exact; the amount in satang.

    `per_head_satang` is what the ceiling would give it by population alone.
    """

    rate: Fraction
    before: Fraction
    amount_satang: int
    per_head_satang: int


@dataclass(frozen=True, slots=True)
class PoolShares:
    """A pool shared out; `shares` stand in the order of its units.

    `before` is the sum before the ceiling in baht, `factor` what it was scaled by, `region_mean` `None`
    where no unit has population or points to take it over.
    """

    terms: Terms
    region_mean: Fraction | None
    ceiling_satang: int
    before: Fraction
    factor: Fraction
    total_satang: int
    shares: tuple[Share, ...]

    @property
    def is_points_x_population(self) -> bool:
        """Tells whether this is the document's method giving the same as points x population.

        It is where the rate was not rounded and the sum was scaled to the ceiling: the mean and the base
        rate fall out of each share.
        """
        return (
            self.terms.rate is RateMethod.BAHT_PER_PERSON
            and self.terms.rate_rounding is RateRounding.NONE
            and self.before > 0
            and self.before * self.factor * 100 == self.ceiling_satang
        )


def allocated(units: Sequence[UnitPoints], terms: Terms) -> PoolShares | Refusal:
    """Shares a pool's ceiling among its units, unit ids distinct.

    The ceiling is base rate x population rounded down to the satang unless it is set; the total never
    exceeds it. A mean of zero, or none to be had, is a `Refusal` where the rate needs it
    [quality-fund-2552 s.12].
    """
    mean = terms.region_mean if terms.region_mean is not None else _mean(units, terms.mean)
    population = sum(unit.uc_population for unit in units)
    ceiling = terms.ceiling_satang
    if ceiling is None:
        ceiling = math.floor(100 * terms.base_rate * population)
    if terms.rate is RateMethod.POINTS_X_POPULATION:
        rates = _rates_by_points(units, ceiling)
    elif mean:
        rates = _rates_per_person(units, terms, mean)
    else:
        return Refusal("allocate.mean_zero")
    names = [unit.unit for unit in units]
    divisor = math.lcm(*{rate.denominator for rate in rates})
    befores = [
        rate.numerator * (divisor // rate.denominator) * unit.uc_population
        for rate, unit in zip(rates, units, strict=True)
    ]
    sum_before = sum(befores)
    before = Fraction(sum_before, divisor)
    is_scaled = before * 100 > ceiling or (terms.ceiling is CeilingUse.EXHAUST and before > 0)
    if is_scaled:
        total = ceiling
        amounts = largest_remainder([part * ceiling for part in befores], sum_before, total, names)
    else:
        total = int(rounded(before * 100))
        amounts = largest_remainder([part * 100 for part in befores], divisor, total, names)
    heads = [unit.uc_population * ceiling for unit in units]
    per_head = largest_remainder(heads, population or 1, ceiling if population else 0, names)
    return PoolShares(
        terms=terms,
        region_mean=mean,
        ceiling_satang=ceiling,
        before=before,
        factor=Fraction(ceiling, 100) / before if is_scaled else Fraction(1),
        total_satang=total,
        shares=tuple(
            Share(rate, Fraction(part, divisor), amount, head)
            for rate, part, amount, head in zip(rates, befores, amounts, per_head, strict=True)
        ),
    )


def _mean(units: Sequence[UnitPoints], kind: MeanOf) -> Fraction | None:
    """Means the points over the units or over their population; `None` where there is nothing to divide by."""
    weights = [1 if kind is MeanOf.SIMPLE else unit.uc_population for unit in units]
    divisor = math.lcm(*{unit.points.denominator for unit in units})
    total = sum(
        unit.points.numerator * (divisor // unit.points.denominator) * weight
        for unit, weight in zip(units, weights, strict=True)
    )
    n = sum(weights)
    return Fraction(total, divisor * n) if n else None


def _rates_per_person(units: Sequence[UnitPoints], terms: Terms, mean: Fraction) -> list[Fraction]:
    """Gives each unit base rate x points / mean, rounded half up as chosen; equal points are worked out once."""
    places = {RateRounding.BAHT: 0, RateRounding.SATANG: 2, RateRounding.NONE: None}[terms.rate_rounding]
    per_point = terms.base_rate / mean
    known: dict[Fraction, Fraction] = {}
    rates = []
    for unit in units:
        rate = known.get(unit.points)
        if rate is None:
            rate = per_point * unit.points
            rate = known[unit.points] = rate if places is None else Fraction(rounded(rate, places))
        rates.append(rate)
    return rates


def _rates_by_points(units: Sequence[UnitPoints], ceiling_satang: int) -> list[Fraction]:
    """Gives each unit the baht per person that sharing the ceiling by points x population comes to."""
    weight = sum((unit.points * unit.uc_population for unit in units), Fraction(0))
    per_point = Fraction(ceiling_satang, 100) / weight if weight else Fraction(0)
    return [unit.points * per_point for unit in units]
