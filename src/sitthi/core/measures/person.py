"""A person in a unit's register, and one screening of a person, as the records keep them."""

import datetime
from dataclasses import dataclass

__all__ = ["LIVING_HERE", "STILL_REGISTERED", "Person", "Screened"]

LIVING_HERE = ("1", "3")
"""Residence types of people who live in the unit's area, registered in its houses or not [moph43, TYPEAREA]."""
STILL_REGISTERED = "9"
"""The code of a person who has not left the register by death or removal [moph43, DISCHARGE]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person in the register of one unit, named as the columns of the records."""

    hcode: str
    person_key: int
    has_cid: bool
    sex: str | None
    born_on: datetime.date | None
    residence: str | None
    inscl: str | None
    discharged: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """One screening, wherever it was done; `kind` is `ncd` or the code of the special service."""

    hcode: str
    person_key: int
    screened_on: datetime.date
    kind: str
    complete: bool
