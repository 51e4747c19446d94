"""Tells how one figure of a run came about: points, group, value, counts, and the batches the stays came in."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sitthi.book import Book
from sitthi.core.allocation.working import FIGURES, pools_working, share_working
from sitthi.core.evidence import Working
from sitthi.core.findings import Blocked, Refusal
from sitthi.core.numbers import baht, shown
from sitthi.core.scoring.scores import UnitScore
from sitthi.core.scoring.working import ScoreWorkings, value_written
from sitthi.pipeline.count_working import Counted, Say, value_working
from sitthi.pipeline.decide import Decided, decided
from sitthi.pipeline.run_again import inputs_of_run
from sitthi.pipeline.run_result import measures_of
from sitthi.pipeline.run_store import KeptRun

__all__ = ["run_working"]

_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class _Run:
    """A kept run decided again."""

    counted: Counted
    decided: Decided

    @property
    def scores(self) -> ScoreWorkings:
        """Builds the trees of scores."""
        scored, say = self.decided.scored, self.counted.say
        return ScoreWorkings(scored.scorecard, scored.method, lambda key, **at: say(f"score.{key}", **at))


def run_working(
    home: Path, book: Book, kept: KeptRun, unit: str, name: str, say: Say, language: str
) -> Working | Refusal | Blocked | None:
    """Gives the tree of an indicator's row, `total`, `amount`, `before` or `rate`; `None` where there is no unit.

    A unit of two groups may be named `group/unit`. The counts are the run's own; scores and shares are decided
    again by the book as it is now, and one that is another than the run's is a refusal.
    """
    inputs = inputs_of_run(home, book, kept)
    if isinstance(inputs, Refusal | Blocked):
        return inputs
    measures = measures_of(pq.read_table(kept.table("measures")))
    not_counted = sorted(kept.manifest["not_counted"])
    result = decided(inputs, measures, kept.manifest["discharges"], not_counted)
    if isinstance(result, Refusal):
        return result
    run = _Run(Counted(home, kept, inputs, say, language), result)
    units = [one for one in result.scored.units if unit in (one.unit, f"{one.sheet.group}/{one.unit}")]
    known = list(dict.fromkeys([row.criterion.indicator for one in units for row in one.rows]))
    if not units:
        return None
    if name in FIGURES:
        return _share(run, unit, name, units)
    if name != _TOTAL and name not in known:
        return Refusal("explain.no_such_figure", {"known": ", ".join([*known, _TOTAL, *FIGURES])})
    trees: list[Working | Refusal] = [
        _total(run, one) if name == _TOTAL else _row(run, one, name)
        for one in units
        if name == _TOTAL or any(row.criterion.indicator == name for row in one.rows)
    ]
    if differing := next((tree for tree in trees if isinstance(tree, Refusal)), None):
        return differing
    whole = [tree for tree in trees if isinstance(tree, Working)]
    if len(whole) > 1:
        return Working(unit, None, say("score.w_groups"), inputs.scorecard.evidence, tuple(whole))
    return whole[0]


def _saved(run: _Run, unit: UnitScore) -> dict[str, Any]:
    group = unit.sheet.group
    return next(
        one for one in run.counted.kept.result["scores"] if one["unit"] == unit.unit and one.get("group") == group
    )


def _differs(computed: str | None, saved: str | None) -> Refusal | None:
    if computed == saved:
        return None
    return Refusal("explain.differs", {"computed": str(computed or "-"), "saved": str(saved or "-")})


def _total(run: _Run, unit: UnitScore) -> Working | Refusal:
    tree = run.scores.of_unit(unit)
    refusal = _differs(tree.value, _saved(run, unit)["total"])
    if refusal is not None:
        return refusal
    counted = {row.criterion.indicator: _row(run, unit, row.criterion.indicator) for row in unit.rows}
    parts = tuple(
        part if isinstance(of_row := counted.get(part.name, part), Refusal) else of_row for part in tree.parts
    )
    return dataclasses.replace(tree, parts=parts)


def _row(run: _Run, unit: UnitScore, name: str) -> Working | Refusal:
    """Gives a row's tree, the counts laid under its value."""
    row = next(row for row in unit.rows if row.criterion.indicator == name)
    saved = next(one for one in _saved(run, unit)["rows"] if one["indicator"] == name)
    refusal = _differs(value_written(row.value), saved["value"])
    refusal = refusal or _differs(None if row.score is None else shown(row.score, 4), saved["score"])
    if refusal is not None:
        return refusal
    figure = next(
        one
        for one in run.decided.figures
        if (one.unit, one.group, one.criterion.indicator) == (unit.unit, unit.sheet.group, name)
    )
    return _grafted(run.scores.of_row(row), run.counted.say("score.w_value"), value_working(run.counted, figure))


def _grafted(tree: Working, name: str, graft: Working) -> Working:
    """Puts a node in the place of those of its name."""
    if tree.name == name:
        return graft
    return dataclasses.replace(tree, parts=tuple(_grafted(part, name, graft) for part in tree.parts))


def _share(run: _Run, unit: str, figure: str, units: Sequence[UnitScore]) -> Working | Refusal:
    """Gives the tree of a share, the unit's points as they were scored under it."""
    method = run.counted.inputs.method
    names = {(one.unit, one.sheet.group): one for one in units}
    found = [
        (pool, one, share)
        for pool in run.decided.pools
        for one, share in zip(pool.units, pool.result.shares, strict=True)
        if (one.unit, None if pool.group is None else pool.group.id) in names
    ]
    if method is None or not found:
        known = [row.criterion.indicator for row in units[0].rows]
        return Refusal("explain.no_such_figure", {"known": ", ".join([*known, _TOTAL])})
    trees = []
    for pool, one, share in found:
        group = None if pool.group is None else pool.group.id
        saved = next(
            row for row in run.counted.kept.result["awards"]["units"]
            if row["unit"] == one.unit and row.get("group") == group
        )  # fmt: skip
        refusal = _differs(baht(share.amount_satang), saved["amount"])
        if refusal is not None:
            return refusal
        tree = share_working(method, pool.result, one, share, figure, run.counted.language)
        total = _total(run, names[one.unit, group])
        if isinstance(total, Refusal):
            return total
        rule = method.rules["points"]
        name, says = rule.name.in_language(run.counted.language), rule.says.in_language(run.counted.language)
        points = Working(name, shown(one.points, 4), says, rule.evidence, (total,))
        trees.append(_grafted(tree, name, points))
    if len(trees) > 1:
        shares = [(pool.result, share) for pool, _, share in found]
        return pools_working(method, shares, trees, figure, run.counted.language)
    return trees[0]
