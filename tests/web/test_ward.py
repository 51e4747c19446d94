"""The ward's page: what must leave today, one big act a patient, why not, and taking it back."""

import re
import shutil
import subprocess

import pytest
from django.utils import timezone

from sitthi.core.claims.events import EventKind
from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import CaseEvent
from web.admissions import CITIZEN_ID, DAY, HOUR, admitted, fresh, happened, plain, typed

XSS = "<script>alert(1)</script>"
CERTIFICATE, STEP = "medical_certificate", "send_certificate"


def page_of(client, **query):
    answer = client.get("/ward", query)
    assert answer.status_code == 200
    return plain(answer)


def does(client, case, **fields):
    given = {"seen": fresh(case).n_events, **fields}
    return client.post(f"/ward/{case.token}/act", given)


def place(client, case, **fields):
    return client.post(f"/ward/{case.token}/place", {"seen": fresh(case).n_events, **fields})


def last(case):
    return CaseEvent.objects.filter(case=case).latest("number")


def cards_of(page, section):
    """Gives the names of the patients under a heading, in order."""
    part = page.split(f"<h2>{section}</h2>", 1)
    assert len(part) == 2, section
    return re.findall(r'<h3><a href="[^"]*">([^<]*)</a>', part[1].split("<h2>", 1)[0])


@pytest.fixture
def nurse(client_of, malee):
    return client_of(malee)


@pytest.fixture
def today(malee, tree):
    """Is a patient of the men's ward who leaves within the minute, so that it is still today."""
    return admitted(malee, tree.ward_men, leaves_at=timezone.now(), bed="3")


def sent(client, case):
    assert does(client, case, kind="document_received", document=CERTIFICATE).status_code == 302
    assert does(client, case, kind="step_done", step=STEP).status_code == 302


def test_who_leaves_today_stands_in_the_order_of_the_hour_without_money(nurse, malee, tree):
    now = timezone.localtime()
    noon = now.replace(hour=12, minute=0)
    admitted(malee, tree.ward_men, "2", first_name="หลัง", leaves_at=noon.replace(minute=40), charge_satang=7654321)
    admitted(malee, tree.ward_men, "1", first_name="แรก", leaves_at=noon)
    admitted(malee, tree.ward_men, "3", first_name="พรุ่งนี้", leaves_at=noon + DAY)
    admitted(malee, tree.ward_men, "4", first_name="ไม่รู้เวลา")
    page = page_of(nurse)
    assert cards_of(page, "จำหน่ายวันนี้") == ["แรก สาธิตวงษ์", "หลัง สาธิตวงษ์"]
    assert "มีผู้ป่วยจำหน่ายวันนี้" in page
    assert "76,543" not in page
    assert "DRG" not in page
    inside = page_of(nurse, tab="inside")
    assert cards_of(inside, "ในหอ") == ["แรก สาธิตวงษ์", "หลัง สาธิตวงษ์", "พรุ่งนี้ สาธิตวงษ์", "ไม่รู้เวลา สาธิตวงษ์"]


def test_the_certificate_comes_is_sent_and_can_be_taken_back(nurse, today):
    page = page_of(nurse)
    assert "ได้รับใบรับรองแพทย์แล้ว" in page
    answer = does(nurse, today, kind="document_received", document=CERTIFICATE)
    assert answer["Location"].endswith(f"#{today.token}")
    assert "ส่งใบรับรองแพทย์แล้ว" in page_of(nurse)
    answer = does(nurse, today, kind="step_done", step=STEP)
    assert answer["Location"].endswith("#done")
    event = last(today)
    assert (event.kind, event.unit, event.step, event.by.username) == ("step_done", "ward", STEP, "malee")
    page = page_of(nurse)
    assert cards_of(page, "จำหน่ายวันนี้") == []
    assert "เสร็จแล้ววันนี้" in page
    assert f'name="supersedes" value="{event.number}"' in page
    assert does(nurse, today, does="undo", supersedes=event.number).status_code == 302
    assert last(today).kind == "undone"
    assert last(today).supersedes == event.number
    assert cards_of(page_of(nurse), "จำหน่ายวันนี้") == ["คำปัน สาธิตวงษ์"]


