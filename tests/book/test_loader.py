"""The strict loader: what a broken data file is told, all at once."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from sitthi.book import Book, BrokenBook
from sitthi.book.loader import document_of, read_document
from sitthi.book.shapes import Cell, converter
from sitthi.core.evidence import Evidence, Source
from sitthi.core.findings import FindingKind
from sitthi.core.rules.choices import Choice

SOURCE = """[paper]
title = { th = "เอกสาร", en = "Paper" }
issued_by = { th = "สำนักงาน", en = "Office" }
dated = "2009"
kind = "primary"
"""


def book_of(folder: Path, **files: str) -> Book:
    (folder / "findings").mkdir()
    (folder / "sources.toml").write_text(SOURCE, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name.replace('__', '/')}.toml").write_text(text, encoding="utf-8")
    return Book(folder)


def faults(act) -> list[tuple[str, str, str]]:
    with pytest.raises(BrokenBook) as broken:
        act()
    return [(fault.file, fault.path, fault.message) for fault in broken.value.faults]


def test_the_book_that_ships_is_sound_and_has_one_hash():
    book = Book()
    book.check()
    assert len(book.sha256) == 64
    assert book.sha256 == Book().sha256
    assert book.get(Source, "no-such-source") is None


def test_a_changed_byte_changes_the_hash(tmp_path):
    before = book_of(tmp_path).sha256
    (tmp_path / "sources.toml").write_text(SOURCE + "\n", encoding="utf-8")
    assert Book(tmp_path).sha256 != before


def test_every_fault_of_every_file_is_told_at_once(tmp_path):
    choice = """[one]
asks = { th = "ก", en = "" }
values.a = { th = "ก", en = "a" }
default = "b"
used_by = "score"
evidence = "F nowhere p.1"
colour = "red"
[two]
asks = { th = 5, en = "b" }
"""
    finding = """[x]
severity = "loud"
exit = true
message = { th = "ก", en = "a" }
remedy = { th = "ก", en = "a" }
"""
    book = book_of(tmp_path, choices=choice, findings__x=finding)
    found = faults(book.check)
    assert ("choices.toml", "one", "unknown key: colour") in found
    assert ("choices.toml", "two.asks.th", "expected text") in found
    assert ("choices.toml", "two.default", "is missing") in found
    assert ("findings/x.toml", "x.exit", "expected a whole number") in found
    assert any(path == "x.severity" for _, path, _ in found)


def test_a_fault_of_meaning_is_told_with_its_place(tmp_path):
    choice = """[one]
