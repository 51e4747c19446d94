"""Adds the first administrator: `manage.py add_administrator vipa "Name" --code 10666 --place "Hospital"`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sitthi.web.accounts.first import first_administrator
from sitthi.web.accounts.models import Kind

__all__ = ["Command"]


class Command(BaseCommand):
    """Adds an administrator, and prints the initial password once."""

    help = "Add an administrator of a place; its first password is printed once and changed at the first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Says what it takes."""
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--code", required=True, help="code of the place: of a hospital its 5 digits")
        parser.add_argument("--place", required=True, help="name of the place, where it is not known yet")
        parser.add_argument("--kind", choices=[each.value for each in Kind], default=Kind.HOSPITAL.value)

    def handle(self, *args: Any, **told: Any) -> None:
        """Adds, or says that the name is taken."""
        added = first_administrator(
            told["username"], told["name"], told["code"], told["place"], Kind(told["kind"])
        )
        if added is None:
            raise CommandError(f"{told['username']} is somebody's name already; nothing was changed")
        self.stdout.write(f"{added[0].username}  {added[1]}")
