"""`sitthi run`: from the loaded claim files to indicators, scores and awards, kept as one folder."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sitthi.cli.allocate import settings_of
from sitthi.cli.report import Report
from sitthi.cli.verb import Asked, day_of, pairs, refused, unless_refused, unless_stopped, verb
from sitthi.core.allocation.method import AllocationMethod
from sitthi.core.evidence import Working
from sitthi.core.findings import Refusal
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.core.thai.periods import Period

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("run")
@click.option("--scorecard", help="The scorecard's id.")
@click.option("--from", "start", metavar="DATE", help="First day of discharge that counts.")
@click.option("--to", "end", metavar="DATE", help="Last day of discharge that counts.")
@click.option("--round", "round_id", metavar="ID", help="The round, where the scorecard has rounds.")
@click.option("--units", metavar="U,...", help="Score these units only, against each other.")
@click.option("--values", type=_FILE, help="CSV unit,indicator,value: what no file gives.")
@click.option("--uc-population", type=_FILE, help="CSV unit,uc_population: persons an award counts.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="Lay a figure over the fund's.")
@click.option("--encoding", type=click.Choice(["utf-8", "cp874"]), default="utf-8", help="Of the tables.")
@click.option("--again", metavar="RUN", help="Make an earlier run again and compare the two.")
@verb(overrides=True)
def command(
    asked: Asked, scorecard: str | None, start: str | None, end: str | None, round_id: str | None,
    units: str | None, values: Path | None, uc_population: Path | None, given: Sequence[str], encoding: str,
    again: str | None,
) -> Report:  # fmt: skip
    """Count a scorecard's indicators over the loaded files, score the units and share the fund.

    The result is kept in HOME/runs under a name made from its inputs, the book, the choices and the versions:
    the same run again gives the same result.
    """
    from sitthi.cli.run_views import again_views, run_views
    from sitthi.pipeline.run import run
    from sitthi.pipeline.run_again import run_again
    from sitthi.pipeline.run_request import InputTable, RunRequest

    def told(step: str) -> None:
        print(asked.say(f"run.step_{step}"), file=sys.stderr, flush=True)

    if again is not None:
        if scorecard or start or end or units or values or uc_population or given or round_id:
            raise click.UsageError("--again: " + asked.say("run.again_alone"))
        compared = unless_stopped(run_again(asked.home, asked.book, again, told), asked)
        data: dict[str, Any] = {"command": "run again", **compared.as_json()}
        return Report(data, again_views(asked, compared), (), 0 if compared.equal else 12)
    if scorecard is None or start is None or end is None:
        raise click.UsageError(asked.say("run.needs"))
    card = _scorecard(asked, scorecard, round_id)
    period = Period(day_of(asked, start, "--from"), day_of(asked, end, "--to"))
    if period.last < period.first:
        raise click.BadParameter(asked.say("run.backwards"), param_hint="--to")
    method = asked.book.get(AllocationMethod, card.id)
    if given and method is None:
        raise click.BadParameter(asked.say("run.no_fund"), param_hint="--set")
    named = tuple(dict.fromkeys(name.strip() for name in (units or "").split(",") if name.strip()))
    if units is not None and not named:
        raise click.BadParameter(asked.say("run.no_unit_named"), param_hint="--units")
    request = RunRequest(
        scorecard=card.id,
        period=period,
        choices=asked.settled("run"),
        round=round_id,
        units=named,
        given=settings_of(asked, method, pairs(given, "--set")) if method is not None else {},
        values=None if values is None else InputTable.of(values, encoding),
        uc_population=None if uc_population is None else InputTable.of(uc_population, encoding),
        overlays=asked.overrides,
    )
    ran = unless_stopped(run(asked.home, asked.book, request, told), asked)
    return Report({**ran.result, "new": ran.new}, () if asked.as_json else run_views(asked, ran), ran.findings)


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works out a figure of a run of the home again; a saved result stands for the run that it names.

    Refused: a home without the run, a result that is not the run's, and a figure that comes out another.
    """
    from sitthi.pipeline.run_store import kept_run
    from sitthi.pipeline.run_working import run_working

    kept = unless_refused(kept_run(asked.home, saved["run"]))
    if saved.get("scores", kept.result["scores"]) != kept.result["scores"]:
        raise refused(Refusal("explain.differs", {"computed": saved["run"], "saved": "-"}))
    saved.setdefault("scores", kept.result["scores"])
    return unless_stopped(
        run_working(asked.home, asked.book, kept, unit, indicator, asked.say, asked.language), asked
    )


def _scorecard(asked: Asked, name: str, round_id: str | None) -> Scorecard:
    card = asked.book.get(Scorecard, name)
    if card is None:
        known = ", ".join(asked.book.all(Scorecard))
        message = asked.say("score.known_scorecards", scorecard=name, known=known)
        raise click.BadParameter(message, param_hint="--scorecard")
    if card.rounds and round_id not in card.rounds:
        message = asked.say("score.rounds_needed", known=", ".join(card.rounds))
        raise click.BadParameter(message, param_hint="--round")
    if not card.rounds and round_id is not None:
        raise click.BadParameter(asked.say("score.no_rounds"), param_hint="--round")
    return card
