"""Where a case stands: steps, groups, what it waits for."""

from dataclasses import replace
from fractions import Fraction

import pytest

from core.claims.walks import (
    ACCIDENT,
    ADMITTED,
    CALENDAR,
    DISCHARGED,
    FAX,
    LOW,
    SSO,
    UC,
    Told,
    eleven_steps,
    facts,
    moment,
)
from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts, office_day
from sitthi.core.claims.progress import DocumentState, Need, StepState, WaitingKind, progress
from sitthi.core.evidence import Evidence, Grade
from sitthi.core.flow.definition import PatientType
from sitthi.core.flow.step import DayKind, GroupDays

HIGH = Fraction(2)


def standing(case, copy_rule="rw", **given):
    return progress(case.flow, case.facts, case.events, copy_rule, **given)


def states(case, copy_rule="rw"):
    return "".join(_LETTERS[each.state] for each in standing(case, copy_rule).steps)


_LETTERS = {
    StepState.DONE: "d", StepState.CURRENT: "c", StepState.AHEAD: ".", StepState.SKIPPED: "s",
    StepState.NOT_NEEDED: "-", StepState.NOT_YET_KNOWN: "?",
}  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected", "kind", "unit"),
    [
        (0, "c..........", "document_missing", "benefits"),
        (1, "c..........", "step", "benefits"),
        (3, "ddc........", "step", "benefits"),
        (4, "dddc.......", "document_missing", "ward"),
        (6, "ddddc......", "step", "finance"),
        (9, "ddddddc....", "step", "r2a"),
        (11, "ddddddddc..", "step", "benefits"),
        (13, "ddddddddddc", "document_missing", "finance"),
        (16, "ddddddddddd", "nothing", None),
    ],
)
def test_a_case_goes_through_the_steps_and_says_what_it_waits_for(lines, expected, kind, unit):
    case = eleven_steps(lines)
    assert states(case) == expected
    waits = standing(case).waits_for
    assert (waits.kind, waits.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("rw", "adjrw", "rule", "expected"),
    [
        (LOW, HIGH, "rw", "c.........."),
        (LOW, HIGH, "adjrw", "c......---."),
        (HIGH, LOW, "rw", "c......---."),
        (HIGH, LOW, "adjrw", "c.........."),
        (None, None, "rw", "c......???."),
        (Fraction(19999, 10000), None, "rw", "c.........."),
    ],
)
def test_only_a_weight_below_2_asks_for_copies_and_none_is_known_before_grouping(rw, adjrw, rule, expected):
    case = Told(rw=rw, adjrw=adjrw)
    assert states(case, rule) == expected
    need = standing(case, rule).document("record_copy").need
    assert need is {".": Need.REQUIRED, "-": Need.NOT_NEEDED, "?": Need.NOT_YET_KNOWN}[expected[8]]


def test_a_case_that_is_coded_and_has_no_weight_waits_for_it():
    case = eleven_steps(10, Told(rw=None))
    waits = standing(case).waits_for
    assert (waits.kind, waits.step, waits.unit) == (WaitingKind.CODING, "send_records", "r2a")
    assert standing(case).current.id == "send_records"
    assert states(case) == "ddddddd???."


def test_what_comes_after_the_discharge_waits_for_it():
    case = eleven_steps(6, Told(discharged_at=None))
    waits = standing(case).waits_for
    assert (waits.kind, waits.step, waits.since) == (WaitingKind.DISCHARGE, "pass_to_r2a", moment("10-30 10:20"))


def test_a_discharge_that_somebody_recorded_counts_where_the_facts_know_of_none():
    case = eleven_steps(6, Told(discharged_at=None))("discharged", "10-30 14:05")
    assert standing(case).waits_for.kind is WaitingKind.STEP
    assert standing(case).waits_for.since == DISCHARGED


def test_a_step_that_waited_for_the_discharge_is_current_since_then():
    assert standing(eleven_steps(6)).steps[4].since == DISCHARGED


def test_an_outpatients_visit_is_its_end():
    visit = CaseFacts("UCS", PatientType.OUTPATIENT, ADMITTED)
    assert visit.ended_at == ADMITTED
    assert facts(discharged_at=None).ended_at is None


