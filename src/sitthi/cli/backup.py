"""`sitthi backup`: a home and its database in one file, also while people work in it."""

import os
from pathlib import Path

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, unless_refused, verb
from sitthi.core.numbers import grouped


@click.command("backup")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@verb()
def command(asked: Asked, out: Path) -> Report:
    """Copy HOME, its database, sets, scans and keys into OUT, a zip, while people go on working.

    Whoever has OUT can read everything in it: it holds the keys, and only its owner may read it. Keep it on
    another disk.
    """
    from sitthi.web.desk.backup import back_up

    copied = unless_refused(back_up(asked.home, out, os.environ.get("DATABASE_URL")))
    size = out.stat().st_size
    data = {
        "command": "backup",
        "file": str(out),
        "bytes": size,
        "files": copied.files,
        "bytes_before": copied.bytes,
        "database": copied.database,
        "made_at": copied.made_at,
        "holds_keys": True,
    }
    rows = [
        (asked.say("backup.files"), grouped(str(copied.files))),
        (asked.say("backup.megabytes"), grouped(str(-(-size // 1_000_000)))),
        (asked.say("backup.database"), copied.database),
    ]
    view = TableView(
        asked.say("backup.title", file=out.name),
        [asked.say("backup.what"), asked.say("backup.value")],
        rows,
        frozenset({1}),
        [asked.say("backup.private")],
    )
    return Report(data, [view])
