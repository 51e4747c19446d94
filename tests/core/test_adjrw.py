"""AdjRW: its rule and value for short, usual and long stays, and what holds for any DRG."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.coding.adjrw import AdjrwRule, adjrw, adjrw_working
from sitthi.core.coding.drg import Drg, DrgType
from sitthi.core.coding.formula import AdjrwFormula, OutlierRate
from sitthi.core.evidence import Grade

FORMULA = Book().all(AdjrwFormula)["adjrw_6"]
UNKNOWN = Book().all(AdjrwFormula)["adjrw_5"]

DRGS = st.builds(
    lambda third, rw, rw0d, wtlos, of: Drg(
        f"99{third}99", min(rw, rw0d), rw, wtlos, (6 * wtlos + 100) // 200, of
    ),
    st.integers(0, 9), st.integers(1, 900_000), st.integers(0, 400_000), st.integers(34, 9000),
    st.integers(1, 100),
)  # fmt: skip


@given(DRGS, st.integers(1, 400), st.booleans())
def test_from_a_day_on_a_longer_stay_never_weighs_less(drg, los, one):
    assert adjrw(drg, los, FORMULA, factor_one=one)[1] <= adjrw(drg, los + 1, FORMULA, factor_one=one)[1]


@given(DRGS, st.integers(0, 2000), st.booleans())
def test_the_weight_lies_between_rw0d_and_the_cap(drg, los, one):
    rule, value = adjrw(drg, los, FORMULA, factor_one=one)
    cap = adjrw(drg, 10 * drg.ot + 10, FORMULA, factor_one=one)[1]
    assert drg.rw0d <= value <= cap
    assert (rule is AdjrwRule.OVER_3OT) == (los > 3 * drg.ot)


@given(DRGS, st.integers(0, 400), st.booleans())
def test_it_is_what_plain_decimals_give(drg, los, one):
    """The formula as the manual prints it, without a shortcut."""
    rw0d, rw, wtlos = Decimal(drg.rw0d) / 10_000, Decimal(drg.rw) / 10_000, Decimal(drg.wtlos) / 100
    of = Decimal(1) if one else Decimal(drg.of) / 100
    medical, ot = drg.type is DrgType.MEDICAL, drg.ot
    if medical:
        b12, b23 = ("0.0770", "0.0480") if rw < Decimal("0.7") else ("0.1212", "0.0743")
    else:
        b12, b23 = ("0.0904", "0.0584") if rw < 2 else ("0.1580", "0.1268")
    first = of * Decimal(b12) * max(0, min(los - ot, ot))
    second = of * Decimal(b23) * max(0, min(los - 2 * ot, ot))
    expected = rw + first + second
    if rw0d and los < 1:
        expected = rw0d
    elif rw0d and wtlos > 3 and los < wtlos / 3:
        thirds = int(-(-(wtlos * 100) // 300)) if drg.wtlos % 300 == 0 else drg.wtlos // 300 + 1
        exact = Fraction(drg.rw0d) + Fraction(los * (drg.rw - drg.rw0d), thirds)
        expected = Decimal((2 * exact.numerator + exact.denominator) // (2 * exact.denominator)) / 10_000
    assert adjrw(drg, los, FORMULA, factor_one=one)[1] == int(
        expected.quantize(Decimal("0.0001"), ROUND_HALF_UP) * 10_000
    )


def test_without_rw0d_there_is_no_rule_for_short_stays():
    drg = Drg("99199", 0, 120_000, 2000, 60, 100)
    assert adjrw(drg, 0, FORMULA) == (AdjrwRule.STANDARD, 120_000)
    assert adjrw(drg, 1, FORMULA) == (AdjrwRule.STANDARD, 120_000)


def test_a_third_of_wtlos_itself_is_no_short_stay():
    drg = Drg("99599", 5000, 8000, 600, 18, 100)
    assert adjrw(drg, 1, FORMULA)[0] is AdjrwRule.LOW
    assert adjrw(drg, 2, FORMULA)[0] is AdjrwRule.STANDARD
    assert adjrw(replace(drg, wtlos=300, ot=9), 1, FORMULA)[0] is AdjrwRule.STANDARD


def test_the_trim_points_belong_to_the_rule_below_them():
    drg = Drg("99599", 5000, 8000, 400, 12, 100)
    rules = [adjrw(drg, los, FORMULA)[0] for los in (12, 13, 24, 25, 36, 37)]
    assert rules == [
        AdjrwRule.STANDARD, AdjrwRule.OVER_OT, AdjrwRule.OVER_OT,
        AdjrwRule.OVER_2OT, AdjrwRule.OVER_2OT, AdjrwRule.OVER_3OT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("los", "value", "rule", "parts"),
    [
        (0, "3.3675", "LOS < 1: RW0d = 3.3675", ["LOS", "RW0d"]),
        (1, "3.9032", "LOS < WtLOS/3: RW0d + LOS × (RW - RW0d) / ceil(WtLOS/3) = "
         "3.3675 + 1 × (7.6533 - 3.3675) / 8",
         ["LOS", "RW0d", "RW", "WtLOS"]),
        (40, "7.6533", "LOS <= OT: RW = 7.6533", ["LOS", "RW", "OT"]),
        (80, "9.3392", "OT < LOS <= 2 OT: RW + OF × b12 × (LOS - OT) = 7.6533 + 0.97 × 0.1580 × (80 - 69)",
         ["LOS", "RW", "OT", "OF"]),
        (200, "25.8540", "2 OT < LOS <= 3 OT: RW + OF × b12 × OT + OF × b23 × (LOS - 2 OT) = "
         "7.6533 + 0.97 × 0.1580 × 69 + 0.97 × 0.1268 × (200 - 138)", ["LOS", "RW", "OT", "OF"]),
        (300, "26.7150", "LOS > 3 OT: RW + OF × OT × (b12 + b23) = 7.6533 + 0.97 × 69 × (0.1580 + 0.1268)",
         ["LOS", "RW", "OT", "OF"]),
    ],
)  # fmt: skip
def test_the_working_shows_the_numbers_in_the_formula(los, value, rule, parts):
    working = adjrw_working(Drg("99099", 33_675, 76_533, 2305, 69, 97), los, FORMULA)
    assert (working.rule, [part.name for part in working.parts]) == (rule, parts)
    assert working.value == value
    assert working.grade is Grade.F2


def test_the_working_shows_an_outlier_factor_of_one():
    working = adjrw_working(Drg("99099", 20_872, 24_848, 628, 19, 67), 65, FORMULA, factor_one=True)
    assert working.value == "7.8960"
    assert "+ 1 × 19 ×" in working.rule


def test_an_unknown_formula_has_no_rate():
    assert not UNKNOWN.is_known
    with pytest.raises(LookupError):
        UNKNOWN.rate(Drg("99099", 1, 1, 100, 3, 100))


def test_rates_have_to_cover_every_rw_once():
    assert list(FORMULA.faults()) == []
    assert list(UNKNOWN.faults()) == []
    without = replace(FORMULA, outlier_rates=FORMULA.outlier_rates[:3])
    assert list(without.faults()) == ["procedure: no rate from 2 up"]
    gap = replace(FORMULA.outlier_rates[1], rw_from=Fraction(1))
    gapped = replace(FORMULA, outlier_rates=(FORMULA.outlier_rates[0], gap, *FORMULA.outlier_rates[2:]))
    assert list(gapped.faults()) == ["medical: a rate begins at 1, not where the one before it ends"]
    assert len(list(replace(FORMULA, short_stay=None).faults())) == 1


def test_a_rate_finer_than_the_table_is_a_fault():
    assert list(OutlierRate(DrgType.MEDICAL, Fraction(1, 7), Fraction(1)).faults()) == [
        "b12 has more than four decimals"
    ]
