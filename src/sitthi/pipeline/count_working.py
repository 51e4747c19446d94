"""Tells how a unit's value came about: the counts above and below the line, with reasons, batches and choices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.evidence import Evidence, Grade, Working
from sitthi.core.measures.indicator import CountedAt, Indicator, Kind
from sitthi.core.measures.measure import Measure
from sitthi.core.rules.choices import Choice
from sitthi.core.scoring.working import value_written
from sitthi.pipeline.figures import Figure, Origin, choices_behind, is_of_persons
from sitthi.pipeline.files_behind import units_with_files
from sitthi.pipeline.outcome_rows import batch_tables
from sitthi.pipeline.run_inputs import RunInputs
from sitthi.pipeline.run_store import KeptRun

__all__ = ["Counted", "Say", "value_working"]

Say = Callable[..., str]
"""Gives the words of `page.name` in the reader's language."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A kept run with what it was made from, and the words it is told in."""

    home: Path
    kept: KeptRun
    inputs: RunInputs
    say: Say
    language: str


def value_working(run: Counted, figure: Figure) -> Working:
    """Gives the value's tree: the fraction, above and below the line, choices read, and what was left out."""
    said = figure.criterion.defined_by or figure.criterion.evidence
    written, name = value_written(figure.value), run.say("score.w_value")
    indicator, measure = run.inputs.indicators.get(figure.criterion.indicator), figure.measure
    if figure.origin is Origin.GIVEN:
        file = run.inputs.request.values.name if run.inputs.request.values else ""
        return Working(name, written, run.say("run.w_given"), Evidence(Grade.F, "input", file))
    if indicator is None or measure is None:
        return Working(name, written, run.say("run.w_missing"), said)
    if figure.origin is Origin.NO_CASES:
        rule = run.say("run.w_no_cases")
    elif figure.origin is Origin.MISSING and figure.unit not in units_with_files(run.inputs):
        rule = run.say("run.w_not_loaded")
    else:
        rule = _division(measure, indicator)
    return Working(name, written, rule, said, tuple(_counts(run, measure, indicator)))


def _division(measure: Measure, indicator: Indicator) -> str:
    below = "-" if measure.denominator is None else str(measure.denominator)
    per = indicator.per if indicator.kind is not Kind.MEAN else None
    if indicator.kind is Kind.CASE_MIX:
        return f"{measure.numerator} / (10000 × {below})"
    return f"{measure.numerator} / {below}" + ("" if per is None else f" × {per}")


def _counts(run: Counted, measure: Measure, indicator: Indicator) -> Iterator[Working]:
    code_sets = indicator.sets(run.inputs.book.all(CodeSet))
    said = max([indicator.evidence, *(one.evidence for one in code_sets)], key=lambda one: one.grade.rank)
    reasons = _reasons(run, measure, indicator)
    met = [tree for outcome, tree in reasons if outcome == "met"]
    sets = ", ".join(one.id for one in code_sets)
    rule = run.say("run.w_code_sets", sets=sets) if sets else run.say("run.w_met")
    above = indicator.numerator.in_language(run.language)
    yield Working(above, str(measure.numerator), rule, said, (*met, *_batches(run, measure, indicator)))
    below = indicator.denominator.in_language(run.language)
    written = None if measure.denominator is None else str(measure.denominator)
    if measure.counted_on is not None or indicator.kind is Kind.ADMISSION_RATE:
        yield _registered(run, measure, below, written)
    else:
        parts = tuple(tree for outcome, tree in reasons if outcome in ("met", "not_met"))
        yield Working(below, written, run.say("run.w_met_or_not"), indicator.evidence, parts)
    left_out = tuple(tree for outcome, tree in reasons if outcome == "excluded")
    yield Working(run.say("run.w_excluded"), str(measure.excluded), run.say("run.w_excluded_rule"),
                  indicator.evidence, left_out)  # fmt: skip
    known = run.inputs.book.all(Choice)
    names = choices_behind(indicator)
    names += ["home_without_files"] if indicator.counted_at is CountedAt.HOME else []
    for name in names:
        value = run.inputs.request.choices[name]
        asks = known[name].asks.in_language(run.language)
        yield Working(name, known[name].values[value].in_language(run.language), asks, known[name].evidence)


def _registered(run: Counted, measure: Measure, below: str, written: str | None) -> Working:
    """Gives the people below the line, and the loads they may come from."""
    day = "-" if measure.counted_on is None else measure.counted_on.isoformat()
    sources = tuple(
        Working(load.id, None, str(load.manifest["source"]), Evidence(Grade.F, "input", f"population/{load.id}"))
        for load in run.inputs.sources.population
    )
    rule = run.say("run.w_registered", day=day)
    return Working(below, written, rule, Evidence(Grade.F, "input", "population"), sources)


def _reasons(run: Counted, measure: Measure, indicator: Indicator) -> list[tuple[str, Working]]:
    """Gives how many rows have each outcome and reason, as the run's own outcome table says."""
    if f"outcomes/{indicator.name}" not in run.kept.tables:
        return []
    rows = duckdb.execute(
        "SELECT outcome, reason, count(*) FROM read_parquet($path) WHERE unit = $unit GROUP BY ALL ORDER BY ALL",
        {"path": str(run.kept.table(f"outcomes/{indicator.name}")), "unit": measure.unit},
    ).fetchall()
    source = Evidence(Grade.F, "input", f"runs/{run.kept.folder.name}/outcomes/{indicator.name}")
    return [
        (outcome, Working(run.say(f"run.r_{reason}"), str(n), f"{outcome} · {reason}", source))
        for outcome, reason, n in rows
    ]


def _batches(run: Counted, measure: Measure, indicator: Indicator) -> Sequence[Working]:
    """Gives how many of the rows above the line came in which batch; a key of several counts for one."""
    if f"outcomes/{indicator.name}" not in run.kept.tables or not measure.numerator:
        return ()
    batches = run.kept.manifest["sources"]["batches"]
    table, key = ("persons", "person_key") if is_of_persons(indicator) else ("stays", "stay_key")
    connection = duckdb.connect()
    connection.execute(
        "CREATE TEMP TABLE met AS SELECT key FROM read_parquet($path) WHERE unit = $unit AND outcome = 'met'",
        {"path": str(run.kept.table(f"outcomes/{indicator.name}")), "unit": measure.unit},
    )
    connection.execute("CREATE TEMP TABLE came (key BIGINT, batch INTEGER, is_claim BOOLEAN)")
    for n, _, path in batch_tables(run.home, batches, table):
        connection.execute(
            f"INSERT INTO came SELECT {key}, $n, $claim FROM read_parquet($path) SEMI JOIN met ON met.key = {key}",
            {"n": n, "claim": batches[n]["subject"] == "claims", "path": str(path)},
        )
    # A stay that a claim set and a register both have is the claim set's, as in the prepared records.
    newest = "SELECT key, arg_max(batch, (is_claim, batch)) AS batch FROM came GROUP BY key"
    counts = connection.sql(f"SELECT batch, count(*) FROM ({newest}) GROUP BY ALL ORDER BY 1").fetchall()
    return [_batch(run, batches[n], count) for n, count in counts]


def _batch(run: Counted, batch: dict[str, Any], n: int) -> Working:
    name = f"{batch['hcode']}/{batch['batch']}"
    return Working(name, str(n), run.say("run.w_batch", format=batch["format"]),
                   Evidence(Grade.F, "input", f"batches/{name}"))  # fmt: skip
