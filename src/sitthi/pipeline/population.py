"""Loads tables of registered persons, and gives those in force: for each unit and day, the newest load's."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.core.identity import Inscl, Sex
from sitthi.core.thai.dates import DateFault, read_date
from sitthi.files.cells import known, unit_id, whole
from sitthi.files.columns import UNKNOWN_COLUMN, CellReader, read_columns
from sitthi.files.table import open_table
from sitthi.pipeline.kept_tables import KeptTable, keep_table, kept_tables

__all__ = ["COLUMNS", "SCHEMA", "in_force", "load_population", "population_loads", "read_population"]

COLUMNS = ("unit", "sex", "age", "right", "n", "counted_on")
SCHEMA = pa.schema(
    [
        ("unit", pa.string()),
        ("sex", pa.string()),
        ("age", pa.int16()),
        ("right", pa.string()),
        ("n", pa.int64()),
        ("counted_on", pa.date32()),
    ]
)
_KIND = "population"
_KEY = ("unit", "sex", "age", "right", "counted_on")
_OLDEST = 130
_MOST = 10**9


def load_population(
    home: Path, path: Path, sha256: str, encoding: str, source: str | None
) -> tuple[KeptTable, list[Finding]] | Refusal | Blocked:
    """Reads a table and keeps it, with the warnings met; where findings block, the home stays as it was."""
    read = read_population(path, encoding)
    if isinstance(read, Blocked):
        return read
    table, findings = read
    facts = {
        "source": source or path.name,
        "units": len(pc.unique(table["unit"])),
        "persons": pc.sum(table["n"]).as_py() or 0,
        "days": [day.isoformat() for day in sorted(pc.unique(table["counted_on"]).to_pylist())],
    }
    kept = keep_table(home, _KIND, sha256, table, facts)
    return kept if isinstance(kept, Refusal) else (kept, findings)


def read_population(path: Path, encoding: str = "utf-8") -> tuple[pa.Table, list[Finding]] | Blocked:
    """Reads unit, sex, age, right, n, counted_on; no table where anything is wrong, and everything that is.

    Ages are single years, a day may be written in either era, the rows come sorted.
    """
    table = open_table(path, COLUMNS, (), encoding)
    if isinstance(table, list):
        return Blocked(table)
    columns, findings = read_columns(table, _READERS, _KEY)
    if any(finding.code != UNKNOWN_COLUMN for finding in findings):
        return Blocked(findings)
    order = [(name, "ascending") for name in ("unit", "counted_on", "right", "sex", "age")]
    return pa.table(columns, schema=SCHEMA).sort_by(order), findings


def population_loads(home: Path) -> list[KeptTable] | Refusal:
    """Gives the loads of a home, oldest first."""
    return kept_tables(home, _KIND)


def in_force(loads: Sequence[pa.Table]) -> pa.Table:
    """Gives the rows that count, sorted: for each unit and day those of the last of some loads that has it."""
    if not loads:
        return SCHEMA.empty_table()
    placed = pa.concat_tables(
        [table.append_column("load", pa.array([n] * len(table), pa.int32())) for n, table in enumerate(loads)]
    )
    newest = placed.group_by(["unit", "counted_on"]).aggregate([("load", "max")])
    kept = placed.join(newest, ["unit", "counted_on"], join_type="inner")
    kept = kept.filter(pc.equal(kept["load"], kept["load_max"])).select(SCHEMA.names)
    order = [(name, "ascending") for name in ("unit", "counted_on", "right", "sex", "age")]
    return kept.sort_by(order)


def _one_of(names: Sequence[str]) -> CellReader:
    def read(text: str, file: str, line: int, field: str, findings: list[Finding]) -> Any:
        return known(text, file, line, field, findings, names)

    return read


def _count(high: int) -> CellReader:
    def read(text: str, file: str, line: int, field: str, findings: list[Finding]) -> Any:
        value = whole(text, file, line, field, findings)
        if value is not None and value > high:
            findings.append(Finding("value.out_of_range", file, line, field, {"low": "0", "high": str(high)}))
            return None
        return value

    return read


def _day(text: str, file: str, line: int, field: str, findings: list[Finding]) -> datetime.date | None:
    day = read_date(text)
    if isinstance(day, DateFault):
        code = "value.required" if day is DateFault.EMPTY else "value.not_a_date"
        findings.append(Finding(code, file, line, field))
        return None
    return day


def _unit(text: str, file: str, line: int, field: str, findings: list[Finding]) -> str | None:
    return unit_id(text, file, line, findings, field)


_READERS: dict[str, CellReader] = {
    "unit": _unit,
    "sex": _one_of([sex.value for sex in Sex]),
    "age": _count(_OLDEST),
    "right": _one_of([right.value for right in Inscl]),
    "n": _count(_MOST),
    "counted_on": _day,
}
