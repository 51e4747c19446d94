"""Scores a value by five cut points, in steps or in proportion between them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from operator import neg

from sitthi.core.evidence import Evidence

__all__ = ["FULL", "Band", "CutPoints", "cut_faults", "cut_score", "reached"]

FULL = 5
"""The highest score of a criterion; the fifth cut point earns it."""


class Band(StrEnum):
    """What lies between two cut points: a straight line, or the lower one's score."""

    LINEAR = "linear"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class CutPoints:
    """The five values that earn 1, 2, 3, 4 and 5; they fall where a lower value is better."""

    at: tuple[Fraction, ...]
    evidence: Evidence

    @property
    def is_rising(self) -> bool:
        """Tells whether a higher value earns more."""
        return self.at[0] < self.at[-1]

    def faults(self) -> Iterator[str]:
        """Names cut points that are not five or do not go one way."""
        yield from cut_faults(self.at)


def cut_faults(at: Sequence[Fraction]) -> Iterator[str]:
    """Names cut points that are not five or do not go one way."""
    if len(at) != FULL:
        yield f"{FULL} cut points are needed, {len(at)} are given"
    if not (all(a < b for a, b in pairwise(at)) or all(a > b for a, b in pairwise(at))):
        yield "cut points either all rise or all fall"


def cut_score(value: Fraction, cuts: CutPoints, band: Band) -> Fraction:
    """Gives 0 to 5: the first cut point earns 1, the last and all beyond it 5.

    Between two cut points a line earns in proportion, a step the lower one's score. Below the first a step
    earns 0, and the line goes down to 0 over the width of the first interval [rights-2557: 1 unit a point].
    """
    n = reached(value, cuts)
    if n == FULL or band is Band.STEP:
        return Fraction(n)
    if n == 0:
        # Both differences change sign together where cut points fall.
        return max(Fraction(0), 1 - (cuts.at[0] - value) / (cuts.at[1] - cuts.at[0]))
    return n + (value - cuts.at[n - 1]) / (cuts.at[n] - cuts.at[n - 1])


def reached(value: Fraction, cuts: CutPoints) -> int:
    """Counts the cut points that a value reaches, 0 to 5."""
    if cuts.is_rising:
        return bisect_right(cuts.at, value)
    return bisect_right(cuts.at, -value, key=neg)
