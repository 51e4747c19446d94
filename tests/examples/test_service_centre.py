"""The level of a hospital's health-insurance service centre [rights-2557, formula 5]."""

import pytest

from sitthi.book import Book
from sitthi.core.evidence import Grade
from sitthi.core.forms.answers import Sheet
from sitthi.core.forms.form import Form, Verdict
from sitthi.core.forms.marking import level, marked

FORM = Book().get(Form, "service_centre")

# 1 physical, 2 + personnel, 3 + problem solving, 4 + information, 5 + outreach; each needs all below it
LEVELS = """
physical personnel solving information outreach | level
no       no        no      no          no       | 0
yes      no        no      no          no       | 1
yes      yes       no      yes         yes      | 2
yes      yes       yes     no          yes      | 3
yes      yes       yes     yes         no       | 4
yes      yes       yes     yes         yes      | 5
no       yes       yes     yes         yes      | 0
"""


def standards(passed):
    """Answers every item of the standards that are passed, and all but the last of the others."""
    answers = {}
    for verdict, (criterion, items) in zip(passed.split(), FORM.contents, strict=True):
        last = {items[-1].id: Verdict(verdict)}
        answers[criterion.id] = {item.id: Verdict.YES for item in items} | last
    return Sheet(answers)


@pytest.mark.parametrize("line", LEVELS.strip().splitlines()[1:])
def test_a_level_counts_only_if_all_below_it_hold(line):
    passed, expected = line.split("|")
    assert level(FORM, marked(FORM, standards(passed))) == int(expected)


def test_the_checklists_were_not_found_and_say_so():
    assert {item.evidence.grade for item in FORM.items} == {Grade.GAP}
