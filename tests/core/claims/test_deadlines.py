"""When a case's deadlines are due, and how near they are."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from core.claims.walks import (
    ACCIDENT,
    ADMITTED,
    CALENDAR,
    DISCHARGED,
    FAX,
    RULES,
    SSO,
    UC,
    Told,
    eleven_steps,
    facts,
    moment,
)
from sitthi.core.calendar.deadlines import DueOnHoliday
from sitthi.core.claims.clocks import Pause, paused_days, paused_time, pauses
from sitthi.core.claims.deadlines import DeadlineState, case_deadlines, next_deadline
from sitthi.core.claims.facts import CaseFacts, end_of
from sitthi.core.claims.progress import progress
from sitthi.core.evidence import Evidence, Grade
from sitthi.core.flow.definition import PatientType
from sitthi.core.rules.dated import Entry, RuleOverlay, RuleOverlayEntry, Unit

NOW = moment("11-18 10:00")


def due(case, now=NOW, copy_rule="rw", **given):
    told = progress(case.flow, case.facts, case.events, copy_rule)
    found = case_deadlines(
        case.flow, case.facts, told, case.events, given.pop("rules", RULES), CALENDAR, now, **given
    )  # fmt: skip
    return {each.rule: each for each in found}


def test_the_days_after_discharge_make_up_30_and_a_day_off_names_the_last_working_day():
    claim = due(eleven_steps(4))["sss_ipd_claim"]
    assert (claim.starts_at, claim.due_at, claim.days) == (DISCHARGED, end_of(date(2026, 11, 30)), 12)
    assert (claim.last_working_day, claim.found.nominal) == (date(2026, 11, 27), date(2026, 11, 29))
    assert (claim.state, claim.is_claim, claim.step) == (DeadlineState.LATER, True, "send_claim")
    assert claim.grade is Grade.K


def test_a_due_date_that_stays_where_it_falls_rests_on_its_choice_too():
    kept = due(eleven_steps(4), choices={"due_on_holiday": "keep"}, choice_grades={"due_on_holiday": Grade.F})
    assert kept["sss_ipd_claim"].due_at == end_of(date(2026, 11, 29))
    assert kept["sss_ipd_claim"].grade is Grade.I


def test_a_source_that_settles_the_day_off_leaves_no_choice():
    rules = {**RULES, "sss_ipd_claim": replace(RULES["sss_ipd_claim"], due_on_holiday=DueOnHoliday.KEEP)}
    claim = due(eleven_steps(4), rules=rules)["sss_ipd_claim"]
    assert (claim.due_at, claim.grade) == (end_of(date(2026, 11, 29)), Grade.I)


@pytest.mark.parametrize(
    ("now", "state", "days"),
    [
        ("11-18", "later", 12),
        ("11-24 23:59", "later", 6),
        ("11-25 00:00", "soon", 5),
        ("11-29", "soon", 1),
        ("11-30 00:00", "today", 0),
        ("11-30 23:59", "today", 0),
        ("12-1 00:00", "late", -1),
        ("12-4", "late", -4),
    ],
)
def test_soon_is_three_working_days_and_late_begins_after_the_last_moment_of_the_day(now, state, days):
    claim = due(eleven_steps(4), moment(now))["sss_ipd_claim"]
    assert (claim.state, claim.days, claim.is_open) == (state, days, True)


@pytest.mark.parametrize(("at", "state", "days"), [("11-30 23:00", "done", 0), ("12-2", "done_late", -2)])
def test_what_is_done_keeps_how_many_days_were_left(at, state, days):
    claim = due(eleven_steps(15)("step_done", at, step="send_claim"), moment("12-9"))["sss_ipd_claim"]
    assert (claim.state, claim.days, claim.done_at, claim.is_open) == (state, days, moment(at), False)


def test_the_entitlement_papers_run_from_their_receipt():
    assert due(eleven_steps(0))["entitlement_papers"].state is DeadlineState.NOT_STARTED
    papers = due(eleven_steps(1))["entitlement_papers"]
    assert (papers.starts_at, papers.due_at) == (moment("10-26 09:41"), end_of(date(2026, 10, 29)))
    case = Told(flow=replace(SSO, steps=(replace(SSO.steps[0], needs=()), *SSO.steps[1:])))
    assert due(case("step_done", "10-26 10:05", step="receive_papers"))["entitlement_papers"].starts_at == moment(
        "10-26 10:05"
    )


def test_papers_of_another_unit_or_kind_start_no_clock():
    case = Told()
    case("document_received", "10-26 10:00", unit="finance", document="patient_papers")
    case("document_received", "10-26 10:00", unit="benefits", document="treatment_record")
    assert due(case)["entitlement_papers"].state is DeadlineState.NOT_STARTED


def test_the_copies_run_from_the_receipt_of_the_chart():
    assert due(eleven_steps(10))["record_copies"].state is DeadlineState.NOT_STARTED
    copies = due(eleven_steps(11))["record_copies"]
    assert (copies.starts_at, copies.state, copies.days) == (moment("11-12 15:20"), DeadlineState.LATE, -2)
    assert copies.last_working_day == date(2026, 11, 13)
    early = eleven_steps(10)("document_received", "11-11 12:00", unit="benefits", document="treatment_record")
    assert due(early)["record_copies"].starts_at == moment("11-11 12:00")


def test_a_step_that_is_not_needed_or_was_skipped_has_no_deadline():
    assert "record_copies" not in due(eleven_steps(10, Told(rw=Fraction(3))))
    assert due(eleven_steps(10, Told(rw=None)))["record_copies"].state is DeadlineState.NOT_STARTED
    skipped = eleven_steps(8)("step_skipped", "11-9", step="code_record", reason="coded elsewhere")
    assert "coding" not in due(skipped)


def test_a_sent_claim_has_no_deadline_left_open():
    case = eleven_steps()
    case.events = [event for event in case.events if event.step != "send_copy"]
    assert set(due(case)) == {"entitlement_papers", "medical_certificate", "coding", "sss_ipd_claim"}


def test_the_certificate_is_due_at_the_discharge_or_when_the_ward_expects_it():
    case = eleven_steps(3, Told(discharged_at=None))
    certificate = due(case, moment("10-28"))["medical_certificate"]
    assert (certificate.state, certificate.due_at, certificate.days) == (DeadlineState.NOT_KNOWN, None, None)
    assert certificate.says.en == "Before the patient is discharged"
    case.facts = facts(discharged_at=None, leaves_at=moment("10-30 14:00"))
    certificate = due(case, moment("10-30 10:00"))["medical_certificate"]
    assert (certificate.state, certificate.due_at) == (DeadlineState.TODAY, moment("10-30 14:00"))
    assert due(case, moment("10-30 14:01"))["medical_certificate"].state is DeadlineState.LATE
    done = due(eleven_steps(6))["medical_certificate"]
    assert (done.state, done.due_at) == (DeadlineState.DONE, DISCHARGED)


def test_a_certificate_after_the_discharge_is_late():
    case = eleven_steps(4)("document_received", "10-30 15:00", unit="ward", document="medical_certificate")
    case("step_done", "10-30 15:05", step="send_certificate")
    assert due(case)["medical_certificate"].state is DeadlineState.DONE_LATE


def test_home_medication_is_due_before_the_fax():
    case = Told(flow=FAX, fund="private")
    assert due(case)["fax_claim_medication"].state is DeadlineState.NOT_KNOWN
    for name in ("policy_papers", "medical_certificate", "home_medication"):
        case("document_received", "10-28", unit="finance", document=name)
    for at, step in (("10-29", "receive_papers"), ("10-30 09:00", "sum_costs"), ("10-30 10:00", "fax_claim")):
        case("step_done", at, step=step)
    fax = due(case)["fax_claim_medication"]
    assert (fax.state, fax.due_at) == (DeadlineState.LATE, moment("10-30 10:00"))


def test_an_event_that_the_flow_has_no_step_for_has_no_moment():
    rules = {**RULES, "medical_certificate": replace(RULES["medical_certificate"], before="no_such_step")}
    assert due(eleven_steps(0), rules=rules)["medical_certificate"].due_at is None
    rules["medical_certificate"] = replace(rules["medical_certificate"], before=None)
    assert due(eleven_steps(0), rules=rules)["medical_certificate"].due_at is None


def test_an_accident_is_notified_within_48_hours_day_and_night():
    case = Told(flow=ACCIDENT, fund="accident", happened_at=moment("10-26 08:30"))
    notice = due(case, moment("10-28 08:30"))["accident_eclaim"]
    assert (notice.due_at, notice.state, notice.found) == (moment("10-28 08:30"), DeadlineState.TODAY, None)
    assert due(case, moment("10-28 08:31"))["accident_eclaim"].state is DeadlineState.LATE
    unknown = Told(flow=ACCIDENT, fund="accident", is_accident=True)
    assert due(unknown)["accident_eclaim"].state is DeadlineState.NOT_STARTED


def test_a_limit_nobody_knows_is_not_known_and_a_rule_of_nobody_too():
    case = Told(flow=replace(SSO, steps=(*SSO.steps[:-1], replace(SSO.steps[-1], deadline="lgo_ipd_claim"))))
    gap = due(case)["lgo_ipd_claim"]
    assert (gap.state, gap.grade, gap.due_at, gap.days) == (DeadlineState.NOT_KNOWN, Grade.GAP, None, None)
    none = due(case, rules={})["lgo_ipd_claim"]
    assert (none.state, none.grade, none.title.en) == (DeadlineState.NOT_KNOWN, Grade.GAP, "lgo_ipd_claim")


def test_a_rule_without_an_entry_for_the_fund_is_not_known():
    case = Told(
        fund="NHS", flow=replace(SSO, steps=(*SSO.steps[:-1], replace(SSO.steps[-1], deadline="c_correction")))
    )
    found = due(case)["c_correction"]
    assert (found.state, found.grade, found.starts_at) == (DeadlineState.NOT_KNOWN, Grade.GAP, None)


def own(rule="record_copies", **entry):
    told = Entry(Evidence(Grade.F, "own-letter"), **{"value": Fraction(3), **entry})
    laid = (RuleOverlayEntry(rule, told),)
    return (RuleOverlay(RULES[rule].title, date(2026, 1, 1), laid, None, "director", date(2025, 12, 1)),)


def test_a_hospital_s_own_limit_wins():
    copies = due(eleven_steps(11), overlays=own(value=Fraction(5), unit=Unit.WORKING_DAYS))["record_copies"]
    assert (copies.due_at, copies.state) == (end_of(date(2026, 11, 19)), DeadlineState.SOON)
    assert copies.grade is Grade.K  # the choice of day 1
    graded = due(
        eleven_steps(11), overlays=own(unit=Unit.WORKING_DAYS), choice_grades={"day_one": Grade.I},
        choices={"day_one": "same_day"},
    )["record_copies"]  # fmt: skip
    assert (graded.due_at, graded.grade) == (end_of(date(2026, 11, 16)), Grade.I)


def paused_case():
    case = eleven_steps(11)("paused", "11-13 09:00", unit="benefits", reason="payer asked")
    return case("resumed", "11-17 09:00", unit="benefits")


def test_a_pause_counts_only_where_the_limit_allows_it():
    assert due(paused_case())["record_copies"].due_at == end_of(date(2026, 11, 16))
    stood = due(paused_case(), overlays=own(is_pausable=True))["record_copies"]
    assert (stood.due_at, stood.n_paused_days) == (end_of(date(2026, 11, 19)), 4)
    office = due(paused_case(), overlays=own(is_pausable=True, unit=Unit.WORKING_DAYS))["record_copies"]
    assert (office.due_at, office.n_paused_days) == (end_of(date(2026, 11, 19)), 2)
    hours = due(paused_case(), overlays=own(is_pausable=True, unit=Unit.HOURS, value=Fraction(48)))[
        "record_copies"
    ]
    assert hours.due_at == moment("11-18 15:20")
    firm = due(paused_case(), overlays=own(unit=Unit.HOURS, value=Fraction(48)))["record_copies"]
    assert firm.due_at == moment("11-14 15:20")


def test_what_stands_still_is_neither_near_nor_late_until_the_case_goes_on():
    case = eleven_steps(11)("paused", "11-13 09:00", unit="benefits", reason="payer asked")
    assert due(case)["record_copies"].state is DeadlineState.LATE
    stands = due(case, overlays=own(is_pausable=True))["record_copies"]
    assert (stands.state, stands.is_open) == (DeadlineState.PAUSED, False)
    assert due(case, overlays=own(is_pausable=True))["sss_ipd_claim"].state is DeadlineState.LATER


def test_pauses_are_pairs_and_the_last_may_last():
    case = paused_case()("paused", "11-17 10:00", unit="benefits", reason="again")
    case.events.append(replace(case.events[-1], number=90, at=moment("11-17 11:00")))
    case.events.insert(0, replace(case.events[-2], number=91, kind="resumed", at=moment("10-26")))
    stood = pauses(sorted(case.events, key=lambda event: event.at))
    assert stood == (Pause(moment("11-13"), moment("11-17")), Pause(moment("11-17 10:00")))
    assert paused_time(stood, moment("11-12"), moment("11-17 12:00")) == timedelta(days=4, hours=2)
    assert paused_time(stood, moment("11-1"), moment("11-2")) == timedelta()
    assert paused_days(stood, moment("11-15"), moment("11-20"), "calendar_days", CALENDAR) == 5


def test_a_visit_s_data_are_due_in_the_next_month_and_a_stay_s_by_its_discharge():
    flow = replace(UC, steps=(*UC.steps[:-1], replace(UC.steps[-1], deadline="treatment_data")))
    visit = Told(flow=flow)
    visit.facts = CaseFacts("UCS", PatientType.OUTPATIENT, ADMITTED)
    assert due(visit)["treatment_data"].due_at == end_of(date(2026, 11, 9))
    stay = Told(flow=flow, discharged_at=moment("11-2"))
    assert due(stay)["treatment_data"].due_at == end_of(date(2026, 12, 9))
    assert due(Told(flow=flow, discharged_at=None))["treatment_data"].state is DeadlineState.NOT_STARTED


def test_what_a_payer_s_answer_starts_has_not_started():
    laid = own("c_correction", keys={"fund": "SSS"}, unit=Unit.CALENDAR_DAYS)
    case = Told(flow=replace(SSO, steps=(*SSO.steps[:-1], replace(SSO.steps[-1], deadline="c_correction"))))
    assert due(case, overlays=laid)["c_correction"].state is DeadlineState.NOT_STARTED


def test_the_next_deadline_is_the_open_one_that_is_due_first():
    case = eleven_steps(11)
    found = due(case).values()
    assert next_deadline(found).rule == "record_copies"
    paused = case("paused", "11-13 09:00", unit="benefits", reason="payer asked")
    stands = due(paused, overlays=own(is_pausable=True)).values()
    assert next_deadline(stands).rule == "sss_ipd_claim"
    assert next_deadline([each for each in stands if not each.is_claim]).state is DeadlineState.PAUSED
    assert next_deadline(due(eleven_steps()).values()) is None
