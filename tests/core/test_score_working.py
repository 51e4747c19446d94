"""Workings of scores: every rule written with its numbers, down to what was reported."""

import datetime
from fractions import Fraction

import pytest

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.measures.indicator import Better
from sitthi.core.scoring.cuts import Band, CutPoints
from sitthi.core.scoring.group_reference import GroupTable, Sd, ZBand
from sitthi.core.scoring.laying import LaidCriterion, LaidSheet
from sitthi.core.scoring.scorecard import Basis, PassMark, Province, Scale, Scorecard, Target, Weight
from sitthi.core.scoring.scores import Method, Missing, ProvinceScore, WithoutCuts, sheet_scores
from sitthi.core.scoring.values import NOT_APPLICABLE
from sitthi.core.scoring.working import ScoreWorkings, percent_written, value_written

SAID, INFERRED, UNKNOWN = (Evidence.read(f"{grade} paper p.1") for grade in ("F", "I", "GAP"))
NAME = Label("ก", "a")
DAY = datetime.date(2014, 9, 30)
TABLE = GroupTable(
    (ZBand(Fraction(2), Fraction(-1)), ZBand(Fraction(3), Fraction(1), True), ZBand(Fraction(4))),
    Fraction(3),
    INFERRED,
)
RISING = CutPoints(tuple(map(Fraction, (15, 16, 17, 18, 19))), SAID)


def card(scale=Scale.FIVE, pass_mark=None) -> Scorecard:
    return Scorecard(
        "card", NAME, "1", SAID, DAY, DAY, (), scale, group_table=TABLE, pass_mark=pass_mark, unset_weights=UNKNOWN
    )


def criterion(name, percent=100, basis=Basis.SET_VALUE, better=Better.HIGHER, **more) -> LaidCriterion:
    weight = None if percent is None else Weight(Fraction(percent), more.pop("weighed_by", SAID))
    return LaidCriterion(name, NAME, better, basis, SAID, weight=weight, **more)


def say(key, **names):
    return " ".join([key, *(f"{name}={value}" for name, value in names.items())])


def trees(criteria, *rows, scorecard=None, band=Band.LINEAR, missing=Missing.REWEIGHT):
    """Gives the unit's tree of the first row."""
    said = {"band": INFERRED, "sd": INFERRED, "missing": INFERRED, "without_cuts": UNKNOWN}
    method = Method(band, Sd.POPULATION, missing, WithoutCuts.GROUP_REFERENCE, said)
    scorecard = scorecard or card()
    sheet = LaidSheet(tuple(criteria), None, None)
    units = sheet_scores(scorecard, sheet, {str(n): row for n, row in enumerate(rows)}, method)
    return ScoreWorkings(scorecard, method, say).of_unit(units[0])


def lines(working, depth=0) -> list[tuple[int, str, str | None, str]]:
    below = [line for part in working.parts for line in lines(part, depth + 1)]
    return [(depth, working.name, working.value, working.rule), *below]


def score_of(criteria, *rows, **how):
    """Gives the lines of the first criterion's score."""
    return lines(trees(criteria, *rows, **how).parts[0].parts[0])


def test_a_total_is_the_sum_of_its_rows_held_against_the_mark():
    two = (criterion("a", 60), criterion("b", 40))
    tree = trees(two, (Fraction(4), Fraction(1)), scorecard=card(pass_mark=PassMark(Fraction(3), SAID)))
    assert lines(tree) == [
        (0, "w_total", "2.8000", "2.4000 + 0.4000"),
        (1, "a", "2.4000", "w_weighted_rule divided= / 100 = 60 x 4.0000 / 100"),
        (2, "w_score", "4.0000", "w_value_is_score"),
        (3, "w_value", "4", "w_reported"),
        (2, "w_weight", "60", "w_as_set"),
        (1, "b", "0.4000", "w_weighted_rule divided= / 100 = 40 x 1.0000 / 100"),
        (2, "w_score", "1.0000", "w_value_is_score"),
        (3, "w_value", "1", "w_reported"),
        (2, "w_weight", "40", "w_as_set"),
        (1, "w_passed", "w_passed_no", "2.8000 < 3"),
    ]


