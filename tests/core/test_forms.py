"""Forms: what an answer is worth, what may be left out, and what a form must not contradict."""

from dataclasses import replace

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.forms.answers import Problem, Sheet, applies, problems
from sitthi.core.forms.form import (
    Cascade,
    Criterion,
    Form,
    Item,
    LeastFull,
    Method,
    Part,
    RatingRule,
    Said,
    Stated,
    Verdict,
)
from sitthi.core.forms.marking import Rating, level, marked
from sitthi.core.forms.result import Invalid, grades, unit_result
from sitthi.core.forms.working import FormWorking

F = Evidence(Grade.F, "mra-2563")
I = Evidence(Grade.I, "sitthi")  # noqa: E741 - the grade's own letter
SAYS = Label("ว่า", "says")
SAID = Said(SAYS, F)
YES, NO, NA = Verdict.YES, Verdict.NO, Verdict.NA


def item(criterion, name, **more):
    return Item(criterion, name, "ข้อ", "item", F, **more)


def items(criterion, *names, **more):
    return tuple(item(criterion, name, **more) for name in names)


AUDIT = Form(
    "audit", SAYS, "2563", F, Method.RECORDS, SAID, SAID,
    criteria=(
        Criterion("1", SAYS, F),
        Criterion("7", SAYS, F, optional=True, cascades=(Cascade("2", ("1", "2"), SAYS, I),)),
        Criterion("12", SAYS, F, deduct=SAID),
    ),
    items=(
        *items("1", "1"),
        item("1", "2", na_th="เมื่อ", na_en="when"),
        item("1", "3", na_th="เมื่อ", na_en="when", na_needs="1"),
        *items("7", "1", "2", "3"),
        *items("12", "1", "2"),
    ),
    pooling=SAID,
    least_full=LeastFull(4, 5, SAYS, F),
)  # fmt: skip

RATED = Form(
    "rated", SAYS, "2564", F, Method.RATED, SAID, SAID,
    criteria=(
        Criterion("1.1", SAYS, F),
        Criterion("1.2", SAYS, F, parts=(Part("4", ("4a", "4b"), SAYS, I),)),
    ),
    items=(*items("1.1", "1", "2", "3"), *items("1.2", "1", same_as="1.1.3"), *items("1.2", "2", "4a", "4b")),
    rating=RatingRule(2, SAYS, F),
)  # fmt: skip

LEVELS = Form(
    "centre", SAYS, "2557", F, Method.LEVELS, SAID, SAID,
    criteria=tuple(Criterion(name, SAYS, F) for name in ("1", "2", "3")),
    items=(*items("1", "1"), *items("2", "1"), item("2", "2", mandatory=False), *items("3", "1")),
    passing=Said(SAYS, I),
    levels=SAID,
)  # fmt: skip


def sheet(deduct=None, **answers):
    """Writes a sheet: `sheet(c1="yy-n")` answers criterion 1 item by item, `-` where nobody answered."""
    letters = {"y": YES, "n": NO, "a": NA}
    return Sheet(
        {
            name[1:]: {str(n): letters[mark] for n, mark in enumerate(marks, 1) if mark != "-"}
            for name, marks in answers.items()
        },
        deduct or {},
    )


def rated(first, second):
    """Answers both criteria of RATED by the items met."""

    def answered(criterion, met):
        own = [item.id for item in RATED.items if item.criterion == criterion]
        return {name: YES if name in met else NO for name in own}

    return Sheet({"1.1": answered("1.1", first), "1.2": answered("1.2", second)})


def marks_of(form, filled):
    return [(mark.points, mark.full) for mark in marked(form, filled)]


def codes(form, filled):
    return [(problem.code, problem.item.name) for problem in problems(form, filled)]


# What an answer is worth


def test_no_and_missing_score_nothing_over_the_full_mark_and_na_leaves_it():
    assert marks_of(AUDIT, sheet(c1="yan", c12="y-")) == [(1, 2), (0, 0), (1, 2)]


