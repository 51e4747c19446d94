"""The quality fund of 2552: the two criteria with a table of their own, and five hospitals against each other."""

import datetime
from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.evidence import Grade
from sitthi.core.measures.indicator import Better, Indicator
from sitthi.core.numbers import shown
from sitthi.core.rules.choices import Choice
from sitthi.core.scoring.cuts import Band
from sitthi.core.scoring.group_reference import GroupReference, Sd, spread
from sitthi.core.scoring.laying import WeightTotal, laid_sheets
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.core.scoring.scores import Method, Missing, WithoutCuts, sheet_scores
from sitthi.core.scoring.set_values import (
    AccreditationTable,
    NurseTable,
    PrimaryUnit,
    Standing,
    accreditation_score,
    nurse_score,
    primary_units_score,
)

BOOK = Book()
CARD = BOOK.get(Scorecard, "quality_fund_2552")
NURSES = BOOK.get(NurseTable, "quality_fund_2552/primary_nurse")
ACCREDITATION = BOOK.get(AccreditationTable, "quality_fund_2552/hospital_quality")
INDICATORS = {one.name: one for one in BOOK.all(Indicator).values() if one.scorecard == CARD.id}

# [quality-fund-2552 s.23] Persons for each resident nurse; a nurse practitioner adds a point.
NURSE = """
persons nurses practitioner | score
 4,999      1  no           | 4
 4,999      1  yes          | 5
 5,000      1  no           | 3
10,000      1  yes          | 4
10,001      1  no           | 2
20,000      2  no           | 3
 8,000      0  no           | 1
"""

# [quality-fund-2552 s.31] What a referral hospital holds, judged at 31 March 2552.
HELD = """
status            valid_to   waits | score
ha                2009-12-31 no    | 5
ha                2009-03-30 no    | 4
ha                2008-11-15 yes   | 5
ha                2008-09-15 yes   | 4
tqc               2010-01-01 no    | 5
tqc               2009-03-30 no    | 4
step_2            2009-06-30 no    | 4
step_2            2008-06-30 no    | 3
hph               2009-06-30 no    | 4
hph               2008-06-30 no    | 3
step_1            2009-06-30 no    | 2
step_1            2008-06-30 no    | 1
no_quality_centre -          no    | 0
iso_9001          2010-01-01 no    | -
"""


def drawn(table) -> list[tuple[list[str], str]]:
    lines = (line.split("|") for line in table.strip().splitlines()[1:])
    return [(left.split(), right.strip()) for left, right in lines]


@pytest.mark.parametrize(("row", "score"), drawn(NURSE))
def test_the_resident_nurse(row, score):
    persons, nurses, practitioner = row
    unit = PrimaryUnit(int(persons.replace(",", "")), int(nurses), practitioner == "yes")
    assert nurse_score(unit, NURSES) == int(score)


def test_a_network_of_two_primary_units():
    units = [PrimaryUnit(3_000, 1), PrimaryUnit(12_000, 1)]
    assert shown(primary_units_score(units, NURSES, NURSES.averaging), 4) == "2.4000"


@pytest.mark.parametrize(("row", "score"), drawn(HELD))
def test_what_a_hospital_holds(row, score):
    status, valid_to, waits = row
    day = None if valid_to == "-" else datetime.date.fromisoformat(valid_to)
    earned = accreditation_score(ACCREDITATION, [Standing(status, day, waits == "yes")])
    assert earned == (None if score == "-" else int(score))


def test_the_alternatives_to_a_status():
    assert accreditation_score(ACCREDITATION, [], network_units=10) == 3
    assert accreditation_score(ACCREDITATION, [], network_units=4) == 2
    assert accreditation_score(ACCREDITATION, [Standing("iso_9001")], optional=frozenset({"iso_9001"})) == 3
    assessed = spread([Fraction(n) for n in (50, 60, 70, 80, 90)], Sd.POPULATION)
    # Mean 70, SD 14.14: over one SD above, within one, below one, below two.
    for mark, earned in (("85", 4), ("70", 3), ("50", 2), ("41", 1)):
        assert accreditation_score(ACCREDITATION, [], assessment=(Fraction(mark), assessed)) == earned


# Adult asthma admissions per 100,000 of six contracting units; lower is better. Mean 40, SD 25.8199.
ASTHMA = """
rate |       z | score
   0 |  1.5492 | 4
  20 |  0.7746 | 3
  40 |  0.0000 | 3
  40 |  0.0000 | 3
  60 | -0.7746 | 3
  80 | -1.5492 | 2
"""


def test_admissions_are_scored_against_the_region():
    rows = [[cell.strip() for cell in line.split("|")] for line in ASTHMA.strip().splitlines()[1:]]
    group = spread([Fraction(rate) for rate, _, _ in rows], Sd.POPULATION)
    reference = GroupReference.of(group, CARD.group_table, Better.LOWER)
    for rate, z, score in rows:
        assert reference.z_shown(Fraction(rate)) == z
        assert reference.score(Fraction(rate)) == int(score)


def test_a_region_that_set_nothing_gets_provisional_totals_of_500():
    contracting, _ = laid_sheets(CARD, INDICATORS, [], WeightTotal.EQUAL_100)
    said = {name: choice.evidence for name, choice in BOOK.all(Choice).items()}
    method = Method(Band.LINEAR, Sd.POPULATION, Missing.REWEIGHT, WithoutCuts.GROUP_REFERENCE, said)
    units = {f"unit {n}": [Fraction(3)] + [Fraction(50)] * 6 for n in range(4)}
    scores = sheet_scores(CARD, contracting, units, method)
    # All alike: the nurse's 3 is a set value, the six others stand on the mean.
    assert {score.total for score in scores} == {300}
    assert {score.grade for score in scores} == {Grade.GAP}
