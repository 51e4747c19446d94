"""Notes who looked at patients' numbers: one line a look in HOME/audit.log, never a number of a patient in it."""

import datetime
import getpass
import json
import os
from collections.abc import Mapping
from pathlib import Path

from sitthi.pipeline.lock import held

__all__ = ["note_look"]


def note_look(home: Path, at: datetime.datetime, act: str, about: Mapping[str, object]) -> None:
    """Adds a line: when, who by the system's account, which act, about what; it is on the disk on return.

    Called before anything is shown: a look that cannot be noted does not happen.
    """
    line = {"at": at.isoformat(timespec="seconds"), "who": _who(), "act": act, **about}
    path = home / "audit.log"
    with held(home / ".audit.lock", wait=True):
        path.touch(mode=0o600)
        path.chmod(0o600)  # one that an earlier version left open to all
        with path.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False) + "\n")
            log.flush()
            os.fsync(log.fileno())


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"  # an account that the system has no name for