def test_an_optional_criterion_left_out_whole_or_na_on_every_item_does_not_count():
    assert marks_of(AUDIT, sheet(c1="yyy", c7="aaa", c12="yy"))[1] == (0, 0)
    assert marks_of(AUDIT, sheet(c1="yyy", c12="yy"))[1] == (0, 0)
    assert marks_of(AUDIT, sheet(c1="yyy", c7="ny", c12="yy"))[1] == (1, 3)


def test_a_criterion_that_always_applies_counts_even_where_nothing_was_answered():
    assert marks_of(AUDIT, sheet()) == [(0, 3), (0, 0), (0, 2)]
    assert applies(AUDIT.criteria[0], AUDIT.items[:3], sheet())


def test_without_the_signature_the_items_it_covers_score_nothing():
    [_, mark, _] = marked(AUDIT, sheet(c7="yny"))
    assert (mark.points, mark.full) == (1, 3)
    assert mark.met == {"3"}
    assert mark.zeroed == {"1"}


def test_points_taken_off_never_go_below_nothing():
    assert marked(AUDIT, sheet(c12="yy", deduct={"12": 1}))[2].points == 1
    assert marked(AUDIT, sheet(c12="nn", deduct={"12": 1}))[2].points == 0
    assert marked(AUDIT, sheet(c12="yn", deduct={"12": 9}))[2].deducted == 1


def test_the_rating_counts_a_part_once_and_the_points_count_its_items():
    full, short = marked(RATED, rated("123", ("1", "2", "4a", "4b"))), marked(RATED, rated("12", ("1", "2", "4a")))
    assert [(mark.points, mark.rating) for mark in full] == [(3, Rating.QUALITY), (4, Rating.QUALITY)]
    assert [(mark.points, mark.rating) for mark in short] == [(2, Rating.PARTLY), (3, Rating.PARTLY)]
    assert marked(RATED, rated("1", ("4a", "4b")))[1].rating is Rating.IMPROVE
    assert marked(RATED, rated("1", ("4a", "4b")))[1].points == 2


def test_a_level_counts_only_where_all_below_it_hold():
    assert level(LEVELS, marked(LEVELS, sheet(c1="y", c2="yn", c3="y"))) == 3
    assert level(LEVELS, marked(LEVELS, sheet(c1="y", c2="ny", c3="y"))) == 1
    assert level(LEVELS, marked(LEVELS, sheet(c2="yy", c3="y"))) == 0


# What a unit comes to


def test_a_record_below_the_least_full_mark_is_invalid_and_stays_out_of_the_unit():
    small, whole = sheet(c1="yaa", c12="yy"), sheet(c1="yyy", c7="yyy", c12="yn")
    assert unit_result(AUDIT, [small], "general").records[0].reason is Invalid.LEAST_FULL
    result = unit_result(AUDIT, [sheet(c1="yay", c12="yn"), whole], "general")
    assert [record.reason for record in result.records] == [None, None]
    assert (result.points, result.full) == (10, 12)
    psychiatric = unit_result(AUDIT, [sheet(c1="yay", c12="yn"), whole], "psychiatric")
    assert [record.reason for record in psychiatric.records] == [Invalid.LEAST_FULL, None]
    assert (psychiatric.points, psychiatric.full) == (7, 8)


def test_a_unit_without_a_valid_record_has_no_percent():
    assert unit_result(AUDIT, [sheet(c1="yaa", c12="yy")], "general").percent is None


def test_a_record_to_which_nothing_applies_is_invalid():
    form = replace(AUDIT, criteria=(AUDIT.criteria[1],), items=AUDIT.items[3:6], least_full=None)
    [record] = unit_result(form, [sheet()], "general").records
    assert record.reason is Invalid.NOTHING
    assert record.percent is None


def test_a_figure_bears_the_weakest_rule_that_bit_it():
    signed, unsigned = marked(AUDIT, sheet(c7="yyy")), marked(AUDIT, sheet(c7="yny"))
    assert grades(AUDIT, [signed]) == (Grade.F, Grade.F, Grade.F)
    assert grades(AUDIT, [signed, unsigned]) == (Grade.F, Grade.I, Grade.F)
    weak = replace(AUDIT, criteria=(*AUDIT.criteria[:2], Criterion("12", SAYS, F, deduct=Said(SAYS, I))))
    assert grades(weak, [marked(weak, sheet(c12="yy"))])[2] is Grade.F
    assert grades(weak, [marked(weak, sheet(c12="yy", deduct={"12": 1}))])[2] is Grade.I
    assert grades(RATED, [marked(RATED, rated("123", ("1",)))]) == (Grade.F, Grade.I)
    assert set(grades(LEVELS, [marked(LEVELS, sheet())])) == {Grade.I}


