"""Checks what depends on one row, blanks, widths, numbers: one scan a file, a bit a rule, faults alone kept."""

from collections.abc import Iterator

from sitthi.core.formats.field import FieldType, FormatField, Required
from sitthi.files.check.scope import Scope
from sitthi.files.check.sql import column, table

__all__ = ["DECIMAL", "WHOLE", "check_rows"]

DECIMAL = "-?[0-9]*[.]?[0-9]+"
WHOLE = "-?[0-9]+"
_MOST_BITS = 60
_BOUNDED = (FieldType.CHAR, FieldType.INT, FieldType.DECIMAL, FieldType.CODE)

Test = tuple[str, str | None, str]
"""A finding's code, its field, and the condition it is found by."""


def check_rows(scope: Scope, file: str) -> None:
    """Finds blank, too long and unreadable cells of a file."""
    tests = [*_one_of(scope, file), *(test for field in scope.present(file) for test in _tests(scope, field))]
    for start in range(0, len(tests), _MOST_BITS):
        part = tests[start : start + _MOST_BITS]
        mask = " + ".join(f"CASE WHEN {test[2]} THEN {1 << k} ELSE 0 END" for k, test in enumerate(part))
        # The conditions filter first: a mask is made of faulty rows alone, and nearly every row is sound.
        where = " OR ".join(f"({test[2]})" for test in part)
        if scope.found.keep(
            "check_marks", f"SELECT line, CAST({mask} AS BIGINT) AS mask FROM {table(file)} WHERE {where}"
        ):
            marks = [(1 << k, scope.found.heading(code, file, name)) for k, (code, name, _) in enumerate(part)]
            scope.found.find_marks(marks, "SELECT line, mask FROM check_marks")


def _one_of(scope: Scope, file: str) -> Iterator[Test]:
    """Gives the rule that a row has one of two numbers, found at the first of them."""
    pair = [field for field in scope.format.fields_of(file) if field.required is Required.ONE_OF]
    if pair:
        came = [field for field in pair if field.name in scope.columns[file]]
        blank = " AND ".join(f"{column(field.name)} IS NULL" for field in came) or "TRUE"
        yield "claim.no_an_or_seq", pair[0].name, blank


def _tests(scope: Scope, field: FormatField) -> Iterator[Test]:
    cell = column(field.name)
    if scope.is_asked(field):
        yield "claim.blank" if scope.is_needed(field) else "claim.blank_aside", field.name, f"{cell} IS NULL"
    has_list = field.codes in scope.lists
    if field.width is not None and field.type in _BOUNDED and not has_list:
        # Bytes first: they are known without a look at the characters, and are never fewer.
        too_long = f"strlen({cell}) > {field.width} AND length({cell}) > {field.width}"
        yield "claim.too_long", field.name, too_long
    if field.type in (FieldType.INT, FieldType.DECIMAL):
        form = WHOLE if field.type is FieldType.INT else DECIMAL
        code = "claim.number" if scope.is_strict(field) else "claim.number_aside"
        yield code, field.name, f"NOT regexp_full_match({cell}, '{form}')"