def test_a_certificate_is_not_sent_before_it_is_there(nurse, today):
    n = today.n_events
    answer = does(nurse, today, kind="step_done", step=STEP)
    assert answer.status_code == 422
    page = plain(answer)
    assert "ยังไม่บันทึก คำปัน สาธิตวงษ์" in page
    assert "ใบรับรองแพทย์" in page
    assert fresh(today).n_events == n


def test_of_two_taps_on_one_page_the_second_is_told(nurse, today, client_of, person_of, tree):
    seen = fresh(today).n_events
    other = client_of(person_of(Role.NURSE, tree.ward_men, "second"))
    assert does(other, today, kind="document_received", document=CERTIFICATE).status_code == 302
    answer = nurse.post(
        f"/ward/{today.token}/act",
        {"seen": seen, "does": "cannot", "step": STEP, "other": "ญาติไปเอา <b>"},
    )
    assert answer.status_code == 409
    page = plain(answer)
    assert "nurse ตัวอย่าง" in page
    assert "ญาติไปเอา &lt;b&gt;" in page
    assert not today.events.filter(kind="noted").exists()


def test_why_it_cannot_be_sent_shows_on_the_card_and_the_case_until_it_is(nurse, today):
    assert does(nurse, today, does="cannot", step=STEP, reason="unsigned").status_code == 302
    note = last(today)
    assert (note.kind, note.step, note.reason) == ("noted", STEP, "ส่งไม่ได้: แพทย์ยังไม่ลงนาม")
    assert "ส่งไม่ได้: แพทย์ยังไม่ลงนาม" in page_of(nurse)
    assert "แพทย์ยังไม่ลงนาม" in plain(nurse.get(f"/cases/{today.token}"))
    assert does(nurse, today, does="undo", supersedes=note.number).status_code == 302
    assert "ส่งไม่ได้: แพทย์ยังไม่ลงนาม" not in page_of(nurse)
    assert does(nurse, today, does="cannot", step=STEP, reason="unsigned").status_code == 302
    sent(nurse, today)
    happened_note = "ส่งไม่ได้: แพทย์ยังไม่ลงนาม"
    assert happened_note not in page_of(nurse)


@pytest.mark.parametrize(
    "fields", [{"does": "cannot"}, {"does": "cannot", "reason": "no_such"}, {"kind": "paused"}, {}]
)
def test_an_act_without_its_words_is_refused(nurse, today, fields):
    n = fresh(today).n_events
    assert does(nurse, today, step=STEP, **fields).status_code == 422
    assert fresh(today).n_events == n


def test_a_reason_of_their_own_is_shown_as_it_was_typed(nurse, today):
    assert does(nurse, today, does="cannot", step=STEP, other=f"  ญาติ\u202e {XSS}\n").status_code == 302
    page = page_of(nurse)
    assert XSS not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page


def test_papers_of_earlier_days_stand_apart_and_late(nurse, malee, tree):
    admitted(malee, tree.ward_men, admitted_at=timezone.now() - 5 * DAY, leaves_at=timezone.now() - 2 * DAY)
    page = page_of(nurse)
    assert cards_of(page, "เอกสารค้างจากวันก่อน") == ["คำปัน สาธิตวงษ์"]
    assert "เกิน 2 วัน" in page
    assert "ค้างส่งจากวันก่อน" in page


def test_a_discharge_that_somebody_recorded_counts_before_any_file_tells_of_it(nurse, malee, tree, vipa):
    case = admitted(malee, tree.ward_men, admitted_at=timezone.now() - 3 * DAY)
    happened(vipa, case, EventKind.DISCHARGED, "benefits", at=timezone.now() - DAY)
    assert cards_of(page_of(nurse), "เอกสารค้างจากวันก่อน") == ["คำปัน สาธิตวงษ์"]
    assert "ยังไม่มีใครบันทึกผู้ป่วยที่อยู่ในหอนี้" in page_of(nurse, tab="inside")


def sent_back(vipa, case, step=STEP):
    finance = "finance"
    for name, unit, paper in (
        ("receive_papers", "benefits", "patient_papers"),
        ("check_documents", "benefits", None),
        ("send_entitlement", "benefits", None),
    ):
        if paper:
            happened(vipa, case, EventKind.DOCUMENT_RECEIVED, unit, document=paper)
        happened(vipa, case, EventKind.STEP_DONE, unit, step=name)
    happened(vipa, case, EventKind.STEP_RETURNED, finance, step=step, reason="ขาดลายมือชื่อ <i>แพทย์</i>")


