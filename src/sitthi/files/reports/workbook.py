"""Writes findings as a workbook for the hospital itself: a summary, then a sheet a file with the faulty rows.

A faulty row stands as it came, so the workbook holds patients' data like the set it is about: that is said on
its first sheet. Each faulty cell is coloured and carries a comment with the sentence and the remedy; the row's
sentences stand in its second column too, since a sheet has comments on its first rows only.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sitthi.files.check.checking import Checked
from sitthi.files.check.sql import column, quoted, table
from sitthi.files.claims.reading import ReadSet
from sitthi.files.reports.sentences import Sentences
from sitthi.files.whole import whole_by_name

__all__ = ["write_workbook"]

_MOST_COMMENTS = 2_000
"""Comments a sheet: each is a shape that a spreadsheet has to draw."""
_LONGEST = 32_767
"""Characters a cell holds."""
_MOST_ROWS = 1_000_000
_WIDE, _NARROW = 60, 14
_MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that equal findings give equal bytes

Words = Mapping[str, str]
"""The workbook's own words: summary, privacy, title, file, rows, encoding, code, severity, field, found, says,
remedy, line, block, warn; and `shown`, how many findings of how many are shown, empty where all are."""


def write_workbook(
    path: Path, title: str, read: ReadSet, checked: Checked, sentences: Sentences, words: Words, limit: int
) -> None:
    """Writes the workbook whole or not at all, with the rows of `limit` findings, what blocks first."""
    with whole_by_name(path) as beside:
        # Text stays text: neither a formula nor a link is made of a cell.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(beside, options) as book:
            book.set_properties({"created": _MADE})
            looks = {
                "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
                "title": book.add_format({"bold": True, "font_size": 14}),
                "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
                "block": book.add_format({"bg_color": "#F8CBAD"}),
                "warn": book.add_format({"bg_color": "#FFE699"}),
            }
            _summary(book.add_worksheet(words["summary"][:31]), title, read, checked, sentences, words, looks)
            for file in (file.name for file in read.format.files):
                _file_sheet(book, file, read, checked, sentences, words, looks, limit)


def _summary(
    sheet: Worksheet, title: str, read: ReadSet, checked: Checked, sentences: Sentences, words: Words,
    looks: Mapping[str, Format],
) -> None:  # fmt: skip
    sheet.set_column(0, 2, _NARROW)
    sheet.set_column(3, 4, _NARROW)
    sheet.set_column(5, 6, _WIDE)
    lines = _Lines(sheet)
    lines.write([title], looks["title"])
    lines.write([words["privacy"]])
    if words["shown"]:
        lines.write([words["shown"]])
    lines.write([])
    lines.write([words["file"], words["rows"], words["encoding"]], looks["head"])
    for came in read.files.values():
        lines.write([came.file, came.n_rows, came.encoding])
    lines.write([])
    heads = ("severity", "file", "field", "found", "code", "says", "remedy")
    lines.write([words[name] for name in heads], looks["head"])
    for code, severity, file, field, n in checked.places():
        texts = sentences.message(code, file, field), sentences.remedy(code, file, field)
        lines.write([words[severity], file, field or "", n, code, *texts], looks["wrap"])


class _Lines:
    """Writes a sheet from the top, line by line."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.next = 0

    def write(self, cells: Sequence[str | int], look: Format | None = None) -> None:
        """Writes a line, numbers as numbers."""
        for at, cell in enumerate(cells):
            if isinstance(cell, int):
                self.sheet.write_number(self.next, at, cell, look)
            else:
                self.sheet.write_string(self.next, at, cell[:_LONGEST], look)
        self.next += 1


def _file_sheet(
    book: xlsxwriter.Workbook, file: str, read: ReadSet, checked: Checked, sentences: Sentences, words: Words,
    looks: Mapping[str, Format], limit: int,
) -> None:  # fmt: skip
    names = read.files[file].columns if file in read.files else ()
    rows = _faulty_rows(checked, file, names, limit)
    first = next(rows, None)
    if first is None:
        return
    sheet = book.add_worksheet(file[:31])
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, _NARROW)
    sheet.set_column(1, 1, _WIDE)
    sheet.set_column(2, 2 + len(names), _NARROW)
    lines = _Lines(sheet)
    lines.write([words["line"], words["says"], *names], looks["head"])
    n_comments = 0
    for line, found, cells in (row for rows_ in ([first], rows) for row in rows_):
        if lines.next >= _MOST_ROWS:
            break
        told = [
            f"{sentences.message(code, file, field)} · {sentences.remedy(code, file, field)}"
            for code, _, field in found
        ]
        at = lines.next
        lines.write([line, "\n".join(told)])
        marks = _marks(found, names)
        for place, cell in enumerate(cells):
            severity, texts = marks.get(place, ("", []))
            if cell is not None:
                sheet.write_string(at, 2 + place, cell[:_LONGEST], looks.get(severity))
            elif severity:
                sheet.write_blank(at, 2 + place, None, looks[severity])
            if texts and n_comments < _MOST_COMMENTS:
                sheet.write_comment(at, 2 + place, "\n".join(told[n] for n in texts)[:_LONGEST], {"x_scale": 2})
                n_comments += 1


def _faulty_rows(
    checked: Checked, file: str, names: Sequence[str], limit: int
) -> Iterator[tuple[int, list[tuple[str, str, str | None]], Sequence[str | None]]]:
    """Gives the lines of a file that have findings, what was found, and the row as it came, if it was read."""
    cells = ", ".join(f"t.{column(name)}" for name in names)
    source = f"LEFT JOIN {table(file)} t ON t.line = f.line" if names else ""
    cursor = checked.connection.execute(
        "WITH f AS (SELECT line, list((code, severity, field) ORDER BY field, code) AS found FROM "
        f"{checked.first(limit)} WHERE file = {quoted(file)} AND line IS NOT NULL GROUP BY line) "
        f"SELECT f.line, f.found{', ' + cells if cells else ''} FROM f {source} ORDER BY f.line"
    )
    while block := cursor.fetchmany(5_000):
        yield from ((line, found, rest) for line, found, *rest in block)


def _marks(found: Sequence[tuple[str, str, str | None]], names: Sequence[str]) -> dict[int, tuple[str, list[int]]]:
    """Gives the places of faulty cells: the heavier severity there, and which of the findings are about it."""
    marks: dict[int, tuple[str, list[int]]] = {}
    for n, (_, severity, field) in enumerate(found):
        if field in names:
            before, which = marks.get(names.index(field), (severity, []))
            marks[names.index(field)] = ("block" if "block" in (before, severity) else "warn", [*which, n])
    return marks
