"""One field of a file: its name, what it holds, how wide, and whether a row may leave it blank."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sitthi.core.evidence import Evidence

__all__ = ["FieldType", "FormatField", "Required"]


class FieldType(StrEnum):
    """How a cell is read, whatever a DBF calls its column."""

    CHAR = "char"
    """Characters, at most as many as the width says."""
    TEXT = "text"
    """Characters without a bound."""
    CODE = "code"
    """One value of a list, which may not be known."""
    DATE = "date_ce"
    """`YYYYMMDD`, Christian era."""
    DATETIME = "datetime_ce"
    """`YYYYMMDDHHMMSS`, Christian era."""
    TIME = "time"
    """`HHMM`, or `HHMMSS` where the width is 6."""
    INT = "int"
    DECIMAL = "decimal"


class Required(StrEnum):
    """Whether a cell may be blank."""

    ALWAYS = "always"
    """The receiver refuses a row without it."""
    KEY = "key"
    """Needed to tell rows apart or to use them, by what exporters and importers do."""
    ONE_OF = "one_of"
    """It or its twin: `AN` of an inpatient, `SEQ` of a visit."""
    CONDITIONAL = "conditional"
    NO = "no"
    UNKNOWN = "unknown"
    """No source says."""


@dataclass(frozen=True, slots=True)
class FormatField:
    """A field at its place in a file; a row of the format's CSV.

    `width` counts characters, `None` where nothing bounds it. `codes` names a code list of the book, empty
    where there is none. `aliases` are other names that headers give it, with spaces between. `dbf` is the
    column's type in a DBF, letter, length and decimals: `N 20 5`.
    """

    file: str
    position: int
    name: str
    type: FieldType
    required: Required
    evidence: Evidence
    width: int | None = None
    codes: str = ""
    aliases: str = ""
    dbf: str = ""
    th: str = ""
    en: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Are all names a header may give it, the standard one first."""
        return (self.name, *self.aliases.split())

    def faults(self) -> Iterator[str]:
        """Names a place or width that cannot be, and a DBF type that is none."""
        if self.position < 1:
            yield "position counts from 1"
        if self.width is not None and self.width < 1:
            yield "width is at least 1"
        if self.dbf and not _is_dbf_type(self.dbf):
            yield "dbf reads letter, length and decimals: 'N 20 5'"


def _is_dbf_type(text: str) -> bool:
    letter, *numbers = text.split()
    return letter in ("C", "D", "N") and 1 <= len(numbers) <= 2 and all(n.isdigit() for n in numbers)