asks = { th = "ก", en = "a" }
values.a = { th = "ก", en = "a" }
values.b = { th = "ก", en = "" }
default = "a"
used_by = ["score"]
evidence = "F nowhere p.1"
"""
    found = faults(lambda: book_of(tmp_path, choices=choice).all(Choice))
    assert ("choices.toml", "one", "values: b: a label needs both Thai and English") in found
    assert ("choices.toml", "one", "unknown source 'nowhere'") in found


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"= nothing", "is not TOML"), ("ไทย = 1".encode("cp874"), "is not UTF-8"), (None, "cannot be read")],
)
def test_a_file_that_is_no_toml_is_named(tmp_path, content, says):
    book = book_of(tmp_path)
    if content is None:
        (tmp_path / "findings" / "x.toml").mkdir()
    else:
        (tmp_path / "findings" / "x.toml").write_bytes(content)
    [(file, _, message)] = faults(lambda: book.all(FindingKind))
    assert file == "findings/x.toml"
    assert says in message


def test_an_id_may_stand_once(tmp_path):
    kind = '[x]\nseverity = "warn"\nexit = 0\nmessage = {th="ก",en="a"}\nremedy = {th="ก",en="a"}\n'
    book = book_of(tmp_path, findings__a=kind, findings__b=kind)
    assert faults(lambda: book.all(FindingKind)) == [("findings/b.toml", "x", "is defined twice")]


def test_an_entry_that_is_no_table_is_a_fault(tmp_path):
    assert faults(lambda: book_of(tmp_path, choices="one = 1").all(Choice)) != []


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    amount: Fraction
    n: int
    counts: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    id: str
    lines: tuple[_Line, ...]


def test_a_long_table_is_a_csv_beside_the_document(tmp_path):
    (tmp_path / "lines.csv").write_text("id,amount,n,counts\na,1.5,3,yes\nb,-2,0,no\n", encoding="utf-8")
    (tmp_path / "sheet.toml").write_text('id = "sheet"\nlines = { csv = "lines.csv" }\n', encoding="utf-8")
    sheet = read_document(_Sheet, tmp_path / "sheet.toml")
    assert sheet.lines == (_Line("a", Fraction(3, 2), 3, True), _Line("b", Fraction(-2), 0, False))


def test_a_missing_or_wrong_table_beside_a_document_is_named(tmp_path):
    (tmp_path / "sheet.toml").write_text('id = "sheet"\nlines = { csv = "lines.csv" }\n', encoding="utf-8")
    [(file, path, message)] = faults(lambda: read_document(_Sheet, tmp_path / "sheet.toml"))
    assert (file, path) == ("sheet.toml", "lines.csv")
    assert "cannot be read" in message
    (tmp_path / "lines.csv").write_text("id,amount,n,counts\na,x,3,maybe\n", encoding="utf-8")
    found = faults(lambda: read_document(_Sheet, tmp_path / "sheet.toml"))
    assert [(file, path) for file, path, _ in found] == [
        ("lines.csv", "line 2 amount"),
        ("lines.csv", "line 2 counts"),
    ]


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    [(file, _, message)] = faults(lambda: read_document(_Sheet, tmp_path / "none.toml"))
    assert file == "none.toml"
    assert "cannot be read" in message


@pytest.mark.parametrize(
    ("value", "kind"), [(5, str), ("5", int), (True, int), (1, bool), ("yes", bool), ([], Fraction)]
)
def test_no_value_is_coerced(value, kind):
    with pytest.raises(TypeError):
        converter.structure(value, kind)


def test_dates_are_dates_in_toml_and_iso_in_a_csv():
    import datetime

    day = datetime.date(2008, 4, 1)
    assert converter.structure(day, datetime.date) == day
    assert converter.structure(Cell("2008-04-01"), datetime.date) == day
    for wrong in ("2008-04-01", datetime.datetime(2008, 4, 1, tzinfo=datetime.UTC)):
        with pytest.raises(TypeError, match="expected a date"):
            converter.structure(wrong, datetime.date)


def test_evidence_is_text():
    assert converter.structure("F paper p.1", Evidence).place == "p.1"
    with pytest.raises(TypeError, match="expected evidence"):
        converter.structure({"grade": "F"}, Evidence)
    with pytest.raises(ValueError, match="plain decimal"):
        converter.structure("1,5", Fraction)


@dataclass(frozen=True, slots=True)
class _Odd:
    n: int

    def faults(self):
        if self.n % 2 == 0:
            yield "is even"


@dataclass(frozen=True, slots=True)
class _Odds:
    n: int
    numbers: tuple[_Odd, ...]
    named: dict[str, _Odd]


def test_a_fault_of_meaning_deep_inside_is_told_with_the_way_to_it():
    raw = {"n": 1, "numbers": [{"n": 1}, {"n": 2}], "named": {"a": {"n": 4}}}
    assert faults(lambda: document_of(_Odds, raw, "odds")) == [
        ("odds", "", "named: a: is even"),
        ("odds", "", "numbers: [1]: is even"),
    ]
    assert document_of(_Odds, {"n": 1, "numbers": [], "named": {}}, "odds") == _Odds(1, (), {})


def test_a_document_is_known_by_the_name_of_its_file(tmp_path):
    import shutil

    from sitthi.core.scoring.scorecard import Scorecard

    copy = tmp_path / "book"
    shutil.copytree(Book().root, copy, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (copy / "scorecards" / "rights_2557.toml").rename(copy / "scorecards" / "rights_2558.toml")
    found = faults(lambda: Book(copy).all(Scorecard))
    assert ("scorecards/rights_2558.toml", "id", "does not match the file's name, rights_2558") in found


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        ("id,amount,n,counts\na,1,3,yes,more\n", "line 2", "has 5 cells, the header 4"),
        ("id,amount,n,counts\na,1,3,yes\nb,1\n", "line 3", "has 2 cells, the header 4"),
        ("id,amount,n,n\n", "line 1", "a column stands more than once"),
    ],
)
def test_a_row_of_another_width_is_named_with_its_line(tmp_path, table, line, says):
    (tmp_path / "lines.csv").write_text(table, encoding="utf-8")
    (tmp_path / "sheet.toml").write_text('id = "sheet"\nlines = { csv = "lines.csv" }\n', encoding="utf-8")
    assert faults(lambda: read_document(_Sheet, tmp_path / "sheet.toml")) == [("lines.csv", line, says)]


@pytest.mark.parametrize("name", ["5", '"a\\u0000b.csv"', '"."'])
def test_a_table_that_is_no_file_is_a_fault(tmp_path, name):
    (tmp_path / "sheet.toml").write_text(f'id = "sheet"\nlines = {{ csv = {name} }}\n', encoding="utf-8")
    assert len(faults(lambda: read_document(_Sheet, tmp_path / "sheet.toml"))) == 1


def test_a_mark_that_notepad_writes_is_forgiven(tmp_path):
    (tmp_path / "sheet.toml").write_text('id = "sheet"\nlines = []\n', encoding="utf-8-sig")
    assert read_document(_Sheet, tmp_path / "sheet.toml") == _Sheet("sheet", ())


def test_a_folder_that_is_no_book_is_told_so(tmp_path):
    assert ("sources.toml", "", "there is no such file in the book") in faults(lambda: Book(tmp_path).check())
