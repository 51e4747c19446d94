"""Outcomes of stays for the kinds that need to see one stay only: admission rate, proportion, mean, case-mix."""

from collections.abc import Iterable, Iterator, Mapping

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.measures.condition import all_hold
from sitthi.core.measures.facts import facts_of_stay, unit_of
from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Outcome, OutcomeRow, Reason, standing
from sitthi.core.measures.stay import Stay
from sitthi.core.thai.periods import Period

__all__ = ["admissions", "case_mix_of", "means", "proportion_of"]

_Judged = tuple[Outcome, Reason]


def admissions(
    stays: Iterable[Stay],
    indicator: Indicator,
    sets: Iterable[CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Iterator[OutcomeRow]:
    """Counts every admission of the indicator's people for its diagnoses; admissions, not persons.

    It stands against the unit's registered people, so that no stay is `not_met`.
    """
    sets = tuple(sets)
    for stay in stays:
        judged = _left_out(stay, indicator, sets, period, choices) or (Outcome.MET, Reason.ADMITTED)
        yield _row(stay, indicator, judged)


def proportion_of(
    stays: Iterable[Stay],
    indicator: Indicator,
    sets: Iterable[CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Iterator[OutcomeRow]:
    """Counts the stays that meet the indicator's condition among those it looks at."""
    sets = tuple(sets)
    for stay in stays:
        judged = _left_out(stay, indicator, sets, period, choices) or condition_judged(indicator, stay)
        yield _row(stay, indicator, judged)


def means(
    stays: Iterable[Stay],
    indicator: Indicator,
    sets: Iterable[CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Iterator[OutcomeRow]:
    """Sums the indicator's column over the stays it looks at; a stay without a value is left out."""
    sets = tuple(sets)
    for stay in stays:
        judged = _left_out(stay, indicator, sets, period, choices)
        value = getattr(stay, indicator.column or "")
        if judged is None and value is None:
            judged = Outcome.EXCLUDED, Reason.NO_VALUE
        yield _valued(stay, indicator, judged, value)


def case_mix_of(
    stays: Iterable[Stay],
    indicator: Indicator,
    sets: Iterable[CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Iterator[OutcomeRow]:
    """Sums AdjRW in ten-thousandths over the discharges grouped without an error; the others are left out."""
    sets = tuple(sets)
    for stay in stays:
        judged = _left_out(stay, indicator, sets, period, choices)
        if judged is None and stay.grouper_error:
            judged = Outcome.EXCLUDED, Reason.GROUPER_ERROR
        if judged is None and stay.adjrw_e4 is None:
            judged = Outcome.EXCLUDED, Reason.NO_WEIGHT
        yield _valued(stay, indicator, judged, stay.adjrw_e4)


def condition_judged(indicator: Indicator, row: object) -> _Judged:
    """Tells whether a row that is looked at meets the indicator's condition."""
    holds = all_hold(indicator.condition, row)
    if holds is None:
        return Outcome.EXCLUDED, Reason.CONDITION_UNKNOWN
    return (Outcome.MET, Reason.CONDITION_MET) if holds else (Outcome.NOT_MET, Reason.CONDITION_NOT_MET)


def _left_out(
    stay: Stay, indicator: Indicator, sets: tuple[CodeSet, ...], period: Period, choices: Mapping[str, str]
) -> _Judged | None:
    return standing(facts_of_stay(stay, indicator, sets, period, choices))


def _row(stay: Stay, indicator: Indicator, judged: _Judged, value: int | None = None) -> OutcomeRow:
    return OutcomeRow(stay.stay_key, unit_of(stay, indicator), *judged, stay.discharged_on, value)


def _valued(stay: Stay, indicator: Indicator, judged: _Judged | None, value: int | None) -> OutcomeRow:
    if judged is None:
        return _row(stay, indicator, (Outcome.MET, Reason.COUNTED), value)
    return _row(stay, indicator, judged)
