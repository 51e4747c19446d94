"""The same records give the same results: run after run, with one thread or eight, in files as in sums."""

import hashlib
from dataclasses import replace

import pytest
from tests.agreement.question import ASKED, DEFAULTS, MONTHS, SETS
from tests.agreement.readings import Population, tables_in

from sitthi.core.findings import Refusal
from sitthi.core.measures.outcome import Outcome
from sitthi.engine.backends import DuckDB
from sitthi.engine.measures import measured
from sitthi.engine.outcomes import outcome_table
from sitthi.engine.tables import CHRONIC, PERSONS, POPULATION, RIGHTS, SCREENINGS, STAYS, Tables

INDICATORS = [indicator for indicator, _ in ASKED]
KNOWN = {
    "stays": STAYS, "chronic": CHRONIC, "persons": PERSONS, "screenings": SCREENINGS, "population": POPULATION,
    "rights": RIGHTS,
}  # fmt: skip
MANY = 40
"""Populations laid together, so that there is something for several threads to share out."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Lays the records of many populations down as Parquet, in small row groups."""
    folder = tmp_path_factory.mktemp("records")
    rows = Population([], [], [], Population.of(0).people)
    for seed in range(MANY):
        one = Population.of(seed)
        stays = [
            replace(stay, stay_key=stay.stay_key + 10_000 * seed, person_key=stay.person_key + 100 * seed)
            for stay in one.stays
        ]
        rows.stays.extend(stays)
        rows.persons.extend(replace(person, person_key=person.person_key + 100 * seed) for person in one.persons)
        rows.screenings.extend(replace(done, person_key=done.person_key + 100 * seed) for done in one.screenings)
        rows.seen.extend(replace(right, person_key=right.person_key + 100 * seed) for right in one.seen)
    backend = DuckDB(threads=2)
    tables = tables_in(backend, rows)
    for name in KNOWN:
        relation = backend.connection.sql(backend.query(getattr(tables, name)))
        relation.write_parquet(str(folder / f"{name}.parquet"), row_group_size=2048)
    return folder


def opened(backend, folder) -> Tables:
    return Tables(**{name: backend.table(name, folder / f"{name}.parquet", KNOWN[name]) for name in KNOWN})


def results(folder, threads: int):
    backend = DuckDB(threads=threads, memory="400MB")
    return measured(backend, opened(backend, folder), INDICATORS, SETS, MONTHS, DEFAULTS).rows


def test_sums_are_equal_over_twenty_runs_and_with_any_number_of_threads(files):
    first = results(files, 1)
    assert len(first) > 30
    for _ in range(20):
        assert results(files, 2) == first
    assert results(files, 8) == first


def test_outcome_files_are_equal_byte_by_byte_with_any_number_of_threads(files, tmp_path):
    digests = set()
    for threads in (1, 2, 8, 8):
        backend = DuckDB(threads=threads)
        found = []
        for indicator in INDICATORS:
            path = tmp_path / f"{indicator.name}-{threads}.parquet"
            table = outcome_table(opened(backend, files), indicator, SETS, MONTHS, DEFAULTS)
            assert backend.write(table, path) > 0
            found.append(hashlib.sha256(path.read_bytes()).hexdigest())
        digests.add(tuple(found))
    assert len(digests) == 1


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.name)
def test_the_outcome_table_grouped_by_unit_gives_the_measures(files, indicator):
    backend = DuckDB()
    tables = opened(backend, files)
    table = outcome_table(tables, indicator, SETS, MONTHS, DEFAULTS)
    assert not isinstance(table, Refusal)
    by_unit: dict = {}
    for _, unit, outcome, _, _, value, _ in backend.rows(backend.query(table)):
        above, below, excluded = by_unit.get(unit, (0, 0, 0))
        met, left = outcome == Outcome.MET, outcome == Outcome.EXCLUDED
        adds = (1 if value is None else value) if met else 0
        by_unit[unit] = (above + adds, below + (not left), excluded + left)
    rows = measured(backend, tables, [indicator], SETS, MONTHS, DEFAULTS).rows
    people = {row.unit: row.denominator for row in rows} if rows[0].counted_on else {}
    assert {row.unit: (row.numerator, row.denominator, row.excluded) for row in rows} == {
        unit: (above, people.get(unit, below), excluded)
        for unit, (above, below, excluded) in (dict.fromkeys(people, (0, 0, 0)) | by_unit).items()
    }
