"""Reading claim files: good ones cell by cell, bad ones as `(code, file, line)`."""

import duckdb
import pytest

from formats.made_sets import dbf_of
from sitthi.book import Book
from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set

BOOK = Book()
FORMATS = BOOK.all(FileFormat)
IDX = "AN|DIAG|DXTYPE|DRDX"


@pytest.fixture
def reading(tmp_path):
    """Reads a set drawn as file name to bytes or text; gives the `ReadSet`."""

    def read(format="eclaim16", **files):
        for name, content in files.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("__", ".")).write_bytes(raw)
        return read_set(land(tmp_path, FORMATS[format]), FORMATS[format], duckdb.connect())

    return read


def rows(read, file, *names):
    cells = ", ".join(["line", *(f'"{name}"' for name in names)])
    return read.connection.execute(f'SELECT {cells} FROM claim."{file}" ORDER BY line').fetchall()


def found(read):
    """Gives every finding as (code, file, line), and sees that each is in the catalogue."""
    told = read.connection.execute("SELECT code, file, line FROM claim_structure ORDER BY ALL").fetchall()
    assert {code for code, _, _ in told} <= BOOK.all(FindingKind).keys()
    of_lines = [code for code, _, _ in told if code not in {finding.code for finding in read.findings}]
    assert len(of_lines) == sum(file.n_left_out for file in read.files.values())
    return told


def test_a_file_with_its_header_is_read_by_name_in_any_order_and_case(reading):
    read = reading(IDX__txt="dxtype|An | DIAG\r\n1|A1|I10\r\n\r\n 2 |A1|\r\n")
    assert rows(read, "IDX", "AN", "DIAG", "DXTYPE", "DRDX") == [
        (2, "A1", "I10", "1", None),
        (4, "A1", None, "2", None),
    ]
    assert found(read) == []
    file = read.files["IDX"]
    assert (file.columns, file.n_rows, file.n_left_out, file.n_lines) == (("AN", "DIAG", "DXTYPE"), 2, 0, 4)
    assert (file.has_header, file.layout, file.encoding, file.kind) == (True, None, "utf-8", "text")


def test_aliases_of_columns_and_files_are_known(reading):
    read = reading(
        DRUG__txt="HN|DRUGPRICE\nH1|2.50\n", adp6805__TXT="HN|glavida|DCIP/E_screen\nH1|2|E\n", LAB__txt="HN\nH1\n"
    )
    assert rows(read, "DRU", "DRUGPRIC") == [(2, "2.50")]
    assert rows(read, "ADP", "GRAVIDA", "DCIP") == [(2, "2", "E")]
    assert rows(read, "LABFU", "HN") == [(2, "H1")]
    assert list(read.files) == ["ADP", "DRU", "LABFU"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"AN|DIAG\nA|I10\n", [(2, "A", "I10")]),
        (b"AN|DIAG\r\nA|I10\r\n", [(2, "A", "I10")]),
        (b"AN|DIAG\rA|I10\rB|I11\r", [(2, "A", "I10"), (3, "B", "I11")]),
        (b"AN|DIAG\r\nA|I10\nB|I11\r\n", [(2, "A", "I10"), (3, "B", "I11")]),
        (b"AN|DIAG\nA|I10", [(2, "A", "I10")]),
        (b"AN|DIAG\r\nA|I10\r\n\x1a", [(2, "A", "I10")]),
        (b"AN|DIAG\nA|I10\x1a\x1a", [(2, "A", "I10")]),
        (b"\xef\xbb\xbfAN|DIAG\nA|I10\n", [(2, "A", "I10")]),
        (b"\n\r\nAN|DIAG\n\n\nA|I10\n \t \nB|I11\n\n", [(6, "A", "I10"), (8, "B", "I11")]),
        (b"AN|DIAG|\nA|I10|\n", [(2, "A", "I10")]),
        (b"AN|DIAG\nA|\"I10\n", [(2, "A", "\"I10")]),
        (b"DIAG\nI10\n\nI11\n", [(2, None, "I10"), (4, None, "I11")]),
        (b"AN|DIAG\n", []),
    ],
)  # fmt: skip
def test_line_ends_end_marks_and_blank_lines_do_not_shift_the_lines(reading, text, expected):
    read = reading(IDX__txt=text)
    assert rows(read, "IDX", "AN", "DIAG") == expected
    assert found(read) == []


