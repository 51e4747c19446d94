"""`sitthi units`: the register of units, with the level and the fund's groups of each."""

import hashlib
from pathlib import Path

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, input_file, unless_stopped, verb
from sitthi.core.numbers import grouped


@click.group("units")
def command() -> None:
    """Names, levels and groups of units; a run and the case-mix work without them."""


@command.command("load")
@input_file
@verb()
def load(asked: Asked, input: Path, encoding: str) -> Report:
    """Keep INPUT, a CSV unit,name and optional level,group,province, as the register in force.

    The group is one of the fund's, or several with + between them; left empty, the data tell.
    """
    from sitthi.pipeline.units import load_units

    sha256 = hashlib.sha256(input.read_bytes()).hexdigest()
    kept, findings = unless_stopped(load_units(asked.home, input, sha256, encoding, asked.book), asked)
    data = {
        "command": "units load",
        "load": kept.id,
        "new": kept.new,
        "rows": kept.manifest["rows"],
        "units": kept.manifest["units"],
        "sha256": sha256,
    }
    rows = [
        (asked.say("units.units"), grouped(str(kept.manifest["units"]))),
        (asked.say("units.new"), asked.say("units.yes" if kept.new else "units.no")),
    ]
    title = asked.say("units.title", load=kept.id)
    view = TableView(title, [asked.say("units.what"), asked.say("units.value")], rows, frozenset({1}))
    return Report(data, [view], findings)
