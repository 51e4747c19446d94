"""The demo's main job: each set of the made-up province checked and loaded, counted, scored, paid, explained."""

import contextlib
import csv
import io
import json
import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from sitthi.cli.printing import print_report
from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked
from sitthi.core.formats.format import FileFormat
from sitthi.core.numbers import grouped
from sitthi.demo.broken import CODES, write_broken
from sitthi.demo.country import BEGINS_ON, ENDS_ON, Size
from sitthi.demo.province import Province, SetPlace

__all__ = ["Job", "run_job"]

_SCORECARD = "quality_fund_2552"
_EXPLAINED = "asthma_admissions"


@dataclass
class Job:
    """What the job came to, as plain values, and the commands it was made of."""

    data: dict[str, Any] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)


def run_job(asked: Asked, folder: Path, size: Size, seed: int) -> Job:
    """Writes what is missing of the province and does the main job on it, in a home below its folder."""
    home, province, job = folder / "home", Province(size, seed), Job()
    step = _Step(asked, home, job)
    step.say("demo.job")
    rows: list[dict[str, Any]] = []
    sets = list(province.write(folder, asked.book))
    for n, place in enumerate(sets, 1):
        if place.planted is not None and not any(row["planted"] for row in rows):
            step.show("check", place.format, str(place.folder), "--hospital", place.hospital)
        rows.append(_loaded(step, place))
        if asked.as_json and n % 20 == 0:
            print(asked.say("demo.progress", n=str(n), of=str(len(sets))), file=sys.stderr, flush=True)
    write_broken(folder / "broken", seed, asked.book.all(FileFormat)["eclaim16"])
    step.table(_sets_view(asked, rows, folder))
    job.data["home"] = str(home)
    job.data["broken"] = list(CODES)
    job.data["sets"] = rows
    for words in (("population", "load", "population.csv"), ("units", "load", "units.csv")):
        answer = step.answer(*words[:2], str(folder / words[2]))
        job.data[words[0]] = {name: answer[name] for name in ("new", "rows", "units")}
    step.answer(
        "adjrw", "import", str(folder / "drg.csv"), "--version", "6-made-up", "--from", BEGINS_ON.isoformat()
    )
    _counted(step, folder)
    return job


def _counted(step: "_Step", folder: Path) -> None:
    """Runs the scorecard over the fund's year, then looks behind one figure and at the case-mix."""
    period = ("--from", BEGINS_ON.isoformat(), "--to", ENDS_ON.isoformat())
    given = ("--values", str(folder / "values.csv"), "--overrides", str(folder / "decision.toml"))
    words = ("run", "--scorecard", _SCORECARD, *period, *given)
    step.show(*words)
    result = step.answer(*words, shown=False)
    counted = [row for row in result["indicators"] if row["origin"] == "counted"]
    unit = max((row for row in counted if row["indicator"] == _EXPLAINED), key=lambda row: row["numerator"])[
        "unit"
    ]
    step.show("explain", result["run"], unit, _EXPLAINED)
    step.show("casemix", *period, "--by", "level")
    step.job.data["run"] = {
        "run": result["run"],
        "indicators": dict(Counter(row["indicator"] for row in counted)),
        "scored": len(result["scores"]),
        "awards": result["awards"]["total"],
    }


def _loaded(step: "_Step", place: SetPlace) -> dict[str, Any]:
    """Loads a set, and holds what was found against what was planted."""
    answer = step.answer("load", place.format, str(place.folder), "--hospital", place.hospital)
    by_code = Counter(answer["findings"]["by_code"])
    # What hangs on a planted fault is found by loading, and was not planted by itself.
    found = Counter({code: n for code, n in by_code.items() if not code.startswith("load.")})
    planted = _planted(place)
    return {
        "format": place.format,
        "hospital": place.hospital,
        "rows": sum(file["rows"] for file in answer["files"]),
        "planted": planted.total(),
        "found": found.total(),
        "as_planted": found == planted,
        "left_out": sum(answer["left_out"].values()),
        "batch": answer["batch"],
        "new": answer["new"],
    }


def _planted(place: SetPlace) -> Counter[str]:
    if place.planted is None:
        return Counter()
    with place.planted.open(encoding="utf-8", newline="") as handle:
        return Counter(row["code"] for row in csv.DictReader(handle))


def _sets_view(asked: Asked, rows: Sequence[Mapping[str, Any]], folder: Path) -> TableView:
    names = ("hospital", "format", "rows", "planted", "found", "left_out")
    cells = [
        [
            row["hospital"],
            row["format"],
            *(grouped(str(row[name])) for name in names[2:]),
            asked.say("demo.yes" if row["as_planted"] else "demo.no"),
            asked.say("demo.yes" if row["new"] else "demo.no"),
        ]
        for row in rows
    ]
    headings = [asked.say(f"demo.{name}") for name in (*names, "as_planted", "new")]
    notes = [
        asked.say("demo.planted_lists", folder=str(folder / "planted")),
        asked.say("demo.broken", n=str(len(CODES)), folder=str(folder / "broken")),
    ]
    return TableView(asked.say("demo.sets"), headings, cells, frozenset({2, 3, 4, 5}), notes)


def _line(call: Sequence[str]) -> str:
    """Gives a command as a person would type it."""
    return "$ " + shlex.join(["sitthi", *call])


@dataclass(frozen=True)
class _Step:
    """Runs commands of the job in its home: for their answer, or for people to see."""

    asked: Asked
    home: Path
    job: Job

    def say(self, key: str) -> None:
        """Says what comes next, where people read along."""
        if not self.asked.as_json:
            click.echo(self.asked.say(key) + "\n")

    def answer(self, *words: str, shown: bool = True) -> dict[str, Any]:
        """Runs a command for its JSON; people see its line, unless the command is to be shown after."""
        from sitthi.cli.app import root

        call = [*words, "--home", str(self.home)]
        self.job.calls.append(call)
        if shown and not self.asked.as_json:
            click.secho(_line(call), bold=True)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            root.main([*call, "--json", "--lang", self.asked.language], standalone_mode=False, prog_name="sitthi")
        answer: dict[str, Any] = json.loads(out.getvalue())
        return answer

    def show(self, *words: str) -> None:
        """Runs a command as a person would have typed it, where people read along."""
        from sitthi.cli.app import root

        call = [*words, "--home", str(self.home)]
        if call not in self.job.calls:
            self.job.calls.append(call)
        if not self.asked.as_json:
            click.secho(_line(call), bold=True)
            root.main([*call, "--lang", self.asked.language], standalone_mode=False, prog_name="sitthi")

    def table(self, view: TableView) -> None:
        """Shows a table of the job's own, where people read along."""
        if not self.asked.as_json:
            print_report(Report({}, [view]), self.asked)
