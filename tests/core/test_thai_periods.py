"""The fiscal year and its parts."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.thai.periods import (
    fiscal_month,
    fiscal_period,
    fiscal_quarter,
    fiscal_quarter_of,
    fiscal_year,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "year", "quarter", "month"),
    [
        (date(2013, 9, 30), 2556, 4, 12),
        (date(2013, 10, 1), 2557, 1, 1),
        (date(2013, 12, 31), 2557, 1, 3),
        (date(2014, 1, 1), 2557, 2, 4),
        (date(2014, 3, 31), 2557, 2, 6),
        (date(2014, 4, 1), 2557, 3, 7),
        (date(2014, 7, 1), 2557, 4, 10),
        (date(2014, 9, 30), 2557, 4, 12),
    ],
)
def test_where_a_day_lies(day, year, quarter, month):
    assert (fiscal_year(day), fiscal_quarter(day), fiscal_month(day)) == (year, quarter, month)


def test_first_and_last_days():
    assert (fiscal_period(2557).first, fiscal_period(2557).last) == (date(2013, 10, 1), date(2014, 9, 30))
    assert (fiscal_quarter_of(2564, 1).first, fiscal_quarter_of(2564, 1).last) == (
        date(2020, 10, 1),
        date(2020, 12, 31),
    )
    assert fiscal_quarter_of(2564, 2).last == date(2021, 3, 31)


@given(days)
def test_a_day_lies_in_each_of_its_parts_and_in_no_other(day):
    year, quarter = fiscal_year(day), fiscal_quarter(day)
    assert day in fiscal_period(year)
    assert day not in fiscal_period(year + 1)
    assert [q for q in (1, 2, 3, 4) if day in fiscal_quarter_of(year, q)] == [quarter]


@given(st.integers(2500, 2600))
def test_the_parts_fill_the_year_without_a_gap(year):
    whole = fiscal_period(year)
    quarters = [fiscal_quarter_of(year, q) for q in (1, 2, 3, 4)]
    assert (quarters[0].first, quarters[3].last) == (whole.first, whole.last)
    for one, following in pairwise([*quarters, fiscal_period(year + 1)]):
        assert following.first == one.last + timedelta(days=1)
