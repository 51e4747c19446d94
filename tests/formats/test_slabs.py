"""Lines in pieces, whatever ends them and wherever a piece ends; and files against a plain reading of them."""

import io
import tracemalloc
import unicodedata
from functools import partial
from itertools import pairwise

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims import lines as lines_module
from sitthi.files.claims import text, transcoding
from sitthi.files.claims.landing import land
from sitthi.files.claims.lines import lines_of, scan_of
from sitthi.files.claims.reading import read_set
from sitthi.files.claims.slabs import slabs

ECLAIM = Book().get(FileFormat, "eclaim16")
LINES = st.lists(st.sampled_from([b"a|b", b"", b"x", b"\r", b"\n", b"\r\n", b"|", b"\x1a", b" "]), max_size=30)


def plain_lines(content):
    """Splits at CRLF, LF and CR, as bytes."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")


@given(LINES.map(b"".join), st.integers(4, 40))
def test_the_pieces_are_the_file_and_whole_lines(content, size):
    pieces = list(slabs(io.BytesIO(content), size))
    if any(piece.is_too_long for piece in pieces):
        return
    whole = b"".join(piece.content for piece in pieces)
    body = content
    last = max(content.rfind(b"\n"), content.rfind(b"\r")) + 1
    body = content[:last] + content[last:].rstrip(b"\x1a")
    assert whole in (body, body + b"\n")
    assert all(piece.content.endswith((b"\n", b"\r")) for piece in pieces)
    assert not any(
        one.content.endswith(b"\r") and other.content.startswith(b"\n") for one, other in pairwise(pieces)
    )


def test_a_line_longer_than_a_piece_is_one_line_left_out():
    content = b"a\n" + b"x" * 100 + b"\r\nb\n" + b"y" * 100
    pieces = list(slabs(io.BytesIO(content), 10))
    assert [(piece.content, piece.is_too_long) for piece in pieces] == [
        (b"a\n", False), (b"", True), (b"b\n", False), (b"", True),
    ]  # fmt: skip


@given(LINES.map(b"".join), st.integers(1, 9))
def test_lines_are_found_and_counted_as_plain_splitting_does(content, block):
    raw = np.frombuffer(content, np.uint8)
    lines = lines_of(raw)
    got = [raw[a:b].tobytes() for a, b in zip(lines.starts, lines.stops, strict=True)]
    expected = plain_lines(content)
    assert got == (expected[:-1] if not expected[-1] else expected)
    assert lines.count(raw == ord("|")).tolist() == [line.count(b"|") for line in got]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_BLOCK", block)
        scan = scan_of(raw, ord("|"))
    assert (scan.n_lf, scan.n_cr, scan.n_crlf) == tuple(content.count(end) for end in (b"\n", b"\r", b"\r\n"))
    assert scan.n_delimiters == content.count(b"|")
    assert scan.n_control == content.count(b"\x1a")
    cells = [cell for line in plain_lines(content) for cell in line.split(b"|")]
    assert scan.has_edge_space == any(cell.strip(b" ") != cell for cell in cells)


@given(st.text(st.characters(min_codepoint=0xE01, max_codepoint=0xE5B, exclude_categories=["Cn"]), max_size=12))
def test_what_is_tidy_in_cp874_is_what_nfc_leaves_alone(drawn):
    raw = drawn.encode("cp874")
    assert transcoding._is_tidy_cp874(raw) == unicodedata.is_normalized("NFC", drawn)


def test_every_pair_of_letters_of_cp874_is_known_to_be_tidy_or_not():
    letters = bytes(range(128, 256)).decode("cp874", "ignore").replace("\xa0", "")
    for pair in (one + other for one in letters for other in letters):
        assert transcoding._is_tidy_cp874(pair.encode("cp874")) == unicodedata.is_normalized("NFC", pair), pair


CELLS = st.text(st.sampled_from("Aกุ้ 1\u0e33\t"), max_size=6)
ROWS = st.lists(
    st.tuples(
        st.lists(CELLS, min_size=0, max_size=5),
        st.sampled_from(["utf-8", "cp874"]),
        st.sampled_from([b"", b"", b"", b"", b"\xff", b"\x00", b"\x07"]),
        st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n"]),
    ),
    max_size=12,
)


def plain_reading(content, n_columns):
    """Reads the body of a file one line after the other, as one would write it down to be sure."""
    kept, faults = [], []
    lines = plain_lines(content)
    for number, line in enumerate(lines, 2):
        if not line.strip(b" \t"):
            continue
        try:
            decoded = line.decode("utf-8")
            if not decoded.isascii() and max(decoded) < "ก":
                raise UnicodeDecodeError("utf-8", line, 0, 1, "two letters of code page 874")
        except UnicodeDecodeError:
            if b"\xff" in line:
                faults.append(("file.encoding", number))
                continue
            decoded = line.decode("cp874")
        cells = [unicodedata.normalize("NFC", cell).strip(" \t") or None for cell in decoded.split("|")]
        if any(ord(letter) < 32 and letter != "\t" for letter in decoded):
            faults.append(("file.control", number))
        elif len(cells) != n_columns:
            faults.append(("file.width", number))
        else:
            kept.append((number, *cells))
    return kept, sorted(faults)


@settings(max_examples=200, deadline=None)
@given(ROWS, st.integers(64, 400))
def test_any_mixture_is_read_as_a_plain_reading_does(tmp_path_factory, rows, size):
    body = b"".join("|".join(cells).encode(encoding, "ignore") + odd + end for cells, encoding, odd, end in rows)
    # What Thai in UTF-8 would be in code page 874 is not this test's affair: broken lines hold ASCII only.
    body = b"".join(
        line if b"\xff" not in line else bytes(byte for byte in line if byte < 128 or byte == 255)
        for line in body.splitlines(keepends=True)
    )
    # Most rows are as wide as the header says, or others that end in a delimiter would be what the file is like.
    body = b"||\n" * 13 + body
    folder = tmp_path_factory.mktemp("set")
    (folder / "IDX.txt").write_bytes(b"AN|DIAG|DRDX\n" + body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "slabs", partial(slabs, size=size))
        read = read_set(land(folder, ECLAIM), ECLAIM, duckdb.connect())
    kept, faults = plain_reading(body, 3)
    got = read.connection.execute('SELECT line, "AN", "DIAG", "DRDX" FROM claim."IDX" ORDER BY line').fetchall()
    told = read.connection.execute("SELECT code, line FROM claim_structure").fetchall()
    assert got == kept
    assert sorted(pair for pair in told if pair[0] != "file.two_encodings") == faults


def test_a_line_of_200_megabytes_costs_no_more_memory_than_a_few_pieces(tmp_path):
    with (tmp_path / "IDX.txt").open("wb") as handle:
        handle.write(b"AN|DIAG|DXTYPE\nA|I10|1\n")
        for _ in range(200):
            handle.write(b"x" * (1 << 20))
        handle.write(b"\nB|I10|1\n")
    tracemalloc.start()
    read = read_set(land(tmp_path, ECLAIM), ECLAIM, duckdb.connect())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read.connection.execute('SELECT line, "AN" FROM claim."IDX"').fetchall() == [(2, "A"), (4, "B")]
    assert read.connection.execute("SELECT code, line FROM claim_structure").fetchall() == [("file.long_line", 3)]
    assert peak < 100 << 20
