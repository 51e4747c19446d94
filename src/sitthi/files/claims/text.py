"""Reads a text file of a claim set into Arrow columns, with the physical line of every row.

A slab of the file whose lines are all sound, as the counts of its bytes tell, goes to the parser as it is. One
with a line that is blank, has another number of cells, holds control characters or is in no known encoding is
measured line by line, by whole arrays, and what does not fit is left out and told.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.header import Columns, closed_alike, columns_by_name, columns_by_place, is_header
from sitthi.files.claims.landing import Member
from sitthi.files.claims.lines import Positions, control_of, lines_of, scan_of
from sitthi.files.claims.read_file import Faults, FileRead, nothing
from sitthi.files.claims.slabs import Slab, slabs
from sitthi.files.claims.transcoding import LineTexts, line_texts, whole_text

__all__ = ["read_text"]

_WORKERS = 3
_PARSED = 4 << 20
_SAMPLE = 1000
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
_OTHER_DELIMITERS = ",;\t"
_BLANKS = (9, 10, 13, 32)
_NONE: NDArray[np.bool_] = np.zeros(0, np.bool_)
_FOREIGN = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xfe", b"\xfe\xff", b"\x03", b"\x83")
"""How spreadsheets, PDF, UTF-16 and DBF begin."""


@dataclass(slots=True)
class _Piece:
    """A slab once read; lines count from 0 in it. `first_utf8` and `first_cp874` are lines beyond ASCII."""

    batches: list[pa.RecordBatch]
    kept: Positions | None
    n_rows: int
    n_lines: int
    faults: dict[str, Positions]
    n_utf8: int = 0
    n_cp874: int = 0
    first_utf8: int | None = None
    first_cp874: int | None = None


def read_text(member: Member, format: FileFormat) -> FileRead:
    """Reads a member of a landed set; what is no text of this format gives findings and no row."""
    with member.open() as handle:
        pieces = slabs(handle)
        start = next(pieces, None)
        if start is None:
            return nothing(Columns((), False, is_readable=False), Finding("file.empty", member.file))
        if start.content.startswith(_FOREIGN):
            return nothing(Columns((), False, is_readable=False), Finding("file.not_text", member.file))
        content = start.content.removeprefix(_BOM)
        columns, n_above = _columns(content, member.file, format, start.is_too_long)
        if not columns.is_readable:
            return nothing(columns, *columns.findings)
        reader = _Reader(columns.places, format.delimiter)
        if columns.has_header:
            content = _after(content, n_above)
        else:
            n_above = 0
        return _gathered(member.file, columns, n_above, reader.all_of(Slab(content, start.is_too_long), pieces))


def _columns(content: bytes, file: str, format: FileFormat, is_too_long: bool) -> tuple[Columns, int]:
    """Gives what stands at each place, and how many lines the header takes, blank ones above it too."""
    if is_too_long:
        return Columns((), False, None, (Finding("file.long_line", file, 1),), False), 0
    # What is no UTF-8 becomes a sign a byte, as wide as the letter it is in code page 874.
    sample = [line.decode("utf-8", "replace") for line in islice(_lines(content), _SAMPLE)]
    filled = [n for n, line in enumerate(sample) if line.strip()]
    if not filled:
        return Columns((), False, None, (Finding("file.empty", file),), False), 0
    first = filled[0]
    cells = sample[first].split(format.delimiter)
    if is_header(format, file, cells):
        columns = columns_by_name(format, file, cells, first + 1)
        rows = [sample[n].split(format.delimiter) for n in filled[1:]]
        return closed_alike(columns, format, file, cells, rows, first + 1), first + 1
    if any(is_header(format, file, sample[first].split(other)) for other in _OTHER_DELIMITERS):
        return Columns((), False, None, (Finding("file.delimiter", file, first + 1),), False), 0
    rows = [row for n in filled if len(row := sample[n].split(format.delimiter)) == len(cells)]
    return columns_by_place(
        format, file, len(cells), first + 1, lambda place: [len(row[place].strip()) for row in rows]
    ), 0


def _lines(content: bytes) -> Iterator[bytes]:
    """Gives the lines of a slab one by one, without their ends."""
    start = 0
    for end in _LINE_END.finditer(content):
        yield content[start : end.start()]
        start = end.end()


def _after(content: bytes, n: int) -> bytes:
    """Gives what follows the first lines."""
    ends = islice(_LINE_END.finditer(content), n - 1, None)
    return content[next(ends).end() :]


class _Reader:
    """Reads slabs of one file, several at a time, whose columns are known."""

    def __init__(self, places: Sequence[str | None], delimiter: str) -> None:
        self._delimiter = ord(delimiter)
        self._width = len(places)
        self._names = [name or f"+{place}" for place, name in enumerate(places)]
        wanted = [name for name in places if name is not None]
        self._parse = pyarrow.csv.ParseOptions(
            delimiter=delimiter, quote_char=False, escape_char=False, ignore_empty_lines=False
        )
        self._read = pyarrow.csv.ReadOptions(column_names=self._names, block_size=_PARSED)
        self._convert = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(self._names, pa.string()), include_columns=wanted,
            strings_can_be_null=True, null_values=[""], check_utf8=False,
        )  # fmt: skip

    def all_of(self, first: Slab, rest: Iterator[Slab]) -> Iterator[_Piece]:
        """Gives the pieces in order; a few are in work at once, and no more of the file is in memory."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            waiting = [pool.submit(self.piece, first)]
            waiting += [pool.submit(self.piece, slab) for slab in islice(rest, _WORKERS)]
            while waiting:
                yield waiting.pop(0).result()
                waiting += [pool.submit(self.piece, slab) for slab in islice(rest, 1)]

    def piece(self, slab: Slab) -> _Piece:
        """Reads one slab."""
        if slab.is_too_long:
            return _Piece([], None, 0, 1, {"file.long_line": np.zeros(1, np.int64)})
        if not slab.content:
            return _Piece([], None, 0, 0, {})
        read = whole_text(slab.content)
        if read is None:
            texts = line_texts(lines_of(np.frombuffer(slab.content, np.uint8)))
            return self._by_lines(texts)
        content, encoding = read
        counted = np.frombuffer(content, np.uint8)
        scan = scan_of(counted, self._delimiter)
        texts = LineTexts(content, _NONE)
        if scan.n_high:
            first = content.count(b"\n", 0, int(np.argmax(counted > 127)))
            as_utf8, as_cp874 = (scan.n_lf, 0, first, None), (0, scan.n_lf, None, first)
            texts = LineTexts(content, _NONE, *(as_utf8 if encoding == "utf-8" else as_cp874))
        if scan.is_uniform and self._width > 1 and scan.n_delimiters == scan.n_lf * (self._width - 1):
            # Every line has the cells of the others or the parser stops; a blank one would be a delimiter too few.
            with suppress(pa.ArrowInvalid):
                table = self._parsed(content, scan.has_edge_space)
                return _piece(texts, table.to_batches(), None, scan.n_lf, {})
        return self._by_lines(texts)

    def _parsed(self, content: bytes, has_edge_space: bool) -> pa.Table:
        table = pyarrow.csv.read_csv(pa.BufferReader(content), self._read, self._parse, self._convert)
        return _trimmed(table) if has_edge_space else table

    def _by_lines(self, texts: LineTexts) -> _Piece:
        """Measures every line, leaves out what does not fit, and parses the rest."""
        lines = lines_of(np.frombuffer(texts.content, np.uint8))
        bad = texts.bad if len(texts.bad) else np.zeros(len(lines), np.bool_)
        blank = (lines.count(~np.isin(lines.content, _BLANKS)) == 0) & ~bad
        control = (lines.count(control_of(lines.content)) > 0) & ~bad
        n_cut = lines.count(lines.content == self._delimiter)
        width = (n_cut != self._width - 1) & ~(blank | bad | control)
        keep = ~(blank | bad | control | width)
        marked = {"file.encoding": bad, "file.control": control, "file.width": width}
        faults = {code: np.flatnonzero(lines) for code, lines in marked.items() if lines.any()}
        batches = self._parsed(lines.kept(keep).tobytes(), True).to_batches() if keep.any() else []
        return _piece(texts, batches, np.flatnonzero(keep), len(lines), faults)


