"""When a document may be received, sent, borrowed, returned, lost, or done without."""

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from sitthi.core.claims.events import EventKind
from sitthi.core.claims.scene import Check, Scene
from sitthi.core.claims.standing import DocumentProgress, DocumentState, Need
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal

__all__ = ["DOCUMENT_CHECKS"]


def _not_moved(scene: Scene, wish: Wish, at: datetime.datetime) -> Refusal | None:
    each = scene.documents_at(at).get(wish.document or "")
    if each is None:
        return Refusal("case.no_such_document")
    check = _OF_KIND[wish.kind]
    return check(scene, wish, each)


def _not_received(scene: Scene, wish: Wish, each: DocumentProgress) -> Refusal | None:
    """A document may always come, also again as a scan; only what changes nothing is refused."""
    is_here = each.state is DocumentState.RECEIVED and each.unit == (wish.to_unit or wish.unit)
    brings_nothing = wish.is_scan is None or wish.is_scan is each.is_scan
    return _as_it_is(each) if is_here and brings_nothing else None


def _not_sent(scene: Scene, wish: Wish, each: DocumentProgress) -> Refusal | None:
    if wish.to_unit is None:
        return Refusal("case.receiver_missing")
    if not scene.has_unit(wish.to_unit):
        return Refusal("case.no_such_unit")
    if wish.to_unit == wish.unit or (each.state is DocumentState.SENT and each.unit == wish.to_unit):
        return _as_it_is(each)
    return _out_of_reach(wish, each)


def _not_borrowed(scene: Scene, wish: Wish, each: DocumentProgress) -> Refusal | None:
    if wish.to_unit is not None and not scene.has_unit(wish.to_unit):
        return Refusal("case.no_such_unit")
    return _out_of_reach(wish, each) or (_as_it_is(each) if each.state is DocumentState.BORROWED else None)


def _not_given_back(scene: Scene, wish: Wish, each: DocumentProgress) -> Refusal | None:
    if wish.to_unit is not None and not scene.has_unit(wish.to_unit):
        return Refusal("case.no_such_unit")
    if each.state is not DocumentState.BORROWED:
        return Refusal("case.document_not_borrowed", {"document": each.document.id})
    return None


def _not_lost(scene: Scene, wish: Wish, each: DocumentProgress) -> Refusal | None:
    return _as_it_is(each) if each.state is DocumentState.LOST else None


def _not_done_without(scene: Scene, wish: Wish, each: DocumentProgress) -> Refusal | None:
    return _as_it_is(each) if each.need is Need.NOT_NEEDED else None


def _as_it_is(each: DocumentProgress) -> Refusal:
    return Refusal("case.document_as_it_is", {"document": each.document.id})


def _out_of_reach(wish: Wish, each: DocumentProgress) -> Refusal | None:
    """Says that a document is lost, or with somebody else who borrowed it."""
    if each.state is DocumentState.LOST:
        return Refusal("case.document_lost", {"document": each.document.id})
    if each.state is DocumentState.BORROWED and each.unit != wish.unit:
        return Refusal("case.document_borrowed", {"document": each.document.id, "unit": each.unit or ""})
    return None


_OF_KIND = {
    EventKind.DOCUMENT_RECEIVED: _not_received,
    EventKind.DOCUMENT_SENT: _not_sent,
    EventKind.DOCUMENT_BORROWED: _not_borrowed,
    EventKind.DOCUMENT_RETURNED: _not_given_back,
    EventKind.DOCUMENT_LOST: _not_lost,
    EventKind.DOCUMENT_NOT_NEEDED: _not_done_without,
}

DOCUMENT_CHECKS: Mapping[EventKind, Check] = MappingProxyType(dict.fromkeys(_OF_KIND, _not_moved))
"""By kind of event, what says why it may not happen."""
