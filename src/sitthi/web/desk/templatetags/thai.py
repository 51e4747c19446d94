"""Filters that write days, money and counts as offices do, and keep together what a line must not part.

Days are shown in the Buddhist era to who reads Thai and in the Christian one to who reads English.
"""

import datetime
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from sitthi.core import numbers
from sitthi.core.evidence import Label
from sitthi.core.thai.dates import BE_OFFSET, SHORT_MONTHS, buddhist_year, written_in_field, written_short

__all__ = [
    "anyear",
    "baht",
    "bedate",
    "beday",
    "beshort",
    "betime",
    "clock",
    "count",
    "nobreak",
    "register",
    "words",
]

register = template.Library()

GLUE = "\u00a0"
_LINES = Path(__file__).parents[2] / "locale" / "th" / "lines.toml"
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEAST_BUDDHIST = 2400


def _is_thai() -> bool:
    return (get_language() or "th").startswith("th")


def _day(value: Any) -> datetime.date | None:
    """Gives the day of a value as it is at the office."""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, datetime.date) else None


@register.filter
def bedate(value: Any) -> str:
    """Writes the day as offices do, in English `18 Nov 2026`; nothing for no day."""
    day = _day(value)
    if day is None:
        return ""
    if _is_thai():
        return written_short(day)
    return GLUE.join((str(day.day), _ENGLISH_MONTHS[day.month - 1], str(day.year)))


@register.filter
def beday(value: Any) -> str:
    """Writes day and month, `18 Nov`, where the year is plain from the page."""
    day = _day(value)
    if day is None:
        return ""
    return f"{day.day}{GLUE}{(SHORT_MONTHS if _is_thai() else _ENGLISH_MONTHS)[day.month - 1]}"


@register.filter
def beshort(value: Any) -> str:
    """Writes `22/11/2569`, as in a field; a field reads the Buddhist era in either language."""
    day = _day(value)
    return "" if day is None else written_in_field(day)


@register.filter
def clock(value: Any) -> str:
    """Writes the time of day at the office, in English `08:40`."""
    if not isinstance(value, datetime.datetime):
        return ""
    told = timezone.localtime(value) if timezone.is_aware(value) else value
    return pgettext("time of day", "%(time)s") % {"time": f"{told.hour:02}:{told.minute:02}"}


@register.filter
def betime(value: Any) -> str:
    """Writes day and time, `18 Nov 2026 08:40`; the two may stand on two lines."""
    return f"{bedate(value)} {clock(value)}".strip()


@register.filter
def anyear(value: Any) -> str:
    """Writes a year in the reader's era: of a day, or of a number that is of one era or the other."""
    day = _day(value)
    if day is not None:
        return str(buddhist_year(day) if _is_thai() else day.year)
    if value is None or value == "":
        return ""
    year = int(value)
    christian = year - BE_OFFSET if year > _LEAST_BUDDHIST else year
    return str(christian + BE_OFFSET if _is_thai() else christian)


@register.filter
def baht(satang: Any) -> str:
    """Writes whole satang as baht, `−1,458,333.33`; nothing where the amount is not known."""
    return "" if satang is None or satang == "" else numbers.grouped(numbers.baht(int(satang)))


@register.filter
def count(value: Any) -> str:
    """Writes a whole number with its thousands apart; nothing where it is not known."""
    return "" if value is None or value == "" else numbers.grouped(str(int(value)))


@register.filter
def words(label: Any) -> str:
    """Gives a label of the book in the reader's language; a plain text stays as it is."""
    return label.in_language("th" if _is_thai() else "en") if isinstance(label, Label) else str(label or "")


@register.filter(needs_autoescape=True)
def nobreak(value: Any, autoescape: bool = True) -> SafeString:
    """Keeps a text's terms whole, and its numbers with what they count and its days with their months."""
    text = str(conditional_escape(value) if autoescape else value)
    whole, units, dates = _patterns()
    text = dates.sub(lambda match: match.group().replace(" ", GLUE), text)
    text = units.sub(GLUE, text)
    # The text is escaped above; only our own marks are added.
    return mark_safe(whole.sub(r'<span class="nobreak">\g<0></span>', text))  # noqa: S308


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    told = tomllib.loads(_LINES.read_text(encoding="utf-8"))
    whole = "|".join(re.escape(term) for term in sorted(told["whole"], key=len, reverse=True))
    units = "|".join(re.escape(unit) for unit in sorted(told["units"], key=len, reverse=True))
    months = "|".join(re.escape(month) for month in (*SHORT_MONTHS, *_ENGLISH_MONTHS))
    return (
        re.compile(whole),
        re.compile(rf"(?<=[0-9]) (?=(?:{units}))"),
        re.compile(rf"\b[0-9]{{1,2}} (?:{months})(?: [0-9]{{4}})?"),
    )
