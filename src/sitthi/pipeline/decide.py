"""Turns counts into a run's decisions: values by unit and criterion, scores of each group, awards of each pool."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.allocation.method import Group
from sitthi.core.allocation.pool import UnitPoints
from sitthi.core.findings import Finding, Refusal
from sitthi.core.measures.indicator import CountedAt
from sitthi.core.measures.measure import Measure
from sitthi.core.numbers import plain
from sitthi.pipeline.awards import Pool, pool_warnings, shared_pools
from sitthi.pipeline.figures import Figure, Origin, figures_of, registered_uc
from sitthi.pipeline.files_behind import known_by_files, of_silent_units
from sitthi.pipeline.left_out import mostly_left_out
from sitthi.pipeline.run_inputs import RunInputs
from sitthi.pipeline.scores import Scored, score_units

__all__ = ["Decided", "decided"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a run comes to; `figures` stand by unit, sheet and criterion."""

    scored: Scored
    figures: Sequence[Figure]
    pools: Sequence[Pool]
    findings: Sequence[Finding]


def decided(
    inputs: RunInputs, measures: Sequence[Measure], hospitals: Collection[str], not_counted: Sequence[str]
) -> Decided | Refusal:
    """Values, scores and shares; no unit to score is a refusal.

    `hospitals` are those with discharges in the period, `not_counted` the ids of indicators that the records
    have no data for.
    """
    sheets, figures = figures_of(inputs, measures, hospitals)
    if not figures:
        return Refusal("run.no_units")
    figures = known_by_files(inputs, figures)
    values = {
        unit: {n: [figure.value for figure in row] for n, row in by_sheet.items()}
        for unit, by_sheet in figures.items()
    }
    scored = score_units(inputs.book, inputs.scorecard, sheets, inputs.files, inputs.request.choices, values)
    if isinstance(scored, Refusal):
        return scored
    flat = [figure for by_sheet in figures.values() for row in by_sheet.values() for figure in row]
    registered = registered_uc(inputs)
    findings = [*_of_figures(flat, inputs), *_of_measures(measures, registered, inputs)]
    findings += of_silent_units(inputs, flat, registered, hospitals)
    if unknown := sorted(set(inputs.request.units) - figures.keys()):
        detail = {"n": str(len(unknown)), "units": ", ".join(unknown[:10])}
        findings.append(Finding("run.units_unknown", inputs.scorecard.id, None, None, detail))
    if not_counted:
        names = ", ".join(name.partition("/")[2] for name in not_counted)
        findings.append(Finding("run.not_counted", inputs.scorecard.id, None, None, {"indicators": names}))
    awards = _awards(inputs, scored, registered)
    if isinstance(awards, Refusal):
        return awards
    pools, of_pools = awards
    return Decided(scored, flat, pools, [*findings, *of_pools])


def _of_figures(figures: Sequence[Figure], inputs: RunInputs) -> Iterable[Finding]:
    """Finds values laid over counts, values that are not there, and those beyond what can be."""
    name = inputs.request.values.name if inputs.request.values else ""
    card, missing = inputs.scorecard.id, inputs.request.choices["missing"]
    over = [f for f in figures if f.origin is Origin.GIVEN and f.measure is not None and f.measure.denominator]
    if over:
        yield Finding("run.value_over_count", name, None, "value", _named(over))
    absent = [figure for figure in figures if figure.origin is Origin.MISSING]
    if absent:
        yield Finding("run.missing", card, None, None, {**_named(absent), "missing": missing})
    # Where there is something to divide by, the value is not there for another reason.
    left_out = [f for f in absent if f.measure is not None and f.measure.excluded and f.measure.denominator == 0]
    if left_out:
        n_rows = sum(figure.measure.excluded for figure in left_out if figure.measure is not None)
        yield Finding("run.all_left_out", card, None, None, {**_named(left_out), "rows": str(n_rows)})
    yield from mostly_left_out(figures, card)
    high: dict[Fraction, list[Figure]] = {}
    for figure in figures:
        bound = figure.criterion.high
        if bound is not None and isinstance(figure.value, Fraction) and figure.value > bound:
            high.setdefault(bound, []).append(figure)
    for bound, beyond in high.items():
        yield Finding("run.over_high", card, None, None, {**_named(beyond), "high": plain(bound)})


def _named(figures: Sequence[Figure]) -> dict[str, str]:
    names = sorted({figure.criterion.indicator for figure in figures})
    return {"n": str(len(figures)), "indicators": ", ".join(names)}


def _of_measures(measures: Iterable[Measure], registered: Collection[str], inputs: RunInputs) -> Iterable[Finding]:
    """Finds cases that count for nobody: of home units without registered persons, and of no known home unit."""
    homes = {one.id for one in inputs.indicators.values() if one.counted_at is CountedAt.HOME}
    homeless = [m for m in measures if m.indicator in homes and m.unit is None and m.excluded]
    if homeless:
        # One case may be one of several indicators: summed over them it would count more than once.
        names = sorted(f"{m.indicator.partition('/')[2]} ({m.excluded})" for m in homeless)
        detail = {"indicators": ", ".join(names)}
        yield Finding("run.home_unknown", inputs.scorecard.id, None, "hospmain", detail)
    strange = [m for m in measures if m.indicator in homes and m.numerator and m.unit not in registered]
    if strange:
        units = {measure.unit for measure in strange}
        detail = {"n": str(len(units)), "cases": str(sum(measure.numerator for measure in strange))}
        yield Finding("run.units_without_population", inputs.scorecard.id, None, "hospmain", detail)


def _awards(
    inputs: RunInputs, scored: Scored, registered: Mapping[str, tuple[int, datetime.date]]
) -> tuple[list[Pool], list[Finding]] | Refusal:
    """Shares the fund; a unit without points or persons stays out and is found, as is why nothing is shared.

    A mean of 0 that somebody set is a refusal: the act as asked for is not allowed.
    """
    method = inputs.method
    if method is None:
        return [], []
    groups: dict[str | None, Group] = {group.id: group for group in method.groups}
    members: list[tuple[Group | None, UnitPoints]] = []
    without: list[str] = []
    for unit in scored.units:
        group = unit.sheet.group
        own = registered.get(unit.unit)
        persons = inputs.uc_population.get((group, unit.unit), inputs.uc_population.get((None, unit.unit)))
        if persons is None and own is not None:
            persons = own[0]
        if persons is None or unit.total is None:
            without.append(unit.unit)
        else:
            members.append((groups.get(group), UnitPoints(unit.unit, unit.total, persons)))
    findings = []
    if without:
        units = sorted(set(without))
        detail = {"n": str(len(units)), "units": ", ".join(units[:10])}
        findings.append(Finding("run.not_awarded", inputs.scorecard.id, None, None, detail))
    given = inputs.request.given or {}
    pools = shared_pools(method, members, inputs.request.choices, given)
    if isinstance(pools, Refusal):
        is_set = any(name.startswith("region_mean") and not value for name, value in given.items())
        if pools.code == "allocate.mean_zero" and is_set:
            return pools
        findings.append(Finding("run.no_awards", inputs.scorecard.id, None, None, {"code": pools.code}))
        return [], findings
    return pools, [*findings, *pool_warnings(pools, given, method, inputs.scorecard.id, None)]
