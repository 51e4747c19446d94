"""Length of stay: days of 24 hours, and one more when more than six hours are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.coding.los import LosRule, los

RULE = Book().all(LosRule)["length_of_stay"]
DAY = 1440


@pytest.mark.parametrize(
    ("days", "hours", "minutes", "expected"),
    [
        (0, 0, 0, 0),
        (0, 6, 1, 0),
        (0, 23, 59, 0),
        (1, 0, 0, 1),
        (1, 6, 0, 1),
        (1, 6, 1, 2),
        (1, 23, 59, 2),
        (4, 6, 0, 4),
        (4, 6, 1, 5),
    ],
)
def test_a_begun_day_counts_from_six_hours_and_a_minute(days, hours, minutes, expected):
    assert los(days * DAY + hours * 60 + minutes, RULE) == expected


def test_a_stay_cannot_end_before_it_begins():
    with pytest.raises(ValueError):
        los(-1, RULE)


@given(st.integers(0, 200 * DAY), st.integers(0, 5 * DAY))
def test_a_longer_stay_never_has_fewer_days(minutes, more):
    assert los(minutes, RULE) <= los(minutes + more, RULE) <= minutes // DAY + more // DAY + 2


@pytest.mark.parametrize(("minutes", "faults"), [(0, 0), (1439, 0), (1440, 1), (-1, 1)])
def test_the_minutes_of_the_rule_are_part_of_a_day(minutes, faults):
    rule = LosRule("length_of_stay", RULE.title, "6", RULE.evidence, minutes)
    assert len(list(rule.faults())) == faults
