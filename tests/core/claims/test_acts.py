"""What may happen to a case, what may not, and why."""

from dataclasses import replace
from fractions import Fraction

import pytest

from core.claims.walks import BOOK, DISCHARGED, SSO, UNITS, Told, eleven_steps, moment, wish
from sitthi.core.claims.acts import decide
from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.named import named
from sitthi.core.claims.progress import progress
from sitthi.core.findings import FindingKind, Refusal

RECORD = "treatment_record"

# How many lines of the eleven steps come before; then the wish; then the code, and the ids it names.
REFUSED = """
 3  step_done at=12-31 step=send_entitlement                              future
 0  step_done at=10-25 step=check_documents                               before_admission
 3  document_sent at=10-25 unit=finance document=patient_papers           before_admission
 3  step_done step=send_certificate actor=benefits                        step_of_another_unit step=send_certificate unit=ward
 3  step_skipped step=send_certificate actor=benefits reason=x            step_of_another_unit step=send_certificate unit=ward
 3  handed_over to_unit=finance actor=ward unit=benefits                  other_unit unit=benefits
 3  document_sent document=patient_papers to_unit=finance actor=none      unit_missing
 3  step_done step=nothing unit=benefits                                  no_such_step
 3  step_skipped step=nothing unit=benefits reason=x                      no_such_step
 3  step_returned step=nothing unit=benefits reason=x                     no_such_step
 3  step_done step=check_documents                                        step_done_already step=check_documents
 0  step_done step=receive_papers                                         documents_missing step=receive_papers documents=patient_papers
 2  step_done step=send_entitlement                                       step_before_it step=send_entitlement before=check_documents
10  step_done step=copy_record rw=none                                    weight_not_known step=copy_record
10  step_done step=copy_record rw=2                                       step_not_needed step=copy_record
10  step_skipped step=copy_record rw=2 reason=x                           step_not_needed step=copy_record
15  step_done step=send_claim discharged=none                             not_discharged
15  step_done at=10-30_13:00 step=send_claim                              not_discharged
10  step_done step=send_claim                                             steps_open steps=send_records,copy_record,send_copy
13  step_done step=send_claim                                             documents_missing step=send_claim documents=cost_summary,sso_form
 3  step_skipped step=send_entitlement                                    reason_missing
 3  step_skipped step=send_entitlement reason=_                           reason_missing
 3  step_returned step=receive_papers unit=benefits                       reason_missing
 8  document_lost unit=r2a document=treatment_record                      reason_missing
 8  document_not_needed unit=r2a document=treatment_record                reason_missing
 3  paused unit=benefits                                                  reason_missing
 3  noted                                                                 reason_missing
 3  step_returned step=send_entitlement unit=benefits reason=x            step_not_done step=send_entitlement
 9  step_returned step=code_record unit=ward reason=x                     not_holder unit=r2a
 3  resumed unit=benefits                                                 not_paused
 3  document_received unit=benefits document=nothing                      no_such_document
 1  document_received unit=benefits document=patient_papers               document_as_it_is document=patient_papers
 1  document_sent unit=benefits document=patient_papers                   receiver_missing
 1  document_sent unit=benefits document=patient_papers to_unit=no        no_such_unit
 1  document_sent unit=benefits document=patient_papers to_unit=benefits  document_as_it_is document=patient_papers
 1  document_borrowed unit=benefits document=patient_papers to_unit=no    no_such_unit
 1  document_returned unit=benefits document=patient_papers to_unit=no    no_such_unit
 1  document_returned unit=benefits document=patient_papers               document_not_borrowed document=patient_papers
 3  document_not_needed unit=finance document=referral_letter reason=x    document_as_it_is document=referral_letter
 3  handed_over unit=benefits                                             receiver_missing
 3  handed_over unit=benefits to_unit=no                                  no_such_unit
 3  handed_over unit=benefits to_unit=benefits                            held_already unit=benefits
 3  accepted unit=finance                                                 no_handover
 3  refused unit=finance reason=x                                         no_handover
 3  assigned                                                              receiver_missing
 3  reminded                                                              receiver_missing
 3  reminded to_unit=no                                                   no_such_unit
 3  reminded document=no                                                  no_such_document
 3  discharged                                                            discharged_already
 3  undone                                                                no_such_event
 3  undone supersedes=77                                                  no_such_event
 3  noted supersedes=77 reason=x                                          no_such_event
 3  step_done step=check_documents supersedes=2                           other_event
 3  undone supersedes=1                                                   stood_on number=2 kind=step_done
 3  undone supersedes=2                                                   stood_on number=3 kind=step_done
 3  undone supersedes=3 actor=ward by=kamon                               undo_of_another unit=benefits
 3  step_done step=check_documents supersedes=3 at=10-25                  before_admission
"""  # noqa: E501 - a drawn table

