"""Lets made-up people lie in hospital again: transfers within hours, returns within weeks.

Such a stay takes the row of one that was drawn for somebody else, so that each hospital keeps its number of stays.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sitthi.demo.cases import Cases
from sitthi.demo.chance import Chance, Ints
from sitthi.demo.country import Hospital
from sitthi.demo.people import NEWBORN, People
from sitthi.demo.stays import DAY, END, FROM_OUTSIDE, Stays, hour_of_day

__all__ = ["bring_back"]

_RETURN_PER_MILLE = 14
"""Stays that are a return for the same chronic illness: with the waits below, near 80 in 1,000 within 28 days."""
_TRANSFER_PER_MILLE = 24


def bring_back(stays: Stays, hospitals: Sequence[Hospital], people: People, cases: Cases) -> None:
    """Writes transfers and returns into the stays, and lets some patients come from outside."""
    free = _Free(stays, people.chance)
    _add_transfers(stays, hospitals, people, cases, free)
    returning = free.picked("return", _chronic(stays, cases), _RETURN_PER_MILLE)
    again = _add_returns(stays, people, cases, free, returning)
    # A quarter of those who came back come back once more.
    _add_returns(stays, people, cases, free, again[_chronic(stays, cases)[again]][::4])
    _come_from_outside(stays, hospitals, people.chance, free)


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
    is_early = stays.discharged < END - 100 * DAY
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
        (stays.discharged[index] // DAY + days) * DAY + hour_of_day(chance, "return", rows),
        stays.discharged[index] + 75,
    )
    _write_over(stays, rows, index, admitted, _end_within(people, cases, stays.case[index], rows, admitted))
    return rows


def _add_transfers(stays: Stays, hospitals: Sequence[Hospital], people: People, cases: Cases, free: _Free) -> None:
    """Lets a few severe cases of community hospitals go on to the general hospital within hours."""
    general = np.array([one.is_general for one in hospitals])[stays.hospital]
    suits = (cases.figure("refer")[stays.case] > 0) & ~general & (stays.discharged < END - 100 * DAY)
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
    within: Ints = np.minimum(end, END)
    return within


def _write_over(stays: Stays, rows: Ints, index: Ints, admitted: Ints, discharged: Ints) -> None:
    for name in ("person", "home", "sex", "born", "right", "case"):
        getattr(stays, name)[rows] = getattr(stays, name)[index]
    stays.admitted[rows], stays.discharged[rows] = admitted, discharged
