"""Slide 12 of the 2552 guide: three hospitals of region A, and what each choice changes.

[quality-fund-2552 s.12] The slide gives points, mean, rate, population and the amount before the ceiling; the
population of the third hospital is lost and follows from 1,200,000 / 12. The region's mean of 350 is over more
hospitals than the three shown.
"""

from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.allocation.method import AllocationMethod, terms_of
from sitthi.core.allocation.pool import UnitPoints, allocated
from sitthi.core.numbers import baht, plain, shown

METHOD = Book().get(AllocationMethod, "quality_fund_2552")
SLIDE = """
    A  350  150000
    B  320  100000
    C  410  100000
"""
DEFAULTS = {
    "rate": "baht_per_person", "rate_rounding": "baht", "ceiling": "cap", "mean": "simple",
    "q1_support_from": "outside",
}  # fmt: skip


def shared_out(table, given, **choices):
    rows = (row.split() for row in table.strip().splitlines())
    units = [UnitPoints(unit, Fraction(points), int(people)) for unit, points, people in rows]
    settings = {name: Fraction(value) for name, value in given.items()}
    return allocated(units, terms_of(METHOD, None, DEFAULTS | choices, settings))


def test_the_slide():
    pool = shared_out(SLIDE, {"region_mean": 350})
    assert [plain(share.rate) for share in pool.shares] == ["10", "9", "12"]
    assert [shown(share.before, 2) for share in pool.shares] == ["1500000.00", "900000.00", "1200000.00"]
    assert (shown(pool.before, 2), baht(pool.ceiling_satang)) == ("3600000.00", "3500000.00")
    assert plain(pool.factor) == "35/36"
    assert [baht(share.amount_satang) for share in pool.shares] == ["1458333.33", "875000.00", "1166666.67"]
    assert baht(pool.total_satang) == "3500000.00"


@pytest.mark.parametrize(
    ("mean", "rates"),
    [
        ("336.84", "10 10 12"),
        ("336.85", "10 9 12"),
        ("350", "10 9 12"),
        ("356.52", "10 9 12"),
        ("356.53", "10 9 11"),
        # The three hospitals' own mean would not give the slide's rates.
        ("360", "10 9 11"),
    ],
)
def test_only_a_mean_near_350_gives_the_rates_of_the_slide(mean, rates):
    pool = shared_out(SLIDE, {"region_mean": mean})
    assert [plain(share.rate) for share in pool.shares] == rates.split()


@pytest.mark.parametrize(
    ("choices", "amounts"),
    [
        ({}, "1458333.33 875000.00 1166666.67"),
        ({"rate_rounding": "satang"}, "1464435.15 892329.15 1143235.70"),
        ({"rate_rounding": "none"}, "1464143.43 892430.28 1143426.29"),
        ({"rate": "points_x_population"}, "1464143.43 892430.28 1143426.29"),
    ],
)
def test_what_each_choice_gives_the_three_hospitals(choices, amounts):
    """Whole baht cost hospital B 17,430.28 baht and give C 23,240.38; unrounded equals points x population."""
    pool = shared_out(SLIDE, {"region_mean": 350}, **choices)
    assert " ".join(baht(share.amount_satang) for share in pool.shares) == amounts
    assert pool.total_satang == 350_000_000
    assert pool.is_points_x_population is (choices == {"rate_rounding": "none"})


@pytest.mark.parametrize(
    ("use", "factor", "amounts", "total"),
    [
        ("cap", "1", "1350000.00 800000.00 1000000.00", "3150000.00"),
        ("exhaust", "10/9", "1500000.00 888888.89 1111111.11", "3500000.00"),
    ],
)
def test_below_the_ceiling_a_cap_leaves_money_and_exhaust_does_not(use, factor, amounts, total):
    """Against a mean of 400 the rates are 9, 8 and 10 and come to 350,000 baht less than the ceiling."""
    pool = shared_out(SLIDE, {"region_mean": 400}, ceiling=use)
    assert [plain(share.rate) for share in pool.shares] == ["9", "8", "10"]
    assert plain(pool.factor) == factor
    assert " ".join(baht(share.amount_satang) for share in pool.shares) == amounts
    assert baht(pool.total_satang) == total


def test_against_the_per_head_share_the_slide_moves_money_from_b_to_c():
    pool = shared_out(SLIDE, {"region_mean": 350})
    moved = [baht(share.amount_satang - share.per_head_satang) for share in pool.shares]
    assert moved == ["-41666.67", "-125000.00", "166666.67"]


def test_three_equal_hospitals_share_one_satang_too_few_by_their_codes():
    """100.00 baht in three: 33.34 to the smallest code, 33.33 to the others, 100.00 in all."""
    pool = shared_out("10670 300 10\n10669 300 10\n10671 300 10", {"ceiling": 100})
    assert [baht(share.amount_satang) for share in pool.shares] == ["33.33", "33.34", "33.33"]
