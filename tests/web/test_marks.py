"""How days, money and marks are written, in both languages; no text of a person's gets through as markup."""

import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from sitthi.core.claims.due import DeadlineState
from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.web.desk.templatetags import marks, thai

BANGKOK = ZoneInfo("Asia/Bangkok")
# 23:30 in Greenwich is the next morning at the office.
MORNING = datetime.datetime(2026, 11, 17, 23, 30, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 11, 18)
GLUE = "\u00a0"


@pytest.fixture(params=["th", "en"])
def language(request):
    """Is the reader's language."""
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def in_thai():
    """Reads Thai."""
    with translation.override("th"):
        yield


def drawn(source: str, **context: object) -> str:
    return Template("{% load marks thai %}" + source).render(Context(context)).strip()


def test_a_day_is_written_in_the_readers_era_and_never_broken(language):
    wanted = {"th": ("18 พ.ย. 2569", "18 พ.ย."), "en": ("18 Nov 2026", "18 Nov")}[language]
    assert thai.bedate(DAY) == wanted[0].replace(" ", GLUE)
    assert thai.beday(DAY) == wanted[1].replace(" ", GLUE)
    # In a field it is Buddhist in either language: that is how fields read it.
    assert thai.beshort(DAY) == "18/11/2569"


def test_a_moment_is_told_by_the_clock_of_the_office(language):
    assert thai.clock(MORNING) == {"th": f"06:30{GLUE}น.", "en": "06:30"}[language]
    assert thai.bedate(MORNING) == thai.bedate(DAY)
    assert thai.betime(MORNING) == f"{thai.bedate(DAY)} {thai.clock(MORNING)}"


def test_a_year_of_either_era_is_the_readers(language):
    wanted = {"th": "2569", "en": "2026"}[language]
    assert [thai.anyear(each) for each in (2026, 2569, "2569", DAY)] == [wanted] * 4


@pytest.mark.parametrize("written", [thai.bedate, thai.beday, thai.beshort, thai.clock, thai.betime])
def test_what_is_not_known_is_not_written_as_a_day(written):
    assert written(None) == ""


@pytest.mark.parametrize(
    ("satang", "written"),
    [(0, "0.00"), (5, "0.05"), (-212541, "−2,125.41"), (467294075, "4,672,940.75"), (None, ""), ("", "")],
)
def test_money_is_satang_in_and_baht_out(satang, written):
    assert thai.baht(satang) == written


def test_a_count_has_its_thousands_apart():
    assert [thai.count(each) for each in (0, 58214, -3, None)] == ["0", "58,214", "−3", ""]


def test_a_label_of_the_book_is_in_the_readers_language(language):
    assert thai.words(Label("การเงิน", "Finance")) == {"th": "การเงิน", "en": "Finance"}[language]
    assert thai.words("R2A") == "R2A"
    assert thai.words(None) == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("รายการยากลับบ้าน", 'รายการ<span class="nobreak">ยากลับบ้าน</span>'),
        ("ครบ 20 พ.ย. 2569 อีก 2 วัน", f"ครบ 20{GLUE}พ.ย.{GLUE}2569 อีก 2{GLUE}วัน"),
        ("ใช้ 3 วันทำการ", f'ใช้ 3{GLUE}<span class="nobreak">วันทำการ</span>'),
        ("<script>alert(1)</script> 5 ราย", f"&lt;script&gt;alert(1)&lt;/script&gt; 5{GLUE}ราย"),
        ("เตียง 14 AN 69004988", "เตียง 14 AN 69004988"),
    ],
)
def test_a_line_breaks_nowhere_inside_a_term_or_between_a_number_and_what_it_counts(text, written):
    assert drawn("{{ text|nobreak }}", text=text) == written


def due(state, days=0, **more):
    return SimpleNamespace(state=state, days=days, due_at=None, **more)


@pytest.mark.parametrize(
    ("deadline", "mark", "th", "en"),
    [
        (due(DeadlineState.LATE, -4), "late", "เกิน 4 วัน", "4 days late"),
        (due(DeadlineState.LATE, -1), "late", "เกิน 1 วัน", "1 day late"),
        (due(DeadlineState.TODAY), "today", "วันนี้", "Today"),
        (due(DeadlineState.SOON, 2), "soon", "อีก 2 วัน", "In 2 days"),
        (due(DeadlineState.LATER, 11), "later", "อีก 11 วัน", "In 11 days"),
        (due(DeadlineState.PAUSED), "paused", "พักนาฬิกา", "Clock paused"),
        (due(DeadlineState.DONE), "tick", "ทันเวลา", "In time"),
        (due(DeadlineState.DONE_LATE, -3), "tick", "ช้า 3 วัน", "Done 3 days late"),
        (due(DeadlineState.NOT_STARTED), "later", "ยังไม่เริ่มนับ", "Not started"),
        (due(DeadlineState.NOT_KNOWN), "unknown", "ไม่ทราบ", "Not known"),
    ],
)
def test_a_deadline_says_its_state_in_words_and_shape(deadline, mark, th, en):
    for language, words in (("th", th), ("en", en)):
        with translation.override(language):
            badge = drawn("{% deadline_badge due %}", due=deadline)
        assert f'class="due due-{deadline.state.value}"' in badge
        assert f"sprite.svg#{mark}" in badge
        assert badge.endswith(f"{words}</span>")


