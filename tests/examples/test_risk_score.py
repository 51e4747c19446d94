"""Two published risk scores, given again from the figures published beside them [published-risk-rows].

Ratios to two decimals, amounts in millions of baht; the hospitals are not named. The second row is of the ninth
month of the fiscal year; the month of the first is not said.
"""

from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.finance.risk import RiskScore, risk

RULES = Book().get(RiskScore, "risk_score")

# CR, QR, Cash, NWC, NI, months -> liquidity, status, survival, and the score that was published
PUBLISHED = """
    1.40  1.29  0.87  18.2  -9.8  12   1 1 0   2
    1.10  0.93  0.62   3.0  -3.1   9   3 1 0   4
"""


def scored(cr, qr, cash_ratio, nwc, ni, months):
    figures = {"cr": cr, "qr": qr, "cash_ratio": cash_ratio, "nwc": nwc, "ni": ni, "months": months}
    return risk({name: Fraction(value) for name, value in figures.items()}, RULES)


@pytest.mark.parametrize("row", PUBLISHED.strip().splitlines(), ids=["the row of two", "the row of four"])
def test_a_published_row(row):
    *figures, liquidity, status, survival, published = row.split()
    found = scored(*figures)
    parts = (found.liquidity.points, found.status.points, found.survival.points)
    assert parts == (int(liquidity), int(status), int(survival))
    assert found.score == int(published)


@pytest.mark.parametrize("months", range(1, 13))
def test_for_which_months_the_row_of_two_holds(months):
    """CR 1.40 QR 1.29 Cash .87 NWC 18.2 M NI -9.8 M: 18.2 / (9.8 / m) passes 6 months from the fourth month on."""
    expected = {1: 4, 2: 3, 3: 3}.get(months, 2)
    assert scored("1.40", "1.29", "0.87", "18.2", "-9.8", months).score == expected
