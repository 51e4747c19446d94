"""Checks a set given as rows by file, and gives what was found as `(code, file, line, field)`."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from formats.made_sets import Row, Rows, sound_set, write_set
from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.files.check.checking import Checked, check_set
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import ReadSet, read_set

BOOK = Book()
FORMATS = BOOK.all(FileFormat)
Found = tuple[str, str, int | None, str | None]


def sound(format: str = "eclaim16", without: Sequence[str] = (), files: Sequence[str] | None = None) -> Rows:
    """Gives a sound set's rows, of some files where they are named; FDH takes sixteen, so without LABFU."""
    left = (*without, *(["LABFU"] if format == "fdh16" else []))
    made = sound_set(FORMATS[format]).items()
    return {file: rows for file, rows in made if file not in left and (files is None or file in files)}


def changed(rows: Mapping[str, Sequence[Row]], *changes: tuple[str, int, Row]) -> Rows:
    """Gives the rows with changes laid over: file, row from 0, cells; one past the last adds a copy of that."""
    result = {file: [dict(row) for row in its] for file, its in rows.items()}
    for file, at, cells in changes:
        if at == len(result[file]):
            result[file].append(dict(result[file][-1]))
        result[file][at] |= cells
    return result


def read(path: Path, format: str = "eclaim16") -> ReadSet:
    """Reads a set into a connection of its own."""
    return read_set(land(path, FORMATS[format]), FORMATS[format], duckdb.connect())


def checked(
    folder: Path, rows: Mapping[str, Sequence[Row]], format: str = "eclaim16", hospital: str | None = None,
    as_of: datetime.date | None = None,
) -> Checked:  # fmt: skip
    """Writes a set and checks it."""
    one = read(write_set(folder / "set", FORMATS[format], rows), format)
    return check_set(one, BOOK, hospital, as_of=as_of)


def found(
    folder: Path, rows: Mapping[str, Sequence[Row]], format: str = "eclaim16", hospital: str | None = None,
    as_of: datetime.date | None = None,
) -> list[Found]:  # fmt: skip
    """Gives everything found in a set, in the order of the contract."""
    result = checked(folder, rows, format, hospital, as_of)
    return [(row.code, row.file, row.line, row.field) for row in result.rows()]