def test_every_state_of_a_deadline_can_be_drawn(in_thai):
    for state in DeadlineState:
        assert "</svg>" in marks.deadline_badge(due(state))
    assert marks.deadline_badge(None) == ""


def test_where_hours_are_counted_the_time_of_day_is_told(in_thai):
    at = datetime.datetime(2026, 11, 18, 14, 0, tzinfo=BANGKOK)
    hours = SimpleNamespace(state=DeadlineState.TODAY, days=0, due_at=at, found=None)
    assert "วันนี้ 14:00<" in marks.deadline_badge(hours)
    days = SimpleNamespace(state=DeadlineState.TODAY, days=0, due_at=at, found=object())
    assert "วันนี้<" in marks.deadline_badge(days)
    passed = SimpleNamespace(state=DeadlineState.LATE, days=0, due_at=at, found=None)
    assert "เกินตั้งแต่ 14:00" in marks.deadline_badge(passed)


def test_what_is_done_says_the_days_it_took(in_thai):
    began = datetime.datetime(2026, 11, 8, 16, 0, tzinfo=BANGKOK)
    ten = SimpleNamespace(state="done", days=20, due_at=None, starts_at=began, done_at=began + 10 * DAY_LONG)
    assert "ใช้ 10 วัน" in marks.deadline_badge(ten)
    same = SimpleNamespace(state="done", days=20, due_at=None, starts_at=began, done_at=began)
    assert "เสร็จวันเดียวกัน" in marks.deadline_badge(same)


DAY_LONG = datetime.timedelta(days=1)


@pytest.mark.parametrize("which", list(Grade))
def test_every_grade_is_drawn_and_said(which, language):
    for given in (which, which.value, Evidence(which, "a-source")):
        assert marks.grade(given).startswith(f'<span class="grade grade-{which.value}" title="')
    assert marks.grade_words(which) in marks.grade(which)


def test_an_unknown_grade_is_a_fault_and_none_is_nothing():
    with pytest.raises(ValueError, match="X"):
        marks.grade("X")
    assert marks.grade(None) == marks.grade("") == ""


def test_a_document_that_is_not_needed_is_not_called_missing(in_thai):
    assert "ยังไม่มี" in marks.document_tag("missing", "required")
    assert "ไม่ต้องใช้" in marks.document_tag("missing", "not_needed")
    assert "รับแล้ว" in marks.document_tag("received", "not_needed")


def test_a_symbol_is_full_once_its_step_is_reached(in_thai):
    assert "#transport-full" in marks.symbol("transport", "done")
    assert "#transport-full" in marks.symbol("transport", "current")
    assert '#transport"' in marks.symbol("transport", "ahead")
    assert 'aria-label="เคลื่อนย้าย"' in marks.symbol("transport")


@pytest.mark.parametrize(
    ("drawing", "wanted"),
    [
        ((10, 5), ['width="500"', 'x="500" width="0"']),
        ((0, 0), ['width="0"']),
        ((10, 5, 20), ['width="200"', 'x="200" width="800"']),
        ((10, 5, 0, 20), ['width="250"', 'class="bar-limit" x="1000"']),
    ],
)
def test_a_bar_never_leaves_its_place(drawing, wanted):
    for part in wanted:
        assert part in marks.bars(*drawing)


@pytest.mark.parametrize(
    "source",
    [
        '{% tag "good" text %}',
        "{% figure text '/x' text %}",
        "{% figure text %}",
        '{% mark "tick" text %}',
        '{% empty "done" text text "/x" text %}',
        "{{ text|nobreak }}",
    ],
)
def test_a_text_of_somebody_is_never_markup(source):
    said = drawn(source, text='<b onclick="x">')
    assert "<b" not in said
    assert "&lt;b" in said


def entry(name, is_here=False):
    return SimpleNamespace(name=name, is_here=is_here)


def test_a_phones_bar_holds_the_first_pages_and_the_open_one():
    rail = [("a", [entry("work"), entry("cases"), entry("slips")]), ("b", [entry("flows", True)])]
    assert [each.name for each in marks.bottom(rail)] == ["work", "cases", "flows"]
    assert [each.name for each in marks.bottom([("a", [entry("work", True), entry("cases")])])] == [
        "work",
        "cases",
    ]
    assert marks.bottom(None) == []
    assert marks.has_entry(rail, "slips")
    assert not marks.has_entry(rail, "audit")
