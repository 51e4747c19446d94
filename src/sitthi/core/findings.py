"""Kinds of no: a `Finding` about data, a `Refusal` of an act; exceptions are our own faults.

Both are values, collected and returned. Their texts live in `book/findings`, by code.
"""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sitthi.core.evidence import Label

__all__ = ["Blocked", "Finding", "FindingKind", "Refusal", "Severity"]


class Severity(StrEnum):
    """Whether a finding stops the work or only asks for a look."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the data: which code, where, and the names its sentence needs.

    `line` is physical, the first is 1 and the header counts. `detail` carries names of the book, counts
    and limits; never the content of a cell, which may belong to a patient.
    """

    code: str
    file: str
    line: int | None = None
    field: str | None = None
    detail: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that is not allowed now, with the names its sentence needs."""

    code: str
    detail: Mapping[str, str] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Blocked:
    """What an act came to whose input has findings that block: nothing was done, and these say why.

    `refusal` sums them up where a sentence says more than each of them. `by_code` counts all that was found, where
    `findings` are not the whole of it.
    """

    findings: Sequence[Finding]
    refusal: Refusal | None = None
    by_code: Mapping[str, int] = dataclasses.field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What the catalogue says of a code: its weight, the exit code of a run that meets it, and its words.

    `message` says what is wrong and `remedy` what to do; `{name}` in them is filled from a finding's detail.
    """

    id: str
    severity: Severity
    exit: int
    message: Label
    remedy: Label

    def faults(self) -> Iterable[str]:
        """Names a blocking kind without a failing exit code, and an exit code outside the contract."""
        if self.exit not in (0, 10, 11, 12):
            yield "exit is one of 0, 10, 11, 12"
        if (self.severity is Severity.BLOCK) != (self.exit != 0):
            yield "a blocking finding has exit 10, 11 or 12; a warning has 0"
