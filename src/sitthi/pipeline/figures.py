"""Gives each unit its value for each criterion: counted, given by people, or not there, and the counts behind."""

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pyarrow.compute as pc

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.evidence import Evidence
from sitthi.core.identity import Inscl
from sitthi.core.measures.indicator import CountedAt, Indicator, Kind, RecordTable
from sitthi.core.measures.measure import Measure, value
from sitthi.core.measures.population import counted_on
from sitthi.core.rules.choices import Choice
from sitthi.core.scoring.laying import LaidCriterion, LaidSheet
from sitthi.core.scoring.values import NOT_APPLICABLE, Value
from sitthi.pipeline.run_inputs import RunInputs

__all__ = ["Figure", "Figures", "Origin", "choices_behind", "figures_of", "is_of_persons", "registered_uc"]


class Origin(StrEnum):
    """Where a unit's value for a criterion comes from."""

    COUNTED = "counted"
    GIVEN = "given"
    MISSING = "missing"
    NO_CASES = "no_cases"
    """Counted, and nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One criterion of one unit in a group: its value, where that comes from, and the counts if there are any."""

    group: str | None
    criterion: LaidCriterion
    unit: str
    value: Value
    origin: Origin
    measure: Measure | None


Figures = Mapping[str, Mapping[int, Sequence[Figure]]]
"""By unit and place of the sheet, in the order of the sheet's criteria."""


def figures_of(
    inputs: RunInputs, measures: Iterable[Measure], hospitals: Collection[str]
) -> tuple[list[LaidSheet], Figures]:
    """Gives the sheets with the evidence of what was counted, and each sheet's units with their figures.

    `hospitals` are those with discharges in the period. What people report for a criterion stands before what
    records count for it.
    """
    sheets = inputs.sheets
    registered = registered_uc(inputs)
    units = [_units_of(inputs, n, sheet, registered, hospitals) for n, sheet in enumerate(sheets)]
    measures = list(measures)
    counts = {(measure.indicator, measure.unit): measure for measure in measures}
    homeless = _of_no_known_home(inputs, measures)
    figures = {
        unit: {
            n: [_figure(inputs, n, k, c, unit, counts, hospitals, homeless) for k, c in enumerate(sheet.criteria)]
            for n, sheet in enumerate(sheets)
            if unit in units[n]
        }
        for unit in sorted({unit for of_sheet in units for unit in of_sheet})
    }
    counted = {
        (n, figure.criterion.indicator)
        for by_sheet in figures.values()
        for n, row in by_sheet.items()
        for figure in row
        if figure.origin is Origin.COUNTED
    }
    dressed = [
        _counted_sheet(inputs, sheet, {name for at, name in counted if at == n}) for n, sheet in enumerate(sheets)
    ]
    return dressed, {
        unit: {
            n: [
                dataclasses.replace(figure, criterion=criterion)
                for figure, criterion in zip(row, dressed[n].criteria, strict=True)
            ]
            for n, row in by_sheet.items()
        }
        for unit, by_sheet in figures.items()
    }


def registered_uc(inputs: RunInputs) -> dict[str, tuple[int, datetime.date]]:
    """Gives each unit's persons under universal coverage, and the day they were counted on.

    The day is one of those on which this right was counted: another right's count says nothing of it.
    """
    of_uc = inputs.population.filter(pc.equal(inputs.population["right"], Inscl.UCS.value))
    sums = of_uc.group_by(["unit", "counted_on"]).aggregate([("n", "sum")])
    by_day: dict[str, dict[datetime.date, int]] = {}
    for row in sums.to_pylist():
        by_day.setdefault(row["unit"], {})[row["counted_on"]] = row["n_sum"]
    found = {}
    for unit, counts in by_day.items():
        day = counted_on(counts, inputs.request.period, inputs.request.choices)
        if day is not None and (n := counts[day]):
            found[unit] = n, day
    return found


def _counted_sheet(inputs: RunInputs, sheet: LaidSheet, counted: Collection[str]) -> LaidSheet:
    """Lets the criteria that were counted rest on code sets and choices too, where these are less sure."""
    sets, choices = inputs.book.all(CodeSet), inputs.book.all(Choice)
    criteria = []
    for criterion in sheet.criteria:
        indicator = inputs.indicators.get(criterion.indicator)
        if indicator is not None and criterion.indicator in counted:
            said = [indicator.evidence, *(code_set.evidence for code_set in indicator.sets(sets))]
            said += [choices[name].evidence for name in choices_behind(indicator)]
            if criterion.defined_by is not None:
                said.insert(0, criterion.defined_by)
            criterion = dataclasses.replace(criterion, defined_by=_weakest(said))
        criteria.append(criterion)
    return dataclasses.replace(sheet, criteria=tuple(criteria))


