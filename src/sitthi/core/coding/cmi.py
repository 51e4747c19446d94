"""The case-mix index: mean AdjRW of the discharges whose grouping is without error."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["CaseMix", "case_mix"]


@dataclass(frozen=True, slots=True)
class CaseMix:
    """What a set of discharges adds up to: AdjRW in ten-thousandths, discharges counted, and left out."""

    total: int = 0
    n: int = 0
    left_out: int = 0

    @property
    def cmi(self) -> Fraction | None:
        """Is the exact mean AdjRW; `None` where no discharge counts."""
        return Fraction(self.total, 10_000 * self.n) if self.n else None


def case_mix(discharges: Iterable[tuple[int | None, int]]) -> CaseMix:
    """Sums pairs of (AdjRW in ten-thousandths, how many discharges have it); `None` is a grouper's error."""
    total = n = left_out = 0
    for adjrw, count in discharges:
        if adjrw is None:
            left_out += count
        else:
            total += adjrw * count
            n += count
    return CaseMix(total, n, left_out)
