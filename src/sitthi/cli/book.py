"""`sitthi book`: the documents that the rules come from, and what each of them says."""

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from sitthi.book import Book
from sitthi.book.loader import evidence_in
from sitthi.book.shelves import SHELVES
from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, verb
from sitthi.core.evidence import Evidence, Grade, Label, weakest
from sitthi.core.forms.form import Form
from sitthi.core.numbers import plain
from sitthi.core.scoring.scorecard import Scorecard, Sheet


@click.group("book")
def command() -> None:
    """What the fund says: the rulebooks, each with its edition, source and grade."""


@command.command("list")
@verb()
def list_rulebooks(asked: Asked) -> Report:
    """List every rulebook; the whole book is read and checked first."""
    asked.book.check()
    rows = [_summary(kind, document) for kind, document in _rulebooks(asked.book)]
    headings = [
        asked.say(f"book.{name}") for name in ("id", "kind", "title", "edition", "source", "grade", "weakest")
    ]
    cells = [
        (row["id"], asked.say(f"book.kind_{row['kind']}"), row["title"][asked.language], row["edition"],
         row["source"], row["grade"], row["weakest"])
        for row in rows
    ]  # fmt: skip
    view = TableView(asked.say("book.list_title"), headings, cells, notes=[asked.say("book.grades")])
    return Report({"book": asked.book.sha256, "rulebooks": rows}, [view])


@command.command("show")
@click.argument("id")
@verb(working=True)
def show_rulebook(asked: Asked, id: str) -> Report:
    """Show one rulebook: what a scorecard or form asks for; whole, each rule with its source, with --working."""
    from sitthi.cli.rulebook_views import form_view, scorecard_views, whole_view

    rulebooks = list(_rulebooks(asked.book))
    shown = [
        {**_summary(kind, document), "content": written(document)}
        for kind, document in rulebooks
        if document.id == id
    ]
    if shown:
        # A scorecard and the way its money is shared have one id: the first leads, the others stand beside it.
        data = {"book": asked.book.sha256, **shown[0], **({"also": shown[1:]} if shown[1:] else {})}
        views = []
        for document in (document for _, document in rulebooks if document.id == id):
            if isinstance(document, Scorecard):
                views += scorecard_views(asked, document)
            elif isinstance(document, Form):
                views.append(form_view(asked, document))
        if views and not asked.working:
            views[-1] = replace(views[-1], notes=[asked.say("book.whole")])
            whole = [one for one in shown if one["kind"] not in ("scorecards", "forms")]
        else:
            whole = shown
        return Report(data, [*views, *(whole_view(asked, document) for document in whole)])
    known = dict.fromkeys(document.id for _, document in rulebooks)
    raise click.BadParameter(asked.say("book.known", id=id, known=", ".join(known)), param_hint="ID")


@command.command("blank")
@click.argument("id")
@click.option(
    "--unit", "units", multiple=True, metavar="UNIT", help="A unit to write the rows for; may be repeated."
)
@click.option("--round", "round_id", metavar="ID", help="The round, where a scorecard has rounds.")
@click.option("--group", "groups", multiple=True, metavar="ID", help="A group of the scorecard; all unless said.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A new file to write to.")
@verb()
def write_blank(
    asked: Asked, id: str, units: Sequence[str], round_id: str | None, groups: Sequence[str], out: Path | None
) -> Report:
    """Write the empty input table of a form or scorecard: a row for each item or indicator."""
    from sitthi.cli.blank_tables import blank_form, blank_scorecard, csv_text

    card, form = asked.book.get(Scorecard, id), asked.book.get(Form, id)
    if card is not None:
        rows = blank_scorecard(asked, card, _sheets(asked, card, round_id, groups), units or [""])
    elif form is not None:
        rows = blank_form(asked, form, units or [""])
    else:
        known = ", ".join([*asked.book.all(Scorecard), *asked.book.all(Form)])
        raise click.BadParameter(asked.say("book.known", id=id, known=known), param_hint="ID")
    if out is not None:
        # Never over a table that somebody has filled in; with the mark by which Excel knows Thai.
        with out.open("x", encoding="utf-8-sig", newline="") as handle:
            handle.write(csv_text(rows))
        view = TableView(asked.say("book.blank"), [asked.say("book.file"), asked.say("book.rows")],
                         [(out.name, str(len(rows) - 1))], frozenset({1}))  # fmt: skip
        return Report({"file": str(out), "rows": len(rows) - 1}, [view])
    if not asked.as_json:
        click.echo(csv_text(rows), nl=False)
    return Report({"header": rows[0], "rows": rows[1:]})


def _sheets(asked: Asked, card: Scorecard, round_id: str | None, groups: Sequence[str]) -> list[Sheet]:
    """Gives the sheets of a round, or of some groups; all where the scorecard has neither."""
    if card.rounds and round_id not in card.rounds:
        known = ", ".join(card.rounds)
        raise click.BadParameter(asked.say("score.rounds_needed", known=known), param_hint="--round")
    if not card.rounds and round_id is not None:
        raise click.BadParameter(asked.say("score.no_rounds"), param_hint="--round")
    if unknown := [group for group in groups if group not in card.groups]:
        known = ", ".join(card.groups) or "-"
        raise click.BadParameter(asked.say("book.known", id=unknown[0], known=known), param_hint="--group")
    return [s for s in card.sheets if s.round == round_id and (not groups or s.group in groups)]


@command.command("reference")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@verb()
def write_reference(asked: Asked, out: Path) -> Report:
    """Write the generated reference pages: choices, findings, sources, indicators, commands."""
    from sitthi.cli.reference import write_pages

    asked.book.check()
    written_pages = [path.name for path in write_pages(asked.book, out)]
    view = TableView(asked.say("book.reference"), [asked.say("book.where")], [(name,) for name in written_pages])
    return Report({"pages": written_pages}, [view])


def _rulebooks(book: Book) -> Iterator[tuple[type, Any]]:
    for kind, shelf in SHELVES.items():
        if shelf.rulebook:
            documents: Mapping[str, Any] = book.all(kind)
            yield from ((kind, document) for document in documents.values())


def _summary(kind: type, document: Any) -> dict[str, Any]:
    grades = {evidence.grade for evidence in evidence_in(document)}
    return {
        "id": document.id,
        "kind": SHELVES[kind].pattern.partition("/")[0],
        "title": {"th": document.title.th, "en": document.title.en},
        "edition": document.edition,
        "source": document.evidence.citation,
        "grade": document.evidence.grade.value,
        "weakest": weakest(grades).value,
        "grades": {grade.value: _count(document, grade) for grade in Grade if grade in grades},
    }


def _count(document: Any, grade: Grade) -> int:
    return sum(evidence.grade is grade for evidence in evidence_in(document))


def written(value: Any) -> Any:
    """Gives a document of the book as plain JSON values: numbers as strings, evidence as one line."""
    if isinstance(value, Evidence):
        return {"grade": value.grade.value, "source": value.citation}
    if isinstance(value, Label):
        return {"th": value.th, "en": value.en}
    if isinstance(value, Fraction):
        return plain(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {field.name: written(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(written(key)): written(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list | frozenset | set):
        return [written(inner) for inner in value]
    return value
