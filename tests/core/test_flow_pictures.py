"""The pictures of flows: nothing overlaps, every step stands once, lines end on boxes, sums are the chart's."""

import dataclasses
import datetime
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitthi.core.calendar.deadlines import DueOnHoliday
from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.flow.chart import as_it_comes, process_chart
from sitthi.core.flow.definition import PatientType, ProcessDefinition, Scope
from sitthi.core.flow.layout import before_and_after, lane_chart, symbol_chart
from sitthi.core.flow.picture import Anchor, BoxKind, Picture, Stroke
from sitthi.core.flow.picture_words import PictureWords, picture_words
from sitthi.core.flow.step import (
    ClockStart,
    Condition,
    DayKind,
    Document,
    Group,
    GroupDays,
    OfficeHours,
    Step,
    Symbol,
    Unit,
)
from sitthi.core.flow.working import Words
from sitthi.core.numbers import grouped
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Entry, Picks, Rule
from sitthi.core.rules.dated import Unit as Measure
from sitthi.core.thai.lettering import width

SAID = Evidence(Grade.F, "sso-cqi-2555", "a chart")
HOURS = OfficeHours("08:00", "16:00", 480, SAID)
LIGHT = Condition("copy_rule", Fraction(2), SAID)
DAY = datetime.date(2026, 11, 25)


def said(key, **detail):
    """Says a key and its detail, in place of the words of a language."""
    return " ".join([key.removeprefix("flow."), *detail.values()])


WORDS = PictureWords(Words("th", said), {"copy_rule": "RW"}, {})

names = st.text("กขนที่น้ำผู้ป่วยเแโ ๆฯ\u200bABC12<&", min_size=1, max_size=90).filter(str.strip)
labels = names.map(lambda name: Label(name, "name"))


@st.composite
def flows(draw):
    """Draws a sound definition: any units, symbols, names long and short, papers, persons, groups or minutes."""
    n_units = draw(st.integers(1, 6))
    units = tuple(Unit(f"unit_{n}", draw(labels)) for n in range(n_units))
    n_steps = draw(st.integers(1, 16))
    papers = tuple(Document(f"paper_{n}", draw(labels)) for n in range(2))
    is_grouped = draw(st.booleans())
    steps, groups = [], []
    for n in range(1, n_steps + 1):
        if is_grouped and (not groups or draw(st.booleans())):
            days = Fraction(draw(st.integers(1, 60)), 2)
            groups.append(Group(f"g{len(groups)}", days, units[0].id, ClockStart.DISCHARGE))
        steps.append(
            Step(
                n, f"step_{n}", draw(labels), draw(st.sampled_from(units)).id, draw(st.sampled_from(list(Symbol))),
                minutes=None if is_grouped else draw(st.none() | st.integers(0, 10**8)),
                group=groups[-1].id if groups else None,
                persons=draw(st.none() | st.integers(0, 9)),
                named=draw(st.sampled_from([(), ("สมชาย ตัวอย่าง",), ("ก", "ข")])),
                metres=draw(st.none() | st.integers(0, 900).map(Fraction)),
                cost_satang=draw(st.none() | st.integers(0, 10**7)),
                needs=draw(st.sampled_from([(), ("paper_0",), ("paper_0", "paper_1")])),
                makes=draw(st.sampled_from([(), ("paper_1",)])),
                condition=draw(st.sampled_from([None, LIGHT])),
                note=draw(st.none() | labels),
            )
        )  # fmt: skip
    return ProcessDefinition(
        "drawn", draw(labels), "1", SAID, "SSS", PatientType.INPATIENT, datetime.date(2012, 4, 1), Scope.SYSTEM,
        HOURS, units, tuple(steps), groups=tuple(groups), documents=papers,
        group_days=GroupDays(DayKind.CALENDAR, SAID) if groups else None,
    )  # fmt: skip


