"""The outcome table: one row a stay or person of an indicator, with its outcome, the reason and the evidence."""

from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.types as ir

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Fact, Outcome, Reason
from sitthi.core.thai.periods import Period
from sitthi.engine.kinds import KINDS, Asked
from sitthi.engine.recipe import Recipe
from sitthi.engine.refusals import refusal_of
from sitthi.engine.tables import Tables

__all__ = ["outcome_table"]

Branch = tuple[ir.BooleanValue, Outcome, Reason]


def outcome_table(
    tables: Tables,
    indicator: Indicator,
    code_sets: Mapping[str, CodeSet],
    period: Period,
    choices: Mapping[str, str],
    *,
    outside: bool = False,
) -> ir.Table | Refusal:
    """Gives `key, unit, outcome, reason, evidence_on, value, related_key`, ordered by unit and key.

    Rows that the indicator does not look at are left away unless `outside` asks for every one. Grouped by
    unit and outcome it gives what `engine.measures.measured` gives.
    """
    asked = Asked(tables, code_sets, period, choices, whole=outside)
    refusal = refusal_of(indicator, asked)
    if refusal is not None:
        return refusal
    [recipe] = KINDS[indicator.kind]([indicator], asked)
    rows = recipe.rows
    branches = list(_branches(recipe))
    met = Outcome.MET.value
    outcome = ibis.cases(*((holds, name.value) for holds, name, _ in branches), else_=met)
    reason = ibis.cases(*((holds, why.value) for holds, _, why in branches), else_=recipe.met.value)
    no_day = ibis.null("date")
    no_value = no_key = ibis.null("int64")
    evidence = recipe.evidence_on if recipe.evidence_on is not None else no_day
    other = recipe.other_on if recipe.other_on is not None else no_day
    value = recipe.value.cast("int64") if recipe.value is not None else no_value
    related = recipe.related if recipe.related is not None else no_key
    fits = recipe.fits()
    judged = rows if outside or fits is None else rows.filter(fits.fill_null(True))
    table = judged.select(
        key=rows[recipe.key],
        unit=rows[recipe.unit],
        outcome=outcome,
        reason=reason,
        evidence_on=(outcome == met).ifelse(evidence, other),
        value=(outcome == met).ifelse(value, no_value),
        related_key=(outcome == met).ifelse(related, no_key),
    )
    return table.order_by("unit", "key")


def _branches(recipe: Recipe) -> Iterable[Branch]:
    """Gives what makes a row something else than met, in the order in which it decides."""
    for fact, holds in recipe.facts:
        yield (~holds).fill_null(False), Outcome.OUTSIDE, Reason(f"other_{fact}")
    for fact, holds in recipe.facts:
        if fact is not Fact.PERIOD:
            yield holds.isnull(), Outcome.EXCLUDED, Reason(f"{fact}_unknown")
    unit = recipe.rows[recipe.unit]
    yield unit.isnull(), Outcome.EXCLUDED, Reason.UNIT_UNKNOWN
    for reason, holds in recipe.barred:
        yield holds, Outcome.EXCLUDED, reason
    for reason, holds in recipe.missed:
        yield holds, Outcome.NOT_MET, reason
