"""Coverage: which persons of a register were screened in the period, wherever that was done."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Reason
from sitthi.engine.kinds.asked import Asked
from sitthi.engine.kinds.registers import facts_of_person, persons_of
from sitthi.engine.recipe import Because, Recipe

__all__ = ["coverage"]


def coverage(indicators: Sequence[Indicator], asked: Asked) -> list[Recipe]:
    """Sets each person's first screening beside them, a column an indicator, in one join for all."""
    if not indicators:
        return []
    screenings, persons = asked.screenings(), persons_of(asked)
    dated = screenings.filter(screenings.screened_on.between(asked.period.first, asked.period.last))
    firsts = {
        f"screened_{n}": dated.screened_on.min(where=_counts(dated, indicator))
        for n, indicator in enumerate(indicators)
    }
    first = dated.group_by(screened_key=dated.person_key).aggregate(**firsts)
    rows = persons.left_join(first, persons.person_key == first.screened_key)
    recipes = []
    for n, indicator in enumerate(indicators):
        day = rows[f"screened_{n}"]
        missed = (Because(Reason.NOT_SCREENED, day.isnull()),)
        facts = facts_of_person(rows, indicator, asked)
        recipes.append(
            Recipe(indicator, rows, "person_key", "hcode", facts, Reason.SCREENED, missed=missed, evidence_on=day)
        )
    return recipes


def _counts(rows: ir.Table, indicator: Indicator) -> ir.BooleanValue:
    asked = indicator.screening
    kinds = asked.kinds if asked is not None else ()
    is_kind = ibis.or_(ibis.literal(False), *(rows.kind.startswith(kind) for kind in kinds))
    return is_kind & rows.complete if asked is not None and asked.whole else is_kind
