"""Writes a file or a folder whole or not at all: beside its place first, to the disk, then one rename."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

__all__ = ["sync_file", "whole_file", "whole_folder"]


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Gives a text file to write that takes its name only when the block ends well; `OSError` passes through.

    Until then the name holds what it held before. UTF-8, line ends as they are written.
    """
    beside = path.with_name(f".{path.name}.{token_hex(4)}.part")
    try:
        with beside.open("x", encoding="utf-8", newline="") as handle:
            yield handle
            handle.flush()
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
    beside.mkdir()
    try:
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


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows keeps no handle of a folder
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
