"""The pages of flows: drawn, compared, printed, and edited into an own dated edition."""

import datetime
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from auditlog.models import LogEntry
from django.urls import reverse

import sitthi.book
from sitthi.book import BrokenBook
from sitthi.core.evidence import Grade
from sitthi.web.accounts.models import Role
from sitthi.web.claims.flow_editing import BLANK_ROWS, plain_of, rows_of_values
from sitthi.web.claims.flow_toml import fault_sentence, written_toml
from sitthi.web.claims.flows import definition_of, edition_for, lay_book_editions, read_flow
from sitthi.web.claims.models import FlowEdition
from web.records import add_case
from web.year import at

FLOWS = sorted((Path(sitthi.book.__file__).parent / "flows").glob("*.toml"))
TYPED = ("id", "place", "th", "en", "unit", "symbol", "minutes", "group", "named", "deadline", "clock")
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def a_day_in_november(monkeypatch):
    now = at("2026-11-25", "09:30")
    monkeypatch.setattr("sitthi.web.claims.views_flows.timezone", SimpleNamespace(now=lambda: now))


@pytest.fixture
def book_flows(db):
    lay_book_editions()
    return {each.definition: each for each in FlowEdition.objects.all()}


@pytest.fixture
def sso(book_flows):
    return book_flows["sso_inpatient_2555"]


@pytest.fixture
def manager(client_of, person_of):
    return client_of(person_of(Role.MANAGER))


