"""Numbers: strict reading, one rounding, exact writing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.numbers import baht, grouped, parsed, plain, rounded, satang, shown, shown_against

fractions = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)


@pytest.mark.parametrize(
    ("text", "value"),
    [("17.21", Fraction(1721, 100)), (" -5 ", Fraction(-5)), ("+0.50", Fraction(1, 2)), ("007", Fraction(7))],
)
def test_plain_decimals_are_read_exactly(text, value):
    assert parsed(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17.1111111111111", Fraction(171111111111111, 10**13)),
        ("16.990000000000002", Fraction(16990000000000002, 10**15)),
        ("-0." + "0" * 29 + "1", Fraction(-1, 10**30)),
        ("9" * 18, Fraction(10**18 - 1)),
    ],
)
def test_every_digit_that_a_spreadsheet_writes_is_kept(text, value):
    assert parsed(text) == value


@pytest.mark.parametrize("text", ["0." + "0" * 30 + "1", "9" * 19])
def test_longer_ones_are_refused_not_cut(text):
    assert parsed(text) is None


@given(st.integers(-(10**18) + 1, 10**18 - 1), st.integers(0, 10**30 - 1))
def test_a_decimal_of_the_longest_form_is_read_exactly(whole, decimals):
    part = Fraction(decimals, 10**30)
    assert parsed(f"{whole}.{decimals:030}") == (whole - part if whole < 0 else whole + part)


@pytest.mark.parametrize(
    "text", ["", "1,304", "1e3", "๑๗", "nan", "inf", "1/3", ".5", "5.", "1_000", "0x1", "5 %"]
)
def test_anything_else_is_not_a_number(text):
    assert parsed(text) is None


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(65075, 100000), 4, "0.6508"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(1, 3), 2, "0.33"),
        (Decimal("2.345"), 2, "2.35"),
        (7, 2, "7.00"),
        (Fraction(-1, 1000), 2, "0.00"),
    ],
)
def test_half_goes_up_away_from_zero(value, places, text):
    assert shown(value, places) == text
    assert rounded(value, places) == Decimal(text)


@given(fractions, st.integers(0, 6))
def test_rounding_moves_by_half_a_unit_at_most(value, places):
    assert abs(Fraction(rounded(value, places)) - value) * 2 * 10**places <= 1
    assert Decimal(shown(value, places)) == rounded(value, places)


@pytest.mark.parametrize(
    ("value", "mark", "text"),
    [
        (Fraction("3"), 3, "3.0000"),
        (Fraction("2.99996"), 3, "2.99996"),
        (Fraction("2.999949"), 3, "2.9999"),
        (Fraction("3.00001"), 3, "3.00001"),
        (Fraction("3.2"), 3, "3.2000"),
        (3 - Fraction(1, 10**30), 3, f"{3 * 10**30 - 1}/{10**30}"),
    ],
)
def test_a_figure_never_prints_on_the_other_side_of_its_mark(value, mark, text):
    assert shown_against(value, 4, Fraction(mark)) == text


@given(fractions, st.integers(-100, 100))
def test_what_is_printed_against_a_mark_compares_as_the_figure_does(value, mark):
    text = Fraction(shown_against(value, 4, Fraction(mark)))
    assert (text < mark, text == mark) == (value < mark, value == mark)


@pytest.mark.parametrize(
    ("value", "text"), [("40", "40"), ("25.50", "25.5"), ("35/36", "35/36"), ("-0.125", "-0.125"), ("0", "0")]
)
def test_plain_writes_every_digit_and_no_more(value, text):
    assert plain(Fraction(value)) == text


@given(fractions)
def test_plain_loses_nothing(value):
    assert Fraction(plain(value)) == value


def test_money_is_whole_satang():
    assert satang(Decimal("1458333.33")) == 145833333
    assert baht(145833333) == "1458333.33"
    assert baht(-5) == "-0.05"
    with pytest.raises(ValueError, match="finer than a satang"):
        satang(Fraction(1, 3))


@pytest.mark.parametrize(
    ("text", "dressed"),
    [("1458333.33", "1,458,333.33"), ("-41666.67", "−41,666.67"), ("150000", "150,000"), ("0.00", "0.00")],
)
def test_money_is_dressed_for_people(text, dressed):
    assert grouped(text) == dressed
