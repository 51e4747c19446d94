"""Who has the case's papers, and where its documents are."""

from core.claims.walks import PEOPLE, Told, eleven_steps, moment
from sitthi.core.claims.progress import DocumentState, Need, WaitingKind, progress


def standing(case):
    return progress(case.flow, case.facts, case.events)


def holder(case):
    told = standing(case)
    return told.holder_unit, told.holder_person, told.holder_is_presumed, told.offered_to


def test_whoever_s_turn_it_is_is_presumed_to_have_the_papers():
    assert holder(eleven_steps(0)) == ("benefits", None, True, None)
    assert holder(eleven_steps(3)) == ("benefits", "wipa", True, None)
    assert holder(eleven_steps(7)) == ("r2a", None, True, None)
    assert standing(eleven_steps(7)).held_since == moment("11-2 09:20")


def offered():
    return eleven_steps(11)("handed_over", "11-12 15:30", by="preeda", unit="r2a", to_unit="benefits")


def test_a_hand_over_leaves_the_papers_with_the_giver_until_it_is_accepted():
    case = offered()
    assert holder(case) == ("r2a", "preeda", False, "benefits")
    waits = standing(case).waits_for
    assert (waits.kind, waits.unit, waits.since) == (
        WaitingKind.ACCEPTANCE, "benefits", moment("11-12 15:30"),
    )  # fmt: skip
    case("accepted", "11-12 15:52", unit="benefits")
    assert holder(case) == ("benefits", "wipa", False, None)
    assert standing(case).held_since == moment("11-12 15:52")


def test_a_refused_hand_over_leaves_them_where_they_are():
    case = offered()("refused", "11-12 15:52", unit="benefits", reason="pages missing")
    assert holder(case) == ("r2a", "preeda", False, None)
    assert standing(case).waits_for.kind is WaitingKind.STEP


def test_doing_the_next_step_accepts_what_was_offered():
    case = offered()("step_done", "11-13", step="copy_record", unit="benefits")
    assert holder(case) == ("benefits", "wipa", False, None)


def test_a_step_of_a_third_unit_accepts_nothing():
    case = eleven_steps(3)("handed_over", "10-26 11:00", by="wipa", unit="benefits", to_unit="finance")
    case("document_received", "10-27 09:00", unit="ward", document="medical_certificate")
    case("step_done", "10-27 09:05", step="send_certificate")
    assert holder(case) == ("benefits", "wipa", False, "finance")


def test_papers_accepted_before_the_givers_last_step_was_recorded_stay_with_who_has_them():
    case = eleven_steps(10)("handed_over", "11-12 15:00", by="preeda", unit="r2a", to_unit="benefits")
    case("accepted", "11-12 15:10", unit="benefits")
    case("step_done", "11-12 15:20", step="send_records", by="preeda")
    assert holder(case) == ("benefits", "wipa", False, None)
    assert standing(case).held_since == moment("11-12 15:10")


def test_an_offer_made_before_the_givers_last_step_was_recorded_still_stands():
    case = eleven_steps(10)("handed_over", "11-12 15:00", by="preeda", unit="r2a", to_unit="benefits")
    case("step_done", "11-12 15:20", step="send_records", by="preeda")
    assert holder(case)[0] == "r2a"
    assert holder(case)[3] == "benefits"


def test_a_step_done_and_handed_over_in_one_act_is_two_events():
    case = eleven_steps(10)("step_done", "11-12", step="send_records", by="preeda", to_unit="benefits")
    assert [event.kind.value for event in case.events[-2:]] == ["step_done", "handed_over"]
    assert holder(case) == ("r2a", "preeda", False, "benefits")


def test_a_case_may_be_given_to_a_person_of_the_unit_that_has_it():
    case = eleven_steps(7)("assigned", "11-2 10:00", to_person="suda")
    assert holder(case)[1] == "suda"
    case("assigned", "11-2 11:00", unit="ward", to_person="kamon")
    assert holder(case)[1] == "suda"


def test_a_step_out_of_turn_moves_nothing():
    case = eleven_steps(3)("document_received", "10-27 09:00", unit="ward", document="medical_certificate")
    case("step_done", "10-27 09:05", step="send_certificate", by=PEOPLE["ward"])
    assert holder(case) == ("benefits", "wipa", True, None)


def document(case, name="treatment_record"):
    return standing(case).document(name)


