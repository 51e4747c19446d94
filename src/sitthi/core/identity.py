"""Who and where: distinct types for a person's numbers, a hospital's code, a right and a sex.

None of a person's numbers shows itself: `repr` and `str` are masked, and a number that cannot be read
becomes a reason, never an exception that carries it. The number itself is `.text`, asked for by name.
"""

import re
from dataclasses import dataclass
from enum import Enum, StrEnum

__all__ = [
    "AN",
    "HN",
    "CitizenId",
    "HospitalCode",
    "IdFault",
    "Inscl",
    "Sex",
    "check_digit",
    "read_an",
    "read_citizen_id",
    "read_hn",
    "read_hospital_code",
    "read_inscl",
    "read_sex",
]


class IdFault(Enum):
    """Why a number is not usable; says nothing of the number."""

    EMPTY = "empty"
    FORM = "form"
    """Not of the asked length or characters."""
    CHECK_DIGIT = "check_digit"
    DUMMY = "dummy"
    """A stand-in that people type where there is no number."""


class Inscl(StrEnum):
    """Rights of the 16-file sets [nhso codelists, INSCL]."""

    UCS = "UCS"
    OFC = "OFC"
    SSS = "SSS"
    LGO = "LGO"
    NHS = "NHS"


class Sex(StrEnum):
    """Sex as every file format codes it."""

    MALE = "1"
    FEMALE = "2"


@dataclass(frozen=True, slots=True, repr=False)
class HN:
    """Hospital number of a person, unique within one hospital; kept as text, zeros in front included."""

    text: str

    def __repr__(self) -> str:
        return "HN(masked)"


@dataclass(frozen=True, slots=True, repr=False)
class AN:
    """Admission number of one stay, unique within one hospital; kept as text."""

    text: str

    def __repr__(self) -> str:
        return "AN(masked)"


@dataclass(frozen=True, slots=True, repr=False)
class CitizenId:
    """A personal id of 13 digits whose check digit holds and that is no known stand-in.

    One that begins with 0 is in use for people without Thai nationality registration.
    """

    text: str

    @property
    def dashed(self) -> str:
        """Writes it in its five groups, as on the card: `1-2345-67890-12-3`."""
        return _grouped(self.text)

    @property
    def masked(self) -> str:
        """Writes it for a screen: the last four digits, the rest covered."""
        return _grouped("x" * 9 + self.text[9:])

    def __repr__(self) -> str:
        return f"CitizenId({self.masked})"


@dataclass(frozen=True, slots=True, order=True)
class HospitalCode:
    """The five-digit code of a unit, kept as text: `00012` and `12` are not the same."""

    text: str

    def __str__(self) -> str:
        return self.text


_LOCAL_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z/._-]{0,14}")
_CITIZEN_ID = re.compile(r"[0-9]{13}|[0-9]-[0-9]{4}-[0-9]{5}-[0-9]{2}-[0-9]")
_CODE = re.compile(r"[0-9]{5}")
_NINE_CHARACTERS = re.compile(r"[A-Za-z]{2}00([0-9]{5})")


def check_digit(first_twelve: str) -> int:
    """Gives the last digit that belongs to twelve digits: weights 13 down to 2, modulo 11, from 11.

    It does not find every slip: the third digit weighs 11 and so counts for nothing, and the remainders 0
    and 10 share the check digit 1. Every other single wrong digit is found.
    """
    total = sum(weight * int(digit) for weight, digit in zip(range(13, 1, -1), first_twelve, strict=True))
    return (11 - total % 11) % 10


def read_citizen_id(text: str) -> CitizenId | IdFault:
    """Reads 13 digits, bare or in their dashed groups, spaces around allowed."""
    text = text.strip()
    if not text:
        return IdFault.EMPTY
    if _CITIZEN_ID.fullmatch(text) is None:
        return IdFault.FORM
    digits = text.replace("-", "")
    if _is_stand_in(digits):
        return IdFault.DUMMY
    if check_digit(digits[:12]) != int(digits[12]):
        return IdFault.CHECK_DIGIT
    return CitizenId(digits)


def read_hn(text: str) -> HN | IdFault:
    """Reads a hospital number: letters and digits, at most 15 characters [nhso-eclaim16, INS.HN]."""
    text = text.strip()
    if not text:
        return IdFault.EMPTY
    return HN(text) if _LOCAL_NUMBER.fullmatch(text) else IdFault.FORM


def read_an(text: str) -> AN | IdFault:
    """Reads an admission number: letters and digits, at most 15 characters [nhso-eclaim16, INS.AN]."""
    text = text.strip()
    if not text:
        return IdFault.EMPTY
    return AN(text) if _LOCAL_NUMBER.fullmatch(text) else IdFault.FORM


def read_hospital_code(text: str) -> HospitalCode | IdFault:
    """Reads the five digits, or the ministry's nine characters that end in them (`EA0010703` is `10703`).

    The nine-character form is known from one secondary transcription: two letters, seven digits, the
    last five the old code; only those whose other two digits are zeros are taken.
    """
    text = text.strip()
    if not text:
        return IdFault.EMPTY
    if nine := _NINE_CHARACTERS.fullmatch(text):
        return HospitalCode(nine[1])
    return HospitalCode(text) if _CODE.fullmatch(text) else IdFault.FORM


def read_inscl(text: str) -> Inscl | None:
    """Reads a right by its code; an unknown one is `None`."""
    return Inscl.__members__.get(text.strip().upper())


def read_sex(text: str) -> Sex | None:
    """Reads 1 or 2; anything else is `None`."""
    return {"1": Sex.MALE, "2": Sex.FEMALE}.get(text.strip())


def _is_stand_in(digits: str) -> bool:
    """Tells stand-ins: one digit repeated, and digits counted up. Numbers that begin with 0 belong to people."""
    return len(set(digits)) == 1 or digits.startswith("123456789012")


def _grouped(thirteen: str) -> str:
    return "-".join((thirteen[0], thirteen[1:5], thirteen[5:10], thirteen[10:12], thirteen[12]))
