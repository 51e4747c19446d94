"""Kinds that look at one stay or person at a time: admission rate, proportion, mean, case-mix."""

from collections.abc import Sequence

import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator, RecordTable
from sitthi.core.measures.outcome import Reason
from sitthi.engine.kinds.asked import Asked
from sitthi.engine.kinds.registers import facts_of_person, persons_of
from sitthi.engine.recipe import Because, Recipe
from sitthi.engine.vocabulary import Facts, all_hold, facts_of_stay, unit_of

__all__ = ["admission_rate", "case_mix", "mean", "proportion"]


def admission_rate(indicators: Sequence[Indicator], asked: Asked) -> list[Recipe]:
    """Counts every stay that fits."""
    recipes = []
    for indicator in indicators:
        rows = asked.stays_of(indicator)
        recipes.append(_of_stays(indicator, rows, _facts(rows, indicator, asked), Reason.ADMITTED))
    return recipes


def proportion(indicators: Sequence[Indicator], asked: Asked) -> list[Recipe]:
    """Counts the rows that meet the condition; where its column is empty a row is taken out.

    One without a table is reported by units: nothing here can count it.
    """
    return [_proportion(indicator, asked) for indicator in indicators]


def mean(indicators: Sequence[Indicator], asked: Asked) -> list[Recipe]:
    """Sums a column of the stays that fit; where it is empty a row is taken out."""
    recipes = []
    for indicator in indicators:
        rows = asked.stays()
        value = rows[indicator.column or ""]
        barred = (Because(Reason.NO_VALUE, value.isnull()),)
        facts = _facts(rows, indicator, asked)
        recipes.append(_of_stays(indicator, rows, facts, Reason.COUNTED, barred=barred, value=value))
    return recipes


def case_mix(indicators: Sequence[Indicator], asked: Asked) -> list[Recipe]:
    """Sums AdjRW in ten-thousandths; stays with an error DRG, or without a weight, are taken out."""
    recipes = []
    for indicator in indicators:
        rows = asked.stays()
        barred = (
            Because(Reason.GROUPER_ERROR, rows.grouper_error),
            Because(Reason.NO_WEIGHT, rows.adjrw_e4.isnull()),
        )
        facts = _facts(rows, indicator, asked)
        recipes.append(_of_stays(indicator, rows, facts, Reason.COUNTED, barred=barred, value=rows.adjrw_e4))
    return recipes


def _facts(rows: ir.Table, indicator: Indicator, asked: Asked) -> Facts:
    return facts_of_stay(rows, indicator, asked.sets(indicator), asked.period, asked.choices)


def _proportion(indicator: Indicator, asked: Asked) -> Recipe:
    of_persons = indicator.table is RecordTable.PERSONS
    rows = persons_of(asked) if of_persons else asked.stays()
    holds = all_hold(indicator.condition, rows)
    barred = (Because(Reason.CONDITION_UNKNOWN, holds.isnull()),)
    missed = (Because(Reason.CONDITION_NOT_MET, ~holds),)
    if of_persons:
        facts = facts_of_person(rows, indicator, asked)
        return Recipe(
            indicator, rows, "person_key", "hcode", facts, Reason.CONDITION_MET, barred=barred, missed=missed
        )
    facts = _facts(rows, indicator, asked)
    return _of_stays(indicator, rows, facts, Reason.CONDITION_MET, barred=barred, missed=missed)


def _of_stays(
    indicator: Indicator,
    rows: ir.Table,
    facts: Facts,
    met: Reason,
    *,
    barred: tuple[Because, ...] = (),
    missed: tuple[Because, ...] = (),
    value: ir.IntegerValue | None = None,
) -> Recipe:
    day = rows.discharged_on
    return Recipe(indicator, rows, "stay_key", unit_of(indicator), facts, met, barred, missed, day, day, value)
