"""`sitthi load`: a claim set checked and kept in the home, as records that can be counted."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, unless_stopped, verb
from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.core.identity import HospitalCode, read_hospital_code
from sitthi.core.numbers import grouped

_LEFT_OUT = 10
_OF_FILE = ("file", "rows", "encoding", "sha256")


@click.command("load")
@click.argument("format")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--hospital", metavar="HCODE", required=True, help="Code of the hospital whose set it is.")
@click.option("--strict", is_flag=True, help="Load nothing where a row would be left out.")
@click.option("--without-identity", is_flag=True, help="Keep neither the bytes that came nor whose a key is.")
@click.option(
    "--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
    help="The region's key file, placed in this home if it has none.",
)  # fmt: skip
@click.option(
    "--replaces", metavar="BATCH", help="An earlier batch of which nothing is to count any more, as load named it."
)
@verb()
def command(
    asked: Asked, format: str, path: Path, hospital: str, strict: bool, without_identity: bool, key: Path | None,
    replaces: str | None,
) -> Report:  # fmt: skip
    """Check the set at PATH, a folder or zip of FORMAT (eclaim16, fdh16, moph43), and keep what can be counted.

    A row that blocks stays out, with what hangs on it, and the rest is loaded. The same bytes again change
    nothing; a corrected set replaces the stays and visits that it holds again, with --replaces a whole batch.
    """
    from sitthi.cli.progress import progress
    from sitthi.pipeline.intake import Intake, load

    known = asked.book.all(FileFormat)
    if format not in known:
        raise click.BadParameter(f"'{format}' is not one of {', '.join(known)}.", param_hint="FORMAT")
    hcode = read_hospital_code(hospital)
    if not isinstance(hcode, HospitalCode):
        raise click.BadParameter(asked.say("load.hospital"), param_hint="--hospital")
    today = datetime.date.today()  # noqa: DTZ011 - the day where the office is
    intake = Intake(known[format], path, hcode.text, strict, not without_identity, key, replaces, today)
    with progress(asked) as told:
        loaded = unless_stopped(load(asked.home, asked.book, intake, told), asked)
    facts = loaded.batch.manifest
    data = {
        "command": "load",
        "book": asked.book.sha256[:16],
        "batch": loaded.batch.id,
        "new": loaded.new,
        "format": facts["format"],
        "hospital": loaded.batch.hcode,
        "key": facts["key"],
        "files": [
            {name: file[name] for name in ("file", "rows", "encoding", "sha256")} for file in facts["files"]
        ],
        "records": facts["records"],
        "left_out": facts["left_out"],
        "supersedes": facts["supersedes"],
        "still_counting": facts["still_counting"],
        "blocked_corrections": facts["blocked_corrections"],
        "findings": facts["findings"],
        "warnings": [finding.code for finding in loaded.findings],
    }
    exit = _LEFT_OUT if facts["left_out"] else 0
    if asked.as_json:
        return Report(data, exit=exit)
    return Report(data, _views(asked, data), loaded.findings, exit)


def _views(asked: Asked, data: Mapping[str, Any]) -> list[TableView]:
    def rows_of(file: str) -> str:
        return grouped(str(data["records"].get(file, 0)))

    files = [
        (file["file"], grouped(str(file["rows"])), rows_of(file["file"]), file["encoding"])
        for file in data["files"]
    ]
    made = [
        (asked.say(f"load.{name}"), grouped(str(n)))
        for name, n in data["records"].items()
        if name in ("stays", "diagnoses", "weights", "persons", "screenings")
    ]
    for each in data["supersedes"]:
        numbers = {"batch": each["batch"], "stays": str(each["stays"]), "visits": str(each["visits"])}
        made.append((asked.say("load.supersedes"), asked.say("load.superseded", **numbers)))
    made.append((asked.say("load.new"), asked.say("load.yes" if data["new"] else "load.no")))
    title = asked.say("load.title", batch=data["batch"])
    headings = [asked.say(f"load.{name}") for name in ("file", "came", "kept", "encoding")]
    views = [
        TableView(title, headings, files, frozenset({1, 2})),
        TableView(asked.say("load.made"), [asked.say("load.what"), asked.say("load.value")], made, frozenset({1})),
    ]
    if data["findings"]["by_code"]:
        views.append(_findings_view(asked, data))
    return views


def _findings_view(asked: Asked, data: Mapping[str, Any]) -> TableView:
    """Shows each code with how often it was found, how many rows it left out, and what to do."""
    kinds = asked.book.all(FindingKind)
    rows = []
    by_weight = sorted(data["findings"]["by_code"].items(), key=lambda item: (-kinds[item[0]].exit, item[0]))
    for code, n in by_weight:
        # A code stands here for many places: what differs from one to the next is not said.
        blank: Mapping[str, str] = defaultdict(lambda: "…")
        kind = kinds[code]
        rows.append(
            (
                code,
                grouped(str(n)),
                grouped(str(data["left_out"].get(code, 0))),
                kind.message.in_language(asked.language).format_map(blank),
                kind.remedy.in_language(asked.language).format_map(blank),
            )
        )
    headings = [asked.say(f"load.{name}") for name in ("code", "found", "left_out", "says", "remedy")]
    note = asked.say("load.where_lines", format=data["format"])
    return TableView(asked.say("load.findings"), headings, rows, frozenset({1, 2}), [note])
