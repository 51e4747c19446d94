"""Takes a claim set as it came, a folder or a zip: which members are which files, and the hash of their bytes.

Nothing is unpacked to the disk, and no byte is changed. `land(path, format)` gives a `LandedSet`; its members
come in the format's order, and `member.open()` reads the bytes as often as needed.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.members import file_of, kind_of
from sitthi.files.claims.zips import LIMITS, ZipLimits, zip_entries

__all__ = ["LandedSet", "Member", "land"]

_STEP = 1 << 20
_WORKERS = 4
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a member's bytes lie: a file, or inside a zip as `entry`."""

    path: Path
    entry: str | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Gives the bytes to read from their beginning."""
        if self.entry is None:
            with self.path.open("rb") as handle:
                yield handle
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.entry) as packed:
                yield io.BufferedReader(packed, _STEP)  # type: ignore[type-var]  # ZipExtFile is a raw stream too


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a set as it came: `file` is its standard name, `name` what it was called.

    `kind` is `text` or `dbf`.
    """

    file: str
    name: str
    kind: str
    size: int
    sha256: str
    place: Place

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Gives the bytes to read from their beginning, as a context."""
        return self.place.open()


@dataclass(frozen=True, slots=True)
class LandedSet:
    """The members of a set in the format's order, and what was wrong with them."""

    path: Path
    members: tuple[Member, ...]
    findings: tuple[Finding, ...]


def land(path: Path, format: FileFormat, limits: ZipLimits = LIMITS) -> LandedSet:
    """Lands a folder, a zip, or a folder with nothing of the format in it but one zip, or one folder of its own.

    Unknown members are told and passed over. Where a file is there twice neither can be trusted to be the
    right one: that is found, and the first by name is taken.
    """
    try:
        places = _places(path, format, limits)
    except OSError:
        places = [Finding("set.unreadable", path.name)]
    findings = [place for place in places if isinstance(place, Finding)]
    if findings:
        return LandedSet(path, (), tuple(findings))
    wanted: dict[str, tuple[str, Place]] = {}
    named = (place for place in places if not isinstance(place, Finding))
    for name, place in sorted(named, key=itemgetter(0)):
        file = file_of(name, format)
        if file is None:
            findings.append(Finding("set.unknown_member", name))
        elif file in wanted:
            findings.append(Finding("set.twice", file))
        else:
            wanted[file] = (name, place)
    with ThreadPoolExecutor(_WORKERS) as pool:
        landed = list(pool.map(lambda item: _landed(item[0], *item[1]), wanted.items()))
    findings += [member for member in landed if isinstance(member, Finding)]
    if not wanted:
        findings.append(Finding("set.empty", path.name, detail={"known": ", ".join(f.name for f in format.files)}))
    order = {file.name: n for n, file in enumerate(format.files)}
    members = sorted((m for m in landed if isinstance(m, Member)), key=lambda member: order[member.file])
    return LandedSet(path, tuple(members), tuple(findings))


def _places(path: Path, format: FileFormat, limits: ZipLimits) -> Sequence[tuple[str, Place] | Finding]:
    """Gives each member's name and place; a name inside a zip loses the folders around it."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
        zips = [file for file in files if file.suffix.lower() == ".zip"]
        if len(zips) == 1 and not any(file_of(file.name, format) for file in files):
            return _places(zips[0], format, limits)
        beside = [(file.name, Place(file)) for file in files]
        if not zips and not any(file_of(file.name, format) for file in files) and (inner := _only_folder(path)):
            return [*beside, *_places(inner, format, limits)]
        return beside
    if not path.is_file():
        return [Finding("set.unreadable", path.name)]
    if not zipfile.is_zipfile(path):
        with path.open("rb") as handle:
            is_cut = handle.read(2) == b"PK"
        return [Finding("set.zip_broken", path.name) if is_cut else Finding("set.no_set", path.name)]
    return [
        entry
        if isinstance(entry, Finding)
        else (PurePosixPath(entry.filename.replace("\\", "/")).name, Place(path, entry.filename))
        for entry in zip_entries(path, limits)
        if isinstance(entry, Finding) or not _is_litter(entry.filename)
    ]


def _only_folder(path: Path) -> Path | None:
    """Gives the one folder that lies in another, as unpacking a zip leaves it; a link might lead in circles."""
    folders = [inner for inner in path.iterdir() if inner.is_dir() and not _is_litter(inner.name)]
    return folders[0] if len(folders) == 1 and not folders[0].is_symlink() else None


def _is_litter(name: str) -> bool:
    """Tells whether a member is what a system leaves in every zip it makes, and nobody's data."""
    path = PurePosixPath(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts


def _landed(file: str, name: str, place: Place) -> Member | Finding:
    """Reads a member once, for its size and hash."""
    digest, size = hashlib.sha256(), 0
    try:
        with place.open() as handle:
            while block := handle.read(_STEP):
                digest.update(block)
                size += len(block)
    except _BROKEN:
        return Finding("set.unreadable" if place.entry is None else "set.zip_broken", file)
    return Member(file, name, kind_of(name) or "", size, digest.hexdigest(), place)
