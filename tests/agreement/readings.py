"""Three readings of one population: plain Python, the core's specs, the engine on one backend."""

import random
from dataclasses import asdict, dataclass, field

import pyarrow as pa
from tests.agreement import plain
from tests.agreement.made import (
    arrow_of,
    made_persons,
    made_population,
    made_rights,
    made_screenings,
    made_stays,
)
from tests.agreement.question import ASKED, SETS

from sitthi.core.measures.indicator import Indicator, Kind, RecordTable
from sitthi.core.measures.measure import summed
from sitthi.core.measures.person import Person, Screened
from sitthi.core.measures.person_outcomes import coverage, proportion_of_persons
from sitthi.core.measures.person_rights import RightSeen, with_rights
from sitthi.core.measures.population import Counted, registered
from sitthi.core.measures.readmission import readmissions
from sitthi.core.measures.stay import Stay
from sitthi.core.measures.stay_outcomes import admissions, case_mix_of, means, proportion_of
from sitthi.core.thai.periods import Period
from sitthi.engine.backends import Backend
from sitthi.engine.prepared import chronic_of, chronic_sets, flagged
from sitthi.engine.tables import CHRONIC, PERSONS, POPULATION, RIGHTS, SCREENINGS, STAYS, Tables

OF_STAYS = {
    Kind.ADMISSION_RATE: admissions,
    Kind.READMISSION: readmissions,
    Kind.PROPORTION: proportion_of,
    Kind.MEAN: means,
    Kind.CASE_MIX: case_mix_of,
}
TYPES = {
    "string": pa.string(), "int64": pa.int64(), "int32": pa.int32(), "int16": pa.int16(),
    "boolean": pa.bool_(), "date": pa.date32(), "timestamp": pa.timestamp("us"),
}  # fmt: skip


def types_of(known):
    return {name: TYPES[kind.lstrip("!")] for name, kind in known.items()}


@dataclass(frozen=True)
class Population:
    """All rows of one made population."""

    stays: list[Stay]
    persons: list[Person]
    screenings: list[Screened]
    people: list[Counted]
    seen: list[RightSeen] = field(default_factory=list)

    @classmethod
    def of(cls, seed: int) -> "Population":
        draw = random.Random(seed)  # noqa: S311 - a made population, not a secret
        return cls(
            made_stays(draw), made_persons(draw), made_screenings(draw), made_population(draw), made_rights(draw)
        )


def in_core(rows: Population, indicator: Indicator, period: Period, choices):
    """Gives the core's outcome rows and measures of one indicator."""
    persons = list(with_rights(rows.persons, rows.seen, period, choices))
    if indicator.kind is Kind.COVERAGE:
        outcomes = list(coverage(persons, rows.screenings, indicator, period, choices))
    elif indicator.table is RecordTable.PERSONS:
        outcomes = list(proportion_of_persons(persons, indicator, period, choices))
    else:
        outcomes = list(OF_STAYS[indicator.kind](rows.stays, indicator, indicator.sets(SETS), period, choices))
    people = registered(rows.people, indicator, period, choices) if indicator.kind is Kind.ADMISSION_RATE else None
    return outcomes, summed(outcomes, indicator, people)


def in_plain(rows: Population, spec, period: Period, choices):
    """Gives the plain reading's outcomes by key and unit, and its measures."""
    first, last = period.first, period.last
    if spec["kind"] == "coverage" or spec.get("persons"):
        judged = list(plain.persons_judged(
            [asdict(person) for person in rows.persons], [asdict(done) for done in rows.screenings],
            [asdict(right) for right in rows.seen], spec, first, last, choices,
        ))  # fmt: skip
    else:
        stays = [
            {**asdict(s), "admitted_on": s.admitted_at.date(), "discharged_on": s.discharged_at.date(),
             "codes": [code for code in s.others.split("|") if code]}
            for s in rows.stays
        ]  # fmt: skip
        judged = list(plain.stays_judged(stays, spec, first, last, choices))
    people = None
    if spec["kind"] == "admission":
        people = plain.people([asdict(row) for row in rows.people], spec, first, last, choices)
    return {(key, unit): told for key, unit, told, _ in judged}, plain.counted(judged, spec, people)


def tables_in(backend: Backend, rows: Population) -> Tables:
    """Lays a population down as the load step does: flags beside the stays, the chronic few apart."""
    bare = backend.table("bare", arrow_of(rows.stays, Stay, types_of(STAYS)), STAYS)
    stays = backend.table("stays", backend.arrow(flagged(bare, SETS)), STAYS)
    sets = chronic_sets(indicator for indicator, _ in ASKED)
    return Tables(
        stays=stays,
        chronic=backend.table("chronic", backend.arrow(chronic_of(stays, sets)), CHRONIC),
        persons=backend.table("persons", arrow_of(rows.persons, Person, types_of(PERSONS)), PERSONS),
        screenings=backend.table(
            "screenings", arrow_of(rows.screenings, Screened, types_of(SCREENINGS)), SCREENINGS
        ),
        population=backend.table("population", arrow_of(rows.people, Counted, types_of(POPULATION)), POPULATION),
        rights=backend.table("rights", arrow_of(rows.seen, RightSeen, types_of(RIGHTS)), RIGHTS),
    )