TABLE = [line.split() for line in REFUSED.strip().splitlines()]


def drawn_wish(words):
    """Reads `key=value` words: `actor`, `rw` and `discharged` change who asks and what is known."""
    given = dict(word.split("=") for word in words)
    at = given.pop("at", "11-25").replace("_", " ")
    actor = given.pop("actor", None)
    if actor:
        given["units_of_actor"] = frozenset() if actor == "none" else frozenset({actor})
    known = {}
    if "rw" in given:
        rw = given.pop("rw")
        known["rw"] = None if rw == "none" else Fraction(rw)
    if given.pop("discharged", ""):
        known["discharged_at"] = None
    if "supersedes" in given:
        given["supersedes"] = int(given["supersedes"])
    if "reason" in given:
        given["reason"] = given["reason"].replace("_", " ")
    return at, given, known


@pytest.mark.parametrize("row", TABLE, ids=lambda row: " ".join(row[1:4]))
def test_what_may_not_happen_says_why(row):
    lines, kind, *rest = row
    at_code = next(n for n, word in enumerate(rest) if "=" not in word)
    at, given, known = drawn_wish(rest[:at_code])
    case = eleven_steps(int(lines), Told(**{"discharged_at": DISCHARGED, **known}))
    refusal = decide(case.flow, case.facts, case.events, wish(kind, at=moment(at), **given), moment("11-26"))
    assert isinstance(refusal, Refusal)
    assert refusal.code == f"case.{rest[at_code]}"
    assert dict(refusal.detail) == dict(word.split("=") for word in rest[at_code + 1 :])


def test_every_refusal_has_its_words_and_names_what_they_need():
    kinds = BOOK.all(FindingKind)
    codes = {f"case.{next(word for word in row[2:] if '=' not in word)}" for row in TABLE}
    others = {
        "step_skipped_already", "paused", "paused_already", "out_of_order", "document_lost", "document_borrowed",
        "handover_waiting", "other_addressee", "admitted_already", "undone_already", "from_a_file",
    }  # fmt: skip
    assert codes | {f"case.{name}" for name in others} == {code for code in kinds if code.startswith("case.")}


def test_a_paused_case_is_let_go_on_before_its_steps_are_done():
    case = eleven_steps(3)("paused", "10-27", unit="benefits", reason="payer asked")
    for kind, step in (("step_done", "send_entitlement"), ("step_skipped", "send_entitlement")):
        assert case.refused(kind, "10-28", step=step, reason="x").code == "case.paused"
    assert case.refused("step_returned", "10-28", step="receive_papers", reason="x").code == "case.paused"
    assert case.refused("paused", "10-28", unit="benefits", reason="x").code == "case.paused_already"
    case("resumed", "10-28", unit="benefits")("step_done", "10-28", step="send_entitlement")


def test_a_skipped_step_is_not_done_until_the_skipping_is_taken_back():
    case = eleven_steps(3)("step_skipped", "10-27", step="send_entitlement", reason="by phone")
    assert case.refused("step_done", "10-27", step="send_entitlement").code == "case.step_skipped_already"
    case("undone", "10-27 10:00", supersedes=4)("step_done", "10-27 11:00", step="send_entitlement")


def test_the_first_step_and_papers_may_come_before_the_bed():
    case = Told()("document_received", "10-20", unit="benefits", document="patient_papers")
    case("step_done", "10-26 09:00", step="receive_papers")
    assert progress(SSO, case.facts, case.events).current.id == "check_documents"


def test_an_act_dated_before_what_opened_the_step_again_is_out_of_order():
    case = eleven_steps(11)("step_returned", "11-13 09:00", unit="benefits", step="code_record", reason="x")
    assert case.wish("step_done", "11-13 10:00", step="code_record")
    late = decide(
        case.flow, case.facts, case.events,
        wish("step_done", at=moment("11-12"), step="code_record"), moment("11-13 10:00"),
    )  # fmt: skip
    assert late == Refusal("case.out_of_order")


def later(case, kind, at, **given):
    """Wishes something dated back, today."""
    return decide(case.flow, case.facts, case.events, wish(kind, at=moment(at), **given), moment("11-25"))


