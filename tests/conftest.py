"""What every test may use: the reference folder, and the command line as a user calls it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
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
def shared() -> Path:
    """Is the reference folder, where unshipped tables lie; a test that needs it skips without."""
    if not SHARED.is_dir():
        pytest.skip("the reference folder is not beside the project")
    return SHARED
