"""Tells what a run knows of nobody: units whose files were never loaded, hospitals with months that have none.

An admission counts for the home unit wherever it was. Of a unit whose own files are not there only the admissions
elsewhere are known: too few, and too few looks like good care.
"""

import dataclasses
import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence

from sitthi.core.findings import Finding
from sitthi.core.measures.indicator import CountedAt
from sitthi.core.thai.periods import Period
from sitthi.pipeline.figures import Figure, Figures, Origin
from sitthi.pipeline.run_inputs import RunInputs

__all__ = ["known_by_files", "of_silent_months", "of_silent_units", "units_with_files"]

_MOST = 10


def units_with_files(inputs: RunInputs) -> frozenset[str]:
    """Gives the hospitals that a batch of the run is of, whatever its days."""
    return frozenset(batch.hcode for batch in inputs.sources.batches)


def known_by_files(inputs: RunInputs, figures: Figures) -> Figures:
    """Takes the values back that were counted for a home unit without files, where the choice says missing.

    The counts stay beside the figure, so that it can be explained.
    """
    if inputs.request.choices["home_without_files"] != "missing":
        return figures
    known = units_with_files(inputs)
    return {
        unit: by_sheet
        if unit in known
        else {n: [_taken_back(inputs, figure) for figure in row] for n, row in by_sheet.items()}
        for unit, by_sheet in figures.items()
    }


def _taken_back(inputs: RunInputs, figure: Figure) -> Figure:
    indicator = inputs.indicators.get(figure.criterion.indicator)
    counted = figure.origin in (Origin.COUNTED, Origin.NO_CASES)
    if not counted or indicator is None or indicator.counted_at is not CountedAt.HOME:
        return figure
    return dataclasses.replace(figure, value=None, origin=Origin.MISSING)


def of_silent_units(
    inputs: RunInputs, figures: Sequence[Figure], registered: Collection[str], hospitals: Collection[str]
) -> Iterator[Finding]:
    """Finds scored units with registered persons that have no files, or files and no discharge in the period."""
    silent = {figure.unit for figure in figures if figure.unit in registered} - set(hospitals)
    loaded = units_with_files(inputs)
    card = inputs.scorecard.id
    if without := sorted(silent - loaded):
        reading = inputs.request.choices["home_without_files"]
        yield Finding("run.not_loaded", card, None, None, {**_some(without), "reading": reading})
    if silent := silent & loaded:
        yield Finding("run.no_discharges", card, None, None, _some(sorted(silent)))


def of_silent_months(period: Period, months: Mapping[str, Collection[int]]) -> Iterator[Finding]:
    """Finds hospitals that have discharges in some months of the period and none in others.

    `months` are those with discharges, by hospital, as year x 12 + month - 1. A hospital without any discharge is
    found otherwise.
    """
    asked = range(_month_of(period.first), _month_of(period.last) + 1)
    for hospital, having in sorted(months.items()):
        if lacking := [month for month in asked if month not in having]:
            named = ", ".join(f"{month // 12:04}-{month % 12 + 1:02}" for month in lacking)
            detail = {"hospital": hospital, "n": str(len(lacking)), "of": str(len(asked)), "months": named}
            yield Finding("run.months_missing", hospital, None, None, detail)


def _month_of(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def _some(units: Sequence[str]) -> dict[str, str]:
    return {"n": str(len(units)), "units": ", ".join(units[:_MOST]) + (" …" if len(units) > _MOST else "")}
