"""Writes a made-up set as the text files that hospitals send."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from sitthi.core.formats.format import FileFormat
from sitthi.demo.letters import Cells
from sitthi.demo.planting import SpoiltLine, with_spoilt_lines
from sitthi.files.whole import sync_file
from sitthi.files.write.text import written_text

__all__ = ["write_files"]


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
        if unknown := set(columns) - {field.name for field in format.fields_of(name)}:
            raise ValueError(f"{name} has no {', '.join(sorted(unknown))}")
        content = written_text(pa.table(dict(columns)), format, name, header=header, encoding=encoding)
        if not isinstance(content, bytes):
            raise ValueError(f"{name} was made up with cells that cannot be written")
        if lines := [one for one in spoilt if one.file == name]:
            content = with_spoilt_lines(content, lines)
        sync_file(folder / f"{name}.txt", content)
