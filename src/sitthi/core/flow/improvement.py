"""What a document claims about its own improvement: the ECRS notes, and figures to compute again."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label

__all__ = ["DeclaredFigure", "Ecrs", "EcrsNote", "Figure"]


class Ecrs(StrEnum):
    """The four ways of making a process shorter, ECRS."""

    ELIMINATE = "E"
    COMBINE = "C"
    REARRANGE = "R"
    SIMPLIFY = "S"


@dataclass(frozen=True, slots=True)
class EcrsNote:
    """One improvement: which way, what was changed, and which steps of the old and of this definition."""

    way: Ecrs
    text: Label
    evidence: Evidence
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    steps_evidence: Evidence | None = None
    """Who says which steps are meant, where that is not who says the text."""


class Figure(StrEnum):
    """A figure that a document states and the charts can compute."""

    STEPS_SAVED_PERCENT = "steps_saved_percent"
    DAYS_SAVED_PERCENT = "days_saved_percent"
    MINUTES = "minutes"
    DAYS = "days"

    @property
    def is_of_two(self) -> bool:
        """Tells whether the figure compares two charts."""
        return self in (Figure.STEPS_SAVED_PERCENT, Figure.DAYS_SAVED_PERCENT)


@dataclass(frozen=True, slots=True)
class DeclaredFigure:
    """A figure as the document prints it, and what it is computed from.

    A figure of two charts names the earlier definition in `against`. `unit` narrows it to one unit;
    `printed_before` is the earlier value where the document printed a rounded one.
    """

    name: Label
    figure: Figure
    stated: Fraction
    evidence: Evidence
    unit: str | None = None
    against: str | None = None
    printed_before: Fraction | None = None

    def faults(self) -> Iterator[str]:
        """Names a comparison without its other side, and sides that the figure has no use for."""
        if self.figure.is_of_two and self.against is None:
            yield "against is missing: the figure compares two definitions"
        if not self.figure.is_of_two and self.against is not None:
            yield "against is not for a figure of one chart"
        if not self.figure.is_of_two and self.unit is not None:
            yield "unit is not for a figure of the whole chart"
        if not self.figure.is_of_two and self.printed_before is not None:
            yield "printed_before is not for a figure of one chart"
