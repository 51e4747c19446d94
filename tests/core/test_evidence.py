"""Grades, evidence and workings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence, Grade, Label, Working, weakest

grades = st.sampled_from(list(Grade))


def test_the_ladder_of_grades_runs_from_read_to_unknown():
    assert [grade.value for grade in sorted(Grade, key=lambda g: g.rank)] == [
        "F",
        "T",
        "F2",
        "F1",
        "I",
        "K",
        "GAP",
    ]
    assert weakest([]) is Grade.F


@given(st.lists(grades), grades)
def test_adding_a_part_never_strengthens_a_result(parts, one_more):
    assert weakest([*parts, one_more]).rank >= weakest(parts).rank


def test_evidence_is_one_line_in_a_data_file():
    read = Evidence.read("F1 quality-fund-2552 s.12 table")
    assert read == Evidence(Grade.F1, "quality-fund-2552", "s.12 table")
    assert read.citation == "quality-fund-2552 s.12 table"
    assert Evidence.read("GAP not-found").citation == "not-found"


@pytest.mark.parametrize("text", ["", "F", "X quality-fund-2552", "f quality-fund-2552"])
def test_evidence_without_grade_or_source_is_refused(text):
    with pytest.raises(ValueError, match="GRADE source place"):
        Evidence.read(text)


def test_a_working_is_as_strong_as_its_weakest_part():
    leaf = Working("population", "100", "given", Evidence(Grade.K, "sitthi"))
    tree = Working("rate", "10", "base x points / mean", Evidence(Grade.F, "quality-fund-2552", "s.12"), (leaf,))
    assert tree.grade is Grade.K
    leaf_tree = {
        "name": "population",
        "value": "100",
        "rule": "given",
        "source": "sitthi",
        "grade": "K",
        "parts": [],
    }
    assert leaf.as_tree() == leaf_tree
    assert tree.as_tree() == {
        "name": "rate",
        "value": "10",
        "rule": "base x points / mean",
        "source": "quality-fund-2552 s.12",
        "grade": "K",
        "parts": [leaf_tree],
    }


def test_a_label_speaks_both_languages():
    label = Label("หน่วย", "unit")
    assert (label.in_language("th"), label.in_language("en")) == ("หน่วย", "unit")
    assert list(label.faults()) == []
    assert list(Label("หน่วย", " ").faults()) == ["a label needs both Thai and English"]
