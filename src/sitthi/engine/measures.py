"""Measures per unit: numerator, denominator and what was left out, as whole numbers, in few scans.

Indicators that look at the same rows and count at the same unit are summed in one scan. Nothing is divided
here: `core.measures.measure.value` does that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.core.measures.measure import Measure
from sitthi.core.measures.order import OrderStatistics
from sitthi.core.measures.population import Registered
from sitthi.core.thai.periods import Period
from sitthi.engine.backends import Backend
from sitthi.engine.kinds import KINDS, Asked
from sitthi.engine.population import registered
from sitthi.engine.ranked import ranked
from sitthi.engine.recipe import Recipe
from sitthi.engine.refusals import refusal_of
from sitthi.engine.sums import summed
from sitthi.engine.tables import Tables

__all__ = ["Measured", "Plan", "Query", "measured", "planned"]

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Query:
    """One compiled query, and the indicators that its columns are of, in turn."""

    text: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Measures by indicator and unit, in that order, and what was refused, by the indicator's id."""

    rows: list[Measure]
    refused: Mapping[str, Refusal]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything compiled, nothing run: sums, order statistics, and the people below the line."""

    sums: tuple[Query, ...]
    ranks: tuple[Query, ...]
    people: tuple[Query, ...]
    refused: Mapping[str, Refusal]

    def run(self, backend: Backend) -> Measured:
        """Runs the queries and gives the measures."""
        people = _people(self.people, backend)
        order = {
            (query.indicators[0].id, unit): OrderStatistics(*found)
            for query in self.ranks
            for unit, *found in backend.rows(query.text)
        }
        measures = [
            measure for query in self.sums for measure in _measures(query, backend.rows(query.text), people, order)
        ]
        return Measured(sorted(measures, key=_place), self.refused)


def planned(
    backend: Backend,
    tables: Tables,
    indicators: Iterable[Indicator],
    code_sets: Mapping[str, CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Plan:
    """Compiles the indicators' sums; what cannot be counted is refused, each with its reason."""
    asked = Asked(tables, code_sets, period, choices)
    refused: dict[str, Refusal] = {}
    of_kind: dict[Kind, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        refusal = refusal_of(indicator, asked)
        if refusal is None:
            of_kind[indicator.kind].append(indicator)
        else:
            refused[indicator.id] = refusal
    recipes = [recipe for kind, alike in of_kind.items() for recipe in KINDS[kind](alike, asked)]
    rates = of_kind[Kind.ADMISSION_RATE]
    people = () if tables.population is None else _compiled(backend, rates, tables.population, asked)
    ranks = tuple(
        Query(backend.query(ranked(recipe)), (recipe.indicator,))
        for recipe in recipes
        if recipe.indicator.kind is Kind.MEAN
    )
    return Plan(tuple(_sums(backend, recipes)), ranks, people, refused)


def measured(
    backend: Backend,
    tables: Tables,
    indicators: Iterable[Indicator],
    code_sets: Mapping[str, CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Measured:
    """Counts the indicators over the records: one row an indicator and unit that has something to count.

    A row whose unit is `None` holds what was left out because its unit is not known. An admission rate has a
    row for every unit whose people were counted, too.
    """
    return planned(backend, tables, indicators, code_sets, period, choices).run(backend)


def _compiled(
    backend: Backend, rates: Sequence[Indicator], population: ir.Table, asked: Asked
) -> tuple[Query, ...]:
    if not rates:
        return ()
    people = registered(population, rates, asked.period, asked.choices)
    return (Query(backend.query(people), tuple(rates)),)


def _sums(backend: Backend, recipes: Sequence[Recipe]) -> Iterable[Query]:
    alike: dict[tuple[object, str], list[Recipe]] = defaultdict(list)
    for recipe in recipes:
        alike[recipe.rows.op(), recipe.unit].append(recipe)
    for (_, unit), together in alike.items():
        yield Query(backend.query(summed(together, unit)), tuple(recipe.indicator for recipe in together))


def _people(queries: Iterable[Query], backend: Backend) -> dict[str, dict[str, Registered]]:
    """Gives the people of each unit, by the indicator's id."""
    found: dict[str, dict[str, Registered]] = {}
    for query in queries:
        for unit, *counts in backend.rows(query.text):
            for indicator, n, day in zip(query.indicators, counts[::2], counts[1::2], strict=True):
                if day is not None:
                    found.setdefault(indicator.id, {})[unit] = Registered(int(n), day)
    return found


def _measures(
    query: Query,
    rows: Rows,
    people: Mapping[str, Mapping[str, Registered]],
    order: Mapping[tuple[str, str], OrderStatistics],
) -> Iterable[Measure]:
    for n, indicator in enumerate(query.indicators):
        sums = {row[0]: row[1 + 3 * n : 4 + 3 * n] for row in rows if row[1 + 3 * n]}
        if indicator.kind is not Kind.ADMISSION_RATE:
            for unit, (concerned, below, above) in sums.items():
                yield _measure(
                    indicator, unit, concerned, below, above or 0, order=order.get((indicator.id, unit))
                )
            continue
        of_unit = people.get(indicator.id, {})
        for unit in [*sums, *(of_unit.keys() - sums.keys())]:
            concerned, below, above = sums.get(unit, (0, 0, 0))
            yield _measure(indicator, unit, concerned, below, above, against=of_unit)


def _measure(
    indicator: Indicator,
    unit: str | None,
    concerned: int,
    below: int,
    above: int,
    *,
    against: Mapping[str, Registered] | None = None,
    order: OrderStatistics | None = None,
) -> Measure:
    """Makes a measure of sums; `against` has the people that stand below the line in the place of the rows."""
    if unit is None:
        return Measure(indicator.id, None, 0, None if against is not None else 0, concerned)
    excluded = concerned - below
    if against is None:
        return Measure(indicator.id, unit, int(above), below, excluded, None, order)
    people = against.get(unit)
    if people is None:
        return Measure(indicator.id, unit, above, None, excluded)
    return Measure(indicator.id, unit, above, people.n, excluded, people.counted_on)


def _place(measure: Measure) -> tuple[str, bool, str]:
    return measure.indicator, measure.unit is None, measure.unit or ""
