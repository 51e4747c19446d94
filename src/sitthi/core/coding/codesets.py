"""Sets of diagnoses: which principal diagnosis, with which others beside it, makes a stay count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sitthi.core.coding.icd10 import Icd10, icd10
from sitthi.core.evidence import Evidence, Label

__all__ = ["CodeCase", "CodeSet", "code_ends"]


@lru_cache(maxsize=1024)
def code_ends(codes: str) -> tuple[str, str] | None:
    """Reads `I10-I15`, `E10.0-E10.1` or `I67.4` as its two ends, both of one length; anything else is `None`."""
    first, dash, last = codes.partition("-")
    low, high = icd10(first), icd10(last if dash else first)
    if low is None or high is None or len(low) != len(high) or low > high:
        return None
    return low, high


def _is_among(code: Icd10, ranges: tuple[str, ...]) -> bool:
    """Tells whether a code lies in one of the ranges; `I10-I15` holds I10 to I15 and all below them."""
    for text in ranges:
        ends = code_ends(text)
        if ends is not None and len(code) >= len(ends[0]) and ends[0] <= code[: len(ends[0])] <= ends[1]:
            return True
    return False


@dataclass(frozen=True, slots=True)
class CodeCase:
    """One way to belong to a set: the principal diagnosis, a secondary one it needs, and those that bar it."""

    principal: tuple[str, ...]
    secondary: tuple[str, ...] = ()
    """One of these has to stand beside the principal diagnosis; empty asks for none."""
    without: tuple[str, ...] = ()
    """None of these may stand among the diagnoses."""

    def faults(self) -> Iterator[str]:
        """Names what is no code or range of codes."""
        if not self.principal:
            yield "principal names no code"
        for text in (*self.principal, *self.secondary, *self.without):
            if code_ends(text) is None:
                yield f"{text!r} is no code, nor a range of codes of one length"

    def holds(self, principal: Icd10, secondary: tuple[Icd10, ...]) -> bool:
        """Tells whether a stay's diagnoses fit."""
        if not _is_among(principal, self.principal):
            return False
        if self.secondary and not any(_is_among(code, self.secondary) for code in secondary):
            return False
        return not any(_is_among(code, self.without) for code in (principal, *secondary))


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A versioned set of diagnoses; a stay belongs when any of its cases holds."""

    id: str
    title: Label
    edition: str
    evidence: Evidence
    cases: tuple[CodeCase, ...]

    def faults(self) -> Iterator[str]:
        """Names a set that nothing can belong to."""
        if not self.cases:
            yield "has no case"

    def holds(self, principal: Icd10, secondary: Iterable[Icd10] = ()) -> bool:
        """Tells whether a stay with these diagnoses belongs to the set."""
        others = tuple(secondary)
        return any(case.holds(principal, others) for case in self.cases)
