"""Sharing a pool: properties that hold whatever the points, the populations and the choices."""

import dataclasses
import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.allocation.method import (
    AllocationMethod,
    CeilingUse,
    Figure,
    MeanOf,
    RateMethod,
    RateRounding,
    Terms,
    terms_of,
)
from sitthi.core.allocation.pool import PoolShares, UnitPoints, allocated
from sitthi.core.allocation.remainder import largest_remainder
from sitthi.core.allocation.working import FIGURES, pools_working, share_working
from sitthi.core.evidence import Grade
from sitthi.core.findings import Refusal

METHOD = Book().get(AllocationMethod, "quality_fund_2552")
CONTRACTING, REFERRAL = METHOD.groups
DEFAULTS = {
    "rate": "baht_per_person", "rate_rounding": "baht", "ceiling": "cap", "mean": "simple",
    "q1_support_from": "outside",
}  # fmt: skip


def terms(group=None, given=None, **choices) -> Terms:
    return terms_of(METHOD, group, DEFAULTS | choices, given or {})


points = st.fractions(min_value=0, max_value=500, max_denominator=10_000)
populations = st.integers(min_value=0, max_value=400_000)
pools = st.lists(st.tuples(points, populations), min_size=1, max_size=30).map(
    lambda rows: [UnitPoints(f"{10_000 + n}", *row) for n, row in enumerate(rows)]
)
any_terms = st.builds(
    Terms,
    group=st.none(),
    base_rate=st.fractions(min_value=0, max_value=50, max_denominator=1000),
    q1_support_baht=st.just(Fraction(0)),
    region_mean=st.none() | st.fractions(min_value=Fraction(1, 10), max_value=500, max_denominator=100),
    ceiling_satang=st.none() | st.integers(min_value=0, max_value=10**9),
    rate=st.sampled_from(RateMethod),
    rate_rounding=st.sampled_from(RateRounding),
    ceiling=st.sampled_from(CeilingUse),
    mean=st.sampled_from(MeanOf),
)


@given(pools, any_terms)
def test_the_amounts_add_to_the_total_and_never_pass_the_ceiling(units, settled):
    pool = allocated(units, settled)
    if isinstance(pool, Refusal):
        assert pool.code == "allocate.mean_zero"
        return
    assert sum(share.amount_satang for share in pool.shares) == pool.total_satang
    assert pool.total_satang <= pool.ceiling_satang
    assert sum(share.before for share in pool.shares) == pool.before


@given(pools, any_terms)
def test_an_amount_lies_within_a_satang_of_its_exact_share_and_none_stays_none(units, settled):
    pool = allocated(units, settled)
    if isinstance(pool, Refusal):
        return
    for unit, share in zip(units, pool.shares, strict=True):
        assert abs(share.amount_satang - 100 * share.before * pool.factor) < 1
        if unit.points == 0 or unit.uc_population == 0:
            assert share.amount_satang == 0


@given(pools, any_terms, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(units, settled, chance):
    shuffled = list(units)
    chance.shuffle(shuffled)
    one, other = allocated(units, settled), allocated(shuffled, settled)
    if isinstance(one, Refusal):
        assert one == other
        return
    by_unit = dict(zip((unit.unit for unit in units), one.shares, strict=True))
    assert by_unit == dict(zip((unit.unit for unit in shuffled), other.shares, strict=True))


@given(pools, any_terms)
def test_without_rounding_a_binding_ceiling_makes_the_two_methods_one(units, settled):
    plain = dataclasses.replace(settled, rate=RateMethod.BAHT_PER_PERSON, rate_rounding=RateRounding.NONE)
    pool = allocated(units, plain)
    if isinstance(pool, Refusal) or not pool.is_points_x_population:
        return
    other = allocated(units, dataclasses.replace(plain, rate=RateMethod.POINTS_X_POPULATION))
    assert [share.amount_satang for share in pool.shares] == [share.amount_satang for share in other.shares]


@given(pools, any_terms, st.data())
def test_by_points_x_population_more_points_never_earn_less(units, settled, data):
    settled = dataclasses.replace(settled, rate=RateMethod.POINTS_X_POPULATION)
    n = data.draw(st.integers(min_value=0, max_value=len(units) - 1))
    better = dataclasses.replace(
        units[n], points=data.draw(st.fractions(min_value=units[n].points, max_value=500))
    )
    before = allocated(units, settled).shares[n]
    after = allocated([*units[:n], better, *units[n + 1 :]], settled).shares[n]
    assert after.before >= before.before
    assert after.amount_satang >= before.amount_satang


@given(pools, any_terms)
def test_exhaust_uses_the_ceiling_whenever_anything_was_earned(units, settled):
    pool = allocated(units, dataclasses.replace(settled, ceiling=CeilingUse.EXHAUST))
    if isinstance(pool, PoolShares):
        assert pool.total_satang == (pool.ceiling_satang if pool.before else 0)


@given(pools)
def test_the_per_head_shares_use_the_whole_ceiling_of_a_pool_with_people(units):
    pool = allocated(units, terms(given={"region_mean": Fraction(350)}))
    assert sum(share.per_head_satang for share in pool.shares) == pool.ceiling_satang


@given(
    st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=40),
    st.integers(min_value=1, max_value=10**9),
)
def test_largest_remainder_rounds_each_share_up_or_down(parts, divisor):
    total = (2 * sum(parts) + divisor) // (2 * divisor)
    whole = largest_remainder(parts, divisor, total, [f"{n:03}" for n in range(len(parts))])
    assert sum(whole) == total
    for part, number in zip(parts, whole, strict=True):
        assert part // divisor <= number <= -(-part // divisor)


