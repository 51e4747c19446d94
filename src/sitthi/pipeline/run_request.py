"""What a run is asked for, and the hash that names it: the same inputs, book and choices have the same name."""

import hashlib
import importlib.metadata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sitthi import __version__
from sitthi.book import Book
from sitthi.core.numbers import plain
from sitthi.core.thai.periods import Period
from sitthi.pipeline.kept_tables import canonical_bytes

__all__ = ["InputTable", "RunRequest", "run_id", "versions"]

_PARTS = ("duckdb", "ibis-framework", "pyarrow")
"""Whose versions could make a difference to a count."""


@dataclass(frozen=True, slots=True)
class InputTable:
    """A small table that somebody handed to a run: where it lies, its own name, its encoding, its bytes' hash."""

    path: Path
    name: str
    encoding: str
    sha256: str

    @classmethod
    def of(cls, path: Path, encoding: str) -> "InputTable":
        """Takes a file as it lies there."""
        return cls(path, path.name, encoding, hashlib.sha256(path.read_bytes()).hexdigest())

    def as_json(self) -> Mapping[str, str]:
        """Gives what a manifest keeps of it."""
        return {"name": self.name, "encoding": self.encoding, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is scored, over which days, for which units (none named: all), by which choices and settings.

    `values` has the criteria that no file gives, `uc_population` the persons that an award counts for a unit in
    the place of those registered with it.
    """

    scorecard: str
    period: Period
    choices: Mapping[str, str]
    round: str | None = None
    units: tuple[str, ...] = ()
    given: Mapping[str, Fraction] | None = None
    values: InputTable | None = None
    uc_population: InputTable | None = None
    overlays: tuple[Path, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Gives it as plain values, without the places of files."""
        return {
            "scorecard": self.scorecard,
            "round": self.round,
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "choices": dict(self.choices),
            "units": sorted(self.units),
            "set": {name: plain(value) for name, value in sorted((self.given or {}).items())},
            "values": None if self.values is None else self.values.as_json(),
            "uc_population": None if self.uc_population is None else self.uc_population.as_json(),
        }


def versions() -> dict[str, str]:
    """Gives the versions of Sitthi and of what counts for it."""
    return {"sitthi": __version__} | {part: importlib.metadata.version(part) for part in _PARTS}


def run_id(request: RunRequest, book: Book, inputs: Sequence[Mapping[str, Any]]) -> str:
    """Gives the name of a run: sixteen digits of the hash of what it is made from; no clock is in it.

    `inputs` say which batches, population, register and overrides the home gave.
    """
    made_from = {"request": request.as_json(), "book": book.sha256, "versions": versions(), "inputs": list(inputs)}
    return hashlib.sha256(canonical_bytes(made_from)).hexdigest()[:16]
