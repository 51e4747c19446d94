"""Small CSV tables, good and bad, as `(code, line, field)`."""

import csv
import os
from pathlib import Path

import pytest

from sitthi.files.table import Table, open_table


def read(path: Path, encoding: str = "utf-8"):
    """Gives the rows, and the findings as triples."""
    table = open_table(path, ["unit", "value"], ["group"], encoding)
    rows = list(table) if isinstance(table, Table) else []
    findings = table.findings if isinstance(table, Table) else table
    return rows, [(finding.code, finding.line, finding.field) for finding in findings]


def written(folder: Path, content: bytes) -> Path:
    path = folder / "input.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"unit,value\nA,1\nB,\n", [(2, ["A", "1", None]), (3, ["B", "", None])]),
        (b"\xef\xbb\xbfUnit, VALUE \r\nA,1\r\n", [(2, ["A", "1", None])]),
        (b"group,value,unit\nx,1,A", [(2, ["A", "1", "x"])]),
        (b'unit,value\n"A\nB",1\nC,2\n', [(2, ["A\nB", "1", None]), (4, ["C", "2", None])]),
        (b"unit,value\n\nA,1\n", [(3, ["A", "1", None])]),
        ("unit,value\nรพ.ก,1\n".encode(), [(2, ["รพ.ก", "1", None])]),
        (b"unit,value\n,\nA,1\n , \n,,,\n", [(3, ["A", "1", None])]),
        (
            b"unit,value,,\nA,1,,\nB,2\nC,3,\n",
            [(2, ["A", "1", None]), (3, ["B", "2", None]), (4, ["C", "3", None])],
        ),
        (b"unit,value\nA,1,\nB,2,,,\n", [(2, ["A", "1", None]), (3, ["B", "2", None])]),
        (b"unit,value\n,1\n", [(2, ["", "1", None])]),
        (b"\n,,\n\nunit,value\nA,1\n", [(5, ["A", "1", None])]),
        (b"unit,value\rA,1\rB,2\r", [(2, ["A", "1", None]), (3, ["B", "2", None])]),
        (b"unit,value\r\nA,1\r\n\x1a", [(2, ["A", "1", None])]),
        (b"unit,value\r\nA,1\x1a", [(2, ["A", "1", None])]),
    ],
)
def test_good_tables_in_every_dress(tmp_path, content, rows):
    assert read(written(tmp_path, content)) == (rows, [])


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        (b"", [("table.empty", None, None)]),
        (b"unit,value\n", [("table.empty", None, None)]),
        (b"unit\nA\n", [("table.missing_column", 1, "value")]),
        (b"name\nA\n", [("table.missing_column", 1, "unit"), ("table.missing_column", 1, "value"),
                        ("table.unknown_column", 1, None)]),
        (b"unit,unit,value\nA,A,1\n", [("table.duplicate_column", 1, "unit")]),
        (b"unit,value\nA\nB,1,2\n", [("table.width", 2, None), ("table.width", 3, None)]),
        ("unit,value\nA,1\nโรงพยาบาล,1\n".encode("cp874"), [("table.encoding", 3, None)]),
        ("unit,value\nรพ".encode()[:-1], [("table.encoding", 2, None)]),
        (b'unit,value\nA,1\n"B,2\n', [("table.truncated", 3, None)]),
        (b'"unit,value\n', [("table.truncated", 1, None)]),
        (b"PK\x03\x04 and so on", [("table.not_text", None, None)]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", [("table.not_text", None, None)]),
        (b"unit,value\nA,\x001\n", [("table.not_text", None, None)]),
        (b"unit,value,note\nA,1,x\n", [("table.unknown_column", 1, None)]),
        (b"unit,value,note\n", [("table.unknown_column", 1, None), ("table.empty", None, None)]),
        (b"\n\r\n \n", [("table.empty", None, None)]),
        (b"\xef\xbb\xbf,,\n,,\n", [("table.empty", None, None)]),
        (b"unit,value\n,\n\x1a", [("table.empty", None, None)]),
        (b"unit,value,,\nA,1,,x\n", [("table.width", 2, None)]),
        (b"unit;value\nA;1\n", [("table.delimiter", 1, None)]),
        (b"unit\tvalue\nA\t1\n", [("table.delimiter", 1, None)]),
        (b'"unit";"value"\n"A";"1"\n', [("table.delimiter", 1, None)]),
        (b"\nunit;value;note,more\nA;1\n", [("table.delimiter", 2, None)]),
        (b"name;other\nA;1\n", [("table.missing_column", 1, "unit"), ("table.missing_column", 1, "value"),
                                 ("table.unknown_column", 1, None)]),
        (b'unit,value\nA,1\nB,"1"0\n', [("table.quoting", 3, None)]),
        (b'unit,"value"s\nA,1\n', [("table.quoting", 1, None)]),
        ("unit,value\nA,1\n".encode("utf-16"), [("table.utf_16", None, None)]),
        (b"\xfe\xff" + "unit,value\n".encode("utf-16-be"), [("table.utf_16", None, None)]),
        ("unit,value\rA,1\rโรง,1\r".encode("cp874"), [("table.encoding", 3, None)]),
        ("unit,value\r\nA,1\r\nโรง,1\r\n".encode("cp874"), [("table.encoding", 3, None)]),
    ],
)  # fmt: skip
def test_bad_tables_are_named_with_their_line(tmp_path, content, findings):
    assert read(written(tmp_path, content))[1] == findings


