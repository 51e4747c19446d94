"""The key of the keyed hashes: made once in a home or handed down by the region, and the hashes made with it.

A person, a stay and a visit are known in the records by a number that only who holds the key can make.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sitthi.core.findings import Refusal
from sitthi.files.whole import whole_file
from sitthi.pipeline.lock import held
from sitthi.pipeline.store import batches_of

__all__ = ["PersonKey", "kept_key", "keyed", "lay_key", "person_key"]

_HEX = re.compile("[0-9a-f]{64}")
_BLOCK = 64
"""Bytes of a block of SHA-256, which HMAC pads its key to."""


@dataclass(frozen=True, slots=True, repr=False)
class PersonKey:
    """The 32 secret bytes; neither `repr` nor an exception shows them."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """Tells keys apart without giving anything of them away."""
        return hmac.digest(self.secret, b"fingerprint", "sha256").hex()[:16]

    def __repr__(self) -> str:
        return "PersonKey(masked)"


def person_key(home: Path, handed: Path | None = None) -> PersonKey | Refusal:
    """Gives the home's key, making it where there is none: from the file handed down, else by chance.

    Refused: a file that is no key (64 hexadecimal digits on one line), a handed key that is another than the
    home's, and a home that lost the key of its batches where none is handed: under one made by chance every
    person would count twice. An `OSError` of the disk passes through.
    """
    path = home / "keys" / "person.key"
    given = None if handed is None else _read(handed)
    if isinstance(given, Refusal):
        return given
    with held(path.with_name(".lock"), wait=True):
        if not path.exists():
            lost = None if given else _lost(home)
            if lost is not None:
                return lost
            path.parent.chmod(0o700)
            made = given or PersonKey(secrets.token_bytes(32))
            with whole_file(path) as handle:
                Path(handle.name).chmod(0o600)
                handle.write(made.secret.hex() + "\n")
        kept = _read(path)
    if not isinstance(kept, Refusal) and given is not None and given != kept:
        return Refusal("key.differs", {"kept": kept.fingerprint, "given": given.fingerprint})
    return kept


def kept_key(home: Path) -> PersonKey | Refusal | None:
    """Gives the home's key and makes none; `None` where there is none, refused where the file is no key."""
    path = home / "keys" / "person.key"
    return _read(path) if path.exists() else None


def _lost(home: Path) -> Refusal | None:
    """Refuses to make a key beside batches, whose persons only the key they were loaded under can tell."""
    prints: set[str] = set()
    for folder in sorted((home / "batches").glob("[0-9]*")):
        batches = batches_of(home, folder.name)
        if isinstance(batches, Refusal):
            return batches
        prints.update(batch.key for batch in batches)
    return Refusal("key.lost", {"fingerprint": ", ".join(sorted(prints))}) if prints else None


def _read(path: Path) -> PersonKey | Refusal:
    text = path.read_bytes()[:200].decode("ascii", "replace").strip()
    if _HEX.fullmatch(text) is None:
        return Refusal("key.unreadable", {"file": path.name})
    return PersonKey(bytes.fromhex(text))


def lay_key(connection: duckdb.DuckDBPyConnection, key: PersonKey) -> None:
    """Gives a connection the macro that `keyed` calls."""
    padded = key.secret.ljust(_BLOCK, b"\0")
    connection.execute("SET VARIABLE key_inner = ?::BLOB", [bytes(byte ^ 0x36 for byte in padded)])
    connection.execute("SET VARIABLE key_outer = ?::BLOB", [bytes(byte ^ 0x5C for byte in padded)])
    connection.execute(
        "CREATE OR REPLACE MACRO keyed_hash(message) AS (unhex(left(sha256(getvariable('key_outer') "
        "|| unhex(sha256(getvariable('key_inner') || encode(message)))), 16))::BIT)::BIGINT"
    )


def keyed(kind: str, *parts: str) -> str:
    """Gives the SQL of a keyed hash: HMAC-SHA256 over kind and parts, its first 8 bytes as a signed number.

    `parts` are SQL expressions. A kind keeps numbers apart that happen to be alike, such as HN and AN.
    """
    return f"keyed_hash({' || chr(124) || '.join([repr(kind), *parts])})"
