"""Lays the live rows of many batches over each other: what a later batch replaced is out, claims come first."""

from collections.abc import Sequence

import duckdb

from sitthi.engine.tables import STAYS, schema_of
from sitthi.pipeline.live_rights import rights_query
from sitthi.pipeline.stay_facts import DAY_OF
from sitthi.pipeline.store import Batch

__all__ = ["lay_live"]


def lay_live(
    connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch], every: Sequence[Batch]
) -> dict[str, str]:
    """Makes the view `live_stays`, and gives the queries of `persons`, `screenings`, `rights`, those there are.

    `every` are all batches of the hospitals, those that say nothing any more too: what they replaced stays
    replaced. A stay that a claim set and a register both have is the claim set's; DRG and weights, which a
    claim set has not, are then the register's.
    """
    _lay_gone(connection, every)
    connection.register("no_stays", schema_of(STAYS, STAYS).to_pyarrow().empty_table())
    claims = _live(batches, "stays", "claims") or _NO_STAYS
    register = _live(batches, "stays", "register") or _NO_STAYS
    weights = _live(batches, "weights", "register") or _NO_WEIGHTS
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW live_stays AS
        SELECT c.* EXCLUDE (batch) REPLACE (
            coalesce(c.drg, w.drg) AS drg, coalesce(c.rw_e4, w.rw_e4) AS rw_e4,
            coalesce(c.adjrw_e4, w.adjrw_e4) AS adjrw_e4,
            c.grouper_error OR coalesce(w.grouper_error, false) AS grouper_error
        )
        FROM ({claims}) AS c LEFT JOIN ({weights}) AS w ON c.hcode = w.hcode AND c.stay_key = w.stay_key
        UNION ALL
        SELECT r.* EXCLUDE (batch) FROM ({register}) AS r
        ANTI JOIN ({claims}) AS c ON r.hcode = c.hcode AND r.stay_key = c.stay_key
    """)
    queries = {}
    for name, order in _NEWEST.items():
        if (rows := _rows(batches, name, "register")) is not None:
            newest = f"QUALIFY row_number() OVER (PARTITION BY {order} ORDER BY batch DESC) = 1"
            queries[name] = f"SELECT * EXCLUDE (batch) FROM ({rows}) {newest} ORDER BY {order}"
    if "persons" in queries and (rights := rights_query(batches, queries["persons"])) is not None:
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {DAY_OF}")
        queries["rights"] = rights
    return queries


_NEWEST = {"persons": "hcode, person_key", "screenings": "hcode, person_key, screened_on, kind"}
"""What no two rows of a table share: of a person or a screening that comes again, the newest word counts."""

_NO_STAYS = "SELECT *, '' AS batch FROM no_stays"
_NO_WEIGHTS = """
    SELECT '' AS hcode, 0::BIGINT AS stay_key, '' AS drg, 0::BIGINT AS rw_e4, 0::BIGINT AS adjrw_e4,
        false AS grouper_error WHERE false
"""

_FOLDER = r"([0-9]{4,}-[0-9a-f]{12})[/\\][^/\\]+$"
"""Where the name of a batch stands in the path of a table."""


def _lay_gone(connection: duckdb.DuckDBPyConnection, every: Sequence[Batch]) -> None:
    """Makes the table of the stays and visits that a later batch replaced, and the view of its stays."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone (hcode VARCHAR, batch VARCHAR, kind VARCHAR, key BIGINT)"
    )
    stays = "SELECT hcode, batch, key AS stay_key FROM gone WHERE kind = 'stay'"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW gone_stay AS {stays}")
    for batch in every:
        if batch.manifest["supersedes"]:
            connection.execute(
                "INSERT INTO gone SELECT ?, batch, kind, key FROM read_parquet(?)",
                [batch.hcode, str(batch.table("superseded"))],
            )


def _rows(batches: Sequence[Batch], table: str, subject: str) -> str | None:
    """Gives the query of a table of every batch of a subject, each row with its batch; `None` if none has it."""
    paths = [path for batch in batches if batch.subject == subject and (path := batch.table(table)) is not None]
    if not paths:
        return None
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    batch = f"regexp_extract(filename, '{_FOLDER}', 1) AS batch"
    return f"SELECT * EXCLUDE (filename), {batch} FROM read_parquet([{listed}], filename = true)"


def _live(batches: Sequence[Batch], table: str, subject: str) -> str | None:
    rows = _rows(batches, table, subject)
    return None if rows is None else f"SELECT * FROM ({rows}) ANTI JOIN gone_stay USING (hcode, batch, stay_key)"
