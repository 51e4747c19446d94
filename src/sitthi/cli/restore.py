"""`sitthi restore`: a copy that `sitthi backup` made, laid out as a new home."""

import os
from pathlib import Path

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, refused, verb
from sitthi.core.findings import Refusal
from sitthi.core.numbers import grouped


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@verb()
def command(asked: Asked, file: Path) -> Report:
    """Lay FILE, a copy made by `backup`, out as the new home --home; nothing that is there is overwritten.

    Each file is held against the hash it had. Of a PostgreSQL database, DATABASE_URL names the empty one to fill.
    """
    from sitthi.web.desk.backup import restore

    copied = restore(file, asked.home, os.environ.get("DATABASE_URL"))
    if isinstance(copied, Refusal):
        raise refused(copied, 11 if copied.code in ("restore.damaged", "restore.newer") else 12)
    data = {
        "command": "restore",
        "home": str(asked.home),
        "files": copied.files,
        "bytes": copied.bytes,
        "database": copied.database,
        "made_at": copied.made_at,
    }
    rows = [
        (asked.say("backup.files"), grouped(str(copied.files))),
        (asked.say("backup.megabytes"), grouped(str(-(-copied.bytes // 1_000_000)))),
        (asked.say("backup.database"), copied.database),
    ]
    title = asked.say("backup.laid", home=str(asked.home))
    notes = [asked.say("backup.next", home=str(asked.home))]
    headings = [asked.say("backup.what"), asked.say("backup.value")]
    return Report(data, [TableView(title, headings, rows, frozenset({1}), notes)])