def test_what_was_sent_back_says_who_and_why_and_is_mended(nurse, today, vipa):
    sent(nurse, today)
    sent_back(vipa, today)
    page = page_of(nurse)
    assert cards_of(page, "ถูกส่งคืนมาที่หอ") == ["คำปัน สาธิตวงษ์"]
    assert "การเงิน ส่งคืน: ขาดลายมือชื่อ &lt;i&gt;แพทย์&lt;/i&gt;" in page
    assert cards_of(page, "จำหน่ายวันนี้") == []
    assert "แก้และส่งแล้ว" in page_of(nurse, tab="back")
    assert does(nurse, today, kind="step_done", step=STEP, tab="back").status_code == 302
    assert "ไม่มีรายการที่ถูกส่งคืน" in page_of(nurse, tab="back")


@pytest.fixture
def lent(today, malee, vipa):
    """Is the record that the benefits office lent to the ward."""
    happened(vipa, today, EventKind.DOCUMENT_RECEIVED, "benefits", document="treatment_record")
    happened(
        vipa, today, EventKind.DOCUMENT_BORROWED, "benefits", document="treatment_record", to_unit="ward",
        to_person=str(malee.pk),
    )  # fmt: skip
    happened(vipa, today, EventKind.REMINDED, "benefits", document="treatment_record")
    return today


def test_a_borrowed_record_comes_back_to_who_waits_for_it(nurse, lent):
    page = page_of(nurse, tab="borrowed")
    assert cards_of(page, "แฟ้มที่หอยืมอยู่") == ["คำปัน สาธิตวงษ์"]
    assert "สิทธิประโยชน์ รอประวัติการรักษา" in page
    assert "เตือนแล้ว" in page
    answer = does(
        nurse, lent, kind="document_returned", document="treatment_record", to_unit="benefits", tab="borrowed"
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("tab=borrowed#done")
    record = lent.documents.get(document="treatment_record")
    assert (record.state, record.unit) == ("returned", "benefits")
    assert "หอนี้ไม่ได้ยืมแฟ้ม" in page_of(nurse, tab="borrowed")
    again = does(nurse, lent, kind="document_returned", document="treatment_record")
    assert again.status_code == 422


def test_a_record_is_kept_longer_with_a_reason(nurse, lent):
    answer = does(nurse, lent, does="keeps", document="treatment_record", reason="summing_up", tab="borrowed")
    assert answer.status_code == 302
    assert last(lent).reason == "ขอใช้ต่อ: แพทย์ยังสรุปไม่เสร็จ"
    assert "ขอใช้ต่อ: แพทย์ยังสรุปไม่เสร็จ" in page_of(nurse, tab="borrowed")
    assert lent.documents.get(document="treatment_record").state == "borrowed"


@pytest.mark.parametrize(
    ("text", "hour"), [("14:30", (14, 30)), ("1430", (14, 30)), ("๐๙.๑๕", (9, 15)), ("9:05", (9, 5))]
)
def test_an_hour_alone_is_todays_in_either_digits(nurse, malee, tree, text, hour):
    case = admitted(malee, tree.ward_men, admitted_at=timezone.now() - 2 * DAY)
    assert place(nurse, case, bed="๑๒", leaves_at=text).status_code == 302
    told = fresh(case)
    at = timezone.localtime(told.leaves_at)
    assert (at.date(), at.hour, at.minute) == (timezone.localdate(), *hour)
    assert told.entered.count("leaves_at") == 1
    assert last(case).kind == "noted"
    assert "14:30" not in last(case).reason


def test_a_day_is_typed_in_the_buddhist_era_and_moves_the_deadline(nurse, malee, tree):
    case = admitted(malee, tree.ward_men)
    assert case.deadlines.get(rule="medical_certificate").due_at is None
    at = (timezone.now() + 2 * DAY).replace(second=0, microsecond=0)
    assert place(nurse, case, leaves_at=typed(at)).status_code == 302
    assert fresh(case).leaves_at == at
    assert case.deadlines.get(rule="medical_certificate").due_at == at


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("เย็นนี้", "18/11/2569 08:40"),
        ("1/1/2500 10:00", "เวลานี้อยู่ก่อนรับไว้"),
        ("1/1/2590 10:00", "ไกลกว่า 1 ปี"),
        ("25:00", "18/11/2569 08:40"),
        ("31/2/2570 10:00", "ไม่มีวันนี้ในปฏิทิน"),
    ],
)
def test_an_hour_that_cannot_be_is_refused_and_kept_to_be_mended(nurse, today, text, says):
    answer = place(nurse, today, bed=f"7{XSS}", leaves_at=text, tab="inside")
    assert answer.status_code == 422
    page = plain(answer)
    assert says in page
    assert f'value="{text}"' in page
    assert XSS not in page
    assert fresh(today).bed == "3"


