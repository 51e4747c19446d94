"""Moments as offices write them: a day that `read_date` reads, and a time of day after it."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.thai.dates import DateFault
from sitthi.core.thai.digits import in_thai_digits
from sitthi.core.thai.moments import TimeFault, moment_in_field, read_moment

MORNING = datetime.datetime(2026, 11, 18, 8, 40)  # noqa: DTZ001 - a zone is the caller's to know


@pytest.mark.parametrize(
    "text",
    [
        "18/11/2569 08:40",
        " 18/11/2569  8.40 น. ",
        "18/11/2569 08.40น.",
        "18 พ.ย. 2569 08:40",
        "18 พฤศจิกายน พ.ศ. 2569 เวลา 08.40 น.",
        "18\u00a0พ.ย.\u00a02569\u00a008:40",
        "2026-11-18 08:40",
        "18/11/2026 8:40",
    ],
)
def test_the_ways_of_writing_a_moment(text):
    assert read_moment(text) == MORNING


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", DateFault.EMPTY),
        ("08:40", DateFault.EMPTY),
        ("18/11/2569", TimeFault.MISSING),
        ("18 พ.ย. 2569", TimeFault.MISSING),
        ("18/11/2569 24:00", TimeFault.NO_SUCH_TIME),
        ("18/11/2569 08:60", TimeFault.NO_SUCH_TIME),
        ("18/11/2569 8:4", DateFault.FORM),
        ("18/11/2569 0840", DateFault.FORM),
        ("18/11/25698:40", DateFault.FORM),
        ("18.11.2569", DateFault.FORM),
        ("31/11/2569 08:40", DateFault.NO_SUCH_DAY),
        ("18/11/69 08:40", DateFault.SHORT_YEAR),
        ("18/11/2269 08:40", DateFault.YEAR),
        ("๑๘/๑๑/๒๕๖๙ ๐๘:๔๐", DateFault.THAI_DIGITS),
    ],
)
def test_why_a_moment_is_not_read(text, fault):
    assert read_moment(text) is fault


def test_thai_digits_are_read_where_they_are_asked_for():
    assert read_moment("๑๘/๑๑/๒๕๖๙ ๐๘:๔๐", thai_digits=True) == MORNING


@given(st.datetimes(min_value=datetime.datetime(1858, 1, 1), max_value=datetime.datetime(2099, 12, 31, 23, 59)))  # noqa: DTZ001
def test_what_stands_in_a_field_reads_back(moment):
    minute = moment.replace(second=0, microsecond=0)
    assert read_moment(moment_in_field(minute)) == minute
    assert read_moment(in_thai_digits(moment_in_field(minute)), thai_digits=True) == minute


@given(st.text())
def test_no_text_makes_it_fail(text):
    read_moment(text, thai_digits=True)
