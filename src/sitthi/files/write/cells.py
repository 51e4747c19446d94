"""What a cell must be to be written and read back as it was, and the places of those that are not."""

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat

__all__ = ["columns_of", "unfit_cells"]

_CONTROL = r"\x00-\x08\x0a-\x1f\x7f"
_CP874 = bytes(range(128, 256)).decode("cp874", "ignore").replace("\xa0", "")


def columns_of(rows: pa.Table, format: FileFormat, file: str) -> list[pa.ChunkedArray]:
    """Gives a file's columns in order as text, absent cells as empty; a column the rows lack is empty.

    A column that is no field of the file would be lost, and is a `ValueError`.
    """
    if unknown := set(rows.column_names) - {field.name for field in format.fields_of(file)}:
        raise ValueError(f"{file} has no {', '.join(sorted(unknown))}")
    return [
        pc.fill_null(rows.column(field.name).cast(pa.string()), "")
        if field.name in rows.column_names
        else pa.chunked_array([pa.repeat("", rows.num_rows)])
        for field in format.fields_of(file)
    ]


def unfit_cells(
    columns: list[pa.ChunkedArray], format: FileFormat, file: str, encoding: str, first: int, delimiter: str = ""
) -> Iterator[Finding]:
    """Finds cells that would break the file or be lost: control characters, the delimiter, letters beyond cp874.

    `first` is the line of the first row.
    """
    checks = [("write.character", f"[{_CONTROL}{re.escape(delimiter)}]")]
    if encoding == "cp874":
        checks.append(("write.encoding", f"[^\\x00-\\x7f{re.escape(_CP874)}]"))
    for field, column in zip(format.fields_of(file), columns, strict=True):
        for code, pattern in checks:
            unfit = pc.match_substring_regex(column, pattern)
            if pc.any(unfit).as_py():
                yield from (
                    Finding(code, file, first + row, field.name)
                    for row in pc.indices_nonzero(unfit.combine_chunks()).to_pylist()
                )
