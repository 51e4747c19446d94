"""Stays that count on by an earlier set though a later one was sent: it has them no more, or its row stays out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb

from sitthi.core.findings import Finding, Refusal
from sitthi.pipeline.batch_tables import parquet
from sitthi.pipeline.keys import keyed
from sitthi.pipeline.store import Batch, batches_of

__all__ = ["STAY_FILES", "counting_on_now", "findings_of_load", "write_counting_on"]

STAY_FILES = {"claims": "IPD", "register": "ADMISSION"}
"""By subject, the file whose rows are the stays."""

_TABLE = "counting_on"


class _Why(StrEnum):
    """Why the later set did not take a stay's earlier version away."""

    ABSENT = "absent"
    """The set replaces others of the same batch and months, and has no row of it."""
    BLOCKED = "blocked"
    """The set has a row of it, which stayed out."""


_CODES = {_Why.ABSENT: "load.still_counting", _Why.BLOCKED: "load.blocked_correction"}
_SUMS = {_Why.ABSENT: "still_counting", _Why.BLOCKED: "blocked_corrections"}
"""Where a manifest keeps the number of stays, by earlier batch."""


def write_counting_on(
    connection: duckdb.DuckDBPyConnection, subject: str, earlier: Sequence[Batch], sums: Sequence[dict[str, Any]],
    folder: Path,
) -> dict[str, dict[str, int]]:  # fmt: skip
    """Writes `counting_on.parquet` (batch, why, key), where there is any, and gives what a manifest keeps of it.

    Call it after `supersede`, whose tables of keys it reads, and of whose result `sums` it takes which batches are
    replaced in part.
    """
    number = keyed("stay", "getvariable('hcode')", '"AN"')
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sent_key AS
        SELECT DISTINCT {number} AS key FROM claim.{STAY_FILES[subject]} WHERE "AN" IS NOT NULL
    """)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TABLE} (batch VARCHAR, why VARCHAR, key BIGINT)")
    partly = {each["batch"] for each in sums if each["stays"] and not each["whole"]}
    whole = {each["batch"] for each in sums if each["whole"]}
    for batch in earlier:
        stays = batch.table("stays")
        if batch.subject == subject and batch.name not in whole and stays is not None:
            _find(connection, batch.name, stays, folder / "stays.parquet", ask_after_absent=batch.name in partly)
    if connection.execute(f"SELECT 1 FROM {_TABLE} LIMIT 1").fetchall():
        parquet(connection, f"FROM {_TABLE} ORDER BY ALL", folder / f"{_TABLE}.parquet")
    rows = connection.execute(f"SELECT why, batch, count(*) FROM {_TABLE} GROUP BY ALL ORDER BY ALL").fetchall()
    return {_SUMS[why]: {batch: n for of, batch, n in rows if of == why} for why in _Why}


def _find(
    connection: duckdb.DuckDBPyConnection, name: str, old: Path, new: Path, *, ask_after_absent: bool
) -> None:
    """Finds the stays of one earlier batch; those that are absent only in the months that the new set holds."""
    connection.execute(
        f"""
        WITH held AS (SELECT min(month) AS first, max(month) AS last FROM read_parquet($new))
        INSERT INTO {_TABLE}
        SELECT $name, if(was_sent, '{_Why.BLOCKED}', '{_Why.ABSENT}'), key
        FROM (
            SELECT stay_key AS key, stay_key IN (SELECT key FROM sent_key) AS was_sent,
                coalesce(month BETWEEN held.first AND held.last, false) AS is_near
            FROM read_parquet($old), held
        )
        WHERE ('stay', key) IN (SELECT (kind, key) FROM old_key WHERE batch = $name)
            AND ('stay', key) NOT IN (SELECT (kind, key) FROM new_key)
            AND (was_sent OR ($asked AND is_near))
        """,
        {"new": str(new), "old": str(old), "name": name, "asked": ask_after_absent},
    )


def findings_of_load(batch: Batch) -> list[Finding]:
    """Gives what a load tells of its own batch."""
    return [
        Finding(_CODES[why], batch.id, detail={"n": str(n), "batch": name})
        for why in _Why
        for name, n in batch.manifest.get(_SUMS[why], {}).items()
    ]


def counting_on_now(home: Path, hospitals: Iterable[str]) -> list[Finding] | Refusal:
    """Finds what still holds of what the loads of some hospitals told: no later set has taken the stays away.

    Of several sets that told of one stay, the newest names the reason.
    """
    findings = []
    for hcode in hospitals:
        batches = batches_of(home, hcode)
        if isinstance(batches, Refusal):
            return batches
        findings += _now(batches)
    return findings


def _now(batches: Sequence[Batch]) -> list[Finding]:
    telling = [(batch, path) for batch in batches if (path := batch.table(_TABLE)) is not None]
    if not telling:
        return []
    gone = {each["batch"] for batch in batches for each in batch.manifest["supersedes"] if each["whole"]}
    connection = duckdb.connect()
    taken = [str(path) for batch in batches if (path := batch.table("superseded")) is not None]
    connection.execute("CREATE TABLE taken AS SELECT batch, key FROM read_parquet(?) WHERE kind = 'stay'", [taken])
    newest: dict[tuple[str, int], tuple[str, str]] = {}
    for batch, path in telling:
        still = connection.execute(
            "FROM read_parquet(?) ANTI JOIN taken USING (batch, key)", [str(path)]
        ).fetchall()
        newest |= {(old, key): (why, batch.id) for old, why, key in still if old not in gone}
    counts = Counter((batch, _Why(why), old) for (old, _), (why, batch) in newest.items())
    return [
        Finding(_CODES[why], batch, detail={"n": str(n), "batch": old})
        for (batch, why, old), n in sorted(counts.items())
    ]
