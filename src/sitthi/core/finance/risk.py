"""The financial-crisis score 0-7: liquidity, status and survival, summed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label

__all__ = [
    "LevelLimit",
    "LevelShare",
    "Mark",
    "Marks",
    "Part",
    "Risk",
    "RiskScore",
    "Survival",
    "level_shares",
    "risk",
]


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure that costs a point below its mark; at the mark it does not."""

    figure: str
    mark: Fraction


@dataclass(frozen=True, slots=True)
class Marks:
    """A part of the score that counts how many figures lie below their marks."""

    title: Label
    evidence: Evidence
    below: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Survival:
    """The part of the score that asks how many months the reserve lasts, or the shortage takes to mend."""

    title: Label
    months_title: Label
    evidence: Evidence
    short_months: Fraction
    long_months: Fraction
    worst: int
    middle: int


@dataclass(frozen=True, slots=True)
class LevelLimit:
    """The largest percent of units that may stand at a level."""

    level: int
    percent: Fraction
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RiskScore:
    """The rules of the score, as the book gives them."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    agrees_with: tuple[Evidence, ...]
    """Published results that the rules give again."""
    liquidity: Marks
    status: Marks
    survival: Survival
    limits: tuple[LevelLimit, ...]

    @property
    def highest(self) -> int:
        """Is the worst score there is."""
        return len(self.liquidity.below) + len(self.status.below) + self.survival.worst

    def faults(self) -> Iterator[str]:
        """Names limits of levels that do not exist, and survival marks the wrong way round."""
        for limit in self.limits:
            if not 0 <= limit.level <= self.highest:
                yield f"limits: there is no level {limit.level}"
        if not 0 < self.survival.short_months < self.survival.long_months:
            yield "survival: short_months is below long_months, both above 0"
        if not 0 < self.survival.middle < self.survival.worst:
            yield "survival: middle is below worst, both above 0"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the score; `None` points where the `missing` figures leave it unknown."""

    points: int | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """A unit's score; `months` until working capital runs out or is made good, where that was asked."""

    liquidity: Part
    status: Part
    survival: Part
    months: Fraction | None

    @property
    def score(self) -> int | None:
        """Is the sum of the three parts, not known where one is not."""
        points = [part.points for part in (self.liquidity, self.status, self.survival)]
        known = [point for point in points if point is not None]
        return sum(known) if len(known) == len(points) else None


def risk(values: Mapping[str, Fraction], rules: RiskScore) -> Risk:
    """Scores a unit from its figures (cr, qr, cash_ratio, nwc, ni, months) [moph-risk-score].

    A missing figure leaves its part unknown, never zero; the months are asked for only where the survival
    part needs them.
    """
    survival, months = _survival(values, rules.survival)
    return Risk(_below(values, rules.liquidity), _below(values, rules.status), survival, months)


def _below(values: Mapping[str, Fraction], marks: Marks) -> Part:
    missing = tuple(mark.figure for mark in marks.below if mark.figure not in values)
    if missing:
        return Part(None, missing)
    return Part(sum(values[mark.figure] < mark.mark for mark in marks.below))


def _survival(values: Mapping[str, Fraction], rules: Survival) -> tuple[Part, Fraction | None]:
    missing = tuple(name for name in ("nwc", "ni") if name not in values)
    if missing:
        return Part(None, missing), None
    nwc, ni = values["nwc"], values["ni"]
    if nwc >= 0 and ni >= 0:
        return Part(0), None
    if nwc < 0 and ni <= 0:
        # A shortage that nothing mends: a year without surplus counts as one with a loss.
        return Part(rules.worst), None
    if "months" not in values:
        return Part(None, ("months",)), None
    months = abs(nwc) / (abs(ni) / values["months"])
    if nwc >= 0:
        return Part(_steps(months <= rules.short_months, months <= rules.long_months, rules)), months
    return Part(_steps(months > rules.long_months, months > rules.short_months, rules)), months


def _steps(is_worst: bool, is_middle: bool, rules: Survival) -> int:
    return rules.worst if is_worst else rules.middle if is_middle else 0


@dataclass(frozen=True, slots=True)
class LevelShare:
    """How many units stand at a level; `percent` of the units whose score is known, `None` of none."""

    level: int
    n: int
    percent: Fraction | None
    limit: Fraction | None
    met: bool | None


def level_shares(scores: Iterable[int | None], rules: RiskScore) -> list[LevelShare]:
    """Counts units at each level and holds the worst levels against their limits, met at the limit.

    Units without a score are in no level and in no percent [revenue-centre-2564, indicator 1].
    """
    counts = Counter(score for score in scores if score is not None)
    n_known = counts.total()
    limits = {limit.level: limit.percent for limit in rules.limits}
    shares = []
    for level in range(rules.highest + 1):
        percent = Fraction(100 * counts[level], n_known) if n_known else None
        limit = limits.get(level)
        met = None if percent is None or limit is None else percent <= limit
        shares.append(LevelShare(level, counts[level], percent, limit, met))
    return shares
