"""What somebody hostile sends, and where a patient's value could lie about: each was tried by hand first."""

import logging
import os
import stat
import subprocess
import sys
import time

import pytest
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone

from sitthi.core.thai.dates import written_in_field
from sitthi.web.accounts.models import Membership, Role, User
from sitthi.web.claims.flows import lay_book_editions
from sitthi.web.claims.models import FlowEdition, SavedView
from sitthi.web.desk.plain_log import PlainFormatter
from sitthi.web.intake.forgotten import tidy
from sitthi.web.performance.scope import asked_of, scope_of
from web.cases import ago
from web.records import PATIENT, add_case, one_of_each

HUGE = ("9" * 30, "9" * 4500, "²", "๑", "-1", "1_" + "9" * 30, "9" * 30 + "_1", "x|" + "9" * 4500, "nan_1")


@pytest.fixture
def anybody(tree, vipa, add_role):
    """Is somebody with every role of the first hospital, so that every page opens."""
    for role in Role:
        add_role(vipa, role, tree.ward_men if role == Role.NURSE else tree.hospital)
    return vipa


@pytest.mark.both_databases
@pytest.mark.parametrize("value", HUGE)
def test_a_number_that_no_database_holds_is_as_if_nothing_was_asked(value, anybody, tree, client_of):
    made, client = one_of_each(tree, anybody, timezone.now()), client_of(anybody)
    for page, names in {
        "/work": ("after", "ward", "least_baht"),
        "/people": ("after",),
        "/audit": ("after", "person", "kind"),
        "/ward": ("ward",),
        "/timeliness": ("ward", "year"),
        "/timeliness/cases": ("after", "ward", "month"),
        "/timeliness/steps": ("ward",),
        f"/intake/{made.upload.token}": ("after",),
        f"/flows/{made.flow.pk}/compare": ("before",),
    }.items():
        for name in names:
            assert client.get(page, {name: value}).status_code in (200, 302, 404), (page, name)
    assert client.post(f"/flows/{made.flow.pk}/edit", {"n_rows": value}).status_code == 422


@pytest.mark.both_databases
@pytest.mark.parametrize("page", ["/people", "/audit", "/timeliness", "/timeliness/cases", "/work", "/intake/%00"])
def test_a_character_that_is_none_is_refused_and_not_a_fault_of_ours(page, anybody, client_of):
    client = client_of(anybody)
    for name in ("q", "role", "fund", "person", "anything"):
        assert client.get(f"{page}?{name}=a%00b").status_code == 400
    assert client.post("/cases-at-once", {"case": "\x00", "act": "take"}).status_code == 400


@pytest.mark.both_databases
def test_a_view_that_is_too_long_to_keep_is_not_kept(vipa, client_of):
    long = dict.fromkeys(("physician", "step", "document", "fund"), "ก" * 100)
    assert client_of(vipa).post("/views/keep", {"name": "ยาว", **long}).status_code == 302
    assert not SavedView.objects.exists()


class TestFlowText:
    """A hospital's own flow is text that somebody typed, of whatever size and depth."""

    @pytest.fixture
    def edit(self, anybody, client_of, tree):
        lay_book_editions()
        flow = FlowEdition.objects.filter(patient_type="inpatient", fund="UCS").first()

        def send(text):
            began = time.monotonic()
            answer = client_of(anybody).post(
                f"/flows/{flow.pk}/edit", {"as": "text", "text": text, "in_force_from": "1/1/2570"}
            )
            assert time.monotonic() - began < 5
            return answer

        self.text = flow.text
        return send

    def test_deep_and_long_texts_are_refused_at_once(self, edit):
        for text in ("a" + ".a" * 50_000 + "=1", "a" + ".a" * 900 + "=1", "x=" + "[" * 100_000, "#\n" * 200_000):
            assert edit(text).status_code == 422

    def test_a_fault_that_repeats_a_long_text_is_said_at_once(self, edit):
        text = self.text.replace('symbol = "operation"', 'symbol = "' + "a: b' " * 20_000 + '"', 1)
        assert edit(text).status_code == 422
        assert edit(self.text + '\n"' + "'x': " * 300 + '" = 1\n').status_code == 422


