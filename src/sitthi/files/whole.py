"""Writes a file or a folder whole or not at all: beside its place first, to the disk, then one rename.

What a process that was killed left beside the place is removed by the next one that writes there.
"""

import glob
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TextIO

if sys.platform != "win32":
    import fcntl

__all__ = ["sync_file", "sync_tree", "whole_by_name", "whole_file", "whole_folder"]


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Gives a text file to write that takes its name only when the block ends well; `OSError` passes through.

    Until then the name holds what it held before. UTF-8, line ends as they are written.
    """
    _sweep(path)
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="") as handle:
            _is_taken(handle.fileno())
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


@contextmanager
def whole_by_name(path: Path) -> Iterator[Path]:
    """Gives a name beside for a library that opens its file itself; what it wrote takes the place at the end."""
    _sweep(path)
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        yield beside
        with beside.open("rb+") as handle:
            os.fsync(handle.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Gives an empty folder to fill that takes its name only when the block ends well.

    An `OSError` passes through, also the one of a name that another process took meanwhile. The files in
    the folder are the caller's to bring to the disk, with `sync_file`.
    """
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    beside.mkdir()
    try:
        with _held(beside):
            yield beside
            _sync_folder(beside)
            beside.rename(path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _sync_folder(path.parent)


def sync_file(path: Path, content: bytes) -> None:
    """Writes a new file and brings it to the disk."""
    with path.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def sync_tree(folder: Path) -> None:
    """Brings to the disk what others wrote into a folder: every file below it, and every folder with its names."""
    for path in folder.rglob("*"):
        if path.is_dir():
            _sync_folder(path)
        else:
            with path.open("r+b") as handle:
                os.fsync(handle.fileno())
    _sync_folder(folder)


def _sweep(path: Path) -> None:
    """Removes what was left half-written beside a name, unless a living process still holds it."""
    if os.name != "posix":
        return  # locks and handles of folders are POSIX's
    for left in path.parent.glob(f".{glob.escape(path.name)}.{'[0-9a-f]' * 8}.part"):
        with suppress(OSError), _held(left) as is_ours:
            if not is_ours:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()


@contextmanager
def _held(path: Path) -> Iterator[bool]:
    """Holds a file or folder as long as the block runs, and tells whether it could."""
    if os.name != "posix":
        yield True
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        yield _is_taken(handle)
    finally:
        os.close(handle)


def _is_taken(handle: int) -> bool:
    """Takes the lock of an open file or folder, and tells whether it was free; it ends with the process."""
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows keeps no handle of a folder
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
