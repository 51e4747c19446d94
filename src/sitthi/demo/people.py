"""Who is registered where, and what a made-up person is: born when, of which sex, right, name and id.

A person is a number that says home hospital, sex, age when the people were counted, and place among those.
All else follows from the number and the seed, so a person treated in two hospitals is the same in both sets.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from sitthi.demo.chance import Chance, Ints
from sitthi.demo.country import COUNTED_ON, Hospital

__all__ = ["AGES", "NEWBORN", "RIGHTS", "People", "citizen_ids"]

AGES = 101
"""Single ages 0 to 100."""

RIGHTS = ("UCS", "SSS", "OFC", "LGO")
NEWBORN = 90_000_000
"""Numbers from here on are of children born in the year: their day of birth is that of their first stay."""

_PLACES = 4096
_PYRAMID = (62, 64, 70, 74, 76, 80, 82, 84, 84, 80, 70, 58, 45, 35, 28, 21, 13, 7, 3, 1, 0)
"""Weights of five years of age each, shaped like the country's of 2551, 100 at the end; not a census."""


def _right_shares(age: int) -> tuple[int, ...]:
    """Gives per mille of an age under each right but the first, in the order of `RIGHTS`."""
    if age < 20:
        return 0, 55, 15
    return (255, 75, 30) if age < 60 else (10, 150, 40)


@dataclass(frozen=True)
class People:
    """The people registered to hospitals: `cells[h, sex, age]` of them."""

    chance: Chance
    cells: Ints

    @classmethod
    def of(cls, hospitals: Sequence[Hospital], chance: Chance) -> "People":
        """Peoples the hospitals by one pyramid; no age is quite empty."""
        weights = np.array([_PYRAMID[min(age // 5, 20)] for age in range(AGES)])
        total = np.array([hospital.n_people for hospital in hospitals])
        women = np.array([492 + age // 2 for age in range(AGES)])
        share = np.stack([weights * (1000 - women), weights * women])
        cells = total[:, None, None] * share // (1000 * int(weights.sum()))
        return cls(chance, np.clip(cells, 8, _PLACES))

    def number(self, hospital: Ints, sex: Ints, age: Ints, place: Ints) -> Ints:
        """Gives the number of the person at a place of a cell; sex is 0 for men, 1 for women."""
        return ((hospital * 2 + sex) * AGES + age) * _PLACES + place

    def someone(self, stream: str, items: Ints, hospital: Ints, sex: Ints, age: Ints) -> Ints:
        """Draws a registered person of a hospital, sex and age for each item."""
        place = self.chance.below(stream, items, self.cells[hospital, sex, age])
        return self.number(hospital, sex, age, place)

    def registered(self, hospital: int) -> Ints:
        """Gives everybody registered to a hospital."""
        sex, age = np.divmod(np.arange(2 * AGES), AGES)
        n = self.cells[hospital, sex, age]
        place = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
        return self.number(np.array(hospital), np.repeat(sex, n), np.repeat(age, n), place)

    def home(self, person: Ints) -> Ints:
        """Gives the place of the hospital where a registered person is registered."""
        return person // (_PLACES * AGES * 2)

    def sex(self, person: Ints) -> Ints:
        """Gives 0 for men, 1 for women."""
        sex = person // (_PLACES * AGES) % 2
        return np.where(person >= NEWBORN, self.chance.below("newborn sex", person, 2), sex)

    def age(self, person: Ints) -> Ints:
        """Gives whole years on the day the people were counted; a child born later is 0."""
        return np.where(person >= NEWBORN, 0, person // _PLACES % AGES)

    def right(self, person: Ints) -> Ints:
        """Gives the place in `RIGHTS`: the first of a cell have the first right, and so on."""
        counts = np.cumsum(self.cells_by_right(), axis=-1)
        hospital, sex, age = self.home(person), self.sex(person), self.age(person)
        known = person < NEWBORN
        bounds = counts[np.where(known, hospital, 0), sex, age]
        right = (person % _PLACES)[..., None] >= bounds[..., :3]
        return np.where(known, right.sum(axis=-1), 0)

    def cells_by_right(self) -> Ints:
        """Gives how many of each cell have each right: the population table."""
        shares = np.array([_right_shares(age) for age in range(AGES)])
        parts = self.cells[..., None] * shares // 1000
        return np.concatenate([(self.cells - parts.sum(axis=-1))[..., None], parts], axis=-1)

    def born(self, person: Ints) -> Ints:
        """Gives the day of birth of registered persons, in days since 1970."""
        age = self.age(person)
        year = COUNTED_ON.year - np.arange(AGES) - 1
        begins = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (COUNTED_ON.month - 1)
        first = begins.astype("datetime64[D]").astype(np.int64) + 1
        length = np.concatenate([[first[0] + 365], first[:-1]]) - first
        # Nobody on the list is younger than a month: whoever is admitted was born before.
        length[0] -= 31
        return first[age] + self.chance.below("born", person, length[age])

    def has_id(self, person: Ints) -> np.ndarray:
        """Tells who has a citizen id: all but one or two in a hundred."""
        return ~self.chance.happens("no id", person, 12)


def citizen_ids(person: Ints) -> pa.Array:
    """Writes ids whose check digit holds and that nobody has.

    A first digit of 9 is no category of person and 99 after it no province, so the office that the first five
    digits name does not exist. The factor and the prime scatter the rest without giving two persons one id.
    """
    first_twelve = 999_000_000_000 + person * 7_654_321 % 999_999_937
    total = sum(weight * (first_twelve // 10 ** (weight - 2) % 10) for weight in range(2, 14))
    check = (11 - total % 11) % 10
    return pa.array(first_twelve * 10 + check).cast(pa.string())


@dataclass(frozen=True)
class Names:
    """Titles, first and family names of persons."""

    title: pa.Array
    first: pa.Array
    family: pa.Array

    @classmethod
    def of(cls, people: People, person: Ints, age: Ints) -> "Names":
        """Names persons by the word lists; the ages choose their titles."""
        words = tomllib.loads((Path(__file__).parent / "data" / "names.toml").read_text(encoding="utf-8"))
        chance, is_woman = people.chance, people.sex(person) == 1
        men, women = words["men"], words["women"]
        first = np.where(
            is_woman, len(men) + chance.below("name", person, len(women)), chance.below("name", person, len(men))
        )
        front, back = words["family_first"], words["family_last"]
        surnames = [f"{one}{other}" for one in front for other in back]
        # A household shares its name: those of one home and place do.
        household = people.home(person) * _PLACES + person % _PLACES
        titles = list(words["titles"].values())
        grown = np.where(is_woman, 3 + chance.below("wed", person, 2), 2)
        title = np.where(age < 15, is_woman.astype(np.int64), np.where(is_woman & (age < 20), 4, grown))
        return cls(
            pa.array(titles).take(pa.array(title)),
            pa.array(men + women).take(pa.array(first)),
            pa.array(surnames).take(pa.array(chance.below("family", household, len(surnames)))),
        )
