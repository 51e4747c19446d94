"""The owned calendar: held against the library it was made from, with every difference explained."""

from datetime import date, timedelta

import holidays
import pytest
from holidays.constants import GOVERNMENT, PUBLIC

from sitthi.book import Book
from sitthi.core.calendar.days import Calendar, DayKind
from sitthi.core.calendar.working import working_calendar
from sitthi.core.evidence import Grade

NOT_OF_OFFICES = ("National Labor Day", "National Children's Day")

EXPLAINED = {
    # Given by the cabinet on 12 February 2019; banks worked, the library follows them.
    date(2019, 4, 12): "off",
    # Moved by the cabinet on 29 December 2020 from Monday the 25th to Friday the 22nd.
    date(2021, 10, 22): "off",
    date(2021, 10, 25): "worked",
    # 30 December 2022 was given instead; the lists of that year have 2 January alone.
    date(2023, 1, 3): "worked",
    # The flood days held in 21 provinces; they stand in one_off_local.
    date(2011, 10, 27): "worked",
    date(2011, 10, 28): "worked",
    date(2011, 10, 31): "worked",
}


@pytest.fixture(scope="module")
def book():
    return Book()


@pytest.fixture(scope="module")
def country(book):
    return book.get(Calendar, "government_holidays")


def of_province(book, code):
    layers = sorted(book.all(Calendar).values(), key=lambda calendar: not calendar.covers)
    return working_calendar(layers, code)


def test_the_announced_years_differ_from_the_library_where_explained_and_nowhere_else(country):
    years = range(2007, country.announced_to.year + 1)
    library = holidays.Thailand(years=years, language="en_US", categories=(PUBLIC, GOVERNMENT))
    expected = {
        day
        for day, names in library.items()
        if not all(name.startswith(NOT_OF_OFFICES) for name in names.split("; "))
    }
    ours = {entry.day for entry in country.days if entry.day.year in years}
    weekdays = {day for day in expected ^ ours if day.weekday() < 5}
    assert {day: "off" if day in ours else "worked" for day in weekdays} == EXPLAINED


def test_the_estimated_years_are_the_library_s_too(country):
    years = range(country.announced_to.year + 1, 2033)
    library = holidays.Thailand(years=years, language="en_US", categories=(PUBLIC, GOVERNMENT))
    expected = {day for day, names in library.items() if not names.startswith(NOT_OF_OFFICES)}
    assert {entry.day for entry in country.days if entry.day.year in years} == expected


def test_announced_days_are_known_and_later_ones_inferred(country):
    for entry in country.days:
        weakest = Grade.F1 if entry.day <= country.announced_to else Grade.I
        assert (entry.evidence.grade.rank <= Grade.F1.rank) == (weakest is Grade.F1), entry.day
    assert [run.evidence.grade for run in country.covers] == [Grade.F1, Grade.I]


def test_nothing_is_claimed_to_be_read_in_a_primary_source(book):
    grades = {entry.evidence.grade for calendar in book.all(Calendar).values() for entry in calendar.days}
    assert grades == {Grade.F2, Grade.F1, Grade.I}


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 5, 1), True),  # Labour Day: offices work
        (date(2016, 5, 2), True),  # Labour Day in lieu: offices work
        (date(2017, 5, 5), True),  # Coronation Day of the ninth reign, cancelled in 2017
        (date(2016, 5, 5), False),
        (date(2019, 5, 6), False),
        (date(2017, 10, 26), False),
        (date(2016, 10, 14), False),
        (date(2020, 4, 13), True),  # Songkran 2020 was moved
        (date(2020, 7, 27), False),
        (date(2020, 9, 4), False),
        (date(2020, 9, 7), False),
        (date(2021, 7, 27), True),  # given in 2020, withdrawn on 29 June 2021
        (date(2022, 12, 30), False),
        (date(2023, 12, 29), False),
        (date(2024, 1, 2), True),  # moved to 29 December
        (date(2026, 1, 2), False),
        (date(2026, 6, 2), True),  # proposed, not given
    ],
)
def test_days_that_people_remember(book, day, works):
    assert of_province(book, None).is_working(day) is works


@pytest.mark.parametrize(
    ("day", "off_in", "worked_in"),
    [
        (date(2011, 10, 27), ("10", "14", "63"), ("50", "90", "11")),
        (date(2019, 11, 4), ("10", "12"), ("11",)),
        (date(2022, 11, 17), ("10", "11", "12"), ("13",)),
        (date(2021, 3, 26), ("50", "60"), ("18", "40")),
        (date(2021, 5, 10), ("40", "30"), ()),
        (date(2021, 10, 6), ("90", "84"), ("77",)),
        (date(2021, 10, 21), ("10", "18", "11", "77"), ("26", "20")),
        (date(2012, 10, 26), ("94", "91"), ("90", "92")),
        (date(2022, 7, 11), ("90", "94"), ("93",)),
        (date(2026, 2, 17), ("90", "96"), ("10",)),
    ],
)
def test_local_days_hold_where_they_were_given(book, day, off_in, worked_in):
    if day != date(2021, 5, 10):  # also the Royal Ploughing Ceremony, everywhere
        assert of_province(book, None).is_working(day)
    for code in off_in:
        assert not of_province(book, code).is_working(day), code
    for code in worked_in:
        assert of_province(book, code).is_working(day), code


def test_a_day_in_lieu_is_a_weekday_near_the_day_it_stands_for(book):
    for calendar in book.all(Calendar).values():
        for entry in calendar.days:
            if entry.kind is DayKind.IN_LIEU:
                assert entry.day.weekday() < 5, entry.day
    assert timedelta(0) <= date(2012, 1, 3) - date(2011, 12, 31) <= timedelta(days=3)
