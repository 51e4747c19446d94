"""Tells whether two tables are equal: the sha256 of a table's rows, sorted and written as CSV."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.csv as pc

__all__ = ["Digest", "differing_rows", "digest_of"]

_BATCH = 1 << 16


@dataclass(frozen=True, slots=True)
class Digest:
    """A table's number of rows, and the sha256 of its canonical CSV."""

    rows: int
    sha256: str

    def as_json(self) -> Mapping[str, object]:
        """Gives both as plain values."""
        return {"rows": self.rows, "sha256": self.sha256}


class _Hashing(io.RawIOBase):
    """Takes bytes into a hash and keeps none."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        view = memoryview(content)  # type: ignore[arg-type] # whatever the CSV writer hands over has a buffer
        self.hash.update(view)
        return view.nbytes


def digest_of(connection: duckdb.DuckDBPyConnection, parquet: Path) -> Digest:
    """Hashes the rows of a Parquet file in the order of all their columns, however they lie there."""
    rows = connection.read_parquet(str(parquet)).order("ALL NULLS FIRST")
    sink, n, header = _Hashing(), 0, True
    for batch in rows.to_arrow_reader(_BATCH):
        options = pc.WriteOptions(include_header=header, quoting_style="needed")
        pc.write_csv(batch, sink, options)
        n, header = n + batch.num_rows, False
    return Digest(n, sink.hash.hexdigest())


def differing_rows(connection: duckdb.DuckDBPyConnection, before: Path, now: Path) -> tuple[int, int]:
    """Counts the rows that only one of two Parquet files of the same columns has: the earlier's, the later's."""
    old, new = (connection.read_parquet(str(path)) for path in (before, now))
    return len(old.except_(new)), len(new.except_(old))
