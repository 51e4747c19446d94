"""The monthly share in time."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence, Grade
from sitthi.core.measures.timeliness import Month, month_named, month_working, timeliness, total_timeliness

counts = st.integers(0, 5000)
months = st.builds(Month, st.text(max_size=7), counts, counts, counts)


@given(months, st.integers(0, 100))
def test_percents_and_unaccounted_make_up_the_whole_month(month, target):
    result = timeliness(month, Fraction(target))
    assert month.within + month.over + result.unaccounted == month.patients
    if month.patients:
        assert result.within_percent + result.over_percent + Fraction(
            100 * result.unaccounted, month.patients
        ) == 100  # fmt: skip
        assert result.met == (result.within_percent >= target)


def test_a_month_without_patients_is_neither_met_nor_missed():
    result = timeliness(Month("2554-10", 0, 0, 0), Fraction(95))
    assert (result.within_percent, result.over_percent, result.met) == (None, None, None)


@given(st.lists(months, max_size=6))
def test_the_total_pools_patients(rows):
    total = total_timeliness(rows, Fraction(95)).month
    assert total.patients == sum(m.patients for m in rows)


@given(st.integers(1858, 2099), st.integers(1, 12))
def test_a_month_is_the_same_in_both_eras(year, month):
    assert month_named(f"{year}-{month:02}") == month_named(f"{year + 543}-{month:02}") == date(year, month, 1)


@pytest.mark.parametrize(
    "text", ["", "2554-13", "2554-00", "2554-1", "54-11", "2554/11", "11-2554", "2554-11-01", "2200-01", "๒๕๕๔-๑๑",
             " 2554-11", "2554-11\n", "ต.ค. 2554"]
)  # fmt: skip
def test_anything_else_is_no_month(text):
    assert month_named(text) is None


def test_a_percent_is_worked_out_from_counts_and_judged_by_the_target():
    months = [Month("2554-11", 1304, 1278, 26), Month("2554-12", 266, 262, 2)]
    said = Evidence(Grade.I, "sso-cqi-2555")
    tree = month_working("timely", total_timeliness(months, Fraction(95)), Fraction(95), said, months)
    assert (tree.value, tree.grade) == ("98.09", Grade.I)
    assert [(part.name, part.value) for part in tree.parts] == [
        ("patients", "1570"), ("within", "1540"), ("over", "28"), ("unaccounted", "2"), ("target", "95"),
    ]  # fmt: skip
    assert [(part.name, part.value) for part in tree.parts[1].parts] == [("2554-11", "1278"), ("2554-12", "262")]


def test_a_month_without_patients_has_a_working_without_a_value():
    empty = timeliness(Month("2554-10", 0, 0, 0), Fraction(95))
    assert month_working("timely", empty, Fraction(95), Evidence(Grade.F, "input")).value is None
