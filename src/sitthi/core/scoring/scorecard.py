"""A scorecard as its document gives it: rounds, groups, criteria, weights, cut points, targets, pass mark."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label
from sitthi.core.scoring.cuts import CutPoints
from sitthi.core.scoring.group_reference import GroupTable

__all__ = [
    "Basis",
    "Criterion",
    "LocalLimit",
    "PassMark",
    "Province",
    "Scale",
    "Scorecard",
    "Sheet",
    "Target",
    "Weight",
]


class Basis(StrEnum):
    """What a criterion's score rests on."""

    CUTS = "cuts"
    """Five cut points; where the document leaves them out, a region gives them or a choice decides."""
    GROUP = "group"
    """The mean and standard deviation of the group."""
    SET_VALUE = "set_value"
    """A fixed table of facts: the value that is reported is the score itself, 0 to 5."""
    TARGET = "target"
    """A target that is met or not; no score."""


class Scale(StrEnum):
    """The full mark of a scorecard."""

    FIVE = "5"
    """Weighted = weight x score / 100."""
    FIVE_HUNDRED = "500"
    """Weighted = weight x score."""

    @property
    def divisor(self) -> int:
        """Is what weight x score is divided by."""
        return 100 if self is Scale.FIVE else 1


@dataclass(frozen=True, slots=True)
class Weight:
    """A criterion's part of 100, and who set it."""

    percent: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Target:
    """The value that is asked for, met at the value exactly."""

    value: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Criterion:
    """An indicator on a sheet: how it is scored and what it weighs; a weight of `None` is left to the region.

    `whole` says that its values are levels, which have no decimals.
    """

    indicator: str
    basis: Basis
    evidence: Evidence
    whole: bool = False
    weight: Weight | None = None
    cuts: CutPoints | None = None
    target: Target | None = None

    def faults(self) -> Iterator[str]:
        """Names what does not belong to the basis."""
        if self.cuts is not None and self.basis is not Basis.CUTS:
            yield f"{self.indicator}: cut points need basis cuts"
        if (self.target is None or self.weight is not None) and self.basis is Basis.TARGET:
            yield f"{self.indicator}: basis target needs a target and no weight"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The criteria that are weighed against each other: those of one round or one group."""

    criteria: tuple[Criterion, ...]
    round: str | None = None
    group: str | None = None

    @property
    def name(self) -> str:
        """Is the round's or group's id, `-` where the scorecard has neither."""
        return self.round or self.group or "-"


@dataclass(frozen=True, slots=True)
class PassMark:
    """The total from which a unit passes."""

    at: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Province:
    """What a province earns by how many of its units pass, and how many it is asked for."""

    cuts: CutPoints
    target: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """How many criteria of its own a region may add to a sheet."""

    most: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One edition of a scorecard; results count from `starts_on` to `ends_on`, both included.

    `unset_weights` says who leaves the weights open, where a criterion has none. A `scale` of `None` has no
    totals.
    """

    id: str
    title: Label
    edition: str
    evidence: Evidence
    starts_on: datetime.date
    ends_on: datetime.date
    sheets: tuple[Sheet, ...]
    scale: Scale | None = None
    rounds: Mapping[str, Label] = field(default_factory=dict, hash=False)
    groups: Mapping[str, Label] = field(default_factory=dict, hash=False)
    group_table: GroupTable | None = None
    unset_weights: Evidence | None = None
    local_limit: LocalLimit | None = None
    pass_mark: PassMark | None = None
    province: Province | None = None

    def faults(self) -> Iterator[str]:
        """Names sheets that do not match the rounds and groups, weights that do not sum, and what is missing."""
        if self.starts_on > self.ends_on:
            yield "ends before it starts"
        expected = list(self.rounds) or list(self.groups) or ["-"]
        if (self.rounds and self.groups) or sorted(sheet.name for sheet in self.sheets) != sorted(expected):
            yield "there is one sheet for each round, or for each group, or one in all"
        for sheet in self.sheets:
            yield from (f"{sheet.name}: {fault}" for fault in self._sheet_faults(sheet))

    def _sheet_faults(self, sheet: Sheet) -> Iterator[str]:
        names = [criterion.indicator for criterion in sheet.criteria]
        if len(set(names)) != len(names):
            yield "an indicator stands twice"
        bases = {criterion.basis for criterion in sheet.criteria}
        if (self.scale is None) != (bases == {Basis.TARGET}):
            yield "targets alone have no scale, scores need one"
        open_cuts = any(c.basis is Basis.CUTS and c.cuts is None for c in sheet.criteria)
        if self.group_table is None and (Basis.GROUP in bases or open_cuts or self.local_limit is not None):
            yield "a criterion scored against the group needs group_table"
        weights = [criterion.weight for criterion in sheet.criteria]
        set_weights = [weight.percent for weight in weights if weight is not None]
        if set_weights and (None in weights or sum(set_weights) != 100):
            yield "weights are set for all criteria and sum to 100, or for none"
        if self.scale is not None and not set_weights and self.unset_weights is None:
            yield "weights that are left open need unset_weights"
