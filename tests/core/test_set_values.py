"""The resident nurse and accreditation: every row, edge and date of the two tables."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest

from sitthi.core.evidence import Evidence, Label
from sitthi.core.scoring.group_reference import GroupTable, Sd, ZBand, spread
from sitthi.core.scoring.set_values import (
    AccreditationRow,
    AccreditationTable,
    Averaging,
    NetworkRow,
    NurseBand,
    NurseTable,
    PrimaryUnit,
    Standing,
    accreditation_score,
    is_valid_on,
    nurse_score,
    primary_units_score,
)

SAID = Evidence.read("F paper s.23")
NAME = Label("ก", "a")
BANDS = (
    NurseBand(Fraction(4), SAID, 5000),
    NurseBand(Fraction(3), SAID, 10000, True),
    NurseBand(Fraction(2), SAID),
)
JUDGED = datetime.date(2009, 3, 31)


def nurses(bands=BANDS) -> NurseTable:
    return NurseTable(
        "t", NAME, "2552", SAID, bands, Fraction(1), SAID, Fraction(1), SAID, Averaging.WEIGHTED, SAID
    )


def accreditation(*statuses: AccreditationRow) -> AccreditationTable:
    bands = (
        ZBand(Fraction(1), Fraction(-2)),
        ZBand(Fraction(2), Fraction(-1)),
        ZBand(Fraction(3), Fraction(1), True),
        ZBand(Fraction(4)),
    )
    networks = (NetworkRow(10, Fraction(3), SAID), NetworkRow(4, Fraction(2), SAID))
    return AccreditationTable(
        "t", NAME, "2552", SAID, JUDGED, 6, statuses, networks, GroupTable(bands, Fraction(3), SAID)
    )


HA = accreditation(
    AccreditationRow("ha", NAME, Fraction(5), SAID, valid=True),
    AccreditationRow("ha", NAME, Fraction(4), SAID, valid=False),
    AccreditationRow("no_quality_centre", NAME, Fraction(0), SAID),
    AccreditationRow("iso_9001", NAME, Fraction(3), SAID, valid=True, optional=True),
)


@pytest.mark.parametrize(
    ("population", "resident", "practitioner", "score"),
    [
        (4999, 1, False, 4),
        (5000, 1, False, 3),
        (10000, 1, False, 3),
        (10001, 1, False, 2),
        (10001, 2, False, 3),
        (9999, 2, False, 4),
        (4999, 1, True, 5),
        (10001, 1, True, 3),
        (3000, 0, False, 1),
        (3000, 0, True, 1),
    ],
)
def test_a_nurse_for_so_many_persons(population, resident, practitioner, score):
    assert nurse_score(PrimaryUnit(population, resident, practitioner), nurses()) == score


def test_five_is_the_most():
    generous = nurses((NurseBand(Fraction(5), SAID),))
    assert nurse_score(PrimaryUnit(100, 1, True), generous) == 5


def test_several_primary_units_count_by_population_or_alike():
    units = [PrimaryUnit(3000, 1), PrimaryUnit(12000, 1)]
    assert primary_units_score(units, nurses(), Averaging.WEIGHTED) == Fraction(3000 * 4 + 12000 * 2, 15000)
    assert primary_units_score(units, nurses(), Averaging.SIMPLE) == 3
    assert primary_units_score([], nurses(), Averaging.SIMPLE) is None
    assert primary_units_score([PrimaryUnit(0, 1)], nurses(), Averaging.WEIGHTED) is None


@pytest.mark.parametrize("bands", [(), (NurseBand(Fraction(4), SAID, 5000),), (BANDS[1], BANDS[0], BANDS[2])])
def test_nurse_bands_that_cannot_be_are_named(bands):
    assert list(nurses(bands).faults()) == ["the bands rise and only the last has no end"]
    assert list(nurses().faults()) == []


@pytest.mark.parametrize(
    ("valid_to", "awaits", "valid"),
    [
        ("2009-03-31", False, True),
        ("2009-03-30", False, False),
        ("2008-09-30", True, False),
        ("2008-10-01", True, True),
        ("2008-10-01", False, False),
    ],
)
def test_grace_holds_only_while_a_survey_is_awaited(valid_to, awaits, valid):
    standing = Standing("ha", datetime.date.fromisoformat(valid_to), awaits)
    assert is_valid_on(JUDGED, standing, 6) is valid


def test_grace_from_the_last_of_a_month_ends_on_the_last_of_a_shorter_one():
    standing = Standing("ha", datetime.date(2008, 8, 31), awaits_survey=True)
    assert is_valid_on(datetime.date(2009, 2, 28), standing, 6)
    assert not is_valid_on(datetime.date(2009, 3, 1), standing, 6)
    december = Standing("ha", datetime.date(2008, 6, 30), awaits_survey=True)
    assert is_valid_on(datetime.date(2008, 12, 30), december, 6)


def test_the_best_row_of_a_hospital_counts():
    lapsed = Standing("ha", datetime.date(2008, 1, 1))
    assert accreditation_score(HA, [Standing("ha")]) == 5
    assert accreditation_score(HA, [lapsed]) == 4
    assert accreditation_score(HA, [Standing("no_quality_centre")]) == 0
    assert accreditation_score(HA, [Standing("no_quality_centre")], network_units=4) == 2
    assert accreditation_score(HA, [], network_units=10) == 3
    assert accreditation_score(HA, [], network_units=3) is None


def test_a_proposed_row_counts_only_where_the_region_uses_it():
    assert accreditation_score(HA, [Standing("iso_9001")]) is None
    assert accreditation_score(HA, [Standing("iso_9001")], optional=frozenset({"iso_9001"})) == 3


@pytest.mark.parametrize(("score", "earns"), [("-2.1", 1), ("-2", 2), ("-1", 3), ("1", 3), ("1.1", 4)])
def test_an_assessment_score_is_held_against_mean_and_sd(score, earns):
    everybody = spread([Fraction(1), Fraction(-1)], Sd.POPULATION)
    assert accreditation_score(HA, [], assessment=(Fraction(score), everybody)) == earns


def test_an_unknown_status_is_no_status():
    with pytest.raises(KeyError, match="gold"):
        accreditation_score(HA, [Standing("gold")])


def test_a_status_scored_twice_is_named():
    row = AccreditationRow("ha", NAME, Fraction(5), SAID, valid=True)
    assert list(accreditation(row, row).faults()) == ["a status is scored twice"]
    assert list(HA.faults()) == []


def test_a_status_never_earns_more_lapsed_than_valid():
    lapsed = AccreditationRow("hph", NAME, Fraction(3), SAID, valid=False)
    assert list(accreditation(lapsed).faults()) == ["hph earns more lapsed than valid"]
    assert list(accreditation(lapsed, replace(lapsed, score=Fraction(2), valid=True)).faults()) == [
        "hph earns more lapsed than valid"
    ]
    assert list(accreditation(lapsed, replace(lapsed, valid=True)).faults()) == []
