"""Which illnesses bring people to a made-up hospital: lists of the demo's own, and how a draw falls among them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sitthi.demo.chance import Chance, Ints
from sitthi.demo.people import AGES

__all__ = ["Cases", "Other", "inpatient_cases", "outpatient_cases"]

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Other:
    """A further diagnosis: its code, its type (2 comorbidity, 3 complication, 4 other), its percent of cases."""

    code: str
    type: str
    percent: int


@dataclass(frozen=True)
class Cases:
    """Kinds of cases, a row each; lists by kind, and figures by kind as arrays."""

    rows: Sequence[dict[str, str]]
    diagnoses: Sequence[Sequence[str]]
    others: Sequence[Sequence[Other]]
    drugs: Sequence[Sequence[str]]
    weights: dict[str, Ints]

    def figure(self, column: str) -> Ints:
        """Gives a column of whole numbers, 0 where it is blank."""
        return np.array([int(row[column] or 0) for row in self.rows])

    def words(self, column: str) -> list[list[str]]:
        """Gives a column of words with spaces between."""
        return [row[column].split() for row in self.rows]

    def drawn(self, chance: Chance, stream: str, items: Ints, weight: str) -> Ints:
        """Draws a kind for each item, by the weights of the column."""
        total = np.cumsum(self.weights[weight])
        kind: Ints = np.searchsorted(total, chance.below(stream, items, int(total[-1])), side="right")
        return kind

    def ages(self, chance: Chance, stream: str, items: Ints, kind: Ints) -> Ints:
        """Draws an age between a kind's youngest and oldest, most often the usual one."""
        young, usual, old = (self.figure(name)[kind] for name in ("young", "usual", "old"))
        one = chance.below(f"{stream} a", items, 1000)
        other = chance.below(f"{stream} b", items, 1000)
        # The mean of two even draws heaps up in the middle, which is then bent to the usual age.
        middle = (one + other) // 2
        below = young + (usual - young) * middle // 500
        above = usual + (old - usual) * (middle - 500) // 500
        age: Ints = np.clip(np.where(middle < 500, below, above), 0, AGES - 1)
        return age

    def sexes(self, chance: Chance, stream: str, items: Ints, kind: Ints) -> Ints:
        """Draws 0 for men, 1 for women; a kind of one sex leaves no choice."""
        only = self.figure("sex")[kind]
        sex: Ints = np.where(only > 0, only - 1, chance.below(stream, items, 2))
        return sex


def inpatient_cases() -> Cases:
    """Gives what people are admitted for; weights of a general and of a community hospital."""
    return _cases("cases.csv", "principals", ("general", "community"))


def outpatient_cases() -> Cases:
    """Gives what people come to the clinic for."""
    return _cases("visits.csv", "diagnosis", ("weight",))


def _cases(name: str, diagnosis: str, weights: Sequence[str]) -> Cases:
    with (_DATA / name).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    others = [[_other(word) for word in row["others"].split()] for row in rows]
    return Cases(
        rows,
        [row[diagnosis].split() for row in rows],
        others,
        [row["drugs"].split() for row in rows],
        {weight: np.array([int(row[weight]) for row in rows]) for weight in weights},
    )


def _other(word: str) -> Other:
    code, kind, percent = word.split(":")
    return Other(code, kind, int(percent))
