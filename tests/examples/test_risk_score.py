"""Published risk scores of one province, given again from the figures published beside them.

[lampang-risk-2562] The provincial office's tables of June (9 months into the fiscal year) and September 2562 (12
months): ratios to two decimals, amounts in millions of baht. The original rules were not found; these rows are
what the transcribed ones were held against. None of them reaches the survival part.
"""

from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.finance.risk import RiskScore, risk

RULES = Book().get(RiskScore, "risk_score")

# hospital, months, CR, QR, Cash, NWC, NI -> liquidity, status, survival
PUBLISHED = """
    Lampang      12  14.78  13.48  10.07  1564.4  145.8   0 0 0
    Mae Mo       12   2.55   2.43   1.93    23.9   14.1   0 0 0
    Ko Kha       12   1.40   1.29   0.87    18.2   -9.8   1 1 0
    Soem Ngam    12   2.25   2.03   1.28    10.8    0.3   0 0 0
    Chae Hom     12   2.21   2.06   1.56    16.7   -3.5   0 1 0
    Thoen        12   1.34   1.21   0.81    10.4   -2.6   1 1 0
    Mae Tha      12   1.71   1.52   1.14    10.7  -12.6   0 1 0
    Ko Kha        9   1.37   1.27   0.87    19.0    0.5   1 0 0
    Chae Hom      9   2.34   2.16   1.75    19.2   -1.9   0 1 0
    Thoen         9   1.10   0.93   0.62     3.0   -3.1   3 1 0
    Mae Tha       9   2.05   1.87   1.56    17.6   -3.6   0 1 0
"""


def scored(months, cr, qr, cash_ratio, nwc, ni):
    figures = {"months": months, "cr": cr, "qr": qr, "cash_ratio": cash_ratio, "nwc": nwc, "ni": ni}
    return risk({name: Fraction(value) for name, value in figures.items()}, RULES)


@pytest.mark.parametrize("row", PUBLISHED.strip().splitlines(), ids=lambda row: " ".join(row.split()[:-8]))
def test_a_published_row(row):
    *_, months, cr, qr, cash_ratio, nwc, ni, liquidity, status, survival = row.split()
    found = scored(months, cr, qr, cash_ratio, nwc, ni)
    parts = (found.liquidity.points, found.status.points, found.survival.points)
    assert parts == (int(liquidity), int(status), int(survival))
    assert found.score == sum(parts)


@pytest.mark.parametrize("months", range(1, 13))
def test_for_which_months_the_row_of_two_holds(months):
    """CR 1.40 QR 1.29 Cash .87 NWC 18.2 M NI -9.8 M: 18.2 / (9.8 / m) passes 6 months from the fourth month on."""
    expected = {1: 4, 2: 3, 3: 3}.get(months, 2)
    assert scored(months, "1.40", "1.29", "0.87", "18.2", "-9.8").score == expected
