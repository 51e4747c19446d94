"""Writes rows of a file as text: a line a row, cells parted by the format's delimiter, nothing quoted."""

import pyarrow as pa
import pyarrow.compute as pc

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat
from sitthi.files.write.cells import columns_of, unfit_cells

__all__ = ["written_text"]


def written_text(
    rows: pa.Table, format: FileFormat, file: str, *, header: bool = True, newline: str = "\r\n",
    encoding: str = "utf-8",
) -> bytes | list[Finding]:  # fmt: skip
    """Gives the bytes of a file; the findings instead where a cell would not come back as it is.

    `rows` has standard columns, in any order and not all of them need be there (a DuckDB relation gives such a
    table by `.to_arrow_table()`). `encoding` is utf-8 or cp874. No mark is put before UTF-8.
    """
    columns = columns_of(rows, format, file)
    unfit = list(unfit_cells(columns, format, file, encoding, 1 + header, format.delimiter))
    if unfit:
        return unfit
    lines = pc.binary_join_element_wise(*columns, format.delimiter)
    names = format.delimiter.join(field.name for field in format.fields_of(file))
    parts = [names] if header else []
    if rows.num_rows:
        whole = pa.ListArray.from_arrays(pa.array([0, rows.num_rows], pa.int32()), lines.combine_chunks())
        parts.append(pc.binary_join(whole, newline)[0].as_py())
    text = newline.join(parts) + newline if parts else ""
    return text.encode(encoding)
