"""What every test may use: the reference folder, and the command line as a user calls it."""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Ran:
    """How a call of the command line ended."""

    exit: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Is the one JSON object on standard output."""
        return json.loads(self.out)


@pytest.fixture
def sitthi(tmp_path: Path) -> Callable[..., Ran]:
    """Calls `sitthi ...` in a process of its own, in an empty folder; `--json` unless `human`."""

    def call(*arguments: object, human: bool = False, **environment: str) -> Ran:
        words = [str(word) for word in arguments] + ([] if human else ["--json"])
        done = subprocess.run(
            [sys.executable, "-m", "sitthi", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "SITTHI_HOME": str(tmp_path / "home"), **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert "Traceback" not in done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a CSV from a drawn table: `table("unit,points", "A,350", ...)`."""

    def write(*lines: str, name: str = "input.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write


@pytest.fixture(scope="session")
def dbf() -> Callable[..., bytes]:
    """Makes a DBF byte by byte: `dbf([("DRG", "C", 5, 0)], [["99599"]], deleted=[1])`; numbers align right."""

    def made(
        fields: Sequence[tuple[str, str, int, int]],
        rows: Sequence[Sequence[str | bytes]],
        deleted: Sequence[int] = (),
    ) -> bytes:
        width = 1 + sum(length for _, _, length, _ in fields)
        start = 32 * (1 + len(fields)) + 1
        content = struct.pack("<B3BIHH20x", 3, 121, 2, 14, len(rows), start, width)
        for name, kind, length, decimals in fields:
            content += struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), length, decimals)
        content += b"\r"
        for number, row in enumerate(rows, 1):
            content += b"*" if number in deleted else b" "
            for (_, kind, length, _), cell in zip(fields, row, strict=True):
                raw = cell if isinstance(cell, bytes) else cell.encode("cp874")
                content += raw.rjust(length) if kind == "N" else raw.ljust(length)
        return content + b"\x1a"

    return made


@pytest.fixture(scope="session")
def drg_dbf(dbf: Callable[..., bytes]) -> Callable[..., bytes]:
    """Makes a grouper's DRG table from drawn rows: `drg_dbf("99599 .6201 .6814 3.55 11 1.00", ...)`."""
    fields = [
        ("MDC", "C", 2, 0), ("DC", "C", 4, 0), ("DRG", "C", 5, 0), ("RW0D", "N", 7, 4), ("RW", "N", 7, 4),
        ("WTLOS", "N", 6, 2), ("OT", "N", 4, 0), ("MDF", "N", 4, 2), ("DRGNAME", "C", 20, 0),
    ]  # fmt: skip

    def made(*rows: str) -> bytes:
        cells = [row.split() for row in rows]
        return dbf(fields, [[drg[:2], drg[:4], drg, *figures, "Made up"] for drg, *figures in cells])

    return made


@pytest.fixture(scope="session")
def shared() -> Path:
    """Is the reference folder, where unshipped tables lie; a test that needs it skips without."""
    if not SHARED.is_dir():
        pytest.skip("the reference folder is not beside the project")
    return SHARED
