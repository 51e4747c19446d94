"""Inpatient chart audit: marks of single charts and of a hospital [mra-2563; rights-2557, formula 3]."""

import csv

import pytest

from sitthi.book import Book
from sitthi.core.evidence import Grade
from sitthi.core.forms.answers import Sheet, problems
from sitthi.core.forms.form import Form, Verdict
from sitthi.core.forms.marking import marked
from sitthi.core.forms.result import Invalid, unit_result

FORM = Book().get(Form, "mra_ipd_2563")
ALWAYS = ("1", "2", "3", "4", "5", "6", "12")
EVERY_SERVICE = ("7", "8", "9", "10", "11")
MAY_BE_NA = ("1.2", "1.3", "1.4", "1.7", "5.4", "8.7", "10.3")


def chart(*, contents=(), no=(), na=(), missing=(), deduct=0):
    """Fills an audit in: every criterion of the contents that always apply and of those named is met, but ..."""
    answers = {}
    for item in FORM.items:
        if item.criterion not in (*ALWAYS, *contents) or item.name in missing:
            continue
        verdict = Verdict.NO if item.name in no else Verdict.NA if item.name in na else Verdict.YES
        answers.setdefault(item.criterion, {})[item.id] = verdict
    return Sheet(answers, {"12": deduct} if deduct else {})


def figures(sheet, kind="general"):
    [record] = unit_result(FORM, [sheet], kind).records
    return record.points, record.full


def test_the_largest_marks_are_61_and_106_and_the_least_is_56():
    sizes = {criterion.id: len(items) for criterion, items in FORM.contents}
    # contents 1, 3, 4, 5, 6, 12 of 9 criteria and content 2 of 7 apply to every record
    assert sum(sizes[name] for name in ALWAYS) == 9 + 7 + 9 * 5 == 61
    # consultation, anaesthesia, operation, labour, rehabilitation add 9 each where the service was given
    assert sum(sizes.values()) == 61 + 9 * 5 == 106
    # of the 61, five may be NA alone: 1.2, 1.3, 1.4, 1.7 and 5.4
    n_na = sum(item.may_be_na for item in FORM.items if item.criterion in ALWAYS)
    assert 61 - n_na == 61 - 5 == 56 == FORM.least_full.general
    assert FORM.least_full.psychiatric == 57


def test_na_is_possible_for_five_whole_contents_and_seven_single_criteria():
    assert tuple(item.name for item in FORM.items if item.may_be_na) == MAY_BE_NA
    assert [criterion.id for criterion in FORM.criteria if criterion.optional] == ["7", "8", "9", "10", "11"]


NURSES = tuple(f"12.{n}" for n in range(1, 10))


@pytest.mark.parametrize(
    ("what", "sheet", "points", "full"),
    [
        ("everything met, no extra service", chart(), 61, 61),
        ("everything met, every service given", chart(contents=EVERY_SERVICE), 106, 106),
        ("no comorbidity, no procedure, alive, nothing to draw", chart(na=MAY_BE_NA), 56, 56),
        ("criterion 4.9 not met", chart(no=["4.9"]), 60, 61),
        ("consent form missing from the record", chart(missing=[f"3.{n}" for n in range(1, 10)]), 52, 61),
        ("nurses' notes miss a shift", chart(deduct=1), 60, 61),
        ("nurses' notes all fail and miss a shift: never below 0", chart(no=NURSES, deduct=1), 52, 61),
        ("consultation met throughout", chart(contents=["7"]), 70, 70),
        ("requester did not sign: 7.1 to 7.4 score 0", chart(contents=["7"], no=["7.4"]), 66, 70),
        ("consultant did not sign: 7.5 to 7.8 score 0", chart(contents=["7"], no=["7.8"]), 66, 70),
        ("neither signed: only 7.9 is left", chart(contents=["7"], no=["7.4", "7.8"]), 62, 70),
        ("sent to the ward intubated: 8.7 leaves the full mark", chart(contents=["8"], na=["8.7"]), 69, 69),
        ("elective caesarean: 10.3 leaves the full mark", chart(contents=["10"], na=["10.3"]), 69, 69),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_marks_of_a_chart(what, sheet, points, full):
    assert figures(sheet) == (points, full)
    assert figures(sheet, "psychiatric") == (points, full)


def test_a_full_mark_of_56_is_enough_unless_the_hospital_is_psychiatric():
    least = chart(na=MAY_BE_NA)
    assert unit_result(FORM, [least], "general").records[0].reason is None
    assert unit_result(FORM, [least], "psychiatric").records[0].reason is Invalid.LEAST_FULL
    one_more = chart(na=[name for name in MAY_BE_NA if name != "1.2"])
    assert unit_result(FORM, [one_more], "psychiatric").records[0].reason is None


def test_a_hospital_pools_its_charts():
    # sum of points x 100 / sum of full marks [rights-2557, formula 3]: 50/60 and 90/100 make 87.50, not 86.67
    fifty_of_60 = chart(na=["1.7"], no=[*NURSES, "4.9"])
    not_applicable = ["1.2", "1.3", "1.4", "1.7", "5.4", "8.7"]
    ninety_of_100 = chart(contents=EVERY_SERVICE, na=not_applicable, no=[*NURSES, "4.9"])
    assert (figures(fifty_of_60), figures(ninety_of_100)) == ((50, 60), (90, 100))
    result = unit_result(FORM, [fifty_of_60, ninety_of_100], "general")
    assert (result.points, result.full, result.percent) == (140, 160, 87.5)


def test_a_drawing_may_be_na_only_where_the_examination_is_met():
    assert not list(problems(FORM, chart(na=["5.4"])))
    [problem] = problems(FORM, chart(na=["5.4"], no=["5.3"]))
    assert (problem.code, problem.item.name, problem.needs) == ("form.na_needs", "5.4", "5.3")


def test_the_criteria_are_those_of_the_public_transcription(shared):
    with (shared / "data" / "mra_ipd_criteria.csv").open(encoding="utf-8", newline="") as rows:
        known = [
            (
                row["content_no"],
                row["criterion_no"],
                row["na_allowed"] == "yes",
                row["grade"],
                row["source"].split()[-1],
            )
            for row in csv.DictReader(rows)
        ]
    ours = [
        (item.criterion, item.id, item.may_be_na, item.evidence.grade, item.evidence.place.split()[-1])
        for item in FORM.items
    ]
    assert ours == known


def test_the_outpatient_form_is_eight_contents_of_seven_and_says_it_is_empty():
    form = Book().get(Form, "mra_opd")
    assert [len(items) for _, items in form.contents] == [7] * 8
    assert {item.evidence.grade for item in form.items} == {Grade.GAP}
    assert form.least_full is None
    assert [(mark.points, mark.full) for mark in marked(form, Sheet({}))] == [(0, 0)] * 8
