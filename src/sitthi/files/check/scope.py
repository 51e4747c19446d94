"""What every rule of one check asks: the set that was read, the format and its rules, and where findings go."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.field import FormatField, Required
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.rule import FieldRuleKind, FormatRules
from sitthi.files.check.found import Found
from sitthi.files.check.sql import column

__all__ = ["Scope", "dated", "place"]

_NEEDED = (Required.ALWAYS, Required.KEY)


@dataclass(frozen=True, slots=True)
class Scope:
    """One check: `columns` has the files that were read, each with the columns it came with.

    `unread` are files that came and could not be read: of them nothing is known, not even that they are missing.
    `hospital` is the five digits of the hospital that the set has to be of, where that was said, and `sender` else
    those that most rows name. `empty` are the `FILE.FIELD`s that no row has and `full` those that every row has,
    as far as is known: nothing need be asked. Days after `as_of` lie in the future; without it nobody asks.
    """

    connection: DuckDBPyConnection
    format: FileFormat
    rules: FormatRules
    lists: Mapping[str, CodeList]
    columns: Mapping[str, frozenset[str]]
    found: Found
    hospital: str | None = None
    unread: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()
    sender: str | None = None
    as_of: datetime.date | None = None

    def has(self, *places: str) -> bool:
        """Tells whether every `FILE.FIELD` came with the set."""
        return all(name in self.columns.get(file, ()) for file, name in map(place, places))

    def present(self, file: str) -> list[FormatField]:
        """Gives the fields that a file came with, in the format's order."""
        return [field for field in self.format.fields_of(file) if field.name in self.columns[file]]

    def filled(self, file: str) -> list[FormatField]:
        """Gives the fields that some row of a file has, as far as is known."""
        return [field for field in self.present(file) if f"{file}.{field.name}" not in self.empty]

    def groups(self, file: str) -> str:
        """Writes the name of the table of a file's groups, which `links.group_rows` makes."""
        return column(f"check_group_{file}")

    def is_asked(self, field: FormatField) -> bool:
        """Tells whether the receiver or a key has the field filled."""
        return field.required in _NEEDED

    def is_needed(self, field: FormatField) -> bool:
        """Tells whether a row without the field cannot be sent or counted."""
        if self.says(FieldRuleKind.WANTED, field):
            return False
        if self.rules.says(FieldRuleKind.LENIENT, field.file) and field.required is Required.ALWAYS:
            return self.says(FieldRuleKind.NEEDED, field)
        return self.is_asked(field)

    def is_strict(self, field: FormatField) -> bool:
        """Tells whether a wrong value of the field blocks its row."""
        return self.is_needed(field) or self.says(FieldRuleKind.STRICT, field)

    def says(self, kind: FieldRuleKind, field: FormatField) -> bool:
        """Tells whether a rule of a kind names a field."""
        return self.rules.says(kind, field.file, field.name)


def place(written: str) -> tuple[str, str]:
    """Reads `FILE.FIELD`."""
    file, _, name = written.partition(".")
    return file, name


def dated(cell: str) -> str:
    """Writes the day of a date or date-time as a DATE, NULL where it is none that a rule can reckon with."""
    day = f"left({cell}, 8)"
    return f"CASE WHEN {day} BETWEEN '18000101' AND '21001231' THEN try_strptime({day}, '%Y%m%d')::DATE END"
