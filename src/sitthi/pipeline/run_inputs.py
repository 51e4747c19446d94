"""Gathers what a run is made from: batches, population, register, overlays, a scorecard's sheets, values."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from sitthi.book import Book
from sitthi.core.allocation.method import AllocationMethod
from sitthi.core.findings import Blocked, Finding, FindingKind, Refusal, Severity
from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.core.scoring.laying import LaidSheet
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.pipeline.counting_on import counting_on_now
from sitthi.pipeline.given_tables import reported_in, uc_population_in
from sitthi.pipeline.kept_tables import KeptTable
from sitthi.pipeline.local_indicators import LocalIndicator, local_criteria_of, local_indicators
from sitthi.pipeline.overlays import OverlayFile, indicators_of, overlays_for, raise_if_misfit
from sitthi.pipeline.population import in_force, population_loads, read_kept
from sitthi.pipeline.run_request import RunRequest, run_id
from sitthi.pipeline.scores import sheets_of_round
from sitthi.pipeline.store import Batch, live_batches
from sitthi.pipeline.units import RegisteredUnit, register_load, units_in
from sitthi.pipeline.values import Reported

__all__ = ["RunInputs", "Sources", "gathered", "sources_now"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a home gives to a run: its live batches, loads of population, register and overlays."""

    batches: Sequence[Batch]
    population: Sequence[KeptTable]
    register: KeptTable | None
    overlays: Sequence[OverlayFile]
    indicators: Sequence[LocalIndicator]

    def as_json(self) -> dict[str, Any]:
        """Gives what a manifest keeps of it, enough to find it all again."""
        return {
            "batches": [
                {
                    "hcode": b.hcode,
                    "batch": b.name,
                    "format": b.format,
                    "digest": b.digest,
                    "key": b.key,
                    "subject": b.subject,
                }
                for b in self.batches
            ],
            "population": [
                {"load": load.id, "sha256": load.manifest["sha256"], "source": load.manifest["source"]}
                for load in self.population
            ],
            "register": None if self.register is None else self.register.id,
            "overrides": [{"file": file.name, "toml": file.text} for file in self.overlays],
            "indicators": [{"file": one.name, "toml": one.text} for one in self.indicators],
        }


@dataclass(frozen=True, slots=True)
class RunInputs:
    """Everything a run needs, read and checked; `indicators` are those of the sheets that records can count."""

    id: str
    home: Path
    book: Book
    request: RunRequest
    scorecard: Scorecard
    method: AllocationMethod | None
    sources: Sources
    files: Sequence[OverlayFile]
    sheets: Sequence[LaidSheet]
    indicators: Mapping[str, Indicator]
    population: pa.Table
    register: Mapping[str, RegisteredUnit]
    reported: Mapping[str, Mapping[int, Reported]]
    uc_population: Mapping[tuple[str | None, str], int]
    findings: list[Finding] = field(default_factory=list)


def sources_now(home: Path, book: Book, request: RunRequest, findings: list[Finding]) -> Sources | Refusal:
    """Gives what the home holds now; no batch is a refusal, and so is an overlay that is not in force."""
    card = book.all(Scorecard)[request.scorecard]
    batches = live_batches(home)
    if isinstance(batches, Refusal):
        return batches
    if not batches:
        return Refusal("run.no_batches")
    if (n_keys := len({batch.key for batch in batches})) > 1:
        findings.append(Finding("run.keys_differ", "keys/person.key", None, None, {"n": str(n_keys)}))
    counting_on = counting_on_now(home, sorted({batch.hcode for batch in batches}))
    if isinstance(counting_on, Refusal):
        return counting_on
    findings += counting_on
    population = population_loads(home)
    if isinstance(population, Refusal):
        return population
    register = register_load(home)
    if isinstance(register, Refusal):
        return register
    overlays = overlays_for(book, home, request.overlays, card, request.period.last, findings)
    if isinstance(overlays, Refusal):
        return overlays
    return Sources(batches, population, register, overlays, local_indicators(home, book, card))


def gathered(
    home: Path, book: Book, request: RunRequest, sources: Sources, findings: list[Finding]
) -> RunInputs | Refusal | Blocked:
    """Reads all that a run is made from; everything that is wrong with its tables comes at once."""
    card = book.all(Scorecard)[request.scorecard]
    method = book.get(AllocationMethod, card.id)
    laid, left = local_criteria_of(card, sources.overlays, sources.indicators)
    findings += [Finding("run.local_unweighted", f"{name}.toml") for name in left]
    files = [*sources.overlays, *laid]
    raise_if_misfit(book, card, files)
    sheets = sheets_of_round(book, card, files, request.choices, request.round)
    if isinstance(sheets, Refusal):
        return sheets
    counted = {**indicators_of(book, card), **{one.indicator.name: one.indicator for one in sources.indicators}}
    indicators = {name: one for name, one in counted.items() if _is_counted(one)}
    findings += _waiting(sources.indicators)
    needs_population = {one.kind for one in indicators.values()} & {Kind.ADMISSION_RATE, Kind.COVERAGE}
    if not sources.population and (needs_population or method is not None):
        return Refusal("run.no_population")
    findings += _other_window(indicators.values(), request)
    population = in_force([read_kept(load) for load in sources.population])
    register = units_in(sources.register)
    known = {
        *(batch.hcode for batch in sources.batches),
        *population["unit"].unique().to_pylist(),
        *register,
        *request.units,
    }
    reported = reported_in(request.values, sheets, known, findings)
    uc_population = uc_population_in(request.uc_population, card, known, findings)
    kinds = book.all(FindingKind)
    if any(kinds[finding.code].severity is Severity.BLOCK for finding in findings):
        return Blocked(findings)
    return RunInputs(
        id=run_id(request, book, [sources.as_json()]),
        home=home,
        book=book,
        request=request,
        scorecard=card,
        method=method,
        sources=sources,
        files=files,
        sheets=sheets,
        indicators=indicators,
        population=population,
        register=register,
        reported=reported,
        uc_population=uc_population,
        findings=findings,
    )


def _waiting(found: Iterable[LocalIndicator]) -> Iterator[Finding]:
    """Finds a region's own indicators of the kinds that no file that can be loaded has the days for."""
    for one in found:
        if (kind := one.indicator.kind) in (Kind.TIMELINESS, Kind.COLLECTION_DAYS):
            detail = {"kind": kind.value, "code": "measure.no_data_yet"}
            yield Finding("run.local_waits", one.name, None, "kind", detail)


def _is_counted(indicator: Indicator) -> bool:
    """Tells whether the records of one period can count it; a proportion or mean has to say of what.

    The CMI of one period is not its rise over a base year: that people give.
    """
    if indicator.kind in (Kind.ENTERED, Kind.TIMELINESS, Kind.COLLECTION_DAYS) or indicator.over_base_year:
        return False
    return indicator.table is not None or indicator.kind not in (Kind.PROPORTION, Kind.MEAN)


def _other_window(indicators: Iterable[Indicator], request: RunRequest) -> Iterator[Finding]:
    """Finds that a period is another than the one an indicator's document counts."""
    period = request.period
    after = period.last + datetime.timedelta(days=1)
    months = (after.year - period.first.year) * 12 + after.month - period.first.month
    asked = (period.first.month, months) if period.first.day == after.day == 1 else None
    windows = {(one.window.first_month, one.window.months) for one in indicators if one.window is not None}
    for first, n in sorted(windows - {asked})[:1]:
        detail = {"first": str(first), "months": str(n)}
        yield Finding("run.other_window", request.scorecard, None, None, detail)
