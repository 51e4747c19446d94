"""Every file of every format, from the one table: written by the tests and read by the project, cell by cell."""

import duckdb
import pytest

from formats.made_sets import dbf_of, sound_set, text_of, write_set
from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set

FORMATS = Book().all(FileFormat)


def read_back(path, format):
    """Reads a set and gives its rows by file, as the tests write them, and the `ReadSet`."""
    read = read_set(land(path, format), format, duckdb.connect())
    rows = {}
    for file in read.files:
        found = read.connection.execute(f'SELECT * EXCLUDE line FROM claim."{file}" ORDER BY line')
        names = [column[0] for column in found.description]
        rows[file] = [
            {name: cell or "" for name, cell in zip(names, row, strict=True)} for row in found.fetchall()
        ]
    return rows, read


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "how", [{}, {"encoding": "utf-8", "newline": "\n"}, {"encoding": "utf-8-sig"}], ids=["cp874", "utf8", "bom"]
)
def test_a_sound_set_comes_back_cell_by_cell(tmp_path, name, how):
    rows = sound_set(FORMATS[name])
    got, read = read_back(write_set(tmp_path, FORMATS[name], rows, **how), FORMATS[name])
    assert got == rows
    assert read.findings == ()
    assert list(read.files) == [file.name for file in FORMATS[name].files]


@pytest.mark.parametrize("name", ["eclaim16", "fdh16"])
def test_without_header_the_newest_order_is_taken(tmp_path, name):
    rows = sound_set(FORMATS[name])
    got, read = read_back(write_set(tmp_path, FORMATS[name], rows, header=False), FORMATS[name])
    assert got == rows
    assert read.findings == ()
    assert {(file.layout, file.has_header) for file in read.files.values()} == {(0, False)}


@pytest.mark.parametrize("name", ["eclaim16", "fdh16"])
def test_an_older_order_without_header_is_told_by_its_width_and_its_cells(tmp_path, name):
    format, rows = FORMATS[name], sound_set(FORMATS[name])
    seen = set()
    for n, layout in enumerate(format.layouts):
        folder = tmp_path / str(n)
        folder.mkdir()
        old = [dict.fromkeys(layout.columns, "20241001") | row for row in rows[layout.file]]
        text = text_of(format, layout.file, old, header=False, names=layout.columns)
        (folder / f"{layout.file}.txt").write_bytes(text)
        got, read = read_back(folder, format)
        there = {column for column in layout.columns if format.field(layout.file, column)}
        kept = [{k: v if k in there else "" for k, v in row.items()} for row in rows[layout.file]]
        assert got[layout.file] == kept, layout
        assert read.findings == ()
        seen.add(layout.file)
    assert seen == {"INS", "OPD", "OOP", "CHT", "ADP", "DRU"}


@pytest.mark.parametrize("name", ["eclaim16", "fdh16"])
def test_a_sound_set_of_dbf_files_comes_back_cell_by_cell(tmp_path, name):
    rows = sound_set(FORMATS[name])
    for file, its in rows.items():
        (tmp_path / f"{file}6805.DBF").write_bytes(dbf_of(FORMATS[name], file, its))
    got, read = read_back(tmp_path, FORMATS[name])
    assert got == rows
    assert read.findings == ()
    assert {file.kind for file in read.files.values()} == {"dbf"}