# What is wrong with answers


def test_a_missing_answer_is_named_and_a_criterion_left_out_whole_is_not():
    assert codes(AUDIT, sheet(c1="y-y", c12="yy")) == [("form.missing_item", "1.2")]
    assert codes(AUDIT, sheet(c1="yyy", c7="y-y", c12="yy")) == [("form.missing_item", "7.2")]
    assert codes(AUDIT, sheet(c1="yyy", c12="yy")) == []


def test_na_is_allowed_where_the_form_says_so_and_nowhere_else():
    assert codes(AUDIT, sheet(c1="yay", c12="ya")) == [("form.na_not_allowed", "12.2")]
    assert codes(AUDIT, sheet(c1="yyy", c7="aay", c12="yy")) == [
        ("form.na_not_allowed", "7.1"),
        ("form.na_not_allowed", "7.2"),
    ]


def test_an_na_that_hangs_on_another_item_needs_it_met():
    assert codes(AUDIT, sheet(c1="yya", c12="yy")) == []
    blocked = list(problems(AUDIT, sheet(c1="nya", c12="yy")))
    assert blocked == [Problem("form.na_needs", AUDIT.items[2], "1.1")]


def test_two_items_that_ask_the_same_are_answered_alike():
    assert codes(RATED, rated("123", ("1", "2"))) == []
    assert codes(RATED, rated("12", ("1", "2"))) == [("form.same_differs", "1.2.1")]
    answers = {**rated("12", ("1", "2")).answers, "1.1": {"1": YES, "2": YES}}
    assert codes(RATED, Sheet(answers)) == [("form.missing_item", "1.1.3")]


# How a figure came about


def test_the_working_of_a_criterion_shows_answers_and_the_rules_that_bit():
    working = FormWorking(AUDIT, "en")
    filled = sheet(c1="ya-", c7="yny", c12="yy", deduct={"12": 1})
    first, consultation, nurses = (
        working.criterion(mark.criterion.id, filled, mark) for mark in marked(AUDIT, filled)
    )
    assert (first.value, [part.value for part in first.parts]) == ("1/2", ["yes", "na", None])
    assert first.parts[1].rule == "when"
    assert [(part.value, part.grade) for part in consultation.parts] == [("0", "I"), ("no", "F"), ("yes", "F")]
    assert [(part.name, part.value) for part in nurses.parts][-1] == ("deduct", "-1")


def test_the_working_of_a_criterion_left_out_has_no_items():
    [_, mark, _] = marked(AUDIT, sheet(c7="aaa"))
    assert FormWorking(AUDIT, "th").criterion("7", sheet(c7="aaa"), mark).parts == ()


def test_the_working_of_a_rating_shows_the_part_that_it_counts_once():
    filled = rated("123", ("1", "2", "4a"))
    result = unit_result(RATED, [filled], "general")
    whole = FormWorking(RATED, "en").total({"": filled}, result)
    assert (whole.value, whole.rule) == ("85.71", "says: 6 / 7 x 100")
    rating = whole.parts[1].parts[-1]
    assert (rating.name, rating.value, rating.parts[0].name, rating.parts[0].value) == (
        "rating",
        "partly",
        "4",
        "no",
    )


def test_the_working_of_a_unit_has_its_records_and_an_invalid_one_says_why():
    sheets = {"R1": sheet(c1="yyy", c12="yn"), "": sheet(c1="yaa", c12="yy")}
    result = unit_result(AUDIT, list(sheets.values()), "general")
    words = FormWorking(AUDIT, "en")
    whole = words.total(sheets, result)
    assert whole.value == "80.00"
    assert [(part.name, part.value) for part in whole.parts] == [("R1", "80.00"), ("-", "100.00")]
    assert [part.parts for part in whole.parts[0].parts] == [(), (), ()]
    assert (whole.parts[1].parts[-1].name, whole.parts[1].parts[-1].value) == ("full_below_least", "3")
    pooled = words.pooled(sheets, result, 0)
    assert (pooled.value, [part.name for part in pooled.parts]) == ("3/3", ["R1"])
    assert [part.value for part in pooled.parts[0].parts] == ["yes", "yes", "yes"]


