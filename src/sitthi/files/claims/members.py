"""Tells by its name which file of a format a member of a set is, whatever the exporter put around the name."""

import re
from pathlib import PurePosixPath

from sitthi.core.formats.format import FileFormat

__all__ = ["DBF", "TEXT", "file_of", "kind_of"]

TEXT, DBF = "text", "dbf"
_KINDS = {".txt": TEXT, ".dbf": DBF}
_AROUND = r"(?:[A-Z]*\d[A-Z0-9]*[_ -]+)*"
"""What may stand before a name: parts with a digit each, as `F16_` and `10703_` have."""
_AFTER = r"(?:[_ -]*\d+)*"
"""What may follow it: numbers, as the year and month of `INS6805`."""


def kind_of(name: str) -> str | None:
    """Gives `text` or `dbf` by the extension, `None` for any other."""
    return _KINDS.get(PurePosixPath(name).suffix.lower())


def file_of(name: str, format: FileFormat) -> str | None:
    """Gives the standard name of the file that a member is, `None` where the format has no such file.

    Case does not matter. `DIAGNOSIS_IPD.txt` is not taken for `IPD`: a part before the name has to hold a digit.
    """
    if kind_of(name) is None:
        return None
    stem = PurePosixPath(name).stem.strip().upper()
    for file in format.files:
        for known in (file.name, *file.members):
            if re.fullmatch(f"{_AROUND}{re.escape(known.upper())}{_AFTER}", stem):
                return file.name
    return None
