"""Writes a batch from a set that was read, checked and sifted: the last step of a load, whole or not at all."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from sitthi import __version__
from sitthi.book import Book
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.files.check.checking import Checked
from sitthi.files.claims.reading import ReadSet
from sitthi.pipeline import stays_16, stays_43
from sitthi.pipeline.batch_tables import parquet, write_identity, write_records, write_tables
from sitthi.pipeline.counting_on import write_counting_on
from sitthi.pipeline.keys import PersonKey, lay_key
from sitthi.pipeline.landed_bytes import keep_bytes
from sitthi.pipeline.load_request import Intake, Told
from sitthi.pipeline.numbers import lay_hospital
from sitthi.pipeline.store import Batch, batch_of, new_batch
from sitthi.pipeline.superseding import supersede

__all__ = ["write_batch"]


def write_batch(
    home: Path, book: Book, intake: Intake, read: ReadSet, checked: Checked, key: PersonKey, earlier: list[Batch],
    told: Told,
) -> Batch:  # fmt: skip
    """Writes the batch and gives it back as it lies there."""
    db, landed = read.connection, read.landed
    n_rows = sum(file.n_rows for file in read.files.values())
    digest = intake.digest(landed, key.fingerprint)
    content = intake.digest(landed, "")
    number = 1 + max((batch.number for batch in earlier), default=0)
    manifest = _facts(book, intake, read, key, content)
    with (
        new_batch(home, intake.hcode, number, digest, manifest) as folder,
        # Innermost: whatever happens, no thread writes into the folder any more when it is left.
        ThreadPoolExecutor(2) as beside,
    ):
        kept = beside.submit(keep_bytes, landed, folder / "landed") if intake.with_identity else None
        records = beside.submit(
            _records, read, intake, key, folder / "records", lambda n: told("records", n, n_rows)
        )
        _make(db, book, intake)
        counts = write_tables(db, folder)
        if intake.with_identity:
            write_identity(db, intake.format, folder / "identity")
        parquet(db, _FINDINGS, folder / "findings.parquet")
        manifest["records"] = records.result() | counts
        sums = supersede(db, earlier, intake.subject, content, folder, intake.replaces)
        manifest["supersedes"] = sums
        manifest |= write_counting_on(db, intake.subject, earlier, sums, folder)
        manifest["left_out"] = dict(db.execute(_LEFT_OUT).fetchall())
        ours = {code: n for code, n in manifest["left_out"].items() if code.startswith("load.")}
        manifest["findings"] = {
            "total": checked.total + sum(ours.values()),
            "blocking": checked.blocking + sum(ours.values()),
            "by_code": dict(sorted({**checked.by_code, **ours}.items())),
        }
        if kept is not None:
            kept.result()
    batch = batch_of(home / "batches" / intake.hcode / f"{number:04}-{digest[:12]}")
    if batch is None:
        raise OSError("the batch cannot be read back")
    return batch


def _make(db: duckdb.DuckDBPyConnection, book: Book, intake: Intake) -> None:
    """Makes the tables that follow from several files."""
    if intake.subject == "claims":
        stays_16.make_stays(db)
    else:
        formulas = book.all(AdjrwFormula).values()
        stays_43.make_stays(db, {drg for formula in formulas for drg in formula.error_drgs})
        stays_43.make_register(db, intake.format)


def _records(
    read: ReadSet, intake: Intake, key: PersonKey, folder: Path, told: Callable[[int], None]
) -> dict[str, int]:
    """Writes the records of the files on a connection of their own, beside whatever else is made."""
    with read.cursor() as db:
        lay_key(db, key)
        lay_hospital(db, intake.hcode)
        return write_records(db, intake.format, read.files, folder, told)


_FINDINGS = """
    SELECT code, severity, file, line, field FROM findings
    UNION ALL SELECT code, 'block', file, line, NULL FROM left_out WHERE starts_with(code, 'load.')
    ORDER BY file, line, field, code
"""
_LEFT_OUT = (
    "SELECT code, count(*) FROM (SELECT DISTINCT code, file, line FROM left_out) GROUP BY code ORDER BY code"
)


def _facts(book: Book, intake: Intake, read: ReadSet, key: PersonKey, content: str) -> dict[str, Any]:
    """Gives what a manifest says of the set before anything is written."""
    sizes = {member.file: member for member in read.landed.members}
    return {
        "format": intake.format.id,
        "edition": intake.format.edition,
        "subject": intake.subject,
        "content": content,
        "key": key.fingerprint,
        "identity": intake.with_identity,
        "book": book.sha256,
        "sitthi": __version__,
        "loaded_at": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "files": [
            {
                "file": name,
                "member": sizes[name].name,
                "bytes": sizes[name].size,
                "sha256": sizes[name].sha256,
                "rows": file.n_rows,
                "encoding": file.encoding,
            }
            for name, file in read.files.items()
        ],
    }