def test_a_total_that_would_round_across_the_mark_shows_its_digits():
    mark = PassMark(Fraction(3), SAID)
    tree = trees((criterion("a"),), (Fraction("2.99999"),), scorecard=card(pass_mark=mark))
    assert (tree.value, tree.parts[-1].rule) == ("2.99999", "2.99999 < 3")
    passed = trees((criterion("a"),), (Fraction(3),), scorecard=card(pass_mark=mark)).parts[-1]
    assert (passed.value, passed.rule) == ("w_passed_yes", "3.0000 >= 3")


def test_the_scale_of_500_divides_by_nothing():
    tree = trees((criterion("a"),), (Fraction(4),), scorecard=card(Scale.FIVE_HUNDRED))
    assert tree.parts[0].rule == "w_weighted_rule divided= = 100 x 4.0000"


@pytest.mark.parametrize(
    ("value", "band", "rule"),
    [
        ("17.21", Band.LINEAR, "w_linear formula=3 + (17.21 - 17) / (18 - 17)"),
        ("17.21", Band.STEP, "w_step cut=17 next=18"),
        ("14.5", Band.LINEAR, "w_linear_below formula=1 - (15 - 14.5) / (16 - 15)"),
        ("14.5", Band.STEP, "w_step_none cut=15"),
        ("19", Band.LINEAR, "w_reaches cut=19"),
        ("20", Band.STEP, "w_reaches cut=19"),
    ],
)
def test_a_score_by_cut_points_shows_its_formula(value, band, rule):
    by_cuts = (criterion("a", basis=Basis.CUTS, cuts=RISING),)
    found = score_of(by_cuts, (Fraction(value),), band=band)
    assert found[0][3] == rule
    assert found[2][1:] == ("w_cuts", "15 16 17 18 19", "w_earn")


@pytest.mark.parametrize(
    ("value", "better", "z", "rule", "formula"),
    [
        (0, Better.HIGHER, "-2.0000", "z < -1", "(0 - 8.0000) / 4.0000"),
        (0, Better.LOWER, "2.0000", "1 < z", "(8.0000 - 0) / 4.0000"),
        (10, Better.HIGHER, "0.5000", "-1 <= z <= 1", "(10 - 8.0000) / 4.0000"),
    ],
)
def test_a_score_against_the_group_shows_z_mean_and_sd(value, better, z, rule, formula):
    grouped = (criterion("a", basis=Basis.GROUP, better=better),)
    others = [Fraction(n) for n in (0, 10, 10, 10, 10)]
    others.remove(Fraction(value))
    found = score_of(grouped, (Fraction(value),), *[(other,) for other in others])
    assert found[0][3] == rule
    assert found[2:] == [
        (1, "w_z", z, formula),
        (2, "w_mean", "8.0000", "w_mean_rule"),
        (2, "w_sd", "4.0000", "w_sd_rule sd=population"),
        (2, "w_n", "5", "w_n_rule"),
    ]


def test_a_group_without_spread_says_so_and_has_no_z():
    found = score_of((criterion("a", basis=Basis.GROUP),), (Fraction(4),))
    assert found[0][2:] == ("3.0000", "w_no_spread")
    assert found[2][1:3] == ("w_z", None)


def test_cut_points_that_are_wanting_are_part_of_the_tree():
    tree = trees((criterion("a", basis=Basis.CUTS),), (Fraction(4),))
    score = tree.parts[0].parts[0]
    assert (score.evidence, tree.grade) == (UNKNOWN, Grade.GAP)
    assert lines(score)[-1] == (1, "w_cuts", None, "w_no_cuts")


def test_missing_and_not_applicable_give_up_their_weight():
    three = (criterion("a", 50), criterion("b", 30), criterion("c", 20))
    a, b, c = trees(three, (None, NOT_APPLICABLE, Fraction(2))).parts
    assert lines(a) == [
        (0, "a", None, "w_weighted_rule divided= / 100"),
        (1, "w_score", None, "w_not_scored"),
        (2, "w_value", None, "w_not_reported"),
        (1, "w_weight", None, "w_given_up"),
        (2, "w_weight_set", "50", "w_as_set"),
    ]
    assert lines(b)[2] == (2, "w_value", "na", "w_not_applicable")
    assert lines(c)[3:] == [(1, "w_weight", "100", "w_shared"), (2, "w_weight_set", "20", "w_as_set")]


