"""Process definitions: their faults, the chart they add up to, and the comparison of two."""

import dataclasses
import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.evidence import Evidence, Grade, Label
from sitthi.core.flow.chart import chart_grade, process_chart, share_grade
from sitthi.core.flow.comparison import Obstacle, Saving, Warned, compared, saving_grade
from sitthi.core.flow.definition import PatientType, ProcessDefinition, Scope, Visits, lineage_faults
from sitthi.core.flow.improvement import DeclaredFigure, Ecrs, EcrsNote, Figure
from sitthi.core.flow.step import (
    ClockStart,
    Condition,
    DayKind,
    Document,
    Group,
    GroupDays,
    Occasion,
    OfficeHours,
    Step,
    Symbol,
    Unit,
)
from sitthi.core.flow.working import Words, chart_working, comparison_working

SAID = Evidence(Grade.F, "sso-cqi-2555", "a chart")
INFERRED = Evidence(Grade.I, "sso-cqi-2555", "a chart, row 2")
HOURS = OfficeHours("08:00", "16:00", 480, SAID)
NAME = Label("ชื่อ", "name")


def said(key, **detail):
    """Says a key and its detail, in place of the words of a language."""
    return " ".join([key.removeprefix("flow."), *detail.values()])


WORDS = Words("en", said)


def step(number, unit="office", symbol="operation", **more):
    return Step(number, f"step_{number}", NAME, unit, Symbol(symbol), **more)


def group(name, days, owner="office", clock="discharge", **more):
    return Group(name, Fraction(days), owner, ClockStart(clock), **more)


def flow(*steps, **more):
    """Draws a definition of the whole system whose units are those of its steps."""
    units = list(dict.fromkeys(step.unit for step in steps))
    given = {
        "id": "drawn", "title": NAME, "edition": "2555", "evidence": SAID, "fund": "SSS",
        "patient_type": PatientType.INPATIENT, "in_force_from": datetime.date(2012, 4, 1),
        "scope": Scope.SYSTEM, "hours": HOURS, "units": tuple(Unit(name, NAME) for name in units), "steps": steps,
        **more,
    }  # fmt: skip
    if given.get("groups"):
        given.setdefault("group_days", GroupDays(DayKind.CALENDAR, SAID))
    return ProcessDefinition(**given)


def alone(*steps, unit="office", **more):
    return flow(*steps, scope=Scope.UNIT, scope_unit=unit, units=(Unit(unit, NAME),), **more)


def declared(figure, stated, **more):
    return DeclaredFigure(NAME, figure, Fraction(stated), SAID, **more)


def faults(definition):
    parts = (definition.hours, *definition.steps, *definition.groups, *definition.declared, *definition.documents)
    return [*definition.faults(), *(fault for part in parts for fault in part.faults())]


@st.composite
def timed_flows(draw, name="drawn"):
    """Draws a sound definition of the whole system in minutes; some steps give none."""
    units = draw(st.lists(st.sampled_from(["office", "ward", "finance", "coding"]), min_size=1, max_size=12))
    steps = [
        step(n, unit, draw(st.sampled_from([symbol.value for symbol in Symbol])),
             minutes=draw(st.none() | st.integers(0, 9999)))
        for n, unit in enumerate(units, 1)
    ]  # fmt: skip
    return flow(*steps, id=name)


