"""Readmission: which discharges open a window, and which stays of the same person close it.

What the fund's slides leave open is a named choice each; the defaults are this project's reading
[quality-fund-2552 s.35-36, inferred]. A return counts by days, from the day of discharge to the day of
admission, and has to come later in the one total order of stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.measures.facts import facts_of_stay, has_right, unit_of
from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Outcome, OutcomeRow, Reason, standing
from sitthi.core.measures.stay import Stay
from sitthi.core.thai.periods import Period

__all__ = ["continues", "readmissions"]


def readmissions(
    stays: Iterable[Stay],
    indicator: Indicator,
    sets: Iterable[CodeSet],
    period: Period,
    choices: Mapping[str, str],
) -> Iterator[OutcomeRow]:
    """Judges every discharge of the set: met where the same person came back for the set within the days.

    The discharge has to fall in the period, the return may fall after it. Deaths stay in the denominator
    unless the choice `readmission_denominator` takes them out.
    """
    sets = tuple(sets)
    of_person: dict[int, list[Stay]] = defaultdict(list)
    known = list(stays)
    for stay in known:
        of_person[stay.person_key].append(stay)
    for persons in of_person.values():
        persons.sort(key=lambda stay: stay.order)
    for stay in known:
        judged = standing(facts_of_stay(stay, indicator, sets, period, choices))
        back = None
        if judged is None:
            judged = _no_window(stay, choices)
        if judged is None:
            back = _first_return(stay, of_person[stay.person_key], indicator, sets, choices)
            judged = (Outcome.NOT_MET, Reason.NO_RETURN) if back is None else (Outcome.MET, Reason.RETURNED)
        evidence_on = stay.discharged_on if back is None else back.admitted_on
        related_key = None if back is None else back.stay_key
        unit = unit_of(stay, indicator)
        yield OutcomeRow(stay.stay_key, unit, *judged, evidence_on, related_key=related_key)


def continues(index: Stay, later: Stay) -> bool:
    """Tells whether a stay goes on with an earlier one: out by transfer and in by transfer on the same day."""
    return index.transferred_out and later.transferred_in and index.discharged_on == later.admitted_on


def _no_window(stay: Stay, choices: Mapping[str, str]) -> tuple[Outcome, Reason] | None:
    """Gives the outcome of a discharge after which nobody can come back."""
    out = Outcome.EXCLUDED if choices["readmission_denominator"] == "index_only" else Outcome.NOT_MET
    if choices["readmission_index"] == "alive" and not stay.is_alive:
        return out, Reason.DIED
    if choices["readmission_transfers"] == "any_transfer" and stay.transferred_out:
        return out, Reason.TRANSFERRED_OUT
    return None


def _first_return(
    index: Stay,
    stays: Sequence[Stay],
    indicator: Indicator,
    sets: tuple[CodeSet, ...],
    choices: Mapping[str, str],
) -> Stay | None:
    """Gives the earliest return among a person's stays, which stand in the total order."""
    later = [stay for stay in stays if stay.order > index.order]
    if choices["readmission_scope"] == "treating":
        later = [stay for stay in later if stay.hcode == index.hcode]
    if choices["readmission_return"] == "next_only":
        later = later[:1]
    for stay in later:
        if _is_return(index, stay, indicator, sets, choices):
            return stay
    return None


def _is_return(
    index: Stay, later: Stay, indicator: Indicator, sets: tuple[CodeSet, ...], choices: Mapping[str, str]
) -> bool:
    """Tells whether a later stay closes the window; what is not known of it does not."""
    window = indicator.window
    within = 0 if window is None or window.within_days is None else window.within_days
    least = 1 if choices["readmission_same_day"] == "left_out" else 0
    if not least <= (later.admitted_on - index.discharged_on).days <= within or not later.is_in(sets):
        return False
    same_right = choices["readmission_return_right"] == "same"
    if same_right and not has_right(later.inscl, indicator, choices["right_unknown"]):
        return False
    if choices["readmission_transfers"] == "any_transfer":
        return not later.transferred_in
    return choices["readmission_transfers"] == "counted" or not continues(index, later)
