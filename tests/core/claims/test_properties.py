"""What holds for every case, whatever is wished of it."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from core.claims.walks import CALENDAR, FAX, RULES, SSO, UC, UNITS, eleven_steps, facts, moment
from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.deadlines import SOON, DeadlineState, case_deadlines, next_deadline
from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import office_day
from sitthi.core.claims.progress import StepState, WaitingKind, progress
from sitthi.core.findings import Refusal

FIRST, NOW = moment("10-24"), moment("12-20")
FLOWS = st.sampled_from([SSO, UC, FAX])
moments = st.integers(0, 57 * 24).map(lambda hours: FIRST + timedelta(hours=hours))
weights = st.none() | st.sampled_from([Fraction(1), Fraction(2)])
known = st.builds(
    facts, discharged_at=st.none() | moments, rw=weights, adjrw=weights, leaves_at=st.none() | moments,
    is_referral=st.booleans(), happened_at=st.none() | moments,
)  # fmt: skip
words = st.none() | st.just("x")


@st.composite
def of_flow(draw, made, **more):
    """Draws a flow and a list of wishes or events that mostly name its own steps, documents and units."""
    flow = draw(FLOWS)
    steps, documents, units = (
        st.none() | st.sampled_from([*(each.id for each in rows), "no_such"])
        for rows in (flow.steps, flow.documents, flow.units)
    )
    rows = st.builds(
        made, kind=st.sampled_from(EventKind), at=moments, by=st.none() | st.just("wipa"), step=steps,
        document=documents, unit=units, to_unit=units, to_person=words, reason=words,
        is_scan=st.none() | st.booleans(), supersedes=st.none() | st.integers(0, 14), **more,
    )  # fmt: skip
    return flow, draw(st.lists(rows, max_size=14))


def event(**given):
    return Event(number=0, recorded_at=NOW, **given)


def numbered(events):
    return [replace(each, number=n) for n, each in enumerate(events, 1)]


@settings(deadline=None)
@given(of_flow(event), known, st.sampled_from(["rw", "adjrw"]), st.randoms(use_true_random=False))
def test_any_events_come_to_something_sound_in_whatever_order_they_are_given(drawn, told, copy_rule, random):
    flow, events = drawn[0], numbered(drawn[1])
    found = progress(flow, told, events, copy_rule, NOW, CALENDAR)
    shuffled = list(events)
    random.shuffle(shuffled)
    assert progress(flow, told, shuffled, copy_rule, NOW, CALENDAR) == found
    assert [each.step for each in found.steps] == list(flow.steps)
    assert found.is_finished == (found.current is None) == (found.waits_for.kind is WaitingKind.NOTHING)
    current = [each for each in found.steps if each.state is StepState.CURRENT]
    assert len(current) <= 1
    if found.current is not None:
        assert not found.steps[found.current.number - 1].is_settled
        assert all(each.is_settled for each in found.steps[: found.current.number - 1])
        assert found.waits_for.since is None or found.waits_for.since >= FIRST
        assert found.open_steps[0].step == found.current
    assert all((each.done_at is not None) == (each.state is StepState.DONE) for each in found.steps)


@settings(deadline=None)
@given(of_flow(event), known, moments)
def test_the_state_of_a_deadline_fits_its_moment_and_now(drawn, told, now):
    flow, events = drawn[0], numbered(drawn[1])
    found = case_deadlines(flow, told, progress(flow, told, events), events, RULES, CALENDAR, now)
    for each in found:
        days = [office_day(now) + timedelta(days=n) for n in range(1, (each.days or 0) + 1)]
        n_working = sum(CALENDAR.is_working(day) for day in days)
        match each.state:
            case DeadlineState.DONE:
                assert each.due_at is None or each.done_at <= each.due_at
            case DeadlineState.DONE_LATE:
                assert each.done_at > each.due_at
            case DeadlineState.LATE:
                assert now > each.due_at
                assert each.days <= 0
            case DeadlineState.TODAY:
                assert (now <= each.due_at, each.days) == (True, 0)
            case DeadlineState.SOON:
                assert (each.days > 0, n_working <= SOON) == (True, True)
            case DeadlineState.LATER:
                assert n_working > SOON
            case DeadlineState.NOT_STARTED:
                assert each.starts_at is None
            case _:
                assert each.due_at is None
        assert each.is_open == (each.done_at is None and each.due_at is not None and each.starts_at is not None)
    first = next_deadline(found)
    assert first is None or first.due_at == min(each.due_at for each in found if each.is_open)


@st.composite
def walked(draw):
    """Draws a case somewhere on its way, and wishes that fit its flow, so that many are granted."""
    begun = eleven_steps(draw(st.integers(0, 16)))
    names = [[each.id for each in rows] for rows in (SSO.steps, SSO.documents, SSO.units)]
    steps, documents, units = map(st.sampled_from, names)
    at = st.integers(0, 33 * 24).map(lambda hours: moment("11-17") + timedelta(hours=hours))
    kinds = st.sampled_from([*EventKind, *[EventKind.STEP_DONE, EventKind.STEP_RETURNED, EventKind.UNDONE] * 3])
    rows = st.builds(
        Wish, kinds, st.sampled_from(["wipa", "natee"]), at, units, steps, documents, st.none() | units,
        st.just("suda"), st.just("x"), st.none(), st.none() | st.integers(1, 24), st.just(UNITS),
    )  # fmt: skip
    wishes = [
        each if each.kind is EventKind.UNDONE or draw(st.integers(0, 4)) == 0 else replace(each, supersedes=None)
        for each in draw(st.lists(rows, max_size=12))
    ]
    return begun.events, wishes


def granted(flow, told, events, wishes):
    """Wishes one thing after another, and gives the events before and after each that was granted."""
    for wish in wishes:
        decided = decide(flow, told, events, wish, NOW)
        if not isinstance(decided, Refusal):
            yield wish, events, decided
            events = [*events, *decided]


@settings(max_examples=60, deadline=None)
@given(of_flow(Wish, units_of_actor=st.just(UNITS)), known)
def test_no_wish_breaks_a_case(drawn, told):
    flow, wishes = drawn
    for _, before, left in granted(flow, told, [], wishes):
        progress(flow, told, [*before, *left])


@settings(max_examples=60, deadline=None)
@given(walked())
def test_what_is_granted_is_numbered_on_and_undoing_it_gives_back_the_very_progress(drawn):
    begun, wishes = drawn
    told = facts()
    for wish, before, left in granted(SSO, told, begun, wishes):
        assert [each.number for each in left] == [len(before) + n + 1 for n in range(len(left))]
        assert all(each.recorded_at == NOW and each.at == wish.at for each in left)
        if wish.supersedes is not None:
            continue
        events = [*before, *left]
        for each in reversed(left):
            undo = Wish(EventKind.UNDONE, wish.by, supersedes=each.number, units_of_actor=UNITS)
            decided = decide(SSO, told, events, undo, NOW)
            assert not isinstance(decided, Refusal), decided
            events += decided
        assert progress(SSO, told, events) == progress(SSO, told, before)


@settings(max_examples=60, deadline=None)
@given(walked())
def test_no_unit_has_a_step_done_behind_an_open_one_and_a_sent_claim_has_no_open_step(drawn):
    """Also after any undo, correction or return: what a later step stood on cannot be taken from under it."""
    begun, wishes = drawn
    for _, before, left in granted(SSO, facts(), begun, wishes):
        stands = progress(SSO, facts(), [*before, *left])
        for each in stands.open_steps:
            behind = stands.steps[each.step.number :]
            assert not any(later.done_at for later in behind if later.step.unit == each.step.unit)
        assert stands.sent_at is None or all(each.is_settled for each in stands.steps)


@settings(max_examples=30, deadline=None)
@given(st.permutations(["wipa", "kamon", "natee", "preeda", "suda"]), st.integers(0, 72), weights)
def test_a_case_walked_by_five_people_ends_sent(people, pause, weight):
    """Whoever's turn it is brings the papers and does the step; whoever waits is told for what."""
    told = facts(rw=weight)
    events, at = [], told.discharged_at
    for _ in range(60):
        stands = progress(SSO, told, events)
        waits = stands.waits_for
        if stands.is_finished:
            break
        at += timedelta(hours=pause + 1)
        unit = waits.unit
        given = {"by": people[len(events) % 5], "at": at, "units_of_actor": frozenset({unit}), "step": waits.step}
        match waits.kind:
            case WaitingKind.DOCUMENT_MISSING:
                act = Wish(EventKind.DOCUMENT_RECEIVED, **{**given, "step": None, "document": waits.document})
            case WaitingKind.CODING:
                act = Wish(EventKind.STEP_SKIPPED, **given, reason="not grouped")
            case _:
                act = Wish(EventKind.STEP_DONE, **given)
        decided = decide(SSO, told, events, act, at)
        assert not isinstance(decided, Refusal), decided
        events += decided
    assert stands.is_finished
    assert stands.sent_at == at
