"""What a fund's document says of allocation, and what a region settles before its money is shared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Grade, Label, weakest
from sitthi.core.findings import Refusal
from sitthi.core.numbers import satang

__all__ = [
    "SETTABLE",
    "AllocationMethod",
    "CeilingUse",
    "Figure",
    "Group",
    "MeanOf",
    "RateMethod",
    "RateRounding",
    "Rule",
    "Terms",
    "terms_of",
]

SETTABLE = ("region_mean", "base_rate", "ceiling", "q1_support_baht")
"""What a region may set with the command, for every pool or as `name.group` for one."""


class RateMethod(StrEnum):
    """How points become money: the document's rate per person, or shares of points x population."""

    BAHT_PER_PERSON = "baht_per_person"
    POINTS_X_POPULATION = "points_x_population"


class RateRounding(StrEnum):
    """How far the rate per person is rounded before it meets the population."""

    BAHT = "baht"
    SATANG = "satang"
    NONE = "none"


class CeilingUse(StrEnum):
    """Whether the ceiling only holds a sum down, or is always used up."""

    CAP = "cap"
    EXHAUST = "exhaust"


class MeanOf(StrEnum):
    """What the mean of a pool is over where none is set."""

    SIMPLE = "simple"
    POPULATION = "population"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the document gives, and who says it."""

    value: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Group:
    """A pool of its own; `half` is the name under which quarter-1 support may be taken from it."""

    id: str
    half: str
    title: Label


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of the method in words, and who says it."""

    name: Label
    says: Label
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AllocationMethod:
    """A fund's way from points to baht, as its document gives it; the id is its scorecard's."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    base_rate: Figure
    """Baht per person of each pool."""
    full_points: Figure
    q1_support_baht: Figure
    """Baht per person paid ahead in quarter 1."""
    groups: tuple[Group, ...]
    rules: Mapping[str, Rule]

    def faults(self) -> Iterator[str]:
        """Names steps without a rule, rules that are no step, repeated groups and impossible figures."""
        for missing in sorted(_STEPS - set(self.rules)):
            yield f"rules: {missing} is missing"
        for unknown in sorted(set(self.rules) - _STEPS):
            yield f"rules: {unknown} is no step of an allocation"
        if len({group.id for group in self.groups}) < len(self.groups):
            yield "groups: an id stands twice"
        if self.base_rate.value < 0 or self.q1_support_baht.value < 0 or self.full_points.value <= 0:
            yield "base_rate and q1_support_baht are not negative, full_points is positive"


_STEPS = frozenset(
    {f"rate.{kind}" for kind in RateMethod}
    | {f"rate_rounding.{kind}" for kind in RateRounding}
    | {f"mean.{kind}" for kind in (*MeanOf, "set")}
    | {f"ceiling.{kind}" for kind in (*CeilingUse, "size", "set")}
    | {"points", "uc_population", "base_rate", "before", "before.sum", "satang", "groups", "q1_support"}
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything settled for one pool: the document's figures with the region's laid over, and the choices.

    `base_rate` is net of quarter-1 support. `region_mean` and `ceiling_satang` are `None` where the pool's
    own units give them.
    """

    group: Group | None
    base_rate: Fraction
    q1_support_baht: Fraction
    region_mean: Fraction | None
    ceiling_satang: int | None
    rate: RateMethod
    rate_rounding: RateRounding
    ceiling: CeilingUse
    mean: MeanOf

    def steps(self) -> list[str]:
        """Names the rules that this pool's amounts rest on."""
        mean = "mean.set" if self.region_mean is not None else f"mean.{self.mean}"
        steps = [f"rate.{self.rate}", "satang", "ceiling.size" if self.ceiling_satang is None else "ceiling.set"]
        if self.rate is RateMethod.BAHT_PER_PERSON:
            steps += [mean, f"rate_rounding.{self.rate_rounding}", "before", f"ceiling.{self.ceiling}"]
        if self.group is not None:
            steps.append("groups")
        if self.q1_support_baht:
            steps.append("q1_support")
        return steps

    def grade(self, method: AllocationMethod) -> Grade:
        """Is the weakest grade among the rules and figures used."""
        return weakest(
            [method.base_rate.evidence.grade, *(method.rules[step].evidence.grade for step in self.steps())]
        )


def terms_of(
    method: AllocationMethod, group: Group | None, choices: Mapping[str, str], given: Mapping[str, Fraction]
) -> Terms | Refusal:
    """Settles the terms of one pool; `given` holds settable figures by `name` or `name.group`.

    Quarter-1 support leaves the base rate of the half it is taken from; `outside` leaves both halves
    whole. To take it from a half, the units must say which half they are of, and it cannot exceed the
    base rate: both are a `Refusal` [quality-fund-2552 s.7-8; which half is not said]. A ceiling set finer
    than a satang is a `ValueError`.
    """

    def set_figure(name: str) -> Fraction | None:
        own = None if group is None else given.get(f"{name}.{group.id}")
        return given.get(name) if own is None else own

    base_rate = set_figure("base_rate")
    if base_rate is None:
        base_rate = method.base_rate.value
    support = Fraction(0)
    taken_from = choices["q1_support_from"]
    if taken_from != "outside":
        if group is None:
            return Refusal("allocate.q1_needs_group", {"known": ", ".join(g.id for g in method.groups)})
        if group.half == taken_from:
            asked = set_figure("q1_support_baht")
            support = method.q1_support_baht.value if asked is None else asked
    if support > base_rate:
        return Refusal("allocate.q1_too_large")
    ceiling = set_figure("ceiling")
    return Terms(
        group=group,
        base_rate=base_rate - support,
        q1_support_baht=support,
        region_mean=set_figure("region_mean"),
        ceiling_satang=None if ceiling is None else satang(ceiling),
        rate=RateMethod(choices["rate"]),
        rate_rounding=RateRounding(choices["rate_rounding"]),
        ceiling=CeilingUse(choices["ceiling"]),
        mean=MeanOf(choices["mean"]),
    )
