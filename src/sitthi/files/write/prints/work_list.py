"""A work list on paper: groups by deadline, a row a case, with what to do next and what lateness costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sitthi.core.claims.due import DeadlineState
from sitthi.files.words import say
from sitthi.files.write.prints.written import count, money

__all__ = ["WorkGroup", "WorkList", "WorkRow"]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One case. Texts are written in the language of the print; of two lines, the second may be empty.

    `late_cost_satang` is negative where lateness costs; `None` is not known, and printed so.
    """

    state: DeadlineState
    due: str
    due_note: str
    patient: str
    number: str
    fund: str
    ward: str
    next_act: str
    missing: str
    held_by: str
    held_for: str
    amount_satang: int | None
    late_cost_satang: int | None


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Cases under one heading, `n` of them in all where fewer are printed."""

    title: str
    rows: tuple[WorkRow, ...]
    n: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """The groups in their order."""

    groups: tuple[WorkGroup, ...]
    template: ClassVar[str] = "work_list"

    def data(self, language: str) -> Mapping[str, Any]:
        """Gives the list as written text."""
        return {"groups": [_group(group, language) for group in self.groups]}


def _group(group: WorkGroup, language: str) -> Mapping[str, Any]:
    said = say(language, "print.n_cases", n=count(group.n))
    if group.n > len(group.rows):
        said = say(language, "print.n_of_cases", n=count(group.n), shown=count(len(group.rows)))
    return {"title": group.title, "count": said, "rows": [_row(row, language) for row in group.rows]}


def _row(row: WorkRow, language: str) -> Mapping[str, str]:
    return {
        "state": row.state.value,
        "due": row.due,
        "due_note": row.due_note,
        "patient": row.patient,
        "number": row.number,
        "fund": row.fund,
        "ward": row.ward,
        "next_act": row.next_act,
        "missing": row.missing,
        "held_by": row.held_by,
        "held_for": row.held_for,
        "amount": money(row.amount_satang, say(language, "print.no_amount")),
        "late_cost": money(row.late_cost_satang, say(language, "print.not_known")),
    }
