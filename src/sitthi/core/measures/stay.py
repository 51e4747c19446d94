"""One stay as the records keep it, and the facts of it that the core and the engine both have to read alike."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.coding.icd10 import Icd10

__all__ = ["OTHERS_MARK", "Stay", "age_on"]

OTHERS_MARK = "|"
"""What stands before, between and after the other diagnoses of a stay; alone it says that there is none."""


def age_on(born_on: datetime.date | None, day: datetime.date) -> int | None:
    """Gives whole years on a day: a year is complete on the birthday itself.

    Who was born on 29 February completes a year on 1 March where the year has no such day [I]. Not yet born,
    or born on a day not known, is `None`.
    """
    if born_on is None or born_on > day:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stay, named and typed as the columns of the records; weights in ten-thousandths, money in satang.

    `None` is not known. `others` holds every diagnosis but the principal one, each between marks.
    """

    hcode: str
    hospmain: str | None
    stay_key: int
    person_key: int
    has_cid: bool
    an_order: int
    inscl: str | None
    sex: str | None
    born_on: datetime.date | None
    age: int | None
    admitted_at: datetime.datetime
    discharged_at: datetime.datetime
    los: int
    discharge_status: str | None
    discharge_type: str | None
    is_alive: bool
    transferred_out: bool
    transferred_in: bool
    principal: str | None
    others: str
    charge_satang: int | None
    drg: str | None
    rw_e4: int | None
    adjrw_e4: int | None
    grouper_error: bool

    @property
    def admitted_on(self) -> datetime.date:
        """Is the day of admission."""
        return self.admitted_at.date()

    @property
    def discharged_on(self) -> datetime.date:
        """Is the day of discharge."""
        return self.discharged_at.date()

    @property
    def order(self) -> tuple[datetime.datetime, datetime.datetime, str, int, int]:
        """Is the place in the one total order of stays: no two stays share it."""
        return self.admitted_at, self.discharged_at, self.hcode, self.an_order, self.stay_key

    def is_in(self, code_sets: Iterable[CodeSet]) -> bool | None:
        """Tells whether it belongs to one of the sets; `None` where its principal diagnosis is not known."""
        if self.principal is None:
            return None
        others = [Icd10(code) for code in self.others.split(OTHERS_MARK) if code]
        return any(codes.holds(Icd10(self.principal), others) for codes in code_sets)
