"""What `sitthi allocate` shows: its tables for people, and the working behind an amount in their language."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.allocation.method import AllocationMethod
from sitthi.core.allocation.pool import Share, UnitPoints
from sitthi.core.evidence import Grade, Working
from sitthi.core.numbers import PLACES, baht, grouped, plain, shown
from sitthi.pipeline.awards import Pool, pool_row, unit_row


def working(
    asked: Asked, method: AllocationMethod, pool: Pool, unit: UnitPoints, share: Share, figure: str = "amount"
) -> Working:
    """Works one amount out in words, or another of its figures."""
    from sitthi.core.allocation.working import share_working

    return share_working(method, pool.result, unit, share, figure, asked.language)


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