def text_of(response):
    whole = re.sub(r'<span class="nobreak">(.*?)</span>', r"\1", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", whole).replace("\u00a0", " ").split())


def form_of(edition, day="01/12/2569", note="ที่ประชุมเห็นชอบ", **changed):
    """Gives what the form sends when nothing is touched but what is named: `step_3_named="…"`."""
    values = plain_of(edition)
    rows = rows_of_values(values)
    sent = {"as": "steps", "in_force_from": day, "note": note, "n_rows": str(len(rows))}
    for n, row in enumerate(rows):
        for name in (
            "id",
            "place",
            "th",
            "en",
            "unit",
            "symbol",
            "minutes",
            "group",
            "named",
            "deadline",
            "clock",
        ):
            sent[f"step-{n}-{name}"] = getattr(row, name)
        sent[f"step-{n}-needs"] = list(row.needs)
        sent[f"step-{n}-makes"] = list(row.makes)
    for group in values.get("groups", ()):
        sent[f"days-{group['id']}"] = str(group["days"])
    for name, value in changed.items():
        _step, number, field = name.split("_", 2)
        sent[f"step-{int(number) - 1}-{field}"] = value
    return sent


def save(client, edition, hospital, **changed):
    sent = {"hospital": hospital.code, **form_of(edition, **changed)}
    return client.post(reverse("flow_edit", args=[edition.pk]), sent)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_a_flow_written_again_is_the_same_flow(path):
    text = path.read_text(encoding="utf-8")
    values = tomllib.loads(text, parse_float=Decimal)
    again = written_toml(values)
    assert tomllib.loads(again, parse_float=Decimal) == values
    assert read_flow(again) == read_flow(text)


def test_text_with_every_kind_of_sign_comes_back():
    values = {"a": 'x"\\\n\t\x7f ก \u2028', "b c": [1, Decimal("2.50"), True], "d": {"th": "ก", "en": "k"},
              "t": {"x": datetime.date(2026, 1, 2)}, "rows": [{"n": {"th": "'", "en": '"'}, "e": []}]}  # fmt: skip
    assert tomllib.loads(written_toml(values), parse_float=Decimal) == values


def test_the_list_says_which_edition_is_in_force_and_how_many_cases_follow_it(manager, tree, book_flows):
    for n in range(3):
        add_case(tree, at("2026-11-20"), "SSS", number=f"{n}")
    shown = text_of(manager.get(reverse("flows")))
    assert "โรงพยาบาลรินธารา · 7 ผัง · ทุกผังเป็นฉบับตั้งต้นของเกณฑ์กลาง" in shown
    assert "เรียกเก็บผู้ป่วยในประกันสังคม หลังปรับปรุง ของเกณฑ์กลาง 1 เม.ย. 2555 ใช้อยู่ 11 3" in shown
    assert "เรียกเก็บผู้ป่วยในประกันสังคม ก่อนปรับปรุง" in shown
    assert "เฉพาะหน่วยงานเดียว ไว้เทียบ 15 0" in shown


@pytest.mark.parametrize(
    ("chart", "drawn"), [("lanes", "flow-lane"), ("symbols", "flow-mark-operation"), ("x", "flow-lane")]
)
def test_a_flow_is_drawn_with_its_steps_as_a_table_beside(manager, sso, chart, drawn):
    told = manager.get(reverse("flow", args=[sso.pk]), {"chart": chart})
    page = told.content.decode()
    assert 'class="flow-picture"' in page
    assert 'role="img"' in page
    assert drawn in page
    assert "6. ตามประวัติและลงรหัสโรค" in text_of(told)
    assert "วันของกลุ่ม: a 3 · b 3 · c 21 · d 3 · e 3" in text_of(told)
    assert " style=" not in page


def test_before_and_after_are_compared_as_far_as_they_can_be(manager, sso):
    response = manager.get(reverse("flow_compare", args=[sso.pk]))
    shown = text_of(response)
    assert "ขั้นตอน 15 เหลือ 11 · รอคอย 4 เหลือ 0" in shown
    assert "ขั้นตอน · สิทธิประโยชน์ 15 5 10 66.67" in shown
    assert "วัน · สิทธิประโยชน์ 25.5 6 19.5 76.47" in shown
    assert "เคลื่อนย้าย 1 3 −2 เพิ่มขึ้น 200.00" in shown
    assert "วัน 25.5 33 – ขอบเขตต่างกัน" in shown
    assert "ขั้นตอนที่ลดลง: เอกสารว่า 50 % คำนวณได้ 66.67 %" in shown
    assert "วันที่ลดลง จาก 26 วันที่พิมพ์ไว้: เอกสารว่า 62.5 % คำนวณได้ 76.92 %" in shown
    assert "E ตัดออก" in shown
    assert "1, 2, 4 → 1" in shown
    assert response.content.decode().count('class="flow-picture"') == 2


def test_a_saving_shows_the_rows_it_was_added_up_from(manager, sso, book_flows):
    response = manager.get(reverse("flow_compare", args=[sso.pk]))
    addresses = [
        each.replace("&amp;", "&") for each in re.findall(r'href="([^"]*why=[^"]*)"', response.content.decode())
    ]
    assert len(addresses) == 3
    for address in addresses:
        assert "data-drawer-part" in manager.get(address).content.decode()
    assert "12240 นาที" in text_of(manager.get(next(each for each in addresses if "benefits.days" in each)))
    for wrong in ("x", "all.x", "x.days", "benefits."):
        assert manager.get(reverse("flow_compare", args=[sso.pk]), {"why": wrong}).status_code == 404


@pytest.mark.parametrize("query", [{}, {"before": "yes"}])
def test_a_flow_is_printed_across_and_the_trail_knows(manager, sso, book_flows, query):
    query = {"before": book_flows["sso_inpatient_2554"].pk} if query else {}
    response = manager.get(reverse("flow_print", args=[sso.pk]), query)
    assert response.content.startswith(b"%PDF")
    # A4 on its side.
    assert re.search(rb"/MediaBox ?\[0 0 841", response.content)
    assert LogEntry.objects.filter(additional_data__what="print", object_id=sso.pk).count() == 1


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_page_reads_in_both_languages(client_of, person_of, sso, language):
    client = client_of(person_of(Role.MANAGER))
    client.cookies.load({"django_language": language})
    words = {
        "th": ("ผังกระบวนการเรียกเก็บ", "ก่อนและหลัง", "ผังฉบับใหม่"),
        "en": ("Flows of claims", "Flow: before and after", "A new edition of the flow"),
    }[language]
    assert words[0] in text_of(client.get(reverse("flows")))
    assert words[1] in text_of(client.get(reverse("flow_compare", args=[sso.pk])))
    assert words[2] in text_of(client.get(reverse("flow_edit", args=[sso.pk])))
    drawn = client.get(reverse("flow", args=[sso.pk])).content.decode()
    assert ("Obtain the record and code it" in drawn) == (language == "en")


def test_a_new_edition_names_persons_and_running_cases_keep_theirs(manager, tree, sso):
    running = add_case(tree, at("2026-11-20"), "SSS", number="1")
    response = save(manager, sso, tree.hospital, step_6_named="สุดา ตัวอย่าง, ปรีดา สมมุติ", step_4_minutes="")
    made = FlowEdition.objects.get(hospital=tree.hospital)
    assert response.url == reverse("flow", args=[made.pk])
    assert (made.definition, made.fund, made.in_force_from) == (
        "sso_inpatient_2555",
        "SSS",
        datetime.date(2026, 12, 1),
    )
    assert made.note == "ที่ประชุมเห็นชอบ"
    assert made.made_by is not None
    flow = definition_of(made)
    assert flow.steps[5].named == ("สุดา ตัวอย่าง", "ปรีดา สมมุติ")
    assert [step.id for step in flow.steps] == [step.id for step in definition_of(sso).steps]
    # Who does a step weakens nothing that the document says of it.
    assert flow.steps[5].evidence == definition_of(sso).evidence
    assert flow.evidence.source == "hospital-99001"
    assert "สุดา ตัวอย่าง" in manager.get(response.url).content.decode()
    running.refresh_from_db()
    assert running.flow == sso
    new = add_case(tree, at("2026-12-02"), "SSS", number="2")
    assert new.flow == made
    assert edition_for(tree.hospital, "SSS", "inpatient", TODAY) == sso
    assert edition_for(tree.other_hospital, "SSS", "inpatient", datetime.date(2026, 12, 2)) == sso


def test_steps_are_moved_taken_out_and_added(manager, tree, book_flows):
    uc = book_flows["uc_inpatient"]
    n = len(definition_of(uc).steps)
    response = save(
        manager, uc, tree.hospital, step_5_place="4", step_7_drop="1",
        **{f"step_{n + 1}_th": "โทรตามแฟ้ม", f"step_{n + 1}_en": "Phone for the record",
           f"step_{n + 1}_unit": "r2a", f"step_{n + 1}_place": "6",
           f"step_{n + 1}_symbol": "delay", f"step_{n + 1}_minutes": "๓๐"},
    )  # fmt: skip
    assert response.status_code == 302
    flow = definition_of(FlowEdition.objects.get(hospital=tree.hospital))
    assert [step.id for step in flow.steps] == [
        "receive_papers", "check_documents", "send_entitlement", "sum_costs", "send_record",
        "phone_for_the_record", "code_record", "send_claim",
    ]  # fmt: skip
    added = flow.steps[5]
    assert (added.number, added.minutes, added.symbol, added.evidence) == (6, 30, "delay", None)
    assert flow.evidence.grade is Grade.F
    # What was not touched is as sure as before, and no surer.
    assert flow.steps[0].evidence.grade is Grade.I


def test_the_notes_of_an_improvement_follow_their_steps_and_stated_figures_stay_behind(manager, tree, sso):
    save(manager, sso, tree.hospital, step_2_drop="1")
    flow = definition_of(FlowEdition.objects.get(hospital=tree.hospital))
    assert [note.after for note in flow.ecrs] == [(), (1,), (3, 5), (8,)]
    assert flow.declared == ()
    assert flow.improves == "sso_inpatient_2554"


def test_the_usual_days_of_a_group_are_the_hospitals_to_say(manager, tree, sso):
    sent = {"hospital": tree.hospital.code, **form_of(sso), "days-c": "14"}
    manager.post(reverse("flow_edit", args=[sso.pk]), sent)
    made = FlowEdition.objects.get(hospital=tree.hospital)
    group = definition_of(made).groups[2]
    assert (group.days, group.evidence.source) == (14, "hospital-99001")
    assert definition_of(made).groups[0].evidence.source == "sso-cqi-2555"
    compared = text_of(manager.get(reverse("flow_compare", args=[made.pk]), {"before": sso.pk}))
    assert "วัน 33 26 7 21.21" in compared


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"day": "24/11/2569"}, "ฉบับใหม่มีผลได้ตั้งแต่วันนี้เป็นต้นไป"),
        ({"day": "1/12/69"}, "เขียนปี พ.ศ. ให้ครบ 4 หลัก"),
        ({"day": ""}, "2569"),
        ({"step_1_th": ""}, "ขั้น 1: label: ชื่อต้องมีทั้งไทยและอังกฤษ"),
        ({"step_1_unit": "nobody"}, "nobody"),
        ({"step_1_symbol": "star"}, "ขั้น 1: symbol"),
        ({"step_6_deadline": "timely_claims"}, "ขั้น 6: ไม่มีกำหนดเวลาชื่อ timely_claims"),
        ({"step_1_minutes": "ครึ่งวัน"}, "ต้องเป็นจำนวนเต็ม"),
        ({"step_1_minutes": "5"}, "ขั้น 1: มีทั้งนาทีและกลุ่ม"),
        ({"step_9_drop": "1"}, "กลุ่ม d"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(manager, tree, sso, changed, sentence):
    response = save(manager, sso, tree.hospital, step_3_named="ไม่หาย สักคำ", **changed)
    assert response.status_code == 422
    assert FlowEdition.objects.filter(hospital=tree.hospital).count() == 0
    told = re.search(r'role="alert".*?</div>', response.content.decode(), re.DOTALL).group()
    assert sentence in told
    assert "ไม่หาย สักคำ" in response.content.decode()


def test_the_same_edition_twice_is_refused(manager, tree, sso):
    assert save(manager, sso, tree.hospital).status_code == 302
    assert "มีฉบับที่เหมือนกันทุกอย่างอยู่แล้ว" in text_of(save(manager, sso, tree.hospital))


def as_text(client, edition, hospital, text, day="01/12/2569"):
    sent = {"hospital": hospital.code, "as": "text", "text": text, "in_force_from": day}
    return client.post(reverse("flow_edit", args=[edition.pk]), sent)


def test_the_whole_text_is_read_by_the_strict_loader(manager, tree, sso):
    text = sso.text.replace("in_force_from = 2012-04-01", "in_force_from = 2026-12-01")
    assert "in_force_from = 2026-12-01" in text
    assert as_text(manager, sso, tree.hospital, text).status_code == 302
    assert FlowEdition.objects.get(hospital=tree.hospital).text == text


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("id = ", "id == ", "ไม่ใช่รูปแบบ TOML ที่บรรทัด"),
        ('symbol = "operation"', 'symbol = "operation"\nsurprise = 1', "มีชื่อที่ไม่รู้จัก: surprise"),
        ('id = "sso_inpatient_2555"', 'id = "other"', "ต้องเป็นค่าเดิม"),
        ("2012-04-01", "2027-01-01", "ไม่ตรงกับวันในช่องด้านบน"),
    ],
)
def test_a_text_with_faults_is_refused_in_the_readers_language(manager, tree, sso, old, new, sentence):
    response = as_text(manager, sso, tree.hospital, sso.text.replace(old, new, 1))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert FlowEdition.objects.filter(hospital=tree.hospital).count() == 0


