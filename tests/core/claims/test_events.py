"""Which events hold: what was undone, corrected, and brought back."""

from hypothesis import given
from hypothesis import strategies as st

from core.claims.walks import moment
from sitthi.core.claims.events import Event, EventKind, live

NOON = moment("11-18 12:00")


def event(number, at="11-18 12:00", kind="noted", supersedes=None):
    return Event(number, EventKind(kind), moment(at), NOON, "wipa", supersedes=supersedes)


def numbers(*events):
    return [each.number for each in live(events)]


def test_events_stand_in_the_order_in_which_they_happened():
    assert numbers(event(1, "11-18 11:00"), event(2, "11-18 10:00"), event(3, "11-18 11:00")) == [2, 1, 3]


def test_an_undo_takes_away_and_an_undone_undo_brings_back():
    first, undo = event(1), event(2, kind="undone", supersedes=1)
    assert numbers(first, undo) == [2]
    assert numbers(first, undo, event(3, kind="undone", supersedes=2)) == [1, 3]


def test_a_correction_stands_where_the_corrected_one_stood():
    assert numbers(event(1), event(2), event(3, supersedes=1)) == [3, 2]
    assert numbers(event(1), event(2), event(3, "11-18 13:00", supersedes=1)) == [2, 3]


def test_only_an_earlier_event_can_be_superseded():
    assert numbers(event(1, supersedes=2), event(2, supersedes=2)) == [1, 2]


drawn = st.lists(
    st.tuples(st.sampled_from([9, 10]), st.sampled_from(EventKind), st.none() | st.integers(0, 8)), max_size=8
).map(lambda rows: [event(n, f"11-18 {hour}:00", kind, undoes) for n, (hour, kind, undoes) in enumerate(rows, 1)])


@given(drawn, st.randoms(use_true_random=False))
def test_what_holds_holds_however_often_and_in_whatever_order_it_is_asked(events, random):
    held = live(events)
    assert live(held) == held
    random.shuffle(events)
    assert live(events) == held
