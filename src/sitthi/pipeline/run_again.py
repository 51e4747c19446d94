"""Makes an earlier run again from what it was made from, and compares the two table by table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sitthi.book import Book
from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.core.rules.choices import Choice, settled
from sitthi.core.thai.dates import DateFault, read_date
from sitthi.core.thai.periods import Period
from sitthi.pipeline.canonical import Digest, differing_rows, digest_of
from sitthi.pipeline.kept_tables import KeptTable
from sitthi.pipeline.local_indicators import local_indicator
from sitthi.pipeline.overlays import overlay_file
from sitthi.pipeline.population import population_loads
from sitthi.pipeline.run import Told, made, write_run
from sitthi.pipeline.run_inputs import RunInputs, Sources, gathered
from sitthi.pipeline.run_request import InputTable, RunRequest, versions
from sitthi.pipeline.run_store import KeptRun, kept_run
from sitthi.pipeline.store import Batch, batch_of
from sitthi.pipeline.units import all_registers

__all__ = ["Compared", "TablePair", "inputs_of_run", "run_again"]


@dataclass(frozen=True, slots=True)
class TablePair:
    """A table of both runs; a digest of `None` is of a run that has no such table."""

    name: str
    before: Digest | None
    now: Digest | None
    only_before: int
    only_now: int

    @property
    def is_equal(self) -> bool:
        """Tells whether both hold the same rows."""
        return self.before == self.now


@dataclass(frozen=True, slots=True)
class Compared:
    """An earlier run beside the one that the same inputs make now, and what is another since: book, versions."""

    before: str
    now: str
    changed: Sequence[str]
    tables: Sequence[TablePair]

    @property
    def equal(self) -> bool:
        """Tells whether every table is equal."""
        return all(pair.is_equal for pair in self.tables)

    def as_json(self) -> dict[str, Any]:
        """Gives it as plain values."""
        return {
            "run": self.before,
            "again": self.now,
            "changed": list(self.changed),
            "equal": self.equal,
            "tables": [
                {
                    "table": pair.name,
                    "equal": pair.is_equal,
                    "before": None if pair.before is None else pair.before.as_json(),
                    "now": None if pair.now is None else pair.now.as_json(),
                    "only_before": pair.only_before,
                    "only_now": pair.only_now,
                }
                for pair in self.tables
            ],
        }


def run_again(home: Path, book: Book, run: str, told: Told) -> Compared | Refusal | Blocked:
    """Compares; nothing is kept of what is made anew."""
    kept = kept_run(home, run)
    if isinstance(kept, Refusal):
        return kept
    inputs = inputs_of_run(home, book, kept)
    if isinstance(inputs, Refusal | Blocked):
        return inputs
    working = made(inputs, told)
    if isinstance(working, Refusal):
        return working
    now = {"book": book.sha256, "versions": versions()}
    changed = [name for name, value in now.items() if kept.manifest[name] != value]
    with TemporaryDirectory() as beside:
        folder = Path(beside)
        names = write_run(working, folder, told)
        connection = working.records.backend.connection
        digests = {name: digest_of(connection, folder / f"{name}.parquet") for name in names}
        pairs = []
        for name in sorted({*kept.tables, *digests}):
            before, after = kept.tables.get(name), digests.get(name)
            only = (0, 0)
            if before is not None and after is not None and before != after:
                only = differing_rows(connection, kept.table(name), folder / f"{name}.parquet")
            pairs.append(TablePair(name, before, after, *only))
    return Compared(run, inputs.id, changed, pairs)


def inputs_of_run(home: Path, book: Book, kept: KeptRun) -> RunInputs | Refusal | Blocked:
    """Gathers again what a kept run was made from; what is no longer there is a refusal."""
    manifest = kept.manifest
    request = _request(book, kept)
    if isinstance(request, Refusal):
        return request
    sources = _sources(home, book, manifest["sources"])
    if isinstance(sources, Refusal):
        return sources
    findings: list[Finding] = []
    return gathered(home, book, request, sources, findings)


def _request(book: Book, kept: KeptRun) -> RunRequest | Refusal:
    asked = kept.manifest["request"]
    choices = settled(book.all(Choice), "run", asked["choices"])
    if isinstance(choices, Refusal):
        return choices
    first, last = read_date(asked["from"]), read_date(asked["to"])
    if isinstance(first, DateFault) or isinstance(last, DateFault):
        return Refusal("home.damaged", {"folder": f"runs/{kept.folder.name}"})
    return RunRequest(
        scorecard=asked["scorecard"],
        period=Period(first, last),
        choices=choices,
        round=asked["round"],
        units=tuple(asked["units"]),
        given={name: Fraction(value) for name, value in asked["set"].items()},
        values=_table(kept, "values"),
        uc_population=_table(kept, "uc_population"),
    )


def _table(kept: KeptRun, kind: str) -> InputTable | None:
    facts = kept.manifest["request"][kind]
    return None if facts is None else InputTable(kept.folder / f"{kind}.csv", **facts)


def _sources(home: Path, book: Book, said: Mapping[str, Any]) -> Sources | Refusal:
    batches: dict[str, Batch | None] = {
        one: batch_of(home / "batches" / one) for one in (f"{b['hcode']}/{b['batch']}" for b in said["batches"])
    }
    population = _by_id(population_loads(home))
    registers = _by_id(all_registers(home))
    if isinstance(population, Refusal):
        return population
    if isinstance(registers, Refusal):
        return registers
    gone = [f"batches/{one}" for one, batch in batches.items() if batch is None]
    gone += [f"population/{one['load']}" for one in said["population"] if one["load"] not in population]
    if said["register"] is not None and said["register"] not in registers:
        gone.append(f"units/{said['register']}")
    if gone:
        return Refusal("run.source_gone", {"what": ", ".join(gone)})
    return Sources(
        batches=[batch for batch in batches.values() if batch is not None],
        population=[population[one["load"]] for one in said["population"]],
        register=None if said["register"] is None else registers[said["register"]],
        overlays=[overlay_file(file["file"], file["toml"]) for file in said["overrides"]],
        indicators=[local_indicator(one["file"], one["toml"], book) for one in said["indicators"]],
    )


def _by_id(kept: list[KeptTable] | Refusal) -> dict[str, KeptTable] | Refusal:
    return kept if isinstance(kept, Refusal) else {one.id: one for one in kept}
