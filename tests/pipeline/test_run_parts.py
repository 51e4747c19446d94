"""What runs are made of: digests that do not see the order of rows, the population in force, two runs at once."""

import datetime
import os
import subprocess
import sys

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.made_home import POPULATION, add_batch, region
from sitthi.core.findings import Refusal
from sitthi.pipeline.canonical import differing_rows, digest_of
from sitthi.pipeline.kept_tables import keep_table, kept_tables
from sitthi.pipeline.population import SCHEMA, in_force

cells = st.tuples(st.integers(-3, 3) | st.none(), st.text('ab,"\n', max_size=3) | st.none())


def written(folder, name, rows):
    path = folder / f"{name}.parquet"
    columns = {"n": pa.array([n for n, _ in rows], pa.int64()), "t": pa.array([t for _, t in rows], pa.string())}
    pq.write_table(pa.table(columns), path, row_group_size=2)
    return path


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(cells, max_size=8), data=st.data())
def test_a_digest_sees_rows_and_not_their_order(tmp_path_factory, rows, data):
    folder = tmp_path_factory.mktemp("tables")
    connection = duckdb.connect()
    first = written(folder, "a", rows)
    again = written(folder, "b", data.draw(st.permutations(rows)))
    assert digest_of(connection, first) == digest_of(connection, again)
    assert digest_of(connection, first).rows == len(rows)
    other = written(folder, "c", [*rows, (9, "x")])
    assert digest_of(connection, other) != digest_of(connection, first)
    assert differing_rows(connection, first, other) == (0, 1)


def people(*rows):
    day = datetime.date.fromisoformat
    full = [
        {"unit": unit, "sex": "1", "age": age, "right": "UCS", "n": n, "counted_on": day(on)}
        for unit, age, n, on in rows
    ]
    return pa.Table.from_pylist(full, schema=SCHEMA)


def test_of_two_loads_the_later_counts_where_both_count_a_unit_on_a_day():
    first = people(
        ("A", 40, 1, "2008-01-01"),
        ("A", 41, 2, "2008-01-01"),
        ("A", 40, 3, "2009-01-01"),
        ("B", 40, 4, "2008-01-01"),
    )
    later = people(("A", 40, 5, "2008-01-01"), ("C", 40, 6, "2008-01-01"))
    rows = [
        (row["unit"], row["age"], row["n"], row["counted_on"].year) for row in in_force([first, later]).to_pylist()
    ]
    # A's row of age 41 is gone: the later load counts the unit's right whole.
    assert rows == [("A", 40, 5, 2008), ("A", 40, 3, 2009), ("B", 40, 4, 2008), ("C", 40, 6, 2008)]
    assert in_force([]).num_rows == 0


def test_what_was_left_half_written_is_nobody_s_table(tmp_path):
    kept = keep_table(tmp_path, "units", "a" * 64, pa.table({"unit": ["A"]}), {"units": 1})
    assert not isinstance(kept, Refusal)
    (tmp_path / "units" / f".0002-{'b' * 12}.0a1b2c3d.part").mkdir()
    assert [one.id for one in kept_tables(tmp_path, "units")] == [f"0001-{'a' * 12}"]
    (kept.folder / "manifest.json").write_text("{", encoding="utf-8")
    assert isinstance(kept_tables(tmp_path, "units"), Refusal)


def test_two_of_the_same_run_at_once_are_one_run(tmp_path):
    home = tmp_path / "home"
    region(home)
    people_file = tmp_path / "people.csv"
    people_file.write_text("\n".join([*POPULATION, ""]), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "SITTHI_HOME": str(home)}
    call = [sys.executable, "-m", "sitthi"]
    subprocess.run([*call, "population", "load", people_file], env=environment, check=True, capture_output=True)
    words = ["run", "--scorecard", "quality_fund_2552", "--from", "2008-04-01", "--to", "2009-03-31", "--json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen([*call, *words], env=environment, **pipes) for _ in "12"]
    outs = [one.communicate(timeout=120)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert outs[0].replace(b'"new":true', b'"new":false') == outs[1].replace(b'"new":true', b'"new":false')
    assert sorted(out.count(b'"new":true') for out in outs) == [0, 1]
    assert len(list((home / "runs").iterdir())) == 1


def test_a_person_of_two_batches_comes_back_across_hospitals(tmp_path, sitthi, table):
    home = tmp_path / "home"
    add_batch(home, "99001", ["99001 99001 A1 1 1 1960-01-01 2008-05-01 2008-05-03 E119"])
    add_batch(home, "99002", ["99002 99002 B1 1 1 1960-01-01 2008-05-20 2008-05-22 E119"])
    sitthi("population", "load", table(*POPULATION))
    words = ("run", "--scorecard", "quality_fund_2552", "--from", "2008-04-01", "--to", "2009-03-31")
    for scope, numerator in (("anywhere", 1), ("treating", 0)):
        data = sitthi(*words, "--choice", f"readmission_scope={scope}").data
        [row] = [
            row for row in data["indicators"] if (row["indicator"], row["unit"]) == ("dm_readmission_28d", "99001")
        ]
        assert (row["numerator"], row["denominator"]) == (numerator, 1)
