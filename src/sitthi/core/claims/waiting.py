"""What a case waits for: the one thing to say of it."""

from collections.abc import Sequence

from sitthi.core.claims.events import Event
from sitthi.core.claims.facts import CaseFacts
from sitthi.core.claims.needs import papers_of
from sitthi.core.claims.standing import (
    DocumentProgress,
    DocumentState,
    StepProgress,
    StepState,
    Waiting,
    WaitingKind,
)
from sitthi.core.claims.walk import Walk, is_after_discharge
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import Step

__all__ = ["standing_in_the_way", "what_it_waits_for"]

_KINDS = {
    DocumentState.LOST: WaitingKind.DOCUMENT_LOST,
    DocumentState.BORROWED: WaitingKind.DOCUMENT_BORROWED,
    DocumentState.MISSING: WaitingKind.DOCUMENT_MISSING,
}


def what_it_waits_for(
    flow: ProcessDefinition,
    facts: CaseFacts,
    walk: Walk,
    documents: Sequence[DocumentProgress],
    pause: Event | None,
) -> Waiting:
    """Gives the one thing that a case waits for: what stands before everything else comes first."""
    step = walk.current
    if step is None:
        return Waiting(WaitingKind.NOTHING)
    if pause is not None:
        return Waiting(WaitingKind.PAUSED, step.id, unit=pause.unit, since=pause.at, reason=pause.reason)
    custody = walk.custody
    if custody.offered_to is not None:
        return Waiting(WaitingKind.ACCEPTANCE, step.id, unit=custody.offered_to, since=custody.offered_at)
    at = walk.steps[step.number - 1]
    if is_after_discharge(step, flow) and facts.ended_at is None:
        return Waiting(WaitingKind.DISCHARGE, step.id, unit=step.unit, since=at.since)
    if at.state is StepState.NOT_YET_KNOWN:
        return Waiting(WaitingKind.CODING, step.id, unit=step.unit, since=at.since)
    barring = standing_in_the_way(step, flow, documents)
    if barring:
        return _for_documents(flow, at, barring)
    person = custody.person if custody.unit == step.unit else None
    return Waiting(WaitingKind.STEP, step.id, unit=step.unit, person=person, since=at.since)


def standing_in_the_way(
    step: Step, flow: ProcessDefinition, documents: Sequence[DocumentProgress]
) -> list[DocumentProgress]:
    """Gives the documents that a step needs and its unit cannot lay hands on: lost ones, borrowed, missing.

    What the step's own unit has borrowed is at hand.
    """
    by_name = {each.document.id: each for each in documents}
    needed = [by_name[name] for name in papers_of(step, flow)]
    barring = [each for each in needed if each.is_lacking and not _is_at_hand(each, step.unit)]
    order = list(_KINDS)
    return sorted(barring, key=lambda each: order.index(each.state))


def _is_at_hand(each: DocumentProgress, unit: str) -> bool:
    return each.state is DocumentState.BORROWED and each.unit == unit


def _for_documents(flow: ProcessDefinition, at: StepProgress, barring: Sequence[DocumentProgress]) -> Waiting:
    first = barring[0]
    return Waiting(
        _KINDS[first.state],
        at.step.id,
        first.document.id,
        unit=first.unit or _maker(flow, first.document.id) or at.step.unit,
        person=first.person,
        since=first.since or at.since,
        documents=tuple(each.document.id for each in barring),
        reason=first.reason,
    )


def _maker(flow: ProcessDefinition, name: str) -> str | None:
    """Gives the unit whose step makes a document."""
    return next((step.unit for step in flow.steps if name in step.makes), None)