def test_nothing_is_answered_offered_or_paused_before_what_it_follows():
    case = eleven_steps(11)("handed_over", "11-12 15:30", unit="r2a", to_unit="benefits")
    assert later(case, "accepted", "11-12 15:00", unit="benefits") == Refusal("case.out_of_order")
    case("accepted", "11-12 15:52", unit="benefits")("paused", "11-13", unit="benefits", reason="x")
    assert later(case, "resumed", "11-12 16:00", unit="benefits") == Refusal("case.out_of_order")
    case("resumed", "11-14", unit="benefits")
    assert later(case, "paused", "11-13 10:00", unit="benefits", reason="x") == Refusal("case.out_of_order")
    offer = later(case, "handed_over", "11-12 15:40", unit="benefits", to_unit="finance")
    assert offer == Refusal("case.out_of_order")
    assert later(case, "step_skipped", "11-25", step="copy_record", reason="x")


def test_a_step_is_not_sent_back_to_before_it_was_done():
    case = eleven_steps(11)
    assert later(case, "step_returned", "11-8", unit="benefits", step="code_record", reason="x") == Refusal(
        "case.out_of_order"
    )


def test_a_skip_dated_before_a_return_is_out_of_order():
    case = eleven_steps(11)("step_returned", "11-13", unit="benefits", step="code_record", reason="x")
    assert later(case, "step_skipped", "11-12", step="code_record", reason="x") == Refusal("case.out_of_order")


def test_a_hand_over_goes_from_who_has_the_case_to_who_is_asked():
    case = eleven_steps(11)("handed_over", "11-12 15:30", unit="r2a", to_unit="benefits")
    assert case.refused("handed_over", "11-12 15:40", unit="r2a", to_unit="finance") == Refusal(
        "case.handover_waiting", {"unit": "benefits"}
    )
    assert case.refused("accepted", "11-12 15:40", unit="finance") == Refusal(
        "case.other_addressee", {"unit": "benefits"}
    )
    case("accepted", "11-12 15:52")  # in whose name is known: it is addressed to one unit
    assert case.events[-1].unit == "benefits"
    assert case.refused("handed_over", "11-13", unit="finance", to_unit="ward").code == "case.not_holder"
    assert case.refused("handed_over", "11-13", unit="finance", to_unit="benefits").code == "case.held_already"
    case("handed_over", "11-13", to_unit="finance")
    assert case.events[-1].unit == "benefits"


def test_a_step_handed_over_in_one_act_is_refused_whole():
    case = eleven_steps(10)
    refusal = case.refused("step_done", "11-12", step="send_records", to_unit="r2a")
    assert refusal == Refusal("case.held_already", {"unit": "r2a"})


def test_a_lost_or_borrowed_document_is_out_of_reach():
    case = eleven_steps(8)("document_borrowed", "11-6", unit="ward", document=RECORD)
    sent = {"unit": "r2a", "document": RECORD, "to_unit": "benefits"}
    assert case.refused("document_sent", "11-7", **sent) == Refusal(
        "case.document_borrowed", {"document": RECORD, "unit": "ward"}
    )
    assert case.refused("document_borrowed", "11-7", **sent).code == "case.document_borrowed"
    assert case.refused("document_borrowed", "11-7", unit="ward", document=RECORD).code == "case.document_as_it_is"
    assert case.refused("step_done", "11-7", step="code_record").code == "case.documents_missing"
    case("document_lost", "11-8", unit="ward", document=RECORD, reason="not found")
    assert case.refused("document_sent", "11-9", **sent) == Refusal("case.document_lost", {"document": RECORD})
    assert case.refused("document_lost", "11-9", unit="ward", document=RECORD, reason="x").code == (
        "case.document_as_it_is"
    )


def test_a_document_already_sent_is_not_sent_again():
    case = eleven_steps(8)("document_sent", "11-6", unit="r2a", document=RECORD, to_unit="benefits")
    assert case.refused("document_sent", "11-7", unit="r2a", document=RECORD, to_unit="benefits").code == (
        "case.document_as_it_is"
    )


def test_a_scan_may_join_the_paper_that_came():
    case = eleven_steps(1)
    case("document_received", "10-26 12:00", unit="benefits", document="patient_papers", is_scan=True)
    again = case.refused(
        "document_received", "10-26 13:00", unit="benefits", document="patient_papers", is_scan=True
    )
    assert again.code == "case.document_as_it_is"


def test_a_document_borrowed_since_does_not_bar_a_step_that_was_done_before():
    case = eleven_steps(8)("document_borrowed", "11-10", unit="ward", document=RECORD)
    assert not isinstance(later(case, "step_done", "11-9", step="code_record"), Refusal)


def test_a_document_that_came_a_minute_after_the_step_does_not_bar_it_either():
    case = Told()("document_received", "10-26 10:01", unit="benefits", document="patient_papers")
    assert not isinstance(later(case, "step_done", "10-26 10:00", step="receive_papers"), Refusal)