def test_a_fault_is_said_in_either_language():
    with pytest.raises(BrokenBook) as broken:
        read_flow('id = "x"\nfund = 3')
    found = broken.value.faults
    assert any(fault_sentence(fault, "en") == "steps: is missing" for fault in found)
    assert any(fault_sentence(fault, "th") == "steps: ไม่มีค่านี้" for fault in found)
    assert any(fault_sentence(fault, "th") == "fund: ต้องเป็นข้อความ" for fault in found)


def test_only_who_edits_flows_at_the_hospital_edits(client_of, people, elsewhere, tree, sso):
    for role in (Role.CODER, Role.FINANCE, Role.ASSESSOR, Role.NURSE, Role.ADMIN):
        client = client_of(people[role])
        assert client.get(reverse("flow_edit", args=[sso.pk])).status_code in (403, 404)
        assert save(client, sso, tree.hospital).status_code in (403, 404)
    # Somebody who may at their own hospital may not at another.
    assert save(client_of(elsewhere), sso, tree.hospital).status_code == 404
    assert FlowEdition.objects.filter(hospital=tree.hospital).count() == 0


def test_an_edition_of_another_hospital_is_not_there(client_of, people, elsewhere, tree, sso):
    save(client_of(people[Role.MANAGER]), sso, tree.hospital, step_3_named="คนของที่นี่")
    made = FlowEdition.objects.get(hospital=tree.hospital)
    theirs = client_of(elsewhere)
    for name in ("flow", "flow_compare", "flow_print", "flow_edit"):
        assert theirs.get(reverse(name, args=[made.pk])).status_code == 404
    assert "คนของที่นี่" not in theirs.get(reverse("flows")).content.decode()
    assert theirs.get(reverse("flows"), {"hospital": "99001"}).status_code == 404
    assert client_of(people[Role.ASSESSOR]).get(reverse("flow", args=[made.pk])).status_code == 200


@pytest.mark.parametrize("role", [Role.NURSE, Role.ADMIN])
def test_who_has_no_results_to_read_sees_no_flow(client_of, people, stranger, sso, role):
    for somebody in (people[role], stranger):
        for address in (reverse("flows"), *(reverse(name, args=[sso.pk]) for name in ("flow", "flow_compare"))):
            assert client_of(somebody).get(address).status_code in (403, 404)


def test_what_is_typed_is_never_markup(manager, tree, sso):
    sign = "<script>alert(1)</script>"
    response = save(manager, sso, tree.hospital, step_3_named=sign, step_2_th=sign, note=sign)
    page = manager.get(response.url).content.decode()
    assert sign not in page
    assert "&lt;script&gt;" in page


def test_the_form_has_room_for_further_steps(manager, sso):
    page = manager.get(reverse("flow_edit", args=[sso.pk])).content.decode()
    assert page.count("<fieldset") == len(definition_of(sso).steps) + BLANK_ROWS
    assert 'value="26/11/2569"' in page
