"""Single cells: what is forgiven, what is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.files.cells import known, number, unit_id


def read(text):
    findings = []
    name = unit_id(text, "input.csv", 2, findings)
    return name, [(finding.code, finding.line, finding.field) for finding in findings]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" 10670 ", "10670"),
        ("\ufeff\u200bรพ.ก\u200d", "รพ.ก"),
        ("\u200b รพ.ก \u200b", "รพ.ก"),
        ("น\u0e4d\u0e32พอง", "นำพอง"),
        ("น\u0e49\u0e4d\u0e32พอง", "น้ำพอง"),
        ("น\u0e4d\u0e49\u0e32พอง", "น้ำพอง"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("รพ. ก", "รพ. ก"),
    ],
)
def test_names_that_look_alike_are_one(text, name):
    assert read(text) == (name, [])


@given(st.text(max_size=12))
def test_a_name_that_was_read_reads_as_itself(text):
    name, findings = read(text)
    assert (name is None) == bool(findings)
    if name is not None:
        assert read(name) == (name, [])


@pytest.mark.parametrize("text", ["A\x1b[31mB", "A\nB", "A\x00", "A\u202eB", "A\u2028B"])
def test_a_character_that_steers_a_screen_is_refused(text):
    assert read(text) == (None, [("value.control_character", 2, "unit")])


@pytest.mark.parametrize("text", [None, "", "  ", "\u200b", "\ufeff "])
def test_nothing_to_see_is_an_empty_cell(text):
    assert read(text) == (None, [("value.required", 2, "unit")])


def test_a_name_of_a_set_is_known_in_any_case_and_given_as_the_set_has_it():
    findings = []
    assert known(" UCS ", "f", 2, "fund", findings, ["ucs", "total"]) == "ucs"
    assert known("A", "f", 2, "g", findings, ["a", "A"]) == "A"
    assert findings == []
    assert known("TOTALS", "f", 3, "indicator", findings, ["total"]) is None
    assert (findings[0].code, findings[0].detail) == ("value.unknown", {"known": "total"})


@pytest.mark.parametrize("text", ["95%", "๙๕", "1,304", "1e3"])
def test_what_a_spreadsheet_dresses_up_is_no_number(text):
    findings = []
    assert number(text, "f", 2, "value", findings) is None
    assert findings[0].code == "value.not_a_number"
