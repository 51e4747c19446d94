"""Acts from a case's page: who may, what is refused with which sentence, and that nothing typed is lost."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from sitthi.core.thai.moments import moment_in_field
from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import CaseEvent, ClaimCase
from web.cases import DAY, ago, done, problem, record
from web.records import add_case

NASTY = "<script>alert('x')</script> \"'; DROP TABLE claims_claimcase; -- ๑๒๓"


@pytest.fixture
def case(tree):
    return add_case(tree, ago(10), "SSS")


@pytest.fixture
def benefits(client_of, vipa):
    return client_of(vipa)


@pytest.fixture
def manager(client_of, person_of):
    return client_of(person_of(Role.MANAGER))


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).order_by("number").values_list("kind", flat=True))


@pytest.mark.both_databases
def test_a_step_done_is_told_and_moves_the_case_on(case, benefits):
    done(benefits, case, "papers", "receive")
    page = benefits.get(f"/cases/{case.token}")
    case.refresh_from_db()
    assert case.step == "check_documents"
    assert "บันทึกแล้ว" in page.content.decode()
    assert page.context["story"][0]["text"].startswith("ทำแล้ว")


@pytest.mark.both_databases
def test_who_acts_on_an_old_page_is_told_and_keeps_what_they_typed(case, benefits, manager):
    seen = ClaimCase.objects.get(pk=case.pk).n_events
    done(manager, case, "papers")
    answer = benefits.post(
        f"/cases/{case.token}/act",
        {"seen": seen, "kind": "noted", "reason": "โทรหาญาติแล้ว", "to_person": "คุณนก", "at": "24/11/2569 10:00"},
    )
    assert answer.status_code == 409
    assert "manager ตัวอย่าง แก้เคสนี้" in problem(answer)
    page = answer.content.decode()
    for kept in ("โทรหาญาติแล้ว", "คุณนก", "24/11/2569 10:00"):
        assert kept in page
    assert kinds(case) == ["admitted", "document_received"]
    # The page that came back knows the news: sent again it passes.
    assert record(benefits, case, kind="noted", reason="โทรหาญาติแล้ว").status_code == 302


@pytest.mark.both_databases
def test_a_second_click_does_nothing_twice(case, benefits):
    done(benefits, case, "papers")
    seen = ClaimCase.objects.get(pk=case.pk).n_events
    act = {"seen": seen, "kind": "step_done", "step": "receive_papers"}
    first, second = (benefits.post(f"/cases/{case.token}/act", act) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert kinds(case).count("step_done") == 1


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ({"kind": "noted", "reason": "x", "at": "tomorrow"}, "เขียนวันที่และเวลา"),
        ({"kind": "noted", "reason": "x", "at": "31/02/2569 10:00"}, "ไม่มีวันนี้ในปฏิทิน"),
        ({"kind": "noted", "reason": ""}, "ยังไม่ได้ใส่เหตุผล"),
        ({"kind": "noted", "reason": "ก" * 401}, "401"),
        ({"kind": "reminded", "to_person": "ก" * 151}, "ยาวเกินไป"),
        ({"kind": "step_done", "step": "receive_papers"}, "ขาด เอกสารผู้ป่วย"),
        ({"kind": "step_done", "step": "check_documents"}, "ก่อนขั้น 2 ตรวจเอกสารสิทธิ ต้องทำขั้น 1"),
        ({"kind": "step_done", "step": "send_certificate"}, "เป็นงานของหอผู้ป่วย"),
        ({"kind": "step_done", "step": "send_claim"}, "เป็นงานของการเงิน"),
        ({"kind": "step_done", "step": "of_nobody"}, "ไม่มีขั้นตอน"),
        ({"kind": "document_received", "document": "x' OR 1=1 --"}, "ไม่มีเอกสาร"),
        ({"kind": "handed_over", "to_unit": "nowhere"}, "ไม่มีหน่วย"),
        ({"kind": "handed_over"}, "ผู้รับ"),
        ({"kind": "document_returned", "document": "treatment_record"}, "ไม่ได้ถูกยืม"),
        ({"kind": "undone", "supersedes": "99"}, "ไม่"),
        ({"kind": "resumed"}, "ไม่ได้พัก"),
        ({"kind": "admitted"}, "เลือก"),
        ({"kind": "<b>"}, "เลือก"),
        ({}, "เลือก"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_comes_back_as_typed(case, benefits, act, says):
    answer = record(benefits, case, **act)
    assert answer.status_code == 422
    assert says in problem(answer), problem(answer)
    assert "case." not in problem(answer)
    assert kinds(case) == ["admitted"]
    if len(act.get("reason", "")) > 1:
        assert act["reason"] in answer.content.decode()


def test_an_event_of_tomorrow_or_before_the_admission_is_refused(case, benefits):
    for at, says in ((timezone.now() + DAY, "อยู่หลังเวลานี้"), (case.admitted_at - DAY, "อยู่ก่อนรับไว้")):
        typed = moment_in_field(timezone.localtime(at))
        answer = record(benefits, case, kind="noted", reason="ทดสอบ", at=typed)
        assert answer.status_code == 422
        assert says in problem(answer)
        assert f'value="{typed}"' in answer.content.decode()


@pytest.mark.parametrize("era", ["thai digits", "buddhist", "christian"])
def test_a_moment_is_read_in_either_era_and_either_digits(case, benefits, era):
    at = timezone.localtime(ago(1)).replace(second=0, microsecond=0)
    typed = moment_in_field(at)
    if era == "christian":
        typed = f"{at.day}/{at.month}/{at.year} {at:%H:%M}"
    if era == "thai digits":
        typed = typed.translate({ord(str(n)): chr(0x0E50 + n) for n in range(10)})
    assert record(benefits, case, kind="noted", reason="ทดสอบ", at=typed).status_code == 302
    assert CaseEvent.objects.get(case=case, kind="noted").at == at


@pytest.mark.both_databases
@pytest.mark.parametrize("text", [NASTY, "\x07bell", "วิ\u200bภา", "\u202eback", "{{ 7 }}{% load x %}", "%s %(x)s"])
def test_any_text_is_kept_and_shown_as_text(case, benefits, text):
    for fields in (
        {"kind": "noted", "reason": text},
        {"kind": "reminded", "to_person": text[:150], "reason": text},
        {"kind": "document_borrowed", "document": "treatment_record", "to_unit": "ward", "unit": "benefits",
         "to_person": text[:150], "reason": text},
    ):  # fmt: skip
        assert record(benefits, case, **fields).status_code == 302
    page = benefits.get(f"/cases/{case.token}").content.decode()
    assert "<script>alert" not in page
    assert "\x07" not in page
    assert "\u202e" not in page
    assert "\u200b" not in page
    if text == NASTY:
        assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page
        assert CaseEvent.objects.filter(case=case, kind="noted").get().reason == text
    assert ClaimCase.objects.count() == 1


def test_a_name_of_digits_is_a_name_and_nobodys_id(case, benefits, elsewhere):
    record(benefits, case, kind="reminded", to_person=str(elsewhere.pk))
    record(benefits, case, kind="reminded", to_person="๕²")
    page = benefits.get(f"/cases/{case.token}")
    assert page.status_code == 200
    assert elsewhere.name not in page.content.decode()


def test_an_accountant_looks_and_does_not_act(case, client_of, person_of):
    client = client_of(person_of(Role.ACCOUNTANT))
    page = client.get(f"/cases/{case.token}")
    assert page.status_code == 200
    assert b'id="record"' not in page.content
    assert b"/act" not in page.content
    assert record(client, case, "papers").status_code == 404
    assert kinds(case) == ["admitted"]


def test_a_manager_does_the_work_of_every_unit(case, manager):
    done(manager, case, "papers", "receive", "check", "entitlement", "certificate", "ward", "discharge", "pass")
    done(manager, case, "record", "code")
    case.refresh_from_db()
    assert (case.step, case.drg, case.rw_e4) == ("report_to_chi", "04530", 6814)


def test_who_works_for_two_units_says_for_which(case, client_of, vipa, add_role, tree):
    add_role(vipa, Role.CODER, tree.r2a)
    client = client_of(vipa)
    received = {"kind": "document_received", "document": "treatment_record"}
    answer = record(client, case, **received)
    assert answer.status_code == 422
    assert "ทำในนามหน่วยใด" in problem(answer)
    assert 'name="unit"' in answer.content.decode()
    assert record(client, case, **received, unit="r2a").status_code == 302


def test_a_nurse_acts_in_her_ward_and_no_other(case, client_of, malee, person_of, tree):
    nurse = client_of(malee)
    done(nurse, case, "certificate", "ward")
    other = client_of(person_of(Role.NURSE, tree.ward_women, "other-nurse"))
    assert other.get(f"/cases/{case.token}").status_code == 404
    assert record(other, case, kind="noted", reason="x").status_code == 404


def test_nobody_else_says_what_the_weight_is(case, client_of, malee, benefits):
    weight = {"principal": "J45.9", "drg": "04530", "rw": "0.1", "adjrw": "0.1"}
    record(client_of(malee), case, kind="step_done", step="code_record", **weight)
    record(benefits, case, kind="noted", reason="x", **weight)
    case.refresh_from_db()
    assert (case.drg, case.rw_e4, case.principal) == ("", None, "")


def coded(case, manager):
    done(manager, case, "papers", "receive", "check", "entitlement", "certificate", "ward", "discharge", "pass")
    done(manager, case, "record")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"drg": "123"}, "5 หลัก"),
        ({"rw": "abc"}, "น้ำหนัก"),
        ({"rw": "-1"}, "น้ำหนัก"),
        ({"rw": "1.23456"}, "น้ำหนัก"),
        ({"principal": "<b>"}, "ICD-10"),
    ],
)
def test_a_wrong_code_is_refused_and_comes_back(case, manager, wrong, says):
    coded(case, manager)
    answer = record(manager, case, "code", **wrong)
    assert answer.status_code == 422
    assert says in problem(answer)
    typed = next(iter(wrong.values()))
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.content.decode()
    case.refresh_from_db()
    assert case.rw_e4 is None
    assert "step_done" in kinds(case)
    assert case.step == "code_record"


def test_a_coding_that_is_refused_leaves_no_weight(case, manager):
    done(manager, case, "papers", "receive")
    answer = record(manager, case, "code")
    assert answer.status_code == 422
    case.refresh_from_db()
    assert (case.rw_e4, case.drg, case.entered) == (None, "", [])


def test_a_coding_in_thai_digits_is_corrected_from_the_story(case, manager):
    coded(case, manager)
    record(manager, case, "code", rw="๓.๕", adjrw="๓.๕")
    case.refresh_from_db()
    assert case.rw_e4 == 35000
    assert {"rw_e4", "drg"} <= set(case.entered)
    n = CaseEvent.objects.get(case=case, step="code_record").number
    page = manager.get(f"/cases/{case.token}?correct={n}")
    assert page.context["typed"]["step"] == "code_record"
    assert 'id="again-rw"' in page.content.decode()
    assert record(manager, case, "code", supersedes=n, rw="0.6814").status_code == 302
    case.refresh_from_db()
    assert (case.rw_e4, case.step) == (6814, "report_to_chi")


@pytest.mark.both_databases
def test_an_entry_taken_back_stays_to_be_seen(case, benefits):
    done(benefits, case, "papers", "receive")
    n = CaseEvent.objects.get(case=case, kind="step_done").number
    form = benefits.get(f"/cases/{case.token}?take_back={n}")
    assert form.context["typed"] == {"kind": "undone", "supersedes": str(n)}
    assert record(benefits, case, kind="undone", supersedes=n, reason="กดผิด").status_code == 302
    page = benefits.get(f"/cases/{case.token}")
    top = page.context["story"][0]
    assert top["text"].endswith("กดผิด")
    assert len(top["older"]) == 1
    assert [entry["number"] for entry in page.context["story"]].count(n) == 0
    case.refresh_from_db()
    assert case.step == "receive_papers"
    assert CaseEvent.objects.filter(case=case, number=n).exists()


def test_what_stands_on_an_entry_keeps_it(case, benefits):
    done(benefits, case, "papers", "receive", "check")
    n = CaseEvent.objects.get(case=case, step="receive_papers").number
    answer = record(benefits, case, kind="undone", supersedes=n, reason="กดผิด")
    assert answer.status_code == 422
    assert "รายการที่" in answer.content.decode()
    assert "อาศัย" in problem(answer)


def test_a_discharge_told_by_hand_stands_in_the_facts_and_may_be_taken_back(case, benefits):
    at = moment_in_field(timezone.localtime(ago(2)))
    assert record(benefits, case, kind="discharged", at=at).status_code == 302
    case.refresh_from_db()
    assert case.discharged_at is not None
    assert "discharged_at" in case.entered
    again = record(benefits, case, kind="discharged")
    assert again.status_code == 422
    n = CaseEvent.objects.get(case=case, kind="discharged").number
    assert record(benefits, case, kind="undone", supersedes=n, reason="ยังไม่กลับ").status_code == 302
    case.refresh_from_db()
    assert case.discharged_at is None
    assert "discharged_at" not in case.entered


def test_a_paused_case_goes_on_and_its_clock_runs_unless_the_rule_says_otherwise(case, benefits):
    done(benefits, case, "papers")
    case.refresh_from_db()
    due = case.next_due_at
    assert due is not None
    record(benefits, case, kind="paused", reason="รอญาติ")
    case.refresh_from_db()
    assert (case.is_paused, case.next_due_at) == (True, due)
    page = benefits.get(f"/cases/{case.token}")
    assert page.context["offers"].main[0]["hidden"] == {"kind": "resumed"}
    assert record(benefits, case, kind="resumed").status_code == 302


def test_taking_a_case_is_for_the_unit_that_has_it(case, benefits, client_of, person_of):
    answer = record(client_of(person_of(Role.FINANCE)), case, kind="assigned")
    assert answer.status_code == 422
    assert "คุณไม่ได้ทำงานให้" in problem(answer)
    assert record(benefits, case, kind="assigned").status_code == 302
    case.refresh_from_db()
    assert case.holder.username == "vipa"


def test_an_ended_session_gives_the_entry_back(case):
    answer = Client().post(f"/cases/{case.token}/act", {"kind": "noted", "reason": "พิมพ์ไว้ยาวมาก", "seen": "1"},
                           headers={"origin": "http://testserver"})  # fmt: skip
    assert answer.status_code == 403
    assert "พิมพ์ไว้ยาวมาก" in answer.content.decode()
    assert kinds(case) == ["admitted"]


def test_a_form_without_its_token_gives_the_entry_back(case, vipa):
    client = Client(enforce_csrf_checks=True)
    client.force_login(vipa, "allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(f"/cases/{case.token}/act", {"kind": "noted", "reason": "พิมพ์ไว้ยาวมาก", "seen": "1"},
                         headers={"origin": "http://testserver"})  # fmt: skip
    assert answer.status_code == 403
    assert "พิมพ์ไว้ยาวมาก" in answer.content.decode()
    assert kinds(case) == ["admitted"]


def test_a_stranger_to_the_case_finds_none(case, client_of, elsewhere):
    assert record(client_of(elsewhere), case, "papers").status_code == 404
    assert datetime.datetime.now(datetime.UTC) > case.admitted_at
