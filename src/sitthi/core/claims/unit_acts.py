"""When a case may be handed over, accepted, refused, assigned, paused, and what else units say of it."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from sitthi.core.claims.events import EventKind
from sitthi.core.claims.scene import Check, Scene
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal

__all__ = ["UNIT_CHECKS"]


def _not_handed_over(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    told = scene.progress
    if wish.to_unit is None:
        return Refusal("case.receiver_missing")
    if not scene.has_unit(wish.to_unit):
        return Refusal("case.no_such_unit")
    if told.offered_to is not None:
        return Refusal("case.handover_waiting", {"unit": told.offered_to})
    is_known = not told.holder_is_presumed
    if wish.to_unit == wish.unit or (is_known and wish.to_unit == told.holder_unit):
        return Refusal("case.held_already", {"unit": wish.to_unit})
    if is_known and wish.unit != told.holder_unit:
        return Refusal("case.not_holder", {"unit": told.holder_unit})
    return None


def _not_answered(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    offered_to = scene.progress.offered_to
    if offered_to is None:
        return Refusal("case.no_handover")
    return None if wish.unit == offered_to else Refusal("case.other_addressee", {"unit": offered_to})


def _not_assigned(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    return Refusal("case.receiver_missing") if wish.to_person is None else None


def _not_reminded(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    if (wish.to_person, wish.to_unit, wish.document) == (None, None, None):
        return Refusal("case.receiver_missing")
    if wish.to_unit is not None and not scene.has_unit(wish.to_unit):
        return Refusal("case.no_such_unit")
    if wish.document is not None and scene.progress.document(wish.document) is None:
        return Refusal("case.no_such_document")
    return None


def _not_paused(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    return Refusal("case.paused_already") if scene.progress.is_paused else None


def _not_resumed(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    return None if scene.progress.is_paused else Refusal("case.not_paused")


def _not_admitted(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    is_told = any(event.kind is EventKind.ADMITTED for event in scene.happened)
    return Refusal("case.admitted_already") if is_told else None


def _not_discharged(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    """A correction takes the place of the discharge that the facts know."""
    is_told = any(event.kind is EventKind.DISCHARGED for event in scene.happened)
    is_known = scene.facts.discharged_at is not None and wish.supersedes is None
    return Refusal("case.discharged_already") if is_told or is_known else None


def _never(scene: Scene, wish: Wish, at: datetime.datetime) -> None:
    """Says nothing against a note: that it has words is asked elsewhere."""


UNIT_CHECKS: Mapping[EventKind, Check] = MappingProxyType(
    {
        EventKind.HANDED_OVER: _not_handed_over,
        EventKind.ACCEPTED: _not_answered,
        EventKind.REFUSED: _not_answered,
        EventKind.ASSIGNED: _not_assigned,
        EventKind.REMINDED: _not_reminded,
        EventKind.PAUSED: _not_paused,
        EventKind.RESUMED: _not_resumed,
        EventKind.NOTED: _never,
        EventKind.ADMITTED: _not_admitted,
        EventKind.DISCHARGED: _not_discharged,
    }
)
"""By kind of event, what says why it may not happen."""
