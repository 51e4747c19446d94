"""Killed in the middle of a check and of taking a set in, and started again: all is done once, nothing doubled."""

import contextlib
import os
import signal
import sqlite3
import time

import pytest
import requests
from django.utils import timezone
from django_q.models import OrmQ

from sitthi.pipeline.lock import held
from sitthi.web.intake import forgotten, jobs
from sitthi.web.intake.models import Upload
from sitthi.web.intake.places import at_work, sets
from web.desk_server import Desk, Person, served, set_of, wait_for, zipped

N = 1500
SET = zipped(set_of(n_stays=N))


def row(desk: Desk, token: str) -> tuple[str, str, int]:
    """Reads state, phase and rows done of a set as quickly as can be: the moments are short."""
    with contextlib.closing(sqlite3.connect(f"file:{desk.home}/web.sqlite3?mode=ro", uri=True)) as db:
        return db.execute("SELECT state, phase, rows_done FROM intake_upload WHERE token = ?", [token]).fetchone()


def reached(desk: Desk, token: str, state: str, phase: str) -> bool:
    """Waits for a moment; tells whether it was met before the job ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        now = row(desk, token)
        if now[:2] == (state, phase):
            return True
        if now[0] in ("checked", "accepted", "failed"):
            return False
    raise AssertionError(f"{now} {desk.log()}")


def kill_all(desk: Desk) -> None:
    desk.kill("worker")


def kill_the_leader(desk: Desk) -> None:
    os.kill(desk.children("worker")[0], signal.SIGKILL)


def kill_the_children(desk: Desk) -> None:
    for pid in desk.children("worker")[1:]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def ask_to_end(desk: Desk) -> None:
    os.kill(desk.children("worker")[0], signal.SIGTERM)


def kill_the_web(desk: Desk) -> None:
    desk.kill("web")


def settled(desk: Desk, token: str, state: str) -> None:
    wait_for(lambda: row(desk, token)[0] == state, lambda: f"{row(desk, token)} {desk.log()}")


MOMENTS = [
    ("checking", "landing"), ("checking", "checking"), ("accepting", "landing"), ("accepting", "checking"),
    ("accepting", "records"), ("accepting", "cases"),
]  # fmt: skip
WORKER = [kill_all, kill_the_children, ask_to_end, kill_the_leader, kill_all, kill_the_leader]


@pytest.mark.parametrize("kills", [WORKER, [kill_the_web] * 6], ids=["worker", "web"])
def test_whatever_is_killed_a_set_is_checked_and_taken_in_once(kills, tmp_path):
    """Kills at each moment of a set's way, in another manner each time."""
    with served(tmp_path / "home") as desk:
        vipa = desk.person("vipa")
        token = vipa.brought(("set.zip", SET))
        met = 0
        for (state, phase), kill in zip(MOMENTS, kills, strict=True):
            if state == "accepting" and row(desk, token)[0] not in ("accepting", "accepted"):
                settled(desk, token, "checked")
                wait_for(lambda: answers(vipa), desk.log)
                assert vipa.post(f"/intake/{token}/accept").status_code == 302
            if reached(desk, token, state, phase):
                kill(desk)
                met += 1
        assert met >= 3
        settled(desk, token, "accepted")
        wait_for(lambda: answers(vipa), desk.log)
        assert_once(desk, token)


def answers(person: Person) -> bool:
    try:
        return person.get("/intake").ok
    except requests.RequestException:
        return False


def assert_once(desk: Desk, token: str) -> None:
    """Asks that all is there, and once."""
    upload = desk.asked(f"result = Upload.objects.values('cases_new', 'cases_updated').get(token={token!r})")
    n_cases = desk.asked("result = ClaimCase.objects.count()")
    assert n_cases == N
    assert upload == {"cases_new": N, "cases_updated": 0}
    kinds = "{kind: CaseEvent.objects.filter(kind=kind).count() for kind in ('admitted', 'discharged')}"
    assert desk.asked(f"result = {kinds}") == {"admitted": N, "discharged": N}
    assert desk.asked("result = CaseEvent.objects.count()") == 2 * N
    assert desk.asked("result = ClaimCase.objects.filter(documents=None).count()") == 0
    assert desk.asked("result = ClaimCase.objects.filter(deadlines=None).count()") == 0
    batches = sorted(path.name for path in (desk.home / "batches" / "99001").iterdir() if path.name[0] != ".")
    assert len(batches) == 1
    # Nobody is at work, and nothing waits to be.
    waiting = "from django_q.models import OrmQ; from django.utils import timezone\n"
    waiting += "result = OrmQ.objects.filter(lock__lte=timezone.now()).count()"
    wait_for(lambda: desk.asked(waiting) == 0)


