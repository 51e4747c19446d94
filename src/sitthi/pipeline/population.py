"""Loads tables of registered persons, and gives those in force: for each unit, day and right the newest load's."""

import datetime
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sitthi.book import Book
from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.core.formats.codelist import CodeList
from sitthi.core.identity import Inscl, Sex
from sitthi.core.thai.dates import DateFault, read_date
from sitthi.files.cells import known, unit_id, whole
from sitthi.files.columns import UNKNOWN_COLUMN, CellReader, read_columns
from sitthi.files.table import open_table
from sitthi.pipeline.kept_tables import KeptTable, keep_table, kept_tables

__all__ = ["COLUMNS", "SCHEMA", "in_force", "load_population", "population_loads", "read_kept", "read_population"]

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
_COUNTED = ["unit", "counted_on", "right"]
"""What a load counts whole: its rows take the place of all earlier rows of the same three."""
_ORDER = [(name, "ascending") for name in (*_COUNTED, "sex", "age")]
_RIGHTS = "inscl"
"""The code list of the rights that a person can have."""
_EXEMPT = "WEL"
"""Universal coverage without co-payment, a right of its own in some lists [nhso-lookups, INSCL]."""
_CODE = re.compile("[0-9]{5}")
_UNITS_NAMED = 5
_LONGEST_CODE = 9
_OLDEST = 130
_MOST = 10**9


def load_population(
    home: Path, book: Book, path: Path, sha256: str, encoding: str, source: str | None
) -> tuple[KeptTable, list[Finding]] | Refusal | Blocked:
    """Reads a table and keeps it, with the warnings met; where findings block, the home stays as it was.

    A warning says which earlier counts no longer hold. The manifest keeps the same as `replaces`.
    """
    read = read_population(path, book.all(CodeList)[_RIGHTS].values(""), encoding)
    if isinstance(read, Blocked):
        return read
    table, findings = read
    earlier = population_loads(home)
    if isinstance(earlier, Refusal):
        return earlier
    replaces = _replaced([read_kept(load) for load in earlier], table)
    facts = {
        "source": source or path.name,
        "units": len(pc.unique(table["unit"])),
        "persons": pc.sum(table["n"]).as_py() or 0,
        "days": [day.isoformat() for day in sorted(pc.unique(table["counted_on"]).to_pylist())],
        "replaces": replaces,
    }
    kept = keep_table(home, _KIND, sha256, table, facts)
    if isinstance(kept, Refusal):
        return kept
    findings = [*findings, *_of_units(path.name, table), *_of_exempt(path.name, table)]
    if kept.new and replaces:
        findings.append(_warning(path.name, replaces))
    return kept, findings


def _of_units(file: str, table: pa.Table) -> Iterator[Finding]:
    """Finds units that are no code of five digits, as every file has them: nobody's stays would be of theirs."""
    odd = sorted(unit for unit in pc.unique(table["unit"]).to_pylist() if _CODE.fullmatch(unit) is None)
    if odd:
        # Longer than a code in any of its forms it may be a person's number: told by number only.
        named = [unit for unit in odd if len(unit) <= _LONGEST_CODE][:_UNITS_NAMED]
        detail = {"n": str(len(odd)), "units": ", ".join([*named, "…"] if len(named) < len(odd) else named)}
        yield Finding("population.unit_form", file, None, "unit", detail)


def _of_exempt(file: str, table: pa.Table) -> Iterator[Finding]:
    """Finds people of universal coverage under a code that no rate and no award counts."""
    exempt = table.filter(pc.equal(table["right"], _EXEMPT))
    if exempt.num_rows:
        detail = {"n": str(pc.sum(exempt["n"]).as_py()), "right": _EXEMPT, "counted": Inscl.UCS.value}
        yield Finding("population.exempt", file, None, "right", detail)


def _replaced(loads: Sequence[pa.Table], table: pa.Table) -> list[dict[str, Any]]:
    """Lists what a table takes the place of: unit, day and right, with the persons before and after."""
    before = in_force(loads).group_by(_COUNTED).aggregate([("n", "sum")]).rename_columns([*_COUNTED, "before"])
    after = table.group_by(_COUNTED).aggregate([("n", "sum")]).rename_columns([*_COUNTED, "after"])
    both = before.join(after, _COUNTED, join_type="inner").sort_by([(name, "ascending") for name in _COUNTED])
    return [{**row, "counted_on": row["counted_on"].isoformat()} for row in both.to_pylist()]


def _warning(file: str, replaces: Sequence[dict[str, Any]]) -> Finding:
    units = sorted({row["unit"] for row in replaces})
    named = ", ".join(units[:_UNITS_NAMED]) + (", …" if len(units) > _UNITS_NAMED else "")
    numbers = {
        "n": str(len(units)),
        "units": named,
        "rights": ", ".join(sorted({row["right"] for row in replaces})),
        "before": str(sum(row["before"] for row in replaces)),
        "after": str(sum(row["after"] for row in replaces)),
    }
    return Finding("population.replaces", file, detail=numbers)


def read_population(
    path: Path, rights: Sequence[str], encoding: str = "utf-8"
) -> tuple[pa.Table, list[Finding]] | Blocked:
    """Reads unit, sex, age, right, n, counted_on; no table where anything is wrong, and everything that is.

    A right is one of `rights`. Ages are single years, a day may be written in either era, the rows come sorted.
    """
    table = open_table(path, COLUMNS, (), encoding)
    if isinstance(table, list):
        return Blocked(table)
    columns, findings = read_columns(table, {**_READERS, "right": _one_of(rights)}, _KEY)
    if any(finding.code != UNKNOWN_COLUMN for finding in findings):
        return Blocked(findings)
    return pa.table(columns, schema=SCHEMA).sort_by(_ORDER), findings


def population_loads(home: Path) -> list[KeptTable] | Refusal:
    """Gives the loads of a home, oldest first."""
    return kept_tables(home, _KIND)


def read_kept(load: KeptTable) -> pa.Table:
    """Reads the rows of a load."""
    return pq.read_table(load.parquet, schema=SCHEMA)


def in_force(loads: Sequence[pa.Table]) -> pa.Table:
    """Gives the rows that count, sorted: for each unit, day and right those of the last load that has it.

    A right that a later load does not speak of stays as it was counted before.
    """
    if not loads:
        return SCHEMA.empty_table()
    placed = pa.concat_tables(
        [table.append_column("load", pa.array([n] * len(table), pa.int32())) for n, table in enumerate(loads)]
    )
    newest = placed.group_by(_COUNTED).aggregate([("load", "max")])
    kept = placed.join(newest, _COUNTED, join_type="inner")
    kept = kept.filter(pc.equal(kept["load"], kept["load_max"])).select(SCHEMA.names)
    return kept.sort_by(_ORDER)


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
    "right": _one_of(()),
    "n": _count(_MOST),
    "counted_on": _day,
}
