"""Whether one event may follow what happened before it: it fits the case's state, and makes a difference."""

from collections.abc import Mapping
from types import MappingProxyType

from sitthi.core.claims.document_acts import DOCUMENT_CHECKS
from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.scene import Check, Scene
from sitthi.core.claims.standing import Progress, StepState
from sitthi.core.claims.step_acts import STEP_CHECKS
from sitthi.core.claims.unit_acts import UNIT_CHECKS
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal

__all__ = ["refusal_of"]

_CHECKS: Mapping[EventKind, Check] = MappingProxyType({**STEP_CHECKS, **DOCUMENT_CHECKS, **UNIT_CHECKS})
_DONE_STATES = {EventKind.STEP_DONE: StepState.DONE, EventKind.STEP_SKIPPED: StepState.SKIPPED}


def refusal_of(scene: Scene, event: Event) -> Refusal | None:
    """Says why an event may not happen in a scene; whose it is and when it may be dated is asked elsewhere."""
    check = _CHECKS.get(event.kind)
    if check is None:
        return None
    refusal = check(scene, _wish_of(event), event.at)
    if refusal is not None:
        return refusal
    after = scene.of((*scene.happened, event)).progress
    return None if _took_effect(after, event) else Refusal("case.out_of_order")


def _wish_of(event: Event) -> Wish:
    return Wish(
        event.kind, event.by, event.at, event.unit, event.step, event.document, event.to_unit, event.to_person,
        event.reason, event.is_scan, event.supersedes,
    )  # fmt: skip


def _took_effect(after: Progress, event: Event) -> bool:
    """Tells whether the case is as the event says, so that nothing later has already said otherwise.

    A document's past may be filled in late: where it is now is left to what happened last.
    """
    step = after.step(event.step or "")
    match event.kind:
        case EventKind.STEP_DONE | EventKind.STEP_SKIPPED:
            return step is not None and step.state is _DONE_STATES[event.kind]
        case EventKind.STEP_RETURNED:
            return step is not None and step.state not in _DONE_STATES.values()
        case EventKind.HANDED_OVER:
            return after.offered_to == event.to_unit
        case EventKind.ACCEPTED | EventKind.REFUSED:
            return after.offered_to is None
        case EventKind.PAUSED | EventKind.RESUMED:
            return after.is_paused is (event.kind is EventKind.PAUSED)
        case _:
            return True
