"""Which stays and visits of earlier batches a new one replaces: the newest word on each is what counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sitthi.files.claims.reading import ReadSet
from sitthi.pipeline.batch_tables import parquet
from sitthi.pipeline.counting_on import STAY_FILES
from sitthi.pipeline.keys import keyed
from sitthi.pipeline.store import Batch

__all__ = ["known_rows", "supersede"]

_VISITS = {"claims": "OPD", "register": "SERVICE"}
"""By subject, the file whose rows are the visits."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """Where the keys of a kind lie in a batch."""

    kind: str
    column: str
    path: Path


def supersede(
    connection: duckdb.DuckDBPyConnection,
    earlier: Sequence[Batch],
    subject: str,
    content: str,
    folder: Path,
    replaced: str | None = None,
) -> list[dict[str, Any]]:
    """Writes `superseded.parquet` (batch, kind, key) and gives its sums, a batch that loses something each.

    `earlier` are the hospital's batches; only those of the same subject count. The one named `replaced` loses
    everything, as does one with the same content, which another key or another call made. `whole` says that
    nothing is left of it.
    """
    earlier = [batch for batch in earlier if batch.subject == subject]
    connection.execute("CREATE OR REPLACE TEMP TABLE new_key (kind VARCHAR, key BIGINT)")
    for each in _keys(folder, subject):
        connection.execute(f"INSERT INTO new_key SELECT DISTINCT {_selected(each)}")
    connection.execute("CREATE OR REPLACE TEMP TABLE old_key (batch VARCHAR, kind VARCHAR, key BIGINT)")
    for batch in earlier:
        for each in _keys(batch.folder, subject):
            connection.execute(f"INSERT INTO old_key SELECT DISTINCT '{batch.name}', {_selected(each)}")
    gone = [str(path) for batch in earlier if (path := batch.table("superseded")) is not None]
    if gone:
        connection.execute(
            """
            DELETE FROM old_key USING (SELECT * FROM read_parquet(?)) AS gone
            WHERE old_key.batch = gone.batch AND old_key.kind = gone.kind AND old_key.key = gone.key
            """,
            [gone],
        )
    same = [batch.name for batch in earlier if batch.manifest["content"] == content or batch.name == replaced]
    connection.execute("SET VARIABLE same_content = ?::VARCHAR[]", [same])
    lost = "list_contains(getvariable('same_content'), batch) OR (kind, key) IN (SELECT (kind, key) FROM new_key)"
    counted = connection.execute(f"""
        SELECT batch, count(*) FILTER (lost AND kind = 'stay'), count(*) FILTER (lost AND kind = 'visit'),
            bool_and(lost)
        FROM (SELECT *, {lost} AS lost FROM old_key) GROUP BY batch ORDER BY batch
    """).fetchall()
    parquet(
        connection, f"SELECT * FROM old_key WHERE {lost} ORDER BY batch, kind, key", folder / "superseded.parquet"
    )
    live = {name: (stays, visits, whole) for name, stays, visits, whole in counted}
    sums = []
    for batch in earlier:
        stays, visits, all_keys = live.get(batch.name, (0, 0, False))
        whole = batch.name in same or (all_keys and subject == "claims")
        if stays or visits or whole:
            sums.append({"batch": batch.name, "stays": stays, "visits": visits, "whole": whole})
    return sums


def _keys(folder: Path, subject: str) -> list[_Keys]:
    places = [
        _Keys("stay", "stay_key", folder / "stays.parquet"),
        _Keys("visit", "visit_key", folder / "records" / f"{_VISITS[subject]}.parquet"),
    ]
    return [each for each in places if each.path.exists()]


def _selected(keys: _Keys) -> str:
    path = str(keys.path).replace("'", "''")
    return f"'{keys.kind}', {keys.column} AS key FROM read_parquet('{path}') WHERE {keys.column} IS NOT NULL"


def known_rows(
    connection: duckdb.DuckDBPyConnection, earlier: Sequence[Batch], subject: str, hcode: str, read: ReadSet
) -> str | None:
    """Makes a table of the rows (`file`, `line`) whose stay or visit an earlier batch has, and gives its name.

    `None` where there is no earlier batch.
    """
    earlier = [batch for batch in earlier if batch.subject == subject]
    if not earlier:
        return None
    connection.execute("CREATE OR REPLACE TEMP TABLE known_row (file VARCHAR, line BIGINT)")
    for kind, file, field in (("stay", STAY_FILES[subject], "AN"), ("visit", _VISITS[subject], "SEQ")):
        keys = [_selected(each) for batch in earlier for each in _keys(batch.folder, subject) if each.kind == kind]
        if keys and file in read.files:
            number = keyed(kind, f"'{hcode}'", f'"{field}"')
            connection.execute(f"""
                INSERT INTO known_row SELECT '{file}', line FROM claim.{file}
                WHERE {number} IN (SELECT key FROM ({" UNION ".join(f"SELECT {each}" for each in keys)}))
            """)
    return "known_row"
