"""The page of a case: what it tells, to whom, and what is written down of the telling."""

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import CaseFinding, ClaimCase
from web.cases import ago, done, problem, record
from web.records import PATIENT, add_case


@pytest.fixture
def case(tree):
    return add_case(tree, ago(10), "SSS", charge_satang=1_586_225)


@pytest.fixture
def benefits(client_of, vipa):
    return client_of(vipa)


def looked(what):
    return LogEntry.objects.filter(additional_data__what=what).count()


def test_it_opens_with_its_answer_and_is_written_down(case, benefits):
    page = benefits.get(f"/cases/{case.token}")
    words = page.content.decode()
    assert page.context["waits"].startswith("เคสนี้ขาดเอกสารผู้ป่วย")
    assert "15,862.25" in words
    assert looked("page") == 1
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_a_citizen_id_is_covered_until_asked_for_and_the_asking_is_kept(
    case, benefits, client_of, person_of, malee
):
    assert PATIENT["citizen_id"] not in benefits.get(f"/cases/{case.token}").content.decode()
    page = benefits.post(f"/cases/{case.token}/citizen-id")
    assert PATIENT["citizen_id"] in page.content.decode()
    assert looked("citizen_id") == 1
    assert PATIENT["citizen_id"] not in benefits.get(f"/cases/{case.token}").content.decode()
    for who in (malee, person_of(Role.CODER), person_of(Role.ACCOUNTANT)):
        client = client_of(who)
        page = client.get(f"/cases/{case.token}").content.decode()
        assert "/citizen-id" not in page
        assert PATIENT["citizen_id"] not in page
        assert client.post(f"/cases/{case.token}/citizen-id").status_code == 404
    assert looked("citizen_id") == 1
    assert benefits.get(f"/cases/{case.token}/citizen-id").status_code == 405


@pytest.mark.parametrize(
    "role", [Role.BENEFITS, Role.NURSE, Role.CODER, Role.FINANCE, Role.ACCOUNTANT, Role.MANAGER]
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_role_of_the_hospital_reads_it_in_its_language(case, role, language, client_of, person_of):
    client = client_of(person_of(role))
    client.cookies["django_language"] = language
    page = client.get(f"/cases/{case.token}")
    assert page.status_code == 200
    assert page.context["story"][0]["text"] == ("รับไว้เป็นผู้ป่วยใน" if language == "th" else "Admitted")


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.REGIONAL, Role.ADMIN])
def test_above_the_hospital_and_for_the_administrator_there_is_no_case(case, role, client_of, person_of):
    assert client_of(person_of(role)).get(f"/cases/{case.token}").status_code == 404


@pytest.mark.parametrize("token", ["x", "x" * 33, "..%2Fslips", "%00", "' OR 1=1", "<script>"])
def test_an_id_that_is_none_is_not_found(case, benefits, token):
    assert benefits.get(f"/cases/{token}").status_code == 404


def test_what_bars_a_step_stands_on_its_button(case, benefits, client_of, person_of):
    offers = benefits.get(f"/cases/{case.token}").context["offers"].main
    assert [offer["barred"] for offer in offers] == ["", "ขาดเอกสารผู้ป่วย"]
    finance = client_of(person_of(Role.FINANCE))
    done(finance, case, "pass")
    last = finance.get(f"/cases/{case.token}")
    assert last.context["offers"].main[-1]["barred"] == "ยังไม่จำหน่าย"
    done(finance, case, "discharge")
    assert finance.get(f"/cases/{case.token}").context["offers"].main[-1]["barred"].startswith("ค้าง ")


def test_a_lost_record_and_who_borrowed_it_are_told(case, benefits, client_of, person_of):
    coder = client_of(person_of(Role.CODER))
    done(coder, case, "record")
    lent = {"document": "treatment_record", "unit": "r2a"}
    assert (
        record(coder, case, kind="document_borrowed", to_unit="ward", reason="แพทย์ขอสรุป", **lent).status_code
        == 302
    )
    away = next(
        each for each in coder.get(f"/cases/{case.token}").context["documents"] if each["id"] == "treatment_record"
    )
    assert (away["state"], away["unit"], away["reason"]) == ("borrowed", "หอผู้ป่วย", "แพทย์ขอสรุป")
    assert record(coder, case, kind="document_lost", reason="หาไม่พบ", **lent).status_code == 302
    case.refresh_from_db()
    assert case.n_lost == 1
    listed = benefits.get("/reminders").content.decode()
    assert "หาย" in listed
    assert record(coder, case, kind="document_received", **lent).status_code == 302
    case.refresh_from_db()
    assert case.n_lost == 0


