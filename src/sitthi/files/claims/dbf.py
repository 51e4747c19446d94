"""Reads a DBF of a claim set into Arrow columns by cutting its records of one length, whole columns at a time."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.header import DBF_NAME, Columns, columns_by_name
from sitthi.files.claims.landing import Member
from sitthi.files.claims.lines import Bytes, control_of
from sitthi.files.claims.read_file import Faults, FileRead, nothing
from sitthi.files.claims.transcoding import tidy

__all__ = ["read_dbf"]

_HEADER = 32
_END_OF_FIELDS = b"\r"
_TABLE_TYPES = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xF5, 0xFB})
_DELETED, _SPACE, _NUL, _NBSP = 0x2A, 0x20, 0, 0xA0
_SLAB = 16 << 20
_NO_CP874 = np.array([len(bytes([n]).decode("cp874", "ignore")) == 0 for n in range(256)])


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the header of a DBF says of its records."""

    n_records: int
    begin: int
    length: int
    fields: tuple[_Field, ...]


def read_dbf(member: Member, format: FileFormat) -> FileRead:
    """Reads a member of a landed set; a header that cannot be right gives findings and no row.

    Deleted records are counted and left out. Of a DBF that breaks off, what is there is read, and it is told.
    """
    with member.open() as handle:
        shape = _shape(handle)
        if shape is None:
            return nothing(Columns((), False, is_readable=False), Finding("file.dbf_header", member.file))
        names = [field.name for field in shape.fields]
        columns = columns_by_name(format, member.file, names, None, DBF_NAME)
        if not columns.is_readable:
            return nothing(columns, *columns.findings)
        read = _records(handle, member, shape, columns)
    there = max(0, member.size - shape.begin) // shape.length
    if there < shape.n_records:
        detail = {"n": str(there), "expected": str(shape.n_records)}
        read.findings.append(Finding("file.dbf_truncated", member.file, there + 1, None, detail))
    return read


def _shape(handle: BinaryIO) -> _Shape | None:
    """Reads the header; gives `None` where its figures contradict each other."""
    head = handle.read(_HEADER)
    if len(head) < _HEADER or head[0] not in _TABLE_TYPES:
        return None
    n_records, begin, length = struct.unpack_from("<IHH", head, 4)
    rest = handle.read(begin - _HEADER) if begin > _HEADER else b""
    if len(rest) != begin - _HEADER:
        return None
    fields, at = [], 1
    for place in range(0, len(rest) - _HEADER + 1, _HEADER):
        entry = rest[place : place + _HEADER]
        if entry[:1] == _END_OF_FIELDS:
            break
        name = entry[:11].split(b"\0")[0].decode("ascii", "replace")
        fields.append(_Field(name, at, at + entry[16]))
        at += entry[16]
    if not fields or at != length:
        return None
    return _Shape(n_records, begin, length, tuple(fields))


def _records(handle: BinaryIO, member: Member, shape: _Shape, columns: Columns) -> FileRead:
    """Reads the records some megabytes at a time."""
    wanted = [(name, field) for name, field in zip(columns.places, shape.fields, strict=True) if name is not None]
    parts, faults, done, n_deleted, is_cp874 = [], [], 0, 0, False
    at_once = max(1, _SLAB // shape.length)
    while done < shape.n_records:
        raw = handle.read(min(at_once, shape.n_records - done) * shape.length)
        n = len(raw) // shape.length
        if n == 0:
            break
        records = np.frombuffer(raw, np.uint8, n * shape.length).reshape(n, shape.length)
        live = records[:, 0] != _DELETED
        strange = live & (records[:, 0] != _SPACE)
        live &= ~strange
        if strange.any():
            faults.append(Faults("file.dbf_record", member.file, np.flatnonzero(strange) + (done + 1)))
        n_deleted += int(np.count_nonzero(records[:, 0] == _DELETED))
        numbers = np.flatnonzero(live) + (done + 1)
        cells = [_cleaned(records[live, field.start : field.stop]) for _, field in wanted]
        unread = np.zeros(len(numbers), np.bool_)
        control = np.zeros(len(numbers), np.bool_)
        for cell in cells:
            unread |= _NO_CP874[cell].any(axis=1)
            control |= (control_of(cell) | (cell == 10) | (cell == 13)).any(axis=1)
        control &= ~unread
        for code, marked in (("file.encoding", unread), ("file.control", control)):
            if marked.any():
                faults.append(Faults(code, member.file, numbers[marked]))
        keep = ~(unread | control)
        kept = [np.ascontiguousarray(cell[keep]) for cell in cells]
        is_cp874 = is_cp874 or any(bool((cell > 127).any()) for cell in kept)
        arrays = [pa.array(numbers[keep]), *map(_texts, kept)]
        parts.append(pa.table(arrays, names=["line", *(name for name, _ in wanted)]))
        done += n
    schema = pa.schema([("line", pa.int64()), *((name, pa.string()) for name, _ in wanted)])
    table = pa.concat_tables(parts) if parts else schema.empty_table()
    return FileRead(
        columns, table, done, "cp874" if is_cp874 else "utf-8", n_deleted, list(columns.findings), faults
    )


def _cleaned(cell: Bytes) -> Bytes:
    """Gives one field of some records; what fills cells, zeros and spaces that do not break, is spaces."""
    return np.where((cell == _NUL) | (cell == _NBSP), np.uint8(_SPACE), cell)


def _texts(cell: Bytes) -> pa.Array:
    """Gives the cells of one field as trimmed text, blank ones absent."""
    n, width = cell.shape
    raw = cell.tobytes()
    offsets: NDArray[np.int64] = np.arange(n + 1, dtype=np.int64) * width
    text = raw.decode("cp874")
    content = raw
    if not raw.isascii():
        content = text.encode("utf-8")
        # A character of code page 874 above ASCII takes three bytes of UTF-8, all of them.
        wider = np.zeros(len(raw) + 1, np.int64)
        np.cumsum(np.frombuffer(raw, np.uint8) > 127, out=wider[1:])
        offsets += 2 * wider[offsets]
    array = pa.LargeStringArray.from_buffers(n, pa.py_buffer(offsets.tobytes()), pa.py_buffer(content))
    bare = pc.utf8_trim(array.cast(pa.string()), " \t")
    if not raw.isascii() and tidy(text) != content:
        bare = pa.array([tidy(cell).decode() for cell in bare.to_pylist()], pa.string())
    return pc.if_else(pc.equal(bare, ""), None, bare)
