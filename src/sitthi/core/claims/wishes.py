"""A wish: what somebody wants to happen to a case, before it is decided."""

import datetime
from dataclasses import dataclass

from sitthi.core.claims.events import EventKind

__all__ = ["Wish"]


@dataclass(frozen=True, slots=True)
class Wish:
    """An event that somebody wants to record; units, steps and documents are ids of the case's flow.

    A `step_done` with `to_unit` hands the case over in the same act. `supersedes` with the kind `undone` takes an
    event away; with any other kind it corrects one.
    """

    kind: EventKind
    by: str | None = None
    at: datetime.datetime | None = None
    """When it happened; now unless said."""
    unit: str | None = None
    """In whose name; the step's unit, or the actor's only one, unless said."""
    step: str | None = None
    document: str | None = None
    to_unit: str | None = None
    to_person: str | None = None
    reason: str | None = None
    is_scan: bool | None = None
    supersedes: int | None = None
    units_of_actor: frozenset[str] = frozenset()
    """The units of the flow that the actor works for."""
