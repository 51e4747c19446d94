"""Writes a made-up set as hospitals send them: text files, the same in a zip, or DBF."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from sitthi.core.formats.format import FileFormat
from sitthi.demo.country import ENDS_ON
from sitthi.demo.letters import Cells
from sitthi.demo.planting import SpoiltLine, with_spoilt_lines
from sitthi.files.whole import sync_file
from sitthi.files.write.dbf import written_dbf
from sitthi.files.write.text import written_text

__all__ = ["Form", "write_files"]

_SENT_AT = (2009, 4, 5, 8, 30, 0)
"""What the members of a zip are dated, so that the same set makes the same bytes."""
_MONTH = "5203"
"""Stands behind the names of DBF: March 2552."""


class Form(StrEnum):
    """How a set lies in its folder."""

    TEXT = "text"
    ZIP = "zip"
    DBF = "dbf"


def write_files(
    folder: Path,
    format: FileFormat,
    files: Mapping[str, Mapping[str, Cells]],
    encoding: str = "cp874",
    header: bool = True,
    spoilt: Sequence[SpoiltLine] = (),
    form: Form = Form.TEXT,
) -> None:
    """Writes a set into a folder that is there, fields in the format's order; only text can have lines spoilt."""
    members: dict[str, bytes] = {}
    for name, columns in files.items():
        rows = pa.table(dict(columns))
        if form is Form.DBF:
            content = written_dbf(rows, format, name, ENDS_ON)
        else:
            content = written_text(rows, format, name, header=header, encoding=encoding)
        if not isinstance(content, bytes):
            raise ValueError(f"{name} was made up with cells that cannot be written")
        if lines := [one for one in spoilt if one.file == name]:
            content = with_spoilt_lines(content, lines)
        members[f"{name}{_MONTH}.DBF" if form is Form.DBF else f"{name}.txt"] = content
    if form is not Form.ZIP:
        for name, content in members.items():
            sync_file(folder / name, content)
        return
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _SENT_AT), content, zipfile.ZIP_DEFLATED)
    sync_file(folder / "set.zip", packed.getvalue())