class TestTrail:
    """The trail tells of every look, and of where it came from as the server saw it."""

    @pytest.mark.both_databases
    def test_nobody_chooses_the_address_that_they_came_from(self, vipa, client_of):
        forged = {
            "HTTP_X_FORWARDED_FOR": "=HYPERLINK(1)", "HTTP_X_FORWARDED_PORT": "9" * 20,
            "HTTP_X_CORRELATION_ID": "x" * 400,
        }  # fmt: skip
        answer = client_of(vipa).post("/views/keep", {"name": "มุม", "fund": "UCS"}, **forged)
        assert answer.status_code == 302
        entry = LogEntry.objects.get(action=LogEntry.Action.CREATE, content_type__model="savedview")
        assert (entry.remote_addr, entry.remote_port, entry.cid) == ("127.0.0.1", None, None)

    @pytest.mark.parametrize(
        ("is_secure", "from_where", "said", "kept"),
        [
            (False, "127.0.0.1", "10.1.2.3", "127.0.0.1"),
            (True, "127.0.0.1", "6.6.6.6, 10.1.2.3", "10.1.2.3"),
            (True, "127.0.0.1", "=1+1", "127.0.0.1"),
            (True, "127.0.0.1", "", "127.0.0.1"),
            (True, "10.9.9.9", "10.1.2.3", "10.9.9.9"),
            (True, "::1", "fd00::7", "fd00::7"),
        ],
    )
    def test_behind_an_offices_proxy_it_is_the_one_that_the_proxy_wrote(
        self, is_secure, from_where, said, kept, vipa, with_password, settings
    ):
        with_password(vipa)
        settings.IS_SECURE = is_secure
        Client(REMOTE_ADDR=from_where, HTTP_X_FORWARDED_FOR=said).post(
            "/account/login/", {"login": "vipa", "password": "wrong"}
        )
        assert LogEntry.objects.get(additional_data__what="sign_in_failed").remote_addr == kept
        assert AccessAttempt.objects.get().ip_address == kept

    @pytest.mark.parametrize("way", ["act", "scans", "conflict", "findings", "facts"])
    def test_who_reads_a_case_by_an_act_that_fails_is_in_the_trail(self, way, tree, vipa, client_of):
        made = one_of_each(tree, vipa, ago(3))
        path = {"conflict": "conflicts", "findings": f"findings/{made.finding.pk}"}.get(way, way)
        answer = client_of(vipa).post(f"/cases/{made.case.token}/{path}", {"state": "set_aside"})
        assert answer.status_code in (409, 422)
        assert PATIENT["last_name"] in answer.content.decode()
        assert LogEntry.objects.filter(object_id=made.case.pk, additional_data__what="page").exists()

    def test_asking_whether_somebody_lies_here_is_in_the_trail(self, tree, vipa, malee, client_of):
        add_case(tree, ago(1), ward=tree.ward_women)
        lay_book_editions()
        form = {
            "number": "69009999", "hn": PATIENT["hn"], "first_name": "ก", "last_name": "ข", "sex": "1",
            "ward": tree.ward_men.pk, "fund": "UCS",
            "admitted_at": f"{written_in_field(timezone.localdate())} 00:00",
        }  # fmt: skip
        answer = client_of(malee).post("/admit", form)
        assert answer.context["has_stay"]
        assert LogEntry.objects.filter(actor=malee, additional_data__what="search").exists()

    def test_what_was_typed_into_an_address_does_not_stay_in_the_trail(self, anybody, nara, client_of):
        client_of(nara).get("/audit", {"record": PATIENT["citizen_id"], "person": "ประทีปลับ"})
        client_of(anybody).get("/timeliness/cases", {"anything": "ประทีปลับ", "month": "ประทีปลับ"})
        client_of(anybody).get("/timeliness/excel", {"anything": "ประทีปลับ"})
        for name in ("physician", "step", "document", "fund"):
            client_of(anybody).get("/work", {name: "ประทีปลับ"})
        kept = str(list(LogEntry.objects.values_list("additional_data", flat=True)))
        assert "ประทีปลับ" not in kept
        assert PATIENT["citizen_id"] not in kept


