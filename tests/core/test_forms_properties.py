"""Whatever is answered, points stay within the full mark, and a better answer never makes a worse figure."""

from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.forms.answers import Sheet, applies, problems
from sitthi.core.forms.form import Cascade, Criterion, Form, Item, Method, Part, RatingRule, Said, Verdict
from sitthi.core.forms.marking import Rating, level, marked, percent, totals
from sitthi.core.forms.result import unit_result

F = Evidence(Grade.F, "mra-2563")
SAYS = Label("ว่า", "says")
SAID = Said(SAYS, F)
ORDER = (Rating.IMPROVE, Rating.PARTLY, Rating.QUALITY)
NAMES = tuple("12345678")
NA_ABLE = ("2", "6")


def items(criterion):
    return tuple(
        Item(criterion, name, "ข้อ", "item", F, *(("เมื่อ", "when") if name in NA_ABLE else ())) for name in NAMES
    )


def form(method, **more):
    criteria = (
        Criterion("1", SAYS, F, parts=(Part("7", ("7", "8"), SAYS, F),)),
        Criterion(
            "2", SAYS, F, optional=method is Method.RECORDS,
            cascades=(Cascade("4", ("1", "2", "3", "4"), SAYS, F), Cascade("8", ("5", "6", "7", "8"), SAYS, F)),
        ),
        Criterion("3", SAYS, F, deduct=SAID),
    )  # fmt: skip
    held = tuple(item for name in "123" for item in items(name))
    return Form("form", SAYS, "1", F, method, SAID, SAID, criteria, held, **more)


AUDIT = form(Method.RECORDS, pooling=SAID)
RATED = form(Method.RATED, rating=RatingRule(2, SAYS, F))
LEVELS = form(Method.LEVELS, passing=SAID, levels=SAID)

verdicts = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(Verdict), max_size=len(NAMES))
sheets = st.builds(
    Sheet,
    st.dictionaries(st.sampled_from("123"), verdicts),
    st.dictionaries(st.just("3"), st.integers(0, 12)),
)
places = st.tuples(st.sampled_from("123"), st.sampled_from(NAMES))


def answered(sheet, place, verdict):
    """Gives the sheet with one item answered otherwise."""
    criterion, name = place
    given = {**sheet.answers.get(criterion, {}), name: verdict}
    return Sheet({**sheet.answers, criterion: given}, sheet.deduct)


@given(sheets)
def test_points_lie_between_nothing_and_the_full_mark(sheet):
    for mark in marked(AUDIT, sheet):
        assert 0 <= mark.points <= mark.full <= len(NAMES)


@given(sheets, places)
def test_an_item_more_met_never_lowers_points_rating_or_level(sheet, place):
    better = answered(sheet, place, Verdict.YES)
    for before, after in zip(marked(RATED, sheet), marked(RATED, better), strict=True):
        assert after.points >= before.points
        assert ORDER.index(after.rating) >= ORDER.index(before.rating)
    assert level(LEVELS, marked(LEVELS, better)) >= level(LEVELS, marked(LEVELS, sheet))


@given(sheets, st.sampled_from("13"), st.sampled_from(NA_ABLE))
def test_an_item_that_does_not_apply_leaves_the_full_mark_and_takes_no_point_with_it(sheet, criterion, name):
    failed = totals(marked(AUDIT, answered(sheet, (criterion, name), Verdict.NO)))
    left_out = totals(marked(AUDIT, answered(sheet, (criterion, name), Verdict.NA)))
    assert left_out == (failed[0], failed[1] - 1)
    assert (percent(*left_out) or 0) >= (percent(*failed) or 0)


@given(st.lists(sheets, min_size=1, max_size=5))
def test_a_pooled_percent_lies_between_those_of_its_records(filled):
    result = unit_result(AUDIT, filled, "general")
    own = [record.percent for record in result.records if record.reason is None]
    if own:
        assert min(own) <= result.percent <= max(own)
    else:
        assert result.percent is None


@given(sheets)
def test_what_a_cascade_took_away_changes_nothing_when_it_is_answered_no(sheet):
    once = marked(AUDIT, sheet)
    for mark in once:
        for name in mark.zeroed:
            sheet = answered(sheet, (mark.criterion.id, name), Verdict.NO)
    again = marked(AUDIT, sheet)
    assert [(mark.points, mark.full, mark.met) for mark in again] == [(m.points, m.full, m.met) for m in once]
    assert not any(mark.zeroed for mark in again)


def allowed(name):
    return st.sampled_from(Verdict) if name in NA_ABLE else st.sampled_from([Verdict.YES, Verdict.NO])


complete = st.fixed_dictionaries({name: allowed(name) for name in NAMES})
allowed_sheets = st.builds(Sheet, st.fixed_dictionaries({"1": complete, "3": complete}, optional={"2": complete}))


@given(allowed_sheets)
def test_what_a_form_allows_is_no_problem_and_only_that_leaves_the_full_mark(sheet):
    assert list(problems(AUDIT, sheet)) == []
    for mark, (criterion, held) in zip(marked(AUDIT, sheet), AUDIT.contents, strict=True):
        counts = applies(criterion, held, sheet)
        assert counts == (criterion.id in sheet.answers)
        assert mark.full >= len(held) - len(NA_ABLE) if counts else mark.full == 0
