"""What a region lays over a scorecard: weights, its own criteria, cut points and targets, dated and approved."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from sitthi.core.evidence import Evidence, Label
from sitthi.core.measures.indicator import Better, Indicator
from sitthi.core.scoring.cuts import cut_faults
from sitthi.core.scoring.scorecard import Basis, Scorecard, Sheet

__all__ = [
    "LocalCriterion",
    "Overlay",
    "OverlayCuts",
    "OverlayFault",
    "OverlayTarget",
    "OverlayWeights",
    "faults_over",
]

_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class OverlayWeights:
    """The percents of all criteria of a sheet; `sheet` is a round's or group's id, left out where there is one."""

    percents: Mapping[str, Fraction] = field(hash=False)
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class LocalCriterion:
    """A criterion of the region's own; its percent stands here or among the sheet's weights."""

    id: str
    title: Label
    better: Better
    basis: Basis
    sheet: str | None = None
    weight: Fraction | None = None
    cuts: tuple[Fraction, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None

    def faults(self) -> Iterator[str]:
        """Names an id that cannot be one, and cut points that do not belong to the basis."""
        if _ID.fullmatch(self.id) is None:
            yield "id is in small letters, digits and underscores"
        if self.basis is Basis.TARGET:
            yield "basis is cuts, group or set_value"
        if bool(self.cuts) != (self.basis is Basis.CUTS):
            yield "basis cuts needs cuts, no other takes them"
        if self.cuts:
            yield from _cuts_against(self.cuts, self.better)
        if self.weight is not None and self.weight < 0:
            yield "weight is below 0"
        if self.low is not None and self.high is not None and self.low >= self.high:
            yield "low is not below high"


@dataclass(frozen=True, slots=True)
class OverlayCuts:
    """Cut points for an indicator, on one sheet or on all that have it."""

    indicator: str
    at: tuple[Fraction, ...]
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class OverlayTarget:
    """A target for an indicator, on one sheet or on all that have it."""

    indicator: str
    value: Fraction
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """One decision of a region or province about one scorecard, in force on the days named."""

    scorecard: str
    title: Label
    since: datetime.date
    evidence: Evidence
    until: datetime.date | None = None
    approved_by: str | None = None
    approved_on: datetime.date | None = None
    weights: tuple[OverlayWeights, ...] = ()
    local_criteria: tuple[LocalCriterion, ...] = ()
    cuts: tuple[OverlayCuts, ...] = ()
    targets: tuple[OverlayTarget, ...] = ()

    @property
    def is_approved(self) -> bool:
        """Tells whether somebody has put a name and a day to it."""
        return bool(self.approved_by) and self.approved_on is not None

    def is_in_force(self, day: datetime.date) -> bool:
        """Tells whether it holds on a day, its first and last day included."""
        return self.since <= day and (self.until is None or day <= self.until)

    def faults(self) -> Iterator[str]:
        """Names dates that run backwards, an approval that is half given, and a decision of nothing."""
        if self.until is not None and self.until < self.since:
            yield "until is before since"
        if bool(self.approved_by) != (self.approved_on is not None):
            yield "approved_by and approved_on go together"
        if not (self.weights or self.local_criteria or self.cuts or self.targets):
            yield "lays nothing over the scorecard"


class OverlayFault(NamedTuple):
    """What is wrong with one of some overlays: its place among them, the path in it, and the sentence."""

    n: int
    path: str
    message: str


def faults_over(
    scorecard: Scorecard, indicators: Mapping[str, Indicator], overlays: Sequence[Overlay]
) -> Iterator[OverlayFault]:
    """Names all that does not fit the scorecard, or is laid twice by the overlays together.

    `indicators` are the book's, by their name within the scorecard.
    """
    better = {name: indicator.better for name, indicator in indicators.items()}
    foreign = {n for n, overlay in enumerate(overlays) if overlay.scorecard != scorecard.id}
    yield from (OverlayFault(n, "scorecard", f"is not {scorecard.id}") for n in sorted(foreign))
    # What is meant for another scorecard would be wrong here from end to end: it counts as laying nothing.
    overlays = [_of_nothing(overlay) if n in foreign else overlay for n, overlay in enumerate(overlays)]
    yield from _faults_of_laying(scorecard, overlays)
    for n, overlay in enumerate(overlays):
        for at, entry in enumerate(overlay.cuts):
            for fault in _cuts_against(entry.at, better.get(entry.indicator, _direction(entry.at))):
                yield OverlayFault(n, f"cuts[{at}].at", fault)
    for sheet in scorecard.sheets:
        yield from _faults_of_weights(scorecard, sheet, overlays)


def _of_nothing(overlay: Overlay) -> Overlay:
    return replace(overlay, weights=(), local_criteria=(), cuts=(), targets=())


def _direction(at: Sequence[Fraction]) -> Better:
    return Better.HIGHER if not at or at[0] < at[-1] else Better.LOWER


def _cuts_against(at: Sequence[Fraction], better: Better) -> Iterator[str]:
    faults = list(cut_faults(at))
    yield from faults
    if not faults and _direction(at) is not better:
        yield f"cut points run the wrong way, {better} is better"


def _faults_of_laying(scorecard: Scorecard, overlays: Sequence[Overlay]) -> Iterator[OverlayFault]:
    """Names unknown sheets and indicators, and whatever is laid a second time."""
    laid: set[tuple[str, ...]] = set()
    for n, overlay in enumerate(overlays):
        for part, path, sheet, indicator in _entries(overlay):
            among = [s for s in scorecard.sheets if sheet in (None, s.name)]
            if not among:
                yield OverlayFault(n, path, f"unknown sheet, known: {_names(s.name for s in scorecard.sheets)}")
                continue
            if part in ("weights", "local_criteria"):
                if len(among) > 1:
                    yield OverlayFault(n, path, f"sheet is missing: {_names(s.name for s in among)}")
                    continue
                if any(c.indicator == indicator for c in among[0].criteria):
                    yield OverlayFault(n, path, f"{indicator!r} is an indicator of the scorecard")
            else:
                known = {s.name: _known(s, part) for s in among}
                among = [s for s in among if indicator in known[s.name]]
                if not among:
                    names = _names(name for on_sheet in known.values() for name in on_sheet)
                    yield OverlayFault(n, path, f"unknown indicator {indicator!r}, known: {names}")
            for s in among:
                key = (part, s.name, indicator)
                if key in laid:
                    yield OverlayFault(n, path, f"is laid twice on {s.name}")
                laid.add(key)


def _known(sheet: Sheet, part: str) -> set[str]:
    """Gives the indicators of a sheet that can be laid cut points, or a target."""
    return {c.indicator for c in sheet.criteria if part != "cuts" or c.basis in (Basis.CUTS, Basis.GROUP)}


def _entries(overlay: Overlay) -> Iterator[tuple[str, str, str | None, str]]:
    """Gives (part, path, sheet, indicator) of everything an overlay lays."""
    for at, weights in enumerate(overlay.weights):
        yield "weights", f"weights[{at}]", weights.sheet, ""
    for at, local in enumerate(overlay.local_criteria):
        yield "local_criteria", f"local_criteria[{at}]", local.sheet, local.id
    for at, cuts in enumerate(overlay.cuts):
        yield "cuts", f"cuts[{at}]", cuts.sheet, cuts.indicator
    for at, target in enumerate(overlay.targets):
        yield "targets", f"targets[{at}]", target.sheet, target.indicator


def _faults_of_weights(scorecard: Scorecard, sheet: Sheet, overlays: Sequence[Overlay]) -> Iterator[OverlayFault]:
    """Names weights of unknown indicators, below 0 or given twice, and criteria left without one."""
    own = [
        (n, local)
        for n, overlay in enumerate(overlays)
        for local in overlay.local_criteria
        if local.sheet in (None, sheet.name)
    ]
    known = {criterion.indicator for criterion in sheet.criteria if scorecard.scale} | {
        local.id for _, local in own
    }
    of_local = {local.id for _, local in own if local.weight is not None}
    weighed = set(of_local)
    last = max((n for n, local in own if local.id in weighed), default=0)
    for n, overlay in enumerate(overlays):
        for at, entry in enumerate(overlay.weights):
            if entry.sheet not in (None, sheet.name):
                continue
            last = n
            for name, percent in entry.percents.items():
                path = f"weights[{at}].percents.{name}"
                if name not in known:
                    yield OverlayFault(n, path, f"unknown indicator, known: {_names(known)}")
                elif name in of_local:
                    yield OverlayFault(n, path, "has a weight already")
                elif percent < 0:
                    yield OverlayFault(n, path, "is below 0")
                weighed.add(name)
    if weighed and (bare := known - weighed):
        path = f"weights of {sheet.name}"
        yield OverlayFault(last, path, f"no weight (write 0 for none): {_names(bare)}")


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(set(names))) or "-"
