"""The flows of the book: what they point to in other documents is there."""

import pytest

from sitthi.book import Book, BrokenBook
from sitthi.book.loader import document_in, document_of, read_document
from sitthi.core.evidence import Grade
from sitthi.core.flow.definition import ProcessDefinition, Scope, lineage_faults
from sitthi.core.flow.step import Occasion
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule

BOOK = Book()
FLOWS = BOOK.all(ProcessDefinition)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.id)
def test_deadlines_choices_and_earlier_definitions_are_in_the_book(flow):
    for step in flow.steps:
        assert step.deadline is None or step.deadline in BOOK.all(Rule)
    for part in (*flow.steps, *flow.documents):
        assert part.condition is None or "flow show" in BOOK.all(Choice)[part.condition.choice].used_by
    for earlier in [flow.improves, *(figure.against for figure in flow.declared)]:
        assert earlier is None or earlier in FLOWS
    if flow.improves is not None:
        assert list(lineage_faults(flow, FLOWS[flow.improves])) == []


def test_a_document_given_as_plain_values_is_checked_as_strictly_as_a_file():
    with pytest.raises(BrokenBook) as broken:
        document_of(ProcessDefinition, {"id": "x", "colour": "red"}, "content")
    assert {fault.file for fault in broken.value.faults} == {"content"}
    assert "unknown key: colour" in str(broken.value)
    with pytest.raises(BrokenBook):
        document_of(ProcessDefinition, None, "content")


@pytest.mark.parametrize("text", ["[" * 5000, "minutes = " + "9" * 5000])
def test_brackets_too_deep_and_numbers_too_long_are_faults_of_the_file(tmp_path, text):
    path = tmp_path / "flow.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenBook, match="is not TOML"):
        read_document(ProcessDefinition, path)


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.id)
def test_the_book_names_no_person(flow):
    assert all(not step.named for step in flow.steps)


def test_a_hospitals_own_edition_is_read_from_text_and_names_its_persons():
    text = (BOOK.root / "flows" / "sso_inpatient_2555.toml").read_text(encoding="utf-8")
    own = document_in(ProcessDefinition, text.replace("needs =", 'named = ["ก", "ข"]\nneeds =', 1), "own")
    assert own.steps[0].named == ("ก", "ข")
    assert document_in(ProcessDefinition, text, "own") == FLOWS["sso_inpatient_2555"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("minutes = ", "own: is not TOML"),
        ("colour = 'red'", "own: unknown key: colour"),
        ('units = { csv = "sources.toml" }', "own: units"),
    ],
)
def test_text_is_read_as_strictly_as_a_file_and_reads_no_file_beside(text, said):
    with pytest.raises(BrokenBook) as broken:
        document_in(ProcessDefinition, text, "own")
    assert any(str(fault).startswith(said) for fault in broken.value.faults)


# Each starting point: fund, steps, the rule of its last step, and which papers only some cases need.
STARTING_POINTS = """
uc_inpatient            UCS       8  uc_ipd_claim     referral accident accident
csmbs_inpatient         OFC       9  csmbs_ipd_claim  referral accident accident
lgo_inpatient           LGO       8  lgo_ipd_claim    referral accident accident
accident_insurance      accident  7  -
private_fax_claim       private   7  -                accident
uc_outpatient_specific  UCS       7  -                referral
"""


@pytest.mark.parametrize("row", STARTING_POINTS.strip().splitlines(), ids=lambda row: row.split()[0])
def test_a_starting_point_has_its_limits_and_invents_no_time(row):
    name, fund, n_steps, claim, *occasions = row.split()
    flow = FLOWS[name]
    assert (flow.fund, len(flow.steps), flow.scope) == (fund, int(n_steps), Scope.SYSTEM)
    assert (flow.steps[-1].deadline or "-") == claim
    assert [paper.needed_when for paper in flow.documents if paper.needed_when is not Occasion.ALWAYS] == occasions
    assert flow.groups == ()
    assert all(step.minutes is None for step in flow.steps)
    assert flow.evidence.grade is Grade.I
    used = {paper for step in flow.steps for paper in (*step.needs, *step.makes)}
    assert {paper.id for paper in flow.documents if paper.needed_when is Occasion.ALWAYS} <= used


def test_the_starting_points_are_all_flows_but_the_two_of_the_document():
    drawn = {row.split()[0] for row in STARTING_POINTS.strip().splitlines()}
    assert set(FLOWS) - drawn == {"sso_inpatient_2554", "sso_inpatient_2555"}


def test_the_record_is_copied_only_where_the_weight_is_below_2_as_its_steps_are():
    flow = FLOWS["sso_inpatient_2555"]
    [copy] = [paper for paper in flow.documents if paper.needed_when is Occasion.WEIGHT_BELOW]
    [step] = [step for step in flow.steps if copy.id in step.makes]
    assert (copy.condition.choice, copy.condition.below) == (step.condition.choice, step.condition.below)
