"""Numbers without surprises: exact fractions inside, one named rounding at the edge, money in satang.

A score, a share or a rate is a `Fraction` until it is shown, so that no rounding happens on the way.
Money at rest is a whole number of satang.
"""

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

__all__ = [
    "PLACES",
    "baht",
    "grouped",
    "parsed",
    "plain",
    "rounded",
    "satang",
    "shown",
    "shown_against",
]

PLACES = {"score": 4, "ratio": 4, "percent": 2, "days": 2, "money": 2}
"""Decimal places at which each kind of figure is shown [CONTRACT, General]."""

_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,30})?")
_MOST_PLACES = 24


@lru_cache(maxsize=1 << 16)
def parsed(text: str) -> Fraction | None:
    """Reads a plain decimal such as `-17.21`; anything else is `None`.

    Thousands separators, exponents, Thai digits, `nan` and fractions are refused: a spreadsheet that
    writes them means something a person has to look at. Up to 18 digits may stand before the point and
    30 after it, room for a float written to its last digit such as `16.990000000000002`.
    """
    text = text.strip()
    if _DECIMAL.fullmatch(text) is None:
        return None
    whole, _, decimals = text.partition(".")
    if not decimals:
        return Fraction(int(whole))
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def _scaled(value: Fraction | Decimal | int, places: int) -> int:
    """Rounds half up, away from zero at a tie, to a whole number of 10^-places."""
    exact = value if isinstance(value, Fraction) else Fraction(value)
    numerator, denominator = exact.numerator, exact.denominator
    units: int = (2 * abs(numerator) * 10**places + denominator) // (2 * denominator)
    return -units if numerator < 0 else units


def rounded(value: Fraction | Decimal | int, places: int = 0) -> Decimal:
    """Rounds half up (a tie goes away from zero), the one rounding of every figure Sitthi shows or pays."""
    return Decimal(_scaled(value, places)).scaleb(-places)


def shown(value: Fraction | Decimal | int, places: int) -> str:
    """Writes a figure with a fixed number of decimals, rounded half up: `3.7932`, `25.00`."""
    units = _scaled(value, places)
    sign = "-" if units < 0 else ""
    digits = str(abs(units)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def shown_against(value: Fraction, places: int, mark: Fraction) -> str:
    """Writes a figure that is judged against a mark, with more digits where rounding would cross it.

    2.99996 judged against 3 is written `2.99996`, not `3.0000`: the reader sees the side it fell on.
    """
    if value == mark:
        return shown(value, places)
    for n in range(places, _MOST_PLACES):
        near = rounded(value, n)
        if near != mark and (near < mark) == (value < mark):
            return shown(value, n)
    return f"{value.numerator}/{value.denominator}"


def plain(value: Fraction) -> str:
    """Writes every digit a figure has and no more: `40`, `25.5`; an endless one stays a fraction, `35/36`."""
    places = _decimals(value.denominator)
    return f"{value.numerator}/{value.denominator}" if places is None else shown(value, places)


@lru_cache(maxsize=1 << 12)
def _decimals(denominator: int) -> int | None:
    """Counts the decimals that a fraction needs, `None` where they never end."""
    twos, rest = 0, denominator
    while rest % 2 == 0:
        twos, rest = twos + 1, rest // 2
    fives = 0
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    return max(twos, fives) if rest == 1 else None


def grouped(text: str) -> str:
    """Dresses a written figure for people: thousands separators and a true minus, `−1,458,333.33`."""
    whole, point, decimals = text.lstrip("-").partition(".")
    return ("−" if text.startswith("-") else "") + f"{int(whole):,}" + point + decimals


def satang(amount: Fraction | Decimal | int) -> int:
    """Turns baht into whole satang; an amount finer than a satang is a `ValueError`."""
    exact = Fraction(amount) * 100
    if exact.denominator != 1:
        raise ValueError("an amount of money is finer than a satang")
    return exact.numerator


def baht(amount_satang: int) -> str:
    """Writes satang as baht with two decimals: 145833333 is `1458333.33`."""
    whole, rest = divmod(abs(amount_satang), 100)
    return f"{'-' if amount_satang < 0 else ''}{whole}.{rest:02d}"
