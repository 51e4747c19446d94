"""What a unit's outcomes come to: whole numbers above and below the line, and the exact value they make."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.core.measures.order import OrderStatistics, order_statistics
from sitthi.core.measures.outcome import Outcome, OutcomeRow
from sitthi.core.measures.population import Registered

__all__ = ["Measure", "summed", "value"]

_SUMMING = (Kind.MEAN, Kind.CASE_MIX)


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit's counts for one indicator.

    `numerator` is a count, or the sum of a mean (AdjRW in ten-thousandths, money in satang). `denominator` is
    `None` where nobody counted the unit's people. `unit` is `None` of rows whose unit is not known: they are
    all excluded. `order` comes with a mean.
    """

    indicator: str
    unit: str | None
    numerator: int
    denominator: int | None
    excluded: int
    counted_on: datetime.date | None = None
    order: OrderStatistics | None = None


def value(measure: Measure, indicator: Indicator) -> Fraction | None:
    """Gives the exact figure: the share times the indicator's `per`, or the mean; `None` over nobody."""
    if not measure.denominator:
        return None
    share = Fraction(measure.numerator, measure.denominator)
    if indicator.kind is Kind.CASE_MIX:
        return share / 10_000
    return share * (1 if indicator.kind is Kind.MEAN or indicator.per is None else indicator.per)


def summed(
    rows: Iterable[OutcomeRow], indicator: Indicator, registered: Mapping[str, Registered] | None = None
) -> dict[str | None, Measure]:
    """Sums outcome rows by unit; with `registered`, its people stand below the line, and its units all appear."""
    of_unit: dict[str | None, list[OutcomeRow]] = {unit: [] for unit in registered or ()}
    for row in rows:
        if row.outcome is not Outcome.OUTSIDE:
            of_unit.setdefault(row.unit, []).append(row)
    return {unit: _measure(unit, found, indicator, registered) for unit, found in of_unit.items()}


def _measure(
    unit: str | None, rows: list[OutcomeRow], indicator: Indicator, registered: Mapping[str, Registered] | None
) -> Measure:
    met = [row for row in rows if row.outcome is Outcome.MET]
    excluded = sum(row.outcome is Outcome.EXCLUDED for row in rows)
    values = [row.value for row in met if row.value is not None]
    above = sum(values) if indicator.kind in _SUMMING else len(met)
    if registered is None:
        order = order_statistics(values) if indicator.kind is Kind.MEAN else None
        return Measure(indicator.id, unit, above, len(rows) - excluded, excluded, None, order)
    people = registered.get(unit) if unit is not None else None
    if people is None:
        return Measure(indicator.id, unit, above, None, excluded)
    return Measure(indicator.id, unit, above, people.n, excluded, people.counted_on)
