"""ICD-10 codes, and the sets a stay belongs to by its diagnoses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.coding.codesets import CodeCase, CodeSet
from sitthi.core.coding.icd10 import icd10
from sitthi.core.evidence import Evidence, Label

EVIDENCE = Evidence.read("K sitthi test")
TITLE = Label("ชุดทดสอบ", "Test set")


@pytest.mark.parametrize(
    ("text", "code"),
    [("E10.1", "E101"), ("e101", "E101"), (" J45 ", "J45"), ("M5459", "M5459"), ("S72.001", "S72001"),
     ("O80.0X", "O800X")],
)  # fmt: skip
def test_a_code_reads_the_same_with_and_without_its_dot(text, code):
    assert icd10(text) == code


@pytest.mark.parametrize("text", ["", "E1", "10.1", "E10.", "E10.1.2", "E10.1234", "ก10", "E10-E14", "E1O"])
def test_what_is_no_code_is_not_guessed_at(text):
    assert icd10(text) is None


def holds(case: CodeCase, principal: str, *secondary: str) -> bool:
    return CodeSet("test", TITLE, "1", EVIDENCE, (case,)).holds(icd10(principal), map(icd10, secondary))


def test_a_range_holds_its_ends_and_all_below_them():
    case = CodeCase(("I10-I15", "I67.4"))
    codes = ("I09.9", "I10", "I15.9", "I16", "I67.4", "I674X", "I67", "I67.5")
    assert [code for code in codes if holds(case, code)] == ["I10", "I15.9", "I67.4", "I674X"]


def test_a_case_may_ask_for_a_second_diagnosis_and_bar_others():
    case = CodeCase(("I60-I62",), ("I10-I15",), ("S00-T99",))
    assert not holds(case, "I61.9")
    assert not holds(case, "I61.9", "E11.9")
    assert holds(case, "I61.9", "E11.9", "I10")
    assert not holds(case, "I61.9", "I10", "S06.5")
    assert not holds(case, "I10", "I10")


@pytest.mark.parametrize("wrong", ["I15-I10", "I10-I15.1", "I1", "", "I10-", "-I10"])
def test_what_is_no_range_is_a_fault_and_holds_nothing(wrong):
    assert len(list(CodeCase((wrong,)).faults())) == 1
    assert not holds(CodeCase((wrong,)), "I10")


def test_a_set_of_nothing_is_a_fault():
    assert list(CodeSet("test", TITLE, "1", EVIDENCE, ()).faults()) == ["has no case"]
    assert list(CodeCase(()).faults()) == ["principal names no code"]
    assert list(CodeSet("test", TITLE, "1", EVIDENCE, (CodeCase(("I10",)),)).faults()) == []


CODES = st.from_regex(r"[A-Z][0-9]{2}([0-9A-Z]{0,3})", fullmatch=True).map(icd10)


@given(CODES, st.lists(CODES, max_size=4))
def test_more_diagnoses_never_take_a_stay_out_of_a_set_that_bars_none(principal, others):
    case = CodeCase(("E10-E14", "I10-I15"), ("A00-M99",))
    if case.holds(principal, tuple(others[:1])):
        assert case.holds(principal, tuple(others))
