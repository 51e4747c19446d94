"""A case as a ward reads it: what the ward has to do next, whether it came back, what was last said of it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sitthi.core.claims.events import EventKind, live
from sitthi.core.claims.facts import facts_told
from sitthi.core.claims.needs import papers_of
from sitthi.core.claims.progress import progress
from sitthi.core.claims.standing import DocumentProgress, Need, Progress, StepProgress, StepState
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.claims.facts import events_of, facts_of
from sitthi.web.claims.lists import Days
from sitthi.web.claims.models import CaseEvent, ClaimCase
from sitthi.web.claims.office import COPY_RULE
from sitthi.web.claims.sentences import Names
from sitthi.web.claims.units import WARD

__all__ = ["Place"]


@dataclass(frozen=True)
class Place:
    """A case as the ward reads it: its flow, its events, and what they come to."""

    case: ClaimCase
    flow: ProcessDefinition
    rows: Sequence[CaseEvent]
    names: Names
    days: Days

    @cached_property
    def told(self) -> Progress:
        """Is where the case stands."""
        return progress(self.flow, facts_of(self.case), events_of(self.rows), COPY_RULE)

    @cached_property
    def ended_at(self) -> datetime.datetime | None:
        """Is the discharge, told by a file or by a person."""
        return facts_told(facts_of(self.case), live(events_of(self.rows))).ended_at

    @property
    def is_inside(self) -> bool:
        """Tells a patient of whom no discharge is known."""
        return self.ended_at is None

    @property
    def leaves_at(self) -> datetime.datetime | None:
        """Is when the patient left, or is expected to."""
        return self.ended_at or self.case.leaves_at

    @property
    def step(self) -> StepProgress | None:
        """Is what the ward has to do next."""
        return self.told.open_step_of(WARD)

    @property
    def is_back(self) -> bool:
        """Tells a case that was sent back to the ward."""
        return self.step is not None and self.step.state is StepState.CURRENT and self.step.n_returned > 0

    @property
    def is_offered(self) -> bool:
        """Tells a case that another unit hands over to the ward, which has not said yes or no."""
        return self.told.offered_to == WARD

    @property
    def is_held(self) -> bool:
        """Tells a case that the ward took in and that waits for another unit: it has to go back."""
        current = self.told.current
        is_taken = self.told.holder_unit == WARD and not self.told.holder_is_presumed
        return is_taken and self.told.offered_to is None and current is not None and current.unit != WARD

    @cached_property
    def papers(self) -> list[DocumentProgress]:
        """Are the documents that the ward's next step needs of this case."""
        if self.step is None:
            return []
        found = [self.told.document(name) for name in papers_of(self.step.step, self.flow)]
        return [each for each in found if each is not None and each.need is Need.REQUIRED]

    def last(self, kind: EventKind, **fields: str) -> CaseEvent | None:
        """Gives the last live event of a kind with some fields, such as `step`."""
        rows = {row.number: row for row in self.rows}
        found = [
            rows[event.number]
            for event in live(events_of(self.rows))
            if event.kind is kind
            and all(getattr(rows[event.number], name) == value for name, value in fields.items())
        ]
        return found[-1] if found else None
