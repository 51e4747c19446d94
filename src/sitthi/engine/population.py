"""The people that admissions are held against: each right's count in a unit, on the day picked for it."""

import datetime
from collections.abc import Mapping, Sequence

import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.population import middle_of
from sitthi.core.thai.periods import Period
from sitthi.engine.vocabulary import every, is_of_age, is_of_sex, one_of

__all__ = ["registered"]


def registered(
    population: ir.Table, indicators: Sequence[Indicator], period: Period, choices: Mapping[str, str]
) -> ir.Table:
    """Sums people by unit, `n_0`, `day_0`, `n_1` ... two columns an indicator: the people, and when counted.

    Of each right's counts in a unit the latest not after the middle of the period is taken, else its earliest;
    the day is the latest of these. A unit that has none of the people asked for has 0, and one where the
    indicator's rights were never counted has no day.
    """
    bound: datetime.date = period.last if choices["population_day"] == "end" else middle_of(period)
    reached = population.counted_on.max(where=population.counted_on <= bound)
    days = population.group_by(unit_picked="unit", right_picked="right").aggregate(
        picked=reached.coalesce(population.counted_on.min())
    )
    of_day = [
        population.unit == days.unit_picked,
        population.right == days.right_picked,
        population.counted_on == days.picked,
    ]
    picked = population.join(days, of_day)
    sums: dict[str, ir.Value] = {}
    for n, indicator in enumerate(indicators):
        right = _has_right(picked, indicator)
        sums[f"n_{n}"] = picked.n.sum(where=_is_looked_at(picked, indicator, right)).fill_null(0)
        sums[f"day_{n}"] = picked.counted_on.max(where=right)
    return picked.group_by("unit").aggregate(**sums)


def _has_right(rows: ir.Table, indicator: Indicator) -> ir.BooleanValue | None:
    return one_of(rows.right, [str(name) for name in indicator.rights]) if indicator.rights else None


def _is_looked_at(rows: ir.Table, indicator: Indicator, right: ir.BooleanValue | None) -> ir.BooleanValue:
    found = (right, is_of_sex(rows.sex, indicator), is_of_age(rows.age, indicator.ages))
    return every(holds for holds in found if holds is not None)
