"""Made-up sets with something wrong about the whole: files missing, headers off, a zip cut short.

Each is a small sound set with one thing done to it, under the code that a check has to give. The code is the
name of the folder: `broken/file.columns`.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from sitthi.core.formats.format import FileFormat
from sitthi.demo.admitting import stays_of
from sitthi.demo.chance import Chance
from sitthi.demo.claims import claim_files
from sitthi.demo.country import ENDS_ON, lone_hospital
from sitthi.demo.letters import Cells
from sitthi.demo.people import People
from sitthi.demo.year import Year, visits_of
from sitthi.files.whole import sync_file, whole_folder
from sitthi.files.write.dbf import written_dbf
from sitthi.files.write.text import written_text

__all__ = ["CODES", "write_broken"]

Members = dict[str, bytes]
"""What lies in a set's folder, by name."""

_STAYS, _VISITS, _CHARGES = 40, 30, 4
_OF_STAYS, _OF_VISITS = ("IPD", "IRF", "IDX", "IOP", "LVD"), ("OPD", "ORF", "ODX", "OOP")


class _Sound:
    """The sound set that everything is made from, as columns and as members."""

    def __init__(self, seed: int, format: FileFormat) -> None:
        hospital = lone_hospital(_STAYS)
        people = People.of([hospital], Chance(seed))
        stays = stays_of([hospital], people)
        visits = visits_of(hospital, 0, people, stays.person[stays.died], _VISITS)
        year = Year(hospital, 0, [hospital.code], people, stays, visits, all_have_ids=True)
        self.format = format
        self.files: Mapping[str, Mapping[str, Cells]] = claim_files(year, _CHARGES)
        self.members = {f"{name}.txt": self.text(name) for name in self.files}

    def text(self, file: str, header: bool = True) -> bytes:
        """Gives a file as text in cp874."""
        content = written_text(
            pa.table(dict(self.files[file])), self.format, file, header=header, encoding="cp874"
        )
        assert isinstance(content, bytes)  # noqa: S101 - made-up cells are fit to be written
        return content

    def dbf(self, file: str) -> bytes:
        """Gives a file as a DBF."""
        content = written_dbf(pa.table(dict(self.files[file])), self.format, file, ENDS_ON)
        assert isinstance(content, bytes)  # noqa: S101 - made-up cells are fit to be written
        return content

    def without(self, *files: str) -> Members:
        """Gives the set without some of its files."""
        return {name: content for name, content in self.members.items() if name.removesuffix(".txt") not in files}

    def header(self, file: str, old: str, new: str) -> Members:
        """Gives the set with something else in a file's first line."""
        return self.replaced(file, old.encode(), new.encode())

    def replaced(self, file: str, old: bytes, new: bytes) -> Members:
        """Gives the set with other bytes in a file, where the old ones come first."""
        name = f"{file}.txt"
        return self.members | {name: self.members[name].replace(old, new, 1)}

    def as_dbf(self, file: str, spoilt: Callable[[bytes], bytes]) -> Members:
        """Gives the set with a file as a spoilt DBF."""
        return self.without(file) | {f"{file}5203.DBF": spoilt(self.dbf(file))}

    def zip(self, rename: str = "") -> bytes:
        """Gives the set as a zip, one of its members under another name where one is said."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.members.items():
                when = zipfile.ZipInfo(rename if rename and name == "IPD.txt" else name, (2009, 4, 5, 8, 30, 0))
                archive.writestr(when, content)
        return packed.getvalue()


def _ten_more(text: bytes) -> bytes:
    return b"".join(line + b"|" * 10 + b"\r\n" for line in text.split(b"\r\n")[:-1])


def _rows_closed(text: bytes) -> bytes:
    header, rows = text.split(b"\r\n", 1)
    return header + b"\r\n" + rows.replace(b"\r\n", b"|\r\n")


_BREAKS: Mapping[str, Callable[[_Sound], Members]] = {
    "claim.file_missing": lambda sound: sound.without("PAT"),
    "claim.no_visits": lambda sound: sound.without(*_OF_STAYS, *_OF_VISITS),
    "claim.parent_missing": lambda sound: sound.without("IPD"),
    "claim.charges_missing": lambda sound: sound.without("CHT"),
    "claim.diagnoses_missing": lambda sound: sound.without("IDX"),
    "claim.column_missing": lambda sound: sound.header("IPD", "|AN|", "|AN_OLD|"),
    "claim.other_hospital": lambda sound: sound.replaced("PAT", b"\r\n99001|", b"\r\n99002|"),
    "set.unknown_member": lambda sound: sound.members | {"readme.txt": b"sent on Monday\r\n"},
    "set.twice": lambda sound: sound.members | {"DRUG.txt": sound.members["DRU.txt"]},
    "set.empty": lambda sound: {"readme.txt": b"the set follows\r\n"},
    "set.zip_broken": lambda sound: {"set.zip": sound.zip()[:-200]},
    "set.zip_unsafe": lambda sound: {"set.zip": sound.zip("../IPD.txt")},
    "file.empty": lambda sound: sound.members | {"LVD.txt": b""},
    "file.not_text": lambda sound: sound.members | {"ADP.txt": sound.zip()},
    "file.delimiter": lambda sound: sound.members | {"AER.txt": sound.members["AER.txt"].replace(b"|", b";")},
    "file.columns": lambda sound: sound.members | {"CHA.txt": _ten_more(sound.text("CHA", header=False))},
    "file.closing_delimiter": lambda sound: sound.members | {"CHA.txt": _rows_closed(sound.members["CHA.txt"])},
    "file.extra_column": lambda sound: sound.header("OPD", "BTEMP", "WARMTH"),
    "file.duplicate_column": lambda sound: sound.header("ADP", "DOSE", "CAGCODE"),
    "file.dbf_header": lambda sound: sound.as_dbf("ADP", lambda content: b"\x07" + content[1:]),
    "file.dbf_truncated": lambda sound: sound.as_dbf("ADP", lambda content: content[:-400]),
}
CODES = tuple(_BREAKS)
"""The codes that have a broken set each."""


def write_broken(folder: Path, seed: int, format: FileFormat) -> None:
    """Writes the sets that are not there yet, each whole."""
    sound = _Sound(seed, format)
    for code, broken in _BREAKS.items():
        if not (folder / code).exists():
            with whole_folder(folder / code) as beside:
                for name, content in broken(sound).items():
                    sync_file(beside / name, content)
