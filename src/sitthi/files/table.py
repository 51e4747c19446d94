"""Reads the small CSV tables that people hand to a command, and says exactly what is wrong with a bad one."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, repeat
from pathlib import Path

from sitthi.core.findings import Finding

__all__ = ["Block", "Table", "open_table"]

_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 20
_ROWS = 1 << 10
"""Rows a block: more of them leave the processor's cache, and each row takes twice as long."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_MAGIC = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}

Row = tuple[int, list[str | None]]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table as columns, in the asked order; an absent column is `None`."""

    lines: Sequence[int]
    columns: Sequence[Sequence[str] | None]


class Table:
    """A CSV whose header fits: iterating gives `(line, cells)` in the asked column order, `blocks` whole columns.

    A cell of an absent column is `None`.
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
        with self._path.open(encoding=self._encoding, newline="") as handle:
            try:
                header = next(csv.reader(handle, strict=True), [])
            except csv.Error:
                self._find("table.truncated", 1)
                return {}
        names = [name.strip().lower() for name in header]
        for name in sorted({name for name in names if names.count(name) > 1 and name in self._wanted}):
            self._find("table.duplicate_column", 1, name)
        for name in required:
            if name not in names:
                self._find("table.missing_column", 1, name)
        if unknown := sum(name not in self._wanted for name in names):
            self._find("table.unknown_column", 1, None, n=str(unknown), known=", ".join(self._wanted))
        self._width = len(header)
        return {name: names.index(name) if name in names else None for name in self._wanted}

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
                is_empty = is_empty and not any(rows)
                lines, rows = self._of_right_width(lines, rows)
                if fault is not None:
                    self._find(_code_of(fault), after)
                if rows:
                    columns = list(zip(*rows, strict=True))
                    yield Block(lines, [None if at is None else columns[at] for at in order])
        if is_empty and not self.findings:
            self._find("table.empty", None)

    def _of_right_width(
        self, lines: Sequence[int], rows: list[list[str]]
    ) -> tuple[Sequence[int], list[list[str]]]:
        """Leaves out blank lines, and rows of another width, which are found."""
        if set(map(len, rows)) == {self._width}:
            return lines, rows
        kept = []
        for line, row in zip(lines, rows, strict=True):
            if len(row) == self._width:
                kept.append((line, row))
            elif row:
                self._find("table.width", line, None, n=str(len(row)), expected=str(self._width))
        return [line for line, _ in kept], [row for _, row in kept]


def _first_lines(rows: list[list[str]], first: int) -> list[int]:
    """Gives the line each row begins on where cells may hold line ends, and the line after the last."""
    return list(accumulate((1 + sum(len(_LINE_END.findall(cell)) for cell in row) for row in rows), initial=first))


def _code_of(error: csv.Error) -> str:
    return "table.line_too_long" if "limit" in str(error) else "table.truncated"


_HEADER_CODES = frozenset({"table.duplicate_column", "table.missing_column", "table.truncated"})


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
    decode = codecs.getincrementaldecoder(encoding)("strict").decode
    line, open_bytes, n_bytes = 1, 0, 0
    try:
        with path.open("rb") as handle:
            while block := handle.read(_BLOCK):
                if not n_bytes and block[:4] in _MAGIC:
                    return Finding("table.not_text", path.name, None, None, {"kind": _MAGIC[block[:4]]})
                n_bytes += len(block)
                newest = max(block.rfind(b"\n"), block.rfind(b"\r"))
                open_bytes = len(block) - newest - 1 if newest >= 0 else open_bytes + len(block)
                try:
                    decode(block)
                except UnicodeDecodeError as error:
                    at = line + block.count(b"\n", 0, max(error.start, 0))
                    return Finding("table.encoding", path.name, at, None, {"encoding": encoding})
                line += block.count(b"\n")
                if b"\0" in block:
                    return Finding("table.not_text", path.name, None, None, {"kind": "binary"})
                if open_bytes > _LONGEST_LINE:
                    return Finding("table.line_too_long", path.name, line)
            decode(b"", True)
    except UnicodeDecodeError:
        return Finding("table.encoding", path.name, line, None, {"encoding": encoding})
    except OSError:
        return Finding("table.unreadable", path.name)
    return None if n_bytes else Finding("table.empty", path.name)
