"""Where a case stands: what its events come to, by its flow and its facts."""

import datetime
from collections.abc import Iterable, Sequence

from sitthi.core.calendar.working import WorkingCalendar
from sitthi.core.claims.events import Event, EventKind, live
from sitthi.core.claims.facts import CaseFacts, CopyRule, facts_told
from sitthi.core.claims.groups import group_progress
from sitthi.core.claims.needs import claim_step
from sitthi.core.claims.standing import (
    DocumentProgress,
    DocumentState,
    GroupProgress,
    Need,
    Progress,
    StepProgress,
    StepState,
    Waiting,
    WaitingKind,
)
from sitthi.core.claims.waiting import what_it_waits_for
from sitthi.core.claims.walk import walked
from sitthi.core.claims.whereabouts import whereabouts
from sitthi.core.flow.definition import ProcessDefinition

__all__ = [
    "DocumentProgress",
    "DocumentState",
    "GroupProgress",
    "Need",
    "Progress",
    "StepProgress",
    "StepState",
    "Waiting",
    "WaitingKind",
    "progress",
]


def progress(
    flow: ProcessDefinition,
    facts: CaseFacts,
    events: Iterable[Event],
    copy_rule: str = CopyRule.RW,
    now: datetime.datetime | None = None,
    calendar: WorkingCalendar | None = None,
) -> Progress:
    """Gives where a case stands by its events, in whatever order they come.

    `now` and, for a flow of office days, `calendar` are only for the days of a group still open. What an event
    names that the flow does not have says nothing.
    """
    happened = live(events)
    facts = facts_told(facts, happened)
    walk = walked(flow, facts, happened, copy_rule)
    documents = whereabouts(flow, facts, happened, copy_rule)
    pause = _pause(happened)
    return Progress(
        steps=walk.steps,
        documents=documents,
        groups=group_progress(flow, facts, walk.steps, now, calendar),
        current=walk.current,
        open_steps=_open_steps(walk.steps) if walk.current is not None else (),
        holder_unit=walk.custody.unit,
        holder_person=walk.custody.person,
        held_since=walk.custody.since,
        holder_is_presumed=walk.custody.is_presumed,
        offered_to=walk.custody.offered_to,
        waits_for=what_it_waits_for(flow, facts, walk, documents, pause),
        sent_at=walk.steps[claim_step(flow).number - 1].done_at,
        is_finished=walk.current is None,
        is_paused=pause is not None,
        n_lost=sum(each.state is DocumentState.LOST for each in documents),
    )


def _pause(happened: Sequence[Event]) -> Event | None:
    """Gives the pause that holds: the first since the case last went on."""
    pause = None
    for event in happened:
        if event.kind is EventKind.RESUMED:
            pause = None
        elif event.kind is EventKind.PAUSED and pause is None:
            pause = event
    return pause


def _open_steps(steps: Sequence[StepProgress]) -> tuple[StepProgress, ...]:
    units: dict[str, StepProgress] = {}
    for each in steps:
        if not each.is_settled:
            units.setdefault(each.step.unit, each)
    return tuple(units.values())
