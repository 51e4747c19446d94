"""`sitthi book`: the documents that the rules come from, and what each of them says."""

import dataclasses
import datetime
import json
from collections.abc import Iterator, Mapping
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
from sitthi.core.numbers import plain


@click.group("book")
def command() -> None:
    """What the fund says: the rulebooks, each with its edition, source and grade."""


@command.command("list")
@verb
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
@verb
def show_rulebook(asked: Asked, id: str) -> Report:
    """Show one rulebook whole: every rule in it with its source and grade."""
    rulebooks = list(_rulebooks(asked.book))
    shown = [
        {**_summary(kind, document), "content": written(document)}
        for kind, document in rulebooks
        if document.id == id
    ]
    if shown:
        # A scorecard and the way its money is shared have one id: the first leads, the others stand beside it.
        data = {"book": asked.book.sha256, **shown[0], **({"also": shown[1:]} if shown[1:] else {})}
        return Report(data, [_content_view(asked, document) for document in shown])
    known = dict.fromkeys(document.id for _, document in rulebooks)
    raise click.BadParameter(f"{id!r}; known: {', '.join(known)}", param_hint="ID")


@command.command("reference")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@verb
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


def _content_view(asked: Asked, data: dict[str, Any]) -> TableView:
    rows = _flattened(data["content"], "", asked.language)
    headings = [asked.say(f"book.{name}") for name in ("where", "says")]
    return TableView(f"{data['id']} · {data['title'][asked.language]}", headings, rows)


def _flattened(value: Any, path: str, language: str) -> list[tuple[str, str]]:
    """Gives a document as (path, text) lines; labels and evidence take one line each."""
    if isinstance(value, dict):
        if set(value) == {"th", "en"}:
            return [(path, str(value[language]))]
        if set(value) == {"grade", "source"}:
            return [(path, f"{value['grade']} {value['source']}")]
        return [
            row for key, inner in value.items() for row in _flattened(inner, f"{path}.{key}".lstrip("."), language)
        ]
    if isinstance(value, list):
        if not any(isinstance(inner, dict | list) for inner in value):
            return [(path, ", ".join(map(str, value)) or "-")]
        return [row for n, inner in enumerate(value, 1) for row in _flattened(inner, f"{path}[{n}]", language)]
    return [(path, "-" if value is None else value if isinstance(value, str) else json.dumps(value))]