def test_the_ward_may_do_its_step_while_the_office_is_still_at_its_own():
    case = eleven_steps(3)
    case("document_received", "10-27 09:00", unit="ward", document="medical_certificate")
    case("step_done", "10-27 09:05", step="send_certificate")
    told = standing(case)
    assert states(case) == "ddcd......."
    assert told.current.id == "send_entitlement"
    assert {each.step.unit: each.step.number for each in told.open_steps} == {
        "benefits": 3, "finance": 5, "r2a": 6,
    }  # fmt: skip
    assert told.open_step_of("ward") is None
    assert told.open_step_of("r2a").step.id == "code_record"


def test_a_returned_case_opens_every_step_from_there_and_keeps_what_was_done():
    case = eleven_steps(11)
    case("step_returned", "11-13 09:00", unit="benefits", step="code_record", reason="no signature")
    assert states(case) == "dddddc....."
    told = standing(case)
    code, report = told.steps[5], told.steps[6]
    assert (code.since, code.n_returned, code.reason) == (moment("11-13 09:00"), 1, "no signature")
    assert (code.done_at, code.was_done_at, code.was_done_by) == (None, moment("11-9 14:31"), "preeda")
    assert (report.n_returned, report.since, report.was_done_at) == (0, None, moment("11-11 11:02"))
    case("step_done", "11-13 15:00", step="code_record", by="preeda")
    again = standing(case).steps[5]
    assert (again.done_at, again.was_done_at, again.reason) == (moment("11-13 15:00"), moment("11-9 14:31"), None)


def test_a_step_returned_twice_is_counted_twice_and_a_skipped_one_opens_too():
    case = eleven_steps(9)("step_skipped", "11-10", step="report_to_chi", reason="system down")
    assert states(case) == "dddddds" + "c..."
    assert standing(case).steps[6].reason == "system down"
    for at in ("11-10 10:00", "11-10 12:00"):
        case("step_returned", at, unit="r2a", step="code_record", reason="again")
        case("step_done", at.replace(":00", ":30"), step="code_record")
    assert (standing(case).steps[5].n_returned, states(case)) == (2, "ddddddc....")


def test_a_sent_claim_asks_for_nothing_even_where_its_weight_changes_afterwards():
    case = eleven_steps(10, Told(rw=HIGH))
    case("document_received", "11-12 08:00", unit="finance", document="cost_summary")
    case("document_received", "11-12 08:00", unit="finance", document="sso_form")
    case("step_done", "11-12 09:00", step="send_claim")
    assert states(case) == "ddddddd---d"
    case.facts = facts(rw=LOW)
    told = standing(case)
    assert states(case) == "ddddddd...d"
    assert (told.is_finished, told.current, told.open_steps, told.sent_at) == (
        True, None, (), moment("11-12 09:00"),
    )  # fmt: skip


def test_a_claim_that_comes_back_is_open_again():
    case = eleven_steps()("step_returned", "11-20", unit="finance", step="send_claim", reason="C 306")
    told = standing(case)
    assert (told.is_finished, told.sent_at, told.current.id) == (False, None, "send_claim")
    assert told.holder_unit == "finance"


def test_a_claim_given_up_is_finished_and_was_never_sent():
    case = eleven_steps(15)("step_skipped", "11-20", step="send_claim", reason="paid in cash")
    told = standing(case)
    assert (told.is_finished, told.sent_at) == (True, None)
    assert told.waits_for.kind is WaitingKind.NOTHING


def test_a_paused_case_says_since_when_and_why():
    case = eleven_steps(3)("paused", "10-27 08:00", reason="payer asked", unit="benefits")
    waits = standing(case).waits_for
    assert (waits.kind, waits.reason, waits.since) == (WaitingKind.PAUSED, "payer asked", moment("10-27 08:00"))
    assert standing(case).is_paused
    assert not standing(case("resumed", "10-27 09:00")).is_paused


def test_a_second_pause_is_the_first_one_still():
    case = eleven_steps(3)("paused", "10-27 08:00", reason="a")
    case.events.append(Event(99, EventKind.PAUSED, moment("10-27 09:00"), moment("10-27 09:00"), "x"))
    assert standing(case).waits_for.since == moment("10-27 08:00")


def test_events_that_name_what_the_flow_has_not_say_nothing():
    case = eleven_steps(3)
    before = standing(case)
    at = moment("10-27 08:00")
    strange = [
        Event(50 + n, kind, at, at, "x", "no", step="no", document="no", to_unit=None)
        for n, kind in enumerate(EventKind)
        if kind not in (EventKind.PAUSED, EventKind.DISCHARGED)
    ]
    case.events += strange
    assert standing(case) == before


