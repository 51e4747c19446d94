"""Runs the web server and the worker side by side, and starts again whichever of them dies.

Gunicorn where it exists, waitress elsewhere. What a killed worker was doing it does anew; nothing is lost, since
every job is kept in the database until it has ended well.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import FrameType

__all__ = ["is_free", "serve", "servers"]

_WEB_WORKERS = 2
_WEB_THREADS = 4
_GRACE_SECONDS = 10
_LEAST_LIFE = 5
"""Seconds that a process has to live so that its end is no fault of its start."""
_MOST_FAULTS = 5


def is_free(host: str, port: int) -> bool:
    """Tells whether nobody listens at a port yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def servers(host: str, port: int) -> Mapping[str, Sequence[str]]:
    """Gives the command of each process by name."""
    wsgi = "sitthi.web.desk.wsgi:application"
    if importlib.util.find_spec("gunicorn") is not None:
        web = [
            sys.executable, "-m", "gunicorn", wsgi, "--bind", f"{host}:{port}", "--workers", str(_WEB_WORKERS),
            "--threads", str(_WEB_THREADS), "--timeout", "120", "--log-level", "warning",
        ]  # fmt: skip
    else:
        web = [sys.executable, "-m", "waitress", f"--listen={host}:{port}", f"--threads={_WEB_THREADS}", wsgi]
    return {"web": web, "worker": [sys.executable, "-m", "django", "qcluster"]}


def serve(home: Path, host: str, port: int, said: Callable[[str, str], None]) -> int:
    """Runs until told to stop, and gives the exit code: 0 after a stop, 1 where a process cannot be kept alive.

    `said` hears of what happens to which process: `started`, `again`, `given_up`.
    """
    environment = {**os.environ, "SITTHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sitthi.web.desk.settings"}
    commands = servers(host, port)
    running: dict[str, subprocess.Popen[bytes]] = {}
    began: dict[str, float] = {}
    faults = dict.fromkeys(commands, 0)
    is_told_to_stop = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_told_to_stop
        is_told_to_stop = True

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    try:
        while not is_told_to_stop:
            for name, command in commands.items():
                process = running.get(name)
                if process is not None and process.poll() is None:
                    continue
                if process is not None:
                    short = time.monotonic() - began[name] < _LEAST_LIFE
                    faults[name] = faults[name] + 1 if short else 0
                    if faults[name] >= _MOST_FAULTS:
                        said("given_up", name)
                        return 1
                running[name] = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own
                began[name] = time.monotonic()
                said("started" if process is None else "again", name)
            time.sleep(0.2)
        return 0
    finally:
        _end(running.values())


def _end(processes: Collection["subprocess.Popen[bytes]"]) -> None:
    """Asks each process to end, and ends those that do not."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + _GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
