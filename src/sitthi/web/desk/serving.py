"""Runs the web server and the worker side by side, and starts again whichever of them dies.

Gunicorn where it exists, waitress elsewhere. What a killed worker was doing it does anew; nothing is lost, since
every job is kept in the database until it has ended well.
"""

import contextlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

__all__ = ["LOST_ITS_OWN", "serve", "servers", "why_not"]

LOST_ITS_OWN = 75
"""How a process ends whose own children were killed: something may be done again, nothing is wrong with it."""

_WEB_WORKERS = 2
_WEB_THREADS = 4
_GRACE_SECONDS = 10
_LEAST_LIFE = 5
"""Seconds that a process has to live so that its end is no fault of its start."""
_MOST_FAULTS = 5
_LONGEST_PAUSE = 30
_STOPS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends it: Ctrl-C, a service manager, a terminal that is closed. Windows has no SIGHUP."""


def why_not(host: str, port: int) -> OSError | None:
    """Gives why a port cannot be listened at: somebody does already, or the address is none of ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # On Windows the option would let a second program listen at the same port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            return why
    return None


def servers(host: str, port: int) -> Mapping[str, Sequence[str]]:
    """Gives the command of each process by name."""
    wsgi = "sitthi.web.desk.wsgi:application"
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if importlib.util.find_spec("gunicorn") is not None:
        web = [
            sys.executable, "-m", "gunicorn", wsgi, "--bind", place, "--workers", str(_WEB_WORKERS),
            "--threads", str(_WEB_THREADS), "--timeout", "120", "--log-level", "warning",
        ]  # fmt: skip
    else:
        web = [sys.executable, "-m", "waitress", f"--listen={place}", f"--threads={_WEB_THREADS}", wsgi]
    return {"web": web, "worker": [sys.executable, "-m", "sitthi.web.intake.worker"]}


@dataclass(slots=True)
class _Kept:
    """A process that is to live: how it is started, since when it lives, how often it ended at once."""

    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    faults: int = 0
    has_lived: bool = False
    not_before: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        # A session of its own, so that Ctrl-C reaches us alone and its children can be ended with it.
        self.process = subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603 - our own
        self.began = time.monotonic()

    def is_wanting(self) -> bool:
        """Tells whether it has to be started; one that ended counts that, once."""
        if self.process is None:
            return time.monotonic() >= self.not_before
        lived = time.monotonic() - self.began >= _LEAST_LIFE
        self.has_lived = self.has_lived or lived
        code = self.process.poll()
        if code is None:
            return False
        _end_rest(self.process)
        # Somebody who kills it says nothing of whether it can be started.
        self.faults = self.faults + 1 if code >= 0 and code != LOST_ITS_OWN and not lived else 0
        self.process = None
        self.not_before = time.monotonic() + min(2 * self.faults, _LONGEST_PAUSE)
        return not self.faults

    def is_hopeless(self) -> bool:
        """Tells one that was never seen alive: then something is wrong that waiting does not mend."""
        return self.faults >= _MOST_FAULTS and not self.has_lived


def serve(home: Path, host: str, port: int, said: Callable[[str, str], None]) -> int:
    """Runs until told to stop, and gives the exit code: 0 after a stop, 1 where a process cannot be kept alive.

    `said` hears of what happens to which process: `started`, `again`, `given_up`.
    """
    environment = {**os.environ, "SITTHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sitthi.web.desk.settings"}
    kept = {name: _Kept(command) for name, command in servers(host, port).items()}
    started: set[str] = set()
    is_told_to_stop = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_told_to_stop
        is_told_to_stop = True

    for each in _STOPS:
        if hasattr(signal, each):
            signal.signal(getattr(signal, each), stop)
    try:
        while not is_told_to_stop:
            for name, one in kept.items():
                is_wanting = one.is_wanting()
                if one.is_hopeless():
                    said("given_up", name)
                    return 1
                if is_wanting:
                    one.start(environment)
                    said("again" if name in started else "started", name)
                    started.add(name)
            time.sleep(0.2)
        return 0
    finally:
        _end(kept.values())


def _end_rest(process: "subprocess.Popen[bytes]") -> None:
    """Ends the children of a process that died: they would hold its port, or go on with its work."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _end(kept: Collection[_Kept]) -> None:
    """Asks each process to end, and ends those that do not; what they were at is done anew by the next."""
    running = [one.process for one in kept if one.process is not None]
    for process in running:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + _GRACE_SECONDS
    for process in running:
        try:
            process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for process in running:
        _end_rest(process)
