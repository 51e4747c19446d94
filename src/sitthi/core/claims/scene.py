"""What an act is judged by: the case as it stands, and as it stood at the moment the act is dated."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from sitthi.core.claims.events import Event
from sitthi.core.claims.facts import CaseFacts, facts_told
from sitthi.core.claims.progress import progress
from sitthi.core.claims.standing import DocumentProgress, Progress
from sitthi.core.claims.whereabouts import whereabouts
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import Step

__all__ = ["Check", "Scene", "scene_of"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A case by its live events, without the one that the act would take the place of."""

    flow: ProcessDefinition
    given: CaseFacts
    """The facts as files and people gave them."""
    facts: CaseFacts
    """The same, with what the events say beside them."""
    happened: tuple[Event, ...]
    copy_rule: str
    progress: Progress

    def of(self, happened: tuple[Event, ...]) -> "Scene":
        """Sets the scene of the same case by other live events."""
        return scene_of(self.flow, self.given, happened, self.copy_rule)

    def step(self, name: str | None) -> Step | None:
        """Gives a step of the flow by its id."""
        return next((step for step in self.flow.steps if step.id == name), None)

    def has_unit(self, name: str | None) -> bool:
        """Tells whether the flow has a unit."""
        return any(unit.id == name for unit in self.flow.units)

    def documents_at(self, moment: datetime.datetime) -> dict[str, DocumentProgress]:
        """Gives where each document was at a moment, by what happened until then."""
        until = [event for event in self.happened if event.at <= moment]
        return {each.document.id: each for each in whereabouts(self.flow, self.facts, until, self.copy_rule)}


Check = Callable[[Scene, Wish, datetime.datetime], Refusal | None]
"""Says why an act, dated at a moment, is not allowed."""


def scene_of(
    flow: ProcessDefinition, facts: CaseFacts, happened: tuple[Event, ...], copy_rule: str
) -> Scene:  # fmt: skip
    """Sets the scene of a case by its live events."""
    told = progress(flow, facts, happened, copy_rule)
    return Scene(flow, facts, facts_told(facts, happened), happened, copy_rule, told)