def test_a_document_is_received_sent_borrowed_and_returned():
    case = eleven_steps(8)
    assert (document(case).state, document(case).unit, document(case).person) == (
        DocumentState.RECEIVED, "r2a", "preeda",
    )  # fmt: skip
    case("document_sent", "11-6 09:00", unit="r2a", document="treatment_record", to_unit="benefits")
    assert (document(case).state, document(case).unit) == (DocumentState.SENT, "benefits")
    case("document_borrowed", "11-7 09:00", unit="ward", document="treatment_record", reason="summary", by="kamon")
    case("reminded", "11-8 09:00", unit="r2a", document="treatment_record", to_unit="ward")
    case("reminded", "11-9 09:00", unit="r2a", document="treatment_record", to_unit="ward")
    borrowed = document(case)
    assert (borrowed.state, borrowed.unit, borrowed.person, borrowed.since) == (
        DocumentState.BORROWED, "ward", "kamon", moment("11-7 09:00"),
    )  # fmt: skip
    assert (borrowed.reason, borrowed.n_reminded, borrowed.is_lacking) == ("summary", 2, True)
    waits = standing(case).waits_for
    assert (waits.kind, waits.document, waits.unit, waits.person, waits.since) == (
        WaitingKind.DOCUMENT_BORROWED, "treatment_record", "ward", "kamon", moment("11-7 09:00"),
    )  # fmt: skip
    case("document_returned", "11-10 09:00", unit="r2a", document="treatment_record", by="preeda")
    assert (document(case).state, document(case).unit, document(case).n_reminded) == (
        DocumentState.RETURNED, "r2a", 0,
    )  # fmt: skip
    assert standing(case).waits_for.kind is WaitingKind.STEP


def test_somebody_may_borrow_for_another():
    case = eleven_steps(8)
    case("document_borrowed", "11-7", unit="r2a", document="treatment_record", to_unit="ward", to_person="kamon")
    assert (document(case).unit, document(case).person) == ("ward", "kamon")


def test_what_the_steps_own_unit_borrowed_is_at_hand():
    case = eleven_steps(8)("document_borrowed", "11-7", unit="r2a", document="treatment_record")
    assert standing(case).waits_for.kind is WaitingKind.STEP


def test_a_lost_document_is_counted_until_it_is_found_and_says_where_it_was_last():
    case = eleven_steps(8)("document_lost", "11-7", unit="r2a", document="treatment_record", reason="no shelf")
    told = standing(case)
    assert (told.n_lost, told.waits_for.kind, told.waits_for.unit, told.waits_for.person) == (
        1, WaitingKind.DOCUMENT_LOST, "r2a", "preeda",
    )  # fmt: skip
    assert told.waits_for.reason == "no shelf"
    case("document_received", "11-8", unit="r2a", document="treatment_record")
    assert standing(case).n_lost == 0


def test_a_lost_document_comes_before_a_borrowed_one_and_that_before_a_missing_one():
    case = eleven_steps(13)
    case("document_lost", "11-14", unit="finance", document="record_copy", reason="fire")
    case("document_borrowed", "11-14", unit="ward", document="medical_certificate")
    waits = standing(case).waits_for
    assert waits.kind is WaitingKind.DOCUMENT_LOST
    assert waits.documents == ("record_copy", "medical_certificate", "cost_summary", "sso_form")


def test_a_scan_is_remembered_and_a_document_can_be_done_without():
    case = eleven_steps(0)
    case("document_received", "10-26 10:00", unit="benefits", document="patient_papers", is_scan=True)
    case("document_sent", "10-26 11:00", unit="benefits", document="patient_papers", to_unit="finance")
    assert document(case, "patient_papers").is_scan is True
    case("document_not_needed", "10-26 12:00", unit="finance", document="sso_form", reason="sent by the web")
    form = document(case, "sso_form")
    assert (form.need, form.reason, form.is_lacking) == (Need.NOT_NEEDED, "sent by the web", False)


def test_a_note_on_a_document_changes_nothing_of_it():
    case = eleven_steps(8)
    before = document(case)
    assert document(case("noted", "11-7", document="treatment_record", reason="page 3 is torn")) == before


def test_a_step_done_again_makes_a_lost_document_again_and_leaves_one_that_is_somewhere():
    case = eleven_steps(12)
    case("document_sent", "11-13 11:00", unit="benefits", document="record_copy", to_unit="finance")
    case("step_returned", "11-13 12:00", unit="benefits", step="copy_record", reason="unreadable")
    case("step_done", "11-13 12:30", step="copy_record")
    assert document(case, "record_copy").state is DocumentState.SENT
    case("document_lost", "11-14", unit="finance", document="record_copy", reason="fire")
    case("step_returned", "11-14 12:00", unit="benefits", step="copy_record", reason="lost")
    case("step_done", "11-14 12:30", step="copy_record")
    assert (document(case, "record_copy").state, document(case, "record_copy").unit) == (
        DocumentState.RECEIVED, "benefits",
    )  # fmt: skip


def test_what_was_written_down_late_stands_where_it_happened():
    case = eleven_steps(8)("document_borrowed", "11-7", unit="ward", document="treatment_record")
    case("document_sent", "11-6", unit="r2a", document="treatment_record", to_unit="ward")
    assert document(case).state is DocumentState.BORROWED


def test_an_unoffered_case_answers_nothing():
    from dataclasses import replace

    case = Told()
    told = standing(case)
    stray = eleven_steps(1).events[0]
    case.events = [replace(stray, kind=kind, document=None) for kind in ("accepted", "refused")]
    assert standing(case) == told
