"""Writes findings as a workbook for the hospital itself: a summary, then a sheet a file with the faulty rows.

A faulty row stands as it came, but for names and citizen ids that are not at fault: HN, AN or SEQ are what the
record is found by. It is patients' data nevertheless, as the first sheet says. Each faulty cell is coloured and
carries a comment with the sentence and the remedy; the row's sentences stand in a column of their own too, since a
sheet has comments on its first rows only.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sitthi.core.formats.identifying import IDENTIFYING, TRACING
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
_SIGHT = (9, 12, 45)
"""Widths of the columns of a file's sheet before its fields: line, level, what is wrong."""
_BEFORE = len(_SIGHT)
_MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that equal findings give equal bytes
_VEILED = "•••"
_HIDDEN = IDENTIFYING - TRACING

Words = Mapping[str, str]
"""The workbook's own words: summary, privacy, title, file, rows, encoding, code, severity, field, found, says,
remedy, line, block, warn; and `shown`, how many findings of how many are shown, empty where all are."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What the workbook is written from; `limit` is how many findings are shown."""

    read: ReadSet
    checked: Checked
    sentences: Sentences
    words: Words
    limit: int
    looks: Mapping[str, Format]


def write_workbook(
    path: Path, title: str, read: ReadSet, checked: Checked, sentences: Sentences, words: Words, limit: int
) -> None:
    """Writes the workbook whole or not at all, with the rows of `limit` findings, what blocks first."""
    with whole_by_name(path) as beside:
        # Text stays text: neither a formula nor a link is made of a cell.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(beside, options) as book:
            book.set_properties({"created": _MADE})
            source = _Source(read, checked, sentences, words, limit, _looks(book))
            sheets = [file.name for file in read.format.files if _has_rows(source, file.name)]
            _summary(book.add_worksheet(words["summary"][:31]), title, source, sheets)
            for file in sheets:
                _file_sheet(book.add_worksheet(file), file, source)


def _looks(book: xlsxwriter.Workbook) -> Mapping[str, Format]:
    top = {"valign": "top"}
    wrapped = {**top, "text_wrap": True}
    return {
        "head": book.add_format({**wrapped, "bold": True, "bottom": 1, "bg_color": "#DDEBF7"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "top": book.add_format(top),
        "wrap": book.add_format(wrapped),
        "link": book.add_format({**top, "font_color": "#0563C1", "underline": 1}),
        "block": book.add_format({**top, "bg_color": "#F8CBAD"}),
        "warn": book.add_format({**top, "bg_color": "#FFE699"}),
    }


def _printed(sheet: Worksheet, head: int) -> None:
    """Sets a sheet up for A4 paper, all columns on a page, its heading on every page."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)


def _has_rows(source: _Source, file: str) -> bool:
    shown = source.checked.first(source.limit)
    found = source.checked.connection.execute(
        f"SELECT 1 FROM {shown} WHERE file = ? AND line IS NOT NULL LIMIT 1", [file]
    )
    return found.fetchone() is not None


def _summary(sheet: Worksheet, title: str, source: _Source, sheets: Collection[str]) -> None:
    """Writes what came and what was found; the name of a file leads to its sheet, where it has one."""
    words, looks = source.words, source.looks
    sheet.set_column(0, 3, _NARROW)
    sheet.set_column(4, 4, 2 * _NARROW)
    sheet.set_column(5, 6, _WIDE)
    lines = _Lines(sheet)
    lines.write([title], looks["title"])
    lines.write([words["privacy"]])
    if words["shown"]:
        lines.write([words["shown"]])
    lines.write([])
    lines.write([words["file"], words["rows"], words["encoding"]], looks["head"])
    for came in source.read.files.values():
        lines.write([came.file, came.n_rows, came.encoding])
    lines.write([])
    head = lines.next
    heads = ("severity", "file", "field", "found", "code", "says", "remedy")
    lines.write([words[name] for name in heads], looks["head"])
    for code, severity, file, field, n in source.checked.places():
        at = lines.next
        told = source.sentences.message(code, file, field), source.sentences.remedy(code, file, field)
        lines.write([words[severity], file, field or "", n, code, *told], looks["wrap"], looks[severity])
        if file in sheets:
            sheet.write_url(at, 1, f"internal:'{file}'!A1", looks["link"], file)
    sheet.autofilter(head, 0, max(lines.next - 1, head), len(heads) - 1)
    _printed(sheet, head)


class _Lines:
    """Writes a sheet from the top, line by line."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.next = 0

    def write(self, cells: Sequence[str | int], look: Format | None = None, first: Format | None = None) -> None:
        """Writes a line, numbers as numbers; its first cell may have a look of its own."""
        for at, cell in enumerate(cells):
            own = first if first is not None and at == 0 else look
            if isinstance(cell, int):
                self.sheet.write_number(self.next, at, cell, own)
            else:
                self.sheet.write_string(self.next, at, cell[:_LONGEST], own)
        self.next += 1


def _file_sheet(sheet: Worksheet, file: str, source: _Source) -> None:
    """Writes the faulty rows of a file, in the order of their lines."""
    names = source.read.files[file].columns if file in source.read.files else ()
    words, looks = source.words, source.looks
    sheet.freeze_panes(1, _BEFORE)
    # These three stay in sight while the fields pass by beside them, on a small screen too.
    for at, width in enumerate(_SIGHT):
        sheet.set_column(at, at, width)
    sheet.set_column(_BEFORE, _BEFORE + len(names), _NARROW)
    lines = _Lines(sheet)
    lines.write([words["line"], words["severity"], words["says"], *names], looks["head"])
    n_comments = 0
    for line, found, cells in _faulty_rows(source.checked, file, names, source.limit):
        if lines.next >= _MOST_ROWS:
            break
        told = [
            f"{source.sentences.message(code, file, field)} · {source.sentences.remedy(code, file, field)}"
            for code, _, field in found
        ]
        heaviest = min(severity for _, severity, _ in found)
        at = lines.next
        lines.write([line], looks["top"])
        sheet.write_string(at, 1, words[heaviest], looks[heaviest])
        sheet.write_string(at, 2, "\n".join(told)[:_LONGEST], looks["wrap"])
        marks = _marks(found, names)
        for place, cell in enumerate(cells):
            severity, texts = marks.get(place, ("", []))
            if cell is not None:
                text = _VEILED if names[place] in _HIDDEN and not severity else cell[:_LONGEST]
                sheet.write_string(at, _BEFORE + place, text, looks[severity or "top"])
            elif severity:
                sheet.write_blank(at, _BEFORE + place, None, looks[severity])
            if texts and n_comments < _MOST_COMMENTS:
                text = "\n".join(told[n] for n in texts)[:_LONGEST]
                sheet.write_comment(at, _BEFORE + place, text, {"x_scale": 2})
                n_comments += 1
    sheet.autofilter(0, 0, max(lines.next - 1, 0), _BEFORE + len(names) - 1)
    _printed(sheet, 0)


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
