"""Each macro that reads a cell means what the core means by it."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.coding.icd10 import icd10
from sitthi.core.coding.los import LosRule, los
from sitthi.core.identity import HospitalCode, read_hospital_code
from sitthi.core.measures.stay import age_on
from sitthi.pipeline.stay_facts import lay_facts
from sitthi.pipeline.stay_tables import DIAGNOSED, make_diagnoses

RULE = Book().all(LosRule)["length_of_stay"]
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2399, 12, 31))
CONNECTION = duckdb.connect()
lay_facts(CONNECTION, RULE)


def said(expression: str, values: list, type: str = "VARCHAR") -> list:
    """Gives what an expression over `cell` makes of each value."""
    query = f"SELECT {expression} FROM (SELECT unnest(?::{type}[]) AS cell)"
    return [value for (value,) in CONNECTION.execute(query, [values]).fetchall()]


@given(st.lists(st.integers(0, 400_000), min_size=1, max_size=50))
def test_length_of_stay_is_the_cores(minutes):
    assert said("los_of(cell)", minutes, "BIGINT") == [los(each, RULE) for each in minutes]


@pytest.mark.parametrize(("minutes", "days"), [(0, 0), (1439, 0), (1440, 1), (1800, 1), (1801, 2), (2880, 2)])
def test_length_of_stay_turns_where_the_manual_says(minutes, days):
    assert said("los_of(cell)", [minutes], "BIGINT") == [days]


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=50))
def test_age_is_the_cores(pairs):
    CONNECTION.execute("CREATE OR REPLACE TEMP TABLE pair (n INTEGER, born DATE, day DATE)")
    CONNECTION.executemany("INSERT INTO pair VALUES (?, ?, ?)", [[n, *pair] for n, pair in enumerate(pairs)])
    ages = CONNECTION.execute("SELECT whole_years(born, day) FROM pair ORDER BY n").fetchall()
    assert [age for (age,) in ages] == [age_on(born, day) for born, day in pairs]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [("2000-02-29", "2015-02-28", 14), ("2000-02-29", "2015-03-01", 15), ("2000-02-29", "2016-02-29", 16),
     ("2009-05-05", "2024-05-05", 15), ("2009-05-06", "2024-05-05", 14)],
)  # fmt: skip
def test_a_year_is_complete_on_the_birthday(born, day, age):
    assert CONNECTION.execute(f"SELECT whole_years(DATE '{born}', DATE '{day}')").fetchone() == (age,)


@given(st.lists(st.one_of(st.text("ABJ0159.abx|", max_size=8), st.text(max_size=6)), min_size=1, max_size=50))
def test_a_diagnosis_is_the_cores(cells):
    # The reader takes spaces off and gives no cell with a NUL.
    cells = [cell.strip().replace("\0", "") for cell in cells]
    expected = [icd10(cell) if cell.isascii() else None for cell in cells]
    assert said("icd10_of(cell)", cells) == expected


@given(st.lists(st.one_of(st.text("EA0159", max_size=9), st.just("EA0010703"), st.just("10703")), min_size=1))
def test_a_hospital_code_that_the_core_reads_is_the_cores(cells):
    for cell, got in zip(cells, said("hospital_of(cell)", cells), strict=True):
        code = read_hospital_code(cell)
        assert got == (code.text if isinstance(code, HospitalCode) else cell)


@given(st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=50))
def test_money_becomes_satang_without_a_binary_fraction_half_up(amounts):
    expected = [int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP)) for amount in amounts]
    assert said("satang_of(cell)", [str(amount) for amount in amounts]) == expected


def test_a_weight_becomes_ten_thousandths():
    assert said("e4_of(cell)", ["0", "1.2345", "12.3", ".5", "x", ""]) == [0, 12_345, 123_000, 5_000, None, None]


@pytest.mark.parametrize(
    ("cell", "day"),
    [("20240229", datetime.date(2024, 2, 29)), ("20230229", None), ("25670229", None), ("2024022", None),
     ("2024-2-9", None), ("18991231", None), ("23991231", datetime.date(2399, 12, 31)), ("", None),
     ("202402299", None)],
)  # fmt: skip
def test_a_day_is_eight_digits_of_the_christian_era(cell, day):
    assert said("day_of(cell)", [cell]) == [day]


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("0000", 0),
        ("2359", 1439),
        ("235959", 1439),
        ("2400", None),
        ("0860", None),
        ("860", None),
        ("08:00", None),
    ],
)
def test_a_time_is_four_or_six_digits(cell, minutes):
    assert said("minutes_of(cell)", [cell]) == [minutes]


@pytest.mark.parametrize(
    ("status", "type", "alive"),
    [
        ("1", "1", True),
        ("9", "9", False),
        ("8", "1", False),
        ("2", "8", False),
        (None, None, True),
        (None, "9", False),
    ],
)
def test_status_or_type_may_say_death(status, type, alive):
    assert CONNECTION.execute("SELECT lives(?, ?)", [status, type]).fetchone() == (alive,)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("1", "E11.9")], ("E119", "|")),
        ([("2", "n183"), ("1", "E119"), ("4", "I10"), ("2", "N18.3")], ("E119", "|I10|N183|")),
        # A second of its kind and a repeated one are no principal diagnosis; the first on the page is.
        ([("1", "E119"), ("1", "I10")], ("E119", "|I10|")),
        ([("1", "E119"), ("2", "E119")], ("E119", "|E119|")),
        ([("2", "I10"), ("3", "A09")], (None, "|A09|I10|")),
        ([("1", "?"), ("x", "I10")], (None, "|I10|")),
    ],
)
def test_a_stays_diagnoses_are_its_principal_one_and_the_others_sorted(rows, expected):
    connection = duckdb.connect()
    lay_facts(connection, RULE)
    connection.execute("CREATE SCHEMA kept")
    connection.execute('CREATE TABLE kept.IDX (line BIGINT, "AN" VARCHAR, "DXTYPE" VARCHAR, "DIAG" VARCHAR)')
    connection.execute("CREATE TABLE stay_number AS SELECT 'A1' AS number, 7::BIGINT AS stay_key")
    for line, row in enumerate(rows, 2):
        connection.execute("INSERT INTO kept.IDX VALUES (?, 'A1', ?, ?)", [line, *row])
    make_diagnoses(connection, "IDX", "DXTYPE", "DIAG")
    assert connection.execute(f"SELECT {DIAGNOSED} FROM diagnosed").fetchone() == expected
