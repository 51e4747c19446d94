"""Reads the small CSV tables that people hand to a command, and says exactly what is wrong with a bad one."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from sitthi.core.findings import Finding

__all__ = ["Table", "open_table"]

_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 20
_MAGIC = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf"}

Row = tuple[int, list[str | None]]


class Table:
    """A CSV whose header fits: iterating gives `(line, cells)` in the asked column order.

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

    def _reader(self, handle: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(handle, strict=True)

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
        order = [self._at[name] for name in self._wanted]
        n_rows = 0
        with self._path.open(encoding=self._encoding, newline="") as handle:
            reader = csv.reader(handle, strict=True)
            next(reader, None)
            line = reader.line_num + 1
            try:
                for row in reader:
                    n_rows += 1
                    if len(row) == self._width:
                        yield line, [None if at is None else row[at] for at in order]
                    elif row:
                        self._find("table.width", line, None, n=str(len(row)), expected=str(self._width))
                    else:
                        n_rows -= 1
                    line = reader.line_num + 1
            except csv.Error as error:
                code = "table.line_too_long" if "limit" in str(error) else "table.truncated"
                self._find(code, line)
        if not n_rows and not self.findings:
            self._find("table.empty", None)


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
