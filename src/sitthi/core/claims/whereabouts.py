"""Where the documents of a case are, by what was written down of each."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts
from sitthi.core.claims.needs import document_need
from sitthi.core.claims.standing import DocumentProgress, DocumentState, Need
from sitthi.core.flow.definition import ProcessDefinition

__all__ = ["whereabouts"]

_STATES = {
    EventKind.DOCUMENT_RECEIVED: DocumentState.RECEIVED,
    EventKind.DOCUMENT_SENT: DocumentState.SENT,
    EventKind.DOCUMENT_BORROWED: DocumentState.BORROWED,
    EventKind.DOCUMENT_RETURNED: DocumentState.RETURNED,
    EventKind.DOCUMENT_LOST: DocumentState.LOST,
}
_NOWHERE = frozenset({DocumentState.MISSING, DocumentState.LOST})


def whereabouts(
    flow: ProcessDefinition, facts: CaseFacts, happened: Iterable[Event], copy_rule: str
) -> tuple[DocumentProgress, ...]:
    """Gives each document of the flow's checklist after the live events, in the order in which they happened.

    A step that is done has made its documents: they count as received by its unit, where nobody knows otherwise.
    """
    found = {
        document.id: DocumentProgress(document, document_need(document, flow, facts, copy_rule))
        for document in flow.documents
    }
    steps = {step.id: step for step in flow.steps}
    for event in happened:
        step = steps.get(event.step or "")
        if event.kind is EventKind.STEP_DONE and step is not None:
            for name in step.makes:
                if found[name].state in _NOWHERE:
                    found[name] = _at(found[name], DocumentState.RECEIVED, event.at, step.unit, event.by)
        elif event.document in found:
            found[event.document] = _after(found[event.document], event)
    return tuple(found.values())


def _after(each: DocumentProgress, event: Event) -> DocumentProgress:
    if event.kind is EventKind.DOCUMENT_NOT_NEEDED:
        return replace(each, need=Need.NOT_NEEDED, reason=event.reason)
    if event.kind is EventKind.REMINDED:
        return replace(each, n_reminded=each.n_reminded + 1)
    state = _STATES.get(event.kind)
    if state is None:
        return each
    if state is DocumentState.LOST:
        # Where it was last, and who had it, is where to look.
        return replace(each, state=state, since=event.at, reason=event.reason, n_reminded=0)
    unit = event.to_unit or event.unit or each.unit
    moved = _at(each, state, event.at, unit, event.to_person or event.by)
    is_scan = each.is_scan if event.is_scan is None else event.is_scan
    return replace(moved, is_scan=is_scan, reason=event.reason)


def _at(
    each: DocumentProgress, state: DocumentState, since: datetime.datetime, unit: str | None, person: str | None
) -> DocumentProgress:
    return replace(each, state=state, unit=unit, person=person, since=since, reason=None, n_reminded=0)
