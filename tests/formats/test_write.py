"""What is written comes back as it was, for every file of every format; what would not is refused."""

import datetime
import unicodedata

import duckdb
import pyarrow as pa
import pytest
from dbfread import DBF
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.made_sets import sound_set
from sitthi.book import Book
from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set
from sitthi.files.write.dbf import written_dbf
from sitthi.files.write.text import written_text

BOOK = Book()
FORMATS = BOOK.all(FileFormat)
ECLAIM = FORMATS["eclaim16"]
FILES = [(format.id, file.name) for format in FORMATS.values() for file in format.files]
ON = datetime.date(2025, 6, 1)
LETTERS = "ABz09 .,-/'\"กขฮะัำุู้์ฯ฿“”"


def cells(width, letters=LETTERS):
    """Gives a blank or a cell that is in NFC with no space around it and fits a width."""

    def tidy(drawn):
        return unicodedata.normalize("NFC", drawn).strip() or None

    return st.none() | st.text(st.sampled_from(letters), max_size=min(width or 30, 30)).map(tidy)


def tables(format, file, letters=LETTERS):
    """Draws rows of a file; some have nothing but blanks."""
    fields = format.fields_of(file)
    row = st.tuples(*(cells(int(f.dbf.split()[1]) if f.dbf else f.width, letters) for f in fields))
    schema = pa.schema([(field.name, pa.string()) for field in fields])
    return st.lists(row, min_size=1, max_size=4).map(
        lambda rows: pa.table([list(column) for column in zip(*rows, strict=True)], schema=schema)
    )


def read_back(folder, format, file):
    read = read_set(land(folder, format), format, duckdb.connect())
    assert read.findings == ()
    assert read.files[file].n_left_out == 0
    return read.connection.sql(f'SELECT * EXCLUDE line FROM claim."{file}" ORDER BY line').to_arrow_table()


@pytest.mark.parametrize(("name", "file"), FILES)
@settings(max_examples=8, deadline=None)
@given(st.data())
def test_text_comes_back_as_it_was(tmp_path_factory, name, file, data):
    format, folder = FORMATS[name], tmp_path_factory.mktemp("set")
    rows = data.draw(tables(format, file))
    how = {
        "newline": data.draw(st.sampled_from(["\r\n", "\n"])),
        "encoding": data.draw(st.sampled_from(["utf-8", "cp874"])),
        "header": not format.headerless or data.draw(st.booleans()),
    }
    (folder / f"{file}.txt").write_bytes(written_text(rows, format, file, **how))
    assert read_back(folder, format, file).to_pylist() == rows.to_pylist()


@pytest.mark.parametrize("file", [file.name for file in ECLAIM.files])
@settings(max_examples=8, deadline=None)
@given(st.data())
def test_a_dbf_comes_back_as_it_was_here_and_to_an_independent_reader(tmp_path_factory, file, data):
    folder = tmp_path_factory.mktemp("set")
    rows = data.draw(tables(ECLAIM, file))
    path = folder / f"{file}.dbf"
    path.write_bytes(written_dbf(rows, ECLAIM, file, ON))
    assert read_back(folder, ECLAIM, file).to_pylist() == rows.to_pylist()
    theirs = DBF(path, raw=True)
    assert theirs.date == ON
    assert [field.name for field in theirs.fields] == [field.name[:10] for field in ECLAIM.fields_of(file)]
    assert [[cell.decode("cp874").strip() or None for cell in record.values()] for record in theirs] == [
        list(row.values()) for row in rows.to_pylist()
    ]


def test_a_sound_set_is_written_as_text_and_some_columns_are_enough():
    rows = pa.Table.from_pylist(sound_set(ECLAIM)["IDX"])
    assert written_text(rows, ECLAIM, "IDX") == b"AN|DIAG|DXTYPE|DRDX\r\n670001|J189|1|1\r\n"
    some = rows.select(["DIAG", "AN"])
    assert written_text(some, ECLAIM, "IDX", header=False, newline="\n") == b"670001|J189||\n"
    assert written_text(rows.slice(0, 0), ECLAIM, "IDX") == b"AN|DIAG|DXTYPE|DRDX\r\n"
    assert written_text(rows.slice(0, 0), ECLAIM, "IDX", header=False) == b""
    assert written_dbf(rows.slice(0, 0), ECLAIM, "IDX", ON)[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize(
    ("write", "column", "expected"),
    [
        (lambda rows: written_text(rows, ECLAIM, "IDX"), ["a", "b|c"], ("write.character", 3)),
        (lambda rows: written_text(rows, ECLAIM, "IDX", header=False), ["a", "b\nc"], ("write.character", 2)),
        (lambda rows: written_text(rows, ECLAIM, "IDX"), ["a\0", "b"], ("write.character", 2)),
        (lambda rows: written_text(rows, ECLAIM, "IDX", encoding="cp874"), ["a", "é"], ("write.encoding", 3)),
        (lambda rows: written_text(rows, ECLAIM, "IDX", encoding="cp874"), ["a", "\xa0"], ("write.encoding", 3)),
        (lambda rows: written_dbf(rows, ECLAIM, "IDX", ON), ["a", "漢"], ("write.encoding", 2)),
        (lambda rows: written_dbf(rows, ECLAIM, "IDX", ON), ["a", "b\r"], ("write.character", 2)),
        (lambda rows: written_dbf(rows, ECLAIM, "IDX", ON), ["a", "b" * 8], ("write.width", 2)),
    ],
)
def test_a_cell_that_would_not_come_back_is_refused_with_its_place(write, column, expected):
    findings = write(pa.table({"DIAG": column}))
    assert [(finding.code, finding.line) for finding in findings] == [expected]
    assert {(finding.file, finding.field) for finding in findings} == {("IDX", "DIAG")}
    assert expected[0] in BOOK.all(FindingKind)


def test_a_format_that_is_not_sent_as_dbf_is_not_written_so():
    with pytest.raises(ValueError, match="no DBF type"):
        written_dbf(pa.table({"HN": ["1"]}), FORMATS["fdh16"], "INS", ON)


@pytest.mark.parametrize("write", [written_text, lambda *of: written_dbf(*of, ON)])
def test_a_column_that_the_file_does_not_have_is_never_lost_in_silence(write):
    with pytest.raises(ValueError, match="IDX has no CODE"):
        write(pa.table({"AN": ["1"], "CODE": ["E119"]}), ECLAIM, "IDX")
