"""Case-mix of the loaded stays: AdjRW and CMI as the files carry them and as the imported DRG tables give them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sitthi.book import Book
from sitthi.core.coding.adjrw import AdjrwRule, adjrw
from sitthi.core.coding.cmi import CaseMix
from sitthi.core.coding.drg_table import DrgTable
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.findings import Refusal
from sitthi.core.thai.periods import Period
from sitthi.files.drg_store import kept_drg_tables
from sitthi.pipeline.records import prepared
from sitthi.pipeline.store import Batch, live_batches
from sitthi.pipeline.units import register_load, units_in

__all__ = ["BY", "CaseMixes", "Group", "case_mixes"]

BY = ("hospital", "level", "fund", "month")
"""What stays can be grouped by; the order in which the columns of a group stand."""

_COLUMN = {"hospital": "hcode", "level": "level", "fund": "inscl", "month": "month"}


@dataclass(frozen=True, slots=True)
class Group:
    """The stays of one group: what the files carry, what the tables give, and what became of the rest.

    `used` takes the files' AdjRW, else the recomputed one. `both` stays have the two, `differ` of them two
    different ones, `more` is by how much the recomputed ones of these exceed, in ten-thousandths. Left out are
    stays with a grouper's error, without a DRG, and with a DRG but no weight from anywhere.
    """

    of: dict[str, str | None]
    n: int
    used: CaseMix
    files: CaseMix
    recomputed: CaseMix
    both: int
    differ: int
    more: int
    grouper_error: int
    no_drg: int
    no_weight: int


@dataclass(frozen=True, slots=True)
class CaseMixes:
    """Every group's case-mix and that of all together, with the batches and DRG tables behind them."""

    total: Group
    groups: Sequence[Group]
    tables: Sequence[DrgTable]
    batches: Sequence[Batch]
    levels: Sequence[str]


def case_mixes(
    home: Path, book: Book, period: Period, by: Sequence[str], *, factor_one: bool
) -> CaseMixes | Refusal:
    """Groups the live stays discharged in a period; each distinct pair of DRG and LOS is worked out once."""
    batches = live_batches(home)
    if isinstance(batches, Refusal):
        return batches
    if not batches:
        return Refusal("run.no_batches")
    tables = kept_drg_tables(home, list(book.all(AdjrwFormula).values()))
    if isinstance(tables, Refusal):
        return tables
    register = register_load(home)
    if isinstance(register, Refusal):
        return register
    records = prepared(home, batches, book)
    if isinstance(records, Refusal):
        return records
    computable = [table for table in tables if table.is_computable]
    connection = duckdb.connect()
    connection.read_parquet(str(records / "stays.parquet")).create_view("stays")
    units = units_in(register)
    level_of = pa.table(
        {"hcode": list(units), "level": [unit.level for unit in units.values()]},
        schema=pa.schema([("hcode", pa.string()), ("level", pa.string())]),
    )
    connection.from_arrow(level_of).create_view("level_of")
    _lay_stays(connection, period, computable, factor_one=factor_one)
    if not connection.table("of_period").limit(1).fetchall():
        days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
        return Refusal("run.no_stays", days)
    return CaseMixes(
        total=_groups(connection, ())[0],
        groups=_groups(connection, [name for name in BY if name in by]) if by else [],
        tables=computable,
        batches=batches,
        levels=sorted({unit.level for unit in units.values() if unit.level is not None}),
    )


