"""Takes a claim set in: what came is read and checked, what blocks stays out, and the rest becomes a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from sitthi.book import Book
from sitthi.core.coding.los import LosRule
from sitthi.core.findings import Blocked, Finding, FindingKind, Refusal
from sitthi.files.check.checking import Checked, check_set
from sitthi.files.claims.landing import LandedSet, land
from sitthi.files.claims.reading import ReadSet, read_set
from sitthi.pipeline import stays_16, stays_43
from sitthi.pipeline.batch_writing import write_batch
from sitthi.pipeline.counting_on import findings_of_load
from sitthi.pipeline.keys import PersonKey, lay_key, person_key
from sitthi.pipeline.load_request import Intake, Told
from sitthi.pipeline.numbers import lay_numbers
from sitthi.pipeline.rows_left_out import HANGING, complete_claim, keep_rows
from sitthi.pipeline.stay_facts import lay_facts
from sitthi.pipeline.store import SPILL, Batch, batches_of, hospital_lock
from sitthi.pipeline.superseding import known_rows

__all__ = ["Intake", "Loaded", "Told", "load"]

_MEMORY = "1200MB"
_FINDINGS_SHOWN = 1000


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
        if intake.replaces is not None:
            named = _named(intake.replaces, intake, earlier)
            if isinstance(named, Refusal):
                return named
            intake = replace(intake, replaces=named)
        before = _loaded_before(intake, landed, key, earlier)
        if before is not None:
            return before
        return _loaded(home, book, intake, landed, key, earlier, told)


def _named(asked: str, intake: Intake, earlier: Sequence[Batch]) -> str | Refusal:
    """Gives the name of the batch that is to be replaced, which may be asked for with its hospital in front."""
    known = [batch.name for batch in earlier if batch.subject == intake.subject]
    name = asked.removeprefix(f"{intake.hcode}/")
    if name in known:
        return name
    return Refusal("load.no_such_batch", {"hospital": intake.hcode, "known": ", ".join(known) or "-"})


def _loaded_before(intake: Intake, landed: LandedSet, key: PersonKey, earlier: Sequence[Batch]) -> Loaded | None:
    """Gives the batch that the same bytes made, where they are to make no other.

    They make another where identity tables are asked for now and were not then. Asked for without, a batch that
    has them is told: nothing of it is taken away here.
    """
    of_digest = {batch.digest: batch for batch in earlier}
    same, other = (
        of_digest.get(replace(intake, with_identity=wish).digest(landed, key.fingerprint))
        for wish in (intake.with_identity, not intake.with_identity)
    )
    if not intake.with_identity and other is not None:
        found = _replaced_since(other, earlier)
        if any((other.folder / name).exists() for name in ("identity", "landed")):
            found.append(Finding("load.identity_kept", other.id, detail={"folder": f"batches/{other.id}"}))
        return Loaded(other, False, found)
    if same is not None:
        return Loaded(same, False, _replaced_since(same, earlier))
    since = [] if other is None else _replaced_since(other, earlier)
    return Loaded(other, False, since) if other is not None and since else None


def _replaced_since(batch: Batch, batches: Sequence[Batch]) -> list[Finding]:
    """Says so when the same bytes come again that a later set has replaced: they do not win it back."""
    later = [b.name for b in batches if any(each["batch"] == batch.name for each in b.manifest["supersedes"])]
    return [Finding("load.replaced_since", batch.name, detail={"by": ", ".join(later)})] if later else []


def _loaded(
    home: Path, book: Book, intake: Intake, landed: LandedSet, key: PersonKey, earlier: list[Batch], told: Told
) -> Loaded | Refusal | Blocked:
    spill = home / "batches" / intake.hcode / SPILL
    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spill)}) as db:
        read = read_set(landed, intake.format, db)
        n_rows = sum(file.n_rows for file in read.files.values())
        told("checking", 0, n_rows)
        lay_facts(db, book.all(LosRule)["length_of_stay"])
        lay_key(db, key)
        content = intake.digest(landed, "")
        # The same bytes, loaded again for their identity tables, are not news to themselves.
        others = [batch for batch in earlier if batch.manifest["content"] != content]
        known = known_rows(db, others, intake.subject, intake.hcode, read)
        checked = check_set(read, book, intake.hcode, known, intake.as_of)
        if (stopped := _stopped(read, checked, book, intake.strict)) is not None:
            return stopped
        told("records", 0, n_rows)
        _sift(db, intake, read)
        batch = write_batch(home, book, intake, read, checked, key, earlier, told)
    findings = [*read.findings, *findings_of_load(batch)]
    if other := _unlinked([*earlier, batch]):
        findings.append(Finding("load.other_key", batch.name, detail={"n": str(other)}))
    return Loaded(batch, True, findings)


def _unlinked(batches: Sequence[Batch]) -> int:
    """Tells how many batches still say something under another key than the newest one's."""
    gone = {each["batch"] for batch in batches for each in batch.manifest["supersedes"] if each["whole"]}
    return sum(batch.key != batches[-1].key and batch.name not in gone for batch in batches)


def _stopped(read: ReadSet, checked: Checked, book: Book, strict: bool) -> Refusal | Blocked | None:
    """Gives what bars a set from being loaded at all."""
    kinds = book.all(FindingKind)
    if checked.exit in (11, 12):
        worst = [code for code in checked.by_code if kinds[code].exit == checked.exit]
        told = [finding for finding in read.findings if finding.code in worst]
        known = {finding.code for finding in told}
        told += [
            Finding(row.code, row.file, row.line, row.field)
            for row in checked.rows()
            if row.code in worst and row.code not in known
        ][:_FINDINGS_SHOWN]
        if checked.exit == 12:
            n = sum(checked.by_code[code] for code in worst)
            return Blocked(told, Refusal("load.another_hospital", {"n": str(n)}), checked.by_code)
        return Blocked(told, None, checked.by_code)
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
