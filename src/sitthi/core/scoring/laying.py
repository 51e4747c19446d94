"""Lays a region's settings over a scorecard: every criterion with its direction, weight, cut points and target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Better, Indicator
from sitthi.core.numbers import plain
from sitthi.core.scoring.cuts import CutPoints
from sitthi.core.scoring.overlay import Overlay
from sitthi.core.scoring.scorecard import Basis, Scorecard, Sheet, Target, Weight

__all__ = ["LaidCriterion", "LaidSheet", "WeightTotal", "laid_sheets"]


class WeightTotal(StrEnum):
    """What a sheet's weights have to come to."""

    EQUAL_100 = "equal_100"
    AT_MOST_100 = "at_most_100"


@dataclass(frozen=True, slots=True)
class LaidCriterion:
    """A criterion ready to score with: nothing about it is left to look up.

    Only a target's criterion has no weight. `low` and `high` bound what a value can be. `defined_by` says who
    defines the figure itself, `None` where whoever put the criterion on the sheet does.
    """

    indicator: str
    title: Label
    better: Better
    basis: Basis
    evidence: Evidence
    defined_by: Evidence | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    whole: bool = False
    weight: Weight | None = None
    cuts: CutPoints | None = None
    target: Target | None = None

    @property
    def is_grouped(self) -> bool:
        """Tells whether it is scored against the group, by its basis or for want of cut points."""
        return self.basis is Basis.GROUP or self.lacks_cuts

    @property
    def lacks_cuts(self) -> bool:
        """Tells whether nobody has said where its cut points lie."""
        return self.basis is Basis.CUTS and self.cuts is None


@dataclass(frozen=True, slots=True)
class LaidSheet:
    """The criteria of one round or group, the book's first, then the region's own."""

    criteria: tuple[LaidCriterion, ...]
    round: str | None
    group: str | None


def laid_sheets(
    scorecard: Scorecard,
    indicators: Mapping[str, Indicator],
    overlays: Sequence[Overlay],
    weight_total: WeightTotal,
) -> tuple[LaidSheet, ...] | Refusal:
    """Gives every sheet with the overlays laid over it; too many local criteria or a wrong sum is a `Refusal`.

    `indicators` are the book's, by name within the scorecard. The overlays have no `faults_over` it.
    """
    sheets = []
    for sheet in scorecard.sheets:
        criteria = _own_and_local(sheet, indicators, overlays)
        limit = 0 if scorecard.local_limit is None else scorecard.local_limit.most
        n_local = len(criteria) - len(sheet.criteria)
        if n_local > limit:
            return Refusal("score.local_too_many", {"sheet": sheet.name, "n": str(n_local), "most": str(limit)})
        criteria = _with_cuts_and_targets(criteria, sheet.name, overlays)
        weighed = _weighed(criteria, sheet.name, scorecard, overlays, weight_total)
        if isinstance(weighed, Refusal):
            return weighed
        sheets.append(LaidSheet(weighed, sheet.round, sheet.group))
    return tuple(sheets)


def _own_and_local(
    sheet: Sheet, indicators: Mapping[str, Indicator], overlays: Sequence[Overlay]
) -> list[LaidCriterion]:
    own = [
        LaidCriterion(
            indicator=c.indicator,
            title=indicators[c.indicator].title,
            better=indicators[c.indicator].better,
            basis=c.basis,
            evidence=c.evidence,
            defined_by=_weakest_said(indicators[c.indicator]),
            low=indicators[c.indicator].low,
            high=indicators[c.indicator].high,
            whole=c.whole,
            weight=c.weight,
            cuts=c.cuts,
            target=c.target,
        )
        for c in sheet.criteria
    ]
    local = [
        LaidCriterion(
            indicator=c.id,
            title=c.title,
            better=c.better,
            basis=c.basis,
            evidence=overlay.evidence,
            low=Fraction(0) if c.basis is Basis.SET_VALUE else c.low,
            high=Fraction(5) if c.basis is Basis.SET_VALUE else c.high,
            weight=None if c.weight is None else Weight(c.weight, overlay.evidence),
            cuts=CutPoints(c.cuts, overlay.evidence) if c.cuts else None,
        )
        for overlay in overlays
        for c in overlay.local_criteria
        if c.sheet in (None, sheet.name)
    ]
    return own + local


def _weakest_said(indicator: Indicator) -> Evidence:
    """Gives the weakest of what an indicator's file says: of the figure, its ages and its months."""
    parts = (indicator.ages, indicator.window)
    said = [indicator.evidence, *(part.evidence for part in parts if part is not None)]
    return max(said, key=lambda evidence: evidence.grade.rank)


def _with_cuts_and_targets(
    criteria: Sequence[LaidCriterion], sheet: str, overlays: Sequence[Overlay]
) -> list[LaidCriterion]:
    """Gives a criterion that is laid cut points the basis `cuts`, whatever it was compared with before."""
    cuts = {
        entry.indicator: CutPoints(entry.at, overlay.evidence)
        for overlay in overlays
        for entry in overlay.cuts
        if entry.sheet in (None, sheet)
    }
    targets = {
        entry.indicator: Target(entry.value, overlay.evidence)
        for overlay in overlays
        for entry in overlay.targets
        if entry.sheet in (None, sheet)
    }
    return [
        replace(
            c,
            basis=Basis.CUTS if c.indicator in cuts else c.basis,
            cuts=cuts.get(c.indicator, c.cuts),
            target=targets.get(c.indicator, c.target),
        )
        for c in criteria
    ]


def _weighed(
    criteria: Sequence[LaidCriterion],
    sheet: str,
    scorecard: Scorecard,
    overlays: Sequence[Overlay],
    weight_total: WeightTotal,
) -> tuple[LaidCriterion, ...] | Refusal:
    """Gives each criterion its weight: the region's, else the document's, else an equal part of 100."""
    if scorecard.scale is None:
        return tuple(criteria)
    laid = {
        name: Weight(percent, overlay.evidence)
        for overlay in overlays
        for entry in overlay.weights
        if entry.sheet in (None, sheet)
        for name, percent in entry.percents.items()
    }
    weights = [laid.get(c.indicator, c.weight) for c in criteria]
    if None in weights and scorecard.unset_weights is not None:
        weights = [Weight(Fraction(100, len(criteria)), scorecard.unset_weights)] * len(criteria)
    total = sum((weight.percent for weight in weights if weight is not None), Fraction(0))
    if total > 100:
        return Refusal("score.weights_over", {"sheet": sheet, "total": plain(total), "by": plain(total - 100)})
    if total < 100 and weight_total is WeightTotal.EQUAL_100:
        return Refusal("score.weights_short", {"sheet": sheet, "total": plain(total), "by": plain(100 - total)})
    return tuple(replace(c, weight=weight) for c, weight in zip(criteria, weights, strict=True))
