"""The key that signs sessions: made once for a home, readable by its owner only."""

import os
import secrets
from pathlib import Path

__all__ = ["secret_of"]


def secret_of(home: Path) -> str:
    """Gives the home's key; the first who asks makes it, and two who ask at once get the same."""
    path = home / "keys" / "web.secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(48))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text("ascii")
