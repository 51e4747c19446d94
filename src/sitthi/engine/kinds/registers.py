"""Persons in the units' registers with their rights, and the facts of each, as expressions."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Fact
from sitthi.core.measures.person import LIVING_HERE, STILL_REGISTERED
from sitthi.core.measures.person_outcomes import day_of_age
from sitthi.engine.kinds.asked import Asked
from sitthi.engine.vocabulary import Facts, age_on, all_hold, has_right, is_of_age, is_of_sex, one_of

__all__ = ["facts_of_person", "persons_of"]


def persons_of(asked: Asked) -> ir.Table:
    """Gives the registers; a right that they do not say is the one last seen in claims, if it is one.

    The twin of `core.measures.person_rights.with_rights`.
    """
    persons, seen = asked.persons(), asked.tables.rights
    if seen is None or asked.choices["person_right"] != "claims":
        return persons
    known = seen.filter(seen.seen_on <= asked.period.last)
    latest = known.group_by(person_seen="person_key").aggregate(latest=known.seen_on.max())
    on_day = known.join(latest, [known.person_key == latest.person_seen, known.seen_on == latest.latest])
    found = on_day.group_by("person_seen").aggregate(least=on_day.inscl.min(), most=on_day.inscl.max())
    rows = persons.left_join(found, persons.person_key == found.person_seen)
    only = (rows.least == rows.most).ifelse(rows.least, ibis.null("string"))
    return rows.mutate(inscl=rows.inscl.coalesce(only)).select(persons.columns)


def facts_of_person(rows: ir.Table, indicator: Indicator, asked: Asked) -> Facts:
    """Gives the facts of a person; the last says whether the register still has them."""
    day = ibis.literal(day_of_age(asked.period, asked.choices), type="date")
    found = (
        (Fact.RIGHT, has_right(rows.inscl, indicator, asked.choices["person_right_unknown"])),
        (Fact.SEX, is_of_sex(rows.sex, indicator)),
        (Fact.AGE, is_of_age(age_on(rows.born_on, day), indicator.ages)),
        (Fact.CASE, all_hold(indicator.among, rows) if indicator.among else None),
        (Fact.CASE, _is_here(rows, asked.choices)),
    )
    return tuple((fact, holds) for fact, holds in found if holds is not None)


def _is_here(rows: ir.Table, choices: Mapping[str, str]) -> ir.BooleanValue:
    still = rows.discharged.isnull() | (rows.discharged == STILL_REGISTERED)
    return still if choices["coverage_persons"] == "all" else still & one_of(rows.residence, LIVING_HERE)