def overlap(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def inside(box, x, y, edge=0):
    return box.x - edge < x < box.x + box.width + edge and box.y - edge < y < box.y + box.height + edge


def extent(label):
    """Gives where a label begins and ends."""
    wide = width(label.text, label.lettering.size, is_bold=label.lettering.is_bold)
    back = {Anchor.START: 0, Anchor.MIDDLE: wide // 2, Anchor.END: wide}[label.anchor]
    return label.x - back, label.x - back + wide


def assert_sound(picture: Picture) -> None:
    """Everything lies on the sheet in whole numbers, and no two texts of one line touch."""
    for box in (*picture.lanes, *picture.boxes):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
    for line in picture.lines:
        assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in line.points)
    for mark in picture.marks:
        assert mark.size // 2 <= mark.x <= picture.width - mark.size // 2
    lines: dict[int, list[tuple[int, int]]] = {}
    for label in picture.labels:
        start, end = extent(label)
        assert start >= 0
        assert end <= picture.width
        assert 0 < label.y <= picture.height
        assert "\u200b" not in label.text
        if label.text:
            lines.setdefault(label.y, []).append((start, end))
    for own in lines.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(own)))
    assert list(picture.cuts) == sorted(set(picture.cuts))
    assert all(picture.head < cut <= picture.height for cut in picture.cuts)
    assert all(isinstance(n, int) for box in picture.boxes for n in (box.x, box.y, box.width, box.height))


def steps_of(picture):
    return [box for box in picture.boxes if box.step is not None]


@settings(max_examples=60)
@given(flows())
def test_a_lane_chart_has_every_step_once_in_its_lane_and_no_two_boxes_overlap(flow):
    picture = lane_chart(flow, WORDS)
    assert_sound(picture)
    boxes = steps_of(picture)
    assert [box.step for box in boxes] == [step.number for step in flow.steps]
    assert [mark.step for mark in picture.marks if mark.step] == [step.number for step in flow.steps]
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))
    assert not any(overlap(one, other) for one, other in combinations(picture.lanes, 2))
    lanes = {lane.unit: lane for lane in picture.lanes}
    for step, box in zip(flow.steps, boxes, strict=True):
        lane = lanes[step.unit]
        assert lane.x < box.x
        assert box.x + box.width < lane.x + lane.width
        assert lane.y < box.y
        assert box.y + box.height < lane.y + lane.height
        assert (box.kind is BoxKind.SOME) == (step.condition is not None)


@settings(max_examples=60)
@given(flows())
def test_an_arrow_leaves_a_box_ends_on_the_next_and_crosses_none(flow):
    picture = lane_chart(flow, WORDS)
    boxes = steps_of(picture)
    arrows = [line for line in picture.lines if line.kind is Stroke.FLOW]
    assert len(arrows) == len(boxes) - 1
    for arrow, (one, other) in zip(arrows, pairwise(boxes), strict=True):
        assert arrow.is_arrow
        for box, (x, y) in ((one, arrow.points[0]), (other, arrow.points[-1])):
            assert inside(box, x, y, edge=1)
            assert not inside(box, x, y)
        for (x, y), (to_x, to_y) in pairwise(arrow.points):
            assert x == to_x or y == to_y
            assert (x, y) != (to_x, to_y)
            for box in boxes:
                crossed = range(min(x, to_x), max(x, to_x) + 1), range(min(y, to_y), max(y, to_y) + 1)
                over = crossed[0][0] < box.x + box.width and crossed[0][-1] > box.x
                assert not (over and crossed[1][0] < box.y + box.height and crossed[1][-1] > box.y)


@settings(max_examples=60)
@given(flows())
def test_a_page_may_end_where_no_box_stands(flow):
    for picture in (lane_chart(flow, WORDS), symbol_chart(flow, WORDS)):
        for cut in picture.cuts:
            assert not any(box.y < cut < box.y + box.height for box in steps_of(picture))
            assert not any(label.y - 11 < cut < label.y + 4 for label in picture.labels)


