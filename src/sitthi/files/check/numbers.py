"""The form of numbers in SQL, and which of them are looked at row by row."""

from sitthi.core.formats.field import FieldType, FormatField
from sitthi.files.check.scope import Scope

__all__ = ["NUMBERS", "is_decimal", "is_number", "is_summed", "is_whole"]

NUMBERS = (FieldType.INT, FieldType.DECIMAL)


def is_whole(cell: str) -> str:
    """Writes that a cell is a whole number in Arabic digits."""
    return f"regexp_full_match({cell}, '-?[0-9]+')"


def is_decimal(cell: str) -> str:
    """Writes that a cell is a number with or without a decimal point, and without any other sign than a minus."""
    return f"regexp_full_match({cell}, '-?[0-9]*[.]?[0-9]+')"


def is_number(cell: str, field: FormatField) -> str:
    """Writes that a cell is a number as its field wants it."""
    return is_whole(cell) if field.type is FieldType.INT else is_decimal(cell)


def is_summed(scope: Scope, field: FormatField) -> bool:
    """Tells whether a field is the part of a total: of many values, where other numbers have few."""
    return any(total.parts == f"{field.file}.{field.name}" for total in scope.rules.totals)
