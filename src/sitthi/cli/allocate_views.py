"""What `sitthi allocate` shows: the rows of its JSON, and its tables for people."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.allocation.method import AllocationMethod, Group
from sitthi.core.allocation.pool import PoolShares, Share, UnitPoints
from sitthi.core.evidence import Grade, Working
from sitthi.core.numbers import PLACES, baht, grouped, plain, shown


@dataclass(frozen=True, slots=True)
class Pool:
    """A group's units with their places in the input, and what the core made of them."""

    group: Group | None
    places: Sequence[int]
    units: Sequence[UnitPoints]
    result: PoolShares


def working(
    asked: Asked, method: AllocationMethod, pool: Pool, unit: UnitPoints, share: Share, figure: str = "amount"
) -> Working:
    """Works one amount out in words, or another of its figures."""
    from sitthi.core.allocation.working import share_working

    return share_working(method, pool.result, unit, share, figure, asked.language)


def pool_row(pool: Pool, method: AllocationMethod) -> dict[str, Any]:
    """Gives a pool's row of the JSON, the sum before the ceiling and what it passed it by included."""
    result = pool.result
    ceiling, before = Fraction(result.ceiling_satang, 100), result.before
    return {
        "group": None if pool.group is None else pool.group.id,
        "region_mean": None if result.region_mean is None else shown(result.region_mean, PLACES["score"]),
        "base_rate": _rate(result.terms.base_rate),
        "uc_population": sum(unit.uc_population for unit in pool.units),
        "ceiling": baht(result.ceiling_satang),
        "before": shown(before, PLACES["money"]),
        "over_ceiling": shown(max(before - ceiling, Fraction(0)), PLACES["money"]),
        "factor": plain(result.factor),
        "total": baht(result.total_satang),
        "left": baht(result.ceiling_satang - result.total_satang),
        "q1_support_baht": _rate(result.terms.q1_support_baht),
        "equals_points_x_population": result.is_points_x_population,
        "grade": result.terms.grade(method).value,
    }


def _rate(rate: Fraction) -> str:
    """Writes baht per person as money, or in full where it is finer than a satang and ends."""
    return shown(rate, PLACES["money"]) if (rate * 100).denominator == 1 else plain(rate)


def unit_rows(asked: Asked, method: AllocationMethod, pools: Sequence[Pool]) -> list[dict[str, Any]]:
    """Gives every unit's row of the JSON in the order of the input."""
    rows: list[dict[str, Any]] = [{}] * sum(len(pool.places) for pool in pools)
    for pool in pools:
        for place, unit, share in zip(pool.places, pool.units, pool.result.shares, strict=True):
            rows[place] = unit_row(pool.group, unit, share)
            if asked.working:
                rows[place]["working"] = working(asked, method, pool, unit, share).as_tree()
    return rows


def unit_row(group: Group | None, unit: UnitPoints, share: Share) -> dict[str, Any]:
    """Gives a unit's row of the JSON."""
    row: dict[str, Any] = {"unit": unit.unit}
    if group is not None:
        row["group"] = group.id
    row["points"] = shown(unit.points, PLACES["score"])
    row["uc_population"] = unit.uc_population
    row["rate"] = shown(share.rate, PLACES["money"])
    row["before"] = shown(share.before, PLACES["money"])
    row["amount"] = baht(share.amount_satang)
    row["per_head"] = baht(share.per_head_satang)
    row["difference"] = baht(share.amount_satang - share.per_head_satang)
    if 10 ** PLACES["score"] % unit.points.denominator:
        row["points_exact"] = plain(unit.points)
    if 100 % share.rate.denominator:
        row["rate_exact"] = plain(share.rate)
    return row


def views(asked: Asked, method: AllocationMethod, pools: Sequence[Pool]) -> list[TableView]:
    """Gives a table for each pool, and with `--working` one for each unit's amount."""
    shown_pools = [_pool_view(asked, method, pool) for pool in pools]
    if len(pools) > 1:
        total = baht(sum(pool.result.total_satang for pool in pools))
        last = shown_pools[-1]
        notes = [*last.notes, asked.say("allocate.total", total=grouped(total))]
        shown_pools[-1] = dataclasses.replace(last, notes=notes)
    if not asked.working:
        return shown_pools
    from sitthi.cli.explain import working_view

    for pool in pools:
        for unit, share in zip(pool.units, pool.result.shares, strict=True):
            title = asked.say("explain.title", unit=unit.unit, indicator="amount")
            shown_pools.append(working_view(asked, title, working(asked, method, pool, unit, share)))
    return shown_pools


def _pool_view(asked: Asked, method: AllocationMethod, pool: Pool) -> TableView:
    result, line = pool.result, pool_row(pool, method)
    rows = []
    for unit, share in zip(pool.units, result.shares, strict=True):
        row = unit_row(pool.group, unit, share)
        rate = row["rate"] if "rate_exact" not in row else shown(share.rate, 4)
        points = row["points"].rstrip("0").rstrip(".")
        amounts = (
            str(row["uc_population"]),
            *(row[name] for name in ("before", "amount", "per_head", "difference")),
        )
        rows.append([row["unit"], points, rate, *map(grouped, amounts)])
    heads = sum(share.per_head_satang for share in result.shares)
    sums = (
        str(line["uc_population"]),
        line["before"],
        line["total"],
        baht(heads),
        baht(result.total_satang - heads),
    )
    rows.append([asked.say("allocate.all"), "", "", *map(grouped, sums)])
    names = ("unit", "points", "rate", "uc_population", "before", "amount", "per_head", "difference")
    title = method.title.in_language(asked.language)
    if pool.group is not None:
        title += " · " + pool.group.title.in_language(asked.language)
    headings = [asked.say(f"allocate.{name}") for name in names]
    return TableView(title, headings, rows, frozenset(range(1, 8)), _notes(asked, pool, line))


def _notes(asked: Asked, pool: Pool, line: Mapping[str, Any]) -> list[str]:
    result = pool.result
    terms = {"mean": line["region_mean"] or "-", "base": line["base_rate"]}
    notes = [
        asked.say("allocate.pool", ceiling=grouped(line["ceiling"]), factor=line["factor"], **terms),
        asked.say("allocate.difference_is"),
    ]
    if result.factor < 1:
        notes.append(
            asked.say("allocate.over", before=grouped(line["before"]), over=grouped(line["over_ceiling"]))
        )
    elif result.factor > 1:
        notes.append(asked.say("allocate.exhausted"))
    elif result.total_satang < result.ceiling_satang:
        notes.append(asked.say("allocate.left", left=grouped(line["left"])))
    if result.is_points_x_population:
        notes.append(asked.say("allocate.same_as"))
    if support := result.terms.q1_support_baht:
        amount = shown(support * line["uc_population"], PLACES["money"])
        notes.append(asked.say("allocate.q1", baht=plain(support), amount=grouped(amount)))
    if Grade(line["grade"]).rank > Grade.F1.rank:
        notes.append(asked.say("allocate.provisional", grade=line["grade"]))
    return notes
