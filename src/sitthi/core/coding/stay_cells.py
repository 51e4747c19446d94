"""The cells of a stay's row: days and times to whole minutes, LOS, leave, weights in ten-thousandths."""

import datetime
import re

from sitthi.core.coding.los import DAY_MINUTES
from sitthi.core.numbers import parsed

__all__ = [
    "DAY_LENGTH",
    "MOST_DAYS",
    "clock_minutes",
    "day_minutes",
    "fault_of_days",
    "fault_of_moment",
    "leave_minutes",
    "weight",
    "whole_days",
]

DAY_LENGTH = 10
"""Where the time of day begins in `2025-01-31 13:05`."""

MOST_DAYS = 99_999
"""The longest LOS or leave that is read."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"[ T]([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9])?")
_DAYS = re.compile(r"[0-9]{1,5}")
_FIRST = datetime.date(1900, 1, 1).toordinal()
_BUDDHIST = 2400


def day_minutes(text: str) -> int | None:
    """Reads `2025-01-31` as minutes since the year 1900 began; a year before it or over 2400 is `None`.

    A year over 2400 is of the Buddhist era: it is not turned into another day than the one written.
    """
    if _DAY.fullmatch(text) is None or int(text[:4]) > _BUDDHIST:
        return None
    try:
        ordinal = datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        return None
    return (ordinal - _FIRST) * DAY_MINUTES if ordinal >= _FIRST else None


def clock_minutes(text: str) -> int | None:
    """Reads what follows the day, ` 13:05` or `T13:05`, as minutes since midnight; seconds are cut off."""
    match = _CLOCK.fullmatch(text)
    return None if match is None else int(match[1]) * 60 + int(match[2])


def fault_of_moment(text: str) -> str | None:
    """Gives the code of what is wrong with a day and time, `None` where both can be read."""
    if not text:
        return "value.required"
    if _DAY.match(text) is not None and int(text[:4]) > _BUDDHIST:
        return "adjrw.buddhist_year"
    if day_minutes(text[:DAY_LENGTH]) is None or clock_minutes(text[DAY_LENGTH:]) is None:
        return "adjrw.not_a_time"
    return None


def whole_days(text: str) -> int | None:
    """Reads a count of days, five digits at most."""
    return int(text) if _DAYS.fullmatch(text) else None


def fault_of_days(text: str) -> str | None:
    """Gives the code of what is wrong with a count of days, `None` where it can be read."""
    if whole_days(text) is not None:
        return None
    value = parsed(text)
    if value is None:
        return "value.not_a_number"
    return "value.not_whole" if 0 <= value <= MOST_DAYS else "value.out_of_range"


def leave_minutes(text: str) -> int | None:
    """Reads days on leave as minutes; an empty cell is none."""
    days = whole_days(text) if text else 0
    return None if days is None else days * DAY_MINUTES


def weight(text: str) -> int | None:
    """Reads an AdjRW of at most four decimals as ten-thousandths."""
    value = parsed(text)
    if value is None or value < 0 or (value * 10_000).denominator != 1:
        return None
    return int(value * 10_000)


def shown_weight(units: int | None) -> str | None:
    """Writes ten-thousandths as a weight is shown, `5.7202`."""
    return None if units is None else f"{units // 10_000}.{units % 10_000:04}"
