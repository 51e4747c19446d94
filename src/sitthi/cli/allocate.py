"""`sitthi allocate`: a fund shared among units by points and population."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import click

from sitthi.cli.allocate_views import views, working
from sitthi.cli.report import Report
from sitthi.cli.verb import Asked, input_file, pairs, read_rows, refused, stop_if_blocked, unless_refused, verb
from sitthi.core.allocation.method import SETTABLE, AllocationMethod, Group
from sitthi.core.allocation.pool import UnitPoints
from sitthi.core.allocation.working import FIGURES, pools_working
from sitthi.core.evidence import Working
from sitthi.core.findings import Finding, Refusal
from sitthi.core.numbers import baht, parsed, plain
from sitthi.files.cells import known, number, unit_id, whole
from sitthi.pipeline.awards import pool_row, pool_warnings, shared_pools, unit_row, unit_rows

COLUMNS = ("unit", "points", "uc_population")


@click.command("allocate")
@click.argument("scorecard")
@input_file
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Lay a figure over the document's.")
@verb(working=True)
def command(asked: Asked, scorecard: str, input: Path, encoding: str, settings: Sequence[str]) -> Report:
    """Share a fund by SCORECARD's method, from INPUT: unit,points,uc_population and optional group."""
    method = asked.book.get(AllocationMethod, scorecard)
    if method is None:
        names = ", ".join(asked.book.all(AllocationMethod))
        message = asked.say("allocate.known_scorecards", scorecard=scorecard, known=names)
        raise click.BadParameter(message, param_hint="SCORECARD")
    choices = asked.settled("allocate")
    given = settings_of(asked, method, pairs(settings, "--set"))
    rows, findings = read_rows(input, asked, encoding, COLUMNS, ("group",))
    units = _units(rows, input.name, method, findings)
    stop_if_blocked(findings, asked.book)
    _stop_if_unused(asked, method, units, given)
    pools = unless_refused(shared_pools(method, units, choices, given))
    findings += pool_warnings(pools, given, method, input.name, asked.language)
    data = {
        "command": "allocate",
        "book": asked.book.sha256[:16],
        "scorecard": method.id,
        "choices": choices,
        "set": {name: plain(value) for name, value in given.items()},
        "pools": [pool_row(pool, method) for pool in pools],
        "units": unit_rows(pools, partial(working, asked, method) if asked.working else None),
        "total": baht(sum(pool.result.total_satang for pool in pools)),
    }
    return Report(data, () if asked.as_json else views(asked, method, pools), findings)


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works out an amount, the rate or the amount before the ceiling again from a saved result.

    A unit of two pools has both as parts, and can be named `group/unit` to have one. The refusal
    `explain.differs` ends it where a recomputed figure is another than the saved one.
    """
    method = asked.book.get(AllocationMethod, saved["scorecard"])
    if method is None:
        return None
    groups = {group.id: group for group in method.groups}
    units = [
        (
            groups.get(row.get("group", "")),
            UnitPoints(row["unit"], Fraction(row.get("points_exact", row["points"])), row["uc_population"]),
        )
        for row in saved["units"]
    ]
    given = {name: Fraction(value) for name, value in saved["set"].items()}
    found = [
        (saved["units"][place], pool, one, share)
        for pool in unless_refused(shared_pools(method, units, saved["choices"], given))
        for place, one, share in zip(pool.places, pool.units, pool.result.shares, strict=True)
        if unit in (one.unit, f"{pool.group.id}/{one.unit}" if pool.group else one.unit)
    ]
    if found and indicator not in FIGURES:
        raise refused(Refusal("explain.no_such_figure", {"known": ", ".join(FIGURES)}))
    for row, pool, one, share in found:
        now = unit_row(pool.group, one, share)[indicator]
        if row[indicator] != now:
            raise refused(Refusal("explain.differs", {"computed": now, "saved": str(row[indicator])}))
    trees = [working(asked, method, pool, one, share, indicator) for _, pool, one, share in found]
    if len(trees) > 1:
        return pools_working(method, [(pool.result, share) for _, pool, _, share in found], trees, indicator,
                             asked.language)  # fmt: skip
    return trees[0] if trees else None


def _stop_if_unused(
    asked: Asked,
    method: AllocationMethod,
    units: Sequence[tuple[Group | None, UnitPoints]],
    given: Mapping[str, Fraction],
) -> None:
    """Ends the verb, a usage error, where a figure is set for a group that no unit of the input is in."""
    there = {group.id for group, _ in units if group is not None}
    for name in given:
        plain_name, _, group_id = name.partition(".")
        if group_id and group_id not in there:
            message = asked.say("allocate.set_no_group", name=name, plain=plain_name)
            raise click.BadParameter(message, param_hint="--set")


def settings_of(asked: Asked, method: AllocationMethod, given: Mapping[str, str]) -> dict[str, Fraction]:
    """Reads `--set`; an unknown name or an impossible figure is a usage error."""
    names = [*SETTABLE, *(f"{name}.{group.id}" for name in SETTABLE for group in method.groups)]
    read = {}
    for name, text in given.items():
        if name not in names:
            message = asked.say("allocate.set_known", name=name, known=", ".join(names))
            raise click.BadParameter(message, param_hint="--set")
        high = method.full_points.value if name.startswith("region_mean") else None
        value = parsed(text)
        if value is None or value < 0 or (high is not None and value > high):
            top = "∞" if high is None else plain(high)
            message = asked.say("allocate.set_number", name=name, low="0", high=top)
            raise click.BadParameter(message, param_hint="--set")
        if name.startswith("ceiling") and (value * 100).denominator != 1:
            raise click.BadParameter(asked.say("allocate.set_satang", name=name), param_hint="--set")
        read[name] = value
    return read


def _units(
    rows: Sequence[tuple[int, list[str | None]]], file: str, method: AllocationMethod, findings: list[Finding]
) -> list[tuple[Group | None, UnitPoints]]:
    """Reads the rows; what is wrong goes to the findings, and a bad row gives no unit."""
    groups = {group.id: group for group in method.groups}
    first: dict[tuple[str | None, str], int] = {}
    units = []
    for line, (unit_text, points_text, population_text, group_text) in rows:
        name = unit_id(unit_text, file, line, findings)
        group = None if group_text is None else known(group_text, file, line, "group", findings, groups)
        if name is not None and first.setdefault((group, name), line) != line:
            at = str(first[group, name])
            findings.append(Finding("row.duplicate", file, line, "unit", {"first": at}))
        points = number(points_text, file, line, "points", findings, low=0, high=method.full_points.value)
        population = whole(population_text, file, line, "uc_population", findings)
        if name is not None and points is not None and population is not None:
            units.append((None if group is None else groups[group], UnitPoints(name, points, population)))
    return units
