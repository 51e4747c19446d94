"""Shares a fund among units, pool by pool, and writes the shares as the rows of a result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sitthi.core.allocation.method import AllocationMethod, Group, terms_of
from sitthi.core.allocation.pool import PoolShares, Share, UnitPoints, allocated
from sitthi.core.evidence import Working
from sitthi.core.findings import Finding, Refusal
from sitthi.core.numbers import PLACES, baht, plain, shown

__all__ = ["Pool", "pool_row", "pool_warnings", "shared_pools", "unit_row", "unit_rows"]


@dataclass(frozen=True, slots=True)
class Pool:
    """A group's units with their places in the input, and what the core made of them."""

    group: Group | None
    places: Sequence[int]
    units: Sequence[UnitPoints]
    result: PoolShares


def shared_pools(
    method: AllocationMethod,
    units: Sequence[tuple[Group | None, UnitPoints]],
    choices: Mapping[str, str],
    given: Mapping[str, Fraction],
) -> list[Pool] | Refusal:
    """Shares each group's pool by itself, in the document's order; `given` is what a region sets, by name."""
    pools = []
    for group in (None, *method.groups):
        places = [n for n, (own, _) in enumerate(units) if own is group]
        if not places:
            continue
        terms = terms_of(method, group, choices, given)
        if isinstance(terms, Refusal):
            return terms
        members = [units[n][1] for n in places]
        result = allocated(members, terms)
        if isinstance(result, Refusal):
            return result
        pools.append(Pool(group, places, members, result))
    return pools


def pool_warnings(
    pools: Sequence[Pool], given: Mapping[str, Fraction], method: AllocationMethod, file: str, language: str | None
) -> list[Finding]:
    """Finds settings that came to nothing, and pools that shared nothing; these by id without a language."""
    found = []
    if "ceiling" in given and len(pools) > 1:
        names = ", ".join(f"ceiling.{group.id}" for group in method.groups)
        detail = {"n": str(len(pools)), "known": names}
        found.append(Finding("allocate.ceiling_each_pool", file, None, None, detail))
    is_taken = any(pool.result.terms.q1_support_baht for pool in pools)
    if not is_taken and any(name.startswith("q1_support_baht") and value for name, value in given.items()):
        found.append(Finding("allocate.q1_unused", file))
    for pool in pools:
        if not pool.result.total_satang:
            whole = pool.group or method
            title = whole.id if language is None else whole.title.in_language(language)
            found.append(Finding("allocate.nothing_shared", file, None, None, {"group": title}))
    return found


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


def unit_rows(
    pools: Sequence[Pool], working: Callable[[Pool, UnitPoints, Share], Working] | None = None
) -> list[dict[str, Any]]:
    """Gives every unit's row of the JSON in the order of the input, with its working where one is made."""
    rows: list[dict[str, Any]] = [{}] * sum(len(pool.places) for pool in pools)
    for pool in pools:
        for place, unit, share in zip(pool.places, pool.units, pool.result.shares, strict=True):
            rows[place] = unit_row(pool.group, unit, share)
            if working is not None:
                rows[place]["working"] = working(pool, unit, share).as_tree()
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
