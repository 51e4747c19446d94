"""Order statistics of a mean's values by unit: the values at whole ranks, nothing worked out between them."""

import ibis
import ibis.expr.types as ir

from sitthi.engine.recipe import Recipe

__all__ = ["ranked"]


def ranked(recipe: Recipe) -> ir.Table:
    """Gives unit, n, and the values at the two middle ranks and the two around nine tenths.

    The ranks are those of `core.measures.order.ranks`; which of equal values gets which rank is no matter.
    """
    if recipe.value is None:
        raise ValueError("only a kind that sums values has an order of them")
    counts = recipe.counts()
    known = recipe.rows.filter(*([] if counts is None else [counts]), recipe.rows[recipe.unit].notnull())
    values = known.select(unit=known[recipe.unit], value=recipe.value.cast("int64"))
    placed = values.mutate(
        place=ibis.row_number().over(ibis.window(group_by="unit", order_by="value")),
        n=ibis._.count().over(ibis.window(group_by="unit")),
    )
    low = (placed.n - 1) * 9 // 10
    places = {
        "median_low": (placed.n - 1) // 2,
        "median_high": placed.n // 2,
        "p90_low": low,
        "p90_high": ibis.least(low + 1, placed.n - 1),
    }
    picked = {name: placed.value.max(where=placed.place == place) for name, place in places.items()}
    return placed.group_by("unit").aggregate(n=placed.n.max(), **picked)
