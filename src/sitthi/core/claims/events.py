"""The events of a case: what happened, when, by whom. They are only ever added to.

A later event may take an earlier one's place (`supersedes`): an `undone` takes it away, any other corrects it.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Event", "EventKind", "live"]


class EventKind(StrEnum):
    """What kinds of things happen to a case."""

    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    STEP_DONE = "step_done"
    STEP_RETURNED = "step_returned"
    """The case goes back to the step named; it and every later one are to be done again."""
    STEP_SKIPPED = "step_skipped"
    DOCUMENT_RECEIVED = "document_received"
    DOCUMENT_SENT = "document_sent"
    DOCUMENT_BORROWED = "document_borrowed"
    DOCUMENT_RETURNED = "document_returned"
    DOCUMENT_LOST = "document_lost"
    DOCUMENT_NOT_NEEDED = "document_not_needed"
    """A person says that this case does without."""
    HANDED_OVER = "handed_over"
    """A unit gives the case's papers to another, which accepts or refuses them."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ASSIGNED = "assigned"
    REMINDED = "reminded"
    PAUSED = "paused"
    RESUMED = "resumed"
    NOTED = "noted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case; units, steps and documents are ids of the case's flow.

    Numbers run from 1 in the order of recording. `at` is when it happened, so that what is written down late
    still stands where it belongs.
    """

    number: int
    kind: EventKind
    at: datetime.datetime
    recorded_at: datetime.datetime
    by: str | None = None
    """Who did it; `None` for a file."""
    unit: str | None = None
    """For which unit it was done."""
    step: str | None = None
    document: str | None = None
    to_unit: str | None = None
    to_person: str | None = None
    reason: str | None = None
    is_scan: bool | None = None
    """Whether a document came as a scan (true) or as paper (false)."""
    supersedes: int | None = None
    """Number of the event whose place it takes."""


def live(events: Iterable[Event]) -> tuple[Event, ...]:
    """Gives the events that nothing live supersedes, in the order in which they happened.

    An undone undo brings back what it took away. Of two events at one moment, the one recorded first comes first;
    a correction counts as recorded with what it corrects.
    """
    rising = sorted(events, key=lambda event: event.number)
    gone: set[int] = set()
    for event in reversed(rising):
        if event.number not in gone and event.supersedes is not None and event.supersedes < event.number:
            gone.add(event.supersedes)
    kept = [event for event in rising if event.number not in gone]
    return tuple(sorted(kept, key=lambda event: (event.at, _place(event), event.number)))


def _place(event: Event) -> int:
    """Gives the number by which an event is ordered: a correction stands where the corrected one stood."""
    return event.number if event.supersedes is None else min(event.supersedes, event.number)
