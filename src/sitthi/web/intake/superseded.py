"""Which stays and visits of a batch a later batch has replaced: of those it says nothing any more."""

from collections.abc import Sequence
from pathlib import Path

from sitthi.core.findings import Refusal
from sitthi.pipeline.store import Batch, batches_of

__all__ = ["live_rows", "replaced_by"]


def replaced_by(home: Path, batch: Batch) -> Sequence[Path]:
    """Gives the tables of the later batches that took something of a batch away."""
    batches = batches_of(home, batch.hcode)
    if isinstance(batches, Refusal):
        return []
    later = [each for each in batches if any(gone["batch"] == batch.name for gone in each.manifest["supersedes"])]
    return [path for each in later if (path := each.table("superseded")) is not None]


def live_rows(batch: str, kind: str, column: str, gone: Sequence[Path]) -> str:
    """Gives the end of a query that leaves out the keys of a kind which later batches replaced."""
    if not gone:
        return ""
    paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in gone)
    name = batch.rpartition("/")[2]
    return (
        f"ANTI JOIN (SELECT key AS {column} FROM read_parquet([{paths}]) "
        f"WHERE batch = '{name}' AND kind = '{kind}') USING ({column})"
    )