def _lay_stays(
    connection: duckdb.DuckDBPyConnection, period: Period, tables: Sequence[DrgTable], *, factor_one: bool
) -> None:
    """Makes `of_period`: the stays of the period, each with the AdjRW that the table of its day gives it."""
    in_force = [(table.in_force_from, n) for n, table in enumerate(tables)]
    # Before the first table the latest one is taken, as `adjrw compute` does.
    late = len(tables) - 1
    picks = " ".join(f"WHEN discharged_on >= DATE '{day}' THEN {n}" for day, n in reversed(in_force))
    picked = f"CASE {picks} ELSE {late} END" if picks else "-1"
    connection.execute(
        f"""
        CREATE TEMP TABLE chosen AS
        SELECT hcode, coalesce(inscl, '') AS inscl, month, drg, los, adjrw_e4, grouper_error, level,
            {picked} AS pick
        FROM stays LEFT JOIN level_of USING (hcode)
        WHERE discharged_on BETWEEN $first AND $last
        """,
        {"first": period.first, "last": period.last},
    )
    pairs = connection.sql("SELECT DISTINCT pick, drg, los FROM chosen WHERE drg IS NOT NULL").fetchall()
    worked = [(pick, drg, days, *_worked_out(tables, pick, drg, days, factor_one)) for pick, drg, days in pairs]
    columns = ("pick", "drg", "los", "recomputed", "is_error")
    types = (pa.int32(), pa.string(), pa.int32(), pa.int64(), pa.bool_())
    arrays = [
        pa.array(column, type_)
        for column, type_ in zip(zip(*worked, strict=True) if worked else [()] * 5, types, strict=True)
    ]
    connection.from_arrow(pa.table(arrays, names=columns)).create_view("worked")
    connection.execute(
        """
        CREATE TEMP TABLE of_period AS
        SELECT chosen.*, recomputed, grouper_error OR coalesce(is_error, false) AS is_error
        FROM chosen LEFT JOIN worked ON chosen.pick = worked.pick AND chosen.drg = worked.drg
            AND chosen.los = worked.los
        """
    )


def _worked_out(
    tables: Sequence[DrgTable], pick: int, drg: str, days: int, factor_one: bool
) -> tuple[int | None, bool]:
    """Gives the AdjRW by the table picked, `None` where it has no such DRG; and whether the DRG is an error's."""
    if pick < 0:
        return None, False
    table = tables[pick]
    row = table.drgs.get(drg)
    if row is None or table.formula is None:
        return None, False
    if drg in table.formula.error_drgs:
        return None, True
    rule, weight = adjrw(row, days, table.formula, factor_one=factor_one)
    return (None if rule is AdjrwRule.GROUPER_ERROR else weight), rule is AdjrwRule.GROUPER_ERROR


def _groups(connection: duckdb.DuckDBPyConnection, by: Sequence[str]) -> list[Group]:
    names = [_COLUMN[name] for name in by]
    keys = "".join(f"{name}, " for name in names)
    rows = connection.sql(
        f"""
        SELECT {keys}count(*),
            count(used), coalesce(sum(used), 0), count(files), coalesce(sum(files), 0),
            count(again), coalesce(sum(again), 0), count(files + again),
            count(*) FILTER (files <> again), coalesce(sum(again - files) FILTER (files <> again), 0),
            count(*) FILTER (is_error), count(*) FILTER (NOT is_error AND drg IS NULL AND used IS NULL),
            count(*) FILTER (NOT is_error AND drg IS NOT NULL AND used IS NULL)
        FROM (
            SELECT *, CASE WHEN NOT is_error THEN adjrw_e4 END AS files,
                CASE WHEN NOT is_error THEN recomputed END AS again, coalesce(files, again) AS used
            FROM of_period
        )
        {"GROUP BY ALL ORDER BY ALL" if by else ""}
        """
    ).fetchall()
    return [_group(by, row) for row in rows]


def _group(by: Sequence[str], row: tuple[object, ...]) -> Group:
    of = {name: _written(name, cell) for name, cell in zip(by, row, strict=False)}
    numbers = [int(str(cell)) for cell in row[len(by) :]]
    n, n_used, used, n_files, files, n_again, again, both, differ, more, error, no_drg, no_weight = numbers
    return Group(
        of=of,
        n=n,
        used=CaseMix(used, n_used, n - n_used),
        files=CaseMix(files, n_files, n - n_files),
        recomputed=CaseMix(again, n_again, n - n_again),
        both=both,
        differ=differ,
        more=more,
        grouper_error=error,
        no_drg=no_drg,
        no_weight=no_weight,
    )


def _written(name: str, cell: object) -> str | None:
    """Writes a group's cell, a month as `2008-04`; a right or level that is not known is `None`."""
    if cell is None or cell == "":
        return None
    if name == "month":
        year, month = divmod(int(str(cell)), 12)
        return f"{datetime.date(year, month + 1, 1):%Y-%m}"
    return str(cell)
