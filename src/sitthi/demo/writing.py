"""Writes a set's columns as the text files that hospitals send, each file in one go."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from sitthi.core.formats.format import FileFormat
from sitthi.demo.letters import Cells, joined, same
from sitthi.demo.planting import SpoiltLine, with_spoilt_lines
from sitthi.files.whole import sync_file

__all__ = ["text_of", "write_files"]


def write_files(
    folder: Path,
    format: FileFormat,
    files: Mapping[str, Mapping[str, Cells]],
    encoding: str = "cp874",
    header: bool = True,
    spoilt: Sequence[SpoiltLine] = (),
) -> None:
    """Writes each file of a set into a folder that is there, in the order of the format's fields."""
    for name, columns in files.items():
        content = text_of(format, name, columns, encoding, header)
        if lines := [one for one in spoilt if one.file == name]:
            content = with_spoilt_lines(content, lines)
        sync_file(folder / f"{name}.txt", content)


def text_of(
    format: FileFormat, file: str, columns: Mapping[str, Cells], encoding: str = "cp874", header: bool = True
) -> bytes:
    """Gives a file's bytes: cells between the format's delimiter, lines ended by CR and LF."""
    names = [field.name for field in format.fields_of(file)]
    if unknown := set(columns) - set(names):
        raise ValueError(f"{file} has no {', '.join(sorted(unknown))}")
    n = len(next(iter(columns.values())))
    blank = same("", n)
    cells = [columns.get(name, blank) for name in names]
    rows = joined("\r\n", joined(format.delimiter, *cells), blank)
    first = format.delimiter.join(names) + "\r\n" if header else ""
    return first.encode(encoding) + _encoded(_bytes_of(rows), encoding)


def _bytes_of(rows: Cells) -> bytes:
    """Gives the texts of a column one after the other, which is how Arrow keeps them."""
    whole = rows.cast(pa.large_string())
    offsets = memoryview(whole.buffers()[1]).cast("q")
    data = whole.buffers()[2]
    return data[offsets[whole.offset] : offsets[whole.offset + len(whole)]].to_pybytes() if data else b""


def _encoded(utf8: bytes, encoding: str) -> bytes:
    # Most files hold digits and nothing else: those need no second look.
    return utf8 if encoding == "utf-8" or utf8.isascii() else utf8.decode("utf-8").encode(encoding)
