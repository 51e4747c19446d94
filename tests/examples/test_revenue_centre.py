"""The quality revenue-collection centre, 4S4C: rating and report tables of agenda 3.3, 3 February 2564."""

import json

import pytest

from sitthi.book import Book
from sitthi.core.forms.answers import Sheet
from sitthi.core.forms.form import Form, Verdict
from sitthi.core.forms.marking import marked
from sitthi.core.rules.dated import Rule

BOOK = Book()
FORM = BOOK.get(Form, "revenue_centre_2564")

# [revenue-centre-2564, report table] the column of marks: one point an item, and the sums under each criterion
REPORT_TABLE = {"1.1": 4, "1.2": 6, "1.3": 4, "2.1": 4, "2.2": 4, "2.3": 4}

# [revenue-centre-2564, rating tables] all items: quality; 2 or 3: partly; 1 or none: must improve.
# Item 4 of 1.2 speaks of every fund, so the rating counts it once, met when UC, CSMBS and SSS all are.
RATING_TABLE = """
criterion | items met        | points | rating
1.1       | 1 2 3 4          | 4      | quality
1.1       | 1 2 3            | 3      | partly
1.1       | 1 3              | 2      | partly
1.1       | 2                | 1      | improve
1.1       |                  | 0      | improve
1.2       | 1 2 3 4a 4b 4c   | 6      | quality
1.2       | 1 2 3 4a 4b      | 5      | partly
1.2       | 4a 4b 4c         | 3      | improve
1.2       | 1 4a 4b 4c       | 4      | partly
1.2       | 1 4a 4b          | 3      | improve
2.3       |                  | 0      | improve
"""


def lines(drawn):
    return [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()[1:]]


def criterion_mark(criterion, met):
    answers = {
        item.id: Verdict.YES if item.id in met else Verdict.NO
        for item in FORM.items
        if item.criterion == criterion
    }
    return next(mark for mark in marked(FORM, Sheet({criterion: answers})) if mark.criterion.id == criterion)


@pytest.mark.parametrize(("criterion", "met", "points", "rating"), lines(RATING_TABLE))
def test_the_rating_table(criterion, met, points, rating):
    mark = criterion_mark(criterion, met.split())
    assert (str(mark.points), mark.rating) == (points, rating)


def test_the_report_table_adds_up_to_26():
    assert {criterion.id: len(items) for criterion, items in FORM.contents} == REPORT_TABLE
    assert sum(REPORT_TABLE.values()) == 26


def test_account_is_named_by_the_guideline_and_has_no_row_to_score():
    # [revenue-centre-2564, measures] 2.4 stands among the measures only
    assert [measure.id for measure in FORM.unscored] == ["2.4"]
    assert not any(item.criterion == "2.4" for item in FORM.items)


def test_what_the_hospitals_own_data_can_answer_and_what_needs_a_paper():
    computable = {item.name for item in FORM.items if item.answered_by is not None}
    assert computable == {
        "1.1.3", "1.2.1", "1.2.2", "1.2.4a", "1.2.4b", "1.2.4c", "1.3.1", "1.3.2", "2.1.2", "2.1.3", "2.1.4",
        "2.2.2", "2.2.3", "2.3.1", "2.3.2", "2.3.3", "2.3.4",
    }  # fmt: skip
    assert {item.name for item in FORM.items if item.paper} == {item.name for item in FORM.items} - computable


def test_limits_in_days_and_persons_are_those_of_the_dated_rules():
    named = {item.rule for item in FORM.items if item.rule is not None}
    assert named == {"collection_limit", "staff_minimum"}
    assert named <= set(BOOK.all(Rule))


def test_the_shared_case_through_the_command_line(sitthi, table, shared):
    case = json.loads((shared / "cases" / "revenue_centre_2564.json").read_text(encoding="utf-8"))
    rows = [
        f"case{n},{item.criterion},{item.id},{'yes' if item.id in map(str, rating['met']) else 'no'}"
        for n, rating in enumerate(case["rating"])
        for item in FORM.items
        if item.criterion == rating["criterion"]
    ]
    ran = sitthi("assess", "revenue_centre_2564", table("unit,criterion,item,met", *rows))
    assert ran.exit == 0
    units = {unit["unit"]: unit for unit in ran.data["units"]}
    for n, rating in enumerate(case["rating"]):
        unit = units[f"case{n}"]
        rows_by_id = {row["criterion"]: row for row in unit["criteria"]}
        assert {name: row["full"] for name, row in rows_by_id.items()} == case["items"]
        assert unit["full"] == case["total"]
        got = rows_by_id[rating["criterion"]]
        assert got["rating"] == rating["expected"]
        assert got["points"] == rating.get("points", len(rating["met"]))
