"""`sitthi administrator`: the first person of an installation, who then enters everybody else."""

import os

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, refused, verb
from sitthi.core.findings import Refusal

_KINDS = ("hospital", "district", "province", "region")


@click.command("administrator")
@click.argument("username")
@click.argument("name")
@click.option("--code", required=True, help="Code of the place: of a hospital its five digits.")
@click.option("--place", required=True, help="Name of the place, where it is not known yet.")
@click.option("--kind", type=click.Choice(_KINDS), default="hospital", help="What the place is.")
@verb()
def command(asked: Asked, username: str, name: str, code: str, place: str, kind: str) -> Report:
    """Add an administrator of a place, who signs in as USERNAME; NAME is the person's.

    The first password is shown this once, and has to be changed at the first sign-in.
    """
    os.environ["SITTHI_HOME"] = str(asked.home.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "sitthi.web.desk.settings"
    os.umask(0o077)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from sitthi.web.accounts.first import first_administrator
    from sitthi.web.accounts.models import Kind

    added = first_administrator(username, name, code, place, Kind(kind))
    if added is None:
        raise refused(Refusal("administrator.taken"))
    person, password = added
    data = {"command": "administrator", "username": person.username, "name": person.name, "password": password}
    rows = [(person.username, password, person.name)]
    headings = [asked.say(f"administrator.{word}") for word in ("username", "password", "name")]
    notes = [asked.say("administrator.once")]
    return Report(data, [TableView(asked.say("administrator.title", place=place), headings, rows, notes=notes)])
