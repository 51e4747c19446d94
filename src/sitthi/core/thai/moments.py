"""A day and a time of day beside each other as Thai offices write them: `18 พ.ย. 2569 08.40 น.`."""

import datetime
import re
from enum import Enum

from sitthi.core.thai.dates import DateFault, read_date, written_in_field
from sitthi.core.thai.digits import has_thai_digits, in_arabic_digits

__all__ = ["TimeFault", "moment_in_field", "read_moment"]

_FORM = re.compile(
    r"(?P<day>.*?)\s*(?:เวลา\s*)?(?<![0-9/-])(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})\s*(?:น\.|น)?"
)


class TimeFault(Enum):
    """Why a time of day is not read, where the day beside it would be."""

    MISSING = "missing"
    """There is a day and no time."""
    NO_SUCH_TIME = "no_such_time"
    """Not from 00:00 to 23:59; a midnight belongs to the day that it begins."""


def read_moment(text: str, *, thai_digits: bool = False) -> datetime.datetime | DateFault | TimeFault:
    """Reads a day as `read_date` does and after it hours and minutes; what is given has no time zone yet.

    Colon or point between hours and minutes; Thai digits are taken only when asked for.
    """
    text = text.strip()
    if has_thai_digits(text):
        if not thai_digits:
            return DateFault.THAI_DIGITS
        text = in_arabic_digits(text)
    match = _FORM.fullmatch(text)
    day = read_date(match["day"] if match else text)
    if isinstance(day, DateFault):
        return day
    if match is None:
        return TimeFault.MISSING
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        return TimeFault.NO_SUCH_TIME
    return datetime.datetime.combine(day, datetime.time(hour, minute))


def moment_in_field(moment: datetime.datetime) -> str:
    """Writes `18/11/2569 08:40`, as it is typed into a field."""
    return f"{written_in_field(moment.date())} {moment:%H:%M}"
