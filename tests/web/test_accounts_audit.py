"""The audit trail: what is written, who reads what of it, how it is searched, and that nothing in it changes."""

import ast
import csv
import datetime
import io
import re
import zipfile
from pathlib import Path

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sitthi.web.accounts.audit import ACTS, did, saw, saw_list
from sitthi.web.accounts.models import Role, Trace, User
from sitthi.web.accounts.trail import Asked, found
from sitthi.web.claims.models import ClaimCase
from sitthi.web.intake.models import Upload
from web.records import one_of_each

WEB = Path(__file__).resolve().parents[2] / "src" / "sitthi" / "web"


def as_user(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def page(answer):
    return answer.content.decode()


def rows_of(answer):
    """Reads the table of the page: when, who, did, detail, address."""
    cells = re.findall(
        r"<tr><td[^>]*>(.*?)</td><th[^>]*>(.*?)</th><td>(.*?)</td><td[^>]*>(.*?)</td>", page(answer)
    )
    return [tuple(re.sub(r"<[^>]+>", "", cell).replace("\xa0", " ").strip() for cell in row) for row in cells]


@pytest.fixture
def upload(tree, vipa):
    return Upload.objects.create(
        hospital=tree.hospital,
        format="eclaim16",
        called="ชุดสมมุติ",
        size=1,
        sha256="0" * 64,
        by=vipa,
        at=timezone.now(),
    )


@pytest.fixture
def trail(nara, client_of):
    client = client_of(nara)
    return lambda query="": client.get(f"/audit{query}")


@pytest.mark.both_databases
def test_a_line_reads_as_people_say_it(trail, vipa, upload):
    saw(as_user(vipa), upload, "page")
    when, who, did_what, detail = rows_of(trail())[0]
    assert re.fullmatch(r"\d{1,2} \S+ 25\d\d \d\d:\d\d.*", when)
    assert (who, did_what, detail) == ("วิภา ตัวอย่างดี", f"เปิด ชุดไฟล์ {upload.token}", "")


def test_a_list_is_one_line_with_its_count_and_filter_and_without_what_was_searched_for(trail, vipa):
    saw_list(as_user(vipa), ClaimCase, "list", 52, {"fund": "UC", "q": "ประทีป", "ward": ""})
    _when, _who, did_what, detail = rows_of(trail())[0]
    assert did_what == "เปิดรายการ เคส"
    assert "52 รายการ" in detail
    assert "สิทธิ UC" in detail
    assert "ประทีป" not in page(trail())


@pytest.mark.both_databases
class TestWhoReads:
    """What people of one's subtree did, and what was done to records of one's hospitals; no more."""

    def test_the_other_hospitals_administrator_sees_nothing_of_it(self, tree, vipa, upload, person_of, client_of):
        saw(as_user(vipa), upload, "page")
        other = client_of(person_of(Role.ADMIN, tree.other_hospital))
        assert upload.token not in page(other.get("/audit"))
        assert "วิภา" not in page(other.get("/audit"))

    def test_who_looks_in_from_above_is_seen_by_both(self, tree, upload, person_of, client_of, trail):
        assessor = person_of(Role.ASSESSOR)
        saw(as_user(assessor), upload, "page")
        assert rows_of(trail())[0][1] == assessor.name
        above = client_of(person_of(Role.ADMIN, tree.province))
        named = [row for row in rows_of(above.get("/audit")) if row[1] == assessor.name]
        assert len(named) == 1

    def test_above_the_hospitals_all_of_them_are_read(self, tree, vipa, elsewhere, upload, person_of, client_of):
        saw(as_user(vipa), upload, "page")
        saw_list(as_user(elsewhere), ClaimCase, "list", 1)
        seen = rows_of(client_of(person_of(Role.ADMIN, tree.region)).get("/audit"))
        assert {vipa.name, elsewhere.name} <= {row[1] for row in seen}

    def test_nobody_else_reads_it(self, people, stranger, client_of):
        for role, person in people.items():
            for address in ("/audit", "/audit.csv", "/audit.xlsx"):
                assert client_of(person).get(address).status_code == (200 if role == Role.ADMIN else 403)
        assert client_of(stranger).get("/audit").status_code == 403


def test_changes_are_written_by_themselves_and_told_without_values_that_may_tell_of_a_patient(
    trail, nara, vipa, upload
):
    vipa.position = "หัวหน้างาน"
    vipa.save()
    ours = LogEntry.objects.filter(content_type__model="user", action=1).last()
    assert Trace.objects.filter(entry=ours, act="update").exists()
    assert "ตำแหน่ง – → หัวหน้างาน" in rows_of(trail())[0][3]
    # What a file was called may be somebody's name.
    entry = LogEntry.objects.filter(content_type__model="upload").last()
    kept = ContentType.objects.get_for_model(Upload)
    LogEntry.objects.create(
        content_type=kept, object_pk=str(upload.pk), object_id=upload.pk, object_repr="x", action=1, actor=vipa,
        changes={"called": ["a", "นายลับ"]},
    )  # fmt: skip
    assert entry is None or "นายลับ" not in page(trail())


def test_the_trail_keeps_neither_what_a_scan_was_called_nor_what_a_view_asks_for(tree, vipa):
    made = one_of_each(tree, vipa, timezone.now())
    for record, secret in ((made.scan, made.scan.called), (made.view, made.view.query)):
        kept = LogEntry.objects.get_for_object(record).get()
        assert secret
        assert secret not in str(kept.changes)


class TestSearch:
    """Filters, alone and together."""

    @pytest.fixture(autouse=True)
    def entries(self, vipa, malee, upload):
        saw(as_user(vipa), upload, "page")
        saw(as_user(malee), upload, "page")
        saw_list(as_user(vipa), ClaimCase, "export", 3)
        did(as_user(malee), malee, "sign_in")
        old = LogEntry.objects.filter(additional_data__what="sign_in").get()
        Trace.objects.filter(entry=old).update(at=timezone.now() - datetime.timedelta(days=40))

    def names(self, answer):
        return [(who.partition(" ")[0], did_what) for _when, who, did_what, _detail in rows_of(answer)]

    def test_by_person(self, trail, vipa):
        assert {who for who, _ in self.names(trail(f"?person={vipa.pk}"))} == {"วิภา"}

    def test_by_act(self, trail):
        assert self.names(trail("?act=export")) == [("วิภา", "ส่งออก เคส")]

    def test_by_kind(self, trail):
        kind = ContentType.objects.get_for_model(Upload).pk
        assert {did_what.split()[1] for _, did_what in self.names(trail(f"?kind={kind}"))} == {"ชุดไฟล์"}

    def test_by_record(self, trail, upload):
        found = self.names(trail(f"?record={upload.token}&act=page"))
        assert [who for who, _ in found] == ["มาลี", "วิภา"]

    def test_by_days_of_the_buddhist_era(self, trail):
        day = timezone.localdate() - datetime.timedelta(days=40)
        typed = f"{day.day:02}/{day.month:02}/{day.year + 543}"
        assert self.names(trail(f"?since={typed}&until={typed}")) == [("มาลี", "เข้าสู่ระบบในชื่อ ผู้ใช้ มาลี ตัวอย่างสุข")]
        after = f"{day.day:02}/{day.month:02}/{day.year + 544}"
        assert self.names(trail(f"?since={after}")) == []

    @pytest.mark.parametrize(
        "query", ["?since=31/02/2569", "?record=nothing", "?person=999999", "?act=x", "?kind=x"]
    )
    def test_what_cannot_be_meant_is_said_beside_its_field(self, trail, query):
        assert "field-error" in page(trail(query))

    @pytest.mark.parametrize(
        "query", ["?after=x", "?after=2026-01-01T00:00:00_x", "?after=_", "?after=9999999999999_1"]
    )
    def test_a_forged_place_is_no_place(self, trail, query):
        assert trail(query).status_code == 200


@pytest.mark.both_databases
def test_pages_hold_every_entry_once_newest_first(trail, tree, vipa, upload, nara, add_role):
    for _ in range(120):
        saw(as_user(vipa), upload, "page")
    seen, query = [], f"?person={vipa.pk}&act=page"
    while query:
        answer = trail(query)
        seen += rows_of(answer)
        following = re.search(r'href="/audit(\?[^"]*after=[^"]+)"', page(answer))
        query = following.group(1).replace("&amp;", "&") if following else ""
    assert len(seen) == 120


@pytest.mark.both_databases
def test_an_entry_of_two_places_is_one_line_for_who_reads_both(tree, upload, person_of, client_of):
    assessor = person_of(Role.ASSESSOR)
    for _ in range(70):
        saw(as_user(assessor), upload, "page")
    assert Trace.objects.filter(actor=assessor).count() == 140
    above = client_of(person_of(Role.ADMIN, tree.region))
    first = above.get(f"/audit?person={assessor.pk}")
    following = re.search(r'href="(/audit\?[^"]*after=[^"]+)"', page(first)).group(1).replace("&amp;", "&")
    assert (len(rows_of(first)), len(rows_of(above.get(following)))) == (50, 20)


@pytest.mark.both_databases
def test_the_page_asks_as_much_for_fifty_lines_as_for_three(trail, vipa, upload):
    counts = []
    for n in (3, 60):
        for _ in range(n):
            saw(as_user(vipa), upload, "page")
            saw_list(as_user(vipa), ClaimCase, "list", 1)
        trail()
        with CaptureQueriesContext(connection) as asked:
            trail()
        counts.append(len(asked))
    # The first page also names organisations, which the second has no line of.
    assert counts[1] <= counts[0]


@pytest.mark.both_databases
def test_every_search_is_answered_by_an_index(nara, vipa, upload):
    asked = [
        (Asked(), "trace_at"),
        (Asked(person=vipa.pk), "trace_actor"),
        (Asked(kind=1, record=upload.pk), "trace_record"),
    ]
    for each, index in asked:
        query = found(nara, each)[:51]
        if connection.vendor == "sqlite":
            plan = query.explain()
            assert index in plan
            assert "TEMP B-TREE" not in plan


@pytest.mark.both_databases
@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_database_refuses_to_change_or_delete_an_entry(vipa, how):
    did(as_user(vipa), vipa, "sign_in")
    entries = LogEntry.objects.filter(additional_data__what="sign_in")
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        entries.update(action=0) if how == "update" else entries._raw_delete(entries.db)
    assert entries.count() == 1


class TestExport:
    """The file has what the page has, and is in the trail itself."""

    def test_as_csv(self, trail, vipa, upload):
        saw(as_user(vipa), upload, "page")
        answer = trail(f".csv?person={vipa.pk}&act=page")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) == 2
        # An id may begin with a sign that a spreadsheet would reckon with.
        assert [cell.removeprefix("'") for cell in rows[1][1:5]] == [
            "วิภา ตัวอย่างดี", "เปิด", "ชุดไฟล์", upload.token,
        ]  # fmt: skip
        assert re.fullmatch(r"\d\d/\d\d/25\d\d \d\d:\d\d", rows[1][0])
        kept = LogEntry.objects.filter(additional_data__what="export").get()
        assert kept.actor.username == "nara"
        assert kept.additional_data["n"] == 1
        assert kept.additional_data["filters"] == {"person": str(vipa.pk), "act": "page"}

    def test_as_excel(self, trail, vipa, upload):
        saw(as_user(vipa), upload, "page")
        answer = trail(".xlsx")
        assert answer.headers["Content-Disposition"].endswith('.xlsx"')
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            assert upload.token in book.read("xl/sharedStrings.xml").decode()

    def test_a_name_that_looks_like_a_formula_stays_text(self, trail, vipa):
        User.objects.filter(pk=vipa.pk).update(name="=1+1")
        did(as_user(vipa), vipa, "sign_in")
        rows = list(csv.reader(io.StringIO(trail(".csv?act=sign_in").content.decode("utf-8-sig"))))
        assert rows[1][1] == "'=1+1"

    def test_no_other_form(self, trail):
        assert trail(".pdf").status_code == 404


def test_whatever_is_written_has_words(db):
    """Finds every word that the web's code tells the trail, and asks that a reader can be told it."""
    told = set()
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("saw", "saw_list", "did"):
                assert len(node.args) > 2, f"{path}:{node.lineno} names no act"
                word = node.args[2]
                if isinstance(word, ast.Constant):
                    told.add(word.value)
    assert {"page", "list", "export"} <= told
    assert told <= ACTS.keys()
