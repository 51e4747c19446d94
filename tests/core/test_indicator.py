"""An indicator's own consistency, and whose age counts."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sitthi.book import Book
from sitthi.core.evidence import Evidence
from sitthi.core.measures.indicator import Ages, Indicator, Kind, Window

EVIDENCE = Evidence.read("K sitthi test")
READMISSION = Book().all(Indicator)["quality_fund_2552/dm_readmission_28d"]
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("ages", "inside", "outside"),
    [
        (Ages(EVIDENCE, least=15), [15, 99], [14]),
        (Ages(EVIDENCE, most=14), [0, 14], [15]),
        (Ages(EVIDENCE, least=30, most=60), [30, 60], [29, 61]),
        (Ages(EVIDENCE, only=(35, 40)), [35, 40], [34, 36, 45]),
    ],
)
def test_whose_age_counts(ages, inside, outside):
    assert all(age in ages for age in inside)
    assert not any(age in ages for age in outside)
    assert list(ages.faults()) == []


@pytest.mark.parametrize(
    "ages",
    [
        Ages(EVIDENCE),
        Ages(EVIDENCE, least=1, only=(1,)),
        Ages(EVIDENCE, least=9, most=8),
        Ages(EVIDENCE, only=(2, 1)),
    ],
)
def test_ages_that_contradict_themselves(ages):
    assert len(list(ages.faults())) == 1


@pytest.mark.parametrize(
    "window",
    [Window(EVIDENCE, 0, 12), Window(EVIDENCE, 4, 13), Window(EVIDENCE, 4, 12, working_days=True)],
)
def test_windows_that_are_none(window):
    assert len(list(window.faults())) == 1


def test_an_id_names_scorecard_and_indicator():
    assert (READMISSION.scorecard, READMISSION.name) == ("quality_fund_2552", "dm_readmission_28d")
    assert list(READMISSION.faults()) == []
    assert list(Window(EVIDENCE, 10, 6, 30, True).faults()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": "dm_readmission_28d"},
        {"low": Fraction(1), "high": Fraction(1)},
        {"checked": date(2020, 1, 1)},
        {"next_review": TODAY},
        {"checked": date(2030, 1, 1)},
        {"code_sets": ()},
        {"per": None},
        {"per": 0},
        {"window": None},
        {"window": Window(EVIDENCE, 4, 12)},
    ],
)
def test_each_contradiction_is_named_once(change):
    assert len(list(replace(READMISSION, **change).faults())) == 1


def test_a_figure_that_people_give_needs_nothing_to_count_by():
    entered = replace(READMISSION, kind=Kind.ENTERED, code_sets=(), per=None, window=None, checked=TODAY)
    assert list(entered.faults()) == []
