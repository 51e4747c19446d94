"""The cover sheet of a case on paper: whose it is, what it waits for, what is due, which papers are where."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sitthi.core.claims.due import DeadlineState
from sitthi.files.words import say
from sitthi.files.write.prints.written import day

__all__ = ["Cover", "CoverDeadline", "CoverDocument", "CoverStep"]


@dataclass(frozen=True, slots=True)
class CoverDeadline:
    """A deadline: `due` says until when or how near, `counted_from` from what its clock runs."""

    title: str
    state: DeadlineState
    due: str
    counted_from: str


@dataclass(frozen=True, slots=True)
class CoverDocument:
    """A paper of the case, in words: its state and where it is."""

    title: str
    state: str
    where: str


@dataclass(frozen=True, slots=True)
class CoverStep:
    """A step of the flow, and when and by whom it was done."""

    number: int
    title: str
    unit: str
    done_on: datetime.date | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """A case; it has no citizen id to give away."""

    patient: str
    hn: str
    number: str
    fund: str
    ward: str
    physician: str
    admitted_on: datetime.date
    discharged_on: datetime.date | None
    waits_for: str
    deadlines: tuple[CoverDeadline, ...] = ()
    documents: tuple[CoverDocument, ...] = ()
    steps: tuple[CoverStep, ...] = ()
    template: ClassVar[str] = "cover"

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the case as written text."""
        facts = {
            "patient": self.patient,
            "fund": self.fund,
            "number": self.number,
            "hn": self.hn,
            "ward": self.ward,
            "physician": self.physician,
            "admitted": day(self.admitted_on, language),
            "discharged": day(self.discharged_on, language) or say(language, "print.not_discharged"),
        }
        return {
            "facts": [{"key": key, "value": value} for key, value in facts.items()],
            "waits_for": self.waits_for,
            "deadlines": [
                {"title": row.title, "state": row.state.value, "due": row.due, "counted_from": row.counted_from}
                for row in self.deadlines
            ],
            "documents": [{"title": row.title, "state": row.state, "where": row.where} for row in self.documents],
            "steps": [
                {
                    "number": str(row.number),
                    "title": row.title,
                    "unit": row.unit,
                    "done_on": day(row.done_on, language),
                    "done_by": row.done_by,
                }
                for row in self.steps
            ],
        }
