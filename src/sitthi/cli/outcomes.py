"""`sitthi outcomes`: which stays or persons stand behind an indicator of a run, and why."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, unless_refused, unless_stopped, verb
from sitthi.core.numbers import grouped

if TYPE_CHECKING:
    from sitthi.pipeline.outcome_rows import Outcomes

_MOST_ROWS = 100_000
"""Rows in the JSON; a file has them all."""
_MOST_LINES = 50


@click.command("outcomes")
@click.argument("run")
@click.argument("indicator")
@click.option("--unit", help="Of this unit only.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the rows to this CSV.")
@click.option("--outside", is_flag=True, help="With the rows that the indicator does not look at.")
@click.option("--identify", is_flag=True, help="Add the AN (of persons the HN); the look is noted in the home.")
@verb()
def command(
    asked: Asked, run: str, indicator: str, unit: str | None, out: Path | None, outside: bool, identify: bool
) -> Report:
    """Show the outcomes of INDICATOR in RUN: key, unit, outcome, reason, evidence_on, one row a stay or person.

    Of a readmission related_key is the stay that came back.

    With --identify the patients' numbers are taken from the batches, and a line in HOME/audit.log says who looked,
    when, and at how many rows of which run, indicator and unit.
    """
    from sitthi.files.whole import whole_file
    from sitthi.pipeline.audit import note_look
    from sitthi.pipeline.outcome_rows import outcomes_of_run
    from sitthi.pipeline.run_store import kept_run

    kept = unless_refused(kept_run(asked.home, run))
    found = unless_stopped(
        outcomes_of_run(asked.home, asked.book, kept, indicator, unit, identify=identify, outside=outside), asked
    )
    n_shown = found.n if out is not None else min(found.n, _MOST_ROWS if asked.as_json else _MOST_LINES)
    if identify:
        about = {"run": run, "indicator": indicator, "unit": unit, "rows": n_shown}
        now = datetime.datetime.now().astimezone()
        note_look(asked.home, now, "outcomes --identify", about)
    data: dict[str, Any] = {
        "command": "outcomes",
        "run": run,
        "indicator": indicator,
        "unit": unit,
        "n": found.n,
        "by_outcome": found.by_outcome,
    }
    if out is not None:
        with whole_file(out) as handle:
            if identify:
                # It tells who patients are: nobody else of this machine is to read it.
                Path(handle.name).chmod(0o600)
            found.write_csv(handle)
        data["out"] = out.name
        return Report(data, [_view(asked, found, data, 0, out)])
    if asked.as_json:
        data["rows"] = found.rows(_MOST_ROWS)
        data["rows_left"] = found.n - n_shown
        return Report(data)
    return Report(data, [_view(asked, found, data, n_shown, None)])


def _view(asked: Asked, found: "Outcomes", data: dict[str, Any], n_shown: int, out: Path | None) -> TableView:
    told = found.rows(n_shown)
    # Only where another stay made some row what it is, is there something to show of it.
    names = [n for n in found.columns if not n.startswith("related_") or any(row[n] for row in told)]
    rows = [[_told(asked, name, row[name]) for name in names] for row in told]
    headings = [asked.say(f"outcomes.{name}") for name in names]
    title = asked.say("outcomes.title", indicator=data["indicator"], run=data["run"])
    counts = [f"{asked.say(f'outcomes.{name}')} {grouped(str(n))}" for name, n in found.by_outcome.items()]
    notes = [" · ".join(counts) or asked.say("outcomes.none")]
    if out is not None:
        notes.append(asked.say("outcomes.written", n=grouped(str(found.n)), file=out.name))
    elif n_shown < found.n:
        notes.append(asked.say("outcomes.first_of", most=str(n_shown), n=grouped(str(found.n))))
    return TableView(title, headings, rows, frozenset(), notes)


def _told(asked: Asked, column: str, cell: str | None) -> str:
    """Gives a cell in words for people; the file and the JSON keep the codes."""
    if not cell:
        return "-"
    if column == "outcome":
        return asked.say(f"outcomes.{cell}")
    if column == "reason":
        return asked.say(f"run.r_{cell}")
    return asked.day(cell) if column == "evidence_on" else cell
