"""Keeps the bytes of a set as they came, and makes sure that they are the ones that were read."""

import hashlib
import os
from pathlib import Path

from sitthi.files.claims.landing import LandedSet

__all__ = ["keep_bytes"]

_STEP = 1 << 20


def keep_bytes(landed: LandedSet, folder: Path) -> None:
    """Copies every member into a new folder; an `OSError` where its bytes are no longer those that landed.

    A member of a zip lies there unpacked. Each file is begun to be brought to the disk at once.
    """
    folder.mkdir(mode=0o700)
    for member in landed.members:
        digest = hashlib.sha256()
        with member.open() as source, (folder / member.name).open("xb") as copy:
            while block := source.read(_STEP):
                digest.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        if digest.hexdigest() != member.sha256:
            raise OSError(0, "was changed while it was loaded", member.name)
