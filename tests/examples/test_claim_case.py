"""A social-security inpatient's claim from admission to sending [sso-cqi-2555, chart and tables]."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from core.claims.walks import CALENDAR, DISCHARGED, RULES, SSO, Told, eleven_steps, moment
from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.deadlines import case_deadlines, next_deadline
from sitthi.core.claims.events import EventKind
from sitthi.core.claims.facts import office_day
from sitthi.core.claims.monthly import Sending, month_rows, share_kept, total_row
from sitthi.core.claims.progress import progress
from sitthi.core.flow.chart import process_chart
from sitthi.core.numbers import shown

# The after chart, walked: when, who, for which unit, and the number of the step. Papers come as they are needed.
WALK = """
10-26 09:41  wipa    benefits  patient_papers
10-26 10:05  wipa    benefits  1
10-26 10:30  wipa    benefits  2
10-27 11:30  wipa    benefits  3
10-30 10:00  kamon   ward      medical_certificate
10-30 10:20  kamon   ward      4
11-2  09:20  natee   finance   5
11-5  09:00  preeda  r2a       treatment_record
11-9  14:31  preeda  r2a       6
11-11 11:02  suda    r2a       7
11-12 15:20  suda    r2a       8
11-13 10:00  wipa    benefits  9
11-13 13:00  wipa    benefits  10
11-16 08:40  natee   finance   cost_summary
11-16 08:45  natee   finance   sso_form
11-16 09:00  natee   finance   11
"""

# What the case waits for after each line of the walk: the step, and what stands in its way.
WAITS = """
 1  -
 2  -
 3  -
 4  medical_certificate
 4  -
 5  -
 6  treatment_record
 6  -
 7  -
 8  -
 9  -
10  -
11  cost_summary
11  sso_form
11  -
 -  -
"""


def drawn(table):
    return [line.split() for line in table.strip().splitlines()]


def walked(lines):
    case = Told()
    for day, time, by, unit, what in drawn(WALK)[:lines]:
        is_step = what.isdigit()
        name = SSO.steps[int(what) - 1].id if is_step else what
        given = {"step": name} if is_step else {"document": name}
        kind = "step_done" if is_step else "document_received"
        case(kind, f"{day} {time}", by=by, unit=unit, units_of_actor=frozenset({unit}), **given)
    return case


def test_eleven_steps_by_five_people_lead_from_admission_to_a_sent_claim():
    assert len({row[2] for row in drawn(WALK)}) == 5
    rows = []
    for n in range(1, len(drawn(WALK)) + 1):
        case = walked(n)
        told = progress(SSO, case.facts, case.events)
        number = str(told.current.number) if told.current else "-"
        rows.append([number, told.waits_for.document or "-"])
    assert rows == drawn(WAITS)
    assert told.is_finished
    assert told.sent_at == moment("11-16 09:00")


def test_the_groups_after_discharge_are_due_on_days_3_24_27_and_30():
    due = [each.due_day for each in process_chart(SSO).groups if each.group.clock_starts == "discharge"]
    assert due == [3, 24, 27, 30]
    limit = next(
        each
        for each in case_deadlines(
            SSO, Told().facts, progress(SSO, Told().facts, ()), (), RULES, CALENDAR, moment("11-1")
        )
        if each.is_claim
    )
    assert (limit.found.nominal - office_day(DISCHARGED)).days == due[-1]


def test_a_case_may_overrun_a_group_while_every_deadline_is_kept():
    case = eleven_steps()
    told = progress(SSO, case.facts, case.events)
    days = [(each.group.id, int(each.allowed), each.used, each.is_overrun) for each in told.groups]
    assert days == [
        ("a", 3, 4, True), ("b", 3, 10, True), ("c", 21, 3, False), ("d", 3, 1, False), ("e", 3, 3, False),
    ]  # fmt: skip
    found = case_deadlines(SSO, case.facts, told, case.events, RULES, CALENDAR, moment("11-18"))
    assert {each.rule: each.state.value for each in found} == dict.fromkeys(
        ("entitlement_papers", "medical_certificate", "coding", "record_copies", "sss_ipd_claim"), "done"
    )


def test_a_record_that_the_ward_borrowed_holds_the_copy_up():
    case = eleven_steps(11)
    case(
        "document_borrowed", "11-13 09:05", by="kamon", unit="ward", document="treatment_record", reason="summary"
    )
    told = progress(SSO, case.facts, case.events)
    waits = told.waits_for
    assert (waits.kind, waits.step, waits.unit, waits.person) == (
        "document_borrowed", "copy_record", "ward", "kamon",
    )  # fmt: skip
    found = case_deadlines(SSO, case.facts, told, case.events, RULES, CALENDAR, moment("11-14 08:00"))
    following = next_deadline(found)
    assert (following.rule, following.state.value, following.days) == ("record_copies", "soon", 2)
    wish = Wish(EventKind.STEP_DONE, "wipa", step="copy_record", units_of_actor=frozenset({"benefits"}))
    refusal = decide(SSO, case.facts, case.events, wish, moment("11-14"))
    assert (refusal.code, refusal.detail["documents"]) == ("case.documents_missing", "treatment_record")


def test_the_two_lost_records_are_not_counted_among_the_34():
    today, received = date(2012, 6, 30), date(2012, 5, 1)
    due = received + timedelta(days=3)
    copies = (
        [Sending(received, due, due)] * 32
        + [Sending(received, due, due + timedelta(days=1))] * 2
        + [Sending(received, due, is_lost=True)] * 2
    )
    within, n, percent = share_kept(copies, today)
    assert (within, n, shown(percent, 2)) == (32, 34, "94.12")


# The monthly table: month, patients, within, over, and who is left over.
MONTHLY = """
2011-11  1304  1278  26  0  98.01  1.99
2011-12   266   262   2  2  98.50  0.75
2012-01    43    41   2  0  95.35  4.65
2012-02    42    41   1  0  97.62  2.38
2012-03    56    56   0  0  100.00  0.00
2012-04    59    59   0  0  100.00  0.00
2012-05    42    42   0  0  100.00  0.00
2012-06    48    48   0  0  100.00  0.00
"""


@pytest.fixture(scope="module")
def cases():
    """Are the table's patients one by one: sent on the last day, a day late, or without a word."""
    made = []
    for month, _, within, over, left, *_ in drawn(MONTHLY):
        out = date.fromisoformat(f"{month}-15")
        due = out + timedelta(days=30)
        made += [Sending(out, due, due)] * int(within) + [Sending(out, due, due + timedelta(days=1))] * int(over)
        made += [Sending(out, due, is_lost=True)] * int(left)
    return made


def test_the_monthly_table_counts_cases_and_shows_who_is_unaccounted_for(cases):
    rows = month_rows(cases, date(2012, 8, 1), Fraction(90))
    assert [
        [
            f"{row.month:%Y-%m}", str(row.patients), str(row.within), str(row.over), str(row.unaccounted),
            shown(row.within_percent, 2), shown(row.over_percent, 2),
        ]
        for row in rows
    ] == drawn(MONTHLY)  # fmt: skip
    assert all(row.met and row.is_final for row in rows)
    total = total_row(rows, Fraction(90))
    assert (total.patients, total.within, total.over, total.unaccounted) == (1860, 1827, 31, 2)
