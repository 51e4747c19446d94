"""Facts of a person in a unit's register, as expressions."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Fact
from sitthi.core.measures.person import LIVING_HERE, STILL_REGISTERED
from sitthi.core.measures.person_outcomes import day_of_age
from sitthi.engine.kinds.asked import Asked
from sitthi.engine.vocabulary import Facts, age_on, all_hold, has_right, is_of_age, is_of_sex, one_of

__all__ = ["facts_of_person"]


def facts_of_person(rows: ir.Table, indicator: Indicator, asked: Asked) -> Facts:
    """Gives the facts of a person; the last says whether the register still has them."""
    day = ibis.literal(day_of_age(asked.period, asked.choices), type="date")
    found = (
        (Fact.RIGHT, has_right(rows.inscl, indicator, asked.choices)),
        (Fact.SEX, is_of_sex(rows.sex, indicator)),
        (Fact.AGE, is_of_age(age_on(rows.born_on, day), indicator.ages)),
        (Fact.CASE, all_hold(indicator.among, rows) if indicator.among else None),
        (Fact.CASE, _is_here(rows, asked.choices)),
    )
    return tuple((fact, holds) for fact, holds in found if holds is not None)


def _is_here(rows: ir.Table, choices: Mapping[str, str]) -> ir.BooleanValue:
    still = rows.discharged.isnull() | (rows.discharged == STILL_REGISTERED)
    return still if choices["coverage_persons"] == "all" else still & one_of(rows.residence, LIVING_HERE)
