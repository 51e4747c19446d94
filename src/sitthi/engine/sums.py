"""Sums of recipes that look at the same rows, in one scan: concerned, below the line, above it."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from sitthi.core.measures.outcome import Fact
from sitthi.engine.recipe import Recipe

__all__ = ["summed"]


def summed(recipes: Sequence[Recipe], unit: str) -> ir.Table:
    """Gives `unit`, and `concerned_n`, `below_n`, `above_n` of each recipe in turn.

    The rows are first cut down to those that any recipe may look at. Then each is marked where it counts and
    left empty elsewhere, so that counting what is not empty does the rest.
    """
    rows = recipes[0].rows
    filters = _filters(recipes)
    kept = rows.filter(*filters) if filters else rows
    marks: dict[str, ir.Value] = {"unit": rows[unit]}
    for n, recipe in enumerate(recipes):
        marks |= {f"{name}_{n}": mark for name, mark in _marks(recipe).items()}
    marked = kept.select(**marks)
    sums: dict[str, ir.Value] = {}
    for n, recipe in enumerate(recipes):
        for name in ("concerned", "below", "above"):
            column = f"{name}_{n}"
            sums[column] = marked[column].count() if column in marks else marked.count()
        if recipe.value is not None:
            sums[f"below_{n}"] = marked[f"above_{n}"].count()
            sums[f"above_{n}"] = marked[f"above_{n}"].sum()
    return marked.group_by("unit").aggregate(**sums)


def _marks(recipe: Recipe) -> dict[str, ir.Value]:
    """Gives a recipe's marks; one that stands at every row is left out. The filter has seen to the period.

    A row that is not barred has a value, so that counting the values of a kind that sums counts its rows.
    """
    settled = (Fact.PERIOD,)
    fits, counts, missed = recipe.fits(without=settled), recipe.counts(without=settled), recipe.is_missed
    marks = {} if fits is None else {"concerned": _mark(fits.fill_null(True))}
    if recipe.value is not None:
        value = (
            recipe.value
            if counts is None
            else counts.ifelse(recipe.value, ibis.null(recipe.value.type().copy(nullable=True)))
        )
        return marks | {"above": value}
    if counts is not None:
        marks["below"] = _mark(counts)
    met = _both(counts, None if missed is None else ~missed)
    return marks if met is None else marks | {"above": _mark(met)}


def _mark(holds: ir.BooleanValue) -> ir.IntegerValue:
    return holds.ifelse(1, ibis.null("int8"))


def _both(one: ir.BooleanValue | None, other: ir.BooleanValue | None) -> ir.BooleanValue | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _filters(recipes: Sequence[Recipe]) -> list[ir.BooleanValue]:
    """Gives what may be filtered on: what no recipe looks at, and nothing that is not known.

    The period is never unknown and the same for all. Few rows concern anything where all ask for a diagnosis:
    those that no recipe may count go at once.
    """
    facts = [dict(recipe.facts) for recipe in recipes]
    filters = [facts[0][Fact.PERIOD]] if Fact.PERIOD in facts[0] else []
    if all(Fact.DIAGNOSIS in known for known in facts):
        fits = [recipe.fits(without=(Fact.PERIOD,)) for recipe in recipes]
        filters.append(ibis.or_(*(one.fill_null(True) for one in fits if one is not None)))
    return filters