def _piece(
    texts: LineTexts, batches: list[pa.RecordBatch], kept: Positions | None, n: int, faults: dict[str, Positions]
) -> _Piece:
    n_rows = n if kept is None else len(kept)
    firsts = (texts.first_utf8, texts.first_cp874)
    return _Piece(batches, kept, n_rows, n, faults, texts.n_utf8, texts.n_cp874, *firsts)


def _trimmed(table: pa.Table) -> pa.Table:
    """Takes the spaces around cells off; what is blank then is absent."""
    columns = []
    for column in table.columns:
        bare = pc.utf8_trim(column, " \t")
        columns.append(pc.if_else(pc.equal(bare, ""), None, bare))
    return pa.table(columns, names=table.column_names)


def _gathered(file: str, columns: Columns, n_above: int, pieces: Iterator[_Piece]) -> FileRead:
    """Puts the pieces one after the other and gives every row its line in the file."""
    at, batches, numbers = n_above, [], []
    faults: dict[str, list[Positions]] = {}
    n_utf8 = n_cp874 = 0
    first_utf8: int | None = None
    first_cp874: int | None = None
    for piece in pieces:
        batches += piece.batches
        if piece.n_rows:
            local = np.arange(piece.n_rows, dtype=np.int64) if piece.kept is None else piece.kept
            numbers.append(local + (at + 1))
        for code, lines in piece.faults.items():
            faults.setdefault(code, []).append(lines + (at + 1))
        n_utf8, n_cp874 = n_utf8 + piece.n_utf8, n_cp874 + piece.n_cp874
        if first_utf8 is None and piece.first_utf8 is not None:
            first_utf8 = at + 1 + piece.first_utf8
        if first_cp874 is None and piece.first_cp874 is not None:
            first_cp874 = at + 1 + piece.first_cp874
        at += piece.n_lines
    named = [name for name in columns.places if name is not None]
    schema = pa.schema([(name, pa.string()) for name in named])
    table = pa.Table.from_batches(batches, schema)
    line = np.concatenate(numbers) if numbers else np.zeros(0, np.int64)
    read = FileRead(columns, table.add_column(0, "line", pa.array(line)), at, findings=list(columns.findings))
    read.encoding = "cp874" if n_cp874 > n_utf8 else "utf-8"
    if n_utf8 and n_cp874:
        odd = first_cp874 if read.encoding == "utf-8" else first_utf8
        read.findings.append(Finding("file.two_encodings", file, odd, None, {"encoding": read.encoding}))
    read.faults = [Faults(code, file, np.concatenate(found)) for code, found in faults.items()]
    return read
