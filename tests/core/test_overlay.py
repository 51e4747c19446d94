"""What a region lays over a scorecard: all faults named, wrong sums refused, the rest laid as it stands."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from sitthi.core.evidence import Evidence, Label
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Better, CountedAt, Indicator, Kind
from sitthi.core.scoring.cuts import CutPoints
from sitthi.core.scoring.group_reference import GroupTable, ZBand
from sitthi.core.scoring.laying import WeightTotal, laid_sheets
from sitthi.core.scoring.overlay import (
    LocalCriterion,
    Overlay,
    OverlayCuts,
    OverlayTarget,
    OverlayWeights,
    faults_over,
)
from sitthi.core.scoring.scorecard import (
    Basis,
    Criterion,
    LocalLimit,
    Scale,
    Scorecard,
    Sheet,
    Target,
    Weight,
)

SAID, REGION, OPEN = (Evidence.read(text) for text in ("F paper p.1", "F order 12/2551", "GAP paper p.2"))
NAME = Label("ก", "a")
DAY = datetime.date(2009, 3, 31)
TABLE = GroupTable((ZBand(Fraction(1)),), Fraction(3), SAID)
RISING, FALLING = tuple(map(Fraction, (1, 2, 3, 4, 5))), tuple(map(Fraction, (5, 4, 3, 2, 1)))

SHEET = Sheet((Criterion("a", Basis.SET_VALUE, SAID), Criterion("b", Basis.CUTS, SAID)), group="one")
OTHER = Sheet((Criterion("b", Basis.CUTS, SAID), Criterion("c", Basis.GROUP, SAID)), group="two")
CARD = Scorecard(
    "card", NAME, "1", SAID, DAY, DAY, (SHEET, OTHER), Scale.FIVE_HUNDRED,
    groups={"one": NAME, "two": NAME}, group_table=TABLE, unset_weights=OPEN, local_limit=LocalLimit(3, SAID),
)  # fmt: skip
TARGETS = Scorecard(
    "targets", NAME, "1", SAID, DAY, DAY,
    (Sheet((Criterion("t", Basis.TARGET, SAID, target=Target(Fraction(98), SAID)),)),),
)  # fmt: skip


def indicator(name, better=Better.HIGHER) -> Indicator:
    return Indicator(
        f"card/{name}",
        NAME,
        NAME,
        Kind.ENTERED,
        better,
        NAME,
        NAME,
        NAME,
        CountedAt.UNIT,
        DAY,
        DAY,
        SAID,
        Fraction(0),
        Fraction(100),
    )


INDICATORS = {name: indicator(name) for name in "abt"} | {"c": indicator("c", Better.LOWER)}


def overlay(**laid) -> Overlay:
    return Overlay(laid.pop("scorecard", "card"), NAME, laid.pop("since", DAY), REGION, **laid)


def weights(sheet="one", **percents) -> OverlayWeights:
    return OverlayWeights({name: Fraction(percent) for name, percent in percents.items()}, sheet)


def local(name="own", sheet="one", **more) -> LocalCriterion:
    return LocalCriterion(name, NAME, Better.HIGHER, more.pop("basis", Basis.GROUP), sheet, **more)


def faults(*overlays, card=CARD) -> list[tuple[int, str, str]]:
    return [tuple(fault) for fault in faults_over(card, INDICATORS, overlays)]


def laid(*overlays, card=CARD, weight_total=WeightTotal.EQUAL_100):
    assert faults(*overlays, card=card) == []
    return laid_sheets(card, INDICATORS, overlays, weight_total)


def percents(sheet) -> list[Fraction]:
    return [criterion.weight.percent for criterion in sheet.criteria]


def test_nothing_laid_gives_equal_weights_that_nobody_set():
    one, two = laid()
    assert percents(one) == percents(two) == [50, 50]
    assert {criterion.weight.evidence for criterion in one.criteria} == {OPEN}
    assert [criterion.better for criterion in two.criteria] == [Better.HIGHER, Better.LOWER]
    assert (one.criteria[0].low, one.criteria[0].high, one.criteria[1].lacks_cuts) == (0, 100, True)


def test_weights_are_the_regions_and_carry_its_evidence():
    one, two = laid(overlay(weights=(weights(a=60, b=40),)))
    assert percents(one) == [60, 40]
    assert one.criteria[0].weight == Weight(Fraction(60), REGION)
    assert percents(two) == [50, 50]


@pytest.mark.parametrize(
    ("a", "refusal"),
    [
        (59, Refusal("score.weights_short", {"sheet": "one", "total": "99", "by": "1"})),
        ("60.5", Refusal("score.weights_over", {"sheet": "one", "total": "100.5", "by": "0.5"})),
    ],
)
def test_weights_that_do_not_sum_are_refused_by_how_much(a, refusal):
    assert laid(overlay(weights=(weights(a=a, b=40),))) == refusal


def test_weights_below_100_can_be_chosen_and_above_cannot():
    short, over = overlay(weights=(weights(a=50, b=40),)), overlay(weights=(weights(a=70, b=40),))
    assert percents(laid(short, weight_total=WeightTotal.AT_MOST_100)[0]) == [50, 40]
    assert laid(over, weight_total=WeightTotal.AT_MOST_100).code == "score.weights_over"


def test_a_local_criterion_joins_the_equal_weights_or_brings_its_own():
    (one, _) = laid(overlay(local_criteria=(local(low=Fraction(0)),)))
    assert percents(one) == [Fraction(100, 3)] * 3
    assert one.criteria[2].is_grouped
    assert (one.criteria[2].evidence, one.criteria[2].low, one.criteria[2].high) == (REGION, 0, None)
    (one, _) = laid(
        overlay(
            weights=(weights(a=60, b=30),),
            local_criteria=(local(weight=Fraction(10), basis=Basis.CUTS, cuts=RISING),),
        )
    )
    assert percents(one) == [60, 30, 10]
    assert one.criteria[2].cuts == CutPoints(RISING, REGION)
    (one, _) = laid(
        overlay(weights=(weights(a=60, b=30, own=10),), local_criteria=(local(basis=Basis.SET_VALUE),))
    )
    assert percents(one) == [60, 30, 10]
    assert (one.criteria[2].low, one.criteria[2].high) == (0, 5)


def test_three_local_criteria_are_the_most():
    three = tuple(local(f"own{n}") for n in range(3))
    assert len(laid(overlay(local_criteria=three))[0].criteria) == 5
    refusal = laid(overlay(local_criteria=three), overlay(local_criteria=(local("fourth"),)))
    assert refusal == Refusal("score.local_too_many", {"sheet": "one", "n": "4", "most": "3"})
    assert laid(overlay(local_criteria=(local(),)), card=replace(CARD, local_limit=None)).detail["most"] == "0"


def test_cut_points_and_targets_are_laid_on_every_sheet_or_the_named_one():
    one, two = laid(overlay(cuts=(OverlayCuts("b", RISING),), targets=(OverlayTarget("b", Fraction(9), "two"),)))
    assert one.criteria[1].cuts == two.criteria[0].cuts == CutPoints(RISING, REGION)
    assert (one.criteria[1].target, two.criteria[0].target) == (None, Target(Fraction(9), REGION))
    _, two = laid(overlay(cuts=(OverlayCuts("c", FALLING, "two"),)))
    assert (two.criteria[1].basis, two.criteria[1].is_grouped) == (Basis.CUTS, False)


def test_a_scorecard_of_targets_takes_targets_only():
    foreign = replace(overlay(targets=(OverlayTarget("t", Fraction(95)),)), scorecard="targets")
    (sheet,) = laid(foreign, card=TARGETS)
    assert (sheet.criteria[0].target, sheet.criteria[0].weight) == (Target(Fraction(95), REGION), None)
    weighed = replace(overlay(weights=(weights(None, t=100),)), scorecard="targets")
    assert faults(weighed, card=TARGETS) == [(0, "weights[0].percents.t", "unknown indicator, known: -")]


def test_every_fault_of_every_overlay_is_named():
    first = overlay(
        weights=(weights(a=60, z=40), weights("three", a=1), OverlayWeights({})),
        local_criteria=(local("b", weight=Fraction(1)),),
        cuts=(
            OverlayCuts("a", RISING),
            OverlayCuts("c", RISING),
            OverlayCuts("b", RISING[:4]),
            OverlayCuts("b", ()),
        ),
        targets=(OverlayTarget("y", Fraction(1)),),
    )
    second = overlay(weights=(weights(a=-1, b=101),))
    assert faults(first, second) == [
        (0, "weights[1]", "unknown sheet, known: one, two"),
        (0, "weights[2]", "sheet is missing: one, two"),
        (0, "local_criteria[0]", "'b' is an indicator of the scorecard"),
        (0, "cuts[0]", "unknown indicator 'a', known: b, c"),
        (0, "cuts[3]", "is laid twice on one"),
        (0, "cuts[3]", "is laid twice on two"),
        (0, "targets[0]", "unknown indicator 'y', known: a, b, c"),
        (1, "weights[0]", "is laid twice on one"),
        (0, "cuts[1].at", "cut points run the wrong way, lower is better"),
        (0, "cuts[2].at", "5 cut points are needed, 4 are given"),
        (0, "cuts[3].at", "5 cut points are needed, 0 are given"),
        (0, "weights[0].percents.z", "unknown indicator, known: a, b"),
        (1, "weights[0].percents.a", "is below 0"),
        (1, "weights[0].percents.b", "has a weight already"),
    ]


def test_a_criterion_left_without_weight_is_named():
    assert faults(overlay(weights=(weights(a=100),))) == [
        (0, "weights of one", "no weight (write 0 for none): b"),
    ]
    assert faults(overlay(local_criteria=(local(weight=Fraction(10)),))) == [
        (0, "weights of one", "no weight (write 0 for none): a, b"),
    ]


def test_another_scorecards_overlay_is_named_and_nothing_else_of_it():
    foreign = overlay(weights=(weights(z=1),), scorecard="else")
    assert faults(foreign) == [(0, "scorecard", "is not card")]
    assert faults(foreign, overlay(cuts=(OverlayCuts("z", RISING),))) == [
        (0, "scorecard", "is not card"),
        (1, "cuts[0]", "unknown indicator 'z', known: b, c"),
    ]


def test_an_overlay_holds_from_its_first_to_its_last_day():
    held = overlay(since=datetime.date(2008, 4, 1), until=DAY)
    days = [datetime.date(2008, 3, 31), datetime.date(2008, 4, 1), DAY, datetime.date(2009, 4, 1)]
    assert [held.is_in_force(day) for day in days] == [False, True, True, False]
    assert overlay(since=DAY).is_in_force(datetime.date(2100, 1, 1))


def test_an_overlay_is_approved_by_somebody_on_a_day():
    named = overlay(weights=(weights(a=1),), approved_by="committee", approved_on=DAY)
    assert named.is_approved
    assert list(named.faults()) == []
    assert not overlay().is_approved


def test_an_overlay_that_contradicts_itself_is_named():
    wrong = overlay(since=DAY, until=datetime.date(2008, 1, 1), approved_by="committee")
    assert list(wrong.faults()) == [
        "until is before since",
        "approved_by and approved_on go together",
        "lays nothing over the scorecard",
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (local("Own"), "id is in small letters, digits and underscores"),
        (local(basis=Basis.TARGET), "basis is cuts, group or set_value"),
        (local(basis=Basis.CUTS), "basis cuts needs cuts, no other takes them"),
        (local(cuts=RISING), "basis cuts needs cuts, no other takes them"),
        (local(basis=Basis.CUTS, cuts=FALLING), "cut points run the wrong way, higher is better"),
        (local(weight=Fraction(-1)), "weight is below 0"),
        (local(low=Fraction(5), high=Fraction(5)), "low is not below high"),
    ],
)
def test_a_local_criterion_that_cannot_be_is_named(entry, fault):
    assert list(entry.faults()) == [fault]
    assert list(local().faults()) == []


WEIGHED = Criterion("a", Basis.CUTS, SAID, weight=Weight(Fraction(100), SAID), cuts=CutPoints(RISING, SAID))


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        (replace(CARD, ends_on=datetime.date(2008, 1, 1)), "ends before it starts"),
        (
            replace(CARD, groups={"one": NAME}),
            "there is one sheet for each round, or for each group, or one in all",
        ),
        (
            replace(CARD, rounds={"one": NAME}),
            "there is one sheet for each round, or for each group, or one in all",
        ),
        (replace(CARD, group_table=None), "one: a criterion scored against the group needs group_table"),
        (replace(CARD, unset_weights=None), "one: weights that are left open need unset_weights"),
        (replace(TARGETS, scale=Scale.FIVE), "-: targets alone have no scale, scores need one"),
        (replace(TARGETS, sheets=(Sheet((WEIGHED,)),)), "-: targets alone have no scale, scores need one"),
        (
            replace(TARGETS, scale=Scale.FIVE, sheets=(Sheet((WEIGHED, WEIGHED)),)),
            "-: an indicator stands twice",
        ),
        (
            replace(TARGETS, scale=Scale.FIVE, sheets=(Sheet((WEIGHED, replace(WEIGHED, indicator="b"))),)),
            "-: weights are set for all criteria and sum to 100, or for none",
        ),
    ],
)
def test_a_scorecard_that_cannot_be_is_named(card, fault):
    assert fault in list(card.faults())
    assert list(CARD.faults()) == list(TARGETS.faults()) == []


def test_a_criterion_that_cannot_be_is_named():
    assert list(replace(WEIGHED, basis=Basis.GROUP).faults()) == ["a: cut points need basis cuts"]
    no_target = Criterion("t", Basis.TARGET, SAID)
    assert list(no_target.faults()) == ["t: basis target needs a target and no weight"]
    assert list(WEIGHED.faults()) == []
