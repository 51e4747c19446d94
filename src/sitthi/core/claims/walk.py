"""A case's way through its flow, event by event: steps done and opened again, and who has the papers."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts
from sitthi.core.claims.needs import claim_step, step_need
from sitthi.core.claims.standing import Need, StepProgress, StepState
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import ClockStart, Step

__all__ = ["Custody", "Walk", "is_after_discharge", "walked"]

_OPEN = {
    Need.REQUIRED: StepState.AHEAD,
    Need.NOT_NEEDED: StepState.NOT_NEEDED,
    Need.NOT_YET_KNOWN: StepState.NOT_YET_KNOWN,
}

_STEP_KINDS = frozenset({EventKind.STEP_DONE, EventKind.STEP_SKIPPED, EventKind.STEP_RETURNED})


@dataclass(frozen=True, slots=True)
class Custody:
    """Who has the papers of a case, and to whom they are offered."""

    unit: str
    person: str | None
    since: datetime.datetime
    is_presumed: bool
    offered_to: str | None = None
    offered_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps after some events, the step the case is at, and who has the papers."""

    steps: tuple[StepProgress, ...]
    current: Step | None
    custody: Custody


def walked(
    flow: ProcessDefinition, facts: CaseFacts, happened: Iterable[Event], copy_rule: str
) -> Walk:  # fmt: skip
    """Follows a case through the live events, in the order in which they happened.

    Whoever's turn the step is, is presumed to have the papers, until a hand-over says otherwise: from the offer on
    they lie with the giver, from the acceptance on with the receiver. Doing a step accepts what was offered.
    """
    steps = tuple(StepProgress(step, _OPEN[step_need(step, facts, copy_rule)]) for step in flow.steps)
    numbers = {step.id: step.number for step in flow.steps}
    current = _current(steps)
    custody = Custody(flow.steps[0].unit if current is None else current.unit, None, facts.admitted_at, True)
    for event in happened:
        number = numbers.get(event.step or "")
        if number is None or event.kind not in _STEP_KINDS:
            custody = _offered(custody, event)
            continue
        steps, before = _moved(steps, number, event, facts, copy_rule), current
        current = _current(steps)
        custody = _passed_on(_worked(custody, event, flow.steps[number - 1]), before, current, event.at)
    return Walk(_dated(steps, current, flow, facts), current, custody)


def is_after_discharge(step: Step, flow: ProcessDefinition) -> bool:
    """Tells a step whose time begins with the discharge: one of such a group, and the claim."""
    clocks = {group.id: group.clock_starts for group in flow.groups}
    return step == claim_step(flow) or clocks.get(step.group or "") is ClockStart.DISCHARGE


def _current(steps: tuple[StepProgress, ...]) -> Step | None:
    """Gives the first step that asks for something; a claim that was sent asks for nothing more."""
    if steps[-1].state is StepState.DONE:
        return None
    return next((each.step for each in steps if not each.is_settled), None)


def _moved(
    steps: tuple[StepProgress, ...], number: int, event: Event, facts: CaseFacts, copy_rule: str
) -> tuple[StepProgress, ...]:
    """Gives the steps after an event about one of them."""
    if event.kind is EventKind.STEP_RETURNED:
        reopened = tuple(
            each if each.step.number < number else _reopened(each, event, facts, copy_rule) for each in steps
        )
        return _with(reopened, number, n_returned=reopened[number - 1].n_returned + 1, reason=event.reason)
    if event.kind is EventKind.STEP_SKIPPED:
        return _with(
            steps, number, state=StepState.SKIPPED, since=event.at, done_at=None, done_by=None, reason=event.reason
        )
    return _with(
        steps, number, state=StepState.DONE, since=event.at, done_at=event.at, done_by=event.by, reason=None
    )


def _with(steps: tuple[StepProgress, ...], number: int, **change: Any) -> tuple[StepProgress, ...]:
    return (*steps[: number - 1], replace(steps[number - 1], **change), *steps[number:])


def _reopened(each: StepProgress, event: Event, facts: CaseFacts, copy_rule: str) -> StepProgress:
    return replace(
        each,
        state=_OPEN[step_need(each.step, facts, copy_rule)],
        since=event.at,
        done_at=None,
        done_by=None,
        was_done_at=each.done_at or each.was_done_at,
        was_done_by=each.done_by or each.was_done_by,
        reason=None,
    )


def _offered(custody: Custody, event: Event) -> Custody:
    """Gives who has the papers after an event that is not about a step."""
    match event.kind:
        case EventKind.HANDED_OVER if event.to_unit is not None:
            giver = event.unit or custody.unit
            is_his = giver == custody.unit
            return Custody(
                giver, custody.person if is_his else event.by, custody.since if is_his else event.at,
                False, event.to_unit, event.at,
            )  # fmt: skip
        case EventKind.ACCEPTED if custody.offered_to is not None:
            return Custody(custody.offered_to, event.by, event.at, False)
        case EventKind.REFUSED:
            return replace(custody, offered_to=None, offered_at=None)
        case EventKind.ASSIGNED if event.unit in (None, custody.unit):
            return replace(custody, person=event.to_person)
        case _:
            return custody


def _worked(custody: Custody, event: Event, step: Step) -> Custody:
    """Lets who does a step hold the case: what was offered is accepted, what nobody had in hand is theirs."""
    if event.kind is not EventKind.STEP_DONE:
        return custody
    if custody.offered_to == step.unit:
        return Custody(step.unit, event.by, event.at, False)
    if custody.unit == step.unit and custody.person is None:
        return replace(custody, person=event.by)
    return custody


def _passed_on(custody: Custody, before: Step | None, after: Step | None, at: datetime.datetime) -> Custody:
    """Presumes that the papers went where the next step is; an offer still open, or a known place, stands."""
    if after is None or (before is not None and before.unit == after.unit):
        return custody
    if custody.unit == after.unit or custody.offered_to is not None:
        return custody
    return Custody(after.unit, None, at, True)


def _dated(
    steps: tuple[StepProgress, ...], current: Step | None, flow: ProcessDefinition, facts: CaseFacts
) -> tuple[StepProgress, ...]:
    """Marks the current step, with since when it is its turn: the last of what had to come before."""
    begun = [facts.admitted_at]
    if current is not None:
        if is_after_discharge(current, flow) and facts.ended_at is not None:
            begun.append(facts.ended_at)
        begun += [each.since for each in steps[: current.number] if each.since is not None]
    since = max(begun)

    def marked(each: StepProgress) -> StepProgress:
        if each.step != current:
            return each if each.state in _DATED else replace(each, since=None)
        is_known = each.state is StepState.AHEAD
        return replace(each, state=StepState.CURRENT if is_known else each.state, since=since)

    return tuple(marked(each) for each in steps)


_DATED = frozenset({StepState.DONE, StepState.SKIPPED})
