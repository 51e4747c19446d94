"""Writes rows of a file as a dBase III table in code page 874, by the DBF types of its fields."""

import datetime
import struct

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.header import DBF_NAME
from sitthi.files.write.cells import columns_of, unfit_cells

__all__ = ["written_dbf"]

_VERSION = 3
_THAI = 0x50
"""How a DBF marks code page 874."""
_LIVE, _END_OF_FIELDS, _END = b" ", b"\r", b"\x1a"


def written_dbf(rows: pa.Table, format: FileFormat, file: str, on: datetime.date) -> bytes | list[Finding]:
    """Gives the bytes of a DBF; the findings instead where a cell does not fit its field or the code page.

    Lines of findings are record numbers. Names are cut to ten letters, as a DBF does. Numbers stay as they are
    given, at the right of their field. A field without DBF type is a `ValueError`: the format is not sent so.
    """
    fields = format.fields_of(file)
    if untyped := [field.name for field in fields if not field.dbf]:
        raise ValueError(f"{file}: no DBF type for {', '.join(untyped)}")
    columns = columns_of(rows, format, file)
    unfit = list(unfit_cells(columns, format, file, "cp874", 1))
    if unfit:
        return unfit
    types = [field.dbf.split() for field in fields]
    widths = [int(size[0]) for _, *size in types]
    length = 1 + sum(widths)
    records = np.full((rows.num_rows, length), ord(_LIVE), np.uint8)
    at = 1
    for field, (letter, *_), width, column in zip(fields, types, widths, columns, strict=True):
        wide = _lay(records[:, at : at + width], column, letter == "N")
        unfit += [Finding("write.width", file, row + 1, field.name, {"width": str(width)}) for row in wide]
        at += width
    if unfit:
        return unfit
    begin = 32 * (1 + len(fields)) + 1
    day = (on.year - 1900, on.month, on.day)
    head = struct.pack("<B3BIHH17xB2x", _VERSION, *day, rows.num_rows, begin, length, _THAI)
    for field, (letter, _, *decimals), width in zip(fields, types, widths, strict=True):
        name = field.name[:DBF_NAME].encode()
        head += struct.pack("<11sc4xBB14x", name, letter.encode(), width, int(decimals[0]) if decimals else 0)
    return head + _END_OF_FIELDS + records.tobytes() + _END


def _lay(place: NDArray[np.uint8], column: pa.ChunkedArray, to_the_right: bool) -> list[int]:
    """Lays the cells of a field into its place in every record; gives the rows whose cell is too wide."""
    n, width = place.shape
    if n == 0:
        return []
    content = np.frombuffer(("\n".join(column.to_pylist()) + "\n").encode("cp874"), np.uint8)
    stops = np.flatnonzero(content == ord("\n"))
    starts = np.concatenate(([0], stops[:-1] + 1))
    lengths = stops - starts
    wide: list[int] = np.flatnonzero(lengths > width).tolist()
    if not wide:
        row = np.repeat(np.arange(n), lengths)
        within = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        place[row, within + (np.repeat(width - lengths, lengths) if to_the_right else 0)] = content[
            content != ord("\n")
        ]
    return wide