def choices_behind(indicator: Indicator) -> list[str]:
    """Names the choices that counting an indicator reads."""
    if is_of_persons(indicator):
        names = ["coverage_persons", "person_age_on"]
        return names + (["person_right", "person_right_unknown"] if indicator.rights else [])
    names = ["period_by"]
    names += ["right_unknown"] if indicator.rights else []
    names += ["age_on"] if indicator.ages is not None else []
    names += ["population_day"] if indicator.kind is Kind.ADMISSION_RATE else []
    return names + (list(_OF_READMISSION) if indicator.kind is Kind.READMISSION else [])


def is_of_persons(indicator: Indicator) -> bool:
    """Tells whether its outcomes are persons, and not stays."""
    return indicator.kind is Kind.COVERAGE or indicator.table is RecordTable.PERSONS


_OF_READMISSION = (
    "readmission_index",
    "readmission_denominator",
    "readmission_scope",
    "readmission_return",
    "readmission_same_day",
    "readmission_transfers",
    "readmission_return_right",
)


def _weakest(said: Sequence[Evidence]) -> Evidence:
    return max(said, key=lambda evidence: evidence.grade.rank)


def _units_of(
    inputs: RunInputs, n: int, sheet: LaidSheet, registered: Collection[str], hospitals: Collection[str]
) -> set[str]:
    """Gives the units a sheet is for: where its criteria count, and whatever a person reports on it."""
    names = {criterion.indicator for criterion in sheet.criteria}
    everything = _all_indicators(inputs)
    at = {everything[name].counted_at for name in names if name in everything}
    units = set(registered) if CountedAt.HOME in at else set()
    units |= set(hospitals) if CountedAt.TREATING in at else set()
    units |= {unit for unit, by_sheet in inputs.reported.items() if n in by_sheet}
    if inputs.request.units:
        units &= set(inputs.request.units)
    if sheet.group is None:
        return units
    register = inputs.register
    return {u for u in units if u not in register or not register[u].groups or sheet.group in register[u].groups}


def _all_indicators(inputs: RunInputs) -> Mapping[str, Indicator]:
    from_book = {
        indicator.name: indicator
        for indicator in inputs.book.all(Indicator).values()
        if indicator.scorecard == inputs.scorecard.id
    }
    return {**from_book, **inputs.indicators}


def _of_no_known_home(inputs: RunInputs, measures: Sequence[Measure]) -> set[str]:
    """Gives the indicators all of whose cases lack a home unit: a 0 for each unit would be paid as the best."""
    homes = {one.id for one in inputs.indicators.values() if one.counted_at is CountedAt.HOME}
    lost = {m.indicator for m in measures if m.indicator in homes and m.unit is None and m.excluded}
    return lost - {m.indicator for m in measures if m.unit is not None and m.numerator}


def _figure(
    inputs: RunInputs,
    sheet: int,
    column: int,
    criterion: LaidCriterion,
    unit: str,
    counts: Mapping[tuple[str, str | None], Measure],
    hospitals: Collection[str],
    homeless: Collection[str],
) -> Figure:
    group = inputs.sheets[sheet].group
    reported = inputs.reported.get(unit, {}).get(sheet)
    given = None if reported is None else reported.values[column]
    indicator = inputs.indicators.get(criterion.indicator)
    if given is not None or indicator is None:
        origin = Origin.MISSING if given is None else Origin.GIVEN
        measure = None if indicator is None else counts.get((indicator.id, unit))
        return Figure(group, criterion, unit, given, origin, measure)
    measure = counts.get((indicator.id, unit))
    if measure is None and indicator.counted_at is CountedAt.TREATING and unit in hospitals:
        measure = Measure(indicator.id, unit, 0, 0, 0)
    if measure is None or measure.denominator is None or indicator.id in homeless:
        return Figure(group, criterion, unit, None, Origin.MISSING, measure)
    figure = value(measure, indicator)
    if figure is None and measure.excluded:
        # All there was had to be left out: that is not known, and not a case that does not arise.
        return Figure(group, criterion, unit, None, Origin.MISSING, measure)
    if figure is None:
        empty: Value = NOT_APPLICABLE if inputs.request.choices["no_cases"] == "not_applicable" else None
        return Figure(group, criterion, unit, empty, Origin.NO_CASES, measure)
    return Figure(group, criterion, unit, figure, Origin.COUNTED, measure)
