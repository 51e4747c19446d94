"""The flows of the book: what they point to in other documents is there."""

import pytest

from sitthi.book import Book, BrokenBook
from sitthi.book.loader import document_in, document_of, read_document
from sitthi.core.flow.definition import ProcessDefinition, lineage_faults
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
