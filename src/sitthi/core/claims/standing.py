"""Where a case stands, as values: its steps, documents, groups of steps, who holds it, what it waits for."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.flow.step import Document, Group, Step

__all__ = [
    "SETTLED",
    "DocumentProgress",
    "DocumentState",
    "GroupProgress",
    "Need",
    "Progress",
    "StepProgress",
    "StepState",
    "Waiting",
    "WaitingKind",
]


class Need(StrEnum):
    """Whether a case needs a step or document."""

    REQUIRED = "required"
    NOT_NEEDED = "not_needed"
    NOT_YET_KNOWN = "not_yet_known"
    """It goes by the weight, and the case is not grouped yet."""


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    CURRENT = "current"
    """The first step that is neither done nor skipped nor needless."""
    AHEAD = "ahead"
    SKIPPED = "skipped"
    NOT_NEEDED = "not_needed"
    NOT_YET_KNOWN = "not_yet_known"


SETTLED = frozenset({StepState.DONE, StepState.SKIPPED, StepState.NOT_NEEDED})
"""States that ask for nothing more."""


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far one step of a case is.

    `done_at` and `done_by` are of a step that is done; `was_done_at` and `was_done_by` of one that was, before the
    case came back to it or to an earlier one.
    """

    step: Step
    state: StepState
    since: datetime.datetime | None = None
    """Since when it is in its state; `None` for what lies ahead or was never needed."""
    done_at: datetime.datetime | None = None
    done_by: str | None = None
    n_returned: int = 0
    """How often the case was sent back to this step."""
    was_done_at: datetime.datetime | None = None
    was_done_by: str | None = None
    reason: str | None = None
    """Why it was skipped, or why the case came back to it."""

    @property
    def is_settled(self) -> bool:
        """Tells whether nothing more is asked of it."""
        return self.state in SETTLED


class DocumentState(StrEnum):
    """What is known of a document's whereabouts."""

    MISSING = "missing"
    RECEIVED = "received"
    SENT = "sent"
    """On its way to `unit`, or arrived there without a word."""
    BORROWED = "borrowed"
    RETURNED = "returned"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class DocumentProgress:
    """One document of a case's checklist: whether it is needed, and where it is."""

    document: Document
    need: Need
    state: DocumentState = DocumentState.MISSING
    unit: str | None = None
    """Where it is, is bound for, or was last."""
    person: str | None = None
    since: datetime.datetime | None = None
    is_scan: bool | None = None
    reason: str | None = None
    """Why it was borrowed, lost, or said not to be needed."""
    n_reminded: int = 0
    """Reminders since it is where it is."""

    @property
    def is_lacking(self) -> bool:
        """Tells a document that is needed and that nobody can lay hands on."""
        return self.need is Need.REQUIRED and self.state in _LACKING


_LACKING = frozenset({DocumentState.MISSING, DocumentState.BORROWED, DocumentState.LOST})


class WaitingKind(StrEnum):
    """What a case can wait for."""

    STEP = "step"
    DOCUMENT_MISSING = "document_missing"
    DOCUMENT_BORROWED = "document_borrowed"
    DOCUMENT_LOST = "document_lost"
    ACCEPTANCE = "acceptance"
    """A hand-over is to be accepted or refused by `unit`."""
    CODING = "coding"
    """The weight decides whether `step` is needed, and is not known."""
    PAUSED = "paused"
    DISCHARGE = "discharge"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a case waits for: the one sentence of its page, as ids of its flow."""

    kind: WaitingKind
    step: str | None = None
    document: str | None = None
    unit: str | None = None
    """The unit that the case waits for."""
    person: str | None = None
    since: datetime.datetime | None = None
    documents: tuple[str, ...] = ()
    """Every document that stands in the step's way; `document` is the first to be cared for."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """A group's standard days and those that were used; what is usual, never what is due."""

    group: Group
    allowed: Fraction
    used: int | None
    """Whole days; `None` before its clock started, where no step of it is needed, or where it is open and no `now`
    was given."""
    started_at: datetime.datetime | None = None
    ended_at: datetime.datetime | None = None

    @property
    def is_overrun(self) -> bool:
        """Tells whether more days were used than allowed."""
        return self.used is not None and self.used > self.allowed


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a case stands by its events."""

    steps: tuple[StepProgress, ...]
    documents: tuple[DocumentProgress, ...]
    groups: tuple[GroupProgress, ...]
    current: Step | None
    """The step the case is at; `None` once it is finished."""
    open_steps: tuple[StepProgress, ...]
    """Each unit's own next open step, in the order of the flow."""
    holder_unit: str
    holder_person: str | None
    held_since: datetime.datetime | None
    holder_is_presumed: bool
    """Whether nobody accepted the case and its step alone says who must have it."""
    offered_to: str | None
    """The unit that has yet to accept a hand-over."""
    waits_for: Waiting
    sent_at: datetime.datetime | None
    is_finished: bool
    is_paused: bool
    n_lost: int
    """Documents lost and not found again."""

    def step(self, name: str) -> StepProgress | None:
        """Gives a step by its id."""
        return next((each for each in self.steps if each.step.id == name), None)

    def document(self, name: str) -> DocumentProgress | None:
        """Gives a document by its id."""
        return next((each for each in self.documents if each.document.id == name), None)

    def open_step_of(self, unit: str) -> StepProgress | None:
        """Gives what a unit has to do next, in its turn or before."""
        return next((each for each in self.open_steps if each.step.unit == unit), None)

    @property
    def lacking(self) -> tuple[DocumentProgress, ...]:
        """Are the documents that are needed and not at hand."""
        return tuple(each for each in self.documents if each.is_lacking)
