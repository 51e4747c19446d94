"""Pictures of the main pages with the made-up province, to be looked at: `just screenshots` lays them."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from web.browser import ROOT, chromium, served
from web.walk import DESK, PHONE, People

LAY = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from sitthi.web.synthetic.laying import lay_desk
lay_desk()
"""
PAGES = {
    "work": ("wipa", "/work"),
    "work-unit": ("wipa", "/work?tab=unit&fund=SSS"),
    "work-empty": ("banchee", "/work"),
    "cases": ("sumet", "/cases"),
    "case": ("wipa", "/work?tab=unit&fund=SSS", "[data-open]"),
    "case-coder": ("suda", "/work?tab=unit&step=code_record", "[data-open]"),
    "case-closed": ("natee", "/work?tab=all&closed=1", "[data-open]"),
    "case-look": ("banchee", "/cases", "[data-open]"),
    "case-correct": ("wipa", "/work?tab=unit&fund=SSS", "[data-open]", ".story a[href*=correct]"),
    "case-why": ("wipa", "/work?tab=unit", "[data-open]", "a.due[data-drawer]"),
    "reminders": ("wipa", "/reminders"),
    "reminders-print": ("wipa", "/reminders/print"),
    "slip": ("natee", "/slips", "[data-open]"),
    "slips": ("natee", "/slips"),
    "ward": ("kamol", "/ward"),
    "admit": ("wipa", "/admit"),
    "intake": ("wipa", "/intake"),
    "timeliness": ("sumet", "/timeliness"),
    "flows": ("sumet", "/flows"),
    "people": ("admin", "/people"),
    "audit": ("admin", "/audit"),
}
"""Each picture: who looks, the first page, and what is clicked on the way."""


def main(folder: Path) -> None:
    """Lays a home, serves it, and writes a picture of each page as a desk and as a phone shows it."""
    if folder.resolve().is_relative_to(ROOT):
        raise SystemExit("choose a folder outside the repository: pictures are looked at, not kept")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        environment = {**os.environ, "SITTHI_HOME": made, "DJANGO_SETTINGS_MODULE": "sitthi.web.desk.settings"}
        subprocess.run(
            [sys.executable, "-c", LAY], check=True, env={**environment, "PYTHONPATH": str(ROOT / "src")}
        )
        with served(home) as address, chromium() as browser:
            for size, name in ((DESK, "desk"), (PHONE, "phone")):
                people = People(browser, address)
                _hand_over(people, size)
                for picture in _pictures(people, size, folder, name):
                    print(picture)
                for complaint in people.complaints:
                    print(complaint, file=sys.stderr)


def _hand_over(people: People, size: tuple[int, int]) -> None:
    """Makes a slip, so that its pages have something to show."""
    page = people.page("wipa", size)
    page.goto("/work?tab=unit")
    for box in page.locator("[data-row] [type=checkbox]").all()[:3]:
        box.check()
    page.locator(".bulk [name=to_unit]").select_option("finance")
    page.locator(".bulk [value=hand_over]").click()
    page.wait_for_load_state()


def _pictures(people: People, size: tuple[int, int], folder: Path, name: str) -> Iterator[Any]:
    for picture, (username, address, *clicks) in PAGES.items():
        page = people.page(username, size)
        page.goto(address)
        for click in clicks:
            if not page.locator(click).count():
                break
            page.locator(click).first.click()
            page.wait_for_load_state()
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(200)
        path = folder / f"{picture}-{name}.png"
        page.screenshot(path=path, full_page="#" not in page.url and not page.locator("dialog[open]").count())
        yield path


if __name__ == "__main__":
    main(Path(sys.argv[1]))
