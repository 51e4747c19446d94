"""`sitthi serve` and `./run` as somebody starts and stops them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sitthi.web.desk import serving
from web.desk_server import ROOT, environment_of, free_port, served, wait_for

PASSWORD = "another long phrase 77"  # noqa: S105 - of somebody who does not exist


class TestStarting:
    """What it says before it serves."""

    def test_a_taken_port_is_said_plainly(self, sitthi):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            ran = sitthi("serve", "--port", other.getsockname()[1])
        assert ran.exit == 12
        assert ran.data["error"]["code"] == "port_taken"

    def test_an_address_that_is_none_of_ours_is_said_plainly(self, sitthi):
        ran = sitthi("serve", "--host", "203.0.113.7", "--port", free_port())
        assert (ran.exit, ran.data["error"]["code"]) == (12, "no_address")

    @pytest.mark.parametrize("language", ["th", "en"])
    def test_an_empty_home_names_the_command_that_adds_the_first_administrator(self, language, tmp_path):
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "sitthi", "serve", "--port", str(port), "--json", "--lang", language],
            env=environment_of(tmp_path / "home"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            told = json.loads(process.stdout.readline())
            wait_for(lambda: answers(port))
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=60)
        assert process.returncode == 0
        assert told == {"command": "serve", "url": f"http://127.0.0.1:{port}/", "logins": []}
        assert out == ""
        assert "sitthi administrator" in err


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/alive", timeout=5).ok
    except requests.RequestException:
        return False


def test_the_first_administrator_signs_in_and_changes_the_password(tmp_path, sitthi):
    home = tmp_path / "home"
    words = ("administrator", "vipa", "วิภา ตัวอย่างดี", "--code", "10999", "--place", "โรงพยาบาลสมมุติ", "--home", home)
    ran = sitthi(*words)
    assert ran.exit == 0
    again = sitthi(*words)
    assert (again.exit, again.data["error"]["code"]) == (12, "administrator.taken")
    told = sitthi("administrator", "nara", "นรา", *words[3:], "--lang", "th", human=True)
    assert "รหัสผ่านแรก" in told.out
    with served(home, is_laid=True) as desk:
        person = desk.stranger()
        person.sign_in("vipa", ran.data["password"])
        # Nothing opens before the password is one's own.
        assert "/account/password/change/" in person.get("/people").url
        form = {"oldpassword": ran.data["password"], "password1": PASSWORD, "password2": PASSWORD}
        assert person.post("/account/password/change/", form).status_code == 302
        assert "/account/password/change/" not in person.get("/people").url
        people = desk.asked("result = list(User.objects.order_by('pk').values_list('username', flat=True))")
        assert people == ["vipa", "nara"]
    if os.name == "posix":
        modes = {path.stat().st_mode & 0o077 for path in home.rglob("*") if path.name != "server.log"}
        assert modes == {0}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_with_all_its_processes_however_it_is_told(how, tmp_path):
    with served(tmp_path / "home") as desk:
        everybody = [*desk.children("web"), *desk.children("worker")]
        assert len(everybody) >= 5
        desk.process.send_signal(how)
        assert desk.process.wait(60) == 0
        wait_for(lambda: not [*desk.children("web"), *desk.children("worker")])


def test_a_worker_without_its_keeper_ends_by_itself(tmp_path):
    """The keeper may be killed too; who starts it again is not to find two workers."""
    with served(tmp_path / "home") as desk:
        desk.process.kill()
        desk.process.wait()
        wait_for(lambda: not desk.children("worker"), desk.log)
        desk.kill("web")


class TestKeeping:
    """How a process that dies is started again, with stand-ins for the real ones."""

    def kept(self, tmp_path: Path, code: str, seconds: float) -> tuple[int | None, list[tuple[str, str]]]:
        """Serves a stand-in for a while; gives how it ended and what was said."""
        script = tmp_path / "serve.py"
        script.write_text(
            "import sys\n"
            "from pathlib import Path\n"
            "from sitthi.web.desk import serving\n"
            f"serving.servers = lambda host, port: {{'web': [sys.executable, '-c', {code!r}]}}\n"
            "said = lambda what, name: print(what, name, flush=True)\n"
            "sys.exit(serving.serve(Path('.'), '127.0.0.1', 1, said))\n",
            encoding="utf-8",
        )
        process = subprocess.Popen(
            [sys.executable, str(script)],
            cwd=tmp_path,
            env=environment_of(tmp_path),
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
        out, _err = process.communicate(timeout=60)
        return process.returncode, [tuple(line.split()) for line in out.splitlines()]

    def test_one_that_never_comes_up_is_given_up(self, tmp_path):
        code, said = self.kept(tmp_path, "raise SystemExit(3)", 60)
        assert code == 1
        assert said[0] == ("started", "web")
        assert said[-1] == ("given_up", "web")
        assert len(said) == 6

    def test_one_that_is_killed_is_started_at_once_however_often(self, tmp_path):
        code, said = self.kept(tmp_path, "import os; os.kill(os.getpid(), 9)", 6)
        assert code == 0
        assert said.count(("again", "web")) > 5
        assert ("given_up", "web") not in said


def test_the_commands_of_the_servers_are_of_this_python():
    for command in serving.servers("::1", 8000).values():
        assert command[0] == sys.executable
    web = serving.servers("::1", 8000)["web"]
    assert any("[::1]:8000" in word for word in web)


RAN = '"${SITTHI_HOME:-sitthi-home}/demo/s/home/runs/r"'


class TestRun:
    """`./run`, with stand-ins for what it calls."""

    @pytest.fixture
    def run(self, tmp_path):
        shutil.copy(ROOT / "run", tmp_path)
        (tmp_path / ".ci").mkdir()
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        for name, lines in {
            ".ci/venv": 'echo "venv $1"',
            ".venv/bin/sitthi": 'echo "sitthi $*"\n[ "$1" != demo ] || mkdir -p ' + RAN,
        }.items():
            path = tmp_path / name
            path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
            path.chmod(0o755)

        def call(*words: str, **environment: str) -> list[str]:
            done = subprocess.run(
                [str(tmp_path / "run"), *words],
                cwd=tmp_path,
                env={"PATH": "/usr/bin:/bin", **environment},
                check=True,
                capture_output=True,
                encoding="utf-8",
            )
            return done.stdout.splitlines()

        return call

    def test_alone_it_makes_the_province_once_and_serves_its_desk(self, run):
        assert run() == ["venv requirements.lock", "sitthi demo", "sitthi serve --demo"]
        assert run() == ["venv requirements.lock", "sitthi serve --demo"]

    def test_a_home_of_ones_own_has_a_province_of_its_own(self, run, tmp_path):
        run()
        assert "sitthi demo" in run(SITTHI_HOME=str(tmp_path / "other home"))
        assert "sitthi demo" not in run(SITTHI_HOME=str(tmp_path / "other home"))

    def test_with_words_it_is_the_command(self, run):
        assert run("check", "--help") == ["venv requirements.lock", "sitthi check --help"]


def test_a_home_is_served_once(tmp_path, sitthi):
    """Two terminals: the second would bring the database up to date under the first one's feet."""
    with served(tmp_path / "home") as desk:
        ran = sitthi("serve", "--port", free_port(), "--home", desk.home)
        assert (ran.exit, ran.data["error"]["code"]) == (12, "served_already")
    with served(tmp_path / "home", is_laid=True) as desk:
        assert desk.stranger().get("/alive").ok
