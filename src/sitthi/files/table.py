"""Reads the small CSV tables that people hand to a command, and says exactly what is wrong with a bad one."""

import codecs
import csv
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, repeat
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from sitthi.core.findings import Finding

__all__ = ["Block", "Table", "open_table"]

_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 20
_ROWS = 1 << 10
"""Rows a block: more of them leave the processor's cache, and each row takes twice as long."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_MAGIC = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_OTHER_DELIMITERS = ";\t"
_END_MARK = "\x1a"
"""What programs from the days of DOS write after the last line."""
_NOTHING = b" \t\r\n,;\x1a\xef\xbb\xbf"
"""Bytes of lines and cells without content, and of the mark of UTF-8."""

Row = tuple[int, list[str | None]]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table as columns, in the asked order; an absent column is `None`."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str] | None]


class Table:
    """A CSV whose header fits: iterating gives `(line, cells)` in the asked column order, `blocks` whole columns.

    A cell of an absent column is `None`. As spreadsheets write them, rows without any content, empty cells
    beyond the last named column and an end mark after the last line are passed over in silence.
    Rows of the wrong width are left out and found; look at `findings` after the last row.
    """

    def __init__(self, path: Path, encoding: str, wanted: Sequence[str], required: Sequence[str]) -> None:
        self.name = path.name
        self.findings: list[Finding] = []
        self._path = path
        self._encoding = encoding
        self._wanted = wanted
        self._at = self._header(required)

    @property
    def is_readable(self) -> bool:
        """Tells whether the header lets the rows be read at all."""
        return not any(finding.code in _HEADER_CODES for finding in self.findings)

    def has(self, column: str) -> bool:
        """Tells whether an optional column is there."""
        return self._at.get(column) is not None

    def _header(self, required: Sequence[str]) -> dict[str, int | None]:
        header, line, self._n_above = self._first_row()
        while header and not header[-1].strip():
            header.pop()
        names = [name.strip().lower() for name in header]
        missing = [name for name in required if name not in names]
        if missing and _is_split_otherwise(names, missing):
            self._find("table.delimiter", line)
        if self.findings:
            return {}
        for name in sorted({name for name in names if names.count(name) > 1 and name in self._wanted}):
            self._find("table.duplicate_column", line, name)
        for name in missing:
            self._find("table.missing_column", line, name)
        if unknown := sum(name not in self._wanted for name in names):
            self._find("table.unknown_column", line, None, n=str(unknown), known=", ".join(self._wanted))
        self._width = len(header)
        return {name: names.index(name) if name in names else None for name in self._wanted}

    def _first_row(self) -> tuple[list[str], int, int]:
        """Gives the first row with content, the line it begins on, and how many rows stand above it."""
        n_above, line = 0, 1
        with self._path.open(encoding=self._encoding, newline="") as handle:
            reader = csv.reader(handle, strict=True)
            try:
                for row in reader:
                    if not _is_blank(row):
                        return row, line, n_above
                    n_above, line = n_above + 1, reader.line_num + 1
            except csv.Error as error:
                handle.seek(0)
                cells = "".join(islice(handle, line - 1, line)).replace('"', "").split(",")
                if _is_split_otherwise([cell.strip().lower() for cell in cells], self._wanted):
                    self._find("table.delimiter", line)
                else:
                    self._find(_code_of(error), line)
        return [], line, n_above

    def _find(self, code: str, line: int | None, field: str | None = None, **detail: str) -> None:
        self.findings.append(Finding(code, self.name, line, field, detail))

    def __iter__(self) -> Iterator[Row]:
        for block in self.blocks():
            columns = [repeat(None) if column is None else column for column in block.columns]
            yield from zip(block.lines, map(list, zip(*columns, strict=False)), strict=True)

    def blocks(self, n_rows: int = _ROWS) -> Iterator[Block]:
        """Gives the rows some thousands at a time, as columns: what is alike in them can be worked out once."""
        order = [self._at[name] for name in self._wanted]
        is_empty = True
        with self._path.open(encoding=self._encoding, newline="") as handle:
            reader = csv.reader(handle, strict=True)
            for _ in range(self._n_above + 1):
                next(reader, None)
            fault: csv.Error | None = None
            while fault is None:
                first = reader.line_num + 1
                rows: list[list[str]] = []
                try:
                    rows.extend(islice(reader, n_rows))
                except csv.Error as error:
                    fault = error
                if not rows and fault is None:
                    break
                lines: Sequence[int] = range(first, first + len(rows))
                if fault is not None or reader.line_num >= first + len(rows):
                    *lines, after = _first_lines(rows, first)
                if rows and rows[-1] and rows[-1][-1].endswith(_END_MARK):
                    rows[-1][-1] = rows[-1][-1].rstrip(_END_MARK)
                n_found = len(self.findings)
                lines, rows = self._fitting(lines, rows)
                if fault is not None:
                    self._find(_code_of(fault), after)
                is_empty = is_empty and not rows and len(self.findings) == n_found
                if rows:
                    columns = list(zip(*rows, strict=True))
                    yield Block(lines, [None if at is None else columns[at] for at in order])
        if is_empty:
            self._find("table.empty", None)

    def _fitting(self, lines: Sequence[int], rows: list[list[str]]) -> tuple[Sequence[int], list[list[str]]]:
        """Leaves out rows without content, and rows of another width, which are found."""
        # A row without content has an empty first cell: where there is none, no row needs a look of its own.
        if set(map(len, rows)) == {self._width} and all(map(str.strip, map(itemgetter(0), rows))):
            return lines, rows
        kept = []
        for line, row in zip(lines, rows, strict=True):
            if _is_blank(row):
                continue
            if len(row) > self._width and _is_blank(row[self._width :]):
                kept.append((line, row[: self._width]))
            elif len(row) == self._width:
                kept.append((line, row))
            else:
                self._find("table.width", line, None, n=str(len(row)), expected=str(self._width))
        return [line for line, _ in kept], [row for _, row in kept]


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(map(str.strip, cells))


def _is_split_otherwise(names: Sequence[str], missing: Sequence[str]) -> bool:
    """Tells whether a header would have a missing column if semicolons or tabs parted its cells."""
    parted = [part.strip().strip('"') for name in names for part in re.split(f"[{_OTHER_DELIMITERS}]", name)]
    return len(parted) > len(names) and not set(parted).isdisjoint(missing)


def _first_lines(rows: list[list[str]], first: int) -> list[int]:
    """Gives the line each row begins on where cells may hold line ends, and the line after the last."""
    return list(accumulate((1 + sum(len(_LINE_END.findall(cell)) for cell in row) for row in rows), initial=first))


def _code_of(error: csv.Error) -> str:
    if "limit" in str(error):
        return "table.line_too_long"
    return "table.truncated" if "unexpected end" in str(error) else "table.quoting"


_HEADER_CODES = frozenset(
    {"table.delimiter", "table.duplicate_column", "table.line_too_long", "table.missing_column",
     "table.quoting", "table.truncated"}
)  # fmt: skip


def open_table(
    path: Path, required: Sequence[str], optional: Sequence[str] = (), encoding: str = "utf-8"
) -> Table | list[Finding]:
    """Opens a CSV with a header line; gives the findings instead where it cannot be read as the asked table.

    Column names ignore case and surrounding spaces. The text is UTF-8, with or without a mark, or the
    named encoding; it is decoded once in full before the first row is given, so a caller never acts on
    half a file.
    """
    if unreadable := _scan(path, encoding):
        return [unreadable]
    table = Table(path, "utf-8-sig" if encoding == "utf-8" else encoding, [*required, *optional], required)
    return table if table.is_readable else table.findings


def _scan(path: Path, encoding: str) -> Finding | None:
    """Looks at the bytes for what would make the rows lies: no text, another encoding, an endless line."""
    try:
        mode = path.stat().st_mode
        # A pipe or device can be read only once, and a table is read twice.
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return Finding("table.not_a_file", path.name)
        with path.open("rb") as handle:
            return _scanned(handle, path.name, encoding)
    except OSError:
        return Finding("table.unreadable", path.name)


def _scanned(handle: BinaryIO, name: str, encoding: str) -> Finding | None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, open_bytes, last, is_empty, block = 1, 0, b"", True, b""
    while block := handle.read(_BLOCK):
        if not last and block[:2] in _UTF_16:
            return Finding("table.utf_16", name)
        if not last and block[:4] in _MAGIC:
            return Finding("table.not_text", name, None, None, {"kind": _MAGIC[block[:4]]})
        line -= last == b"\r" and block[:1] == b"\n"
        newest = max(block.rfind(b"\n"), block.rfind(b"\r"))
        open_bytes = len(block) - newest - 1 if newest >= 0 else open_bytes + len(block)
        n_held = len(decoder.getstate()[0])
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            at = line + _line_ends(block[: max(error.start - n_held, 0)])
            return Finding("table.encoding", name, at, None, {"encoding": encoding})
        line += _line_ends(block)
        if b"\0" in block:
            return Finding("table.not_text", name, None, None, {"kind": "binary"})
        if open_bytes > _LONGEST_LINE:
            return Finding("table.line_too_long", name, line)
        is_empty = is_empty and not block.strip(_NOTHING)
        last = block[-1:]
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return Finding("table.encoding", name, line, None, {"encoding": encoding})
    return Finding("table.empty", name) if is_empty else None


def _line_ends(block: bytes) -> int:
    """Counts line ends of all three kinds."""
    n = block.count(b"\n")
    return n if b"\r" not in block else n + block.count(b"\r") - block.count(b"\r\n")
