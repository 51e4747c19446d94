"""`sitthi score`: units scored by a scorecard, with the region's own settings laid over it."""

import datetime
from pathlib import Path
from typing import Any

import click

from sitthi.cli.report import Report
from sitthi.cli.verb import Asked, input_file, read_rows, stop_if_blocked, unless_refused, verb
from sitthi.core.evidence import Working
from sitthi.core.findings import Finding
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.pipeline.overlays import overlays_for
from sitthi.pipeline.score_rows import province_row, unit_rows
from sitthi.pipeline.scores import score_units, sheets_of_round
from sitthi.pipeline.values import COLUMNS, OPTIONAL, read_values


@click.command("score")
@click.argument("scorecard")
@input_file
@click.option("--round", "round_id", metavar="ID", help="The round, where the scorecard has rounds.")
@click.option("--on", metavar="DATE", help="Day whose overrides hold; the scorecard's last day unless said.")
@verb(overrides=True, working=True)
def command(
    asked: Asked, scorecard: str, input: Path, encoding: str, round_id: str | None, on: str | None
) -> Report:
    """Score units by SCORECARD, from INPUT: unit,indicator,value and optional group."""
    card = _scorecard(asked, scorecard)
    _check_round(asked, card, round_id)
    choices = asked.settled("score")
    day = _day(asked, on) or card.ends_on
    findings: list[Finding] = []
    files = unless_refused(overlays_for(asked.book, asked.home, asked.overrides, card, day, findings))
    sheets = unless_refused(sheets_of_round(asked.book, card, files, choices, round_id))
    rows, of_table = read_rows(input, asked, encoding, COLUMNS, OPTIONAL)
    findings += of_table
    reported = read_values(rows, input.name, sheets, findings)
    stop_if_blocked(findings, asked.book)
    values = {unit: {n: report.values for n, report in reports.items()} for unit, reports in reported.items()}
    scored = unless_refused(score_units(asked.book, card, sheets, files, choices, values))
    data: dict[str, Any] = {
        "command": "score",
        "book": asked.book.sha256[:16],
        "scorecard": card.id,
        "round": round_id,
        "scale": None if card.scale is None else card.scale.value,
        "choices": scored.choices_read(choices),
        "on": day.isoformat(),
        "overrides": [{"file": file.name, "toml": file.text} for file in files],
        "units": unit_rows(scored.units, card, scored.workings(asked.say) if asked.working else None),
    }
    if card.province is not None and scored.province is not None:
        data["province"] = province_row(scored.province, card.province)
        if asked.working:
            tree = scored.workings(asked.say).of_province(scored.province, card.province)
            data["province"]["working"] = tree.as_tree()
    if asked.as_json:
        return Report(data, (), findings)
    from sitthi.cli.explain import unit_trees
    from sitthi.cli.score_views import score_views

    views = score_views(asked, scored, scored.choices_read(choices))
    return Report(data, [*views, *unit_trees(asked, data["units"])], findings)


def _scorecard(asked: Asked, name: str) -> Scorecard:
    card = asked.book.get(Scorecard, name)
    if card is None:
        known = ", ".join(asked.book.all(Scorecard))
        raise click.BadParameter(asked.say("score.known_scorecards", scorecard=name, known=known),
                                 param_hint="SCORECARD")  # fmt: skip
    return card


def _check_round(asked: Asked, card: Scorecard, round_id: str | None) -> None:
    known = ", ".join(card.rounds)
    if card.rounds and round_id is None:
        raise click.UsageError("--round: " + asked.say("score.rounds_needed", known=known))
    if card.rounds and round_id not in card.rounds:
        message = asked.say("score.rounds_known", round=str(round_id), known=known)
        raise click.BadParameter(message, param_hint="--round")
    if not card.rounds and round_id is not None:
        raise click.BadParameter(asked.say("score.no_rounds"), param_hint="--round")


def _day(asked: Asked, text: str | None) -> datetime.date | None:
    try:
        return None if text is None else datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(asked.say("score.bad_day"), param_hint="--on") from None


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works out a figure of a saved result again; see `score_again.explained_score`."""
    from sitthi.cli.score_again import explained_score

    return explained_score(asked, saved, unit, indicator)
