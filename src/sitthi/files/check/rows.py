"""Checks what depends on one row, blanks and widths: one scan a file, a bit a rule, faults alone kept."""

from collections.abc import Iterator

from sitthi.core.formats.field import FieldType, Required
from sitthi.core.formats.rule import FieldRuleKind
from sitthi.files.check.numbers import NUMBERS, is_number, is_summed
from sitthi.files.check.scope import Scope
from sitthi.files.check.sql import column, table

__all__ = ["check_rows"]

_MOST_BITS = 60
_IS_COVERED = """"AN" IS NOT NULL AND "INSCL" = 'UCS'"""
_BOUNDED = (FieldType.CHAR, FieldType.CODE, *NUMBERS)

Test = tuple[str, str | None, str]
"""A finding's code, its field, and the condition it is found by."""


def check_rows(scope: Scope, file: str) -> None:
    """Finds blank, too long and unreadable cells of a file."""
    tests = [*_one_of(scope, file), *_blanks(scope, file), *_homes(scope, file), *_cells(scope, file)]
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
    if pair and not any(f"{file}.{field.name}" in scope.full for field in pair):
        came = [field for field in pair if field.name in scope.columns[file]]
        blank = " AND ".join(f"{column(field.name)} IS NULL" for field in came) or "TRUE"
        yield "claim.no_an_or_seq", pair[0].name, blank


def _blanks(scope: Scope, file: str) -> Iterator[Test]:
    for field in scope.present(file):
        if scope.is_asked(field) and f"{file}.{field.name}" not in scope.full:
            code = "claim.blank" if scope.is_needed(field) else "claim.blank_aside"
            yield code, field.name, f"{column(field.name)} IS NULL"


def _homes(scope: Scope, file: str) -> Iterator[Test]:
    """Gives the rule that a stay under universal coverage has its home unit; a missing column is found once."""
    for field in scope.format.fields_of(file):
        if not scope.says(FieldRuleKind.HOME, field):
            continue
        if field.name not in scope.columns[file]:
            scope.found.find("claim.home_missing", file, field.name)
        elif f"{file}.{field.name}" not in scope.full and scope.has(f"{file}.INSCL", f"{file}.AN"):
            yield "claim.home_missing", field.name, f"{column(field.name)} IS NULL AND {_IS_COVERED}"


def _cells(scope: Scope, file: str) -> Iterator[Test]:
    for field in scope.filled(file):
        cell = column(field.name)
        if field.width is not None and field.type in _BOUNDED and field.codes not in scope.lists:
            # Bytes first: they are known without a look at the characters, and are never fewer.
            yield (
                "claim.too_long",
                field.name,
                f"strlen({cell}) > {field.width} AND length({cell}) > {field.width}",
            )
        if is_summed(scope, field):
            code = "claim.number" if scope.is_strict(field) else "claim.number_aside"
            yield code, field.name, f"NOT {is_number(cell, field)}"
