"""Holds a lock file while something is done that no other process may do at the same time."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["held"]


@contextmanager
def held(path: Path, *, wait: bool = False) -> Iterator[bool]:
    """Tells whether the lock could be taken, and holds it until the block ends; `wait` takes it in any case.

    The lock ends with the process, however that ends. The file stays: a process that removed it would leave
    two others holding locks of different files of one name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as handle:
        yield _is_taken(handle.fileno(), wait)


def _is_taken(handle: int, wait: bool) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
