"""Writes a made-up hospital's part of the 43 files: people, admissions with DRG, screenings."""

import numpy as np

from sitthi.book import Book
from sitthi.demo.chance import Ints
from sitthi.demo.charges import stay_totals
from sitthi.demo.country import BEGINS_ON, COUNTED_ON
from sitthi.demo.inpatient import admissions, stay_diagnoses
from sitthi.demo.letters import Cells, blank_unless, code, day, joined, moment, money, number, same, word
from sitthi.demo.people import NEWBORN, Names, citizen_ids
from sitthi.demo.stays import DAY
from sitthi.demo.weights import weights
from sitthi.demo.year import Year

__all__ = ["register_files"]

_INSTYPES = ("0100", "4200", "1100", "2100")
"""Codes of the four rights as exports have them; no list of them was found, so nothing is read from them."""
_CHANGED = "20090405083000"
_BEGIN_DAY = int(np.datetime64(BEGINS_ON, "D").astype(np.int64))
_COUNTED_DAY = int(np.datetime64(COUNTED_ON, "D").astype(np.int64))
_PAP = ("1B0040", "1B0044")


def register_files(year: Year, charges_per_stay: int, book: Book, everybody: bool) -> dict[str, dict[str, Cells]]:
    """Gives PERSON, ADMISSION, DIAGNOSIS_IPD, NCDSCREEN and SPECIALPP.

    PERSON has those who came, and with `everybody` all who are registered too: without them, screenings are
    of those who came alone.
    """
    came = year.persons
    registered = year.people.registered(year.place) if everybody else came[came < NEWBORN]
    persons = np.union1d(came, registered)
    screened = _screened(year, registered)
    return {
        "PERSON": _persons(year, persons),
        "ADMISSION": _admissions(year, charges_per_stay, book),
        "DIAGNOSIS_IPD": _diagnoses(year),
        "NCDSCREEN": _risk_screenings(year, screened),
        "SPECIALPP": _pap_smears(year, registered),
    }


def _pid(persons: Ints) -> Cells:
    return code(persons, 9)


def _persons(year: Year, persons: Ints) -> dict[str, Cells]:
    people = year.people
    born = people.born(np.where(persons < NEWBORN, persons, 0))
    at = np.searchsorted(year.persons, persons)
    came = np.isin(persons, year.persons)
    born[came] = year.born[at[came]]
    age = (_COUNTED_DAY + 183 - born) // 365
    sex = people.sex(persons)
    names = Names.of(people, persons, age)
    grown = np.where(sex == 0, 2, 3 + people.chance.below("wed", persons, 2))
    prename = np.where(age < 15, sex, np.where((sex == 1) & (age < 20), 4, grown))
    own = (persons < NEWBORN) & (people.home(persons) == year.place)
    has_id = np.full(len(persons), True) if year.all_have_ids else people.has_id(persons)
    n = len(persons)
    return {
        "HOSPCODE": same(year.hospital.code, n),
        "CID": blank_unless(has_id, citizen_ids(persons)),
        "PID": _pid(persons),
        "HN": year.hospital_numbers(persons),
        "PRENAME": word(("001", "002", "003", "005", "004"), prename),
        "NAME": names.first,
        "LNAME": names.family,
        "SEX": word("12", sex),
        "BIRTH": day(born),
        "NATION": same("099", n),
        "DISCHARGE": same("9", n),
        "TYPEAREA": word("41", own.astype(np.int64)),
        "D_UPDATE": same(_CHANGED, n),
    }