def test_reminders_tell_by_unit_who_has_what_and_print(case, benefits, client_of, person_of, malee, elsewhere):
    coder = client_of(person_of(Role.CODER))
    done(coder, case, "record")
    record(coder, case, kind="document_borrowed", document="treatment_record", to_unit="ward", unit="r2a")
    page = benefits.get("/reminders")
    places = {place.name: [row.document for row in place.rows] for place in page.context["places"]}
    assert places == {"สิทธิประโยชน์": ["เอกสารผู้ป่วย"], "อายุรกรรมชาย": ["ประวัติการรักษา"]}
    assert page.context["places"][0].is_own
    nurse = client_of(malee).get("/reminders")
    assert nurse.context["places"][0].name == "อายุรกรรมชาย"
    key = page.context["places"][1].key
    assert [place.name for place in benefits.get(f"/reminders?place={key}").context["shown"]] == ["อายุรกรรมชาย"]
    paper = benefits.get("/reminders/print").content.decode()
    assert case.number in paper
    assert PATIENT["citizen_id"] not in paper
    assert client_of(elsewhere).get("/reminders").context["places"] == []


def test_how_a_deadline_was_counted_opens_beside_it(case, benefits):
    done(benefits, case, "papers")
    row = next(
        row
        for row in benefits.get(f"/cases/{case.token}").context["deadlines"]
        if row.rule == "entitlement_papers"
    )
    page = benefits.get(f"/cases/{case.token}{row.why}")
    words = page.content.decode()
    assert page.status_code == 200
    assert "data-drawer-part" in words
    assert "3 วัน" in words.replace("\u00a0", " ")
    assert page.context["told"].source
    assert benefits.get(f"/cases/{case.token}?why=none").status_code == 404


@pytest.fixture
def finding(case):
    ClaimCase.objects.filter(pk=case.pk).update(n_findings=1)
    return CaseFinding.objects.create(
        case=case, code="claims.required", severity="block", file="IPD", line=3, field="AN", batch="b"
    )


@pytest.mark.both_databases
def test_a_finding_is_set_aside_by_name_with_a_reason_and_taken_up_again(case, finding, benefits, vipa):
    address = f"/cases/{case.token}/findings/{finding.pk}"
    without = benefits.post(address, {"state": "set_aside", "reason": "  "})
    assert without.status_code == 422
    assert "เหตุผล" in problem(without)
    for _second_click in range(2):
        assert benefits.post(address, {"state": "set_aside", "reason": "<b>ไม่ต้องใช้"}).status_code == 302
        finding.refresh_from_db()
        assert (finding.state, finding.by, finding.reason) == ("set_aside", vipa, "<b>ไม่ต้องใช้")
    case.refresh_from_db()
    assert case.n_findings == 0
    page = benefits.get(f"/cases/{case.token}").content.decode()
    assert "&lt;b&gt;ไม่ต้องใช้" in page
    assert vipa.name in page
    benefits.post(address, {"state": "open"})
    case.refresh_from_db()
    assert case.n_findings == 1
    assert LogEntry.objects.filter(content_type__model="casefinding", action=LogEntry.Action.UPDATE).count() == 2


def test_a_finding_is_touched_by_who_may_and_not_once_mended(case, finding, client_of, malee, person_of, benefits):
    address = f"/cases/{case.token}/findings/{finding.pk}"
    for who in (malee, person_of(Role.ACCOUNTANT)):
        assert client_of(who).post(address, {"state": "set_aside", "reason": "x"}).status_code == 404
    other = add_case_like(case)
    assert benefits.post(f"/cases/{other.token}/findings/{finding.pk}", {"state": "open"}).status_code == 404
    assert benefits.post(address, {"state": "mended", "reason": "x"}).status_code == 404
    CaseFinding.objects.update(state="mended")
    assert benefits.post(address, {"state": "open"}).status_code == 404


def add_case_like(case):
    return ClaimCase.objects.create(
        hospital=case.hospital, number="other", hn="1", fund="SSS", admitted_at=timezone.now(), flow=case.flow
    )


def test_the_hospitals_own_limit_and_choice_count(case, benefits, settings, tmp_path):
    from sitthi.web.claims import office

    settings.HOME = tmp_path
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides" / "ours.toml").write_text(
        'title = { th = "ของโรงพยาบาล", en = "Ours" }\nsince = 2020-01-01\n'
        'approved_by = "ผู้อำนวยการ"\napproved_on = 2020-01-01\n'
        '[[entries]]\nrule = "entitlement_papers"\n'
        '[entries.entry]\nvalue = 1\nevidence = "F own order 1"\n',
        encoding="utf-8",
    )
    assert len(office.overlays()) == 1
    done(benefits, case, "papers")
    row = benefits.get(f"/cases/{case.token}").context["next_due"]
    assert row.badge.found.n == 1
    (tmp_path / "overrides" / "broken.toml").write_text("title = 3", encoding="utf-8")
    assert len(office.overlays()) == 1
    assert benefits.get(f"/cases/{case.token}").status_code == 200
