"""Chance that depends on the item alone: the same seed, stream and number give the same draw for ever.

A draw is a mix of bits of the item's own number, not the next of a sequence. So what a person is does not
depend on who was drawn before, on how many threads there are, or on which release of a library is installed.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chance", "Ints"]

Ints = NDArray[np.int64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_HALF = np.uint64(32)


class Chance:
    """Draws of one seed; `stream` names what is drawn, so that no two facts of an item hang together."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def below(self, stream: str, items: Ints, bound: int | Ints) -> Ints:
        """Draws a whole number from 0 to less than the bound, for each item; bounds stay under 2**31."""
        # The upper half of the bits times the bound: no division, and the weaker last bits play no part.
        high = self._bits(stream, items) >> _HALF
        return ((high * np.asarray(bound, np.uint64)) >> _HALF).astype(np.int64)

    def happens(self, stream: str, items: Ints, per_mille: int | Ints) -> NDArray[np.bool_]:
        """Tells for each item whether something of so many in a thousand happens to it."""
        return self.below(stream, items, 1000) < per_mille

    def order(self, stream: str, items: Ints) -> Ints:
        """Gives the places of the items in an order of chance."""
        return np.argsort(self._bits(stream, items), kind="stable")

    def waited(self, stream: str, items: Ints, mean: int | Ints) -> Ints:
        """Draws a wait around the mean: a third of it at least, mostly short, five times it at most."""
        # An exponential by table: the logarithm of a library may differ in its last bit, a table does not.
        return np.asarray(mean) * _WAITS[self.below(stream, items, len(_WAITS))] // 1000

    def _bits(self, stream: str, items: Ints) -> NDArray[np.uint64]:
        key = blake2b(f"{self.seed}/{stream}".encode(), digest_size=8).digest()
        bits = items.astype(np.uint64) * _STEP + np.frombuffer(key, "<u8")[0]
        bits = (bits ^ (bits >> _SHIFTS[0])) * _MIX[0]
        bits = (bits ^ (bits >> _SHIFTS[1])) * _MIX[1]
        mixed: NDArray[np.uint64] = bits ^ (bits >> _SHIFTS[2])
        return mixed


def _exponential(n: int) -> Ints:
    """Gives thousandths 333 + 667 x wait at n even shares of an exponential of mean 1, from whole numbers only.

    The wait at share k of n is the sum of 1 / j for j from n - k + 1 to n: that of the k-th of n events.
    """
    waits, total = [], 0
    for k in range(n):
        total += 1_000_000 // (n - k)
        waits.append(min(333 + 667 * total // 1_000_000, 5000))
    return np.array(waits)


_WAITS = _exponential(512)
