"""`sitthi serve` on a home of its own, in processes of its own, and people who use it over HTTP."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from web.tree import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120
BOOK = Book()


def free_port() -> int:
    """Gives a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """Gives the environment of a process that works in a home and in nothing else of ours."""
    mine = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SITTHI_HOME", "SITTHI_TEST_DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if name not in mine}
    return {**kept, "SITTHI_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", **more}


def lay(home: Path, **more: str) -> None:
    """Lays a small home; see `web/lay_home.py`."""
    home.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, str(ROOT / "tests" / "web" / "lay_home.py")], check=True, env=environment_of(home, **more)
    )


_ANSWERS = """
import json, sys
import django
django.setup()
from django.db import connection
from sitthi.web.accounts.models import *
from sitthi.web.claims.models import *
from sitthi.web.intake.models import Upload
for line in sys.stdin:
    names = dict(globals())
    exec(json.loads(line), names)
    print(json.dumps(names["result"], default=str), flush=True)
"""


class Database:
    """A process that runs lines in a home's Django and gives what they lay into `result`, by way of JSON."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _ANSWERS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment_of(home, DJANGO_SETTINGS_MODULE="sitthi.web.desk.settings", **environment),
        )

    def asked(self, code: str) -> Any:
        """Runs some lines."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(code), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        assert answer, f"these lines failed: {code}"
        return json.loads(answer)

    def close(self) -> None:
        """Ends the process."""
        self.process.communicate()


@contextlib.contextmanager
def database(home: Path, **environment: str) -> Iterator[Database]:
    """Gives a home's database to ask, while no server has to run."""
    opened = Database(home, environment)
    try:
        yield opened
    finally:
        opened.close()


@dataclass
class Desk:
    """A desk that is served."""

    url: str
    home: Path
    process: "subprocess.Popen[bytes]"
    database: Database
    people: "list[Person]" = field(default_factory=list)

    def person(self, username: str) -> "Person":
        """Gives somebody who has signed in."""
        person = self.stranger()
        person.sign_in(username)
        return person

    def stranger(self) -> "Person":
        """Gives somebody who has not signed in."""
        self.people.append(Person(self.url))
        return self.people[-1]

    def children(self, of: str) -> list[int]:
        """Gives the ids of the web server's or the worker's processes, the first started first."""
        word = {"web": "gunicorn", "worker": "sitthi.web.intake.worker"}[of]
        found = []
        for each in Path("/proc").iterdir():
            if each.name.isdigit():
                with contextlib.suppress(OSError):
                    line = (each / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
                    environ = (each / "environ").read_bytes().decode(errors="replace")
                    if word in line and f"SITTHI_HOME={self.home}\0" in environ:
                        found.append(int(each.name))
        return sorted(found)

    def kill(self, of: str) -> None:
        """Kills a part of the desk, every process of it, as a power cut would."""
        for pid in self.children(of):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def asked(self, code: str) -> Any:
        """Runs a few lines in the home's Django."""
        return self.database.asked(code)

    def log(self) -> str:
        """Is the end of what the desk wrote."""
        return (self.home / "server.log").read_text(encoding="utf-8", errors="replace")[-4000:]


@contextlib.contextmanager
def served(home: Path, *words: str, is_laid: bool = False, **environment: str) -> Iterator[Desk]:
    """Serves a home, laying a small one first; gives the desk once it answers."""
    if not is_laid:
        lay(home, **environment)
    port = free_port()
    out = (home / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "sitthi", "serve", "--port", str(port), "--lang", "en", *words],
        cwd=home,
        env=environment_of(home, **environment),
        stdout=out,
        stderr=subprocess.STDOUT,
    )
    desk = Desk(f"http://127.0.0.1:{port}", home, process, Database(home, environment))
    try:
        wait_for(lambda: is_up(desk), lambda: desk.log() + f" exit {process.poll()}")
        yield desk
    finally:
        for person in desk.people:
            person.session.close()
        desk.database.close()
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        if process.poll() is None:
            process.kill()
            desk.kill("web")
            desk.kill("worker")
        out.close()


def is_up(desk: Desk) -> bool:
    """Tells whether a desk answers."""
    assert desk.process.poll() is None, desk.log()
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{desk.url}/alive", timeout=5).ok
    return False


def wait_for(is_so: Callable[[], Any], why: Callable[[], str] = lambda: "", seconds: float = PATIENCE_S) -> Any:
    """Waits until something is so, and gives it."""
    until = time.monotonic() + seconds
    while True:
        found = is_so()
        if found:
            return found
        assert time.monotonic() < until, why()
        time.sleep(0.1)


class Person:
    """Somebody at a browser without script."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.cookies.set("django_language", "en")

    def get(self, path: str) -> requests.Response:
        """Opens a page."""
        return self.session.get(self.url + path, timeout=PATIENCE_S)

    def post(self, path: str, data: Any = None, **more: Any) -> requests.Response:
        """Sends a form; what it leads to is not followed."""
        token = self.session.cookies.get("csrftoken", "")
        headers = {"Referer": self.url, "Origin": self.url, "X-CSRFToken": token}
        more.setdefault("allow_redirects", False)
        return self.session.post(self.url + path, data=data, headers=headers, timeout=PATIENCE_S, **more)

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Signs in by the page."""
        self.get("/account/login/")
        answer = self.post("/account/login/", {"login": username, "password": password})
        assert answer.status_code == 302, answer.text

    def bring(self, *files: tuple[str, bytes], format: str = "eclaim16") -> requests.Response:
        """Uploads a set."""
        return self.post(
            "/intake/upload", {"format": format}, files=[("files", (name, content)) for name, content in files]
        )

    def brought(self, *files: tuple[str, bytes], format: str = "eclaim16") -> str:
        """Uploads a set that is taken, and gives its token."""
        answer = self.bring(*files, format=format)
        assert answer.status_code == 302, answer.text[-4000:]
        match = re.search(r"/intake/([\w-]+)$", answer.headers["Location"])
        assert match, answer.headers
        return match[1]


def set_of(name: str = "eclaim16", **more: Any) -> dict[str, bytes]:
    """Gives the members of a small made-up set of the first hospital, clean, in cp874; see `web/small_sets.py`."""
    from web.small_sets import made_set

    return made_set(BOOK.all(FileFormat)[name], **more)


def zipped(members: dict[str, bytes] | Sequence[tuple[str, bytes]]) -> bytes:
    """Gives a zip of some members."""
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dict(members).items():
            archive.writestr(name, content)
    return packed.getvalue()
