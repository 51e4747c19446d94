"""Tables of a run for people: values and points of each group, the awards, and what a comparison found."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.measures.indicator import Indicator
from sitthi.core.numbers import grouped
from sitthi.core.scoring.scorecard import Scorecard

if TYPE_CHECKING:
    from sitthi.pipeline.run import Ran
    from sitthi.pipeline.run_again import Compared

__all__ = ["again_views", "run_views"]

_MOST_UNITS = 200
_FEW_UNITS = 6
"""Units that stand beside each other in a terminal's width."""


def run_views(asked: Asked, ran: "Ran") -> list[TableView]:
    """Gives a table of points a group, one of awards a pool, and the run's name with what it stands on."""
    result = ran.result
    card = asked.book.all(Scorecard)[result["scorecard"]]
    groups = list(dict.fromkeys(unit.get("group") for unit in result["scores"]))
    views = [_points_view(asked, card, group, result) for group in groups]
    if result["awards"] is not None:
        views += [_award_view(asked, card, pool, result["awards"]) for pool in result["awards"]["pools"]]
    last = views[-1]
    views[-1] = TableView(last.title, last.headings, last.rows, last.right, [*last.notes, *_notes(asked, ran)])
    return views


def _title(asked: Asked, card: Scorecard, group: str | None) -> str:
    title = card.title.in_language(asked.language)
    return title if group is None else f"{title} · {card.groups[group].in_language(asked.language)}"


def _points_view(asked: Asked, card: Scorecard, group: str | None, result: Mapping[str, Any]) -> TableView:
    """Gives a group's values and points: a row an indicator where the units are few, else a row a unit."""
    units = [unit for unit in result["scores"] if unit.get("group") == group]
    shown = units[:_MOST_UNITS]
    title, notes = _title(asked, card, group), [asked.say("run.cell")]
    if len(units) > _MOST_UNITS:
        notes.append(asked.say("run.first_of", most=str(_MOST_UNITS), n=str(len(units))))
    names = [row["indicator"] for row in units[0]["rows"]]
    titles = [_indicator_title(asked, card, name) for name in names]
    totals = [unit["total"] or "-" for unit in shown]
    grades = [unit["grade"] for unit in shown]
    if len(units) <= _FEW_UNITS:
        rows = [[titles[n], name, *(_score(unit["rows"][n]) for unit in shown)] for n, name in enumerate(names)]
        rows += [[asked.say("run.points"), "", *totals], [asked.say("run.grade"), "", *grades]]
        headings = [asked.say("run.indicator"), asked.say("run.id"), *(unit["unit"] for unit in shown)]
        return TableView(title, headings, rows, frozenset(range(2, len(headings))), notes)
    rows = [
        [unit["unit"], *map(_score, unit["rows"]), total, grade]
        for unit, total, grade in zip(shown, totals, grades, strict=True)
    ]
    headings = [asked.say("run.unit"), *titles, asked.say("run.points"), asked.say("run.grade")]
    return TableView(title, headings, rows, frozenset(range(1, len(names) + 2)), notes)


def _indicator_title(asked: Asked, card: Scorecard, name: str) -> str:
    """Gives an indicator's title; one that a region or hospital added is called by its id here."""
    indicator = asked.book.get(Indicator, f"{card.id}/{name}")
    return name if indicator is None else indicator.title.in_language(asked.language)


def _score(row: Mapping[str, Any]) -> str:
    """Writes a value and, in brackets, what it scores."""
    if row["value"] is None:
        return "-"
    value = str(row["value"])
    if "." in value:
        value = value.rstrip("0").rstrip(".")
    return value if row["score"] is None else f"{value} ({row['score'].rstrip('0').rstrip('.')})"


def _award_view(asked: Asked, card: Scorecard, pool: Mapping[str, Any], awards: Mapping[str, Any]) -> TableView:
    units = [unit for unit in awards["units"] if unit.get("group") == pool["group"]]
    rows = [
        [unit["unit"], unit["points"], unit["rate"], *map(grouped, (str(unit["uc_population"]), unit["amount"]))]
        for unit in units[:_MOST_UNITS]
    ]
    rows.append([asked.say("run.all"), "", "", grouped(str(pool["uc_population"])), grouped(pool["total"])])
    title = asked.say("run.award_title", group=_title(asked, card, pool["group"]))
    headings = [asked.say(f"run.{name}") for name in ("unit", "points", "rate", "uc_population", "amount")]
    note = asked.say(
        "run.pool", mean=pool["region_mean"] or "-", base=pool["base_rate"], ceiling=grouped(pool["ceiling"]),
        factor=pool["factor"],
    )  # fmt: skip
    return TableView(title, headings, rows, frozenset(range(1, 5)), [note])


def _notes(asked: Asked, ran: "Ran") -> list[str]:
    result = ran.result
    days = ", ".join(f"{asked.day(one['day'])} ({one['units']})" for one in result["counted_on"]) or "-"
    start, end = asked.day(result["from"]), asked.day(result["to"])
    notes = [
        asked.say("run.made_from", batches=str(len(result["batches"])), start=start, end=end),
        asked.say("run.counted_on", days=days),
        asked.say("run.kept_new" if ran.new else "run.kept_before", run=ran.id),
        asked.say("run.explain", run=ran.id, scorecard=result["scorecard"]),
    ]
    if result["awards"] is not None:
        notes.insert(0, asked.say("run.total", total=grouped(result["awards"]["total"])))
    return notes


def again_views(asked: Asked, compared: "Compared") -> list[TableView]:
    """Gives each table of both runs with what only one of them has."""
    rows: Sequence[Sequence[str]] = [
        [
            pair.name,
            "-" if pair.before is None else grouped(str(pair.before.rows)),
            "-" if pair.now is None else grouped(str(pair.now.rows)),
            asked.say("run.equal" if pair.is_equal else "run.differs"),
            str(pair.only_before),
            str(pair.only_now),
        ]
        for pair in compared.tables
    ]
    names = ("table", "rows_before", "rows_now", "verdict", "only_before", "only_now")
    headings = [asked.say(f"run.{name}") for name in names]
    notes = [asked.say("run.all_equal" if compared.equal else "run.not_equal")]
    if compared.changed:
        notes.append(asked.say("run.changed", what=", ".join(compared.changed)))
    return [
        TableView(
            asked.say("run.again_title", run=compared.before), headings, rows, frozenset({1, 2, 4, 5}), notes
        )
    ]
