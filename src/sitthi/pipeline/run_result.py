"""Writes what a run came to: the rows of its JSON, and its scores and awards as tables that can be compared."""

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pyarrow as pa

from sitthi.core.evidence import Grade
from sitthi.core.findings import Finding
from sitthi.core.measures.measure import Measure
from sitthi.core.numbers import baht, plain
from sitthi.core.scoring.working import value_written
from sitthi.pipeline.awards import pool_row, unit_rows
from sitthi.pipeline.decide import Decided
from sitthi.pipeline.figures import Figure, registered_uc
from sitthi.pipeline.run_inputs import RunInputs
from sitthi.pipeline.score_rows import province_row
from sitthi.pipeline.score_rows import unit_rows as score_rows

__all__ = ["awards_table", "findings_of", "measures_of", "measures_table", "result_of", "scores_table"]

_MEASURES = pa.schema(
    [
        ("indicator", pa.string()),
        ("unit", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("excluded", pa.int64()),
        ("counted_on", pa.date32()),
    ]
)


def result_of(inputs: RunInputs, decided: Decided) -> dict[str, Any]:
    """Gives the run's JSON; no clock and no place of a file is in it."""
    request, scored = inputs.request, decided.scored
    days = Counter(day.isoformat() for _, day in registered_uc(inputs).values())
    data: dict[str, Any] = {
        "command": "run",
        "run": inputs.id,
        "book": inputs.book.sha256[:16],
        "scorecard": inputs.scorecard.id,
        "round": request.round,
        "scale": None if inputs.scorecard.scale is None else inputs.scorecard.scale.value,
        "from": request.period.first.isoformat(),
        "to": request.period.last.isoformat(),
        "choices": dict(request.choices),
        "set": {name: plain(value) for name, value in (request.given or {}).items()},
        "batches": inputs.sources.as_json()["batches"],
        "population": inputs.sources.as_json()["population"],
        "counted_on": [{"day": day, "units": n} for day, n in sorted(days.items())],
        "overrides": [file.name for file in inputs.files],
        "values": None if request.values is None else request.values.name,
        "indicators": [_indicator_row(figure) for figure in decided.figures],
        "scores": score_rows(scored.units, inputs.scorecard, None),
        "awards": None,
    }
    if inputs.scorecard.province is not None and scored.province is not None:
        data["province"] = province_row(scored.province, inputs.scorecard.province)
    if inputs.method is not None and decided.pools:
        data["awards"] = {
            "scorecard": inputs.method.id,
            "pools": [pool_row(pool, inputs.method) for pool in decided.pools],
            "units": unit_rows(decided.pools),
            "total": baht(sum(pool.result.total_satang for pool in decided.pools)),
        }
    found = [*inputs.findings, *decided.findings]
    data["warnings"] = [
        {"code": f.code, "file": f.file, "line": f.line, "field": f.field, "detail": dict(f.detail)} for f in found
    ]
    return data


def findings_of(result: dict[str, Any]) -> list[Finding]:
    """Gives the findings that a saved result keeps."""
    return [Finding(**warning) for warning in result["warnings"]]


def _indicator_row(figure: Figure) -> dict[str, Any]:
    measure, criterion = figure.measure, figure.criterion
    said = criterion.defined_by or criterion.evidence
    return {
        "indicator": criterion.indicator,
        "unit": figure.unit,
        **({} if figure.group is None else {"group": figure.group}),
        "numerator": None if measure is None else measure.numerator,
        "denominator": None if measure is None else measure.denominator,
        "value": value_written(figure.value),
        "excluded": None if measure is None else measure.excluded,
        "origin": figure.origin.value,
        "grade": Grade(said.grade).value,
    }


def measures_table(measures: Iterable[Measure]) -> pa.Table:
    """Gives the counts as a table, a row for each indicator and unit."""
    rows = [
        {name: getattr(measure, name) for name in _MEASURES.names}
        for measure in sorted(measures, key=lambda m: (m.indicator, m.unit or ""))
    ]
    return pa.Table.from_pylist(rows, schema=_MEASURES)


def measures_of(table: pa.Table) -> list[Measure]:
    """Gives a run's counts back from their table."""
    return [Measure(**row) for row in table.to_pylist()]


def scores_table(decided: Decided) -> pa.Table:
    """Gives every score with every digit it has; the row `total` is a unit's sum."""
    rows = []
    for unit in decided.scored.units:
        at = {"group": unit.sheet.group, "unit": unit.unit}
        rows += [
            {
                **at,
                "indicator": row.criterion.indicator,
                "value": _exact(row.value) if isinstance(row.value, Fraction) else value_written(row.value),
                "score": _exact(row.score),
                "weight": _exact(row.weight),
                "weighted": _exact(row.weighted),
            }
            for row in unit.rows
        ]
        rows.append({**at, "indicator": "total", "weighted": _exact(unit.total)})
    names = ("group", "unit", "indicator", "value", "score", "weight", "weighted")
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def awards_table(decided: Decided) -> pa.Table:
    """Gives every unit's award: points and rates with every digit, money in satang."""
    rows = [
        {
            "group": None if pool.group is None else pool.group.id,
            "unit": unit.unit,
            "points": _exact(unit.points),
            "uc_population": unit.uc_population,
            "rate": _exact(share.rate),
            "before": _exact(share.before),
            "amount_satang": share.amount_satang,
            "per_head_satang": share.per_head_satang,
        }
        for pool in decided.pools
        for unit, share in zip(pool.units, pool.result.shares, strict=True)
    ]
    texts: Sequence[str] = ("group", "unit", "points", "rate", "before")
    names = ("group", "unit", "points", "uc_population", "rate", "before", "amount_satang", "per_head_satang")
    schema = pa.schema([(name, pa.string() if name in texts else pa.int64()) for name in names])
    return pa.Table.from_pylist(rows, schema=schema)


def _exact(number: Fraction | None) -> str | None:
    return None if number is None else plain(number)
