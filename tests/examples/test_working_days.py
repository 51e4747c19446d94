"""Thirty working days for a complaint [rights-2557 indicator 4], and the other limits, as drawn tables."""

import pytest

from sitthi.book import Book
from sitthi.core.calendar.days import Calendar
from sitthi.core.calendar.deadlines import Clock, DueOnHoliday, deadline
from sitthi.core.calendar.working import working_calendar
from sitthi.core.rules.dated import Rule, in_force
from sitthi.core.thai.dates import read_date, written_in_field


@pytest.fixture(scope="module")
def book():
    return Book()


@pytest.fixture(scope="module")
def office(book):
    return working_calendar(sorted(book.all(Calendar).values(), key=lambda calendar: not calendar.covers))


# received      due          weekdays off on the way
COMPLAINTS = """
01/05/2555    15/06/2555   07/05 09/05 04/06
14/03/2557    01/05/2557   07/04 14/04 15/04 16/04
02/12/2567    20/01/2568   05/12 10/12 30/12 31/12 01/01
30/04/2568    18/06/2568   05/05 09/05 12/05 02/06 03/06
01/04/2569    21/05/2569   06/04 13/04 14/04 15/04 04/05 13/05
"""


@pytest.mark.parametrize("row", COMPLAINTS.strip().splitlines())
def test_a_complaint_is_to_be_settled_within_30_working_days(book, office, row):
    received, due, *holidays = row.split()
    limit = in_force(book.all(Rule)["complaint_settled"], read_date(received))
    found = deadline(Clock.WORKING_DAYS, limit.value.numerator, read_date(received), office)
    assert written_in_field(found.due) == due
    assert [written_in_field(why.day)[:5] for why in found.skipped if not why.is_weekend] == holidays
    assert not found.estimated


def test_labour_day_counts_as_a_working_day(office):
    found = deadline(Clock.WORKING_DAYS, 1, read_date("30/04/2568"), office)
    assert written_in_field(found.due) == "01/05/2568"


# rule              from          falls on      due, moved    last working day before
LIMITS = """
sss_ipd_claim       18/11/2569    18/12/2569    18/12/2569    -
sss_ipd_claim       02/05/2568    01/06/2568    04/06/2568    30/05/2568
uc_ipd_claim        01/12/2567    31/12/2567    02/01/2568    27/12/2567
audit_review        03/04/2568    13/04/2568    17/04/2568    11/04/2568
"""


@pytest.mark.parametrize("row", LIMITS.strip().splitlines())
def test_a_limit_that_ends_on_a_day_off_moves_to_the_next_working_day(book, office, row):
    name, start, nominal, due, before = row.split()
    rule = book.all(Rule)[name]
    limit = in_force(rule, read_date(start))
    found = deadline(Clock(rule.unit), limit.value.numerator, read_date(start), office)
    assert written_in_field(found.nominal) == nominal
    assert written_in_field(found.due) == due
    assert (written_in_field(found.last_working_day) if found.last_working_day else "-") == before


# served        last day [revenue-centre-2564 2.1 item 4: before the 10th]   last working day before
TREATMENT_DATA = """
31/01/2568      09/02/2568      07/02/2568
15/04/2569      09/05/2569      08/05/2569
02/06/2569      09/07/2569      -
"""


@pytest.mark.parametrize("row", TREATMENT_DATA.strip().splitlines())
def test_before_the_tenth_is_the_ninth_whatever_day_that_is(book, office, row):
    served, last, before = row.split()
    rule = book.all(Rule)["treatment_data"]
    limit = in_force(rule, read_date(served)).value.numerator
    found = deadline(Clock(rule.unit), limit, read_date(served), office, rule.due_on_holiday)
    assert written_in_field(found.due) == last
    assert (written_in_field(found.last_working_day) if found.last_working_day else "-") == before


# served        last day the data are taken [nhso-response-codes C998]
CLOSING = """
30/09/2567    30/09/2568
01/10/2567    30/09/2569
"""


@pytest.mark.parametrize("row", CLOSING.strip().splitlines())
def test_a_fiscal_year_s_data_are_taken_until_the_end_of_the_next(book, office, row):
    served, last = row.split()
    rule = book.all(Rule)["data_closing"]
    assert rule.due_on_holiday is DueOnHoliday.KEEP
    found = deadline(Clock(rule.unit), 1, read_date(served), office, rule.due_on_holiday)
    assert written_in_field(found.due) == last
