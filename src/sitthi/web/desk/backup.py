"""Copies a home into one file while people go on working, and lays such a file out as a new home.

The database is copied first, as of one moment; what its rows speak of was written before them and is never
changed, so the files that are copied after it hold all of that. The file is a zip with a manifest of names, sizes
and hashes.
"""

import contextlib
import datetime
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from sitthi.core.findings import Refusal
from sitthi.files.whole import sync_tree, whole_by_name, whole_folder
from sitthi.pipeline.lock import held
from sitthi.web.desk.databases import Database, Failed, database_of

__all__ = ["Copied", "back_up", "restore"]

_MANIFEST = "manifest.json"
_DATABASE = "database"
_HOME = "home/"
_SHAPE = 1
_STEP = 1 << 20
_PACKED = frozenset({".parquet", ".zip", ".pdf", ".jpg", ".png", ".xlsx", ".gz"})
"""Kinds of files that no packing makes smaller."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, EOFError, NotImplementedError)
_LEFT_OUT = ("web.sqlite3", "web.sqlite3-wal", "web.sqlite3-shm", "records", "uploads/coming")
"""The database, which is copied as of one moment; what is made again; what is only on its way in."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds: how many files and bytes of a home, which kind of database, when it was made."""

    files: int
    bytes: int
    database: str
    made_at: str


def back_up(home: Path, out: Path, url: str | None) -> Copied | Refusal:
    """Copies a home and its database into a file that is there whole or not at all, for its owner's eyes only.

    `url` names the database where it is none of the home's own. An `OSError` passes through.
    """
    home, out = home.absolute(), out.absolute()
    if out.exists():
        return Refusal("backup.exists", {"file": out.name})
    if out.is_relative_to(home):
        return Refusal("backup.inside", {"file": out.name})
    database = database_of(home, url)
    if not (home / "keys").is_dir() and not database.exists():
        return Refusal("backup.nothing", {"home": home.name})
    made_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    out.parent.mkdir(parents=True, exist_ok=True)
    told: dict[str, dict[str, Any]] = {}
    try:
        with whole_by_name(out) as beside, _private(beside) as handle, zipfile.ZipFile(handle, "w") as archive:
            # No job begins or ends meanwhile: a set that waits has its bytes, and one that was taken in its batch.
            with held(home / "uploads" / ".at-work", wait=True), _scratch(out.parent) as scratch:
                if database.exists():
                    database.copy_to(scratch / _DATABASE)
                    told[_DATABASE] = _packed(archive, _DATABASE, scratch / _DATABASE)
                _pack(archive, home, home / "uploads", told)
            _pack(archive, home, home, told)
            manifest = {"shape": _SHAPE, "made_at": made_at, "database": database.kind, "files": told}
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1), zipfile.ZIP_DEFLATED)
    except Failed as failed:
        return failed.refusal
    return Copied(len(told), sum(each["bytes"] for each in told.values()), database.kind, made_at)


@contextlib.contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """Opens a new file that nobody else may read: the copy holds keys and patients."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        yield handle


@contextlib.contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".sitthi-", dir=beside) as name:
        yield Path(name)


def _pack(archive: zipfile.ZipFile, home: Path, folder: Path, told: dict[str, dict[str, Any]]) -> None:
    """Adds the files below a folder that are not in the copy yet."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(home).as_posix()
        if f"{_HOME}{name}" in told or _is_left_out(name) or path.is_symlink() or not path.is_file():
            continue
        # What goes away between the look and the copy was withdrawn or taken in: nothing speaks of it any more.
        with contextlib.suppress(FileNotFoundError):
            told[f"{_HOME}{name}"] = _packed(archive, f"{_HOME}{name}", path)


def _is_left_out(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") for part in parts) or any(
        name == each or name.startswith(f"{each}/") for each in _LEFT_OUT
    )


def _packed(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    """Adds a file, and gives its size and hash."""
    how = zipfile.ZIP_STORED if path.suffix in _PACKED else zipfile.ZIP_DEFLATED
    entry = zipfile.ZipInfo(name)
    entry.compress_type, entry.external_attr = how, 0o600 << 16
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
        size, sha256 = _copied(source, packed)
    return {"bytes": size, "sha256": sha256}


def _copied(source: BinaryIO | Any, to: BinaryIO | Any) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while block := source.read(_STEP):
        digest.update(block)
        size += len(block)
        to.write(block)
    return size, digest.hexdigest()


def restore(file: Path, home: Path, url: str | None) -> Copied | Refusal:
    """Lays a copy out as a new home, whole or not at all; each file has to be what the manifest says.

    The home must not be there, or be empty; so must the database that `url` names. An `OSError` passes through.
    """
    home = home.absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        return Refusal("restore.not_empty", {"home": home.name})
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            if manifest["shape"] != _SHAPE:
                return Refusal("restore.newer", {"file": file.name})
            return _restored(archive, manifest, file.name, home, database_of(home, url))
    except Failed as failed:
        return failed.refusal
    except _DAMAGED:
        return Refusal("restore.damaged", {"file": file.name})


def _restored(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], name: str, home: Path, database: Database
) -> Copied | Refusal:
    told: Mapping[str, Mapping[str, Any]] = manifest["files"]
    if _DATABASE in told and database.kind != manifest["database"]:
        return Refusal("restore.other_database", {"has": manifest["database"], "asked": database.kind})
    if _DATABASE in told and not database.is_empty():
        return Refusal("restore.database_not_empty", {})
    if home.exists():
        home.rmdir()
    with whole_folder(home) as beside:
        beside.chmod(0o700)
        for each, facts in told.items():
            place = beside / (_DATABASE if each == _DATABASE else _place(each))
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with archive.open(each) as packed, _private(place) as handle:
                if _copied(packed, handle) != (facts["bytes"], facts["sha256"]):
                    raise Failed(Refusal("restore.damaged", {"file": name}))
        if _DATABASE in told:
            database.lay(beside / _DATABASE, beside)
        sync_tree(beside)
    return Copied(
        len(told), sum(each["bytes"] for each in told.values()), manifest["database"], manifest["made_at"]
    )


def _place(name: str) -> Path:
    """Gives where below a home a file goes; a name that leads out of it is no name of ours."""
    path = PurePosixPath(name)
    if not name.startswith(_HOME) or ".." in path.parts or "\\" in name or ":" in name:
        raise ValueError("a name that leads elsewhere")
    return Path(*path.parts[1:])
