"""Puts a made-up hospital's year together as the 16 files: rights, patients, accidents, and the rest."""

import numpy as np
import pyarrow as pa

from sitthi.demo.cases import inpatient_cases
from sitthi.demo.charges import additional_items, bills, drugs
from sitthi.demo.inpatient import admissions, diagnoses, leaves, procedures, referrals
from sitthi.demo.letters import Cells, blank_unless, clock, day, joined, number, same, word
from sitthi.demo.outpatient import visit_diagnoses, visit_procedures, visit_referrals, visits
from sitthi.demo.people import Names
from sitthi.demo.stays import DAY
from sitthi.demo.year import Year

__all__ = ["claim_files"]

_SUBTYPES = ("89", "S1", "O1", "L1", "71", "77")
"""Kinds of right: of the four rights, and of children and the old under the first."""


def claim_files(year: Year, charges_per_stay: int) -> dict[str, dict[str, Cells]]:
    """Gives the columns that are filled of each of the 16 files; those left out stay blank."""
    cht, cha = bills(year, charges_per_stay)
    return {
        "INS": _rights(year),
        "PAT": _patients(year),
        "OPD": visits(year),
        "ORF": visit_referrals(year),
        "ODX": visit_diagnoses(year),
        "OOP": visit_procedures(year),
        "IPD": admissions(year),
        "IRF": referrals(year),
        "IDX": diagnoses(year),
        "IOP": procedures(year),
        "CHT": cht,
        "CHA": cha,
        "AER": _accidents(year),
        "ADP": additional_items(year),
        "LVD": leaves(year),
        "DRU": drugs(year),
    }


def _rights(year: Year) -> dict[str, Cells]:
    """Gives INS, a row a stay and a row a visit."""
    person = np.concatenate([year.stay_person, year.visit_person])
    home = np.concatenate([year.stays.home, year.visits.home])
    age = (np.concatenate([year.stays.admitted, year.visits.at]) // DAY - year.born[person]) // 365
    right = year.right[person]
    kind = np.where(right > 0, right, np.where(age < 12, 4, np.where(age >= 60, 5, 0)))
    n, m = len(year.stays), len(year.visits.at)
    return {
        "HN": year.hn.take(person),
        "INSCL": year.rights.take(person),
        "SUBTYPE": word(_SUBTYPES, kind),
        "CID": year.cid.take(person),
        "HCODE": same(year.hospital.code, len(person)),
        "HOSPMAIN": year.code_of(home),
        "HOSPSUB": year.code_of(home),
        "PERMITNO": joined("", same("PP", len(person)), number(9_900_000_000 + np.arange(len(person)))),
        "AN": pa.concat_arrays([year.an, pa.nulls(m, pa.string())]),
        "SEQ": pa.concat_arrays([pa.nulls(n, pa.string()), year.seq]),
        "HTYPE": word("12", (home != year.place).astype(np.int64)),
    }


def _patients(year: Year) -> dict[str, Cells]:
    """Gives PAT, a row a person."""
    persons, chance = year.persons, year.chance
    age = (int(np.datetime64("2008-10-01", "D").astype(np.int64)) - year.born) // 365
    names = Names.of(year.people, persons, age)
    two, comma = same("  ", len(persons)), same(", ", len(persons))
    wed = np.where(age < 18, 0, chance.below("wed", persons, 3))
    return {
        "HCODE": same(year.hospital.code, len(persons)),
        "HN": year.hn,
        "CHANGWAT": same("99", len(persons)),
        "AMPHUR": same(year.hospital.district, len(persons)),
        "DOB": day(year.born),
        "SEX": word("12", year.people.sex(persons)),
        "MARRIAGE": word("123", wed),
        "NATION": same("099", len(persons)),
        "PERSON_ID": year.cid,
        "NAMEPAT": joined("", names.first, two, names.family, comma, names.title),
        "TITLE": names.title,
        "FNAME": names.first,
        "LNAME": names.family,
        "IDTYPE": word("14", pa.compute.is_null(year.cid).to_numpy(zero_copy_only=False).astype(np.int64)),
    }


def _accidents(year: Year) -> dict[str, Cells]:
    """Gives AER: stays after an accident, and those that came from or went on to another hospital."""
    stays, cases = year.stays, inpatient_cases()
    cause = [row["cause"] for row in cases.rows]
    hurt = np.array([bool(one) for one in cause])[stays.case]
    by_motor = np.array([one.startswith("V") for one in cause])[stays.case]
    comes, goes = stays.came_from != -1, stays.goes_to >= 0
    row = np.flatnonzero(hurt | comes | goes)
    before = stays.admitted[row] - 40 - year.chance.below("since accident", year.stay_items[row], 300)
    return {
        "HN": year.hn.take(year.stay_person[row]),
        "AN": year.an.take(row),
        "DATEOPD": day(stays.admitted[row] // DAY),
        "AEDATE": blank_unless(hurt[row], day(before // DAY)),
        "AETIME": blank_unless(hurt[row], clock(before)),
        "AETYPE": blank_unless(by_motor[row], same("V", len(row))),
        "REFER_NO": blank_unless((comes | goes)[row], number(99_000_000 + row)),
        "REFMAINI": year.code_of(stays.came_from[row]),
        "IREFTYPE": blank_unless(comes[row], same("1100", len(row))),
        "REFMAINO": year.code_of(stays.goes_to[row]),
        "OREFTYPE": blank_unless(goes[row], same("1100", len(row))),
        "UCAE": word("NA", hurt[row].astype(np.int64)),
    }
