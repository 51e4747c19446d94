"""Five cut points: bounded, never turning back, and the same by line and by step where they meet."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence
from sitthi.core.scoring.cuts import Band, CutPoints, cut_score, reached

SAID = Evidence.read("F paper p.1")
values = st.fractions(min_value=-200, max_value=200, max_denominator=1000)


@st.composite
def cuts(draw) -> CutPoints:
    first = draw(st.integers(-50, 50))
    widths = draw(
        st.lists(st.fractions(min_value="1/100", max_value=20, max_denominator=100), min_size=4, max_size=4)
    )
    at = [Fraction(first)]
    for width in widths:
        at.append(at[-1] + width)
    return CutPoints(tuple(at if draw(st.booleans()) else reversed(at)), SAID)


@given(cuts(), values, st.sampled_from(Band))
def test_a_score_lies_from_0_to_5(points, value, band):
    assert 0 <= cut_score(value, points, band) <= 5


@given(cuts(), values, values, st.sampled_from(Band))
def test_a_better_value_never_scores_less(points, one, other, band):
    worse, better = sorted((one, other), reverse=not points.is_rising)
    assert cut_score(worse, points, band) <= cut_score(better, points, band)


@given(cuts(), st.sampled_from(Band))
def test_the_cut_points_themselves_earn_1_to_5_by_either_method(points, band):
    assert [cut_score(at, points, band) for at in points.at] == [1, 2, 3, 4, 5]


@given(cuts(), values)
def test_a_step_is_the_whole_part_of_the_line(points, value):
    line, step = cut_score(value, points, Band.LINEAR), cut_score(value, points, Band.STEP)
    assert step == line.numerator // line.denominator == reached(value, points)


@given(cuts(), values, st.sampled_from(Band))
def test_cut_points_turned_round_score_the_turned_value_alike(points, value, band):
    turned = CutPoints(tuple(-at for at in points.at), SAID)
    assert cut_score(value, points, band) == cut_score(-value, turned, band)


@pytest.mark.parametrize(
    ("value", "score"), [("13", "0"), ("14", "0"), ("14.25", "1/4"), ("15", "1"), ("16.5", "5/2"), ("19.1", "5")]
)
def test_the_line_goes_down_to_0_over_the_first_interval(value, score):
    staff = CutPoints((Fraction(15), Fraction(16), Fraction(17), Fraction(18), Fraction(19)), SAID)
    assert cut_score(Fraction(value), staff, Band.LINEAR) == Fraction(score)


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ((1, 2, 3, 4), "5 cut points are needed, 4 are given"),
        ((1, 2, 2, 4, 5), "cut points either all rise or all fall"),
        ((1, 2, 3, 2, 5), "cut points either all rise or all fall"),
    ],
)
def test_cut_points_that_cannot_be_are_named(at, fault):
    assert list(CutPoints(tuple(map(Fraction, at)), SAID).faults()) == [fault]
    assert list(CutPoints(tuple(map(Fraction, (5, 4, 3, 2, 1))), SAID).faults()) == []
    assert len(list(CutPoints(tuple(map(Fraction, (1, 3, 2))), SAID).faults())) == 2
