"""One made-up hospital's year as numbers: its stays, its visits, and the people who came."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sitthi.demo.cases import outpatient_cases
from sitthi.demo.chance import Chance, Ints
from sitthi.demo.country import BEGINS_ON, OUTSIDE, Hospital
from sitthi.demo.letters import Cells, blank_unless, code, joined, same, word
from sitthi.demo.people import NEWBORN, RIGHTS, People, citizen_ids
from sitthi.demo.stays import DAY, FROM_OUTSIDE, Stays

__all__ = ["Visits", "Year", "visits_of"]

_BEGIN_DAY = int(np.datetime64(BEGINS_ON, "D").astype(np.int64))
_ROOM = 2**23
"""Stays or visits that a hospital may have before its numbers run into the next hospital's."""


@dataclass
class Visits:
    """Outpatient visits, a row each, by day and hour; minutes since 1970."""

    person: Ints
    home: Ints
    kind: Ints
    at: Ints
    sent_on: NDArray[np.bool_]


@dataclass(frozen=True)
class Year:
    """A hospital's year; `codes` are all hospitals' codes by place, `all_have_ids` leaves nobody without one."""

    hospital: Hospital
    place: int
    codes: Sequence[str]
    people: People
    stays: Stays
    visits: Visits
    all_have_ids: bool = False

    @property
    def chance(self) -> Chance:
        """Is the chance that the country is drawn with."""
        return self.people.chance

    @cached_property
    def stay_items(self) -> Ints:
        """Are the stays' numbers in the country, for draws."""
        return self.place * _ROOM + np.arange(len(self.stays))

    @cached_property
    def visit_items(self) -> Ints:
        """Are the visits' numbers in the country, for draws."""
        return self.place * _ROOM + np.arange(len(self.visits.person))

    @cached_property
    def persons(self) -> Ints:
        """Are the numbers of all who came, each once, rising."""
        return np.unique(np.concatenate([self.stays.person, self.visits.person]))

    @cached_property
    def stay_person(self) -> Ints:
        """Is each stay's row in `persons`."""
        return np.searchsorted(self.persons, self.stays.person)

    @cached_property
    def visit_person(self) -> Ints:
        """Is each visit's row in `persons`."""
        return np.searchsorted(self.persons, self.visits.person)

    @cached_property
    def born(self) -> Ints:
        """Is each person's day of birth, in days since 1970."""
        registered = self.people.born(np.where(self.persons < NEWBORN, self.persons, 0))
        born = np.where(self.persons < NEWBORN, registered, 0)
        is_newborn = self.stays.person >= NEWBORN
        born[self.stay_person[is_newborn]] = self.stays.born[is_newborn]
        return born

    @cached_property
    def right(self) -> Ints:
        """Is each person's right, as a place in `RIGHTS`."""
        return self.people.right(self.persons)

    @cached_property
    def rights(self) -> Cells:
        """Is each person's right as its code."""
        return word(RIGHTS, self.right)

    @cached_property
    def hn(self) -> Cells:
        """Is each person's hospital number, the hospital's own."""
        return self.hospital_numbers(self.persons)

    def hospital_numbers(self, persons: Ints) -> Cells:
        """Writes the numbers that the hospital gives to persons."""
        # The factor and the prime scatter the numbers: no two persons of a hospital get the same.
        return code((persons * 48_271 + 1_000_003 * (self.place + 1)) % 99_999_989, 8)

    @cached_property
    def cid(self) -> Cells:
        """Is each person's citizen id, blank for the few who have none."""
        has = np.ones(len(self.persons), np.bool_) if self.all_have_ids else self.people.has_id(self.persons)
        return blank_unless(has, citizen_ids(self.persons))

    @cached_property
    def an(self) -> Cells:
        """Is each stay's admission number: the Buddhist year's last digits, then in order of admission."""
        year = (self.stays.admitted // DAY).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
        return joined("", code((year + 1970 + 543) % 100, 2), code(np.arange(1, len(self.stays) + 1), 6))

    @cached_property
    def seq(self) -> Cells:
        """Is each visit's number."""
        n = len(self.visits.at)
        return joined("", same("51", n), code(np.arange(1, n + 1), 7))

    def code_of(self, place: Ints) -> Cells:
        """Writes hospitals by their place; none is a blank cell."""
        known = np.where(place == FROM_OUTSIDE, len(self.codes), np.where(place < 0, len(self.codes) + 1, place))
        return word([*self.codes, OUTSIDE, ""], known)


def visits_of(hospital: Hospital, place: int, people: People, died: Ints, n_visits: int) -> Visits:
    """Makes a hospital's visits of the year; nobody who died in one of its beds comes."""
    chance, cases = people.chance, outpatient_cases()
    items = place * _ROOM + np.arange(n_visits)
    day = _BEGIN_DAY + chance.below("visit day", items, 365)
    # Clinics are open from Monday to Friday; who would come on a Saturday or Sunday comes on the Monday.
    weekday = (day + 3) % 7
    day = np.where(weekday >= 5, np.where(day + 2 < _BEGIN_DAY + 365, day + 7 - weekday, day - 2), day)
    at = day * DAY + 8 * 60 + chance.below("visit minute", items, 480)
    order = np.argsort(at, kind="stable")
    items, at = items[order], at[order]
    kind = cases.drawn(chance, "visit", items, "weight")
    sex = cases.sexes(chance, "sex of visit", items, kind)
    age = cases.ages(chance, "age of visit", items, kind)
    home = np.full(n_visits, place)
    person = people.someone("visitor", items, home, sex, age)
    for again in range(1, 50):
        dead = np.isin(person, died)
        if not dead.any():
            break
        person[dead] = people.someone(f"visitor {again}", items, home, sex, age)[dead]
    sent_on = ~np.bool_(hospital.is_general) & chance.happens("visit sent on", items, 15)
    return Visits(person, home, kind, at, sent_on)
