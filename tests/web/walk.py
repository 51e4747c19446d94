"""People at their browsers, who walk a claim through its steps, for `test_walk.py` and for the pictures."""

import contextlib
import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sitthi.core.thai.moments import moment_in_field
from sitthi.demo.desk import PASSWORD
from web.browser import ROOT, served

DESK, PHONE = (1366, 768), (390, 844)
ZONE = datetime.timezone(datetime.timedelta(hours=7))
LAY = """
import os, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
(settings.HOME / "synthetic").touch()
from django.contrib.auth.hashers import make_password
from sitthi.web.accounts.models import User
hashed = make_password("{password}")
User.set_password = lambda self, raw: setattr(self, "password", hashed)
from sitthi.web.claims.flows import lay_book_editions
from sitthi.web.synthetic.laying import SEED
from sitthi.web.synthetic.people import lay_people
lay_people(SEED)
lay_book_editions()
"""
"""Lays the made-up province's people and nobody's claims; one hash of the one password serves all."""


@contextlib.contextmanager
def desk_of_people(home: Path) -> Iterator[str]:
    """Serves a home with the made-up province's people and flows, and gives its address."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {"SITTHI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "sitthi.web.desk.settings"}
    environment = {**kept, **own, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-c", LAY.format(password=PASSWORD)], check=True, env=environment)
    with served(home) as address:
        yield address


def typed(days_ago: float) -> str:
    """Writes a moment some days before now as an office types it."""
    at = datetime.datetime.now(ZONE) - datetime.timedelta(days=days_ago)
    return moment_in_field(at.replace(second=0, microsecond=0))


@dataclass
class People:
    """Who has signed in, each at a page of their own; `complaints` are what browsers found wrong."""

    browser: Any
    address: str
    pages: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def page(self, username: str, size: tuple[int, int] = DESK) -> Any:
        """Gives somebody's page, signed in by the sign-in's own form."""
        if username not in self.pages:
            context = self.browser.new_context(
                viewport={"width": size[0], "height": size[1]}, locale="th-TH", base_url=self.address
            )
            page = context.new_page()
            page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)
            page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
            page.goto("/account/login/")
            page.fill("[name=login]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("main form button[type=submit]:not([name=language])")
            page.wait_for_url(lambda url: "/login" not in url)
            self.pages[username] = page
        return self.pages[username]

    def admit(self, username: str, number: str, name: str, days_ago: float, ward: str) -> str:
        """Admits a patient of the social security by the form, and gives the case's address."""
        page = self.page(username)
        page.goto("/admit")
        told = {
            "number": number, "hn": f"88{number[-5:]}", "title": "นาง", "first_name": name,
            "last_name": "ตัวอย่างสุข", "born_on": "12/05/2524", "admitted_at": typed(days_ago),
        }  # fmt: skip
        for field_name, text in told.items():
            page.fill(f"[name={field_name}]", text)
        page.select_option("[name=sex]", "2")
        page.select_option("[name=fund]", "SSS")
        page.select_option("[name=ward]", label=ward)
        page.click("form.admit button[type=submit]")
        page.wait_for_url("**/cases/*")
        return str(page.url).removeprefix(self.address).partition("?")[0]

    def press(self, username: str, case: str, *buttons: str) -> Any:
        """Opens a case and presses its buttons one after the other, each the name of an act that is offered."""
        page = self.page(username)
        page.goto(case)
        for words in buttons:
            page.locator(".told-wait button", has_text=words).first.click()
            page.wait_for_selector(".told-good")
        return page

    def record(self, username: str, case: str, kind: str, **fields: str) -> Any:
        """Records something in the form of a case's page; a field is chosen where it is a choice, else typed."""
        page = self.page(username)
        page.goto(case)
        form = page.locator("form[data-record]")
        form.locator("[name=kind]").select_option(kind)
        for name, value in fields.items():
            one = form.locator(f"[name={name}]")
            if one.evaluate("e => e.tagName") == "SELECT":
                one.select_option(value)
            else:
                one.fill(value)
        form.locator("button[type=submit]").click()
        page.wait_for_load_state()
        return page
