"""`sitthi explain`: how one figure of a run or a saved result came about, computed again from what is kept."""

import importlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, refused, verb
from sitthi.core.evidence import Working
from sitthi.core.findings import Refusal
from sitthi.core.measures.indicator import Indicator
from sitthi.core.rules.choices import Choice

EXPLAINING = {
    name: f"sitthi.cli.{name.split()[0]}"
    for name in (
        "score",
        "allocate",
        "assess",
        "finance",
        "flow show",
        "flow compare",
        "adjrw compute",
        "timeliness",
        "run",
    )
}
"""What a saved result calls itself, and the verb's module that can work it out again."""

_MOST_TREES = 200
_COUNTED = re.compile("(met|not_met|excluded|outside) · [a-z_]+")
"""How a working says which outcome and reason it counts; the reason is its name already."""
_DAY = re.compile("(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")


@click.command("explain")
@click.argument("result")
@click.argument("unit")
@click.argument("indicator")
@verb()
def command(asked: Asked, result: str, unit: str, indicator: str) -> Report:
    """Explain INDICATOR of UNIT in RESULT, the name of a run or a file saved with --json.

    Of a run's unit `total`, `amount`, `before` and `rate` can be asked for too.
    """
    saved = _saved(_file_of(result)) if not _is_run(result) else {"command": "run", "run": result}
    module = importlib.import_module(EXPLAINING[saved["command"]])
    try:
        working: Working | None = module.explained(asked, saved, unit, indicator)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if os.environ.get("SITTHI_DEBUG"):
            raise
        # The file calls itself a result, and somebody has taken from it what a result has.
        raise refused(Refusal("explain.not_a_result"), exit=11) from error
    if working is None:
        units = ", ".join(list(dict.fromkeys(_units(saved)))[:20]) or "-"
        raise refused(Refusal("explain.not_there", {"units": units}))
    name = _titles(asked).get(indicator, "")
    title = asked.say("explain.title", unit=unit, indicator=f"{name} ({indicator})" if name else indicator)
    return Report(working.as_tree(), [working_view(asked, title, working)])


def working_view(asked: Asked, title: str, working: Working) -> TableView:
    """Gives a working as a table, one row a part, parts indented under what they make up."""
    return tree_view(asked, title, working.as_tree())


def tree_view(asked: Asked, title: str, tree: Mapping[str, Any]) -> TableView:
    """Gives a working that is plain values already, as JSON has it, as a table in words for people."""
    titles, choices = _titles(asked), asked.book.all(Choice)
    rows = []
    for depth, part in _walked(tree, 0):
        name, rule = part["name"], part["rule"]
        if name in choices and rule == choices[name].asks.in_language(asked.language):
            name, rule = rule, asked.say("explain.choice", name=name)
        elif counted := _COUNTED.fullmatch(rule):
            rule = asked.say(f"outcomes.{counted[1]}")
        rule = _DAY.sub(lambda day: asked.day(day[0]), rule)
        source = re.sub(r"^input\b", lambda _: asked.say("explain.input"), part["source"])
        rows.append(("  " * depth + titles.get(name, name), part["value"] or "-", rule, source, part["grade"]))
    headings = [asked.say(f"explain.{name}") for name in ("name", "value", "rule", "source", "grade")]
    return TableView(title, headings, rows, frozenset({1}))


def _titles(asked: Asked) -> dict[str, str]:
    """Gives the titles of the book's indicators by their name, of those whose name has one title alone."""
    titles: dict[str, set[str]] = {}
    for indicator in asked.book.all(Indicator).values():
        titles.setdefault(indicator.name, set()).add(indicator.title.in_language(asked.language))
    return {name: title for name, (title, *others) in titles.items() if not others}


def unit_trees(asked: Asked, rows: Sequence[Mapping[str, Any]]) -> list[TableView]:
    """Gives the working of each row's total where `--working` put one there; of many rows the first ones."""
    return [
        tree_view(
            asked, asked.say("explain.title", unit=row["unit"], indicator=row["working"]["name"]), row["working"]
        )
        for row in rows[:_MOST_TREES]
        if "working" in row
    ]


def _is_run(text: str) -> bool:
    """Tells the name of a run; a file that is called like one is a file."""
    return re.fullmatch("[0-9a-f]{16}", text) is not None and not Path(text).exists()


def _file_of(text: str) -> Path:
    kind = click.Path(path_type=Path, exists=True, dir_okay=False)
    context = click.get_current_context()
    [result] = [parameter for parameter in context.command.params if parameter.name == "result"]
    return Path(kind.convert(text, result, context))


def _saved(path: Path) -> dict[str, Any]:
    try:
        # As bytes: a shell may have saved it as UTF-16 or with a byte-order mark, which json knows.
        saved = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        saved = None
    if isinstance(saved, dict) and saved.get("command") == "casemix":
        raise refused(Refusal("explain.of_many_stays"))
    if not isinstance(saved, dict) or str(saved.get("command")) not in EXPLAINING:
        raise refused(Refusal("explain.not_a_result"), exit=11)
    return saved


def _units(saved: dict[str, Any]) -> list[str]:
    rows = saved.get("units") or saved.get("scores") or ()
    return [str(unit["unit"]) for unit in rows if isinstance(unit, dict) and "unit" in unit]


def _walked(tree: Mapping[str, Any], depth: int) -> list[tuple[int, Mapping[str, Any]]]:
    below = [row for part in tree["parts"] for row in _walked(part, depth + 1)]
    return [(depth, tree), *below]
