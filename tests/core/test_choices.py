"""Named choices and the catalogue of findings."""

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.findings import Finding, FindingKind, Refusal, Severity
from sitthi.core.rules.choices import Choice, settled

LABEL = Label("ก", "a")
BAND = Choice(
    "band", LABEL, {"linear": LABEL, "step": LABEL}, "linear", ("score",), Evidence(Grade.I, "rights-2557")
)  # fmt: skip
KNOWN = {"band": BAND}


def test_what_is_not_chosen_takes_its_default():
    assert settled(KNOWN, "score", {}) == {"band": "linear"}
    assert settled(KNOWN, "score", {"band": "step"}) == {"band": "step"}
    assert settled(KNOWN, "allocate", {}) == {}


def test_a_choice_that_the_command_does_not_read_is_refused_with_the_ones_it_does():
    assert settled(KNOWN, "score", {"ceiling": "cap"}) == Refusal(
        "choice.unknown", {"choice": "ceiling", "known": "band"}
    )
    assert settled(KNOWN, "allocate", {"band": "step"}).detail["known"] == "-"


def test_a_value_outside_a_choice_is_refused_with_its_values():
    refusal = settled(KNOWN, "score", {"band": "curve"})
    assert refusal == Refusal("choice.value", {"choice": "band", "known": "linear, step"})


def test_a_choice_says_what_is_wrong_with_it():
    bad = Choice("x", LABEL, {"one": Label("ก", "")}, "two", (), Evidence(Grade.F, "sitthi"))
    assert list(bad.faults()) == [
        "the default is none of the values",
        "a choice needs two values at least",
        "one: a label needs both Thai and English",
    ]
    assert list(BAND.faults()) == []


def test_a_finding_without_detail_has_none():
    assert Finding("value.required", "a.csv", 2, "unit").detail == {}


def test_a_blocking_finding_fails_the_run_and_a_warning_does_not():
    def faults(severity, code):
        return list(FindingKind("x", severity, code, LABEL, LABEL).faults())

    assert faults(Severity.BLOCK, 10) == faults(Severity.WARN, 0) == []
    assert faults(Severity.WARN, 11) == faults(Severity.BLOCK, 0) != []
    assert len(faults(Severity.WARN, 70)) == 2
