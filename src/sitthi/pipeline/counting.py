"""Counts a run's indicators over the prepared records: measures first, then each stay's or person's outcome."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.measure import Measure
from sitthi.engine.backends import DuckDB
from sitthi.engine.measures import measured
from sitthi.engine.outcomes import outcome_table
from sitthi.engine.tables import CHRONIC, PERSONS, POPULATION, RIGHTS, SCREENINGS, STAYS, Tables
from sitthi.pipeline.run_inputs import RunInputs

__all__ = ["Counts", "Records", "counted"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the records come to: measures, why some indicators have none, and each hospital's discharges.

    `by_month` has these by hospital and month, year x 12 + month - 1; months without any are not in it.
    """

    measures: list[Measure]
    refused: Mapping[str, Refusal]
    by_month: Mapping[str, Mapping[int, int]]

    @property
    def discharges(self) -> dict[str, int]:
        """Is the sum of each hospital."""
        return {hospital: sum(months.values()) for hospital, months in self.by_month.items()}


class Records:
    """The prepared records of some batches and the population in force, open for questions."""

    def __init__(self, prepared: Path, population: pa.Table) -> None:
        self.backend = DuckDB()
        self._prepared = prepared
        self.tables = Tables(
            stays=self._table("stays", STAYS),
            chronic=self._table("chronic", CHRONIC),
            persons=self._table("persons", PERSONS),
            screenings=self._table("screenings", SCREENINGS),
            population=self.backend.table("population", population, POPULATION) if population.num_rows else None,
            rights=self._table("rights", RIGHTS),
        )

    def _table(self, name: str, known: Mapping[str, str]) -> ir.Table | None:
        path = self._prepared / f"{name}.parquet"
        return self.backend.table(name, path, known) if path.exists() else None

    def write_outcomes(self, inputs: RunInputs, folder: Path) -> Iterator[tuple[Indicator, Path]]:
        """Writes each indicator's outcome table as `<indicator>.parquet`, and names it once it is there."""
        sets = inputs.book.all(CodeSet)
        for indicator in inputs.indicators.values():
            request = inputs.request
            table = outcome_table(self.tables, indicator, sets, request.period, request.choices)
            if isinstance(table, Refusal):
                continue
            path = folder / f"{indicator.name}.parquet"
            self.backend.write(table, path)
            yield indicator, path

    def write_whole(self, inputs: RunInputs, indicator: Indicator, path: Path) -> None:
        """Writes one indicator's outcomes with the rows that it does not look at."""
        request, sets = inputs.request, inputs.book.all(CodeSet)
        table = outcome_table(self.tables, indicator, sets, request.period, request.choices, outside=True)
        if not isinstance(table, Refusal):
            self.backend.write(table, path)


def counted(records: Records, inputs: RunInputs) -> Counts:
    """Sums every indicator in as few scans as there are tables, and counts the discharges of each hospital."""
    request = inputs.request
    found = measured(
        records.backend,
        records.tables,
        inputs.indicators.values(),
        inputs.book.all(CodeSet),
        request.period,
        request.choices,
    )
    return Counts(found.rows, found.refused, _discharges(records, inputs))


def _discharges(records: Records, inputs: RunInputs) -> dict[str, dict[int, int]]:
    stays = records.tables.stays
    if stays is None:
        return {}
    period = inputs.request.period
    day = stays.admitted_on if inputs.request.choices["period_by"] == "admission" else stays.discharged_on
    month = day.year().cast("int64") * 12 + day.month().cast("int64") - 1
    of_period = stays.filter(day.between(period.first, period.last)).group_by("hcode", month=month)
    by_month: dict[str, dict[int, int]] = {}
    counts = records.backend.rows(records.backend.query(of_period.aggregate(n=ibis._.count())))
    for hcode, at, n in counts:
        by_month.setdefault(hcode, {})[int(at)] = int(n)
    return by_month
