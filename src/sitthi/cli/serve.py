"""`sitthi serve`: the pages that people work in, with their worker, until told to stop."""

import errno
import json
import os
import sys

import click

from sitthi.cli.report import Report, Stop
from sitthi.cli.verb import Asked, verb

_REFUSED = 12


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, help="Port to listen at.")
@click.option("--host", default="127.0.0.1", help="Address to listen at; beyond this machine only behind TLS.")
@click.option("--demo", is_flag=True, help="Lay a made-up province first, where the home is empty.")
@verb()
def command(asked: Asked, port: int, host: str, demo: bool) -> Report:
    """Serve the pages of HOME and run its worker; a process that dies is started again.

    The database is brought up to date first. Ctrl-C ends it.
    """
    os.environ["SITTHI_HOME"] = str(asked.home.absolute())
    os.environ["SITTHI_BOOK"] = str(asked.book.root.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "sitthi.web.desk.settings"
    from sitthi.pipeline.lock import held
    from sitthi.web.desk.serving import why_not

    if (why := why_not(host, port)) is not None:
        if why.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", None)):
            raise Stop("port_taken", _REFUSED, port=str(port))
        raise Stop("no_address", _REFUSED, host=f"{host}:{port}", why=why.strerror or "")
    # What is laid and kept from here on is for the eyes of who runs it.
    os.umask(0o077)
    with held(asked.home / ".served") as is_ours:
        if not is_ours:
            raise Stop("served_already", _REFUSED)
        raise click.exceptions.Exit(_served(asked, host, port, demo))


def _served(asked: Asked, host: str, port: int, demo: bool) -> int:
    """Lays what is missing, tells where to go, and serves until told to stop; gives the exit code."""
    from sitthi.web.desk.serving import serve

    logins = _laid(asked, demo)
    address = f"http://{host}:{port}/"
    if asked.as_json:
        print(json.dumps({"command": "serve", "url": address, "logins": logins}), flush=True)
    else:
        click.echo(asked.say("serve.at", url=address))
        for login in logins:
            click.echo(f"  {login['username']:<10} {login['password']}   {login['name']} · {login['position']}")

    def said(what: str, name: str) -> None:
        if what != "started":
            print(asked.say(f"serve.{what}", process=asked.say(f"serve.{name}")), file=sys.stderr, flush=True)

    return serve(asked.home.absolute(), host, port, said)


def _laid(asked: Asked, demo: bool) -> list[dict[str, str]]:
    """Brings the database up to date, lays the made-up desk where asked, and gives the log-ins to print."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from sitthi.demo.desk import PASSWORD, PEOPLE
    from sitthi.web.accounts.models import User
    from sitthi.web.synthetic.laying import is_empty, is_unfinished, lay_desk

    if demo and (is_empty() or is_unfinished()):
        print(asked.say("serve.laying"), file=sys.stderr, flush=True)
        lay_desk(lambda text: print(f"  {text}", file=sys.stderr, flush=True))
    known = set(User.objects.values_list("username", flat=True))
    if not known:
        print(asked.say("serve.nobody", home=str(asked.home)), file=sys.stderr, flush=True)
    if not (asked.home / "synthetic").exists():
        return []
    return [
        {"username": one.username, "password": PASSWORD, "name": one.name, "position": one.position}
        for one in PEOPLE
        if one.username in known
    ]
