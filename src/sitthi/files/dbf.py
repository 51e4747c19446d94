"""Reads DBF files as a Thai hospital has them: cp874, stray 0xA0 bytes, and now and then cut short."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dbfread import DBF, DBFNotFound, MissingMemoFile

from sitthi.core.findings import Finding

__all__ = ["DbfTable", "open_dbf"]

_LIVE = 0x20
_TABLE_TYPES = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xF5, 0xFB})
_HEADER_LENGTH = 32


@dataclass(frozen=True, slots=True)
class DbfTable:
    """The asked fields of a DBF: iterating gives `(record number, cells)`, deleted records left out.

    The first record is 1, deleted ones count. Cells are text without the spaces around it; what is no cp874
    becomes a finding and an empty cell.
    """

    name: str
    findings: list[Finding]
    _fields: Sequence[str]
    _records: Sequence[tuple[int, tuple[bytes, ...]]]

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in self._records:
            yield number, [self._text(number, *pair) for pair in zip(self._fields, cells, strict=True)]

    def _text(self, number: int, field: str, cell: bytes) -> str:
        try:
            return cell.replace(b"\xa0", b" ").rstrip(b"\0").decode("cp874").strip()
        except UnicodeDecodeError:
            self.findings.append(Finding("dbf.encoding", self.name, number, field))
            return ""


def open_dbf(path: Path, fields: Sequence[str]) -> DbfTable | list[Finding]:
    """Opens a DBF whose header, length and fields fit together; gives the findings instead where they do not.

    Field names ignore case. Numbers stay as written: nothing passes through a binary fraction.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return [Finding("dbf.unreadable", path.name)]
    if len(content) < _HEADER_LENGTH or content[0] not in _TABLE_TYPES:
        return [Finding("dbf.header", path.name)]
    try:
        dbf = DBF(
            path, encoding="cp874", ignorecase=False, raw=True, ignore_missing_memofile=True, recfactory=dict
        )
    except (struct.error, ValueError, TypeError, LookupError, OSError, DBFNotFound, MissingMemoFile):
        return [Finding("dbf.header", path.name)]
    header = dbf.header
    width = 1 + sum(field.length for field in dbf.fields)
    if header.recordlen != width or header.headerlen < _HEADER_LENGTH * (1 + len(dbf.fields)):
        return [Finding("dbf.header", path.name)]
    there = max(0, len(content) - header.headerlen) // width
    if there < header.numrecords:
        detail = {"n": str(there), "expected": str(header.numrecords)}
        return [Finding("dbf.truncated", path.name, there + 1, None, detail)]
    by_name = {name.lower(): name for name in dbf.field_names}
    if missing := [Finding("dbf.missing_field", path.name, None, name) for name in fields if name not in by_name]:
        return missing
    flags = content[header.headerlen : header.headerlen + width * header.numrecords : width]
    numbers = [number for number, flag in enumerate(flags, 1) if flag == _LIVE]
    records = [
        (number, tuple(record[by_name[name]] for name in fields))
        for number, record in zip(numbers, dbf.records, strict=False)
    ]
    return DbfTable(path.name, [], fields, records)
