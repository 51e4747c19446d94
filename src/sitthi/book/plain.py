"""Reads a TOML file, and the CSV tables it names, into plain values; what cannot be read becomes a fault."""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sitthi.book.shapes import Cell

__all__ = ["Fault", "placed", "plain_values", "values_in"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a data file: which file, where in it, and what."""

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.message}" if self.path else f"{self.file}: {self.message}"


class _Rows(list[dict[str, Cell]]):
    """The rows of a CSV beside a TOML file, with the file's name and each row's line."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.lines: list[int] = []


def plain_values(path: Path, file: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Gives a TOML file's values, decimals exact, each `{ csv = "name.csv" }` replaced by that file's rows.

    `None` where the file is no TOML; then, as where a table is wrong, `faults` says why. A byte-order mark,
    as Notepad writes one, is forgiven.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        faults.append(Fault(file, "", f"cannot be read: {error.strerror}"))
        return None
    except UnicodeDecodeError:
        faults.append(Fault(file, "", "is not UTF-8"))
        return None
    raw = values_in(text, file, faults)
    if raw is None:
        return None
    return {key: _with_tables(value, path.parent, file, faults) for key, value in raw.items()}


def values_in(text: str, file: str, faults: list[Fault]) -> dict[str, Any] | None:
    """Gives the values of TOML that is no file of its own, decimals exact; no table beside it is read.

    `None` where the text is no TOML; then `faults` says why, under the name given.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        # Beside TOMLDecodeError: an integer too long to read, and brackets too deep to follow.
        faults.append(Fault(file, "", f"is not TOML: {error}"))
        return None


def _with_tables(value: Any, folder: Path, file: str, faults: list[Fault]) -> Any:
    if isinstance(value, list):
        return [_with_tables(inner, folder, file, faults) for inner in value]
    if not isinstance(value, dict):
        return value
    if set(value) != {"csv"}:
        return {key: _with_tables(inner, folder, file, faults) for key, inner in value.items()}
    name = value["csv"]
    if not isinstance(name, str):
        faults.append(Fault(file, "csv", "names no file"))
        return _Rows(file)
    rows = _Rows(name)
    try:
        with (folder / name).open(encoding="utf-8-sig", newline="") as table:
            faults.extend(Fault(name, where, what) for where, what in _fill(rows, csv.reader(table, strict=True)))
    except (OSError, ValueError, csv.Error) as error:
        faults.append(Fault(file, name, f"cannot be read: {error}"))
    return rows


def _fill(rows: _Rows, reader: Any) -> Iterator[tuple[str, str]]:
    """Fills the rows, empty cells left out; gives what is wrong with the header and with rows of another width."""
    header: list[str] = next(reader, [])
    if len(set(header)) < len(header):
        yield "line 1", "a column stands more than once"
    for cells in reader:
        if len(cells) != len(header):
            yield f"line {reader.line_num}", f"has {len(cells)} cells, the header {len(header)}"
            continue
        rows.append({name: Cell(cell) for name, cell in zip(header, cells, strict=True) if cell != ""})
        rows.lines.append(reader.line_num)


_IN_ROWS = re.compile(r"(\w+)\[(\d+)\]\.?(.*)")


def placed(raw: Any, file: str, path: str) -> tuple[str, str]:
    """Gives the file and path of a fault: of one in a row that came from a CSV, that file and the row's line."""
    match = _IN_ROWS.fullmatch(path)
    rows = raw.get(match[1]) if match and isinstance(raw, dict) else None
    if match is None or not isinstance(rows, _Rows):
        return file, path
    return rows.file, f"line {rows.lines[int(match[2])]}" + (f" {match[3]}" if match[3] else "")
