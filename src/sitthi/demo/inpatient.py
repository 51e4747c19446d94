"""Writes a made-up hospital's admissions: IPD, IRF, IDX, IOP and LVD of the 16 files."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from sitthi.demo.cases import Cases, inpatient_cases
from sitthi.demo.chance import Chance, Ints
from sitthi.demo.letters import Cells, blank_unless, clock, code, day, joined, same, word
from sitthi.demo.stays import DAY
from sitthi.demo.year import Year

__all__ = [
    "admissions",
    "diagnosed",
    "diagnoses",
    "doctors",
    "leaves",
    "procedures",
    "referrals",
    "stay_diagnoses",
]


def admissions(year: Year) -> dict[str, Cells]:
    """Gives IPD, a row a stay."""
    stays, cases = year.stays, inpatient_cases()
    dept = [row["dept"] for row in cases.rows]
    age_days = stays.admitted // DAY - stays.born
    return {
        "HN": year.hn.take(year.stay_person),
        "AN": year.an,
        "DATEADM": day(stays.admitted // DAY),
        "TIMEADM": clock(stays.admitted),
        "DATEDSC": day(stays.discharged // DAY),
        "TIMEDSC": clock(stays.discharged),
        "DISCHS": word("123456789", _status(year, cases)),
        "DISCHT": word("1234589", _way(year)),
        "WARDDSC": joined("", same("W", len(stays)), word(dept, stays.case)),
        "DEPT": word(dept, stays.case),
        "ADM_W": _weight(year, cases, age_days),
        "UUC": same("1", len(stays)),
        "SVCTYPE": same("I", len(stays)),
    }


_STATES = {"delivery": 3, "caesarean": 3, "false_labour": 4, "newborn": 5}
"""States at discharge that only some cases have, as places among 1 to 9; the others recover or are better."""


def _status(year: Year, cases: Cases) -> Ints:
    """Gives the state at discharge, as a place among 1 to 9."""
    ids = [row["id"] for row in cases.rows]
    usual = np.array([_STATES.get(name, 1) for name in ids])
    stays, chance = year.stays, year.chance
    status = np.where(usual[stays.case] == 1, chance.below("status", year.stay_items, 2), usual[stays.case])
    status = np.where(stays.goes_to >= 0, np.where(usual[stays.case] == 4, 4, 2), status)
    return np.where(stays.died, 8, status)


def _way(year: Year) -> Ints:
    """Gives the way of discharge, as a place among 1 2 3 4 5 8 9."""
    stays, chance = year.stays, year.chance
    against = chance.happens("against advice", year.stay_items, 12)
    way = np.where(stays.goes_to >= 0, 3, against.astype(np.int64))
    return np.where(stays.died, 6 - chance.happens("autopsy", year.stay_items, 60), way)


def _weight(year: Year, cases: Cases, age_days: Ints) -> Cells:
    """Writes the weight on admission in kilograms; a newborn's to the gram."""
    chance, items = year.chance, year.stay_items
    is_preterm = np.array([row["id"] == "preterm" for row in cases.rows])[year.stays.case]
    grams = np.where(is_preterm, 1300, 2600) + chance.below("birth weight", items, np.where(is_preterm, 900, 1300))
    years = np.minimum(age_days // 365, 18)
    kilos = 9 + years * 5 // 2 + chance.below("weight", items, 5 + 2 * years)
    newborn = joined(".", code(grams // 1000, 1), code(grams % 1000, 3))
    grown = joined(".", code(kilos, 1), same("0", len(items)))
    return joined("", blank_unless(age_days <= 28, newborn), blank_unless(age_days > 28, grown))


def referrals(year: Year) -> dict[str, Cells]:
    """Gives IRF: from where stays came (1) and where they went on to (2)."""
    stays = year.stays
    rows, direction = _either(stays.came_from != -1, stays.goes_to >= 0)
    other = np.where(direction == 1, stays.came_from[rows], stays.goes_to[rows])
    return {
        "AN": year.an.take(rows),
        "REFER": year.code_of(other),
        "REFERTYPE": word(["", "1", "2"], direction),
    }


def _either(first: np.ndarray, second: np.ndarray) -> tuple[Ints, Ints]:
    """Gives the rows of the one and the other, in order, with 1 or 2 beside each."""
    rows = np.concatenate([np.flatnonzero(first), np.flatnonzero(second)])
    which = np.repeat([1, 2], [int(first.sum()), int(second.sum())])
    order = np.lexsort((which, rows))
    return rows[order], which[order]


def diagnosed(
    chance: Chance, stream: str, items: Ints, cases: Cases, kind: Ints, causes: Sequence[Sequence[str]] = ()
) -> tuple[Ints, Cells, Cells]:
    """Gives the diagnoses of stays or visits, a row each: whose, the code, its type; the principal one first."""
    further = {other.code for others in cases.others for other in others}
    words = sorted({*chain.from_iterable(cases.diagnoses), *chain.from_iterable(causes), *further})
    place = {one: n for n, one in enumerate(words)}
    rows = [np.arange(len(items))]
    codes = [_one_of(chance, f"{stream} principal", items, kind, cases.diagnoses, place)]
    types = [np.full(len(items), 1)]
    for n in range(max(map(len, cases.others))):
        known = [others[n] if n < len(others) else None for others in cases.others]
        percent = np.array([other.percent if other else 0 for other in known])[kind]
        has = np.flatnonzero(chance.below(f"{stream} other {n}", items, 100) < percent)
        rows.append(has)
        codes.append(np.array([place[other.code] if other else 0 for other in known])[kind][has])
        types.append(np.array([int(other.type) if other else 0 for other in known])[kind][has])
    if causes:
        has = np.flatnonzero(np.array([bool(one) for one in causes])[kind])
        rows.append(has)
        codes.append(_one_of(chance, f"{stream} cause", items[has], kind[has], causes, place))
        types.append(np.full(len(has), 5))
    row, code_, type_ = np.concatenate(rows), np.concatenate(codes), np.concatenate(types)
    order = np.argsort(row, kind="stable")
    return row[order], word(words, code_[order]), word("012345", type_[order])


def _one_of(
    chance: Chance, stream: str, items: Ints, kind: Ints, lists: Sequence[Sequence[str]], place: dict[str, int]
) -> Ints:
    """Draws one word of each kind's list, as its place among all words."""
    n = np.array([len(words) for words in lists])
    begins = np.cumsum(n) - n
    flat = np.array([place[word_] for words in lists for word_ in words])
    one: Ints = flat[begins[kind] + chance.below(stream, items, n[kind])]
    return one


def stay_diagnoses(year: Year) -> tuple[Ints, Cells, Cells]:
    """Gives every diagnosis of the stays: which stay, the code, its type."""
    cases = inpatient_cases()
    causes = cases.words("cause")
    return diagnosed(year.chance, "stay", year.stay_items, cases, year.stays.case, causes)


def diagnoses(year: Year) -> dict[str, Cells]:
    """Gives IDX."""
    row, codes, types = stay_diagnoses(year)
    return {"AN": year.an.take(row), "DIAG": codes, "DXTYPE": types, "DRDX": doctors(year, row)}


def doctors(year: Year, row: Ints) -> Cells:
    """Writes licences of doctors of whom there are none: the numbers start with 99."""
    who = year.chance.below("doctor", year.place * 1000 + row % 1000, 40)
    return joined("", same("ว99", len(row)), code(who + 100, 3))


def procedures(year: Year) -> dict[str, Cells]:
    """Gives IOP: what a kind of case has done to it, the first always, each further one for most."""
    stays, listed = year.stays, inpatient_cases().words("procedures")
    n = np.array([len(words) for words in listed])
    words = sorted({word_ for words in listed for word_ in words})
    rows, codes, which = [], [], []
    for k in range(int(n.max())):
        at = np.array([words.index(one[k]) if k < len(one) else 0 for one in listed])
        is_done = year.chance.below(f"procedure {k}", year.stay_items, 100) < (100 if k == 0 else 65)
        has = (n[stays.case] > k) & is_done
        rows.append(np.flatnonzero(has))
        codes.append(at[stays.case][has])
        which.append(np.full(int(has.sum()), min(k, 1)))
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    row, begins = row[order], stays.admitted[row[order]] + 30
    ends = np.minimum(begins + 20, stays.discharged[row])
    return {
        "AN": year.an.take(row),
        "OPER": word(words, np.concatenate(codes)[order]),
        "OPTYPE": word("12", np.concatenate(which)[order]),
        "DROPID": doctors(year, row),
        "DATEIN": day(begins // DAY),
        "TIMEIN": clock(begins),
        "DATEOUT": day(ends // DAY),
        "TIMEOUT": clock(ends),
    }


def leaves(year: Year) -> dict[str, Cells]:
    """Gives LVD: one night at home, from four in the afternoon."""
    row = np.flatnonzero(year.stays.leave_on >= 0)
    out = year.stays.leave_on[row]
    return {
        "SEQLVD": same("1", len(row)),
        "AN": year.an.take(row),
        "DATEOUT": day(out),
        "TIMEOUT": same("1600", len(row)),
        "DATEIN": day(out + 1),
        "TIMEIN": same("1600", len(row)),
        "QTYDAY": same("1", len(row)),
    }