def test_lines_that_do_not_fit_stay_out_and_are_told_by_their_line(reading):
    wide = "|" * 10
    read = reading(
        IDX__txt=f"{IDX}\r\nA1|I10|1|\r\nA2|I10|1|{wide}\r\nA3|I10\r\n\r\nA4|I1\x010|1|\r\nA5|I\x0010|1|\r\nA6|I11|2|d\r\n"
    )
    assert rows(read, "IDX", "AN", "DRDX") == [(2, "A1", None), (8, "A6", "d")]
    assert found(read) == [
        ("file.control", "IDX", 6),
        ("file.control", "IDX", 7),
        ("file.width", "IDX", 3),
        ("file.width", "IDX", 4),
    ]
    assert read.files["IDX"].n_left_out == 4


def test_thai_is_read_from_both_encodings_and_made_nfc(reading):
    name = "ก\u0e48\u0e38ล|น้ำ"  # a tone before a vowel below: NFC turns them round
    for encoding in ("utf-8", "cp874"):
        read = reading(PAT__txt=f"FNAME|LNAME|HN\r\n{name}|H1\r\n|\xa0|H2\r\n".encode(encoding))
        assert rows(read, "PAT", "FNAME", "LNAME") == [(2, "ก\u0e38\u0e48ล", "น้ำ"), (3, None, None)]
        assert read.files["PAT"].encoding == encoding
        assert found(read) == []


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (IDX, ["A1|I10|1|D|", "A2|I11|2||", "A3|I12|2|D|"]),
        (f"{IDX}|", ["A1|I10|1|D", "A2|I11|2|", "A3|I12|2|D"]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_where_only_the_header_or_only_the_rows_end_in_a_delimiter_the_file_is_told_once(
    reading, header, lines, end
):
    read = reading(IDX__txt=end.join([header, *lines, ""]))
    assert rows(read, "IDX", "AN", "DIAG", "DXTYPE", "DRDX") == [
        (2, "A1", "I10", "1", "D"),
        (3, "A2", "I11", "2", None),
        (4, "A3", "I12", "2", "D"),
    ]
    assert found(read) == [("file.closing_delimiter", "IDX", 1)]


def test_a_line_unlike_the_others_is_told_where_these_end_in_a_delimiter(reading):
    read = reading(IDX__txt=f"{IDX}\nA1|I10|1|D|\nA2|I11|2|D\nA3|I12|2|D|\nA4|I1|2|2|D|\nA5|I13|2||\n")
    assert rows(read, "IDX", "AN") == [(2, "A1"), (4, "A3"), (6, "A5")]
    assert found(read) == [
        ("file.closing_delimiter", "IDX", 1),
        ("file.width", "IDX", 3),
        ("file.width", "IDX", 5),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ["A1|I10|1|D", "A2|I11|2||"],  # a delimiter too many in one row may stand in its midst
        ["A1||I10|1|", "A2||I11|2|", "A3||I12|2|"],  # here it does: a diagnosis is no kind of one
    ],
)
def test_a_delimiter_too_many_in_the_midst_of_rows_shifts_no_cell(reading, lines):
    read = reading(IDX__txt="\n".join([IDX, *lines, ""]))
    assert {code for code, _, _ in found(read)} == {"file.width"}
    assert ("A2",) not in {row[1:] for row in rows(read, "IDX", "AN")}


def test_two_encodings_in_one_file_are_told_and_each_line_is_read_by_its_own(reading):
    lines = [("H1", "สมชาย", "cp874"), ("H2", "สมหญิง", "utf-8"), ("H3", "เธียร", "cp874"), ("H4", "x", "ascii")]
    text = b"".join(f"{hn}|{name}\n".encode(encoding) for hn, name, encoding in lines)
    read = reading(PAT__txt=b"HN|FNAME\n" + text)
    assert rows(read, "PAT", "FNAME") == [(n, name) for n, (_, name, _) in enumerate(lines, 2)]
    assert found(read) == [("file.two_encodings", "PAT", 3)]
    assert read.files["PAT"].encoding == "cp874"


