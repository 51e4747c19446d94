"""The monthly share in time."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.measures.timeliness import Month, timeliness, total_timeliness

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
