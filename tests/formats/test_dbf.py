"""DBF files, sound and broken, as `(code, record, field)`."""

from pathlib import Path

import pytest

from sitthi.files.dbf import DbfTable, open_dbf

FIELDS = (("NAME", "C", 8, 0), ("N", "N", 6, 2))
ROWS = (("ก ข", "1.50"), ("B", "-2"), ("", ""))


def read(path: Path, *fields: str):
    """Gives the rows, and the findings as triples."""
    table = open_dbf(path, fields)
    rows = list(table) if isinstance(table, DbfTable) else []
    findings = table.findings if isinstance(table, DbfTable) else table
    return rows, [(finding.code, finding.line, finding.field) for finding in findings]


def written(folder: Path, content: bytes) -> Path:
    path = folder / "T.DBF"
    path.write_bytes(content)
    return path


def test_cells_are_text_as_written_and_field_names_ignore_case(tmp_path, dbf):
    path = written(tmp_path, dbf(FIELDS, ROWS))
    assert read(path, "n", "name") == ([(1, ["1.50", "ก ข"]), (2, ["-2", "B"]), (3, ["", ""])], [])


def test_deleted_records_are_left_out_and_still_count(tmp_path, dbf):
    path = written(tmp_path, dbf(FIELDS, ROWS, deleted=[1]))
    assert [number for number, _ in read(path, "name")[0]] == [2, 3]


def test_a_stray_no_break_byte_is_a_space(tmp_path, dbf):
    path = written(tmp_path, dbf(FIELDS, [(b"\xa0A\xa0B\xa0", "1")]))
    assert read(path, "name") == ([(1, ["A B"])], [])


def test_what_is_no_cp874_is_found_in_its_record(tmp_path, dbf):
    path = written(tmp_path, dbf(FIELDS, [("A", "1"), (b"\xdb", "2")]))
    assert read(path, "name") == ([(1, ["A"]), (2, [""])], [("dbf.encoding", 2, "name")])


LENGTH = 32 * 3 + 1 + 15 * 3 + 1


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (lambda sound: b"", ("dbf.header", None, None)),
        (lambda sound: sound[:20], ("dbf.header", None, None)),
        (lambda sound: b"name,n\nA,1\n" * 20, ("dbf.header", None, None)),
        (lambda sound: sound[:60], ("dbf.header", None, None)),
        (lambda sound: sound[:10] + b"\x07\x00" + sound[12:], ("dbf.header", None, None)),
        (lambda sound: sound[:8] + b"\x10\x00" + sound[10:], ("dbf.header", None, None)),
        (lambda sound: sound[:43] + b"?" + sound[44:], ("dbf.header", None, None)),
        (lambda sound: sound[:-20], ("dbf.truncated", 2, None)),
        (lambda sound: sound[:97], ("dbf.truncated", 1, None)),
        (lambda sound: sound[:4] + b"\xff\xff\xff\x7f" + sound[8:], ("dbf.truncated", 4, None)),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path, dbf, damage, finding):
    sound = dbf(FIELDS, ROWS)
    assert len(sound) == LENGTH
    assert read(written(tmp_path, damage(sound)), "name") == ([], [finding])


def test_missing_fields_are_all_named(tmp_path, dbf):
    path = written(tmp_path, dbf(FIELDS, ROWS))
    assert read(path, "drg", "name", "rw")[1] == [
        ("dbf.missing_field", None, "drg"),
        ("dbf.missing_field", None, "rw"),
    ]


def test_a_folder_is_no_dbf(tmp_path):
    assert read(tmp_path, "name")[1] == [("dbf.unreadable", None, None)]


@pytest.mark.parametrize("cut", range(0, LENGTH - 1, 7))
def test_wherever_it_is_cut_off_nothing_is_read_as_whole(tmp_path, dbf, cut):
    rows, findings = read(written(tmp_path, dbf(FIELDS, ROWS)[:cut]), "name")
    assert rows == []
    assert len(findings) == 1
