"""Who lies in which made-up hospital when: admissions, returns within weeks, transfers, leave and deaths."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sitthi.demo.cases import Cases, inpatient_cases
from sitthi.demo.chance import Chance, Ints
from sitthi.demo.country import BEGINS_ON, ENDS_ON, Hospital
from sitthi.demo.people import NEWBORN, People

__all__ = ["DAY", "FROM_OUTSIDE", "Stays", "stays_of"]

DAY = 1440
FROM_OUTSIDE = -2
_BEGIN = int(np.datetime64(BEGINS_ON, "m").astype(np.int64))
_END = int(np.datetime64(ENDS_ON, "m").astype(np.int64)) + DAY - 1
_RETURN_PER_MILLE = 14
"""Stays that are a return for the same chronic illness: with the waits below, near 70 in 1,000 within 28 days."""
_TRANSFER_PER_MILLE = 24


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


def stays_of(hospitals: Sequence[Hospital], people: People) -> Stays:
    """Makes every hospital's stays of the year, exactly as many as it has; by hospital and hour of admission."""
    cases = inpatient_cases()
    stays = _first_stays(hospitals, people, cases)
    _apart(stays, people)
    free = _Free(stays, people.chance)
    _add_transfers(stays, hospitals, people, cases, free)
    returning = free.picked("return", _chronic(stays, cases), _RETURN_PER_MILLE)
    again = _add_returns(stays, people, cases, free, returning)
    # A quarter of those who came back come back once more.
    _add_returns(stays, people, cases, free, again[_chronic(stays, cases)[again]][::4])
    _come_from_outside(stays, hospitals, people.chance, free)
    _let_leave(stays, people.chance)
    _let_die(stays, people.chance, cases)
    return stays.taken(np.lexsort((stays.person, stays.admitted, stays.hospital)))


