"""DBF files of a claim set: against an independent reader, and each way in which one can be broken."""

import struct
import unicodedata

import duckdb
import pytest
from dbfread import DBF
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.made_sets import dbf_of, sound_set
from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims import dbf
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set

ECLAIM = Book().get(FileFormat, "eclaim16")
PAT = [{"HN": f"H{n}", "FNAME": name, "DOB": "19800215"} for n, name in enumerate(["สมชาย", "Anna", "น้ำ", ""])]


@pytest.fixture
def reading(tmp_path):
    """Reads one DBF from its bytes."""

    def read(content, file="PAT"):
        (tmp_path / f"{file}6805.DBF").write_bytes(content)
        return read_set(land(tmp_path, ECLAIM), ECLAIM, duckdb.connect())

    return read


def rows(read, *names, file="PAT"):
    cells = ", ".join(["line", *(f'"{name}"' for name in names)])
    return read.connection.execute(f'SELECT {cells} FROM claim."{file}" ORDER BY line').fetchall()


def found(read):
    return read.connection.execute("SELECT code, file, line FROM claim_structure ORDER BY ALL").fetchall()


def test_deleted_records_stay_out_and_keep_their_numbers(reading):
    read = reading(dbf_of(ECLAIM, "PAT", PAT, deleted=[2]))
    assert rows(read, "HN", "FNAME", "DOB", "LNAME") == [
        (1, "H0", "สมชาย", "19800215", None),
        (3, "H2", "น้ำ", "19800215", None),
        (4, "H3", None, "19800215", None),
    ]
    file = read.files["PAT"]
    assert (file.n_rows, file.n_deleted, file.n_lines, file.encoding, file.kind) == (3, 1, 4, "cp874", "dbf")
    assert found(read) == []


CELL = st.text(st.sampled_from("Aกุ้ 1|\u0e33"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, st.booleans()), min_size=1, max_size=20), st.integers(100, 3000))
def test_what_an_independent_reader_reads_is_read(tmp_path_factory, drawn, slab):
    folder = tmp_path_factory.mktemp("set")
    its = [{"HN": hn, "NAMEPAT": name, "DOB": "19800215"} for hn, name, _ in drawn]
    deleted = [n for n, (_, _, is_deleted) in enumerate(drawn, 1) if is_deleted]
    path = folder / "PAT.dbf"
    path.write_bytes(dbf_of(ECLAIM, "PAT", its, deleted))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbf, "_SLAB", slab)
        read = read_set(land(folder, ECLAIM), ECLAIM, duckdb.connect())
    theirs = [
        (record["HN"].strip() or None, record["NAMEPAT"].strip() or None) for record in DBF(path, encoding="cp874")
    ]
    ours = [(row[1], row[2]) for row in rows(read, "HN", "NAMEPAT")]

    assert ours == [tuple(cell and unicodedata.normalize("NFC", cell) for cell in row) for row in theirs]


def test_numbers_are_text_without_the_spaces_before_them(reading):
    its = [{"HN": "H1", "CHRGITEM": "11", "AMOUNT": "1500.00000"}]
    assert rows(reading(dbf_of(ECLAIM, "CHA", its), "CHA"), "AMOUNT", file="CHA") == [(1, "1500.00000")]


def test_zeros_and_spaces_that_do_not_break_are_spaces(reading):
    content = dbf_of(ECLAIM, "PAT", PAT).replace(b"H0 ", b"H0\0").replace(b"Anna ", b"Anna\xa0")
    assert rows(reading(content), "HN", "FNAME")[:2] == [(1, "H0", "สมชาย"), (2, "H1", "Anna")]


def test_a_record_that_is_no_text_stays_out_and_is_told(reading):
    content = dbf_of(ECLAIM, "PAT", PAT).replace(b"Anna", b"A\xffna").replace("น้ำ".encode("cp874"), b"A\x07\r")
    read = reading(content)
    assert [row[0] for row in rows(read)] == [1, 4]
    assert found(read) == [("file.control", "PAT", 3), ("file.encoding", "PAT", 2)]
    assert read.files["PAT"].n_left_out == 2


def test_a_dbf_that_breaks_off_is_told_and_what_is_there_is_read(reading):
    content = dbf_of(ECLAIM, "PAT", PAT)
    read = reading(content[:-300])
    assert [row[0] for row in rows(read)] == [1, 2]
    assert found(read) == [("file.dbf_truncated", "PAT", 3)]
    assert read.findings[0].detail == {"n": "2", "expected": "4"}


@pytest.mark.parametrize(
    "broken",
    [
        lambda content: b"",
        lambda content: content[:20],
        lambda content: b"\x00" + content[1:],
        lambda content: b"HN|FNAME\r\n" * 40,
        lambda content: content[:8] + struct.pack("<H", 33) + content[10:],
        lambda content: content[:8] + struct.pack("<H", 0) + content[10:],
        lambda content: content[:10] + struct.pack("<H", 7) + content[12:],
        lambda content: content[: 32 * 3],
    ],
    ids=["empty", "short", "version", "text", "no_fields", "no_begin", "record_length", "cut_header"],
)
def test_a_header_that_cannot_be_right_is_named_and_nothing_read(reading, broken):
    read = reading(broken(dbf_of(ECLAIM, "PAT", PAT)))
    assert found(read) == [("file.dbf_header", "PAT", None)]
    assert read.files == {}


def test_columns_go_by_name_and_one_outside_the_standard_is_told(reading):
    content = dbf_of(ECLAIM, "PAT", PAT).replace(b"TITLE\0", b"TITEL\0")
    read = reading(content)
    assert found(read) == [("file.extra_column", "PAT", None)]
    assert read.findings[0].detail == {"place": "12"}
    assert "TITLE" not in read.files["PAT"].columns


def test_a_dbf_of_another_table_is_named(reading):
    content = dbf_of(ECLAIM, "IDX", sound_set(ECLAIM)["IDX"])
    for n, name in enumerate((b"AN", b"DIAG", b"DXTYPE", b"DRDX")):
        content = content.replace(name + b"\0", b"X%d" % n + name[2:] + b"\0", 1)
    assert found(reading(content)) == [("file.header", "PAT", None)]


def test_records_whose_mark_is_damaged_stay_out_and_are_told(reading):
    content = bytearray(dbf_of(ECLAIM, "PAT", PAT))
    width = struct.unpack_from("<H", content, 10)[0]
    content[len(content) - 1 - 2 * width] = ord("9")
    read = reading(content)
    assert [row[0] for row in rows(read)] == [1, 2, 4]
    assert found(read) == [("file.dbf_record", "PAT", 3)]
