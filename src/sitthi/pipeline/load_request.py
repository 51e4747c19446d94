"""What is asked of a load, what its set is about, and what stands for the bytes that came."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.landing import LandedSet
from sitthi.pipeline.store import set_digest

__all__ = ["Intake", "Told"]

Told = Callable[[str, int, int | None], None]
"""Hears of progress: the stage, how many rows (of `landing`: bytes) are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What is asked of a load; `handed_key` is the region's key where that is handed down with it.

    `replaces` names an earlier batch of the hospital of which nothing counts any more, also what this set has not.
    Days after `as_of` are found to lie in the future.
    """

    format: FileFormat
    path: Path
    hcode: str
    strict: bool = False
    with_identity: bool = True
    handed_key: Path | None = None
    replaces: str | None = None
    as_of: datetime.date | None = None

    @property
    def subject(self) -> str:
        """Says what the set is about: sets of one subject supersede each other, be they of one format or not."""
        return "claims" if self.format.file("IPD") is not None else "register"

    def digest(self, landed: LandedSet, key: str) -> str:
        """Gives what two loads share that brought the same bytes and asked for the same.

        An empty key asks for the bytes alone: then neither the key matters nor what else was asked for.
        """
        hashes = [f"{member.file} {member.sha256}" for member in landed.members]
        if key and self.replaces:
            hashes.append(f"replaces {self.replaces}")
        if key and not self.with_identity:
            hashes.append("without identity")
        return set_digest(self.format.id, self.hcode, hashes, key)
