"""Whether what somebody wishes may happen to a case now, and the events it then leaves."""

import datetime
from collections.abc import Iterable
from dataclasses import replace

from sitthi.core.claims.allowed import refusal_of
from sitthi.core.claims.document_acts import DOCUMENT_CHECKS
from sitthi.core.claims.events import Event, EventKind, live
from sitthi.core.claims.facts import CaseFacts, CopyRule
from sitthi.core.claims.scene import Scene, scene_of
from sitthi.core.claims.step_acts import STEP_CHECKS
from sitthi.core.claims.undoing import not_to_be_replaced, stood_on
from sitthi.core.claims.wishes import Wish
from sitthi.core.findings import Refusal
from sitthi.core.flow.definition import ProcessDefinition

__all__ = ["Wish", "decide"]

_NEEDS_REASON = frozenset(
    {
        EventKind.STEP_RETURNED,
        EventKind.STEP_SKIPPED,
        EventKind.DOCUMENT_LOST,
        EventKind.DOCUMENT_NOT_NEEDED,
        EventKind.REFUSED,
        EventKind.PAUSED,
        EventKind.NOTED,
    }
)
_ANSWERS = frozenset({EventKind.ACCEPTED, EventKind.REFUSED})
_TURNS = frozenset({*_ANSWERS, EventKind.HANDED_OVER, EventKind.STEP_RETURNED})
_OF_STEPS_UNIT = frozenset({EventKind.STEP_DONE, EventKind.STEP_SKIPPED})
_OF_ONE_UNIT = frozenset({*STEP_CHECKS, *DOCUMENT_CHECKS, *_TURNS})


def decide(
    flow: ProcessDefinition,
    facts: CaseFacts,
    events: Iterable[Event],
    wish: Wish,
    now: datetime.datetime,
    copy_rule: str = CopyRule.RW,
) -> tuple[Event, ...] | Refusal:
    """Gives the events that a wish leaves, to be appended to the case's, or why it may not happen.

    What is dated back has to fit what is known by now: where something later says otherwise it is refused.
    """
    known = tuple(events)
    happened = live(known)
    scene = scene_of(flow, facts, happened, copy_rule)
    at = wish.at or now
    wish = replace(wish, at=at, unit=_unit(scene, wish))
    if refusal := _ill_formed(scene, wish, at, now):
        return refusal
    left = _events(wish, at, max((event.number for event in known), default=0) + 1, now)
    target = next((event for event in known if event.number == wish.supersedes), None)
    if wish.supersedes is not None or wish.kind is EventKind.UNDONE:
        if refusal := not_to_be_replaced(target, wish, happened):
            return refusal
        happened = tuple(event for event in happened if event is not target)
    for n, event in enumerate(left):
        if refusal := refusal_of(scene.of((*happened, *left[:n])), event):
            return refusal
    if target is not None and (later := stood_on(scene, known, target, left)):
        return Refusal("case.stood_on", {"number": str(later.number), "kind": later.kind.value})
    return left


def _unit(scene: Scene, wish: Wish) -> str | None:
    """Gives in whose name somebody acts: the step's unit, as they say, whose turn it is, or their only one."""
    step = scene.step(wish.step)
    if wish.kind in _OF_STEPS_UNIT and step is not None:
        return step.unit
    if wish.unit is not None:
        return wish.unit
    turn = scene.progress.offered_to if wish.kind in _ANSWERS else scene.progress.holder_unit
    if wish.kind in _TURNS and turn in wish.units_of_actor:
        return turn
    return next(iter(wish.units_of_actor)) if len(wish.units_of_actor) == 1 else None


def _events(wish: Wish, at: datetime.datetime, number: int, now: datetime.datetime) -> tuple[Event, ...]:
    """Gives the events that a wish comes to: a step done and handed over in one act is two."""
    hands_on = wish.kind is EventKind.STEP_DONE and wish.to_unit is not None
    event = Event(
        number,
        wish.kind,
        at,
        now,
        by=wish.by,
        unit=wish.unit,
        step=wish.step,
        document=wish.document,
        to_unit=None if hands_on else wish.to_unit,
        to_person=None if hands_on else wish.to_person,
        reason=(wish.reason or "").strip() or None,
        is_scan=wish.is_scan,
        supersedes=wish.supersedes,
    )
    if not hands_on:
        return (event,)
    offer = Event(
        number + 1,
        EventKind.HANDED_OVER,
        at,
        now,
        wish.by,
        wish.unit,
        to_unit=wish.to_unit,
        to_person=wish.to_person,
    )
    return (event, offer)


def _ill_formed(scene: Scene, wish: Wish, at: datetime.datetime, now: datetime.datetime) -> Refusal | None:
    """Says what is wrong with a wish whatever the case's state: its time, its unit, its missing reason."""
    step = scene.step(wish.step)
    if at > now:
        return Refusal("case.future")
    if at < scene.facts.admitted_at and not _may_come_before(scene, wish):
        return Refusal("case.before_admission")
    if wish.kind in _OF_STEPS_UNIT and step is not None and step.unit not in wish.units_of_actor:
        return Refusal("case.step_of_another_unit", {"step": step.id, "unit": step.unit})
    if wish.unit is None and wish.kind in _OF_ONE_UNIT:
        return Refusal("case.unit_missing")
    if wish.unit is not None and wish.unit not in wish.units_of_actor:
        return Refusal("case.other_unit", {"unit": wish.unit})
    if wish.kind in _NEEDS_REASON and not (wish.reason or "").strip():
        return Refusal("case.reason_missing")
    return None


def _may_come_before(scene: Scene, wish: Wish) -> bool:
    """Tells what may come before the bed: papers, and the flow's first step, which receives them."""
    is_first = wish.kind is EventKind.STEP_DONE and wish.step == scene.flow.steps[0].id
    return is_first or wish.kind in (EventKind.ADMITTED, EventKind.DOCUMENT_RECEIVED)