def _first_stays(hospitals: Sequence[Hospital], people: People, cases: Cases) -> Stays:
    chance = people.chance
    hospital = np.repeat(np.arange(len(hospitals)), [one.n_stays for one in hospitals])
    items = np.arange(len(hospital))
    general = np.array([one.is_general for one in hospitals])[hospital]
    case = _first_cases(cases, chance, items, hospital, general)
    sex = cases.sexes(chance, "sex of stay", items, case)
    age = cases.ages(chance, "age of stay", items, case)
    home = _homes(hospitals, hospital, items, chance)
    person = people.someone("who", items, home, sex, age)
    newborn = cases.figure("young")[case] < 0
    person = np.where(newborn, NEWBORN + items, person)
    discharged = _BEGIN + chance.below("day of discharge", items, 365) * DAY + _hour(chance, "discharge", items)
    admitted = _times(people, cases, case, items, discharged)
    return Stays(
        hospital, person, home, people.sex(person),
        np.where(newborn, admitted // DAY, people.born(np.where(newborn, 0, person))), people.right(person), case,
        admitted, discharged, np.full_like(items, -1), np.full_like(items, -1), np.full_like(items, -1),
        np.zeros(len(items), np.bool_),
    )  # fmt: skip


def _first_cases(cases: Cases, chance: Chance, items: Ints, hospital: Ints, general: NDArray[np.bool_]) -> Ints:
    """Draws what the stays are for; where the chronic ill are well cared for, fewer of them need a bed."""
    case: Ints = np.where(
        general,
        cases.drawn(chance, "case", items, "general"),
        cases.drawn(chance, "case", items, "community"),
    )
    # Between hospitals this share differs most: it is what an admission rate is there to show.
    admits = 400 + chance.below("admits the chronic", hospital, 601)
    again = (cases.figure("chronic")[case] > 0) & ~chance.happens("bed for the chronic", items, admits)
    other = cases.drawn(chance, "another case", items, "community")
    drawn: Ints = np.where(again, other, case)
    return drawn


def _homes(hospitals: Sequence[Hospital], hospital: Ints, items: Ints, chance: Chance) -> Ints:
    """Gives where patients are registered: a general hospital's to a third elsewhere in its province."""
    first = np.array([one.refers_to for one in hospitals])
    n_province = np.array([sum(other.refers_to == one.refers_to for other in hospitals) for one in hospitals])
    general = np.array([one.is_general for one in hospitals])
    away = chance.happens("from elsewhere", items, np.where(general, 350, 40)[hospital])
    other = first[hospital] + chance.below("from where", items, n_province[hospital])
    home: Ints = np.where(away, other, hospital)
    return home


def _times(people: People, cases: Cases, case: Ints, items: Ints, discharged: Ints) -> Ints:
    """Gives when stays began that end at a time."""
    length = people.chance.waited("length", items, cases.figure("hours")[case] * 60)
    shift = people.chance.below("minute", items, 60)
    begun: Ints = discharged - np.maximum(length + shift, 90)
    return begun


def _hour(chance: Chance, stream: str, items: Ints) -> Ints:
    """Gives a minute of the day, mostly of the late morning."""
    late = chance.below(f"{stream} hour", items, 480) + chance.below(f"{stream} hour 2", items, 360)
    return 9 * 60 + late // 2


def _apart(stays: Stays, people: People) -> None:
    """Gives a stay to another person of the same kind while its own lies in a bed already."""
    for round_ in range(1, 50):
        order = np.lexsort((stays.admitted, stays.person))
        person, admitted = stays.person[order], stays.admitted[order]
        ends = stays.discharged[order]
        too_soon = (person[1:] == person[:-1]) & (admitted[1:] < ends[:-1] + 3 * DAY)
        rows = order[1:][too_soon]
        if not len(rows):
            return
        old = stays.person[rows]
        stays.person[rows] = people.someone(
            f"who {round_}", rows, people.home(old), people.sex(old), people.age(old)
        )
        stays.born[rows] = people.born(stays.person[rows])
        stays.right[rows] = people.right(stays.person[rows])


class _Free:
    """Which stays are still as they were drawn, so that returns and transfers may take their rows."""

    def __init__(self, stays: Stays, chance: Chance) -> None:
        self.stays, self.chance = stays, chance
        _, where, counts = np.unique(stays.person, return_inverse=True, return_counts=True)
        self.once = counts[where] == 1
        self.used = np.zeros(len(stays), np.bool_)

    def picked(self, stream: str, suits: NDArray[np.bool_], per_mille: int) -> Ints:
        """Picks, hospital by hospital, so many in a thousand among stays that suit, of people with one stay."""
        stays = self.stays
        order = self.chance.order(f"pick {stream}", np.arange(len(stays)))
        order = order[(suits & self.once & ~self.used)[order]]
        order = order[np.argsort(stays.hospital[order], kind="stable")]
        wanted = np.bincount(stays.hospital) * per_mille // 1000
        rows = _first_of_each(stays.hospital[order], wanted, order)
        self.used[rows] = True
        return rows

    def given_up(self, stream: str, hospital: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Finds a row to overwrite in each hospital named, and tells which got one."""
        stays = self.stays
        order = self.chance.order(f"give up {stream}", np.arange(len(stays)))
        order = order[~self.used[order]]
        order = order[np.argsort(stays.hospital[order], kind="stable")]
        n = np.bincount(stays.hospital[order], minlength=int(stays.hospital.max()) + 1)
        begins = np.cumsum(n) - n
        place = _place_in_group(hospital)
        has = place < n[hospital]
        rows = order[np.minimum(begins[hospital] + place, len(order) - 1)]
        self.used[rows[has]] = True
        return rows, has


def _first_of_each(group: Ints, wanted: Ints, rows: Ints) -> Ints:
    """Gives the first so many rows of each group; rows come group by group."""
    return rows[_place_in_group(group) < wanted[group]]


def _place_in_group(group: Ints) -> Ints:
    """Numbers the members of each group from 0, in their order."""
    order = np.argsort(group, kind="stable")
    n = np.bincount(group)
    place = np.empty_like(group)
    place[order] = np.arange(len(group)) - np.repeat(np.cumsum(n) - n, n)
    return place


def _chronic(stays: Stays, cases: Cases) -> NDArray[np.bool_]:
    """Tells the stays of chronic illness that end early enough for a return to end within the year."""
    is_early = stays.discharged < _END - 100 * DAY
    suits: NDArray[np.bool_] = (cases.figure("chronic")[stays.case] > 0) & is_early
    return suits


def _add_returns(stays: Stays, people: People, cases: Cases, free: _Free, index: Ints) -> Ints:
    """Lets the people of some stays come back to the same hospital for the same illness, up to ten weeks later."""
    chance = people.chance
    rows, has = free.given_up(f"return {len(index)}", stays.hospital[index])
    rows, index = rows[has], index[has]
    # From the same day on: half come back within three weeks, some only after the 28 days that are looked at.
    later = chance.below("return b", rows, 15) * chance.below("return c", rows, 3)
    days = chance.below("return a", rows, 35) + later
    admitted = np.maximum(
        (stays.discharged[index] // DAY + days) * DAY + _hour(chance, "return", rows),
        stays.discharged[index] + 75,
    )
    _write_over(stays, rows, index, admitted, _end_within(people, cases, stays.case[index], rows, admitted))
    return rows


def _add_transfers(stays: Stays, hospitals: Sequence[Hospital], people: People, cases: Cases, free: _Free) -> None:
    """Lets a few severe cases of community hospitals go on to the general hospital within hours."""
    general = np.array([one.is_general for one in hospitals])[stays.hospital]
    suits = (cases.figure("refer")[stays.case] > 0) & ~general & (stays.discharged < _END - 100 * DAY)
    index = free.picked("transfer", suits, _TRANSFER_PER_MILLE)
    to = np.array([one.refers_to for one in hospitals])[stays.hospital[index]]
    rows, has = free.given_up("transfer", to)
    rows, index, to = rows[has], index[has], to[has]
    chance = people.chance
    stays.discharged[index] = stays.admitted[index] + 60 + chance.below("before transfer", index, 600)
    stays.goes_to[index] = to
    admitted = stays.discharged[index] + 35 + chance.below("on the road", index, 150)
    _write_over(stays, rows, index, admitted, _end_within(people, cases, stays.case[index], rows, admitted))
    stays.came_from[rows] = stays.hospital[index]


def _come_from_outside(stays: Stays, hospitals: Sequence[Hospital], chance: Chance, free: _Free) -> None:
    """Lets general hospitals take a few patients from hospitals of none of the provinces."""
    general = np.array([one.is_general for one in hospitals])[stays.hospital]
    comes = general & ~free.used & (stays.person < NEWBORN) & chance.happens("outside", stays.person, 20)
    stays.came_from[comes] = FROM_OUTSIDE


def _end_within(people: People, cases: Cases, case: Ints, rows: Ints, admitted: Ints) -> Ints:
    """Gives when stays end that begin at a time; never after the year."""
    length = people.chance.waited("length again", rows, cases.figure("hours")[case] * 60)
    end = admitted + np.maximum(length, 300) + people.chance.below("minute again", rows, 60)
    within: Ints = np.minimum(end, _END)
    return within


def _write_over(stays: Stays, rows: Ints, index: Ints, admitted: Ints, discharged: Ints) -> None:
    for name in ("person", "home", "sex", "born", "right", "case"):
        getattr(stays, name)[rows] = getattr(stays, name)[index]
    stays.admitted[rows], stays.discharged[rows] = admitted, discharged


def _let_leave(stays: Stays, chance: Chance) -> None:
    """Lets a few of those who lie long go home for a night."""
    long = stays.discharged - stays.admitted > 4 * DAY
    # A row's number changes with the size of the year; a person's does not.
    goes = long & chance.happens("leave", stays.person, 90)
    stays.leave_on[goes] = stays.admitted[goes] // DAY + 2


def _let_die(stays: Stays, chance: Chance, cases: Cases) -> None:
    """Lets people die at the end of their last stay, the old three times as often as the young."""
    order = np.lexsort((stays.admitted, stays.person))
    is_last = np.ones(len(stays), np.bool_)
    is_last[order[:-1]] = stays.person[order][1:] != stays.person[order][:-1]
    age = (stays.admitted // DAY - stays.born) // 365
    per_mille = cases.figure("death")[stays.case] * np.where(age > 70, 3, np.where(age > 50, 2, 1)) // 2
    stays.died[:] = is_last & (stays.goes_to < 0) & chance.happens("death", stays.person, per_mille)