def test_an_emptied_hour_is_not_known_any_more(nurse, today):
    assert place(nurse, today, bed="3", leaves_at="").status_code == 302
    assert fresh(today).leaves_at is None


def test_what_is_as_it_was_leaves_no_entry(nurse, today):
    n = fresh(today).n_events
    assert place(nurse, today, bed="3").status_code == 302
    assert fresh(today).n_events == n


def test_a_bed_of_a_stale_page_is_not_written(nurse, today):
    assert nurse.post(f"/ward/{today.token}/place", {"seen": 0, "bed": "9"}).status_code == 409
    assert fresh(today).bed == "3"


def test_the_other_wards_nurse_and_the_stranger_find_nothing(
    client_of, person_of, tree, today, stranger, elsewhere
):
    other = person_of(Role.NURSE, tree.ward_women)
    there = client_of(other)
    assert today.first_name not in page_of(there)
    assert there.get("/ward", {"ward": tree.ward_men.pk}).status_code == 404
    for user in (other, elsewhere, stranger):
        client = client_of(user)
        assert does(client, today, kind="document_received", document=CERTIFICATE).status_code == 404
        assert place(client, today, bed="1").status_code == 404
        assert client.get("/ward/print", {"ward": tree.ward_men.pk}).status_code == 404
    assert client_of(stranger).get("/ward").status_code == 404
    assert client_of(elsewhere).get("/ward", {"ward": tree.ward_men.pk}).status_code == 404
    assert fresh(today).n_events == today.n_events


def test_a_benefits_officer_looks_at_any_ward_and_does_not_act_for_it(client_of, vipa, tree, today):
    client = client_of(vipa)
    page = page_of(client, ward=tree.ward_men.pk)
    assert "คำปัน" in page
    assert "ส่งไม่ได้" not in page
    assert f'value="{tree.ward_women.pk}"' in page
    assert does(client, today, kind="document_received", document=CERTIFICATE).status_code == 422
    assert place(client, today, bed="8").status_code == 302


def test_the_manager_acts_for_the_ward_and_the_coder_does_not_even_set_a_bed(client_of, person_of, tree, today):
    manager = client_of(person_of(Role.MANAGER))
    sent(manager, today)
    assert "เสร็จแล้ววันนี้" in page_of(manager, ward=tree.ward_men.pk)
    coder = client_of(person_of(Role.CODER))
    assert "คำปัน" in page_of(coder, ward=tree.ward_men.pk)
    assert place(coder, today, bed="8").status_code == 404


def test_a_nurse_of_two_wards_chooses(client_of, malee, tree, add_role, today):
    add_role(malee, Role.NURSE, tree.ward_women)
    client = client_of(malee)
    assert f'value="{tree.ward_women.pk}"' in page_of(client)
    assert "คำปัน" not in page_of(client, ward=tree.ward_women.pk)
    assert client.get("/ward", {"ward": "'; DROP TABLE--"}).status_code == 404


def test_who_has_no_ward_is_told_so(client_of, person_of, tree):
    admin = client_of(person_of(Role.ADMIN))
    assert admin.get("/ward").status_code == 404
    tree.ward_men.delete()
    tree.ward_women.delete()
    assert "บทบาทของคุณไม่มีหอผู้ป่วย" in page_of(client_of(person_of(Role.CODER)))


def test_the_days_list_prints_with_a_box_and_no_citizen_id(nurse, malee, tree, lent):
    admitted(malee, tree.ward_men, "2", first_name="ก้องหล้า", citizen_id=CITIZEN_ID, leaves_at=timezone.now())
    assert does(nurse, lent, does="cannot", step=STEP, reason="unsigned").status_code == 302
    answer = nurse.get("/ward/print")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "ward-list" in answer["Content-Disposition"]
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not here")
    done = subprocess.run([reader, "-layout", "-", "-"], input=answer.content, capture_output=True, check=True)
    text = done.stdout.decode()
    assert "ก้องหล้า" in text
    assert "AN 69900001" in text
    assert "แพทย์ยังไม่ลงนาม" in text
    assert CITIZEN_ID not in text