class TestForgotten:
    """A set that nobody works at, as the watch finds it."""

    @pytest.fixture
    def waiting(self, tree, vipa):
        return Upload.objects.create(
            hospital=tree.hospital, format="eclaim16", called="a", size=1, sha256="0" * 64, by=vipa,
            at=timezone.now(), state="checking",
        )  # fmt: skip

    @pytest.fixture(autouse=True)
    def asked(self, monkeypatch):
        asked: list[tuple[str, int]] = []
        monkeypatch.setattr(forgotten, "ask_for", lambda job, upload: asked.append((job, upload.pk)))
        return asked

    def test_is_asked_for_once_it_was_found_twice(self, waiting, asked):
        watch = forgotten.Watch()
        assert watch.look() == []
        assert watch.look() == [waiting.pk]
        assert asked == [("check", waiting.pk)]

    @pytest.mark.parametrize(("state", "job"), [("waiting", "check"), ("accepting", "accept")])
    def test_is_asked_for_by_what_was_to_be_done(self, state, job, waiting, asked):
        Upload.objects.update(state=state)
        watch = forgotten.Watch()
        watch.look()
        watch.look()
        assert asked == [(job, waiting.pk)]

    @pytest.mark.parametrize("state", ["checked", "accepted", "failed", "withdrawn"])
    def test_is_none_that_came_to_an_end(self, state, waiting, asked):
        Upload.objects.update(state=state)
        watch = forgotten.Watch()
        watch.look()
        watch.look()
        assert asked == []

    def test_is_none_while_its_job_waits_for_the_worker(self, waiting, asked):
        OrmQ.objects.create(key="sitthi", payload="", lock=timezone.now())
        watch = forgotten.Watch()
        watch.look()
        watch.look()
        assert asked == []

    def test_is_none_while_a_worker_is_at_work(self, waiting, asked):
        watch = forgotten.Watch()
        with held(at_work()):
            watch.look()
            watch.look()
        assert asked == []

    def test_that_ends_the_worker_again_and_again_is_given_up_with_a_reason(self, waiting):
        Upload.objects.update(n_begun=5)
        assert jobs.check(waiting.pk) == "given up"
        waiting.refresh_from_db()
        assert (waiting.state, waiting.failure, waiting.n_begun) == ("failed", {"code": "worker"}, 0)

    def test_whose_job_fails_says_so_and_no_cell_is_logged(self, waiting, monkeypatch, caplog):
        def fails(*_given):
            raise ValueError("0731998 นายลับ")

        monkeypatch.setattr(jobs, "check_upload", fails)
        assert jobs.check(waiting.pk) == "failed"
        waiting.refresh_from_db()
        assert waiting.failure == {"code": "system", "kind": "ValueError"}
        assert "ValueError" in caplog.text
        assert "0731998" not in caplog.text

    def test_leaves_no_bytes_once_nothing_tells_of_them(self, waiting, tree):
        for token in (waiting.token, "unknown"):
            (sets() / token / "came").mkdir(parents=True)
        old = time.time() - 7 * 3600
        os.utime(sets() / "unknown", (old, old))
        forgotten.tidy()
        assert [path.name for path in sets().iterdir()] == [waiting.token]
        Upload.objects.update(state="accepted")
        forgotten.tidy()
        assert list((sets() / waiting.token).iterdir()) == []
        Upload.objects.update(state="withdrawn")
        forgotten.tidy()
        assert list(sets().iterdir()) == []
