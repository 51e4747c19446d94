"""Draws who lies in which made-up hospital when; then come returns and transfers, leave and deaths."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sitthi.demo.cases import Cases, inpatient_cases
from sitthi.demo.chance import Chance, Ints
from sitthi.demo.coming_back import bring_back
from sitthi.demo.country import Hospital
from sitthi.demo.people import NEWBORN, People
from sitthi.demo.stays import BEGIN, DAY, Stays, hour_of_day

__all__ = ["stays_of"]


def stays_of(hospitals: Sequence[Hospital], people: People) -> Stays:
    """Makes every hospital's stays of the year, exactly as many as it has; by hospital and hour of admission."""
    cases = inpatient_cases()
    stays = _first_stays(hospitals, people, cases)
    _apart(stays, people)
    bring_back(stays, hospitals, people, cases)
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
    discharged = (
        BEGIN + chance.below("day of discharge", items, 365) * DAY + hour_of_day(chance, "discharge", items)
    )
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
