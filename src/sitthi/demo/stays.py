"""Stays as columns of numbers: who lies where, from when to when, for what."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sitthi.demo.chance import Chance, Ints
from sitthi.demo.country import BEGINS_ON, ENDS_ON

__all__ = ["BEGIN", "DAY", "END", "FROM_OUTSIDE", "Stays", "hour_of_day"]

DAY = 1440
FROM_OUTSIDE = -2
BEGIN = int(np.datetime64(BEGINS_ON, "m").astype(np.int64))
END = int(np.datetime64(ENDS_ON, "m").astype(np.int64)) + DAY - 1
"""The first and last minute of the year, since 1970."""


@dataclass
class Stays:
    """Stays, a row each; times in minutes since 1970, days since 1970, hospitals by their place in the list.

    `came_from` and `goes_to` are hospitals, -1 for none, -2 for one outside. `leave_on` is the day somebody
    went home for one night, -1 for nobody.
    """

    hospital: Ints
    person: Ints
    home: Ints
    sex: Ints
    born: Ints
    right: Ints
    case: Ints
    admitted: Ints
    discharged: Ints
    came_from: Ints
    goes_to: Ints
    leave_on: Ints
    died: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.hospital)

    def taken(self, rows: Ints | NDArray[np.bool_]) -> "Stays":
        """Gives some of the stays."""
        return Stays(*(getattr(self, field.name)[rows] for field in fields(self)))


def hour_of_day(chance: Chance, stream: str, items: Ints) -> Ints:
    """Gives a minute of the day, mostly of the late morning."""
    late = chance.below(f"{stream} hour", items, 480) + chance.below(f"{stream} hour 2", items, 360)
    return 9 * 60 + late // 2