def test_a_tie_of_remainders_goes_to_the_smaller_id_wherever_it_stands():
    for names in itertools.permutations(["10669", "10670", "10671"]):
        whole = largest_remainder([1, 1, 1], 3, 1, names)
        assert dict(zip(names, whole, strict=True)) == {"10669": 1, "10670": 0, "10671": 0}


def test_a_sum_that_only_rounds_up_to_the_ceiling_was_not_scaled_to_it():
    given = {"region_mean": Fraction(3), "base_rate": Fraction(1), "ceiling": Fraction(4)}
    pool = allocated([UnitPoints("A", Fraction("11.999"), 1)], terms(given=given, rate_rounding="none"))
    assert (pool.total_satang, pool.ceiling_satang) == (400, 400)
    assert pool.factor == 1
    assert not pool.is_points_x_population


def test_a_ceiling_finer_than_a_satang_is_rounded_down():
    pool = allocated([UnitPoints("A", Fraction(350), 1)], terms(given={"base_rate": Fraction("10.009")}))
    assert pool.ceiling_satang == 1000


@pytest.mark.parametrize(
    ("kind", "rows", "mean"),
    [
        ("simple", [(300, 1), (400, 3)], 350),
        ("population", [(300, 1), (400, 3)], 375),
        ("population", [(300, 0), (400, 5)], 400),
    ],
)
def test_the_mean_is_over_the_units_or_over_their_people(kind, rows, mean):
    units = [UnitPoints(str(n), Fraction(p), q) for n, (p, q) in enumerate(rows)]
    assert allocated(units, terms(mean=kind)).region_mean == mean


@pytest.mark.parametrize(
    ("units", "choices"),
    [
        ([UnitPoints("A", Fraction(0), 100)], {}),
        ([UnitPoints("A", Fraction(300), 0)], {"mean": "population"}),
        ([], {}),
    ],
)
def test_a_mean_of_zero_or_of_nothing_is_refused(units, choices):
    assert allocated(units, terms(**choices)) == Refusal("allocate.mean_zero")


def test_a_set_mean_carries_a_pool_without_points_and_nobody_gets_anything():
    pool = allocated([UnitPoints("A", Fraction(0), 100)], terms(given={"region_mean": Fraction(350)}))
    assert pool.total_satang == 0
    assert pool.factor == 1


def test_points_x_population_without_points_shares_nothing():
    pool = allocated([UnitPoints("A", Fraction(0), 100)], terms(rate="points_x_population"))
    assert pool.total_satang == 0
    assert allocated([], terms(rate="points_x_population")).total_satang == 0


# Quarter-1 support: whether it lies inside the 20 baht, and in which half, no source says.


def test_outside_leaves_both_halves_whole():
    assert terms(CONTRACTING).base_rate == terms(REFERRAL).base_rate == 10


@pytest.mark.parametrize(("half", "rates"), [("primary", (9, 10)), ("referral", (10, 9))])
def test_support_comes_off_the_base_rate_of_the_named_half(half, rates):
    both = [terms(group, q1_support_from=half) for group in METHOD.groups]
    assert tuple(one.base_rate for one in both) == rates
    assert Grade.GAP in [one.grade(METHOD) for one in both]


def test_support_of_another_size_can_be_set_for_one_group():
    given = {"q1_support_baht.contracting": Fraction("0.5"), "base_rate.contracting": Fraction(11)}
    assert terms(CONTRACTING, given, q1_support_from="primary").base_rate == Fraction("10.5")


