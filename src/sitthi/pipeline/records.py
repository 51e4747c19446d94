"""Prepares the records of many batches for counting: one row a live stay, flags of the book's code sets beside it.

A batch holds what the files say; what the book makes of it, which diagnosis belongs to which set, is laid
beside it here. So a batch never has to change when the book does.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import ibis

from sitthi.book import Book
from sitthi.core.coding.codesets import CodeSet
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Indicator
from sitthi.engine.prepared import chronic_of, chronic_sets, flag_query
from sitthi.engine.tables import STAYS, flag_of, schema_of
from sitthi.engine.vocabulary import ORDER
from sitthi.files.whole import sync_file, sync_tree, whole_folder
from sitthi.pipeline.batch_tables import parquet
from sitthi.pipeline.kept_tables import canonical_bytes
from sitthi.pipeline.live_rows import lay_live
from sitthi.pipeline.store import Batch, batches_of

__all__ = ["prepared"]

_LAYOUT = 2
"""Counts changes of what the queries do not bear, so that an older folder is not taken for a newer one."""
_MEMORY = "800MB"


def prepared(home: Path, batches: Sequence[Batch], book: Book) -> Path | Refusal:
    """Gives the folder of prepared records of some batches, made now where it is not there yet.

    It has `stays.parquet` and `chronic.parquet`, and `persons.parquet` and `screenings.parquet` where a batch
    has any; with persons and claim sets `rights.parquet` too. The same batches and code sets give the same
    bytes. Refused: a batch that is not as it was made.
    """
    # What came after the newest of these batches is none of their business: an older list has to mean for ever
    # what it meant, or a run could not be made again once a corrected set has come.
    newest: dict[str, int] = {}
    for batch in batches:
        newest[batch.hcode] = max(batch.number, newest.get(batch.hcode, 0))
    every: list[Batch] = []
    for hcode, last in sorted(newest.items()):
        found = batches_of(home, hcode)
        if isinstance(found, Refusal):
            return found
        every += (batch for batch in found if batch.number <= last)
    queries = _queries(book)
    place = home / "records" / _digest(batches, every, queries)
    if place.is_dir():
        return place
    for batch in batches:
        if (refusal := _damage(batch)) is not None:
            return refusal
    try:
        with whole_folder(place) as folder:
            _write(folder, batches, every, queries)
            sync_tree(folder)
    except OSError:
        # Another process may have made the very same folder meanwhile.
        if not place.is_dir():
            raise
    return place


def _queries(book: Book) -> dict[str, str]:
    """Gives what is made of the view `live_stays`, and of the file of it as `prepared_stays`, by table."""
    code_sets = book.all(CodeSet)
    # By month first: a period is then a run of row groups, and the others are never read.
    stays = f"SELECT * FROM ({flag_query(code_sets, 'live_stays')}) ORDER BY month, {', '.join(ORDER)}"
    known = ibis.table(schema_of(STAYS, [*STAYS, *map(flag_of, code_sets)]), name="prepared_stays")
    chronic = chronic_of(known, chronic_sets(book.all(Indicator).values()))
    return {"stays": stays, "chronic": str(ibis.to_sql(chronic, dialect="duckdb", pretty=False))}


def _digest(batches: Sequence[Batch], every: Sequence[Batch], queries: Mapping[str, str]) -> str:
    """Gives what stands for everything that prepared records follow from; the queries bear the code sets."""
    facts = {
        "layout": _LAYOUT,
        "batches": [(batch.id, batch.digest) for batch in batches],
        "superseded": [(batch.id, batch.manifest["tables"]["superseded.parquet"]["sha256"]) for batch in every],
        "queries": queries,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def _damage(batch: Batch) -> Refusal | None:
    for name, told in batch.manifest["tables"].items():
        if hashlib.sha256((batch.folder / name).read_bytes()).hexdigest() != told["sha256"]:
            return Refusal("home.damaged", {"folder": f"batches/{batch.id}"})
    return None


def _write(folder: Path, batches: Sequence[Batch], every: Sequence[Batch], queries: Mapping[str, str]) -> None:
    spill, stays = folder / ".spill", folder / "stays.parquet"
    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spill)}) as connection:
        tables = lay_live(connection, batches, every)
        counts = {"stays": parquet(connection, queries["stays"], stays)}
        connection.read_parquet(str(stays)).create_view("prepared_stays")
        counts["chronic"] = parquet(connection, queries["chronic"], folder / "chronic.parquet")
        for name, query in tables.items():
            counts[name] = parquet(connection, query, folder / f"{name}.parquet")
    shutil.rmtree(spill, ignore_errors=True)
    manifest = {
        "batches": [batch.id for batch in batches],
        "keys": sorted({batch.key for batch in batches}),
        "rows": counts,
    }
    sync_file(folder / "manifest.json", canonical_bytes(manifest))