@settings(max_examples=60)
@given(flows())
def test_a_symbol_chart_has_a_row_and_a_mark_a_step_joined_in_order(flow):
    picture = symbol_chart(flow, WORDS)
    assert_sound(picture)
    rows = steps_of(picture)
    assert [row.step for row in rows] == [step.number for step in flow.steps]
    assert all(one.y + one.height == other.y for one, other in pairwise(rows))
    marks = [mark for mark in picture.marks if mark.step]
    heads = {mark.symbol: mark for mark in picture.marks if not mark.step and mark.y < picture.head}
    assert list(heads) == list(Symbol)
    for step, row, mark in zip(flow.steps, rows, marks, strict=True):
        assert mark.symbol is step.symbol
        assert mark.x == heads[step.symbol].x
        assert inside(row, mark.x, mark.y)
        assert (row.kind is BoxKind.WAIT) == (step.symbol is Symbol.DELAY)
    ways = [line.points for line in picture.lines if line.kind is Stroke.FLOW]
    assert ways == [((one.x, one.y), (other.x, other.y)) for one, other in pairwise(marks)]


@settings(max_examples=60)
@given(flows())
def test_the_sums_of_a_symbol_chart_are_those_of_the_chart(flow):
    picture, chart = symbol_chart(flow, WORDS), process_chart(flow)
    [rule] = [line for line in picture.lines if line.kind is Stroke.RULE]
    below = [label for label in picture.labels if rule.points[0][1] < label.y < rule.points[0][1] + 32]
    counted = [label.text for label in below if label.anchor is Anchor.MIDDLE]
    assert counted == [str(chart.symbols[symbol]) for symbol in Symbol]
    sums = [label.text for label in below if label.anchor is Anchor.END]
    given_sums = [
        None if chart.n_persons is None else str(chart.n_persons),
        None if chart.metres is None else grouped(as_it_comes(chart.metres)),
        None if chart.minutes is None else grouped(str(chart.minutes)),
    ]
    assert sums[: sum(one is not None for one in given_sums)] == [one for one in given_sums if one is not None]
    if flow.groups:
        assert sums[-1] == as_it_comes(chart.days)
    brackets = [line.points for line in picture.lines if line.kind is Stroke.BRACKET]
    assert len(brackets) == len(flow.groups)
    rows = {row.step: row for row in steps_of(picture)}
    for group, bracket in zip(flow.groups, brackets, strict=True):
        own = [rows[step.number] for step in flow.steps if step.group == group.id]
        top, bottom = bracket[0][1], bracket[-1][1]
        assert own[0].y < top < own[0].y + own[0].height
        assert own[-1].y < bottom < own[-1].y + own[-1].height


@settings(max_examples=40)
@given(flows(), flows())
def test_two_charts_side_by_side_do_not_touch(before, after):
    picture = before_and_after((before, WORDS), (after, WORDS))
    assert_sound(picture)
    one, other = (box for box in picture.boxes if box.kind is BoxKind.SHEET)
    assert one.x + one.width < other.x
    assert len(steps_of(picture)) == len(before.steps) + len(after.steps)
    assert f"says_both {len(before.steps)} {len(after.steps)}" in picture.says


def flow(*steps, **more):
    """Draws a definition of the whole system whose units are those of its steps."""
    units = list(dict.fromkeys(step.unit for step in steps))
    drawn = {
        "id": "drawn", "title": Label("ผัง", "chart"), "edition": "1", "evidence": SAID, "fund": "SSS",
        "patient_type": PatientType.INPATIENT, "in_force_from": datetime.date(2012, 4, 1),
        "scope": Scope.SYSTEM, "hours": HOURS, "units": tuple(Unit(name, Label(name, name)) for name in units),
        "steps": steps, **more,
    }  # fmt: skip
    return ProcessDefinition(**drawn)


def step(number, unit="office", **more):
    more = {"symbol": Symbol.OPERATION, "label": Label("รับเอกสาร", "receive"), **more}
    return Step(number, f"step_{number}", unit=unit, **more)


def texts(picture):
    return [label.text for label in picture.labels]


# The unit of each step, and the row that its box stands on.
ROWS = """
office                                 0
office office                          0 1
office ward finance                    0 0 0
office ward office                     0 0 1
office finance ward                    0 0 1
finance ward office office finance     0 0 0 1 1
office ward ward finance               0 0 1 1
"""


@pytest.mark.parametrize("row", ROWS.strip().splitlines())
def test_work_that_passes_on_keeps_its_row_until_it_turns_or_stays(row):
    words = row.split()
    half = len(words) // 2
    units = tuple(Unit(name, Label(name, name)) for name in ("office", "ward", "finance"))
    drawn = flow(*(step(n, unit) for n, unit in enumerate(words[:half], 1)), units=units)
    boxes = steps_of(lane_chart(drawn, WORDS))
    tops = sorted({box.y for box in boxes})
    assert [str(tops.index(box.y)) for box in boxes] == words[half:]


