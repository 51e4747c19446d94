"""A private PostgreSQL server for the length of the tests: in a temporary folder, over a Unix socket."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

_PATIENCE_S = 60


def installed() -> Path | None:
    """Gives the folder of the newest PostgreSQL server that is installed, `None` where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(named).resolve().parent if named else None


@contextlib.contextmanager
def own_server() -> Iterator[str | None]:
    """Runs a server and gives its address; gives `None` where none is installed.

    PostgreSQL refuses to run as root, who therefore runs it as somebody else.
    """
    programs = installed()
    if programs is None:
        yield None
        return
    # A socket's path may be no longer than 107 bytes, so it does not lie in pytest's own deep folders.
    folder = Path(tempfile.mkdtemp(prefix="sitthi-pg-"))
    as_whom = _somebody_else(folder)
    try:
        how = ["-U", "sitthi", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", *how],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_whom,
        )
        options = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *words],
                stdout=log,
                stderr=log,
                cwd=folder,
                **as_whom,
            )
        try:
            _wait_for(server, folder)
            yield f"postgresql://sitthi@{str(folder).replace('/', '%2F')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _somebody_else(folder: Path) -> dict[str, object]:
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            who = pwd.getpwnam(name)
            os.chown(folder, who.pw_uid, who.pw_gid)
            return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    raise AssertionError("root has nobody to run PostgreSQL as")


def _wait_for(server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            psycopg.connect(host=str(folder), user="sitthi", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            said = (folder / "log").read_text(encoding="utf-8", errors="replace")
            assert server.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.05)
