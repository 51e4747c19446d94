"""What lateness costs, and the monthly table."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.claims.walks import DISCHARGED, RULES, moment
from sitthi.core.claims.lateness import lateness
from sitthi.core.claims.monthly import Sending, Verdict, month_rows, share_kept, total_row, verdict
from sitthi.core.evidence import Grade

LATE_SHARE = RULES["late_share"]

# Moment of sending, what is lost of 42,508.18 baht and until when, and what from the day after.
TIERS = """
11-1     0        11-29  212541
11-29    0        11-29  212541
11-30    212541   12-29  425082
12-29    212541   12-29  425082
12-30    425082   1-28   850164
"""


@pytest.mark.parametrize("row", [line.split() for line in TIERS.strip().splitlines()], ids=lambda row: row[0])
def test_universal_coverage_pays_less_from_the_31st_61st_and_91st_day(row):
    at, lost, until, following = row
    cost = lateness(LATE_SHARE, "UCS", 4250818, DISCHARGED, moment(at))
    last = moment(until, 2027 if until == "1-28" else 2026).date()
    assert (cost.lost_satang, cost.holds_until, cost.next_satang) == (int(lost), last, int(following))
    assert (cost.is_known, cost.evidence.grade) == (True, Grade.K)


def test_after_90_days_it_grows_no_more():
    cost = lateness(LATE_SHARE, "UCS", 4250818, DISCHARGED, moment("2-1", 2027))
    assert (cost.lost_percent, cost.lost_satang, cost.holds_until) == (20, 850164, None)
    assert (cost.next_percent, cost.next_satang) == (None, None)


def test_before_the_discharge_nothing_is_lost():
    cost = lateness(LATE_SHARE, "UCS", 100, None, moment("10-28"))
    assert (cost.lost_satang, cost.holds_until, cost.next_percent) == (0, None, 5)
    assert lateness(LATE_SHARE, "UCS", 100, DISCHARGED, moment("10-28")).lost_percent == 0


@pytest.mark.parametrize("fund", ["OFC", "SSS", "LGO"])
def test_of_other_funds_nobody_says_anything(fund):
    cost = lateness(LATE_SHARE, fund, 100, DISCHARGED, moment("12-30"))
    assert (cost.is_known, cost.lost_satang, cost.evidence.grade) == (False, None, Grade.GAP)


def test_a_fund_without_an_entry_and_an_amount_not_known():
    assert not lateness(LATE_SHARE, "NHS", 100, DISCHARGED, moment("12-30")).is_known
    cost = lateness(LATE_SHARE, "UCS", None, DISCHARGED, moment("12-30"))
    assert (cost.lost_percent, cost.lost_satang, cost.next_satang) == (10, None, None)


TODAY = date(2026, 11, 25)
DUE = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("due_on", "sent_on", "is_lost", "said"),
    [
        (DUE, DUE, False, "within"),
        (DUE, TODAY, False, "over"),
        (DUE, None, False, "over"),
        (TODAY, None, False, "pending"),
        (DUE, None, True, "unaccounted"),
        (TODAY, None, True, "unaccounted"),
        (DUE, DUE, True, "within"),
        (None, None, False, "unaccounted"),
        (None, DUE, False, "unaccounted"),
    ],
)
def test_a_sending_is_within_over_pending_or_unaccounted(due_on, sent_on, is_lost, said):
    assert verdict(Sending(date(2026, 10, 25), due_on, sent_on, is_lost), TODAY) is Verdict(said)


days = st.dates(date(2026, 6, 1), date(2026, 12, 31))
sendings = st.lists(st.builds(Sending, days, st.none() | days, st.none() | days, st.booleans()), max_size=30)


@given(sendings, days, st.integers(0, 100))
def test_every_case_is_in_one_column_and_the_total_pools_them(cases, today, target):
    rows = month_rows(cases, today, Fraction(target))
    assert [row.month for row in rows] == sorted({case.discharged_on.replace(day=1) for case in cases})
    for row in (*rows, total := total_row(rows, Fraction(target))):
        come = row.within + row.over + row.unaccounted
        assert row.patients == come + row.pending
        assert row.is_final == (row.pending == 0)
        assert row.within_percent == (Fraction(100 * row.within, come) if come else None)
        assert row.met == (row.within_percent >= target if come else None)
    assert (total.month, total.patients) == (None, len(cases))
    within, n, percent = share_kept(cases, today)
    assert (within, n) == (total.within, total.within + total.over)
    assert percent == (Fraction(100 * within, n) if n else None)
