"""Writes the tables of a batch straight from the connection that read and checked the set, as Parquet."""

from collections.abc import Callable, Collection
from pathlib import Path

import duckdb

from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.numbers import IDENTIFYING, key_columns, person_field

__all__ = ["parquet", "write_identity", "write_records", "write_tables"]

_ORDERED = {
    "stays": "ORDER BY month, admitted_at, discharged_at, hcode, an_order, stay_key",
    "diagnoses": "ORDER BY stay_key, line",
    "weights": "ORDER BY stay_key",
    "persons": "ORDER BY person_key",
    "screenings": "ORDER BY screened_on, kind, person_key",
}
_COLUMNS = {"diagnoses": "stay_key, kind, code"}


def parquet(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Writes what a query gives as one new file, and tells how many rows that were.

    Level 1 of zstd is as quick to write as no compression to speak of, and half as large as snappy.
    """
    name = str(path).replace("'", "''")
    [(n,)] = connection.execute(
        f"COPY ({query}) TO '{name}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    ).fetchall()
    return int(n)


def write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Writes the tables made of the set, those that there are, and tells their rows."""
    made = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    return {
        name: parquet(
            connection, f"SELECT {_COLUMNS.get(name, '*')} FROM {name} {order}", folder / f"{name}.parquet"
        )
        for name, order in _ORDERED.items()
        if name in made
    }


def write_records(
    connection: duckdb.DuckDBPyConnection,
    format: FileFormat,
    present: Collection[str],
    folder: Path,
    told: Callable[[int], None],
) -> dict[str, int]:
    """Writes the rows of each file that are kept, with keys in place of what tells who somebody is.

    Cells are as they came, in the order in which they came. `told` hears how many rows are written after
    each file.
    """
    folder.mkdir()
    counts: dict[str, int] = {}
    for file in format.files:
        if file.name not in present:
            continue
        keys, joins = key_columns(format, file.name)
        plain = [f'r."{field.name}"' for field in format.fields_of(file.name) if field.name not in IDENTIFYING]
        query = f"SELECT {', '.join(['r.line', *keys, *plain])} FROM kept.{file.name} AS r {joins}"
        counts[file.name] = parquet(connection, query, folder / f"{file.name}.parquet")
        told(sum(counts.values()))
    return counts


def write_identity(connection: duckdb.DuckDBPyConnection, format: FileFormat, folder: Path) -> None:
    """Writes which key is whose: the one place beside the bytes that came where numbers and names stand."""
    folder.mkdir(mode=0o700)
    own = person_field(format)
    title, first, last, source = (
        ("TITLE", "FNAME", "LNAME", "PAT") if own == "HN" else ("PRENAME", "NAME", "LNAME", "PERSON")
    )
    pid = "NULL::VARCHAR" if own == "HN" else "number"
    persons = f"""
        SELECT person_key, hn, {pid} AS pid, cid, title, first_name, last_name
        FROM person_number LEFT JOIN (
            SELECT "{own}" AS number, arg_min("{title}", line) AS title, arg_min("{first}", line) AS first_name,
                arg_min("{last}", line) AS last_name
            FROM kept.{source} GROUP BY "{own}"
        ) USING (number) ORDER BY person_key, number
    """
    parquet(connection, persons, folder / "persons.parquet")
    for table, column in (("stay", "an"), ("visit", "seq")):
        query = f"SELECT {table}_key, number AS {column} FROM {table}_number"
        if own == "HN":
            # Somebody may have two numbers at a hospital; a stay or visit has the one that its row says.
            file = "IPD" if table == "stay" else "OPD"
            of = f'SELECT "{column.upper()}" AS number, arg_min("HN", line) AS hn FROM kept.{file} GROUP BY number'
            numbers = f"{table}_number LEFT JOIN ({of}) USING (number)"
            query = f"SELECT {table}_key, number AS {column}, hn FROM {numbers}"
        parquet(connection, f"{query} ORDER BY {table}_key", folder / f"{table}s.parquet")
