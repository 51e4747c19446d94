"""Populations made from a seed: few people, few days and near codes, so that every edge comes up often."""

import datetime
import random
from dataclasses import fields

import pyarrow as pa

from sitthi.core.measures.person import Person, Screened
from sitthi.core.measures.person_rights import RightSeen
from sitthi.core.measures.population import Counted
from sitthi.core.measures.stay import Stay, age_on

FIRST = datetime.date(2008, 4, 1)
CODES = [
    "E100", "E101", "E119", "E149", "E109", "J450", "J46", "J441", "I10", "I119", "I674", "I609", "I619", "H350",
    "I639", "S065", "T149", "Z000", "E10", "I67",
]  # fmt: skip
OTHERS = ["I10", "I151", "I674", "S000", "T999", "E119", "N183", "R99", "I1"]
HOSPITALS = ["99001", "99002", "99003"]


def made_stays(draw: random.Random) -> list[Stay]:
    """Makes the stays of some people over half a year, numbered as a batch numbers them."""
    people = [_person(draw, key) for key in range(draw.randint(2, 9))]
    stays = [_stay(draw, draw.choice(people), number) for number in range(draw.randint(1, 60))]
    draw.shuffle(stays)
    return stays


def _person(draw: random.Random, key: int) -> dict[str, object]:
    born = datetime.date(draw.choice([1960, 1992, 1993, 1994, 2004]), draw.choice([2, 4, 6]), draw.randint(1, 28))
    if draw.random() < 0.2:
        born = datetime.date(draw.choice([1976, 1992]), 2, 29)
    return {
        "person_key": key,
        "has_cid": draw.random() > 0.1,
        "sex": draw.choice(["1", "2", "2", None]),
        "born_on": None if draw.random() < 0.1 else born,
        "disease": draw.choice(CODES),
    }


def _stay(draw: random.Random, person: dict[str, object], number: int) -> Stay:
    admitted = datetime.datetime.combine(FIRST, datetime.time(draw.choice([0, 8, 13]), draw.choice([0, 30])))
    admitted += datetime.timedelta(days=draw.choice([0, 1, 7, 28, 29, 30]) + draw.randint(-20, 120))
    length = datetime.timedelta(days=draw.choice([0, 0, 1, 2, 5, 28]), minutes=draw.choice([0, 30, 600]))
    others = draw.sample(OTHERS, draw.choice([0, 0, 1, 2]))
    weight = draw.choice([None, 0, 6201, 23_523, 10_000])
    born = person["born_on"]
    return Stay(
        hcode=draw.choice(HOSPITALS),
        hospmain=draw.choice([*HOSPITALS, None]),
        stay_key=draw.choice([-1, 1]) * (1000 + number),
        person_key=person["person_key"],
        has_cid=person["has_cid"],
        an_order=number // 2,
        inscl=draw.choice(["UCS", "UCS", "UCS", "UCS", "OFC", None]),
        sex=person["sex"],
        born_on=born,
        age=age_on(born, admitted.date()),
        admitted_at=admitted,
        discharged_at=admitted + length,
        los=length.days,
        discharge_status=draw.choice(["1", "2", "8", None]),
        discharge_type=draw.choice(["1", "2", "4", "8", None]),
        is_alive=draw.random() > 0.1,
        transferred_out=draw.random() < 0.3,
        transferred_in=draw.random() < 0.3,
        principal=draw.choice([person["disease"], person["disease"], draw.choice(CODES), None]),
        others="|" + "".join(f"{code}|" for code in others),
        charge_satang=draw.choice([None, 0, 150_000, draw.randint(1, 9_999_999)]),
        drg=None if weight is None else "99599",
        rw_e4=weight,
        adjrw_e4=weight,
        grouper_error=draw.random() < 0.1,
    )


def made_persons(draw: random.Random) -> list[Person]:
    """Makes the registers of the hospitals; a person may stand in two of them."""
    persons = []
    for key in range(draw.randint(1, 25)):
        person = _person(draw, key)
        for hcode in draw.sample(HOSPITALS, draw.choice([1, 1, 2])):
            born = person["born_on"]
            if born is not None and draw.random() < 0.6:
                born = born.replace(year=born.year - 16)
            persons.append(
                Person(
                    hcode=hcode,
                    person_key=key,
                    has_cid=person["has_cid"],
                    sex=person["sex"],
                    born_on=born,
                    residence=draw.choice(["1", "1", "3", "2", None]),
                    inscl=draw.choice(["UCS", "OFC", None, None, None]),
                    discharged=draw.choice(["9", "9", "1", None]),
                )
            )
    return persons


def made_screenings(draw: random.Random) -> list[Screened]:
    """Makes screenings around the period, some of people nobody has registered."""
    return [
        Screened(
            hcode=draw.choice(HOSPITALS),
            person_key=draw.randint(0, 30),
            screened_on=FIRST + datetime.timedelta(days=draw.randint(-5, 100)),
            kind=draw.choice(["ncd", "1B0040", "1B0044", "1B0030"]),
            complete=draw.random() < 0.5,
        )
        for _ in range(draw.randint(0, 40))
    ]


def made_rights(draw: random.Random) -> list[RightSeen]:
    """Makes the rights of stays and visits, some on one day, some after the period, some of nobody registered."""
    return [
        RightSeen(
            person_key=draw.randint(0, 28),
            seen_on=FIRST + datetime.timedelta(days=draw.choice([-400, -1, 0, 20, 72, 73, 90, 91, 120])),
            inscl=draw.choice(["UCS", "UCS", "SSS"]),
        )
        for _ in range(draw.randint(0, 40))
    ]


def made_population(draw: random.Random) -> list[Counted]:
    """Makes counts of the units on no to three days a right, often others for each; one may never be counted."""
    days = [FIRST + datetime.timedelta(days=n) for n in (-200, 0, 30, 45, 46, 80, 300)]
    rows = []
    for unit in [*HOSPITALS[: draw.choice([2, 3])], "99009"]:
        of_all = draw.sample(days, 2)
        for right in ("UCS", "SSS"):
            for day in of_all if draw.random() < 0.3 else draw.sample(days, draw.choice([0, 1, 2, 3])):
                rows += [
                    Counted(unit, sex, age, right, draw.randint(0, 500), day)
                    for sex in "12"
                    for age in (3, 14, 15, 16, 35, 60)
                ]
    return rows


def arrow_of(rows: list, row: type, types: dict[str, pa.DataType]) -> pa.Table:
    """Lays dataclass rows into the columns of the records."""
    names = [field.name for field in fields(row)]
    table = {name: pa.array([getattr(one, name) for one in rows], types[name]) for name in names}
    if row is Stay:
        table["admitted_on"] = pa.array([stay.admitted_on for stay in rows], pa.date32())
        table["discharged_on"] = pa.array([stay.discharged_on for stay in rows], pa.date32())
        months = [stay.discharged_on.year * 12 + stay.discharged_on.month - 1 for stay in rows]
        table["month"] = pa.array(months, pa.int32())
    return pa.table(table)
