"""The database of a home as something to copy and to lay anew: its own SQLite file, or one of PostgreSQL."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any, Protocol

import dj_database_url

from sitthi.core.findings import Refusal

__all__ = ["Database", "Failed", "database_of"]


class Failed(Exception):
    """Carries a refusal out of what was begun, so that nothing of it stays."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Database(Protocol):
    """What backup and restore ask of a database."""

    kind: str

    def exists(self) -> bool:
        """Tells whether there is one."""

    def is_empty(self) -> bool:
        """Tells whether nothing was laid into it yet."""

    def copy_to(self, path: Path) -> None:
        """Writes a copy as of one moment; raises `Failed`."""

    def lay(self, copy: Path, home: Path) -> None:
        """Lays a copy into a home that is being made; the copy is gone after. Raises `Failed`."""


def database_of(home: Path, url: str | None) -> Database:
    """Gives the database of a home, or the one that an address names."""
    if url is None:
        return _OwnFile(home / "web.sqlite3", is_in_home=True)
    config = dj_database_url.parse(url)
    if config["ENGINE"].endswith("sqlite3"):
        return _OwnFile(Path(config["NAME"]).absolute(), is_in_home=False)
    return _OfServer(config)


class _OwnFile:
    """A SQLite file."""

    kind = "sqlite"

    def __init__(self, path: Path, is_in_home: bool) -> None:
        self.path, self.is_in_home = path, is_in_home

    def exists(self) -> bool:
        return self.path.exists()

    def is_empty(self) -> bool:
        return not self.path.exists()

    def copy_to(self, path: Path) -> None:
        """Copies in one step, so that it is one moment's; whoever writes meanwhile does not wait."""
        try:
            with (
                contextlib.closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as source,
                contextlib.closing(sqlite3.connect(path)) as copy,
            ):
                source.backup(copy)
                if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise Failed(Refusal("backup.database", {"says": "quick_check"}))
                # The copy is one file: without this it would ask for its log on being opened.
                copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError as fault:
            raise Failed(Refusal("backup.database", {"says": str(fault)})) from None

    def lay(self, copy: Path, home: Path) -> None:
        shutil.move(copy, home / self.path.name if self.is_in_home else self.path)


_NAMES = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}


class _OfServer:
    """A database of a PostgreSQL server, through the server's own programs."""

    kind = "postgresql"

    def __init__(self, config: Any) -> None:
        told = {
            "PGHOST": config["HOST"], "PGPORT": config["PORT"], "PGUSER": config["USER"],
            "PGPASSWORD": config["PASSWORD"], "PGDATABASE": config["NAME"],
        }  # fmt: skip
        # In the environment, since whoever lists processes reads their words.
        self._environment = {**os.environ, **{name: str(value) for name, value in told.items() if value}}

    def exists(self) -> bool:
        return True

    def is_empty(self) -> bool:
        import psycopg

        told = {_NAMES[name]: value for name, value in self._environment.items() if name in _NAMES}
        try:
            with psycopg.connect(**told) as connection:
                found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone()
        except psycopg.Error:
            raise Failed(Refusal("backup.database", {"says": "connect"})) from None
        return found is None

    def copy_to(self, path: Path) -> None:
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")

    def lay(self, copy: Path, home: Path) -> None:
        database = self._environment["PGDATABASE"]
        how = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        self._run("pg_restore", *how, f"--dbname={database}", str(copy))
        copy.unlink()

    def _run(self, program: str, *words: str) -> None:
        found = shutil.which(program)
        if found is None:
            raise Failed(Refusal("backup.no_program", {"program": program}))
        done = subprocess.run(  # noqa: S603 - a program of the server, words of our own
            [found, *words], env=self._environment, capture_output=True, encoding="utf-8", errors="replace"
        )
        if done.returncode:
            # What the server says may repeat a row, so only which program failed is told.
            raise Failed(Refusal("backup.database", {"says": f"{program} {done.returncode}"}))
