"""Gives every person, stay and visit of a set its key, and knows which fields tell who somebody is.

The tables `person_number`, `stay_number` and `visit_number` lead from the numbers in the files to the keys;
they, and the tables of `identity` made from them, are the only ones that hold a number.
"""

from collections.abc import Iterable

import duckdb

from sitthi.core.formats.field import Required
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.identifying import IDENTIFYING
from sitthi.files.check.citizen_ids import citizen_ids
from sitthi.pipeline.keys import keyed

__all__ = ["IDENTIFYING", "key_columns", "lay_hospital", "lay_numbers", "person_field"]

_HCODE = "getvariable('hcode')"


def person_field(format: FileFormat) -> str:
    """Gives the field that a format knows persons by within a hospital: HN, or PID where PERSON is a file."""
    return "HN" if format.file("PERSON") is None else "PID"


def lay_hospital(connection: duckdb.DuckDBPyConnection, hcode: str) -> None:
    """Tells a connection whose set it is."""
    connection.execute("SET VARIABLE hcode = ?", [hcode])


def lay_numbers(connection: duckdb.DuckDBPyConnection, format: FileFormat, hcode: str) -> None:
    """Makes the tables of numbers from the rows in `kept`.

    A citizen id makes a person's key where it is a sound one, as `read_citizen_id` has it; else the
    hospital's own number does. A second connection that `key_columns` are used on needs `lay_hospital` too.
    """
    lay_hospital(connection, hcode)
    own = person_field(format)
    alone = f"coalesce({keyed('hn', _HCODE, 'hn')}, {_key_of_own(own, 'number')})"
    ids = citizen_ids("(SELECT DISTINCT value FROM claimed WHERE value IS NOT NULL)")
    connection.execute(f"""
        CREATE OR REPLACE TABLE person_number AS
        WITH claimed AS ({" UNION ALL ".join(_persons(format, own))}),
        sound AS (SELECT value, digits AS cid FROM ({ids}) WHERE fault IS NULL),
        known AS (
            SELECT number, min(hn) AS hn, coalesce(min(cid) FILTER (first), min(cid)) AS cid
            FROM claimed LEFT JOIN sound USING (value) WHERE number IS NOT NULL GROUP BY number
        )
        SELECT number, hn, cid, cid IS NOT NULL AS has_cid,
            CASE WHEN cid IS NULL THEN {alone} ELSE {keyed("person", "cid")} END AS person_key
        FROM known
    """)
    for table, field in (("stay", "AN"), ("visit", "SEQ")):
        connection.execute(f"""
            CREATE OR REPLACE TABLE {table}_number AS
            SELECT number, {keyed(table, _HCODE, "number")} AS {table}_key FROM ({_every(format, field)})
        """)


def _persons(format: FileFormat, own: str) -> Iterable[str]:
    """Gives queries of every person's number with the ids that stand beside it; those of the register first.

    Only the register and the files of rights and stays are asked for the id: beside a charge it only repeats
    theirs.
    """
    yield f"SELECT number, NULL AS value, NULL AS hn, false AS first FROM ({_every(format, own)})"
    if own == "HN":
        yield 'SELECT "HN", "PERSON_ID", "HN", true FROM kept.PAT'
        yield 'SELECT "HN", "CID", "HN", false FROM kept.INS'
    else:
        yield 'SELECT "PID", "CID", "HN", true FROM kept.PERSON'
        yield 'SELECT "PID", "CID", NULL, false FROM kept.CARD'
        yield 'SELECT "PID", "CID", NULL, false FROM kept.ADMISSION'


def _every(format: FileFormat, field: str) -> str:
    """Gives the query of every number of a kind, once each, in the files that others hang on.

    A number that stands in another file alone belongs to no one there; `key_columns` still gives it its key.
    """
    files = sorted({link.parent for link in format.links if format.field(link.parent, field) is not None})
    parts = (f'SELECT DISTINCT "{field}" AS number FROM kept.{file} WHERE "{field}" IS NOT NULL' for file in files)
    return " UNION ".join(parts)


def _key_of_own(field: str, number: str) -> str:
    """Gives the SQL of the key of a person who has nothing but the hospital's own number."""
    return keyed("hn" if field == "HN" else "pid", _HCODE, number)


def key_columns(format: FileFormat, file: str) -> tuple[list[str], str]:
    """Gives the keys that a file's rows bear in the records, as columns, and the joins these need.

    A row of an inpatient or a visit bears the key of that; whose it was stands beside the stay or the visit.
    """
    numbers = [("AN", "stay"), ("SEQ", "visit")]
    bound = {Required.ALWAYS, Required.KEY, Required.ONE_OF}
    fields = [format.field(file, name) for name, _ in numbers]
    is_parent = any(link.parent == file for link in format.links)
    if is_parent or not any(field is not None and field.required in bound for field in fields):
        numbers.insert(0, (person_field(format), "person"))
    columns, joins = [], []
    for name, table in numbers:
        if format.field(file, name) is not None:
            number = f'r."{name}"'
            hashed = _key_of_own(name, number) if table == "person" else keyed(table, _HCODE, number)
            alone = f"CASE WHEN {number} IS NOT NULL THEN {hashed} END"
            columns.append(f"coalesce({table}_key, {alone}) AS {table}_key")
            joins.append(f"LEFT JOIN {table}_number ON {table}_number.number = {number}")
    return columns, " ".join(joins)
