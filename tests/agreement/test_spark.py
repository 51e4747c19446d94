"""The same expressions on Spark: core, DuckDB and Spark say the same of 200 populations over the same Parquet."""

import datetime
import shutil
from collections import defaultdict
from dataclasses import replace

import pytest
from tests.agreement.question import ASKED, DAYS, DEFAULTS, MONTHS, SETS, choices_of
from tests.agreement.readings import Population, in_core, tables_in

from sitthi.core.measures.outcome import Outcome, OutcomeRow, Reason
from sitthi.engine.backends import DuckDB
from sitthi.engine.measures import measured
from sitthi.engine.outcomes import outcome_table
from sitthi.engine.prepared import flagged
from sitthi.engine.tables import CHRONIC, PERSONS, POPULATION, RIGHTS, SCREENINGS, STAYS, Tables

pytest.importorskip("pyspark", reason="sitthi[spark] is not installed")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java")

KNOWN = {
    "stays": STAYS, "chronic": CHRONIC, "persons": PERSONS, "screenings": SCREENINGS, "population": POPULATION,
    "rights": RIGHTS,
}  # fmt: skip
POPULATIONS = 200


def apart(seed: int) -> Population:
    """Gives a population whose units, persons and stays have names that no other one has."""
    rows = Population.of(seed)

    def unit(code):
        return None if code is None else f"{seed:03d}{code[-2:]}"

    return Population(
        [replace(s, hcode=unit(s.hcode), hospmain=unit(s.hospmain), stay_key=s.stay_key * 1000 + seed,
                 person_key=s.person_key * 1000 + seed) for s in rows.stays],
        [replace(p, hcode=unit(p.hcode), person_key=p.person_key * 1000 + seed) for p in rows.persons],
        [replace(d, hcode=unit(d.hcode), person_key=d.person_key * 1000 + seed) for d in rows.screenings],
        [replace(c, unit=unit(c.unit)) for c in rows.people],
        [replace(r, person_key=r.person_key * 1000 + seed) for r in rows.seen],
    )  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> Population:
    together = Population([], [], [], [])
    for seed in range(POPULATIONS):
        one = apart(seed)
        for name in ("stays", "persons", "screenings", "people", "seen"):
            getattr(together, name).extend(getattr(one, name))
    return together


@pytest.fixture(scope="module")
def folder(rows, tmp_path_factory):
    """Lays the records down as Parquet, once for both engines."""
    folder = tmp_path_factory.mktemp("records")
    backend = DuckDB(threads=2)
    tables = tables_in(backend, rows)
    for name in KNOWN:
        backend.write(getattr(tables, name), folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def spark():
    from sitthi.engine.spark import Spark, local_session

    session = local_session()
    yield Spark(session)
    session.stop()


def opened(backend, folder) -> Tables:
    return Tables(**{name: backend.table(name, folder / f"{name}.parquet", KNOWN[name]) for name in KNOWN})


@pytest.mark.parametrize("seed", [0, 1, 3, 5])
def test_all_three_agree_on_every_sum(spark, folder, rows, seed):
    period, choices = (MONTHS if seed % 2 == 0 else DAYS), choices_of(seed)
    expected = defaultdict(dict)
    for indicator, _ in ASKED:
        expected[indicator.id] = in_core(rows, indicator, period, choices)[1]
    indicators = [indicator for indicator, _ in ASKED]
    for backend in (spark, DuckDB(threads=2)):
        found = measured(backend, opened(backend, folder), indicators, SETS, period, choices)
        assert not found.refused
        by_indicator = defaultdict(dict)
        for row in found.rows:
            by_indicator[row.indicator][row.unit] = row
        assert by_indicator == expected


@pytest.mark.parametrize(("indicator", "spec"), ASKED, ids=[indicator.name for indicator, _ in ASKED])
def test_all_three_agree_on_every_row(spark, folder, rows, indicator, spec):
    outcomes, _ = in_core(rows, indicator, MONTHS, DEFAULTS)
    for backend in (spark, DuckDB(threads=2)):
        table = outcome_table(opened(backend, folder), indicator, SETS, MONTHS, DEFAULTS, outside=True)
        found = [
            OutcomeRow(key, unit, Outcome(outcome), Reason(reason), *rest)
            for key, unit, outcome, reason, *rest in backend.rows(backend.query(table))
        ]
        assert sorted(found, key=repr) == sorted(outcomes, key=repr)


def test_flags_are_alike(spark, folder):
    query = {}
    for backend in (spark, DuckDB(threads=2)):
        stays = opened(backend, folder).stays
        bare = stays.select(*(name for name in stays.columns if name in STAYS))
        flags = flagged(bare, SETS).select("stay_key", *(f"in_{name}" for name in SETS)).order_by("stay_key")
        query[backend] = backend.rows(backend.query(flags))
    one, other = query.values()
    assert one == other
    assert len(one) > 1000


def test_a_file_that_spark_writes_is_the_same_table(spark, folder, tmp_path):
    indicator = ASKED[3][0]
    found = []
    for name, backend in (("spark", spark), ("duckdb", DuckDB(threads=2))):
        table = outcome_table(opened(backend, folder), indicator, SETS, MONTHS, DEFAULTS)
        path = tmp_path / f"{name}.parquet"
        n = backend.write(table, path)
        rows = DuckDB().connection.read_parquet(str(path)).fetchall()
        assert len(rows) == n > 0
        assert isinstance(rows[0][4], datetime.date)
        found.append(rows)
    assert found[0] == found[1]