def test_support_needs_to_know_the_half_and_cannot_exceed_it():
    assert terms(None, q1_support_from="primary").code == "allocate.q1_needs_group"
    too_much = {"q1_support_baht": Fraction(11)}
    assert terms(CONTRACTING, too_much, q1_support_from="primary") == Refusal("allocate.q1_too_large")


def test_a_figure_set_for_a_group_wins_over_one_set_for_all():
    given = {"ceiling": Fraction(100), "ceiling.referral": Fraction(50)}
    assert terms(CONTRACTING, given).ceiling_satang == 10_000
    assert terms(REFERRAL, given).ceiling_satang == 5_000


@pytest.mark.parametrize(
    ("choices", "grade"),
    [({}, Grade.I), ({"rate": "points_x_population"}, Grade.K), ({"rate_rounding": "none"}, Grade.I)],
)
def test_a_pool_is_as_sure_as_its_weakest_rule(choices, grade):
    assert terms(**choices).grade(METHOD) is grade


# The working says the same numbers, in either language and by any method.


def walked(working):
    yield working
    for part in working.parts:
        yield from walked(part)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("group", "given", "choices"),
    [
        (None, {"region_mean": Fraction(350)}, {}),
        (CONTRACTING, {}, {"q1_support_from": "primary", "rate_rounding": "none"}),
        (None, {"ceiling": Fraction(1000)}, {"rate": "points_x_population"}),
        (None, {}, {"ceiling": "exhaust", "rate_rounding": "satang", "mean": "population"}),
    ],
)
def test_the_working_ends_in_the_amount_and_is_graded(language, group, given, choices):
    units = [UnitPoints("A", Fraction(320), 100), UnitPoints("B", Fraction(1000, 3), 50)]
    pool = allocated(units, terms(group, given, **choices))
    for unit, share in zip(units, pool.shares, strict=True):
        working = share_working(METHOD, pool, unit, share, "amount", language)
        assert working.value == f"{share.amount_satang // 100}.{share.amount_satang % 100:02}"
        assert str(unit.uc_population) in [part.value for part in walked(working)]
        assert working.grade is pool.terms.grade(METHOD)


def test_the_working_shows_the_rounding_of_the_rate():
    units = [UnitPoints("B", Fraction(320), 100_000)]
    pool = allocated(units, terms(given={"region_mean": Fraction(350)}))
    parts = list(walked(share_working(METHOD, pool, units[0], pool.shares[0], "amount", "en")))
    assert any("10 × 320 / 350 = 9.1429" in part.rule for part in parts)


@pytest.mark.parametrize("rate", ["baht_per_person", "points_x_population"])
def test_each_figure_of_a_share_can_be_asked_for(rate):
    units = [UnitPoints("A", Fraction(320), 100), UnitPoints("B", Fraction(400), 50)]
    pool = allocated(units, terms(given={"region_mean": Fraction(350)}, rate=rate))
    for unit, share in zip(units, pool.shares, strict=True):
        values = {name: share_working(METHOD, pool, unit, share, name, "en").value for name in FIGURES}
        assert Fraction(values["amount"]) == Fraction(share.amount_satang, 100)
        assert abs(Fraction(values["before"]) - share.before) <= Fraction(1, 200)
        assert abs(Fraction(values["rate"]) - share.rate) <= Fraction(1, 200)


def test_a_unit_of_two_pools_has_the_sum_of_its_amounts_and_no_sum_of_its_rates():
    unit = UnitPoints("A", Fraction(320), 100)
    pools = [allocated([unit], terms(group)) for group in (CONTRACTING, REFERRAL)]
    found = [(pool, pool.shares[0]) for pool in pools]

    def worked(figure):
        trees = [share_working(METHOD, pool, unit, share, figure, "en") for pool, share in found]
        return pools_working(METHOD, found, trees, figure, "en")

    amount = worked("amount")
    assert (amount.name, amount.value) == ("Amount", "2000.00")
    assert amount.rule.endswith("1000.00 + 1000.00")
    assert [part.name for part in amount.parts] == ["Contracting and primary units", "Referral units"]
    assert [part.parts[0].value for part in amount.parts] == ["1000.00", "1000.00"]
    assert worked("before").value == "2000.00"
    assert worked("rate").value is None


# A document that contradicts itself is not loaded.


def test_a_method_names_its_own_faults():
    assert list(METHOD.faults()) == []
    rules = {name: rule for name, rule in METHOD.rules.items() if name != "satang"}
    rules["bonus"] = METHOD.rules["satang"]
    nothing = Figure(Fraction(0), METHOD.evidence)
    wrong = dataclasses.replace(METHOD, groups=(CONTRACTING, CONTRACTING), rules=rules, full_points=nothing)
    assert len(list(wrong.faults())) == 4
