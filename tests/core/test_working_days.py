"""Working days: which days an office works, and counts over them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.calendar.days import Calendar, Coverage, DayKind, DayOff
from sitthi.core.calendar.deadlines import (
    Clock,
    DayOne,
    DueOnHoliday,
    deadline,
    deadline_working,
    hours_deadline,
)
from sitthi.core.calendar.working import working_calendar
from sitthi.core.evidence import Evidence, Grade, Label

READ, TOLD, GUESSED = (Evidence(grade, "test") for grade in (Grade.F, Grade.F1, Grade.I))
TITLE = Label("ทดสอบ", "Test")
YEAR = Coverage(date(2030, 1, 1), date(2030, 12, 31), TOLD)


def off(month, day, name="holiday", evidence=TOLD, kind=DayKind.PUBLIC, places=""):
    return DayOff(date(2030, month, day), kind, name, name, evidence, places)


def calendar(*days, covers=(YEAR,)):
    return Calendar("test", TITLE, "1", TOLD, tuple(days), tuple(covers))


def office(*days, covers=(YEAR,), province=None):
    return working_calendar([calendar(*days, covers=covers)], province)


WEDNESDAY = date(2030, 5, 1)


def test_an_office_works_on_weekdays_that_are_no_days_off():
    works = office(off(5, 2))
    assert works.is_working(WEDNESDAY)
    assert not works.is_working(date(2030, 5, 2))
    assert not works.is_working(date(2030, 5, 4))
    assert works.why_not(WEDNESDAY) is None


def test_a_day_off_on_a_weekend_has_both_reasons():
    why = office(off(5, 4, "a"), off(5, 4, "b")).why_not(date(2030, 5, 4))
    assert why.is_weekend
    assert [entry.en for entry in why.days_off] == ["a", "b"]


def test_a_local_day_holds_in_its_provinces_only():
    day = off(5, 2, kind=DayKind.LOCAL, places="94 95")
    assert not office(day, province="94").is_working(day.day)
    assert office(day, province="90").is_working(day.day)
    assert office(day).is_working(day.day)


def test_an_office_s_own_layer_adds_and_takes_back():
    country = calendar(off(5, 2), off(5, 3))
    own = calendar(off(5, 2, kind=DayKind.WORKING), off(5, 6), off(5, 11, kind=DayKind.WORKING), covers=())
    works = working_calendar([country, own])
    assert works.is_working(date(2030, 5, 2))
    assert not works.is_working(date(2030, 5, 3))
    assert not works.is_working(date(2030, 5, 6))
    assert works.is_working(date(2030, 5, 11))
    off_again = working_calendar([country, own, calendar(off(5, 2, "again"), covers=())])
    assert [entry.en for entry in off_again.why_not(date(2030, 5, 2)).days_off] == ["again"]


@pytest.mark.parametrize(
    ("day", "grade"),
    [
        (date(2030, 5, 1), Grade.F1),
        (date(2030, 5, 2), Grade.I),
        (date(2030, 5, 3), Grade.F1),
        (date(2030, 5, 4), Grade.F),
        (date(2030, 5, 6), Grade.F),
        (date(2029, 5, 1), Grade.GAP),
        (date(2031, 5, 1), Grade.GAP),
    ],
)
def test_a_day_is_as_sure_as_the_calendar_and_what_speaks_of_it(day, grade):
    works = office(off(5, 2, evidence=GUESSED), off(5, 3, evidence=READ), off(5, 6, "", READ, DayKind.WORKING))
    assert works.grade(day) is grade


def test_no_calendar_at_all_is_a_gap():
    assert office(covers=()).grade(WEDNESDAY) is Grade.GAP


def run(month, last_month, evidence):
    return Coverage(date(2030, month, 1), date(2030, last_month, 28), evidence)


@pytest.mark.parametrize(
    ("day", "grade"),
    [
        (date(2030, 5, 1), Grade.F1),
        (date(2030, 6, 3), Grade.F),
        (date(2030, 7, 15), Grade.F1),
        (date(2031, 1, 2), Grade.GAP),
        (date(2031, 2, 3), Grade.F),
    ],
)
def test_outside_an_office_s_own_run_the_country_s_still_speaks(day, grade):
    next_year = Coverage(date(2031, 2, 1), date(2031, 2, 28), READ)
    works = working_calendar([calendar(), calendar(covers=(run(6, 6, READ), next_year))])
    assert works.grade(day) is grade


def test_the_last_layer_says_how_surely_a_day_is_known():
    assert (
        working_calendar([calendar(), calendar(covers=(run(6, 6, GUESSED),))]).grade(date(2030, 6, 3)) is Grade.I
    )


def test_day_one_is_the_next_working_day():
    found = deadline(Clock.WORKING_DAYS, 3, WEDNESDAY, office(off(5, 2, "fair")))
    assert found.counted_from == date(2030, 5, 3)
    assert found.due == date(2030, 5, 7)
    assert [(why.day.day, why.is_weekend) for why in found.skipped] == [(2, False), (4, True), (5, True)]
    assert (found.grade, found.estimated, found.last_working_day) == (Grade.F1, False, None)


def test_day_one_may_be_the_day_itself_where_it_is_worked():
    same = deadline(Clock.WORKING_DAYS, 1, WEDNESDAY, office(), day_one=DayOne.SAME_DAY)
    assert (same.counted_from, same.due, same.skipped) == (WEDNESDAY, WEDNESDAY, ())
    off_day = deadline(Clock.WORKING_DAYS, 1, WEDNESDAY, office(off(5, 1)), day_one=DayOne.SAME_DAY)
    assert off_day.due == date(2030, 5, 2)
    assert off_day.skipped == ()


def test_a_count_back_names_what_it_passed_over():
    works = office(off(5, 2, "fair", GUESSED))
    back = deadline(Clock.WORKING_DAYS, -3, date(2030, 5, 7), works)
    assert (back.counted_from, back.due, back.n) == (date(2030, 5, 6), WEDNESDAY, -3)
    assert [why.day.day for why in back.skipped] == [2, 4, 5]
    assert (back.grade, back.estimated) == (Grade.I, True)
    same = deadline(Clock.WORKING_DAYS, -2, date(2030, 5, 7), works, day_one=DayOne.SAME_DAY)
    assert (same.counted_from, same.due, same.skipped) == (date(2030, 5, 7), date(2030, 5, 6), ())


def test_a_count_over_estimated_days_says_so():
    found = deadline(Clock.WORKING_DAYS, 2, WEDNESDAY, office(off(5, 2, evidence=GUESSED)))
    assert (found.grade, found.estimated) == (Grade.I, True)


SATURDAY_DUE = date(2030, 5, 4)


def test_a_due_date_on_a_day_off_moves_and_names_the_working_day_before():
    found = deadline(Clock.CALENDAR_DAYS, 3, WEDNESDAY, office(off(5, 6, "fair")))
    assert (found.counted_from, found.nominal) == (date(2030, 5, 2), SATURDAY_DUE)
    assert (found.due, found.last_working_day) == (date(2030, 5, 7), date(2030, 5, 3))
    assert [why.day.day for why in found.skipped] == [4, 5, 6]
    assert found.is_on_day_off


def test_a_due_date_may_be_kept_and_then_rests_on_no_calendar():
    found = deadline(Clock.CALENDAR_DAYS, 3, WEDNESDAY, office(covers=()), DueOnHoliday.KEEP)
    assert (found.due, found.last_working_day, found.skipped) == (SATURDAY_DUE, date(2030, 5, 3), ())
    assert (found.grade, found.estimated) == (Grade.F, False)


def test_a_due_date_on_a_working_day_stays():
    found = deadline(Clock.CALENDAR_DAYS, 1, WEDNESDAY, office())
    assert (found.due, found.last_working_day, found.skipped, found.grade) == (
        date(2030, 5, 2),
        None,
        (),
        Grade.F1,
    )
    assert not found.is_on_day_off


@pytest.mark.parametrize(
    ("clock", "n", "start", "nominal"),
    [
        (Clock.DAY_OF_NEXT_MONTH, 9, date(2030, 1, 31), date(2030, 2, 9)),
        (Clock.DAY_OF_NEXT_MONTH, 9, date(2029, 12, 1), date(2030, 1, 9)),
        (Clock.FISCAL_YEAR_END, 1, date(2029, 9, 30), date(2030, 9, 30)),
        (Clock.FISCAL_YEAR_END, 1, date(2029, 10, 1), date(2031, 9, 30)),
        (Clock.YEARS, 2, date(2028, 5, 1), date(2030, 5, 1)),
        (Clock.YEARS, 2, date(2028, 2, 29), date(2030, 2, 28)),
        (Clock.YEARS, 4, date(2028, 2, 29), date(2032, 2, 29)),
    ],
)
def test_months_years_and_fiscal_years(clock, n, start, nominal):
    found = deadline(clock, n, start, office(), DueOnHoliday.KEEP)
    assert (found.due, found.counted_from) == (nominal, start)


@pytest.mark.parametrize("clock", [Clock.HOURS, Clock.EVENT])
def test_a_clock_without_days_has_no_due_day(clock):
    with pytest.raises(ValueError, match=clock.value):
        deadline(clock, 1, WEDNESDAY, office())


def test_hours_run_day_and_night():
    assert hours_deadline(48, datetime(2030, 5, 3, 22, 15)).isoformat() == "2030-05-05T22:15:00"  # noqa: DTZ001


def test_the_working_names_each_day_passed_over():
    found = deadline(Clock.WORKING_DAYS, 3, WEDNESDAY, office(off(5, 2, "fair", GUESSED)))
    working = deadline_working(found, READ, TOLD)
    assert working.value == "2030-05-07"
    assert working.grade is Grade.I
    skipped = working.parts[-1]
    assert [(part.name, part.rule) for part in skipped.parts] == [
        ("2030-05-02", "fair"), ("2030-05-04", "weekend"), ("2030-05-05", "weekend"),
    ]  # fmt: skip


days_off = st.lists(st.integers(1, 330), max_size=25).map(
    lambda numbers: [
        DayOff(date(2030, 1, 1) + timedelta(days=n), DayKind.PUBLIC, "ก", "a", TOLD) for n in set(numbers)
    ]
)
starts = st.dates(date(2030, 2, 1), date(2030, 9, 30))


@given(days_off, starts, st.integers(1, 40))
def test_n_working_days_on_and_back_is_where_one_was(entries, start, n):
    works = office(*entries)
    start = start if works.is_working(start) else works.working_day_after(start)
    assert deadline(Clock.WORKING_DAYS, -n, deadline(Clock.WORKING_DAYS, n, start, works).due, works).due == start


@given(days_off, starts, st.integers(1, 40))
def test_every_day_between_is_either_counted_or_skipped(entries, start, n):
    works = office(*entries)
    found = deadline(Clock.WORKING_DAYS, n, start, works)
    between = [start + timedelta(days=k) for k in range(1, (found.due - start).days + 1)]
    assert [day for day in between if not works.is_working(day)] == [why.day for why in found.skipped]
    assert len(between) - len(found.skipped) == n
    assert works.is_working(found.due)


@given(days_off, starts, st.integers(1, 40))
def test_a_moved_due_date_is_the_first_working_day_from_the_nominal(entries, start, n):
    works = office(*entries)
    found = deadline(Clock.CALENDAR_DAYS, n, start, works)
    assert found.nominal == start + timedelta(days=n)
    assert works.is_working(found.due)
    assert (found.due - found.nominal).days == len(found.skipped)


def test_a_calendar_names_its_faults():
    twice = calendar(off(5, 2), off(5, 2))
    assert list(twice.faults()) == ["2030-05-02 holiday: stands twice"]
    assert not list(calendar(off(5, 2, places="90"), off(5, 2, places="94")).faults())
    assert list(off(5, 2, kind=DayKind.LOCAL).faults()) == ["2030-05-02: a local day names its places"]
    assert list(off(5, 2, places="Yala").faults()) == [
        "2030-05-02: places are two-digit province codes with spaces between"
    ]
    assert list(off(5, 2, name="").faults()) == ["a label needs both Thai and English"]
    assert not list(YEAR.faults())
    assert list(Coverage(date(2030, 1, 2), date(2030, 1, 1), TOLD).faults())
    overlapping = calendar(covers=(YEAR, Coverage(date(2030, 12, 31), date(2031, 12, 31), TOLD)))
    assert list(overlapping.faults()) == ["2030-12-31: coverage overlaps or is out of order"]
    assert not list(calendar(covers=(YEAR, Coverage(date(2031, 1, 1), date(2031, 12, 31), TOLD))).faults())