def test_a_page_asks_the_database_as_often_for_ten_patients_as_for_two(
    nurse, malee, tree, django_assert_num_queries, django_assert_max_num_queries
):
    for n in range(2):
        sent(nurse, admitted(malee, tree.ward_men, str(n), leaves_at=timezone.now()))
        admitted(malee, tree.ward_men, f"9{n}", leaves_at=timezone.now())
    page_of(nurse)
    with django_assert_max_num_queries(60) as few:
        page_of(nurse)
    n_queries = len(few)
    for n in range(2, 10):
        sent(nurse, admitted(malee, tree.ward_men, str(n), leaves_at=timezone.now()))
        admitted(malee, tree.ward_men, f"9{n}", leaves_at=timezone.now())
    # Many words of success do not fit into a cookie and lie in the session until a page has shown them.
    page_of(nurse)
    with django_assert_num_queries(n_queries):
        page_of(nurse)


def test_a_case_of_another_day_is_not_among_what_was_done_today(nurse, today):
    sent(nurse, today)
    assert "เสร็จแล้ววันนี้" in page_of(nurse)
    type(today).objects.filter(pk=today.pk).update(changed_at=timezone.now() - 2 * DAY)
    assert "เสร็จแล้ววันนี้" not in page_of(nurse)


def test_a_paused_case_waits_without_an_act(nurse, today, vipa):
    happened(vipa, today, EventKind.PAUSED, "benefits", reason="รอญาติ")
    page = page_of(nurse)
    assert cards_of(page, "จำหน่ายวันนี้") == []
    assert "รอญาติ" in page_of(nurse, tab="inside")


def test_private_insurance_sends_the_medication_after_the_certificate(nurse, malee, tree):
    case = admitted(malee, tree.ward_men, fund="private", leaves_at=timezone.now() + HOUR / 60)
    assert "ประกันเอกชน" in page_of(nurse, tab="inside")
    for paper in (CERTIFICATE, "claim_form"):
        assert does(nurse, case, kind="document_received", document=paper).status_code == 302
    assert does(nurse, case, kind="step_done", step=STEP).status_code == 302
    assert does(nurse, case, kind="document_received", document="home_medication").status_code == 302
    assert "ส่งรายการค่ายากลับบ้านแล้ว" in page_of(nurse, tab="today") + page_of(nurse, tab="inside")
    assert does(nurse, case, kind="step_done", step="send_medication").status_code == 302


def handed(vipa, case):
    happened(vipa, case, EventKind.HANDED_OVER, "benefits", to_unit="ward", reason="ขาดลายเซ็น <u>")


def test_what_is_handed_over_to_the_ward_is_taken_and_handed_back(nurse, today, vipa):
    handed(vipa, today)
    page = page_of(nurse, tab="back")
    assert cards_of(page, "ถูกส่งคืนมาที่หอ") == ["คำปัน สาธิตวงษ์"]
    assert "สิทธิประโยชน์ ส่งมอบให้หอ: ขาดลายเซ็น &lt;u&gt;" in page
    assert does(nurse, today, kind="accepted", tab="back").status_code == 302
    case = fresh(today)
    assert (case.holder_function, case.holder_unit) == ("ward", today.ward)
    page = page_of(nurse, tab="back")
    assert "หอรับไว้แล้ว สิทธิประโยชน์ รออยู่" in page
    assert does(nurse, today, kind="handed_over", to_unit="benefits").status_code == 302
    assert (last(today).kind, last(today).to_unit) == ("handed_over", "benefits")
    assert "ไม่มีรายการที่ถูกส่งคืน" in page_of(nurse, tab="back")
    assert "ส่งคืน สิทธิประโยชน์ แล้ว" in page_of(nurse)


def test_what_is_not_the_wards_is_refused_with_a_reason(nurse, today, vipa):
    handed(vipa, today)
    assert does(nurse, today, does="refuses").status_code == 422
    assert does(nurse, today, does="refuses", reason="another_ward").status_code == 302
    assert (last(today).kind, last(today).reason) == ("refused", "ผู้ป่วยอยู่หออื่น")
    assert fresh(today).holder_function == "benefits"
