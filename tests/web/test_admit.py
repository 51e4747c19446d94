"""Admitting a patient by hand, and correcting what was entered: read, refused, told, and never shown to others."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from sitthi.core.claims.events import EventKind
from sitthi.web.accounts.models import Role
from sitthi.web.claims.flows import lay_book_editions
from sitthi.web.claims.models import CaseEvent, ClaimCase, FlowEdition
from web.admissions import CITIZEN_ID, DAY, HOUR, admitted, facts_form, filled, fresh, happened, plain, typed

XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _flows(db):
    lay_book_editions()


@pytest.fixture
def nurse(client_of, malee):
    return client_of(malee)


@pytest.fixture
def officer(client_of, vipa):
    return client_of(vipa)


def errors_of(answer):
    return re.findall(r'class="field-error"[^>]*>([^<]*)<', answer.content.decode().replace("\xa0", " "))


def test_a_nurse_opens_a_case_that_follows_its_rights_flow(nurse, tree, malee):
    assert "เพิ่มผู้ป่วยรับใหม่" in plain(nurse.get("/admit"))
    answer = nurse.post("/admit", filled(tree.ward_men, is_referral="on"))
    case = ClaimCase.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.token}")
    assert (case.hospital, case.ward, case.source, case.fund) == (tree.hospital, tree.ward_men, "manual", "SSS")
    assert case.flow.definition == "sso_inpatient_2555"
    assert case.born_on == datetime.date(1977, 2, 1)
    assert case.is_referral
    assert {"number", "hn", "first_name", "ward", "admitted_at", "is_referral"} <= set(case.entered)
    assert not {"citizen_id", "accident_at"} & set(case.entered)
    event = case.events.get()
    assert (event.kind, event.at, event.by, event.source) == ("admitted", case.admitted_at, malee, "")
    assert case.waits_for == "document_missing"
    assert case.documents.get(document="referral_letter").need == "required"
    assert "AN 69900001" in plain(nurse.get(answer["Location"]))


def test_thai_digits_and_buddhist_years_are_read(officer, tree):
    at = timezone.localtime() - 2 * HOUR
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    given = filled(
        tree.ward_women, number="๖๙๙๐๐๐๐๒", hn="๐๐๑๒", citizen_id="9-9910-00000-01-5", bed="๑๔",
        admitted_at=typed(at).translate(thai), born_on="๒๙/๐๒/๒๕๔๗",
    )  # fmt: skip
    assert officer.post("/admit", given).status_code == 302
    case = ClaimCase.objects.get()
    assert (case.number, case.hn, case.bed, case.citizen_id) == ("69900002", "0012", "14", CITIZEN_ID)
    assert case.admitted_at == at.replace(second=0, microsecond=0)
    assert case.born_on == datetime.date(2004, 2, 29)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"number": ""}, "กรอก AN"),
        ({"number": "69/<b>"}, "AN ใช้ได้เฉพาะ"),
        ({"hn": "ไทย"}, "HN ใช้ได้เฉพาะ"),
        ({"first_name": "  \u200b"}, "กรอก ชื่อ"),
        ({"sex": "3"}, "3"),
        ({"ward": ""}, "กรอก หอผู้ป่วย"),
        ({"fund": ""}, "กรอก สิทธิ"),
        ({"citizen_id": "9991000000016"}, "เลขหลักสุดท้าย"),
        ({"citizen_id": "1111111111111"}, "เลขแทน"),
        ({"citizen_id": "123"}, "13 หลัก"),
        ({"admitted_at": ""}, "08:40"),
        ({"admitted_at": "22/11/2569"}, "เวลา"),
        ({"admitted_at": "1/1/2566 10:00"}, "เกิน 1 ปี"),
        ({"admitted_at": "1/1/2590 10:00"}, "อยู่หลังเวลานี้"),
        ({"born_on": "1/1/2590"}, "วันเกิดอยู่หลังวันนี้"),
        ({"born_on": "1/1/2420"}, "เกิน 130 ปี"),
        ({"born_on": "1/1/77"}, "ปี"),
        ({"fund": "accident"}, "48 ชั่วโมง"),
        ({"fund": "accident", "accident_at": "1/1/2590 10:00"}, "เวลาเกิดเหตุอยู่หลังเวลานี้"),
    ],
)
def test_what_cannot_be_is_refused_by_a_sentence_and_all_stays_in_the_form(nurse, tree, more, says):
    answer = nurse.post("/admit", filled(tree.ward_men, **more))
    assert answer.status_code == 422
    assert any(says in error for error in errors_of(answer)), errors_of(answer)
    assert 'value="สาธิตวงษ์"' in answer.content.decode()
    assert not ClaimCase.objects.exists()


def test_an_admission_dated_tomorrow_is_refused(nurse, tree):
    answer = nurse.post("/admit", filled(tree.ward_men, admitted_at=typed(timezone.now() + DAY)))
    assert answer.status_code == 422
    assert errors_of(answer) == ["เวลารับไว้อยู่หลังเวลานี้ ตรวจวันและเวลาอีกครั้ง"]


def test_an_accident_comes_before_the_admission_and_a_birth_too(nurse, tree):
    now = timezone.now()
    answer = nurse.post("/admit", filled(tree.ward_men, fund="accident", accident_at=typed(now - HOUR)))
    assert errors_of(answer) == ["เวลาเกิดเหตุอยู่หลังเวลารับไว้ ตรวจทั้งสองช่อง"]
    local = timezone.localdate()
    today = f"{local.day}/{local.month}/{local.year + 543}"
    admission = typed(now - 2 * DAY)
    answer = nurse.post("/admit", filled(tree.ward_men, admitted_at=admission, born_on=today))
    assert errors_of(answer) == ["วันเกิดอยู่หลังวันรับไว้ ตรวจทั้งสองช่อง"]


def test_an_accident_starts_its_48_hours(nurse, tree):
    at = (timezone.now() - 5 * HOUR).replace(second=0, microsecond=0)
    assert nurse.post("/admit", filled(tree.ward_men, fund="accident", accident_at=typed(at))).status_code == 302
    case = ClaimCase.objects.get()
    assert case.flow.definition == "accident_insurance"
    assert case.deadlines.get(starts_at=at).due_at == at + 48 * HOUR


def test_an_an_is_given_once_and_the_link_is_for_who_may_see_the_case(nurse, officer, vipa, malee, tree):
    first = admitted(vipa, tree.ward_women)
    answer = nurse.post("/admit", filled(tree.ward_men))
    assert answer.status_code == 409
    assert errors_of(answer) == ["AN นี้มีเคสแล้ว ในโรงพยาบาลหนึ่ง AN ไม่ซ้ำกัน"]
    assert first.token not in answer.content.decode()
    answer = officer.post("/admit", filled(tree.ward_men))
    assert f"/cases/{first.token}" in answer.content.decode()
    assert ClaimCase.objects.count() == 1


def test_the_same_an_of_another_hospital_is_another_stay(client_of, elsewhere, vipa, tree):
    admitted(vipa, tree.ward_women)
    assert client_of(elsewhere).post("/admit", filled(tree.other_ward)).status_code == 302


def test_two_who_admit_one_an_at_once_make_one_case(vipa, malee, tree, monkeypatch, nurse):
    admitted(vipa, tree.ward_men)
    # Both asked before either wrote.
    seen = [None]
    monkeypatch.setattr("sitthi.web.claims.views_admit.with_number", lambda *_who: seen[0])
    answer = nurse.post("/admit", filled(tree.ward_men, hn="77"))
    assert answer.status_code == 409
    assert ClaimCase.objects.count() == 1


@pytest.mark.parametrize("known", [{"citizen_id": CITIZEN_ID}, {"citizen_id": "", "hn": "0001234"}])
def test_an_open_stay_of_the_same_person_is_to_be_confirmed(nurse, vipa, tree, known):
    other = admitted(vipa, tree.ward_women, "1", **{"hn": "5", "citizen_id": CITIZEN_ID, **known})
    given = filled(tree.ward_men, citizen_id=known["citizen_id"])
    answer = nurse.post("/admit", given)
    assert answer.status_code == 422
    assert "ยังไม่จำหน่าย" in plain(answer)
    assert other.token not in answer.content.decode()
    assert ClaimCase.objects.count() == 1
    assert nurse.post("/admit", {**given, "confirmed": "on"}).status_code == 302
    assert ClaimCase.objects.count() == 2


def test_a_stay_that_ended_asks_nothing(nurse, vipa, tree):
    other = admitted(vipa, tree.ward_women, "1", citizen_id=CITIZEN_ID)
    ClaimCase.objects.filter(pk=other.pk).update(discharged_at=timezone.now())
    assert nurse.post("/admit", filled(tree.ward_men, citizen_id=CITIZEN_ID)).status_code == 302


def test_who_may_admit_and_where(client_of, person_of, stranger, malee, tree):
    assert client_of(malee).post("/admit", filled(tree.ward_women)).status_code == 422
    assert client_of(malee).post("/admit", filled(tree.other_ward)).status_code == 422
    for user in (person_of(Role.CODER), person_of(Role.FINANCE), person_of(Role.ADMIN), stranger):
        client = client_of(user)
        assert client.get("/admit").status_code == 404
        assert client.post("/admit", filled(tree.ward_men)).status_code == 404
    assert client_of(None).get("/admit").status_code == 302
    assert not ClaimCase.objects.exists()
    assert client_of(person_of(Role.MANAGER)).post("/admit", filled(tree.ward_women)).status_code == 302


def test_a_right_without_a_flow_that_day_is_refused(nurse, tree):
    FlowEdition.objects.all().delete()
    answer = nurse.post("/admit", filled(tree.ward_men))
    assert errors_of(answer) == ["ไม่มีผังที่บอกวิธีเบิกสิทธินี้ในวันนั้น"]


TEXTS = ("title", "first_name", "last_name", "bed", "physician")


def test_what_is_typed_into_any_text_is_shown_as_text(nurse, tree):
    given = {name: XSS[: 20 if name == "bed" else 100] for name in TEXTS}
    answer = nurse.post("/admit", filled(tree.ward_men, **given))
    assert answer.status_code == 302
    case = ClaimCase.objects.get()
    assert case.first_name == XSS
    pages = (answer["Location"], "/ward?tab=inside", f"/cases/{case.token}/facts", "/cases")
    for page in pages:
        text = nurse.get(page).content.decode()
        assert "<img src=x" not in text, page
    bad = nurse.post("/admit", filled(tree.ward_men, number=XSS, hn=XSS, citizen_id=XSS, **given))
    assert bad.status_code == 422
    assert "<img src=x" not in bad.content.decode()


def test_sql_in_a_field_is_a_name_like_any_other(nurse, tree):
    assert (
        nurse.post("/admit", filled(tree.ward_men, last_name="'; DROP TABLE claims_claimcase;--")).status_code
        == 302
    )
    assert ClaimCase.objects.get().last_name == "'; DROP TABLE claims_claimcase;--"


def test_a_form_whose_session_ended_comes_back_with_what_was_typed(malee, tree):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/admit", filled(tree.ward_men), HTTP_ORIGIN="http://testserver")
    assert answer.status_code == 403
    assert 'value="สาธิตวงษ์"' in answer.content.decode()
    assert not ClaimCase.objects.exists()


def test_a_correction_is_told_by_the_facts_names_and_the_files_will_not_undo_it(nurse, malee, tree):
    case = admitted(malee, tree.ward_men)
    page = plain(nurse.get(f"/cases/{case.token}/facts"))
    assert 'value="คำปัน"' in page
    answer = nurse.post(f"/cases/{case.token}/facts", facts_form(case, first_name="คำแปง", born_on="2/2/2520"))
    assert answer.status_code == 302
    told = fresh(case)
    assert (told.first_name, told.born_on) == ("คำแปง", datetime.date(1977, 2, 2))
    assert {"first_name", "born_on"} <= set(told.entered)
    event = told.events.latest("number")
    assert (event.kind, event.by) == ("noted", malee)
    assert "ชื่อ" in event.reason
    assert "วันเกิด" in event.reason
    assert "คำแปง" not in event.reason
    n = told.n_events
    assert nurse.post(f"/cases/{case.token}/facts", facts_form(case)).status_code == 302
    assert fresh(case).n_events == n


def test_a_citizen_id_is_never_shown_again_and_stays_where_nothing_is_typed(nurse, officer, malee, tree):
    case = admitted(malee, tree.ward_men, citizen_id=CITIZEN_ID)
    page = nurse.get(f"/cases/{case.token}/facts").content.decode()
    assert CITIZEN_ID not in page
    assert "x-xxxx-xxxx0-01-5" in page
    assert nurse.post(f"/cases/{case.token}/facts", facts_form(case, bed="2")).status_code == 302
    assert fresh(case).citizen_id == CITIZEN_ID
    other = "9992000000024"
    assert nurse.post(f"/cases/{case.token}/facts", facts_form(case, citizen_id=other)).status_code == 302
    assert fresh(case).citizen_id == other
    for url in (f"/cases/{case.token}", f"/cases/{case.token}/facts", "/ward?tab=inside"):
        assert other not in nurse.get(url).content.decode()
    assert not CaseEvent.objects.filter(reason__contains=other).exists()


def test_a_moved_admission_moves_its_entry_whoever_made_it(officer, malee, tree):
    case = admitted(malee, tree.ward_men)
    at = (timezone.now() - 26 * HOUR).replace(second=0, microsecond=0)
    answer = officer.post(f"/cases/{case.token}/facts", facts_form(case, admitted_at=typed(at)))
    assert answer.status_code == 302
    told = fresh(case)
    assert told.admitted_at == at
    moved = told.events.get(supersedes=1)
    assert (moved.kind, moved.at, moved.by.username) == ("admitted", at, "vipa")


def test_an_admission_is_not_moved_behind_what_happened_in_the_stay(officer, vipa, malee, tree):
    case = admitted(malee, tree.ward_men, admitted_at=timezone.now() - 3 * DAY)
    happened(vipa, case, EventKind.DISCHARGED, "benefits", at=timezone.now() - 2 * DAY)
    before = fresh(case)
    given = facts_form(case, admitted_at=typed(timezone.now() - HOUR), first_name="อื่น")
    answer = officer.post(f"/cases/{case.token}/facts", given)
    assert answer.status_code == 422
    assert "ก่อนรับไว้" in plain(answer)
    assert 'value="อื่น"' in answer.content.decode()
    after = fresh(case)
    assert (after.admitted_at, after.first_name, after.n_events) == (
        before.admitted_at, before.first_name, before.n_events,
    )  # fmt: skip


def test_a_discharge_is_entered_moved_and_taken_back(officer, malee, tree):
    case = admitted(malee, tree.ward_men, admitted_at=timezone.now() - 3 * DAY)
    url = f"/cases/{case.token}/facts"
    first, second = ((timezone.now() - n * HOUR).replace(second=0, microsecond=0) for n in (20, 10))
    assert officer.post(url, facts_form(case, discharged_at=typed(first))).status_code == 302
    told = fresh(case)
    assert told.discharged_at == first
    assert told.claim_due_at is not None
    assert officer.post(url, facts_form(case, discharged_at=typed(second))).status_code == 302
    assert fresh(case).discharged_at == second
    assert case.events.filter(kind="discharged").count() == 2
    assert officer.post(url, facts_form(case, discharged_at="")).status_code == 302
    told = fresh(case)
    assert told.discharged_at is None
    assert told.claim_due_at is None
    assert "ยังอยู่ในหอผู้ป่วย" in plain(officer.get(f"/cases/{case.token}"))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"discharged_at": "1/1/2590 10:00"}, "เวลาจำหน่ายอยู่หลังเวลานี้"),
        ({"discharged_at": "1/1/2569 10:00"}, "เวลานี้อยู่ก่อนรับไว้"),
        ({"leaves_at": "1/1/2590 10:00"}, "ไกลกว่า 1 ปี"),
        ({"number": "x y"}, "AN ใช้ได้เฉพาะ"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(officer, malee, tree, more, says):
    case = admitted(malee, tree.ward_men)
    answer = officer.post(f"/cases/{case.token}/facts", facts_form(case, **more))
    assert answer.status_code == 422
    assert any(says in error for error in errors_of(answer)), errors_of(answer)


def test_a_stale_correction_is_told_and_kept(officer, malee, vipa, tree):
    case = admitted(malee, tree.ward_men)
    given = facts_form(case, bed="99")
    happened(malee, case, EventKind.NOTED, "ward", reason="มีการแก้")
    answer = officer.post(f"/cases/{case.token}/facts", given)
    assert answer.status_code == 409
    assert "มาลี ตัวอย่างสุข" in plain(answer)
    assert 'value="99"' in answer.content.decode()
    assert fresh(case).bed == ""


def test_a_wrong_an_is_corrected_but_not_into_anothers(officer, malee, tree):
    case, other = admitted(malee, tree.ward_men), admitted(malee, tree.ward_men, "5")
    answer = officer.post(f"/cases/{case.token}/facts", facts_form(case, number="5"))
    assert answer.status_code == 409
    assert f"/cases/{other.token}" in answer.content.decode()
    assert officer.post(f"/cases/{case.token}/facts", facts_form(case, number="6")).status_code == 302
    assert fresh(case).number == "6"


def test_two_corrections_to_one_an_at_once_leave_one(officer, malee, tree, monkeypatch):
    case = admitted(malee, tree.ward_men)
    admitted(malee, tree.ward_men, "5")
    monkeypatch.setattr("sitthi.web.claims.views_admit.with_number", lambda *_who: None)
    assert officer.post(f"/cases/{case.token}/facts", facts_form(case, number="5", bed="1")).status_code == 409
    assert (fresh(case).number, fresh(case).bed) == ("69900001", "")


def test_another_right_leads_to_another_flow_as_long_as_nothing_was_done(officer, vipa, malee, tree):
    case = admitted(malee, tree.ward_men)
    assert officer.post(f"/cases/{case.token}/facts", facts_form(case, fund="UCS")).status_code == 302
    told = fresh(case)
    assert (told.fund, told.flow.definition) == ("UCS", "uc_inpatient")
    assert not told.documents.filter(document="sso_form").exists()
    happened(vipa, case, EventKind.DOCUMENT_RECEIVED, "benefits", document="patient_papers")
    assert officer.post(f"/cases/{case.token}/facts", facts_form(case, fund="SSS")).status_code == 302
    told = fresh(case)
    assert (told.fund, told.flow.definition) == ("SSS", "uc_inpatient")


def test_a_patient_moved_to_another_ward_leaves_the_nurses_sight_with_their_papers(
    nurse, malee, tree, client_of, person_of
):
    case = admitted(malee, tree.ward_men)
    answer = nurse.post(f"/cases/{case.token}/facts", facts_form(case, ward=tree.ward_women.pk))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert nurse.get(f"/cases/{case.token}").status_code == 404
    there = client_of(person_of(Role.NURSE, tree.ward_women))
    assert "หอผู้ป่วย" in plain(there.get(f"/cases/{case.token}"))
    assert fresh(case).events.filter(kind="noted").count() == 1


def test_only_who_sees_the_case_and_may_admit_corrects_it(client_of, person_of, elsewhere, stranger, malee, tree):
    case = admitted(malee, tree.ward_men)
    others = (
        person_of(Role.NURSE, tree.ward_women),
        elsewhere,
        stranger,
        person_of(Role.ADMIN),
        person_of(Role.CODER),
    )
    for user in others:
        client = client_of(user)
        assert client.get(f"/cases/{case.token}/facts").status_code == 404
        assert client.post(f"/cases/{case.token}/facts", facts_form(case, bed="1")).status_code == 404
    assert fresh(case).bed == ""


def test_no_patient_stands_in_an_address(nurse, tree):
    answer = nurse.post("/admit", filled(tree.ward_men, citizen_id=CITIZEN_ID))
    for value in ("69900001", "0001234", CITIZEN_ID):
        assert value not in answer["Location"]