def _admissions(year: Year, charges_per_stay: int, book: Book) -> dict[str, Cells]:
    stays, claimed, grouped = year.stays, admissions(year), weights(year, book)
    n = len(stays)
    referred = stays.came_from != -1
    return {
        "HOSPCODE": same(year.hospital.code, n),
        "PID": _pid(stays.person),
        "SEQ": joined("", same("9", n), year.an),
        "AN": year.an,
        "DATETIME_ADMIT": moment(stays.admitted),
        "WARDADMIT": claimed["WARDDSC"],
        "INSTYPE": word(_INSTYPES, stays.right),
        "TYPEIN": word("13", referred.astype(np.int64)),
        "REFERINHOSP": year.code_of(stays.came_from),
        "CAUSEIN": word(["", "1"], referred.astype(np.int64)),
        "DATETIME_DISCH": moment(stays.discharged),
        "WARDDISCH": claimed["WARDDSC"],
        "DISCHSTATUS": claimed["DISCHS"],
        "DISCHTYPE": claimed["DISCHT"],
        "REFEROUTHOSP": year.code_of(stays.goes_to),
        "CAUSEOUT": word(["", "1"], (stays.goes_to >= 0).astype(np.int64)),
        "PRICE": money(stay_totals(year, charges_per_stay)),
        "PAYPRICE": same("0.00", n),
        "ACTUALPAY": same("0.00", n),
        "D_UPDATE": moment(stays.discharged + 3 * DAY),
        "DRG": grouped.drg,
        "RW": grouped.rw,
        "ADJRW": grouped.adjrw,
        "ERROR": grouped.error,
        "WARNING": same("0", n),
        "ACTLOS": grouped.los,
        "GROUPER_VERSION": same("made-up 6", n),
        "CID": year.cid.take(year.stay_person),
    }


def _diagnoses(year: Year) -> dict[str, Cells]:
    row, codes, types = stay_diagnoses(year)
    stays, n = year.stays, len(row)
    return {
        "HOSPCODE": same(year.hospital.code, n),
        "PID": _pid(stays.person[row]),
        "AN": year.an.take(row),
        "DATETIME_ADMIT": moment(stays.admitted[row]),
        "WARDDIAG": admissions(year)["WARDDSC"].take(row),
        "DIAGTYPE": types,
        "DIAGCODE": codes,
        "D_UPDATE": moment(stays.discharged[row] + 3 * DAY),
    }


def _screened(year: Year, registered: Ints) -> Ints:
    """Draws who of 35 and over was screened; each hospital reaches its own share of them."""
    reached = 480 + int(year.chance.below("screening reach", np.array([year.place]), 420)[0])
    grown = year.people.age(registered) >= 35
    return registered[grown & year.chance.happens("screened", registered, reached)]


def _risk_screenings(year: Year, persons: Ints) -> dict[str, Cells]:
    chance, n = year.chance, len(persons)
    on = _BEGIN_DAY + chance.below("screened on", persons, 365)
    upper = 104 + chance.below("screened upper", persons, 56)
    return {
        "HOSPCODE": same(year.hospital.code, n),
        "PID": _pid(persons),
        "DATE_SERV": day(on),
        "SERVPLACE": word("12", chance.below("screened where", persons, 2)),
        "SMOKE": word("1234", chance.below("smoke", persons, 4)),
        "ALCOHOL": word("1234", chance.below("alcohol", persons, 4)),
        "WEIGHT": joined(".", number(44 + chance.below("kilos", persons, 42)), same("0", n)),
        "HEIGHT": number(148 + chance.below("height", persons, 32)),
        "WAIST_CM": number(66 + chance.below("waist", persons, 42)),
        "SBP_1": number(upper),
        "DBP_1": number(upper - 42),
        "BSLEVEL": number(78 + chance.below("sugar", persons, 90)),
        "BSTEST": same("3", n),
        "D_UPDATE": moment(on * DAY + 16 * 60),
    }


def _pap_smears(year: Year, registered: Ints) -> dict[str, Cells]:
    chance = year.chance
    age, sex = year.people.age(registered), year.people.sex(registered)
    reached = 250 + int(chance.below("smear reach", np.array([year.place]), 450)[0])
    due = (sex == 1) & (age >= 30) & (age <= 60) & (age % 5 == 0)
    persons = registered[due & chance.happens("smear", registered, reached)]
    n, on = len(persons), _BEGIN_DAY + chance.below("smear on", persons, 365)
    return {
        "HOSPCODE": same(year.hospital.code, n),
        "PID": _pid(persons),
        "DATE_SERV": day(on),
        "SERVPLACE": same("1", n),
        "PPSPECIAL": word(_PAP, chance.below("smear found", persons, 20) // 19),
        "D_UPDATE": moment(on * DAY + 16 * 60),
    }