def test_a_missing_value_that_counts_as_0_says_so():
    found = score_of((criterion("a", 50), criterion("b", 50)), (None, Fraction(2)), missing=Missing.ZERO)
    assert found[0] == (0, "w_score", "0.0000", "w_missing_zero")


def test_nothing_that_counts_has_a_tree_without_a_value():
    tree = trees((criterion("a"),), (None,), scorecard=card(pass_mark=PassMark(Fraction(3), SAID)))
    assert (tree.value, tree.rule, len(tree.parts)) == (None, "-", 1)


def test_a_weight_that_nobody_set_is_an_equal_part():
    tree = trees((criterion("a", weighed_by=UNKNOWN),), (Fraction(4),))
    assert lines(tree)[-1] == (2, "w_weight", "100", "w_equal_part")


def test_a_target_shows_its_comparison():
    higher = criterion("t", None, Basis.TARGET, target=Target(Fraction(98), SAID))
    lower = criterion("u", None, Basis.TARGET, Better.LOWER, target=Target(Fraction(2), SAID))
    tree = trees((higher, lower), (Fraction("95.59"), None), scorecard=card(None))
    assert lines(tree) == [
        (0, "w_total", None, "-"),
        (1, "t", "w_met_no", "w_against_target"),
        (2, "w_value", "95.59", "w_reported"),
        (2, "w_met", "w_met_no", "95.59 >= 98"),
        (1, "u", None, "w_against_target"),
        (2, "w_value", None, "w_not_reported"),
        (2, "w_met", None, "- <= 2"),
    ]


def test_a_scored_criterion_with_a_target_has_both():
    both = criterion("a", target=Target(Fraction(4), SAID))
    assert lines(trees((both,), (Fraction(4),)))[-1] == (2, "w_met", "w_met_yes", "4 >= 4")


def test_a_criterion_of_a_scored_sheet_without_a_weight_shows_none():
    # Only a criterion that is laid by hand can lack one; its row is scored and weighs nothing.
    tree = trees((criterion("a", None),), (Fraction(4),))
    assert lines(tree) == [
        (0, "w_total", None, "-"),
        (1, "a", None, "w_weighted_rule divided= / 100"),
        (2, "w_score", "4.0000", "w_value_is_score"),
        (3, "w_value", "4", "w_reported"),
    ]


def test_a_provinces_score_shows_how_many_pass():
    rules = Province(CutPoints(tuple(map(Fraction, (7, 8, 9, 10, 11))), SAID), 9, SAID)
    workings = ScoreWorkings(card(), Method(Band.LINEAR, Sd.POPULATION, Missing.ZERO, WithoutCuts.REFUSE, {}), say)
    assert lines(workings.of_province(ProvinceScore(9, Fraction(3), True), rules)) == [
        (0, "w_province", "3.0000", "w_linear formula=3 + (9 - 9) / (10 - 9)"),
        (1, "w_passing", "9", "w_passing_rule"),
        (1, "w_cuts", "7 8 9 10 11", "w_earn"),
        (1, "w_met", "w_met_yes", "9 >= 9"),
    ]


def test_values_and_weights_are_written_as_they_came():
    assert [value_written(value) for value in (Fraction("17.210"), Fraction(0), None, NOT_APPLICABLE)] == [
        "17.21", "0", None, "na",
    ]  # fmt: skip
    assert [percent_written(Fraction(weight)) for weight in ("40", "12.5", "100/7", "0.12345")] == [
        "40", "12.5", "14.2857", "0.1235",
    ]  # fmt: skip


def test_an_endless_value_is_written_with_four_decimals_wherever_it_stands():
    assert value_written(Fraction(1000, 3)) == "333.3333"
    assert value_written(Fraction(1, 3)) == "0.3333"
    assert value_written(Fraction(5, 2)) == "2.5"
    score = score_of([criterion("a", basis=Basis.CUTS, cuts=RISING)], [Fraction(49, 3)])
    assert any("16.3333 - 16" in rule for _, _, _, rule in score)