class TestLyingAbout:
    """Where a patient's value could be found by who looks for it elsewhere than on the pages."""

    def test_a_message_with_a_name_is_in_no_cookie(self, tree, malee, client_of):
        case = add_case(tree, ago(3))
        answer = client_of(malee).post(f"/ward/{case.token}/place", {"bed": "9", "seen": case.n_events})
        assert answer.status_code == 302
        assert "messages" not in answer.cookies

    def test_what_was_typed_after_a_session_ended_is_kept_by_no_browser(self, db):
        answer = Client(enforce_csrf_checks=True).post(
            "/admit", {"first_name": PATIENT["first_name"]}, HTTP_ORIGIN="http://testserver"
        )
        assert PATIENT["first_name"] in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]

    def test_searches_of_sessions_that_ended_are_removed(self, db):
        store = SessionStore()
        store["searches"] = {"x": PATIENT["last_name"]}
        store.save()
        Session.objects.update(expire_date=ago(1))
        tidy()
        assert not Session.objects.exists()

    @pytest.mark.skipif(os.name != "posix", reason="Windows has rights of another kind")
    def test_only_the_owner_reads_what_the_home_holds(self, tmp_path):
        home = tmp_path / "home"
        environment = {
            **os.environ,
            "SITTHI_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "sitthi.web.desk.settings",
        }
        environment.pop("DATABASE_URL", None)
        code = (
            "import django; django.setup(); from django.core.management import call_command as call;"
            "call('migrate', verbosity=0)"
        )
        for _ in ("a new home", "one whose database an earlier version made"):
            subprocess.run([sys.executable, "-c", code], env=environment, check=True, umask=0o022)
            found = {path: stat.S_IMODE(path.stat().st_mode) for path in (home, *home.rglob("*"))}
            assert len(found) > 4
            assert not {path: oct(mode) for path, mode in found.items() if mode & 0o077}
            (home / "web.sqlite3").chmod(0o644)

    def test_a_fault_is_logged_with_its_place_and_without_what_it_says(self):
        try:
            raise ValueError(PATIENT["citizen_id"]) from KeyError(PATIENT["hn"])
        except ValueError:
            record = logging.makeLogRecord({"msg": "Internal Server Error: /x", "exc_info": True})
            record.exc_info = sys.exc_info()
        said = PlainFormatter("%(message)s").format(record)
        assert "test_hostile.py" in said
        assert "ValueError" in said
        assert "KeyError" in said
        assert PATIENT["citizen_id"] not in said
        assert PATIENT["hn"] not in said

    def test_no_line_of_the_log_is_somebody_elses(self):
        record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/a\n2026 INFO all is well\x1b[2J",)})
        assert "\n" not in PlainFormatter("%(message)s").format(record)
        assert "\x1b" not in PlainFormatter("%(message)s").format(record)

    def test_the_log_is_written_by_it(self):
        assert settings.LOGGING["formatters"]["line"]["()"].endswith("PlainFormatter")


class TestAdministrator:
    """A browser that an administrator left open does not become somebody else's for good."""

    @pytest.mark.parametrize("act", ["password", "second-step"])
    def test_nobody_replaces_their_own_password_or_second_step_unasked(self, act, nara, client_of):
        before = User.objects.get(pk=nara.pk).password
        answer = client_of(nara).post(f"/people/{nara.pk}/{act}", {"reason": "หาย"}, follow=True)
        assert "told-bad" in answer.content.decode()
        assert User.objects.get(pk=nara.pk).password == before


def test_a_nurse_who_also_counts_the_province_reads_no_small_numbers(tree, malee):
    Membership.objects.create(user=malee, organisation=tree.province, role=Role.ASSESSOR)
    person = User.objects.get(pk=malee.pk)
    asked = asked_of(RequestFactory().get("/", {"hospital": tree.hospital.code}).GET, timezone.localdate())
    assert not scope_of(person, asked).sees_cases