def test_a_step_says_who_does_it_for_which_cases_until_when_and_with_which_papers():
    paper = Document("certificate", Label("ใบรับรอง", "certificate"))
    own = step(
        1, named=("สมชาย", "มาลี"), roles=(Label("พยาบาล", "nurse"),), condition=LIGHT, deadline="send",
        note=Label("บอกไว้", "note"), needs=("certificate",), makes=("certificate",),
    )  # fmt: skip
    words = dataclasses.replace(WORDS, limits={"send": "ภายใน 3 วัน"})
    drawn = texts(lane_chart(flow(own, documents=(paper,)), words))
    for text in ("สมชาย, มาลี", "only_below RW 2", "ภายใน 3 วัน", "needs ใบรับรอง", "makes ใบรับรอง", "dashed"):
        assert text in drawn
    assert "บอกไว้" not in drawn
    row = "สมชาย, มาลี · only_below RW 2 · ภายใน 3 วัน"
    assert row in texts(symbol_chart(flow(own, documents=(paper,)), words))
    by_role = texts(lane_chart(flow(dataclasses.replace(own, named=()), documents=(paper,)), WORDS))
    assert "พยาบาล" in by_role
    assert "บอกไว้" in by_role


def test_a_chart_of_one_unit_has_no_column_of_units_and_what_nobody_gives_has_none():
    alone = flow(step(1), scope=Scope.UNIT, scope_unit="office")
    drawn = texts(symbol_chart(alone, WORDS))
    assert not {"unit", "minutes", "days", "metres"} & set(drawn)
    assert "says_symbols scope_unit office 1 no_not_given 0" in drawn
    timed = texts(symbol_chart(flow(step(1, minutes=480)), WORDS))
    assert {"unit", "minutes"} <= set(timed)
    assert "says_symbols scope_system 1 sum_minutes 480 1 0" in timed


def test_the_answer_of_a_lane_chart_counts_the_hand_overs():
    assert lane_chart(flow(step(1), step(2, "ward"), step(3)), WORDS).says == "says_lanes 3 2 2"


def rule(unit=Measure.CALENDAR_DAYS, grade=Grade.F, **entry):
    evidence = Evidence(grade, "sso-cqi-2555" if grade is not Grade.GAP else "not-found")
    entries = (Entry(evidence, **entry),) if entry or grade is Grade.GAP else ()
    return Rule(
        "send", Label("ส่ง", "send"), "1", SAID, unit, Picks.RECEIVED_ON, entries, due_on_holiday=DueOnHoliday.KEEP
    )


@pytest.mark.parametrize(
    ("given_rule", "written"),
    [
        (rule(value=Fraction(3)), "limit_calendar_days 3 since_received_on"),
        (rule(value=Fraction(3), grade=Grade.I), "limit_calendar_days 3 since_received_on (I)"),
        (rule(value=Fraction(48), unit=Measure.HOURS), "limit_hours 48 since_received_on"),
        (rule(says=Label("ก่อนจำหน่าย", "before discharge"), unit=Measure.EVENT), "ก่อนจำหน่าย"),
        (rule(grade=Grade.GAP), "limit_not_known"),
        (rule(), "limit_not_known"),
        (rule(value=Fraction(3), since=datetime.date(2027, 1, 1)), "limit_not_known"),
    ],
)
def test_a_limit_is_written_with_its_clock_and_its_grade_where_it_was_not_read(given_rule, written):
    choice = Choice(
        "copy_rule", Label("?", "?"), {"rw": Label("RW", "RW")}, "rw", ("flow show",), SAID
    )  # fmt: skip
    drawn = flow(step(1, deadline="send"), step(2, deadline="own"), step(3))
    settled = {"copy_rule": "rw", "own_choice": "x"}
    words = picture_words(drawn, WORDS.words, {"copy_rule": choice}, settled, {"send": given_rule}, DAY)
    assert words.limits == {"send": written}
    assert words.weights == {"copy_rule": "RW"}
