"""What the claims pages print: only what the reader may see, never a citizen id, and it is written down."""

import pytest
from auditlog.models import LogEntry

from sitthi.web.accounts.models import Role
from sitthi.web.claims import views_prints
from sitthi.web.claims.models import Slip
from web.cases import ago
from web.records import PATIENT, add_case


@pytest.fixture
def cases(tree):
    return [add_case(tree, ago(4), "SSS", number=f"6900{n}", physician="พญ.อรทัย") for n in range(2)] + [
        add_case(tree, ago(3), "UCS", number="69009", ward=tree.ward_women)
    ]


@pytest.fixture
def papers(monkeypatch):
    """Is what was given to the printer, beside the PDF that it made of it."""
    given = []
    real = views_prints.printed

    def printed(sheet, content):
        given.append((sheet, content))
        return real(sheet, content)

    monkeypatch.setattr(views_prints, "printed", printed)
    return given


def is_pdf(answer):
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert PATIENT["hn"] not in answer.headers["Content-Disposition"]
    return True


def test_the_list_prints_as_it_is_narrowed(cases, papers, client_of, vipa):
    assert is_pdf(client_of(vipa).get("/work/print?tab=all&fund=SSS"))
    sheet, content = papers[0]
    assert "ปกส." in sheet.filters
    assert sheet.printed_by == vipa.name
    numbers = [row.number for group in content.groups for row in group.rows]
    assert numbers == ["AN 69000", "AN 69001"]
    assert PATIENT["citizen_id"] not in str(content)
    entry = LogEntry.objects.get(additional_data__what="list_print")
    assert entry.additional_data["n"] == 2


def test_a_list_too_long_for_paper_says_so(cases, papers, client_of, vipa, monkeypatch):
    monkeypatch.setattr(views_prints, "_MOST", 2)
    client_of(vipa).get("/work/print?tab=all")
    sheet, content = papers[0]
    assert "พิมพ์เฉพาะ 2 รายแรก" in sheet.filters
    assert sum(len(group.rows) for group in content.groups) == 2


def test_a_nurse_prints_her_ward_only(cases, papers, client_of, malee):
    client_of(malee).get("/work/print?tab=all")
    assert [row.ward for group in papers[0][1].groups for row in group.rows] == ["อายุรกรรมชาย"] * 2


def test_the_cover_sheet_has_the_case_and_no_citizen_id(cases, papers, client_of, vipa, elsewhere):
    assert is_pdf(client_of(vipa).get(f"/cases/{cases[0].token}/cover"))
    content = papers[0][1]
    assert (content.number, content.hn) == ("69000", PATIENT["hn"])
    assert len(content.steps) == 11
    assert content.waits_for.startswith("เคสนี้ขาด")
    assert PATIENT["citizen_id"] not in str(content)
    assert LogEntry.objects.filter(additional_data__what="cover").count() == 1
    assert client_of(elsewhere).get(f"/cases/{cases[0].token}/cover").status_code == 404


def test_a_slip_prints_with_two_to_sign_and_only_to_its_units(cases, papers, client_of, vipa, person_of, malee):
    client = client_of(vipa)
    tokens = [case.token for case in cases]
    client.post("/cases-at-once", {"case": tokens, "act": "hand_over", "to_unit": "finance", "note": "<b>"})
    slip = Slip.objects.get()
    assert is_pdf(client.get(f"/slips/{slip.pk}/print"))
    content = papers[0][1]
    assert len(content.lines) == 3
    assert content.note == "<b>"
    assert is_pdf(client_of(person_of(Role.FINANCE)).get(f"/slips/{slip.pk}/print"))
    for who in (malee, person_of(Role.CODER)):
        assert client_of(who).get(f"/slips/{slip.pk}/print").status_code == 404
