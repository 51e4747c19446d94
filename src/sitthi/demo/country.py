"""Which made-up hospitals there are: their codes, levels, districts, people and stays a year.

The year is the fund's, 1 April 2551 to 31 March 2552: the one scorecard that pays by claims counts these twelve
months, so its weights, periods and validity days all fall where a reader of the document expects them. Codes start
with 99, which no hospital has; neither has any province the number 99 nor any person an id that starts with 999.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sitthi.demo.chance import Chance

__all__ = ["BEGINS_ON", "COUNTED_ON", "ENDS_ON", "OUTSIDE", "Hospital", "Size", "hospitals", "lone_hospital"]

BEGINS_ON = datetime.date(2008, 4, 1)
ENDS_ON = datetime.date(2009, 3, 31)
COUNTED_ON = BEGINS_ON
"""When the people were counted: as the year begins, so that everybody on the list was born when a stay starts."""

OUTSIDE = "99990"
"""A hospital of none of the provinces, where referrals from elsewhere come from."""


class Size(StrEnum):
    """How much of a country to make up."""

    SMALL = "small"
    PROVINCE = "province"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital with the people registered to it; `refers_to` is the place, in the list, where it sends patients.

    `is_general` says that it takes patients of other hospitals; those refer to themselves.
    """

    code: str
    name: str
    level: str
    province: str
    district: str
    n_people: int
    n_stays: int
    refers_to: int

    @property
    def is_general(self) -> bool:
        """Tells whether it treats what others refer."""
        return self.level in ("A", "S", "M1")


_NAMES = (
    "บ้านสวน", "ทุ่งรวงทอง", "ห้วยคำ", "หนองบัวแดง", "ดอนแก้ว", "ท่าศิลา", "เขาน้อย", "คลองใส",
    "บึงกระจับ", "โคกสะอาด", "นาเจริญ", "ป่าตาล", "วังหิน", "แสนสุข", "ศรีสวัสดิ์",
)  # fmt: skip
_PROVINCES = ("สมมุติบุรี", "จำลองธานี", "ตัวอย่างนคร", "สังเคราะห์บุรี", "ทดลองธานี", "แบบแผนนคร", "นิมิตบุรี")

_STAYS = {"A": 36_000, "S": 24_000, "M1": 15_000, "M2": 8_600, "F1": 6_200, "F2": 5_000, "F3": 2_600}
"""Stays a year of a hospital of each level, in rough proportion; the totals of a region are scaled to fit."""

_LEVELS = {
    Size.SMALL: (("S", "F2"),),
    # The general hospital's own district has two hospitals: twelve hospitals, eleven districts.
    Size.PROVINCE: (("S", "M2", "F1", "F2", "F2", "M2", "F2", "F3", "F2", "F1", "F2", "F3"),),
    Size.REGION: (
        ("A", "M1", "M2", "F1", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F3", "F3", "F3"),
        ("A", "M1", "M2", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F3", "F3", "F3"),
        ("S", "M1", "M2", "F1", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F3", "F3"),
        ("S", "M1", "M2", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F2", "F3", "F3"),
        ("S", "M2", "F1", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F3", "F3", "F3"),
        ("S", "M1", "F1", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F2", "F3"),
        ("S", "M2", "F1", "F2", "F2", "F2", "F2", "F2", "F2", "F2", "F3", "F3"),
    ),
}
_TOTAL_STAYS = {Size.SMALL: 3_000, Size.PROVINCE: 48_000, Size.REGION: 900_000}
_PEOPLE_A_STAY = 7
"""People registered for each stay a year: about one in seven is admitted, a little more than in life."""


def hospitals(size: Size, seed: int) -> Sequence[Hospital]:
    """Gives the hospitals of a size, province by province, each province's general hospital first."""
    places = [(n, level) for n, levels in enumerate(_LEVELS[size]) for level in levels]
    firsts = [places.index((n, levels[0])) for n, levels in enumerate(_LEVELS[size])]
    numbers = np.arange(len(places))
    chance = Chance(seed)
    # Hospitals of a level differ by up to a quarter either way, in work and in people.
    size_mille = 750 + chance.below("hospital size", numbers, 501)
    people_mille = 800 + chance.below("hospital people", numbers, 401)
    wanted = [_STAYS[level] * int(size_mille[n]) for n, (_, level) in enumerate(places)]
    stays = _shared_out(_TOTAL_STAYS[size], wanted)
    made = []
    for n, (province, level) in enumerate(places):
        place = n - firsts[province]
        people = stays[n] * _PEOPLE_A_STAY * int(people_mille[n]) // 1000
        # A general hospital works for the whole province, so fewer of its patients are its own people.
        people = people * 55 // 100 if level in ("A", "S", "M1") else people
        name, district = _name(place, level, province), f"{max(place, 1):02}"
        code, first = f"99{n + 1:03}", firsts[province]
        made.append(Hospital(code, name, level, _PROVINCES[province], district, people, stays[n], first))
    return made


def lone_hospital(n_stays: int) -> Hospital:
    """Gives one general hospital with so many stays a year, for a set by itself."""
    people = n_stays * _PEOPLE_A_STAY
    return Hospital("99001", _name(0, "S", 0), "S", _PROVINCES[0], "01", people, n_stays, 0)


def _name(place: int, level: str, province: int) -> str:
    if place == 0:
        return f"โรงพยาบาล{_PROVINCES[province]}"
    return f"โรงพยาบาล{_NAMES[place]}" if level.startswith("F") else f"โรงพยาบาลทั่วไป{_NAMES[place]}"


def _shared_out(total: int, wanted: Sequence[int]) -> list[int]:
    """Shares a total in proportion, in whole numbers that add up to it; the first takes what is left over."""
    shares = [total * want // sum(wanted) for want in wanted]
    shares[0] += total - sum(shares)
    return shares
