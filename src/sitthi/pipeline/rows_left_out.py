"""Leaves out the rows that block and what hangs on them, and shows what is left as the schema `kept`.

A row hangs on another where the format links their files. It goes when it would be an orphan in what is
left: it had such a row in the set, and all of them are out. One that never had any is the check's affair.
"""

from collections.abc import Collection, Iterator

import duckdb

from sitthi.core.evidence import Grade
from sitthi.core.formats.field import Required
from sitthi.core.formats.format import FileFormat, Link

__all__ = ["HANGING", "complete_claim", "keep_rows", "leave_out"]

HANGING = "load.hangs_on"
"""The finding of a row that is left out for the sake of another."""


def leave_out(connection: duckdb.DuckDBPyConnection, code: str, file: str, lines: str) -> int:
    """Leaves out the rows of a file whose `line` a query gives; tells how many were not out already."""
    [(n,)] = connection.execute(
        f"""
        INSERT INTO left_out SELECT DISTINCT ?, ?, line FROM ({lines})
        ANTI JOIN (SELECT line FROM left_out WHERE file = ?) USING (line)
        """,
        [code, file, file],
    ).fetchall()
    return int(n)


def complete_claim(connection: duckdb.DuckDBPyConnection, format: FileFormat, present: Collection[str]) -> None:
    """Gives every file of the format that did not come an empty table, so that nobody has to ask."""
    for file in format.files:
        if file.name not in present:
            fields = ", ".join(f'"{field.name}" VARCHAR' for field in format.fields_of(file.name))
            connection.execute(f"CREATE TABLE claim.{file.name} (line BIGINT, {fields})")


def keep_rows(connection: duckdb.DuckDBPyConnection, format: FileFormat) -> None:
    """Follows the links from parents to children, then lays `kept`: a view a file of the format.

    `left_out` holds code, file and line of what blocks by itself, and gains what hangs on it.
    """
    for file in _parents_first(format):
        for link in format.links:
            if link.child == file and _has_gaps(connection, link.parent):
                leave_out(connection, HANGING, file, _bereft(format, link))
    connection.execute("CREATE SCHEMA IF NOT EXISTS kept")
    for each in format.files:
        rows = f"SELECT * FROM claim.{each.name}"
        if _has_gaps(connection, each.name):
            rows += f" ANTI JOIN (SELECT line FROM left_out WHERE file = '{each.name}') USING (line)"
        connection.execute(f"CREATE OR REPLACE VIEW kept.{each.name} AS {rows}")


def _has_gaps(connection: duckdb.DuckDBPyConnection, file: str) -> bool:
    return connection.execute("SELECT 1 FROM left_out WHERE file = ? LIMIT 1", [file]).fetchone() is not None


def _parents_first(format: FileFormat) -> Iterator[str]:
    """Gives the files so that each comes after all it hangs on; of files in a circle, in their own order."""
    waiting = [file.name for file in format.files]
    while waiting:
        bound = {link.child for link in format.links if link.parent in waiting and link.parent != link.child}
        free = [name for name in waiting if name not in bound] or waiting
        yield from free
        waiting = [name for name in waiting if name not in free]


def _bereft(format: FileFormat, link: Link) -> str:
    """Gives the query of a child's lines that have lost every row of the parent they hung on.

    Which rows a link is about is as the check has it: one that nobody but use vouches for follows the number
    of a visit only in rows without the number of a stay.
    """
    fields = ", ".join(f'"{name}"' for name in link.fields)
    whole = " AND ".join(f'"{name}" IS NOT NULL' for name in link.fields)
    gone = f"SELECT line FROM left_out WHERE file = '{link.parent}'"
    about = ""
    if link.evidence.grade.rank >= Grade.I.rank:
        halves = [field.name for field in format.fields_of(link.child) if field.required is Required.ONE_OF]
        before = [name for half in link.fields if half in halves for name in halves[: halves.index(half)]]
        about = "".join(f'"{name}" IS NULL AND ' for name in before)
    return f"""
        SELECT line FROM claim.{link.child} WHERE {about}({fields}) IN (
            SELECT ({fields}) FROM claim.{link.parent} WHERE {whole} AND line IN ({gone})
            EXCEPT SELECT ({fields}) FROM claim.{link.parent} WHERE {whole} AND line NOT IN ({gone})
        )
    """
