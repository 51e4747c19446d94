"""A district's figure from the figures of its units: the formulas of rights protection [rights-2557]."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Share", "mean_of_unit_means", "pooled_mean", "pooled_percent", "reached_in_turn"]


@dataclass(frozen=True, slots=True)
class Share:
    """A part and the whole it is of: marks of full marks, or cases settled of cases received."""

    part: Fraction
    whole: Fraction


def mean_of_unit_means(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """Formula 1, staff awareness: the mean over units of each unit's own mean score.

    A unit in which nobody was tested is left out; of none at all it is `None`.
    """
    means = [sum(scores, Fraction(0)) / len(scores) for scores in units if scores]
    return sum(means, Fraction(0)) / len(means) if means else None


def pooled_mean(units: Iterable[Sequence[Fraction]]) -> Fraction | None:
    """Formula 2, public awareness: all scores over all persons asked, whichever unit asked them."""
    scores = [score for unit in units for score in unit]
    return sum(scores, Fraction(0)) / len(scores) if scores else None


def pooled_percent(shares: Iterable[Share]) -> Fraction | None:
    """Formulas 3 and 4, records and complaints: the sum of parts x 100 over the sum of wholes.

    `None` where the wholes come to 0; for complaints somebody has to say what a year without one means.
    """
    pooled = list(shares)
    whole = sum((share.whole for share in pooled), Fraction(0))
    return sum((share.part for share in pooled), Fraction(0)) * 100 / whole if whole else None


def reached_in_turn(passed: Iterable[bool]) -> int:
    """Formula 5, the service centre: how many standards hold from the first on; one that fails ends the count."""
    reached = 0
    for holds in passed:
        if not holds:
            break
        reached += 1
    return reached