@pytest.mark.parametrize(
    ("raw", "expected", "encoding"),
    [
        ("รถ".encode("cp874"), "รถ", "cp874"),  # the bytes of an o with two dots
        ("ยก".encode("cp874"), "ยก", "cp874"),
        ("25 µg ±1 °C".encode(), "25 µg ±1 °C", "utf-8"),
        ("café ก".encode(), "café ก", "utf-8"),
        ("ÄÃ".encode(), "ÄÃ", "utf-8"),  # no text of code page 874
    ],
)
@pytest.mark.parametrize("beside", [b"", b"H2|x|y\n"], ids=["whole", "by_lines"])
def test_two_thai_letters_are_not_taken_for_one_of_europe(reading, raw, expected, encoding, beside):
    read = reading(PAT__txt=b"HN|FNAME\nH1|" + raw + b"\n" + beside)
    assert rows(read, "PAT", "FNAME") == [(2, expected)]
    assert read.files["PAT"].encoding == encoding
    assert [code for code, _, _ in found(read)] == (["file.width"] if beside else [])


def test_each_line_is_read_alike_whatever_stands_beside_it(reading):
    lines = [
        ("รถ", "cp874"),
        ("ก", "utf-8"),
        ("5 µg", "utf-8"),
        ("1–2", "utf-8"),
        ("ยก", "cp874"),
        ("เธน", "utf-8"),
    ]
    both = [(name.encode(encoding), name) for name, encoding in lines]
    read = reading(PAT__txt=b"HN|FNAME\n" + b"".join(b"H|" + raw + b"\r\n" for raw, _ in both))
    assert rows(read, "PAT", "FNAME") == [(n, name) for n, (_, name) in enumerate(both, 2)]
    for raw, name in both:
        assert rows(reading(PAT__txt=b"HN|FNAME\nH|" + raw + b"\n"), "PAT", "FNAME") == [(2, name)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
def test_bytes_of_no_encoding_are_told_by_line_and_the_other_lines_read(reading, encoding):
    lines = [f"H{n}|สมชาย\n".encode(encoding) for n in range(200)]
    lines[50] = lines[50].replace("ม".encode(encoding), b"\xff")
    lines[199] = b"H|\xfc"
    read = reading(PAT__txt=b"HN|FNAME\n" + b"".join(lines))
    assert found(read) == [("file.encoding", "PAT", 52), ("file.encoding", "PAT", 201)]
    assert rows(read, "PAT", "HN", "FNAME") == [
        (n + 2, f"H{n}", "สมชาย") for n in range(200) if n not in (50, 199)
    ]
    assert read.files["PAT"].encoding == encoding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", ("file.empty", None)),
        (b"\r\n \r\n", ("file.empty", None)),
        (b"PK\x03\x04..", ("file.not_text", None)),
        ("AN|DIAG\nA|B\n".encode("utf-16"), ("file.not_text", None)),
        (dbf_of(FORMATS["eclaim16"], "IDX", []), ("file.not_text", None)),
        (b"AN,DIAG\nA,B\n", ("file.delimiter", 1)),
        (b"\nAN\tDIAG\nA\tB\n", ("file.delimiter", 2)),
        (b"A|B\nC|D\n", ("file.columns", 1)),
        (b"AN|DIAG|AN\nA|B|C\n", ("file.duplicate_column", 1)),
    ],
)
def test_a_file_that_is_not_the_asked_one_is_named_and_not_read(reading, text, expected):
    code, line = expected
    read = reading(IDX__txt=text)
    assert found(read) == [(code, "IDX", line)]
    assert read.files == {}


def test_a_name_outside_the_standard_is_refused_where_the_receiver_refuses_it(reading):
    text = "HN|AN|SECRET|DATEADM\nH|A|x|20240101\n"
    told = {"fdh16": "file.unknown_column", "eclaim16": "file.extra_column"}
    for format, code in told.items():
        read = reading(format, IPD__txt=text)
        assert found(read) == [(code, "IPD", 1)]
        assert rows(read, "IPD", "AN", "DATEADM") == [(2, "A", "20240101")]
        assert read.findings[0].detail == {"place": "3"}


def test_columns_of_older_orders_are_passed_over_in_silence(reading):
    for format in ("eclaim16", "fdh16"):
        read = reading(format, INS__txt="HN|DATEIN|CID\nH|20240101|1\n", ADP__txt="BILLMAUD|HN\n11|H\n")
        assert rows(read, "INS", "HN", "HCODE", "CID") == [(2, "H", None, "1")]
        assert rows(read, "ADP", "HN") == [(2, "H")]
        assert found(read) == []


def test_files_of_the_ministry_need_their_header(reading):
    read = reading("moph43", PERSON__txt="10703||1\n")
    assert found(read) == [("file.header", "PERSON", 1)]
