"""Protection of rights, fiscal year 2557: each value, its score and what the district's total comes to.

[rights-2557, tables of the 6- and 12-month rounds; province's scoring list; baselines of 2556]
"""

from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.measures.indicator import Indicator
from sitthi.core.numbers import plain
from sitthi.core.rules.choices import Choice
from sitthi.core.scoring.cuts import Band
from sitthi.core.scoring.group_reference import Sd
from sitthi.core.scoring.laying import WeightTotal, laid_sheets
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.core.scoring.scores import (
    Method,
    Missing,
    ProvinceScore,
    UnitScore,
    WithoutCuts,
    province_score,
    sheet_scores,
)

BOOK = Book()
CARD = BOOK.get(Scorecard, "rights_2557")
INDICATORS = {one.name: one for one in BOOK.all(Indicator).values() if one.scorecard == CARD.id}
SAID = {name: choice.evidence for name, choice in BOOK.all(Choice).items()}

# The two baselines of 2556 the document prints, read as results of the round.
MONTH_6 = """
indicator       | value | weight | linear score weighted | step score weighted
staff_awareness | 17.21 |     40 |         3.21   1.284  |       3     1.2
record_external | 77.73 |     40 |         3.773  1.5092 |       3     1.2
settled_30wd    |   100 |     20 |         5      1      |       5     1
total           |       |        |                3.7932 |             3.4
"""
# Below the first cut point the line runs on down over the width of the first interval; a step earns nothing.
BELOW = """
indicator       | value | weight | linear score weighted | step score weighted
staff_awareness |  14.5 |     40 |         0.5    0.2    |       0     0
record_external |    48 |     40 |         0.8    0.32   |       0     0
settled_30wd    |    59 |     20 |         0.9    0.18   |       0     0
total           |       |        |                0.7    |             0
"""
AT_THE_FIRST = """
indicator       | value | weight | linear score weighted | step score weighted
staff_awareness |    15 |     40 |         1      0.4    |       1     0.4
record_external |    50 |     40 |         1      0.4    |       1     0.4
settled_30wd    |    60 |     20 |         1      0.2    |       1     0.2
total           |       |        |                1      |             1
"""
MONTH_12 = """
indicator        | value | weight | linear score weighted | step score weighted
staff_awareness  | 17.21 |     25 |         3.21   0.8025 |       3     0.75
public_awareness | 15.03 |     25 |         3.03   0.7575 |       3     0.75
record_internal  | 82.09 |     20 |         3.418  0.6836 |       3     0.6
service_centre   |     4 |     20 |         4      0.8    |       4     0.8
settled_30wd     |    90 |     10 |         4      0.4    |       4     0.4
total            |       |        |                3.4436 |             3.3
"""


def drawn(table) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]


def method(band) -> Method:
    return Method(band, Sd.POPULATION, Missing.REWEIGHT, WithoutCuts.REFUSE, SAID)


def scored(round_id, values, band) -> UnitScore:
    sheets = laid_sheets(CARD, INDICATORS, [], WeightTotal.EQUAL_100)
    sheet = next(sheet for sheet in sheets if sheet.round == round_id)
    return sheet_scores(CARD, sheet, {"district": values}, method(band))[0]


@pytest.mark.parametrize("band", Band)
@pytest.mark.parametrize(
    ("round_id", "table"),
    [("month_6", MONTH_6), ("month_6", BELOW), ("month_6", AT_THE_FIRST), ("month_12", MONTH_12)],
)
def test_the_rounds_of_a_district(round_id, table, band):
    *rows, total = drawn(table)
    unit = scored(round_id, [Fraction(value) for _, value, *_ in rows], band)
    column = 3 if band is Band.LINEAR else 4
    assert [
        [row.criterion.indicator, plain(row.weight), plain(row.score), plain(row.weighted)] for row in unit.rows
    ] == [[row[0], row[2], *row[column].split()] for row in rows]
    assert plain(unit.total) == total[column]
    assert unit.passed is (unit.total >= 3)


def test_a_value_halfway_between_two_cut_points_earns_half_a_point_more():
    unit = scored("month_6", [Fraction("16.5"), Fraction(50), Fraction(60)], Band.LINEAR)
    assert unit.rows[0].score == Fraction("2.5")


def test_a_total_just_below_3_does_not_pass_whatever_it_rounds_to():
    nearly = [Fraction("16.9999999"), Fraction(70), Fraction(80)]
    unit = scored("month_6", nearly, Band.LINEAR)
    assert (unit.passed, plain(unit.total)) == (False, "2.99999996")
    assert scored("month_6", [Fraction(17), *nearly[1:]], Band.LINEAR).passed is True


# Districts with 3 points or more, what the province earns, and the target of 9.
PROVINCE = """
passing | score | met
6       | 0     | no
7       | 1     | no
8       | 2     | no
9       | 3     | yes
10      | 4     | yes
11      | 5     | yes
12      | 5     | yes
"""


@pytest.mark.parametrize("band", Band)
@pytest.mark.parametrize("row", drawn(PROVINCE))
def test_a_province_by_its_districts(row, band):
    passing, score, met = row
    good = scored("month_6", [Fraction(19), Fraction(90), Fraction(100)], band)
    bad = scored("month_6", [Fraction(15), Fraction(50), Fraction(60)], band)
    districts = [good] * int(passing) + [bad] * (12 - int(passing))
    assert province_score(districts, CARD.province, band) == ProvinceScore(
        int(passing), Fraction(score), met == "yes"
    )