@pytest.mark.parametrize(
    ("flow", "changed", "document", "need"),
    [
        (SSO, {}, "referral_letter", Need.NOT_NEEDED),
        (SSO, {"is_referral": True}, "referral_letter", Need.REQUIRED),
        (UC, {}, "police_report", Need.NOT_NEEDED),
        (UC, {"happened_at": ADMITTED}, "police_report", Need.REQUIRED),
        (UC, {"is_accident": True}, "police_report", Need.REQUIRED),
        (ACCIDENT, {"is_accident": True}, "police_report", Need.REQUIRED),
        (SSO, {}, "treatment_record", Need.REQUIRED),
        (SSO, {"rw": None}, "treatment_record", Need.REQUIRED),
        (SSO, {}, "certificate_form", Need.REQUIRED),
        (SSO, {}, "cost_summary", Need.REQUIRED),
        (FAX, {}, "police_report", Need.NOT_NEEDED),
    ],
)
def test_which_documents_a_case_needs(flow, changed, document, need):
    assert progress(flow, facts(**changed), ()).document(document).need is need


def test_a_document_only_steps_of_low_weight_name_goes_by_the_weight():
    plain = replace(
        SSO, documents=tuple(replace(each, needed_when="always", condition=None) for each in SSO.documents)
    )
    needs = [progress(plain, facts(rw=rw), ()).document("record_copy").need for rw in (LOW, HIGH, None)]
    assert needs == [Need.REQUIRED, Need.NOT_NEEDED, Need.NOT_YET_KNOWN]


def test_what_is_lacking_is_named_and_what_is_made_by_a_step_has_come():
    told = standing(eleven_steps(2))
    assert told.document("entitlement_confirmation").state is DocumentState.RECEIVED
    assert told.document("entitlement_confirmation").unit == "benefits"
    assert [each.document.id for each in told.lacking] == [
        "medical_certificate", "treatment_record", "record_copy", "cost_summary", "sso_form",
    ]  # fmt: skip
    assert told.document("nothing") is None
    assert told.step("nothing") is None


def used(case, **given):
    return [(each.group.id, each.used, each.is_overrun) for each in standing(case, **given).groups]


def test_each_group_runs_from_the_end_of_the_one_before_it_on_the_same_clock():
    assert used(eleven_steps()) == [
        ("a", 4, True),
        ("b", 10, True),
        ("c", 3, False),
        ("d", 1, False),
        ("e", 3, False),
    ]


def test_an_open_group_counts_up_to_now_where_now_is_given():
    case = eleven_steps(9)
    assert used(case)[2] == ("c", None, False)
    assert used(case, now=moment("12-1"))[2] == ("c", 22, True)
    assert used(case, now=moment("12-1"))[3] == ("d", None, False)


def test_groups_before_their_clock_and_without_a_step_that_is_needed_have_no_days():
    assert used(Told(discharged_at=None), now=moment("10-28"))[:2] == [("a", 2, False), ("b", None, False)]
    told = standing(eleven_steps(10, Told(rw=HIGH)), now=moment("11-13"))
    assert [(each.used, each.ended_at is None) for each in told.groups[2:]] == [
        (2, False),
        (None, True),
        (2, True),
    ]


def test_steps_done_before_their_groups_clock_used_no_day():
    case = Told(discharged_at=None)
    for kind, name in (("step_done", "pass_to_r2a"), ("document_received", "treatment_record")):
        key = "step" if kind == "step_done" else "document"
        case(kind, "10-29", unit="finance", **{key: name})
    case("step_done", "10-29 10:00", step="code_record")
    case.facts = facts()
    assert used(case)[1] == ("b", 0, False)


def test_office_days_need_a_calendar():
    days = GroupDays(DayKind.OFFICE, Evidence(Grade.I, "sso-cqi-2555"))
    case = eleven_steps()
    case.flow = replace(SSO, group_days=days)
    assert used(case)[0] == ("a", None, False)
    assert [days for _, days, _ in used(case, calendar=CALENDAR)] == [4, 6, 3, 1, 1]


def test_days_are_those_of_the_office_whatever_the_zone():
    from datetime import UTC, datetime

    assert office_day(datetime(2026, 10, 26, 20, 0, tzinfo=UTC)).day == 27