def test_the_working_of_a_record_to_which_nothing_applies_says_so():
    form = replace(AUDIT, criteria=(AUDIT.criteria[1],), items=AUDIT.items[3:6], least_full=None)
    [record] = unit_result(form, [sheet()], "general").records
    working = FormWorking(form, "en").record("R1", record)
    assert (working.value, working.parts[-1].name) == (None, "nothing_applies")


def test_the_working_of_a_level_goes_standard_by_standard():
    filled = sheet(c1="y", c2="ny", c3="y")
    result = unit_result(LEVELS, [filled], "general")
    working = FormWorking(LEVELS, "en").level(filled, result, LEVELS.levels)
    assert (working.value, [part.parts[-1].value for part in working.parts]) == ("1", ["yes", "no", "yes"])


# What a form must not contradict


def test_the_forms_above_are_sound():
    for form in (AUDIT, RATED, LEVELS):
        assert list(form.faults()) == []
        assert [fault for held in form.items for fault in held.faults()] == []


def test_an_item_says_what_is_wrong_with_it():
    assert list(item("1", "1", na_th="เมื่อ").faults()) == ["na_th and na_en go together"]
    assert list(item("1", "1", na_needs="2").faults()) == ["na_needs without na_th and na_en"]
    assert list(Item("1", "1", "", "item", F).faults()) == ["a label needs both Thai and English"]


def test_a_form_names_what_stands_twice_or_nowhere():
    def faults(**changed):
        return list(replace(AUDIT, **changed).faults())

    assert faults(items=(*AUDIT.items, item("1", "1"))) == ["item 1.1 stands twice"]
    assert faults(items=(*AUDIT.items, item("9", "1"))) == ["item 9.1 belongs to no criterion"]
    assert faults(criteria=(*AUDIT.criteria, Criterion("13", SAYS, F))) == ["criterion 13 has no item"]
    assert faults(items=(*AUDIT.items, item("12", "3", same_as="1.9"))) == [
        "item 12.3 repeats 1.9, which is not there"
    ]
    assert faults(items=AUDIT.items[1:]) == ["criterion 1 has no item 1"]
    part = Part("4", ("7",), SAYS, F)
    assert faults(criteria=(replace(AUDIT.criteria[0], parts=(part,)), *AUDIT.criteria[1:])) == [
        "criterion 1 has no item 7"
    ]


def test_a_form_whose_items_do_not_add_up_to_what_its_source_states_is_wrong():
    assert list(replace(AUDIT, stated=Stated(8, F, 5)).faults()) == []
    assert list(replace(AUDIT, stated=Stated(8, F)).faults()) == []
    assert list(replace(AUDIT, stated=Stated(9, F, 6)).faults()) == [
        "the items add up to 8, the source states 9",
        "the items that always apply add up to 5, the source states 6",
    ]


def test_a_form_has_what_its_arithmetic_needs():
    assert list(replace(RATED, rating=None).faults()) == ["the method rated needs rating"]
    assert list(replace(AUDIT, pooling=None).faults()) == ["the method records needs pooling"]
    assert list(replace(LEVELS, passing=None, levels=None).faults()) == [
        "the method levels needs passing",
        "the method levels needs levels",
    ]


def test_a_standard_has_something_mandatory_that_can_always_be_judged():
    optional = tuple(replace(one, mandatory=False) for one in LEVELS.items)
    assert "criterion 1 needs a mandatory item" in list(replace(LEVELS, items=optional).faults())
    loose = (replace(LEVELS.items[0], na_th="เมื่อ", na_en="when"), *LEVELS.items[1:])
    assert list(replace(LEVELS, items=loose).faults()) == ["criterion 1: a mandatory item is never not applicable"]
