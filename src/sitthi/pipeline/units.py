"""Loads the register of units: what each is called, its level, the fund's groups it is in, and its province."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sitthi.book import Book
from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.core.places import Places
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.files.cells import known, unit_id
from sitthi.files.columns import UNKNOWN_COLUMN, CellReader, read_columns
from sitthi.files.table import open_table
from sitthi.pipeline.kept_tables import KeptTable, keep_table, kept_tables

__all__ = ["COLUMNS", "OPTIONAL", "RegisteredUnit", "all_registers", "load_units", "register_load", "units_in"]

COLUMNS = ("unit", "name")
OPTIONAL = ("level", "group", "province")
_SCHEMA = pa.schema([(name, pa.string()) for name in (*COLUMNS, *OPTIONAL)])
_KIND = "units"
_BETWEEN = "+"
"""Stands between the groups of a unit that is in several: `contracting+referral`."""


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit as its register has it; no group means that the data tell, `None` is not said."""

    unit: str
    name: str
    level: str | None
    groups: tuple[str, ...]
    province: str | None


def load_units(
    home: Path, path: Path, sha256: str, encoding: str, book: Book
) -> tuple[KeptTable, list[Finding]] | Refusal | Blocked:
    """Reads a register and keeps it as the one in force, with the warnings met."""
    table = open_table(path, COLUMNS, OPTIONAL, encoding)
    if isinstance(table, list):
        return Blocked(table)
    levels = [level.id for places in book.all(Places).values() for level in places.levels]
    groups = list(dict.fromkeys(group for card in book.all(Scorecard).values() for group in card.groups))
    readers: dict[str, CellReader] = {
        "unit": _text,
        "name": _text,
        "level": _one_of(levels),
        "group": _some_of(groups),
        "province": _text,
    }
    columns, findings = read_columns(table, readers, ("unit",), OPTIONAL)
    if any(finding.code != UNKNOWN_COLUMN for finding in findings):
        return Blocked(findings)
    rows = pa.table(columns, schema=_SCHEMA).sort_by("unit")
    kept = keep_table(home, _KIND, sha256, rows, {"name": path.name, "units": len(rows)})
    return kept if isinstance(kept, Refusal) else (kept, findings)


def all_registers(home: Path) -> list[KeptTable] | Refusal:
    """Gives every register of a home, oldest first."""
    return kept_tables(home, _KIND)


def register_load(home: Path) -> KeptTable | Refusal | None:
    """Gives the newest register of a home; `None` where there is none."""
    kept = all_registers(home)
    if isinstance(kept, Refusal):
        return kept
    return kept[-1] if kept else None


def units_in(register: KeptTable | None) -> dict[str, RegisteredUnit]:
    """Gives the units of a register by id."""
    rows = [] if register is None else pq.read_table(register.parquet, schema=_SCHEMA).to_pylist()
    units = [
        RegisteredUnit(groups=tuple(group.split(_BETWEEN)) if (group := row.pop("group")) else (), **row)
        for row in rows
    ]
    return {unit.unit: unit for unit in units}


def _text(text: str, file: str, line: int, field: str, findings: list[Finding]) -> str | None:
    return unit_id(text, file, line, findings, field)


def _one_of(names: Sequence[str]) -> CellReader:
    def read(text: str, file: str, line: int, field: str, findings: list[Finding]) -> Any:
        return known(text, file, line, field, findings, names)

    return read


def _some_of(names: Sequence[str]) -> CellReader:
    def read(text: str, file: str, line: int, field: str, findings: list[Finding]) -> Any:
        parts = [known(part, file, line, field, findings, names) for part in text.split(_BETWEEN)]
        return None if None in parts else _BETWEEN.join(dict.fromkeys(map(str, parts)))

    return read