def test_an_admission_and_a_discharge_are_recorded_once_and_may_be_corrected():
    case = Told(discharged_at=None)("admitted", "10-26 09:40")("discharged", "10-30 14:05")
    assert case.refused("admitted", "10-27").code == "case.admitted_already"
    assert case.refused("discharged", "10-31").code == "case.discharged_already"
    case("discharged", "10-30 15:00", supersedes=2)
    case.facts = replace(case.facts, discharged_at=moment("10-30 15:00"))
    case("discharged", "10-30 16:00", supersedes=3)
    assert case.refused("discharged", "10-31").code == "case.discharged_already"


def test_what_a_file_says_is_mended_in_the_file():
    case = Told(events=[Event(1, EventKind.ADMITTED, moment("10-26 09:40"), moment("10-27"))])
    assert case.refused("undone", "10-28", supersedes=1).code == "case.from_a_file"


def test_an_undone_event_is_undone_once_and_may_come_back():
    case = eleven_steps(3)("undone", "10-26 11:00", supersedes=3)
    assert case.refused("undone", "10-26 12:00", supersedes=3).code == "case.undone_already"
    case("undone", "10-26 12:00", supersedes=4)
    assert progress(SSO, case.facts, case.events) == progress(SSO, case.facts, eleven_steps(3).events)


def test_what_was_done_anew_stands_on_the_undo_before_it():
    case = eleven_steps(3)("undone", "10-26 11:00", supersedes=3)(
        "step_done", "10-26 12:00", step="check_documents"
    )
    assert case.refused("undone", "10-26 13:00", supersedes=4) == Refusal(
        "case.stood_on", {"number": "5", "kind": "step_done"}
    )


def test_a_colleague_of_the_unit_may_undo_and_anybody_what_is_of_no_unit():
    case = eleven_steps(3)
    case("undone", "10-26 11:00", supersedes=3, by="other", units_of_actor=frozenset({"benefits"}))
    case("noted", "10-26 11:00", reason="call back", by="wipa")
    case("undone", "10-26 12:00", supersedes=5, by="kamon", units_of_actor=frozenset({"ward"}))


def test_a_correction_changes_the_time_and_what_stands_on_it_is_asked():
    case = eleven_steps(4)("step_done", "10-27 10:00", step="send_entitlement", supersedes=4)
    assert progress(SSO, case.facts, case.events).step("send_entitlement").done_at == moment("10-27 10:00")
    paused = eleven_steps(4)("paused", "10-28", unit="benefits", reason="x")("resumed", "10-29", unit="benefits")
    refusal = later(paused, "paused", "10-30", unit="benefits", reason="x", supersedes=5)
    assert refusal == Refusal("case.stood_on", {"number": "6", "kind": "resumed"})
    other = {"unit": "ward", "document": "medical_certificate", "supersedes": 1}
    receipt = later(eleven_steps(3), "document_received", "10-26 10:00", **other)
    assert receipt.code == "case.other_event"


def test_a_note_without_a_unit_is_of_no_unit_and_the_only_unit_is_taken():
    case = eleven_steps(3)("noted", "10-26 11:00", reason=" call back ")
    assert (case.events[-1].unit, case.events[-1].reason) == (None, "call back")
    case("noted", "10-26 11:00", reason="x", units_of_actor=frozenset({"ward"}))
    assert case.events[-1].unit == "ward"


def test_a_return_is_in_the_name_of_the_unit_that_has_the_case():
    case = eleven_steps(9)("step_returned", "11-10", step="code_record", reason="x")
    assert case.events[-1].unit == "r2a"


def test_without_a_time_it_happens_now():
    case = eleven_steps(3)
    [event] = decide(SSO, case.facts, case.events, wish("noted", reason="x"), moment("11-25"))
    assert (event.at, event.recorded_at, event.number) == (moment("11-25"), moment("11-25"), 4)


def test_the_names_of_the_flow_stand_for_ids():
    refusal = Refusal("case.documents_missing", {"step": "send_claim", "documents": "cost_summary,sso_form"})
    assert named(refusal, SSO, "en") == {
        "step": "11 Assemble and send the claim", "documents": "Cost summary, Claim form of the SSO",
    }  # fmt: skip
    assert named(Refusal("case.stood_on", {"number": "5", "kind": "x"}), SSO, "th")["number"] == "5"
    assert {unit.id for unit in SSO.units} == UNITS


def test_what_nothing_stands_on_may_be_taken_back_long_after():
    case = eleven_steps(3)("noted", "10-26 11:00", reason="call back")(
        "step_done", "10-27", step="send_entitlement"
    )
    before = progress(SSO, case.facts, case.events)
    assert progress(SSO, case.facts, case("undone", "11-20", supersedes=4).events) == before
