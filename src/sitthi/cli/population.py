"""`sitthi population`: how many persons are registered to each unit, by sex, age and right."""

import hashlib
from pathlib import Path

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, input_file, unless_stopped, verb
from sitthi.core.numbers import grouped


@click.group("population")
def command() -> None:
    """Registered persons, the denominator of admission rates and of awards."""


@command.command("load")
@input_file
@click.option("--source", metavar="TEXT", help="Where the figures come from; the file's name unless said.")
@verb()
def load(asked: Asked, input: Path, encoding: str, source: str | None) -> Report:
    """Keep INPUT, a CSV unit,sex,age,right,n,counted_on with single years of age, as the newest count.

    It takes the place of what was counted before of the same unit, day and right, and says so. The same bytes
    again change nothing. A bad row stops the whole file: nothing is kept.
    """
    from sitthi.pipeline.population import load_population

    sha256 = hashlib.sha256(input.read_bytes()).hexdigest()
    kept, findings = unless_stopped(
        load_population(asked.home, asked.book, input, sha256, encoding, source), asked
    )
    facts = kept.manifest
    data = {
        "command": "population load",
        "load": kept.id,
        "new": kept.new,
        "rows": facts["rows"],
        "units": facts["units"],
        "persons": facts["persons"],
        "days": facts["days"],
        "source": facts["source"],
        "sha256": sha256,
        "replaces": facts.get("replaces", []),
    }
    rows = [
        (asked.say("population.rows"), grouped(str(facts["rows"]))),
        (asked.say("population.units"), grouped(str(facts["units"]))),
        (asked.say("population.persons"), grouped(str(facts["persons"]))),
        (asked.say("population.days"), ", ".join(map(asked.day, facts["days"]))),
        (asked.say("population.source"), facts["source"]),
        (asked.say("population.new"), asked.say("population.yes" if kept.new else "population.no")),
    ]
    title = asked.say("population.title", load=kept.id)
    view = TableView(title, [asked.say("population.what"), asked.say("population.value")], rows, frozenset({1}))
    return Report(data, [view], findings)
