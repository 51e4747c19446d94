"""Dates as Thai offices write them, in and out; inside they are Christian-era days.

A year tells its era by its size: over 2400 is Buddhist, under 2100 Christian, between them nobody knows.
"""

import datetime
import re
from enum import Enum

from sitthi.core.thai.digits import has_thai_digits, in_arabic_digits

__all__ = [
    "BE_OFFSET",
    "MONTHS",
    "SHORT_MONTHS",
    "DateFault",
    "buddhist_year",
    "read_date",
    "written_in_field",
    "written_long",
    "written_month",
    "written_short",
]

BE_OFFSET = 543
"""Years from the Christian to the Buddhist count; that years before 1941 began on 1 April is ignored."""

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip

_FIRST_YEAR, _LAST_YEAR = 1858, 2099
"""The Christian years read: those whose Buddhist writing is over 2400, up to the last before 2100."""

_GLUE = "\u00a0"
_MONTH_OF = {name: n for names in (MONTHS, SHORT_MONTHS) for n, name in enumerate(names, 1)}
_NAMED = "|".join(re.escape(name) for name in _MONTH_OF)
_FORMS = (
    re.compile(r"(?P<year>[0-9]+)-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", re.ASCII),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]+)", re.ASCII),
    re.compile(rf"(?P<day>[0-9]{{1,2}})\s*(?P<name>{_NAMED})\s*(?:พ\.ศ\.\s*)?(?P<year>[0-9]+)"),
)


class DateFault(Enum):
    """Why a date is not read."""

    EMPTY = "empty"
    FORM = "form"
    THAI_DIGITS = "thai_digits"
    """It would read, were Thai digits asked for."""
    SHORT_YEAR = "short_year"
    """A year of fewer than four digits: 69 may be 2569, 1969 or 2469."""
    YEAR = "year"
    """No era fits: 2100 to 2400, or outside what a hospital can mean."""
    NO_SUCH_DAY = "no_such_day"


def read_date(text: str, *, thai_digits: bool = False) -> datetime.date | DateFault:
    """Reads `22/11/2569`, `18 พ.ย. 2569`, `18 พฤศจิกายน พ.ศ. 2569` or `2026-11-18`.

    The era is told by the year's size in every form. Thai digits are taken only when asked for.
    """
    text = text.strip()
    if not text:
        return DateFault.EMPTY
    if has_thai_digits(text):
        if not thai_digits:
            return DateFault.THAI_DIGITS
        text = in_arabic_digits(text)
    for form in _FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = _MONTH_OF[parts["name"]] if "name" in parts else int(parts["month"])
            return _day(parts["year"], month, int(parts["day"]))
    return DateFault.FORM


def _day(year_written: str, month: int, day: int) -> datetime.date | DateFault:
    if len(year_written) < 4:
        return DateFault.SHORT_YEAR
    year = int(year_written) if len(year_written) == 4 else 0
    if year > 2400:
        year -= BE_OFFSET
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return DateFault.YEAR
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return DateFault.NO_SUCH_DAY


def buddhist_year(day: datetime.date) -> int:
    """Gives the Buddhist calendar year, from 1 January."""
    return day.year + BE_OFFSET


def written_short(day: datetime.date) -> str:
    """Writes `18 พ.ย. 2569`, glued so that no line breaks inside it."""
    return _GLUE.join((str(day.day), SHORT_MONTHS[day.month - 1], str(buddhist_year(day))))


def written_month(day: datetime.date) -> str:
    """Writes the month of a day, `พ.ย. 2569`, glued so that no line breaks inside it."""
    return _GLUE.join((SHORT_MONTHS[day.month - 1], str(buddhist_year(day))))


def written_long(day: datetime.date) -> str:
    """Writes `18 พฤศจิกายน 2569`, glued so that no line breaks inside it."""
    return _GLUE.join((str(day.day), MONTHS[day.month - 1], str(buddhist_year(day))))


def written_in_field(day: datetime.date) -> str:
    """Writes `18/11/2569`, as it is typed into a field."""
    return f"{day.day:02}/{day.month:02}/{buddhist_year(day)}"