def test_a_row_of_the_wrong_width_is_left_out_and_the_rest_is_read(tmp_path):
    rows, findings = read(written(tmp_path, b"unit,value\nA\nB,1\n"))
    assert rows == [(3, ["B", "1", None])]
    assert findings == [("table.width", 2, None)]


def test_thai_windows_text_is_read_when_it_is_named(tmp_path):
    assert read(written(tmp_path, "unit,value\nรพ.ข,1\n".encode("cp874")), "cp874") == (
        [(2, ["รพ.ข", "1", None])],
        [],
    )


def test_a_line_of_many_megabytes_is_refused_before_it_is_parsed(tmp_path):
    path = written(tmp_path, b"unit,value\nA," + b"9" * (3 << 20) + b"\n")
    assert read(path) == ([], [("table.line_too_long", 2, None)])


def test_a_cell_past_the_parser_limit_is_refused_too(tmp_path):
    path = written(tmp_path, b"unit,value\nA,1\nB," + b"9" * (csv.field_size_limit() + 1) + b"\n")
    assert read(path)[1] == [("table.line_too_long", 3, None)]


def test_a_header_cell_past_the_parser_limit_is_not_called_broken_off(tmp_path):
    path = written(tmp_path, b"unit,value," + b"n" * (csv.field_size_limit() + 1) + b"\nA,1,\n")
    assert read(path) == ([], [("table.line_too_long", 1, None)])


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_the_line_of_a_wrong_character_is_right_far_into_a_file(tmp_path, end):
    n = 300_000
    path = written(tmp_path, b"unit,value" + end + (b"A,1" + end) * n + b"B,\xff" + end)
    assert read(path)[1] == [("table.encoding", n + 2, None)]


def test_a_pipe_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "input.csv"
    os.mkfifo(path)
    assert read(path)[1] == [("table.not_a_file", None, None)]


def test_a_folder_is_not_a_table(tmp_path):
    assert read(tmp_path)[1] == [("table.unreadable", None, None)]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_blocks_of_any_size_hold_the_same_rows_and_lines(tmp_path, size):
    path = written(tmp_path, b'unit,value\nA,1\n\n"B\r\nb",2\nC\nD,4\n,\nE,5,\n')
    table = open_table(path, ["value"], ["group", "unit"])
    cells = [
        (line, value, unit)
        for block in table.blocks(size)
        for line, value, unit in zip(block.lines, block.columns[0], block.columns[2], strict=True)
    ]
    assert cells == [(2, "1", "A"), (4, "2", "B\r\nb"), (7, "4", "D"), (9, "5", "E")]
    assert [(finding.code, finding.line) for finding in table.findings] == [("table.width", 6)]


def test_rows_before_a_quotation_mark_that_never_closes_keep_their_lines(tmp_path):
    rows, findings = read(written(tmp_path, b'unit,value\nA,1\nB\n"C\n'))
    assert rows == [(2, ["A", "1", None])]
    assert findings == [("table.width", 3, None), ("table.truncated", 4, None)]
