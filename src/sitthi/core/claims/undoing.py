"""When an event may be taken back or corrected: it is theirs who ask, and nothing later stands on it."""

from collections.abc import Sequence

from sitthi.core.claims.allowed import refusal_of
from sitthi.core.claims.events import Event, EventKind, live
from sitthi.core.claims.scene import Scene
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal

__all__ = ["not_to_be_replaced", "stood_on"]


def not_to_be_replaced(target: Event | None, wish: Wish, happened: Sequence[Event]) -> Refusal | None:
    """Says why somebody may not take an event back, or may not put the one they wish in its place."""
    if target is None:
        return Refusal("case.no_such_event")
    if target not in happened:
        return Refusal("case.undone_already")
    if target.by is None:
        return Refusal("case.from_a_file")
    if target.by != wish.by and target.unit is not None and target.unit not in wish.units_of_actor:
        return Refusal("case.undo_of_another", {"unit": target.unit})
    is_same = (target.kind, target.step, target.document) == (wish.kind, wish.step, wish.document)
    return None if wish.kind is EventKind.UNDONE or is_same else Refusal("case.other_event")


def stood_on(scene: Scene, known: Sequence[Event], target: Event, left: Sequence[Event]) -> Event | None:
    """Gives the first event after `target` that could not have happened without it.

    Each later one is judged twice: by what was known before it, and by that with `left` in the target's place.
    """
    before, after = live(known), live((*known, *left))
    later = [event for event in before if event in after and event.number > target.number]
    for event in sorted(later, key=lambda each: each.number):
        with_it = tuple(each for each in before if each.number < event.number)
        without = tuple(each for each in after if each.number < event.number or each in left)
        if refusal_of(scene.of(with_it), event) is None and refusal_of(scene.of(without), event) is not None:
            return event
    return None
