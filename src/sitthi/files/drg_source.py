"""Reads a DRG table where a hospital has it: its grouper's folder, the grouper's DBF, or a plain CSV."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sitthi.core.coding.drg import Drg
from sitthi.core.findings import Finding
from sitthi.core.numbers import parsed
from sitthi.files.dbf import open_dbf
from sitthi.files.table import open_table

__all__ = ["DrgSource", "read_drg_source"]

COLUMNS = ("drg", "rw0d", "rw", "wtlos", "ot", "of")
_DBF_FIELDS = ("drg", "rw0d", "rw", "wtlos", "ot", "mdf")
_PLACES = {"rw0d": 4, "rw": 4, "wtlos": 2, "ot": 0, "of": 2, "mdf": 2}
_TABLE = re.compile(r"c[0-9]{2}drg\.dbf", re.IGNORECASE)
_BESIDE = {"i10": "diagnoses", "proc": "procedures", "ccex": "exclusions"}
_CODE = re.compile(r"[0-9]{5}")


@dataclass(frozen=True, slots=True)
class DrgSource:
    """The rows of a table with their line or record number, which file they stood in, and what was wrong.

    `beside` tells which other tables of a grouper lie in the folder; they are not read.
    """

    file: str
    rows: list[tuple[int, Drg]]
    findings: list[Finding]
    beside: dict[str, bool]


def read_drg_source(path: Path) -> DrgSource | list[Finding]:
    """Reads a folder with one `c??drg.dbf` (any case), such a DBF, or a CSV `drg,rw0d,rw,wtlos,ot,of`.

    Gives the findings alone where there is no table to read; a bad row is left out and found.
    """
    if not path.is_dir():
        return _read_csv(path) if path.suffix.lower() == ".csv" else _read_dbf(path, {})
    names = sorted(entry.name for entry in path.iterdir())
    tables = [name for name in names if _TABLE.fullmatch(name)]
    if len(tables) != 1:
        code = "drg.many_tables" if tables else "drg.no_table"
        return [Finding(code, path.name, None, None, {"n": str(len(tables))})]
    lower = {name.lower() for name in names}
    prefix = tables[0][:3].lower()
    beside = {label: f"{prefix}{part}.dbf" in lower for part, label in _BESIDE.items()}
    return _read_dbf(path / tables[0], beside)


def _read_dbf(path: Path, beside: dict[str, bool]) -> DrgSource | list[Finding]:
    table = open_dbf(path, _DBF_FIELDS)
    if isinstance(table, list):
        return table
    found: list[Finding] = []
    rows = _drgs(table, _DBF_FIELDS, path.name, found)
    return DrgSource(path.name, rows, table.findings + found, beside)


def _read_csv(path: Path) -> DrgSource | list[Finding]:
    table = open_table(path, COLUMNS)
    if isinstance(table, list):
        return table
    found: list[Finding] = []
    rows = _drgs(((line, [cell or "" for cell in cells]) for line, cells in table), COLUMNS, path.name, found)
    return DrgSource(path.name, rows, table.findings + found, {})


def _drgs(
    rows: Iterable[tuple[int, list[str]]], fields: tuple[str, ...], file: str, findings: list[Finding]
) -> list[tuple[int, Drg]]:
    """Reads rows of text; every cell that is not what it should be is found, and its row left out."""
    read = []
    for line, (code, *cells) in rows:
        n_before = len(findings)
        if not _CODE.fullmatch(code.strip()):
            findings.append(Finding("drg.code", file, line, "drg"))
        units = []
        for field, cell in zip(fields[1:], cells, strict=True):
            value = parsed(cell)
            scaled = None if value is None else value * 10 ** _PLACES[field]
            if scaled is None or scaled < 0:
                findings.append(
                    Finding("value.not_a_number" if cell.strip() else "value.required", file, line, field)
                )
            elif scaled.denominator != 1:
                findings.append(Finding("drg.decimals", file, line, field, {"places": str(_PLACES[field])}))
            else:
                units.append(int(scaled))
        if len(findings) == n_before:
            read.append((line, Drg(code.strip(), *units)))
    if not read and not findings:
        findings.append(Finding("table.empty", file))
    return read
