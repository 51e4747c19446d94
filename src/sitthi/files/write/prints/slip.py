"""A hand-over slip on paper: the cases that one unit gives to another, and a place for both to sign."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sitthi.files.words import say
from sitthi.files.write.prints.written import count, moment

__all__ = ["Slip", "SlipLine"]


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One case: whose, which papers go with it, and what the other unit answered, empty where it has not yet."""

    patient: str
    number: str
    papers: tuple[str, ...]
    is_accepted: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip; an answer not yet given leaves boxes to tick."""

    from_unit: str
    to_unit: str
    made_by: str
    made_at: datetime.datetime
    lines: tuple[SlipLine, ...]
    note: str = ""
    template: ClassVar[str] = "slip"

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the slip as written text."""
        return {
            "from_unit": self.from_unit,
            "to_unit": self.to_unit,
            "made_by": self.made_by,
            "made_at": moment(self.made_at, language),
            "note": self.note,
            "count": say(language, "print.n_cases", n=count(len(self.lines))),
            "lines": [_line(line, language) for line in self.lines],
        }


def _line(line: SlipLine, language: str) -> Mapping[str, Any]:
    answer = ""
    if line.is_accepted is not None:
        answer = say(language, "print.accepted" if line.is_accepted else "print.refused")
    return {
        "patient": line.patient,
        "number": line.number,
        "papers": list(line.papers),
        "answer": answer,
        "reason": line.reason,
    }
