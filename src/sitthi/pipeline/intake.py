"""Takes a claim set in: what came is read and checked, what blocks stays out, and the rest becomes a batch."""

import datetime
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sitthi import __version__
from sitthi.book import Book
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.coding.los import LosRule
from sitthi.core.findings import Blocked, Finding, FindingKind, Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.files.check.checking import Checked, check_set
from sitthi.files.claims.landing import LandedSet, land
from sitthi.files.claims.reading import ReadSet, read_set
from sitthi.pipeline import stays_16, stays_43
from sitthi.pipeline.batch_tables import parquet, write_identity, write_records, write_tables
from sitthi.pipeline.keys import PersonKey, lay_key, person_key
from sitthi.pipeline.landed_bytes import keep_bytes
from sitthi.pipeline.numbers import lay_hospital, lay_numbers
from sitthi.pipeline.rows_left_out import HANGING, complete_claim, keep_rows
from sitthi.pipeline.stay_facts import lay_facts
from sitthi.pipeline.store import Batch, batch_of, batches_of, hospital_lock, new_batch, set_digest
from sitthi.pipeline.superseding import known_rows, supersede

__all__ = ["Intake", "Loaded", "Told", "load"]

Told = Callable[[str, int, int | None], None]
"""Hears of progress: the stage, how many rows (of `landing`: bytes) are done, and of how many."""

_MEMORY = "1200MB"
_FINDINGS_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Intake:
    """What is asked of a load; `handed_key` is the region's key where that is handed down with it."""

    format: FileFormat
    path: Path
    hcode: str
    strict: bool = False
    with_identity: bool = True
    handed_key: Path | None = None

    @property
    def subject(self) -> str:
        """Says what the set is about: sets of one subject supersede each other, be they of one format or not."""
        return "claims" if self.format.file("IPD") is not None else "register"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The batch that a load came to, whether it is new, and what else its reader should know."""

    batch: Batch
    new: bool
    findings: Sequence[Finding] = ()


def load(home: Path, book: Book, intake: Intake, told: Told = lambda *_: None) -> Loaded | Refusal | Blocked:
    """Loads a set for a hospital; nothing is changed unless a `Loaded` comes back.

    Findings come back where something cannot be read as the format asks; a refusal where the set is another
    hospital's, the key another than the home's, another load of the hospital is running, or `strict` meets a
    row that blocks. The same bytes again give the batch that they made. An `OSError` passes through.
    """
    landed = land(intake.path, intake.format)
    kinds = book.all(FindingKind)
    if any(kinds[finding.code].exit == 11 for finding in landed.findings):
        return Blocked(landed.findings)
    told("landing", sum(member.size for member in landed.members), None)
    key = person_key(home, intake.handed_key)
    if isinstance(key, Refusal):
        return key
    with hospital_lock(home, intake.hcode) as is_ours:
        if not is_ours:
            return Refusal("load.running", {"hospital": intake.hcode})
        earlier = batches_of(home, intake.hcode)
        if isinstance(earlier, Refusal):
            return earlier
        digest = _digest(intake, landed, key)
        for batch in earlier:
            if batch.digest == digest:
                return Loaded(batch, False, _replaced_since(batch, earlier))
        return _loaded(home, book, intake, landed, key, earlier, told)


def _digest(intake: Intake, landed: LandedSet, key: PersonKey | None) -> str:
    hashes = [f"{member.file} {member.sha256}" for member in landed.members]
    return set_digest(intake.format.id, intake.hcode, hashes, key.fingerprint if key else "")


def _replaced_since(batch: Batch, batches: Sequence[Batch]) -> list[Finding]:
    """Says so when the same bytes come again that a later set has replaced: they do not win it back."""
    later = [b.name for b in batches if any(each["batch"] == batch.name for each in b.manifest["supersedes"])]
    return [Finding("load.replaced_since", batch.name, detail={"by": ", ".join(later)})] if later else []


def _loaded(
    home: Path, book: Book, intake: Intake, landed: LandedSet, key: PersonKey, earlier: list[Batch], told: Told
) -> Loaded | Refusal | Blocked:
    with duckdb.connect(
        config={"memory_limit": _MEMORY, "temp_directory": str(home / "batches" / ".spill")}
    ) as db:
        read = read_set(landed, intake.format, db)
        n_rows = sum(file.n_rows for file in read.files.values())
        told("checking", 0, n_rows)
        lay_facts(db, book.all(LosRule)["length_of_stay"])
        lay_key(db, key)
        checked = check_set(read, book, intake.hcode, known_rows(db, earlier, intake.subject, intake.hcode, read))
        if (stopped := _stopped(read, checked, book, intake.strict)) is not None:
            return stopped
        told("records", 0, n_rows)
        _sift(db, intake, read)
        batch = _written(home, book, intake, read, checked, key, earlier, told)
    other = sum(each.key != key.fingerprint for each in earlier)
    findings = list(read.findings)
    if other:
        findings.append(Finding("load.other_key", batch.name, detail={"n": str(other)}))
    return Loaded(batch, True, findings)


def _stopped(read: ReadSet, checked: Checked, book: Book, strict: bool) -> Refusal | Blocked | None:
    """Gives what bars a set from being loaded at all."""
    kinds = book.all(FindingKind)
    if checked.exit in (11, 12):
        worst = [code for code in checked.by_code if kinds[code].exit == checked.exit]
        if checked.exit == 12:
            return Refusal("load.another_hospital", {"n": str(sum(checked.by_code[code] for code in worst))})
        told = [finding for finding in read.findings if finding.code in worst]
        known = {finding.code for finding in told}
        told += [
            Finding(row.code, row.file, row.line, row.field)
            for row in checked.rows()
            if row.code in worst and row.code not in known
        ][:_FINDINGS_SHOWN]
        return Blocked(told)
    if strict and checked.blocking:
        return Refusal("load.strict", {"n": str(checked.blocking)})
    return None


def _sift(db: duckdb.DuckDBPyConnection, intake: Intake, read: ReadSet) -> None:
    """Lays `kept`, the rows that become records, and the keys of all that is in them."""
    complete_claim(db, intake.format, read.files)
    db.execute("CREATE OR REPLACE TABLE left_out (code VARCHAR, file VARCHAR, line BIGINT)")
    db.execute(
        "INSERT INTO left_out SELECT DISTINCT code, file, line FROM findings "
        "WHERE severity = 'block' AND line IS NOT NULL"
    )
    # Rows of a file whose every row hangs on a file that is not there have no finding of their own.
    db.execute(
        "INSERT INTO left_out SELECT ?, file, line FROM claim_block ANTI JOIN left_out USING (file, line)",
        [HANGING],
    )
    if intake.subject == "claims":
        stays_16.leave_out_uncountable(db)
    else:
        stays_43.leave_out_uncountable(db)
    keep_rows(db, intake.format)
    lay_numbers(db, intake.format, intake.hcode)


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


def _written(
    home: Path, book: Book, intake: Intake, read: ReadSet, checked: Checked, key: PersonKey, earlier: list[Batch],
    told: Told,
) -> Batch:  # fmt: skip
    """Writes the batch and gives it back as it lies there."""
    db, landed = read.connection, read.landed
    n_rows = sum(file.n_rows for file in read.files.values())
    digest = _digest(intake, landed, key)
    content = _digest(intake, landed, None)
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
        manifest["supersedes"] = supersede(db, earlier, intake.subject, content, folder)
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
