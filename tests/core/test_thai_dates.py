"""Dates as offices write them: both eras, month names, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.thai.dates import (
    MONTHS,
    DateFault,
    buddhist_year,
    read_date,
    written_in_field,
    written_long,
    written_month,
    written_short,
)
from sitthi.core.thai.digits import has_thai_digits, in_arabic_digits, in_thai_digits

days = st.dates(date(1858, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-22", "2569-11-22", "22/11/2569", "22/11/2026", "22 พ.ย. 2569", "22\u00a0พ.ย.\u00a02569",
        "22 พฤศจิกายน 2569", "22 พฤศจิกายน พ.ศ. 2569", "22พ.ย.2569", " 22/11/2569 ",
    ],
)  # fmt: skip
def test_every_writing_of_one_day_reads_as_that_day(written):
    assert read_date(written) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", DateFault.EMPTY),
        ("tomorrow", DateFault.FORM),
        ("22.11.2569", DateFault.FORM),
        ("2569-1-2", DateFault.FORM),
        ("22/11/69", DateFault.SHORT_YEAR),
        ("22 พ.ย. 69", DateFault.SHORT_YEAR),
        ("22/11/2100", DateFault.YEAR),
        ("22/11/2400", DateFault.YEAR),
        ("22/11/2643", DateFault.YEAR),
        ("22/11/1857", DateFault.YEAR),
        ("22/11/25690", DateFault.YEAR),
        ("29/02/2568", DateFault.NO_SUCH_DAY),
        ("22/13/2569", DateFault.NO_SUCH_DAY),
        ("31 เม.ย. 2569", DateFault.NO_SUCH_DAY),
        ("๒๒/๑๑/๒๕๖๙", DateFault.THAI_DIGITS),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(written, fault):
    assert read_date(written) is fault


def test_the_years_at_the_edges_of_both_eras():
    assert read_date("01/01/2401") == date(1858, 1, 1)
    assert read_date("31/12/2642") == date(2099, 12, 31)
    assert read_date("31/12/2099") == date(2099, 12, 31)


def test_29_february_follows_the_christian_year():
    assert read_date("29/02/2567") == date(2024, 2, 29)
    assert written_month(date(2024, 2, 29)) == "ก.พ.\u00a02567"
    assert written_long(date(2024, 2, 29)) == "29\u00a0กุมภาพันธ์\u00a02567"


def test_thai_digits_are_read_only_when_asked_for():
    assert read_date("๒๒ พ.ย. ๒๕๖๙", thai_digits=True) == date(2026, 11, 22)
    assert read_date("22/11/2569", thai_digits=True) == date(2026, 11, 22)


def test_dates_are_written_glued_and_in_the_buddhist_era():
    day = date(2026, 11, 18)
    assert written_short(day) == "18\u00a0พ.ย.\u00a02569"
    assert written_long(day) == "18\u00a0พฤศจิกายน\u00a02569"
    assert written_in_field(date(2026, 1, 5)) == "05/01/2569"
    assert buddhist_year(day) == 2569


@given(days)
def test_what_is_written_reads_back(day):
    for written in (written_short(day), written_long(day), written_in_field(day), day.isoformat()):
        assert read_date(written) == day


@given(days)
def test_thai_digits_go_out_and_come_back(day):
    formal = in_thai_digits(written_long(day))
    assert has_thai_digits(formal)
    assert read_date(formal, thai_digits=True) == day
    assert in_arabic_digits(formal) == written_long(day)


def test_there_are_twelve_months():
    assert [read_date(f"1 {name} 2569").month for name in MONTHS] == list(range(1, 13))
