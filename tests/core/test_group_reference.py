"""Mean and standard deviation of a group: exact at every edge, and blind to order, shift and scale."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence
from sitthi.core.measures.indicator import Better
from sitthi.core.scoring.group_reference import GroupReference, GroupTable, Sd, ZBand, sd_shown, spread

SAID = Evidence.read("I paper p.16")
TABLE = GroupTable(
    (
        ZBand(Fraction(1), Fraction(-2)),
        ZBand(Fraction(2), Fraction(-1)),
        ZBand(Fraction(3), Fraction(1), True),
        ZBand(Fraction(4), Fraction(2), True),
        ZBand(Fraction(5)),
    ),
    no_spread=Fraction(3),
    evidence=SAID,
)
numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)
groups = st.lists(numbers, min_size=1, max_size=12)


def reference(group, better=Better.HIGHER, sd=Sd.POPULATION) -> GroupReference:
    return GroupReference.of(spread(group, sd), TABLE, better)


def scores(group, **how) -> list[Fraction]:
    ref = reference(group, **how)
    return [ref.score(value) for value in group]


@given(groups, st.randoms(use_true_random=False), st.sampled_from(Sd))
def test_the_order_of_the_units_does_not_matter(group, random, sd):
    shuffled = list(group)
    random.shuffle(shuffled)
    assert reference(group, sd=sd).spread == reference(shuffled, sd=sd).spread


@given(groups, numbers, st.fractions(min_value="1/50", max_value=50, max_denominator=50), st.sampled_from(Sd))
def test_a_shift_and_a_positive_scale_leave_every_score(group, shift, scale, sd):
    assert scores(group, sd=sd) == scores([value * scale + shift for value in group], sd=sd)


@given(groups, st.sampled_from(Sd))
def test_lower_is_better_is_the_group_turned_round(group, sd):
    turned = [-value for value in group]
    assert scores(group, better=Better.LOWER, sd=sd) == scores(turned, sd=sd)


@given(groups, numbers, numbers)
def test_a_higher_value_never_scores_less(group, one, other):
    ref = reference(group)
    assert ref.score(min(one, other)) <= ref.score(max(one, other))


@given(groups)
def test_mean_and_variance_are_the_textbook_ones(group):
    n = len(group)
    mean = sum(group) / n
    squares = sum((value - mean) ** 2 for value in group)
    assert (spread(group, Sd.POPULATION).mean, spread(group, Sd.POPULATION).variance) == (mean, squares / n)
    assert spread(group, Sd.SAMPLE).variance == (squares / (n - 1) if n > 1 else 0)


@given(groups, numbers, st.sampled_from(Sd), st.sampled_from(Better))
def test_z_is_the_textbook_one_and_falls_where_it_is_written(group, value, sd, better):
    ref = reference(group, sd=sd, better=better)
    if ref.spread.variance == 0:
        assert ref.z_shown(value) is None
        return
    with localcontext(prec=60):
        root = (Decimal(ref.spread.variance.numerator) / ref.spread.variance.denominator).sqrt()
        away = value - ref.spread.mean if better is Better.HIGHER else ref.spread.mean - value
        z = Decimal(away.numerator) / away.denominator / root
    written = Decimal(ref.z_shown(value))
    assert abs(written - z) <= Decimal("0.00005")
    # The score read off the written figure is the score given.
    edges = [(-2, False), (-1, False), (1, True), (2, True)]
    below = sum(written > end or (written == end and not included) for end, included in edges)
    assert ref.score(value) == TABLE.bands[below].score


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("-2.0001", 1),
        ("-2", 2),
        ("-1.0001", 2),
        ("-1", 3),
        ("0", 3),
        ("1", 3),
        ("1.0001", 4),
        ("2", 4),
        ("2.0001", 5),
    ],
)
def test_the_edges_of_the_bands(value, score):
    # Mean 0 and population SD 1, so that the value is its own z.
    assert reference([Fraction(1), Fraction(-1)]).score(Fraction(value)) == score
    assert reference([Fraction(1), Fraction(-1)], better=Better.LOWER).score(-Fraction(value)) == score


def test_a_z_that_rounds_onto_an_edge_shows_the_side_it_fell_on():
    ref = reference([Fraction(1), Fraction(-1)])
    assert ref.z_shown(Fraction("1.00001")) == "1.00001"
    assert ref.z_shown(Fraction("-1.99999")) == "-1.99999"
    assert ref.z_shown(Fraction(1)) == "1.0000"
    assert ref.z_shown(Fraction("0.12345")) == "0.1235"
    assert sd_shown(ref.spread) == "1.0000"


def test_a_z_nearer_to_an_edge_than_any_page_can_print_is_printed_to_23_places():
    ref = reference([Fraction(1), Fraction(-1)])
    nearly = 1 + Fraction(1, 10**30)
    assert ref.z_shown(nearly) == "1." + "0" * 23
    assert ref.score(nearly) == 4


def test_a_group_without_spread_scores_3_and_an_empty_one_is_none():
    assert scores([Fraction(7), Fraction(7), Fraction(7)]) == [3, 3, 3]
    assert scores([Fraction(7)], sd=Sd.SAMPLE) == [3]
    assert spread([], Sd.POPULATION) is None


def test_population_and_sample_sd_can_score_differently():
    group = [Fraction(0), Fraction(0), Fraction(0), Fraction(0), Fraction(10)]
    # z of 10 is 2 exactly by the population SD (4), 1.7889 by the sample's.
    assert reference(group).z_shown(Fraction(10)) == "2.0000"
    assert reference(group, sd=Sd.SAMPLE).z_shown(Fraction(10)) == "1.7889"


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ((ZBand(Fraction(1), Fraction(2)),), "every band but the last has an end"),
        ((), "every band but the last has an end"),
        (
            (ZBand(Fraction(1), Fraction(2)), ZBand(Fraction(2), Fraction(1)), ZBand(Fraction(3))),
            "the ends of the bands rise",
        ),
    ],
)
def test_a_table_that_cannot_be_is_named(bands, fault):
    assert list(GroupTable(bands, Fraction(3), SAID).faults()) == [fault]
    assert list(TABLE.faults()) == []
    falling = (ZBand(Fraction(1), Fraction(2)), ZBand(Fraction(2)), ZBand(Fraction(3), Fraction(1)))
    assert len(list(GroupTable(falling, Fraction(3), SAID).faults())) == 2
