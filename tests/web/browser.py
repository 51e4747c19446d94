"""A real browser for what only a browser shows, and axe-core to hear what a reader of the screen hears."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
AXE = (Path(__file__).parent / "assets" / "axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")
needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium is installed")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Gives a browser that is closed again."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def served(home: Path, **environment: str) -> Iterator[str]:
    """Serves a home in a process of its own and gives the address; the home's own database unless one is named."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    log = home / "server.log"
    out = log.open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env={**kept, "SITTHI_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **environment},
        stdout=out,
        stderr=subprocess.STDOUT,
    )
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        out.close()


def grave_faults(page: Any) -> list[str]:
    """Names what axe-core finds serious or critical on a page: the rule and the first element at fault."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run()")
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
    ]
