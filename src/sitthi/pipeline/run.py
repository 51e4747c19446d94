"""Runs a scorecard over a region's records: gathers, counts, decides, and writes one folder that says how."""

import dataclasses
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitthi.book import Book
from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.files.whole import whole_folder
from sitthi.pipeline.canonical import digest_of
from sitthi.pipeline.counting import Counts, Records, counted
from sitthi.pipeline.decide import Decided, decided
from sitthi.pipeline.files_behind import of_silent_months
from sitthi.pipeline.records import prepared
from sitthi.pipeline.run_inputs import RunInputs, gathered, sources_now
from sitthi.pipeline.run_request import RunRequest, versions
from sitthi.pipeline.run_result import awards_table, findings_of, measures_table, result_of, scores_table
from sitthi.pipeline.run_store import kept_run, runs_folder, write_result, write_table

__all__ = ["Made", "Ran", "Told", "made", "run", "write_run"]

Told = Callable[[str], None]
"""Hears which step begins: `records`, `counts`, `outcomes`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A run that is worked out and not yet written."""

    inputs: RunInputs
    records: Records
    counts: Counts
    decided: Decided


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that is kept: its name, whether this call made it, its result, and what was found on the way."""

    id: str
    new: bool
    result: dict[str, Any]
    findings: list[Finding]


def run(home: Path, book: Book, request: RunRequest, told: Told) -> Ran | Refusal | Blocked:
    """Makes a run, or gives the one that the same inputs, book, choices and versions made before."""
    findings: list[Finding] = []
    sources = sources_now(home, book, request, findings)
    if isinstance(sources, Refusal):
        return sources
    inputs = gathered(home, book, request, sources, findings)
    if isinstance(inputs, Refusal | Blocked):
        return inputs
    place = runs_folder(home) / inputs.id
    new = not place.is_dir()
    if new:
        working = made(inputs, told)
        if isinstance(working, Refusal):
            return working
        try:
            with whole_folder(place) as folder:
                write_run(working, folder, told)
        except OSError:
            # Another process may have made the very same run meanwhile, and then its name is taken.
            if not place.is_dir():
                raise
            new = False
    kept = kept_run(home, inputs.id)
    if isinstance(kept, Refusal):
        return kept
    return Ran(inputs.id, new, kept.result, findings_of(kept.result))


def made(inputs: RunInputs, told: Told) -> Made | Refusal:
    """Counts and decides; nothing is written but prepared records, which may be deleted."""
    told("records")
    folder = prepared(inputs.home, inputs.sources.batches, inputs.book)
    if isinstance(folder, Refusal):
        return folder
    records = Records(folder, inputs.population)
    told("counts")
    counts = counted(records, inputs)
    if not counts.by_month:
        period = inputs.request.period
        days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
        return Refusal("run.no_stays", days)
    result = decided(inputs, counts.measures, counts.discharges, sorted(counts.refused))
    if isinstance(result, Refusal):
        return result
    silent = of_silent_months(inputs.request.period, counts.by_month)
    return Made(inputs, records, counts, dataclasses.replace(result, findings=[*silent, *result.findings]))


def write_run(working: Made, folder: Path, told: Told) -> list[str]:
    """Fills a run's folder: tables, what people gave, the result, and last the manifest; names the tables."""
    inputs = working.inputs
    told("outcomes")
    outcomes = folder / "outcomes"
    outcomes.mkdir()
    names = [f"outcomes/{one.name}" for one, _ in working.records.write_outcomes(inputs, outcomes)]
    write_table(folder / "measures.parquet", measures_table(working.counts.measures))
    write_table(folder / "scores.parquet", scores_table(working.decided))
    write_table(folder / "awards.parquet", awards_table(working.decided))
    names += ["measures", "scores", "awards"]
    connection = working.records.backend.connection
    digests = {name: digest_of(connection, folder / f"{name}.parquet").as_json() for name in sorted(names)}
    request = inputs.request
    for kind, given in (("values", request.values), ("uc_population", request.uc_population)):
        if given is not None:
            shutil.copyfile(given.path, folder / f"{kind}.csv")
    manifest = {
        "run": inputs.id,
        "request": request.as_json(),
        "sources": inputs.sources.as_json(),
        "book": inputs.book.sha256,
        "versions": versions(),
        "discharges": dict(sorted(working.counts.discharges.items())),
        "not_counted": {name: refusal.code for name, refusal in sorted(working.counts.refused.items())},
        "tables": digests,
    }
    write_result(folder, result_of(inputs, working.decided), manifest)
    return sorted(names)
