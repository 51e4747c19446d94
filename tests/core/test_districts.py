"""A district's figures by the five formulas of rights protection."""

from fractions import Fraction

import pytest

from sitthi.core.measures.districts import Share, mean_of_unit_means, pooled_mean, pooled_percent, reached_in_turn

HOSPITAL, HEALTH_CENTRE = [Fraction(18), Fraction(19), Fraction(20)], [Fraction(10)]


def test_staff_scores_are_a_mean_of_the_units_means_and_public_ones_of_all_persons():
    # 19 and 10: 14.5 by unit; 67 of four persons: 16.75.
    assert mean_of_unit_means([HOSPITAL, HEALTH_CENTRE]) == Fraction("14.5")
    assert pooled_mean([HOSPITAL, HEALTH_CENTRE]) == Fraction("16.75")


def test_a_unit_without_anybody_is_left_out():
    assert mean_of_unit_means([HOSPITAL, []]) == 19
    assert mean_of_unit_means([[]]) is None
    assert pooled_mean([[], []]) is None


def test_percents_pool_parts_and_wholes():
    # 50 of 60 and 90 of 100: 87.5, not the mean of 83.33 and 90.
    assert pooled_percent([Share(Fraction(50), Fraction(60)), Share(Fraction(90), Fraction(100))]) == Fraction(
        "87.5"
    )
    assert pooled_percent([Share(Fraction(0), Fraction(0))]) is None
    assert pooled_percent([]) is None


@pytest.mark.parametrize(
    ("passed", "reached"),
    [
        ((True, True, True, True, True), 5),
        ((True, True, False, True, True), 2),
        ((False, True, True, True, True), 0),
        ((), 0),
    ],
)
def test_a_level_counts_only_if_all_below_hold(passed, reached):
    assert reached_in_turn(passed) == reached
