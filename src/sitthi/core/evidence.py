"""Where a figure comes from: grades of evidence, sources, labels, and the working behind a result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Evidence", "Grade", "Label", "Source", "Working", "weakest"]


class Grade(StrEnum):
    """How well a statement is known, strongest first [DESIGN, decision 3]."""

    F = "F"
    """Read in a primary source."""
    T = "T"
    """Recomputed from a primary source."""
    F2 = "F2"
    """Two transcriptions agree."""
    F1 = "F1"
    """One secondary source."""
    I = "I"  # noqa: E741 - the grade's own letter
    """Inferred, with a reason."""
    K = "K"
    """Common knowledge, unconfirmed."""
    GAP = "GAP"
    """Not known: a placeholder that a person has to fill."""

    @property
    def rank(self) -> int:
        """Counts down the ladder: 0 for F, higher for weaker."""
        return _LADDER[self]


_LADDER = {grade: rank for rank, grade in enumerate(Grade)}


def weakest(grades: Iterable[Grade]) -> Grade:
    """Gives the weakest of some grades; of none it is F, since nothing weakens a result."""
    return max(grades, key=_LADDER.__getitem__, default=Grade.F)


@dataclass(frozen=True, slots=True)
class Label:
    """A name or sentence in Thai and English; neither is empty."""

    th: str
    en: str

    def faults(self) -> Iterator[str]:
        """Names an empty side."""
        if not self.th.strip() or not self.en.strip():
            yield "a label needs both Thai and English"

    def in_language(self, language: str) -> str:
        """Gives the Thai side for `th`, the English one otherwise."""
        return self.th if language == "th" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """A document that statements are read in, listed in `book/sources.toml`."""

    id: str
    title: Label
    issued_by: Label
    dated: str
    """When it was issued, as far as known: a Christian-era year, month or day."""
    kind: str
    """`primary`, `secondary`, `project` (a decision of Sitthi's own) or `none` (nothing was found)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says a thing and how surely: a grade, a source's id, and the place in it.

    In data files it is one string, `F quality-fund-2552 s.12`.
    """

    grade: Grade
    source: str
    place: str = ""

    @classmethod
    def read(cls, text: str) -> "Evidence":
        """Reads `GRADE source place...`; a missing source or unknown grade is a `ValueError`."""
        parts = text.split(maxsplit=2)
        if len(parts) < 2 or parts[0] not in Grade.__members__:
            raise ValueError("evidence reads 'GRADE source place', grades F T F2 F1 I K GAP")
        return cls(Grade[parts[0]], parts[1], parts[2] if len(parts) == 3 else "")

    @property
    def citation(self) -> str:
        """Writes the source and its place without the grade: `quality-fund-2552 s.12`."""
        return f"{self.source} {self.place}".strip()


@dataclass(frozen=True, slots=True)
class Working:
    """How one figure came about: its value, the rule applied, who says so, and the parts it was made of.

    `value` is already written as it is shown. The grade is the weakest of its own and its parts'.
    """

    name: str
    value: str | None
    rule: str
    evidence: Evidence
    parts: tuple["Working", ...] = ()

    @property
    def grade(self) -> Grade:
        """Is the weakest grade found in the tree."""
        return weakest([self.evidence.grade, *(part.grade for part in self.parts)])

    def as_tree(self) -> Mapping[str, object]:
        """Gives the tree as plain values: name, value, rule, source, grade, parts."""
        return {
            "name": self.name,
            "value": self.value,
            "rule": self.rule,
            "source": self.evidence.citation,
            "grade": self.grade.value,
            "parts": [part.as_tree() for part in self.parts],
        }
