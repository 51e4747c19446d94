"""Scans of documents: what is kept, under which name, and that nobody else gets it."""

import pytest
from auditlog.models import LogEntry
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import Attachment, CaseEvent
from web.cases import ago, problem
from web.records import add_case

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 64


@pytest.fixture
def case(tree):
    return add_case(tree, ago(10), "SSS")


@pytest.fixture
def benefits(client_of, vipa):
    return client_of(vipa)


def attach(client, case, name="ใบ.pdf", content=PDF, document="patient_papers"):
    scan = SimpleUploadedFile(name, content) if content is not None else ""
    return client.post(f"/cases/{case.token}/scans", {"document": document, "scan": scan})


def files():
    return sorted(path for path in (settings.HOME / "uploads" / "scans").rglob("*") if path.is_file())


@pytest.mark.both_databases
@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (PNG, "png"), (JPEG, "jpg")])
def test_a_scan_is_kept_under_a_name_of_nobodys_with_its_event(case, benefits, content, kind):
    assert attach(benefits, case, "นายประทีป.exe", content).status_code == 302
    kept = Attachment.objects.get()
    assert kept.stored_as.endswith(f".{kind}")
    assert "ประทีป" not in kept.stored_as
    assert kept.size == len(content)
    event = CaseEvent.objects.get(case=case, kind="document_received")
    assert (event.document, event.is_scan, event.unit) == ("patient_papers", True, "benefits")
    answer = benefits.get(f"/scans/{kept.token}")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Disposition"] == f'attachment; filename="patient_papers.{kind}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    assert LogEntry.objects.filter(additional_data__what="scan").count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "ไม่มีไฟล์"),
        (b"", "ไม่มีไฟล์"),
        (b"<html><script>alert(1)</script>", "รับเฉพาะ"),
        (b"MZ\x90\x00" + b"\x00" * 100, "รับเฉพาะ"),
        (b"PK\x03\x04" + b"\x00" * 100, "รับเฉพาะ"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "รับเฉพาะ"),
        (b"GIF89a" + b"\x00" * 20, "รับเฉพาะ"),
    ],
)
def test_what_is_no_scan_is_refused_whatever_its_name_says(case, benefits, content, says):
    before = files()
    answer = attach(benefits, case, "scan.pdf", content)
    assert answer.status_code == 422
    assert says in problem(answer)
    assert files() == before
    assert not Attachment.objects.exists()
    assert not CaseEvent.objects.filter(kind="document_received").exists()


def test_a_scan_that_is_too_large_is_refused(case, benefits):
    with override_settings(ATTACHMENT_LIMIT=100):
        answer = attach(benefits, case, content=PDF + b"\x00" * 100)
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.pdf", "C:\\docs\\x.pdf", "<img src=x onerror=alert(1)>.pdf", "\x00.pdf"]
)
def test_a_name_is_a_text_and_no_path(case, benefits, name):
    attach(benefits, case, name)
    kept = Attachment.objects.get()
    assert "/" not in kept.called
    assert "\\" not in kept.called
    page = benefits.get(f"/cases/{case.token}").content.decode()
    assert "<img src=x" not in page
    assert all(path.is_relative_to(settings.HOME / "uploads" / "scans") for path in files())


def test_a_second_scan_of_the_same_document_is_kept_too(case, benefits):
    attach(benefits, case)
    attach(benefits, case)
    assert Attachment.objects.count() == 2
    assert CaseEvent.objects.filter(kind="document_received").count() == 1


@pytest.mark.parametrize("document", ["", "none", "../x", "' OR 1=1"])
def test_a_scan_of_no_document_of_the_case_is_refused(case, benefits, document):
    assert attach(benefits, case, document=document).status_code == 422
    assert not Attachment.objects.exists()


def test_a_scan_is_gone_again_where_its_event_is_refused(case, benefits, monkeypatch):
    from sitthi.core.findings import Refusal
    from sitthi.web.claims import views_attachments

    before = files()
    monkeypatch.setattr(views_attachments, "act", lambda *_args, **_more: Refusal("case.paused"))
    assert attach(benefits, case).status_code == 422
    assert files() == before


def test_others_neither_attach_nor_get_a_scan(case, benefits, client_of, elsewhere, person_of, tree, nara):
    attach(benefits, case)
    kept = Attachment.objects.get()
    other_nurse = person_of(Role.NURSE, tree.ward_women, "other-nurse")
    for who in (elsewhere, other_nurse, nara):
        client = client_of(who)
        assert client.get(f"/scans/{kept.token}").status_code == 404
        assert attach(client, case).status_code == 404
    accountant = client_of(person_of(Role.ACCOUNTANT))
    given = accountant.get(f"/scans/{kept.token}")
    assert b"".join(given.streaming_content) == PDF
    assert attach(accountant, case).status_code == 404
    assert Attachment.objects.count() == 1
