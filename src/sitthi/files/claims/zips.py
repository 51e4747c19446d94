"""Looks into a zip without unpacking it, and refuses one that is broken, locked or made to do harm."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sitthi.core.findings import Finding

__all__ = ["LIMITS", "ZipLimits", "zip_entries"]

_STEP = 1 << 20
_FLAG_ENCRYPTED = 0x1
_LEAST_SUSPECT = 16 << 20
"""Small members may pack as tightly as they like: a thousand like rows do."""


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """How much a zip may hold: members, bytes once unpacked, and how many of them a packed byte may give."""

    n_members: int = 500
    n_bytes: int = 8 << 30
    ratio: int = 400


LIMITS = ZipLimits()


def zip_entries(path: Path, limits: ZipLimits = LIMITS) -> list[zipfile.ZipInfo] | list[Finding]:
    """Gives the members of a zip that are files; the findings instead where it must not be read.

    What is judged is the directory of the zip and each member's beginning; that the bytes unpack in full and
    to the size they say is seen when they are read, by `BadZipFile`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            found = list(_faults(path, archive, entries, limits))
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, NotImplementedError):
        return [Finding("set.zip_broken", path.name)]
    return found or entries


def _faults(
    path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: ZipLimits
) -> Iterator[Finding]:
    if len(entries) > limits.n_members:
        yield Finding("set.zip_large", path.name, detail={"limit": f"{limits.n_members} members"})
        return
    if sum(entry.file_size for entry in entries) > limits.n_bytes:
        yield Finding("set.zip_large", path.name, detail={"limit": f"{limits.n_bytes >> 20} MiB"})
        return
    for entry in entries:
        if is_unsafe(entry):
            yield Finding("set.zip_unsafe", path.name)
        elif entry.flag_bits & _FLAG_ENCRYPTED:
            yield Finding("set.zip_locked", path.name)
        elif entry.file_size > max(_LEAST_SUSPECT, limits.ratio * max(entry.compress_size, 1)):
            yield Finding("set.zip_large", path.name, detail={"limit": f"{limits.ratio}:1"})
        else:
            with archive.open(entry):  # its own header agrees with the directory, and its method is known
                continue
        return


def is_unsafe(entry: zipfile.ZipInfo) -> bool:
    """Tells whether a member names a place outside the folder it would be unpacked in, or is a link."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return is_link or path.is_absolute() or ".." in path.parts or name[1:2] == ":" or "\0" in entry.orig_filename