@st.composite
def grouped_flows(draw):
    """Draws a sound definition in group days; any unit of the steps owns a group."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    names = ["office", "ward", "finance"]
    steps, groups = [], []
    for n, size in enumerate(sizes):
        units = draw(st.lists(st.sampled_from(names), min_size=size, max_size=size))
        groups.append(
            group(f"g{n}", Fraction(draw(st.integers(1, 60)), 2), draw(st.sampled_from(units)),
                  draw(st.sampled_from(["admission", "discharge"])))
        )  # fmt: skip
        steps += [step(len(steps) + k, unit, group=f"g{n}") for k, unit in enumerate(units, 1)]
    return flow(*steps, groups=tuple(groups))


FLOWS = timed_flows() | grouped_flows()


@given(FLOWS)
def test_units_and_symbols_add_up_to_the_whole(definition):
    assert faults(definition) == []
    chart = process_chart(definition)
    assert sum(chart.symbols.values()) == chart.n_steps == sum(share.n_steps for share in chart.units)
    assert sum(share.minutes or 0 for share in chart.units) == (chart.minutes or 0)
    assert sum((share.days or 0 for share in chart.units), Fraction(0)) == (chart.days or 0)
    assert chart.n_timed <= chart.n_steps


@given(grouped_flows())
def test_each_clock_runs_on_by_itself_to_the_sum_of_its_groups(definition):
    chart = process_chart(definition)
    for start in (ClockStart.ADMISSION, ClockStart.DISCHARGE):
        on_it = [due for due in chart.groups if due.group.clock_starts is start]
        if on_it:
            assert on_it[-1].due_day == sum(due.group.days for due in on_it)
            assert [due.due_day for due in on_it] == sorted({due.due_day for due in on_it})
    assert [due.group for due in chart.groups] == list(definition.groups)


@given(FLOWS)
def test_a_flow_compared_with_itself_saves_nothing_and_warns_of_no_difference(definition):
    comparison = compared(definition, definition)
    whole = [comparison.steps, comparison.minutes, comparison.days, *comparison.symbols.values()]
    for saving in [*whole, *(s for own in comparison.units for s in (own.steps, own.days))]:
        assert saving.saved in (0, None)
        assert saving.percent in (0, None)
        assert (saving.percent is None) == (saving.obstacle is not None)
    assert set(comparison.warnings) <= {Warned.TIMES_INCOMPLETE}


@given(FLOWS, FLOWS)
def test_what_one_way_saves_the_other_way_costs(a, b):
    there, back = compared(a, b), compared(b, a)
    assert there.steps.saved == -back.steps.saved
    for symbol in Symbol:
        assert there.symbols[symbol].saved == -back.symbols[symbol].saved
    assert (there.days.saved is None) == (back.days.saved is None)
    if there.days.saved is not None:
        assert there.days.saved == -back.days.saved
    assert {own.unit: own.steps.saved for own in there.units} == {own.unit: -own.steps.saved for own in back.units}


@given(st.integers(0, 10**9), st.integers(1, 1440))
def test_minutes_turn_into_office_days_and_back_exactly(minutes, per_day):
    hours = dataclasses.replace(HOURS, minutes_per_day=per_day)
    assert hours.minutes(hours.days(minutes)) == minutes


LIGHT = Condition("copy_rule", Fraction(2), SAID)
PAIR = (step(1, group="a"), step(2, group="a"))


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        (flow(), "a process has at least one step"),
        (flow(step(2)), "steps are not numbered 1, 2, 3 ... in order"),
        (flow(step(1), step(1)), "steps are not numbered 1, 2, 3 ... in order"),
        (flow(step(1), dataclasses.replace(step(2), id="step_1")), "steps: 'step_1' stands twice"),
        (flow(step(1), units=(Unit("office", NAME), Unit("office", NAME))), "units: 'office' stands twice"),
        (flow(step(1), units=(Unit("ward", NAME),)), "step 1: unknown unit 'office'"),
        (flow(step(1, "all")), "units: 'all' stands for every unit together"),
        (flow(step(1), in_force_to=datetime.date(2012, 3, 31)), "in_force_to is before in_force_from"),
        (flow(step(1), scope_unit="office"), "scope_unit is only for the scope of one unit"),
        (flow(step(1), visits=Visits(("0",), SAID)), "visits are outpatients'"),
        (flow(step(1), scope=Scope.UNIT), "scope_unit None is none of the units"),
        (flow(step(1), step(2, "ward"), scope=Scope.UNIT, scope_unit="ward"),
         "the scope of one unit has that unit alone"),
        (flow(step(1, needs=("chart",))), "step 1: unknown document 'chart'"),
        (flow(step(1, needs=("chart",), makes=("copy",)), documents=(Document("chart", NAME),)),
         "step 1: unknown document 'copy'"),
        (flow(step(1, group="a")), "step 1: unknown group 'a'"),
        (flow(step(1, group="a", minutes=5), groups=(group("a", 3),)), "has both minutes and a group"),
        (flow(*PAIR, groups=(group("a", 3, owner="ward"),)), "group a: its owner 'ward' is none of the units"),
        (flow(step(1), groups=(group("a", 3),)), "group a: has no step"),
        (flow(step(1, group="a"), step(2), step(3, group="a"), groups=(group("a", 3),)),
         "group a: its steps do not follow each other"),
        (flow(*PAIR, groups=(group("a", 0),)), "a group's days are more than 0"),
        (flow(*PAIR, groups=(group("a", 3, clock="receipt"),)), "a group's days run from admission or discharge"),
        (flow(*PAIR, groups=(group("a", 3),), group_days=None),
         "group_days says what the groups' days are: both or neither"),
        (flow(step(1), group_days=GroupDays(DayKind.OFFICE, SAID)),
         "group_days says what the groups' days are: both or neither"),
        (flow(*PAIR, step(3, minutes=5), groups=(group("a", 3),)),
         "office minutes and calendar days cannot be added up"),
        (flow(step(1, minutes=-1)), "minutes is 0 or more and below 1000000000"),
        (flow(step(1, metres=Fraction(10**9))), "metres is 0 or more and below 1000000000"),
        (flow(step(1, persons=2, roles=(NAME,))), "persons is not the count of roles"),
        (flow(step(1, named=("A", " "))), "named has an empty name"),
        (flow(step(1, named=("A", "A"))), "named has a person twice"),
        (flow(step(1), documents=(Document("copy", NAME, Occasion.WEIGHT_BELOW),)),
         "a condition goes with needed_when weight_below, and with no other"),
        (flow(step(1), documents=(Document("copy", NAME, condition=LIGHT),)),
         "a condition goes with needed_when weight_below, and with no other"),
        (flow(step(1), ecrs=(EcrsNote(Ecrs.COMBINE, NAME, SAID, after=(1,)),)),
         "improves is missing: the ECRS notes are of a definition before"),
        (flow(step(1), improves="old", ecrs=(EcrsNote(Ecrs.COMBINE, NAME, SAID, after=(1, 4)),)),
         "ecrs C: this definition has no step 4"),
        (flow(step(1), declared=(declared(Figure.DAYS_SAVED_PERCENT, 5, unit="ward", against="old"),)),
         "declared days_saved_percent: unknown unit 'ward'"),
        (flow(step(1), declared=(declared(Figure.STEPS_SAVED_PERCENT, 50),)),
         "against is missing: the figure compares two definitions"),
        (flow(step(1), declared=(declared(Figure.DAYS, 26, against="old"),)),
         "against is not for a figure of one chart"),
        (flow(step(1), declared=(declared(Figure.DAYS, 26, unit="office"),)),
         "unit is not for a figure of the whole chart"),
        (flow(step(1), declared=(declared(Figure.MINUTES, 9, printed_before=Fraction(1)),)),
         "printed_before is not for a figure of one chart"),
        (flow(step(1), hours=OfficeHours("8 am", "16:00", 480, SAID)), "hours read HH:MM"),
        (flow(step(1), hours=OfficeHours("16:00", "08:00", 480, SAID)), "the office closes before it opens"),
        (flow(step(1), hours=OfficeHours("08:00", "16:00", 481, SAID)),
         "minutes_per_day is more than the office is open"),
        (flow(step(1), hours=OfficeHours("08:00", "16:00", 0, SAID)), "minutes_per_day is 1 or more"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(definition, said):
    assert said in faults(definition)


def test_a_document_is_needed_always_unless_it_says_when_and_a_step_names_its_persons():
    copy = Document("copy", NAME, Occasion.WEIGHT_BELOW, LIGHT, INFERRED)
    definition = flow(step(1, named=("Somchai", "Malee"), needs=("copy",)), documents=(copy,))
    assert faults(definition) == []
    assert Document("chart", NAME).needed_when is Occasion.ALWAYS
    assert definition.steps[0].n_persons is None  # who may do it is not how many do it at once


def test_every_fault_is_named_at_once():
    wrong = flow(step(3, "nobody", group="x"), units=(Unit("office", NAME),), groups=(group("a", 3, "none"),))
    assert len(faults(wrong)) == 5


def test_a_change_that_points_to_a_step_the_old_definition_never_had():
    notes = (EcrsNote(Ecrs.ELIMINATE, NAME, SAID, before=(1, 9)),)
    old, new = flow(step(1), id="old"), flow(step(1), id="new", improves="old", ecrs=notes)
    assert list(lineage_faults(new, old)) == ["ecrs E: old has no step 9"]
    assert list(lineage_faults(new, flow(step(1), id="another"))) == []


def test_columns_that_nobody_fills_are_unknown_and_those_that_some_fill_are_their_sum():
    empty = process_chart(flow(step(1), step(2)))
    assert (empty.minutes, empty.days, empty.n_persons, empty.metres, empty.cost_satang) == (None,) * 5
    assert empty.value_adding_minutes is None
    filled = process_chart(
        flow(
            step(1, minutes=10, persons=2, metres=Fraction("12.5"), cost_satang=250, value_adding=True),
            step(2, minutes=20, roles=(NAME,), value_adding=False),
            step(3, minutes=30, metres=Fraction(40)),
            step(4, value_adding=True),
        )
    )
    assert (filled.minutes, filled.n_timed, filled.n_steps) == (60, 3, 4)
    assert (filled.n_persons, filled.metres, filled.cost_satang) == (3, Fraction("52.5"), 250)
    assert filled.value_adding_minutes == 10
    assert process_chart(flow(step(1, minutes=5, value_adding=False))).value_adding_minutes == 0


def test_a_unit_without_a_group_of_its_own_has_no_days_of_its_own():
    chart = process_chart(flow(step(1, group="a"), step(2, "ward", group="a"), groups=(group("a", 3),)))
    assert (chart.share("office").days, chart.share("ward").days) == (3, None)
    assert chart.minutes is None
    assert chart.share("nobody") is None


def test_office_days_of_minutes_and_of_groups_add_up():
    days = GroupDays(DayKind.OFFICE, SAID)
    chart = process_chart(flow(step(1, minutes=120), step(2, group="a"), groups=(group("a", 2),), group_days=days))
    assert (chart.minutes, chart.days, chart.n_timed) == (None, Fraction("2.25"), 2)


def test_a_guess_about_who_does_a_step_weakens_the_units_part_and_not_the_whole():
    guessed = flow(step(1), step(2, "ward", assigned=INFERRED))
    assert (chart_grade(guessed), share_grade(guessed, "ward")) == (Grade.F, Grade.I)
    row = flow(step(1, evidence=INFERRED), step(2, "ward"))
    assert (chart_grade(row), share_grade(row, "ward")) == (Grade.I, Grade.F)
    kind = GroupDays(DayKind.CALENDAR, INFERRED)
    grouped = flow(step(1, group="a"), step(2, "ward", group="a"), groups=(group("a", 3),), group_days=kind)
    assert chart_grade(grouped) is share_grade(grouped, "office") is Grade.I
    assert share_grade(grouped, "ward") is Grade.F
    hours = dataclasses.replace(HOURS, evidence=INFERRED)
    assert chart_grade(flow(step(1, minutes=5), hours=hours)) is Grade.I
    assert chart_grade(flow(step(1), hours=hours)) is Grade.F


@pytest.mark.parametrize(
    ("before", "after", "saved", "percent"),
    [
        (15, 5, 10, Fraction(200, 3)),
        (Fraction("25.5"), Fraction(6), Fraction("19.5"), Fraction(1300, 17)),
        (1, 3, -2, Fraction(-200)),
        (0, 2, -2, None),
        (0, 0, 0, None),
        (None, 2, None, None),
        (2, None, None, None),
    ],
)
def test_a_saving_is_before_less_after_in_percent_of_before(before, after, saved, percent):
    assert (Saving(before, after).saved, Saving(before, after).percent) == (saved, percent)


def test_time_that_one_side_never_charted_is_not_saved():
    office = alone(step(1, minutes=480), step(2, minutes=480))
    system = flow(step(1, minutes=480), step(2, "ward", minutes=240))
    there = compared(office, system)
    assert there.warnings == (Warned.SCOPES_DIFFER,)
    assert (there.days.before, there.days.after, there.days.saved) == (2, Fraction("1.5"), None)
    assert there.days.obstacle is Obstacle.SCOPES_DIFFER
    assert (there.steps.saved, there.steps.percent) == (0, 0)
    own = {unit.unit: unit for unit in there.units}
    assert (own["office"].days.percent, own["office"].steps.percent) == (50, 50)
    assert (own["ward"].steps.before, own["ward"].steps.after) == (None, 1)
    assert own["ward"].days.obstacle is Obstacle.NOT_CHARTED_BEFORE
    back = {unit.unit: unit for unit in compared(system, office).units}
    assert back["ward"].days.obstacle is Obstacle.NOT_CHARTED_AFTER


def test_two_offices_alone_have_different_scopes():
    comparison = compared(alone(step(1)), alone(step(1, "ward"), unit="ward"))
    assert Warned.SCOPES_DIFFER in comparison.warnings
    assert [own.steps.obstacle for own in comparison.units] == [
        Obstacle.NOT_CHARTED_AFTER,
        Obstacle.NOT_CHARTED_BEFORE,
    ]


def test_a_unit_that_loses_all_its_work_saves_it_all_and_a_new_one_has_no_percent():
    own = {u.unit: u for u in compared(flow(step(1, minutes=60)), flow(step(1, "ward", minutes=30))).units}
    assert (own["office"].steps.percent, own["office"].days.percent) == (100, 100)
    assert (own["ward"].steps.saved, own["ward"].steps.obstacle) == (-1, Obstacle.NOTHING_BEFORE)


def test_days_that_are_only_in_anothers_group_are_not_compared():
    before = flow(step(1, minutes=60), step(2, "ward", minutes=60))
    after = flow(step(1, group="a"), step(2, "ward", group="a"), groups=(group("a", 3),))
    comparison = compared(before, after)
    own = {unit.unit: unit for unit in comparison.units}
    assert own["ward"].days.obstacle is Obstacle.NOT_GIVEN
    assert comparison.minutes.obstacle is Obstacle.NOT_GIVEN
    assert comparison.warnings == (Warned.DAY_KINDS_DIFFER,)


def test_unlike_offices_subjects_and_missing_times_are_warned_of():
    shorter = dataclasses.replace(HOURS, minutes_per_day=420)
    other = flow(step(1), hours=shorter, fund="UCS")
    assert compared(flow(step(1, minutes=5)), other).warnings == (
        Warned.OFFICE_DAYS_DIFFER,
        Warned.TIMES_INCOMPLETE,
        Warned.SUBJECTS_DIFFER,
    )


def test_without_days_on_both_sides_their_kinds_do_not_differ():
    grouped = flow(step(1, group="a"), groups=(group("a", 3),))
    assert compared(flow(step(1)), grouped).warnings == (Warned.TIMES_INCOMPLETE,)


def test_days_of_unlike_kinds_weaken_a_units_saving_by_how_surely_the_kind_is_known():
    before = flow(step(1, minutes=60), step(2, "ward", minutes=60))
    kind = GroupDays(DayKind.CALENDAR, INFERRED)
    after = flow(step(1, group="a"), groups=(group("a", 3),), group_days=kind)
    assert saving_grade(before, after, "office") is Grade.I
    assert saving_grade(after, after, "office") is Grade.I
    assert saving_grade(before, after, "ward") is Grade.I
    assert saving_grade(alone(step(1, "ward"), unit="ward"), before, "office") is Grade.F


def test_what_a_document_states_is_computed_again_from_its_charts():
    before = flow(
        step(1, minutes=480), step(2, minutes=480), step(3, "ward"), id="old",
        declared=(declared(Figure.MINUTES, 900),),
    )  # fmt: skip
    after = flow(
        step(1, minutes=240),
        id="new",
        declared=(
            declared(Figure.STEPS_SAVED_PERCENT, 60, against="old"),
            declared(Figure.DAYS_SAVED_PERCENT, 60, against="old", unit="office", printed_before=Fraction(3)),
            declared(Figure.STEPS_SAVED_PERCENT, 40, against="old", unit="office"),
            declared(Figure.DAYS_SAVED_PERCENT, 70, against="old"),
            declared(Figure.STEPS_SAVED_PERCENT, 1, against="another"),
            declared(Figure.DAYS, 1),
        ),
    )
    checked = compared(before, after).declared
    assert [(c.declared.stated, c.computed, c.computed_days) for c in checked] == [
        (60, Fraction(200, 3), None),
        (60, Fraction(250, 3), None),
        (40, 50, None),
        (70, 75, None),
        (900, 960, 2),
        (1, Fraction(1, 2), None),
    ]
    assert checked[1].inputs == {"before": 3, "after": Fraction(1, 2)}
    assert checked[-1].inputs == {"office_days": Fraction(1, 2)}


def test_a_figure_computed_again_is_no_surer_than_the_charts_it_is_from():
    kind = GroupDays(DayKind.CALENDAR, INFERRED)
    told = (
        declared(Figure.MINUTES, 9),
        declared(Figure.STEPS_SAVED_PERCENT, 5, against="old"),
        declared(Figure.DAYS_SAVED_PERCENT, 5, against="old", unit="ward"),
    )
    steps = step(1, group="a"), step(2, "ward")
    after = flow(*steps, id="new", groups=(group("a", 3),), group_days=kind, declared=told)
    checked = compared(flow(step(1), step(2, "ward"), id="old"), after).declared
    assert [figure.declared.evidence.grade for figure in checked] == [Grade.F] * 3
    assert [(f.declared.figure, f.grade) for f in checked] == [
        (Figure.STEPS_SAVED_PERCENT, Grade.I), (Figure.DAYS_SAVED_PERCENT, Grade.I), (Figure.MINUTES, Grade.I),
    ]  # fmt: skip


def test_what_cannot_be_computed_again_is_unknown_and_a_chart_is_checked_once():
    bare = flow(step(1), declared=(declared(Figure.MINUTES, 5), declared(Figure.DAYS, 1)))
    checked = compared(bare, bare).declared
    assert [(c.computed, c.computed_days) for c in checked] == [(None, None), (None, None)]
    grouped = flow(step(1, group="a"), groups=(group("a", 3),), declared=(declared(Figure.DAYS, 2),))
    [figure] = compared(grouped, grouped).declared
    assert (figure.computed, figure.inputs) == (3, {"group_a": 3})
    lost = flow(
        step(1), id="new", declared=(declared(Figure.DAYS_SAVED_PERCENT, 5, against="old", unit="office"),)
    )
    [figure] = compared(flow(step(1), id="old"), lost).declared
    assert (figure.computed, figure.inputs) == (None, {"before": None, "after": None})


@given(FLOWS)
def test_the_working_ends_in_the_charts_own_figures(definition):
    chart = process_chart(definition)
    assert chart_working(definition, "all", "steps", WORDS).value == str(chart.n_steps)
    for share in chart.units:
        assert chart_working(definition, share.unit, "steps", WORDS).value == str(share.n_steps)
        days = chart_working(definition, share.unit, "days", WORDS)
        assert (days.value is None) == (share.days is None)
        minutes = chart_working(definition, share.unit, "minutes", WORDS)
        assert minutes.value == (None if share.minutes is None else str(share.minutes))
    assert chart_working(definition, "nobody", "steps", WORDS) is None
    assert chart_working(definition, "all", "metres", WORDS) is None


def test_a_working_of_days_names_its_groups_owner_and_its_office_minutes():
    days = GroupDays(DayKind.OFFICE, SAID)
    definition = flow(
        step(1, minutes=120), step(2, "ward", group="a", evidence=INFERRED), step(3, group="a", assigned=INFERRED),
        groups=(group("a", 2, assigned=INFERRED),), group_days=days,
    )  # fmt: skip
    whole, own = (chart_working(definition, unit, "days", WORDS) for unit in ("all", "office"))
    assert [(part.name, part.value, part.rule) for part in whole.parts] == [
        ("office_days_name", "0.25", "minutes_over_day 120 480"),
        ("group a", "2", "steps_listed 2, 3"),
        ("days_are", "days_office", ""),
    ]
    assert (whole.grade, own.grade) == (Grade.F, Grade.I)
    steps = chart_working(definition, "office", "steps", WORDS)
    assert [(part.name, part.value, part.rule) for part in steps.parts[:2]] == [
        ("operation", "2", "steps_listed 1, 3"),
        ("transport", "0", "no_step"),
    ]
    assert (steps.parts[-1].name, steps.parts[-1].rule) == ("step_listed 3", "unit_that_does_it")
    assert chart_working(definition, "all", "steps", WORDS).parts[-1].rule == "row_itself"
    assert chart_working(flow(step(1)), "all", "minutes", WORDS).rule == "no_not_given"


def test_a_working_of_a_saving_shows_both_sides_and_why_there_is_no_percent():
    before = alone(step(1, minutes=480))
    kind = GroupDays(DayKind.CALENDAR, INFERRED)
    groups = (group("a", 1), group("b", 1, "ward"))
    after = flow(step(1, group="a"), step(2, "ward", group="b"), groups=groups, group_days=kind)
    own = comparison_working(before, after, "office", "days_saved_percent", WORDS)
    assert (own.value, own.rule) == ("0.00", "percent_of_before")
    assert [(part.name, part.value) for part in own.parts] == [
        ("before", "1"), ("after", "1"), ("before: days_are", "days_office"), ("after: days_are", "days_calendar"),
    ]  # fmt: skip
    assert own.grade is Grade.I
    whole = comparison_working(before, after, "all", "days_saved_percent", WORDS)
    assert (whole.value, whole.rule) == (None, "no_scopes_differ")
    ward = comparison_working(before, after, "ward", "steps_saved_percent", WORDS)
    assert (ward.rule, len(ward.parts)) == ("no_not_charted_before", 1)
    assert comparison_working(before, after, "all", "minutes_saved_percent", WORDS).value is None
    alike = comparison_working(before, before, "office", "days_saved_percent", WORDS)
    assert [part.name for part in alike.parts] == ["before", "after"]
    for unit, indicator in [
        ("all", "days"),
        ("nobody", "steps_saved_percent"),
        ("office", "minutes_saved_percent"),
    ]:
        assert comparison_working(before, after, unit, indicator, WORDS) is None
