"""Days and moments in forms, as offices write them: Buddhist years, both digits, one clear sentence a fault.

Use these wherever a person types a day: Django's own field would take 22/11/2569 for a year to come.
"""

import datetime
import re
from enum import Enum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitthi.core.thai.dates import DateFault, read_date, written_in_field
from sitthi.core.thai.digits import has_thai_digits, in_arabic_digits
from sitthi.core.thai.moments import moment_in_field, read_moment

__all__ = ["ThaiDateField", "ThaiDateInput", "ThaiDateTimeField", "ThaiDateTimeInput"]

_WIDEST = 40
_PAD = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})(?:([0-9]{2})([0-9]{2}))?")


class ThaiDateInput(forms.TextInput):
    """A text input for a day; a phone shows its digits."""

    example = "18/11/2569"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        told = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": self.example,
            "maxlength": _WIDEST,
            "size": len(self.example) + 2,
        }
        super().__init__({**told, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Writes a day as it is typed; what was typed and refused comes back as it was."""
        return written_in_field(value) if isinstance(value, datetime.date) else super().format_value(value)


class ThaiDateTimeInput(ThaiDateInput):
    """A text input for a day and a time of day."""

    example = "18/11/2569 08:40"

    def format_value(self, value: Any) -> str | None:
        """Writes a moment as it is typed, in the office's time."""
        if isinstance(value, datetime.datetime):
            return moment_in_field(timezone.localtime(value) if timezone.is_aware(value) else value)
        return super().format_value(value)


class ThaiDateField(forms.Field):
    """A day, read by `sitthi.core.thai`: 18/11/2569, a short month, or eight digits without signs."""

    widget = ThaiDateInput
    default_error_messages: ClassVar = {
        "required": _("Enter the day, such as 18/11/2569"),
        "form": _("Write the day as day/month/year, such as 18/11/2569"),
        "short_year": _("Write the year with four digits, such as 2569"),
        "year": _("The year fits neither the Buddhist nor the Christian era: check it, such as 2569"),
        "no_such_day": _("That day is not in the calendar: check the day and the month"),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        """Reads what was typed; raises `ValidationError` with the fault's sentence."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        return self._read(str(value).strip())

    def _read(self, text: str) -> datetime.date | None:
        return self._or_fault(read_date(_spread(text), thai_digits=True))

    def _or_fault(self, found: Any) -> Any:
        if not isinstance(found, Enum):
            return found
        code = "form" if found is DateFault.EMPTY else found.value
        raise ValidationError(self.error_messages[code], code=code)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares days, not their writing."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ThaiDateTimeField(ThaiDateField):
    """A day and a time of day in the office's time zone: such as 18/11/2569 08:40."""

    widget = ThaiDateTimeInput
    default_error_messages: ClassVar = {
        "required": _("Enter the day and the time, such as 18/11/2569 08:40"),
        "form": _("Write the day and the time as in 18/11/2569 08:40"),
        "missing": _("The time is missing: write it after the day, such as 18/11/2569 08:40"),
        "no_such_time": _("The time is from 00:00 to 23:59"),
    }

    def to_python(self, value: Any) -> datetime.datetime | None:
        """Reads what was typed as a moment that knows its zone."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.datetime):
            return value if timezone.is_aware(value) else timezone.make_aware(value)
        return timezone.make_aware(self._read(str(value).strip()))

    def _read(self, text: str) -> datetime.datetime:
        return self._or_fault(read_moment(_spread(text), thai_digits=True))


def _spread(text: str) -> str:
    """Puts the signs between digits typed on a pad that has none: 18112569 is 18/11/2569."""
    arabic = in_arabic_digits(text) if has_thai_digits(text) else text
    if match := _PAD.fullmatch(arabic):
        day, month, year, hour, minute = match.groups()
        return f"{day}/{month}/{year}" + (f" {hour}:{minute}" if hour else "")
    return text
