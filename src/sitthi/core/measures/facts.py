"""The facts that decide whether a stay or a person is looked at; the engine's vocabulary has the twin of each."""

import datetime
from collections.abc import Iterable, Mapping

from sitthi.core.coding.codesets import CodeSet
from sitthi.core.measures.condition import all_hold
from sitthi.core.measures.indicator import CountedAt, Indicator
from sitthi.core.measures.outcome import Fact
from sitthi.core.measures.person import Person
from sitthi.core.measures.stay import Stay, age_on
from sitthi.core.thai.periods import Period

__all__ = ["facts_of_person", "facts_of_stay", "has_right", "unit_of"]

Facts = list[tuple[Fact, bool | None]]


def unit_of(stay: Stay, indicator: Indicator) -> str | None:
    """Gives the unit a stay counts for: where the person is registered, else where they were treated."""
    return stay.hospmain if indicator.counted_at is CountedAt.HOME else stay.hcode


def has_right(right: str | None, indicator: Indicator, unknown: str) -> bool | None:
    """Tells whether a right is one of the indicator's; one not known counts where `unknown` says `counted`.

    That is a choice: `right_unknown` of stays, `person_right_unknown` of persons.
    """
    if not indicator.rights:
        return True
    if right is None:
        return True if unknown == "counted" else None
    return right in indicator.rights


def facts_of_stay(
    stay: Stay, indicator: Indicator, sets: Iterable[CodeSet], period: Period, choices: Mapping[str, str]
) -> Facts:
    """Gives what is known of a stay; `sets` empty asks for no diagnosis.

    The choices `period_by` and `age_on` name the day that stands for the stay, by default its discharge and
    its admission [CONTRACT, where a figure is counted].
    """
    day = stay.admitted_on if choices["period_by"] == "admission" else stay.discharged_on
    age = age_on(stay.born_on, stay.discharged_on) if choices["age_on"] == "discharge" else stay.age
    sets = tuple(sets)
    return [
        (Fact.PERIOD, day in period),
        (Fact.RIGHT, has_right(stay.inscl, indicator, choices["right_unknown"])),
        (Fact.SEX, _is_of_sex(stay.sex, indicator)),
        (Fact.AGE, _is_of_age(age, indicator)),
        (Fact.DIAGNOSIS, stay.is_in(sets) if sets else True),
        (Fact.CASE, all_hold(indicator.among, stay)),
        (Fact.UNIT, True if unit_of(stay, indicator) is not None else None),
    ]


def facts_of_person(person: Person, indicator: Indicator, day: datetime.date, choices: Mapping[str, str]) -> Facts:
    """Gives what is known of a person in a register; their age is the one on `day`."""
    return [
        (Fact.RIGHT, has_right(person.inscl, indicator, choices["person_right_unknown"])),
        (Fact.SEX, _is_of_sex(person.sex, indicator)),
        (Fact.AGE, _is_of_age(age_on(person.born_on, day), indicator)),
        (Fact.CASE, all_hold(indicator.among, person)),
    ]


def _is_of_sex(sex: str | None, indicator: Indicator) -> bool | None:
    if indicator.sex is None:
        return True
    return None if sex is None else sex == indicator.sex


def _is_of_age(age: int | None, indicator: Indicator) -> bool | None:
    if indicator.ages is None:
        return True
    return None if age is None else age in indicator.ages
