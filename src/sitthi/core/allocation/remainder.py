"""Whole numbers that add up exactly: the largest-remainder rule."""

from collections.abc import Sequence

__all__ = ["largest_remainder"]


def largest_remainder(parts: Sequence[int], divisor: int, total: int, names: Sequence[str]) -> list[int]:
    """Rounds the shares `parts / divisor` to whole numbers that add to `total`.

    Each share is rounded down and what is left goes one by one to the largest remainders, ties to the
    smaller name, so that the order of the rows never matters. `total` is the sum of the shares, rounded up
    or down: then each result lies within 1 of its share and a share of zero stays zero.
    """
    floors, remainders = [], []
    for part in parts:
        floor, remainder = divmod(part, divisor)
        floors.append(floor)
        remainders.append(remainder)
    left = total - sum(floors)
    for n in sorted(range(len(parts)), key=lambda n: (-remainders[n], names[n]))[:left]:
        floors[n] += 1
    return floors
