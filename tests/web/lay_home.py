"""Lays a small home in a process of its own: the tree of `web.tree`, and people who sign in by a password.

Run it as `python lay_home.py` with SITTHI_HOME set; it prints nothing.
"""

import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "sitthi.web.desk.settings"
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings have to be laid before

from sitthi.web.accounts.models import Role  # noqa: E402
from sitthi.web.claims.flows import lay_book_editions  # noqa: E402
from web.tree import PASSWORD, add_person, made_tree  # noqa: E402


def main() -> None:
    """Lays the tree and eleven people: eight officers who write at once, and one each for other roles."""
    call_command("migrate", verbosity=0, interactive=False)
    tree = made_tree()
    lay_book_editions()
    people = [(f"officer{n}", Role.MANAGER, tree.hospital) for n in range(1, 9)]
    people += [
        ("vipa", Role.BENEFITS, tree.benefits),
        ("malee", Role.NURSE, tree.ward_men),
        ("elsewhere", Role.BENEFITS, tree.other_benefits),
    ]
    hashed = None
    for username, role, place in people:
        user = add_person(username, f"{username} ตัวอย่าง", role, place)
        if hashed is None:
            # One hash for all: making one takes longer than everything else here.
            user.set_password(PASSWORD)
            hashed = user.password
        user.password = hashed
        user.save()


if __name__ == "__main__":
    main()
