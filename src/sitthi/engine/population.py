"""The people that admissions are held against: each unit's count on the day that the rule picks for it."""

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
    """Sums people by unit, `n_0`, `n_1` ... one an indicator, with the unit's `counted_on`.

    Of a unit's counts the latest not after the middle of the period is taken, else its earliest; a unit that
    has none of the people asked for has 0.
    """
    bound: datetime.date = period.last if choices["population_day"] == "end" else middle_of(period)
    reached = population.counted_on.max(where=population.counted_on <= bound)
    days = population.group_by(unit_picked="unit").aggregate(picked=reached.coalesce(population.counted_on.min()))
    picked = population.join(days, [population.unit == days.unit_picked, population.counted_on == days.picked])
    sums = {
        f"n_{n}": picked.n.sum(where=_is_looked_at(picked, indicator)).fill_null(0)
        for n, indicator in enumerate(indicators)
    }
    return picked.group_by("unit", "counted_on").aggregate(**sums)


def _is_looked_at(rows: ir.Table, indicator: Indicator) -> ir.BooleanValue:
    right = one_of(rows.right, [str(name) for name in indicator.rights]) if indicator.rights else None
    found = (right, is_of_sex(rows.sex, indicator), is_of_age(rows.age, indicator.ages))
    return every(holds for holds in found if holds is not None)
