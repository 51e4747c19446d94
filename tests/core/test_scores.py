"""Scores of units: missing, not applicable and zero are three things, and weights always come to the same sum."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Better
from sitthi.core.scoring.cuts import Band, CutPoints
from sitthi.core.scoring.group_reference import GroupTable, Sd, ZBand
from sitthi.core.scoring.laying import LaidCriterion, LaidSheet
from sitthi.core.scoring.scorecard import Basis, PassMark, Province, Scale, Scorecard, Target, Weight
from sitthi.core.scoring.scores import Method, Missing, WithoutCuts, province_score, sheet_scores
from sitthi.core.scoring.values import NOT_APPLICABLE

F_SAID, I_SAID, GAP_SAID = (Evidence.read(f"{grade} paper p.1") for grade in ("F", "I", "GAP"))
NAME = Label("ก", "a")
TABLE = GroupTable(
    (
        ZBand(Fraction(1), Fraction(-2)),
        ZBand(Fraction(2), Fraction(-1)),
        ZBand(Fraction(3), Fraction(1), True),
        ZBand(Fraction(4), Fraction(2), True),
        ZBand(Fraction(5)),
    ),
    Fraction(3),
    I_SAID,
)
DAY = datetime.date(2014, 9, 30)


def card(scale=Scale.FIVE, **more) -> Scorecard:
    return Scorecard("card", NAME, "1", F_SAID, DAY, DAY, (), scale, group_table=TABLE, **more)


def criterion(name, percent=None, basis=Basis.SET_VALUE, better=Better.HIGHER, **more) -> LaidCriterion:
    weight = None if percent is None else Weight(Fraction(percent), F_SAID)
    return LaidCriterion(name, NAME, better, basis, F_SAID, weight=weight, **more)


def method(**chosen) -> Method:
    choices = {"band": I_SAID, "sd": I_SAID, "missing": I_SAID, "without_cuts": GAP_SAID}
    default = {"band": Band.LINEAR, "sd": Sd.POPULATION, "missing": Missing.REWEIGHT,
               "without_cuts": WithoutCuts.GROUP_REFERENCE}  # fmt: skip
    return Method(**(default | chosen), evidence=choices)


def scored(criteria, *rows, scorecard=None, **chosen):
    sheet = LaidSheet(tuple(criteria), None, None)
    units = {f"unit {n}": row for n, row in enumerate(rows)}
    return sheet_scores(scorecard or card(), sheet, units, method(**chosen))


THREE = (criterion("a", 50), criterion("b", 30), criterion("c", 20))


def total(values, **chosen) -> Fraction | None:
    return scored(THREE, values, **chosen)[0].total


def test_missing_not_applicable_and_zero_are_three_things():
    assert total((Fraction(4), Fraction(2), Fraction(0))) == Fraction("2.6")
    # 50 and 30 of 80 left: (4 x 62.5 + 2 x 37.5) / 100.
    assert total((Fraction(4), Fraction(2), None)) == Fraction("3.25")
    assert total((Fraction(4), Fraction(2), None), missing=Missing.ZERO) == Fraction("2.6")
    assert total((Fraction(4), Fraction(2), NOT_APPLICABLE)) == Fraction("3.25")
    assert total((Fraction(4), Fraction(2), NOT_APPLICABLE), missing=Missing.ZERO) == Fraction("3.25")
    assert total((Fraction(4), Fraction(2), NOT_APPLICABLE), missing=Missing.REFUSE) == Fraction("3.25")


def test_a_missing_value_can_be_refused():
    refusal = scored(THREE, (Fraction(4), None, None), (Fraction(1), None, Fraction(2)), missing=Missing.REFUSE)
    assert refusal == Refusal("score.missing", {"n": "3", "indicators": "b, c"})


def test_a_row_that_does_not_count_has_no_score_weight_or_part_of_the_total():
    unit = scored(THREE, (Fraction(4), Fraction(2), None))[0]
    assert [(row.score, row.weight, row.weighted) for row in unit.rows] == [
        (4, Fraction("62.5"), Fraction("2.5")), (2, Fraction("37.5"), Fraction("0.75")), (None, None, None),
    ]  # fmt: skip


def test_nothing_that_counts_gives_no_total():
    unit = scored(THREE, (None, None, NOT_APPLICABLE), scorecard=card(pass_mark=PassMark(Fraction(0), F_SAID)))[0]
    assert (unit.total, unit.passed) == (None, None)
    only_unweighed = (criterion("a", 0), criterion("b", 100))
    assert scored(only_unweighed, (Fraction(5), None))[0].total is None
    assert scored(only_unweighed, (Fraction(5), Fraction(3)))[0].total == 3


values = st.one_of(st.none(), st.just(NOT_APPLICABLE), st.fractions(0, 5, max_denominator=100))


@given(st.lists(values, min_size=3, max_size=3), st.sampled_from([Missing.REWEIGHT, Missing.ZERO]))
def test_the_weights_that_count_come_to_100_and_the_total_lies_between_the_scores(row, missing):
    unit = scored(THREE, row, missing=missing)[0]
    counted = [r for r in unit.rows if r.weight is not None]
    if not counted:
        assert unit.total is None
        return
    assert sum(r.weight for r in counted) == 100
    assert min(r.score for r in counted) <= unit.total <= max(r.score for r in counted)
    assert unit.total == sum(r.weighted for r in counted)


@given(st.fractions(0, 5, max_denominator=100), st.lists(st.booleans(), min_size=3, max_size=3))
def test_equal_scores_total_to_themselves_whichever_are_missing(score, reported):
    row = [score if is_reported else None for is_reported in reported]
    assert total(row) == (score if any(reported) else None)


@given(st.lists(st.lists(values, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_unit_scored_by_set_values_is_alone(rows):
    together = [unit.total for unit in scored(THREE, *rows)]
    assert together == [scored(THREE, row)[0].total for row in rows]


def test_the_scale_of_500_multiplies_and_the_scale_of_5_divides_by_100():
    row = (Fraction(4), Fraction(2), Fraction(0))
    assert scored(THREE, row, scorecard=card(Scale.FIVE_HUNDRED))[0].total == 260
    assert scored(THREE, row, scorecard=card(Scale.FIVE))[0].total == Fraction("2.6")


@pytest.mark.parametrize(("value", "passed"), [("2.99999", False), ("3", True)])
def test_a_unit_passes_on_its_exact_total(value, passed):
    one = (criterion("a", 100),)
    assert (
        scored(one, (Fraction(value),), scorecard=card(pass_mark=PassMark(Fraction(3), F_SAID)))[0].passed
        is passed
    )
    assert scored(one, (Fraction(value),))[0].passed is None


def test_a_group_is_scored_against_those_that_report():
    grouped = (criterion("rate", 100, Basis.GROUP, Better.LOWER),)
    units = scored(
        grouped,
        (Fraction(0),),
        (Fraction(0),),
        (Fraction(0),),
        (Fraction(0),),
        (Fraction(10),),
        (None,),
        (NOT_APPLICABLE,),
    )
    assert [unit.total for unit in units] == [3, 3, 3, 3, 2, None, None]
    assert units[0].rows[0].reference.spread.n == 5


def test_a_group_in_which_nobody_reports_has_no_scores():
    grouped = (criterion("rate", 50, Basis.GROUP), criterion("a", 50))
    units = scored(grouped, (None, Fraction(4)), (NOT_APPLICABLE, Fraction(2)))
    assert [unit.total for unit in units] == [4, 2]
    assert units[0].rows[0].reference is None


def test_cut_points_that_nobody_gave_are_a_group_or_a_refusal():
    wanting = (criterion("a", 100, Basis.CUTS),)
    unit = scored(wanting, (Fraction(10),), (Fraction(10),))[0]
    assert (unit.total, unit.grade) == (3, Grade.GAP)
    refusal = scored(wanting, (Fraction(10),), without_cuts=WithoutCuts.REFUSE)
    assert refusal == Refusal("score.without_cuts", {"indicators": "a"})


def test_cut_points_that_are_given_score_by_the_chosen_band():
    given_cuts = (
        criterion("a", 100, Basis.CUTS, cuts=CutPoints(tuple(map(Fraction, (15, 16, 17, 18, 19))), F_SAID)),
    )
    assert scored(given_cuts, (Fraction("16.5"),), without_cuts=WithoutCuts.REFUSE)[0].total == Fraction("2.5")
    assert scored(given_cuts, (Fraction("16.5"),), band=Band.STEP)[0].total == 2


def test_a_target_is_met_at_it_exactly_and_on_its_better_side():
    def met(value, better):
        target = criterion("t", None, Basis.TARGET, better, target=Target(Fraction(98), F_SAID))
        unit = scored((target,), (value,), scorecard=card(None))[0]
        assert (unit.total, unit.passed, unit.rows[0].score, unit.rows[0].weight) == (None, None, None, None)
        return unit.rows[0].met

    assert [met(Fraction(n), Better.HIGHER) for n in (97, 98, 99)] == [False, True, True]
    assert [met(Fraction(n), Better.LOWER) for n in (97, 98, 99)] == [True, True, False]
    assert met(None, Better.HIGHER) is None
    assert met(NOT_APPLICABLE, Better.LOWER) is None


def test_a_result_is_as_strong_as_its_weakest_rule():
    sure, other = criterion("a", 50), criterion("b", 50)
    assert scored((sure, other), (Fraction(1), Fraction(2)))[0].grade is Grade.F
    # What is missing brings in what was decided about missing values, on every row whose weight it touched.
    with_missing = scored((sure, other), (Fraction(1), None))[0]
    assert (with_missing.grade, with_missing.rows[0].grade) == (Grade.I, Grade.I)
    open_weight = LaidCriterion(
        "a", NAME, Better.HIGHER, Basis.SET_VALUE, F_SAID, weight=Weight(Fraction(100), GAP_SAID)
    )
    assert scored((open_weight,), (Fraction(1),))[0].rows[0].grade is Grade.GAP
    target = criterion("t", None, Basis.TARGET, target=Target(Fraction(98), F_SAID))
    assert scored((target,), (None,), scorecard=card(None))[0].grade is Grade.F


def test_a_province_counts_the_units_that_pass():
    rules = Province(CutPoints(tuple(map(Fraction, (7, 8, 9, 10, 11))), F_SAID), 9, F_SAID)
    one = (criterion("a", 100),)
    marked = card(pass_mark=PassMark(Fraction(3), F_SAID))
    units = scored(one, *[(Fraction(4),)] * 9, (Fraction(2),), (None,), scorecard=marked)
    result = province_score(units, rules, Band.LINEAR)
    assert (result.passing, result.score, result.met) == (9, 3, True)
    assert province_score(units[1:], rules, Band.LINEAR).met is False
