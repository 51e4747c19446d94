"""Outcomes of the persons in a unit's register: coverage by a screening, and proportion."""

import datetime
from collections.abc import Iterable, Iterator, Mapping

from sitthi.core.measures.facts import facts_of_person
from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Fact, Outcome, OutcomeRow, Reason, standing
from sitthi.core.measures.person import LIVING_HERE, STILL_REGISTERED, Person, Screened
from sitthi.core.measures.stay_outcomes import condition_judged
from sitthi.core.thai.periods import Period

__all__ = ["coverage", "day_of_age", "proportion_of_persons"]


def day_of_age(period: Period, choices: Mapping[str, str]) -> datetime.date:
    """Gives the day on which a person's age is taken: one day for all, so that both sides hold the same people."""
    return period.last if choices["person_age_on"] == "last_day" else period.first


def coverage(
    persons: Iterable[Person],
    screened: Iterable[Screened],
    indicator: Indicator,
    period: Period,
    choices: Mapping[str, str],
) -> Iterator[OutcomeRow]:
    """Judges the persons of a register: met who was screened in the period, wherever that was done."""
    first: dict[int, datetime.date] = {}
    for row in screened:
        if row.screened_on in period and _counts(row, indicator):
            first[row.person_key] = min(row.screened_on, first.get(row.person_key, row.screened_on))
    for person in persons:
        day = first.get(person.person_key)
        judged = _left_out(person, indicator, period, choices) or (
            (Outcome.NOT_MET, Reason.NOT_SCREENED) if day is None else (Outcome.MET, Reason.SCREENED)
        )
        shown = day if judged[0] is Outcome.MET else None
        yield OutcomeRow(person.person_key, person.hcode, *judged, shown)


def proportion_of_persons(
    persons: Iterable[Person], indicator: Indicator, period: Period, choices: Mapping[str, str]
) -> Iterator[OutcomeRow]:
    """Counts the persons that meet the indicator's condition among those it looks at."""
    for person in persons:
        judged = _left_out(person, indicator, period, choices) or condition_judged(indicator, person)
        yield OutcomeRow(person.person_key, person.hcode, *judged)


def _left_out(
    person: Person, indicator: Indicator, period: Period, choices: Mapping[str, str]
) -> tuple[Outcome, Reason] | None:
    facts = facts_of_person(person, indicator, day_of_age(period, choices), choices)
    return standing([*facts, (Fact.CASE, _is_here(person, choices))])


def _is_here(person: Person, choices: Mapping[str, str]) -> bool | None:
    """Tells whether the register still has the person, living in its area where the choice asks for that."""
    still = person.discharged in (None, STILL_REGISTERED)
    if choices["coverage_persons"] == "all" or not still:
        return still
    return None if person.residence is None else person.residence in LIVING_HERE


def _counts(row: Screened, indicator: Indicator) -> bool:
    asked = indicator.screening
    return asked is not None and row.kind.startswith(asked.kinds) and (row.complete or not asked.whole)
