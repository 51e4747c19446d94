"""What people did with a made-up case: the steps of its flow in order, with the delays of a real office.

Chance is drawn from the case's own number, so the same case has the same story. A story is told up to now: of a
case discharged yesterday little has happened yet.
"""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts, CopyRule
from sitthi.core.claims.needs import document_need, papers_of
from sitthi.core.claims.standing import Need
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import Step
from sitthi.demo.desk import BORROWED_BECAUSE, LOST_BECAUSE, RETURNED_BECAUSE

__all__ = ["told_story"]

_HOUR = datetime.timedelta(hours=1)
_LONG = datetime.timedelta(days=45)
_WARD = "ward"
_RECORD = "treatment_record"
_COPY = "record_copy"


@dataclass(slots=True)
class _Teller:
    """Draws a case's chance and keeps the time."""

    chance: random.Random
    workers: Mapping[str, Sequence[str]]
    at: datetime.datetime
    is_slow: bool
    may_stick: bool
    """Whether a record lent may still be away: not of a case that ended long ago."""
    is_stuck: bool = False
    """Whether the record is with somebody who has not brought it back."""

    def somebody(self, unit: str) -> str | None:
        people = self.workers.get(unit)
        return self.chance.choice(people) if people else None

    def pass_time(self, least_hours: float, most_hours: float) -> datetime.datetime:
        hours = self.chance.uniform(least_hours, most_hours) * (3 if self.is_slow else 1)
        self.at = _office_hour(self.at + hours * _HOUR, self.chance)
        return self.at


def told_story(
    flow: ProcessDefinition,
    facts: CaseFacts,
    number: str,
    workers: Mapping[str, Sequence[str]],
    now: datetime.datetime,
) -> list[Event]:
    """Gives the events up to now, numbered after those of admission and discharge, oldest first.

    `workers` are the ids of people by the unit of the flow that they work for.
    """
    chance = random.Random(f"{flow.id} {number}")  # noqa: S311 - a made-up story, no secret
    is_recent = facts.ended_at is None or now - facts.ended_at < _LONG
    teller = _Teller(chance, workers, facts.admitted_at, chance.random() < 0.12, is_recent)
    happened = sorted(_all(flow, facts, teller), key=lambda event: event.at)
    first = 3 if facts.discharged_at is not None else 2
    return [replace(event, number=n, recorded_at=event.at) for n, event in enumerate(
        (event for event in happened if event.at <= now), first
    )]  # fmt: skip


def _all(flow: ProcessDefinition, facts: CaseFacts, teller: _Teller) -> Iterator[Event]:
    ends = facts.ended_at
    has: set[str] = set()
    for step in flow.steps:
        if step.condition is not None and (facts.rw is None or facts.rw >= step.condition.below):
            continue
        if step.unit == _WARD and ends is not None:
            # The ward sends what it has while the patient is still there; now and then after.
            early = teller.chance.uniform(0.5, 20)
            late = teller.chance.random() < 0.08
            at = ends + early * _HOUR if late else max(ends - early * _HOUR, facts.admitted_at + _HOUR / 2)
        elif _is_before_discharge(step) or ends is None:
            at = teller.pass_time(1, 14)
        else:
            teller.at = max(teller.at, ends)
            # Copies go quickly; all else takes what it takes.
            at = teller.pass_time(2, 26) if _COPY in (*step.needs, *step.makes) else teller.pass_time(4, 130)
        if ends is None and step.number > 3:
            return
        yield from _papers(step, _wanted(flow, step, facts), at, teller, has)
        if teller.is_stuck:
            return
        at = max(at, teller.at) if step.unit != _WARD else at
        if teller.chance.random() < 0.03 and step.number > 2:
            yield from _returned(flow.steps[step.number - 2], step, teller)
            at = max(teller.at, at)
        yield _event(EventKind.STEP_DONE, at, teller.somebody(step.unit), step.unit, step=step.id)
        has.update(step.makes)


def _is_before_discharge(step: Step) -> bool:
    return step.number <= 3


def _wanted(flow: ProcessDefinition, step: Step, facts: CaseFacts) -> list[str]:
    """Gives the papers that a step of this case needs."""
    documents = {each.id: each for each in flow.documents}
    return [
        name
        for name in papers_of(step, flow)
        if document_need(documents[name], flow, facts, CopyRule.RW) is not Need.NOT_NEEDED
    ]


def _papers(
    step: Step, names: Sequence[str], at: datetime.datetime, teller: _Teller, has: set[str]
) -> Iterator[Event]:
    """Gives the arrival of what a step needs; a record is sometimes borrowed away and comes back."""
    for name in names:
        if name in has:
            continue
        has.add(name)
        came = at - _HOUR * teller.chance.uniform(0.1, 0.9)
        somebody = teller.somebody(step.unit)
        is_scan = teller.chance.random() < 0.2
        yield replace(
            _event(EventKind.DOCUMENT_RECEIVED, came, somebody, step.unit, document=name), is_scan=is_scan
        )
        if name == _RECORD and step.unit != _WARD and teller.chance.random() < 0.06:
            yield from _borrowed(step, came, teller)


def _borrowed(step: Step, came: datetime.datetime, teller: _Teller) -> Iterator[Event]:
    """Gives the record's going back to the ward, and mostly its return; one in fifty is lost for good."""
    lent = _event(EventKind.DOCUMENT_BORROWED, came, teller.somebody(_WARD), step.unit, document=_RECORD)
    yield replace(lent, to_unit=_WARD, reason=BORROWED_BECAUSE)
    fate = teller.chance.random()
    at = teller.pass_time(24, 200)
    if fate < 0.02 and teller.may_stick:
        teller.is_stuck = True
        lost = _event(EventKind.DOCUMENT_LOST, at, teller.somebody(_WARD), _WARD, document=_RECORD)
        yield replace(lost, reason=LOST_BECAUSE)
    elif fate < 0.30 and teller.may_stick:
        teller.is_stuck = True
    else:
        back = _event(EventKind.DOCUMENT_RETURNED, at, teller.somebody(step.unit), step.unit, document=_RECORD)
        yield replace(back, to_unit=step.unit)
        teller.pass_time(1, 6)


def _returned(before: Step, step: Step, teller: _Teller) -> Iterator[Event]:
    """Gives a return to the step before, and its being done again."""
    at = teller.pass_time(2, 12)
    back = _event(EventKind.STEP_RETURNED, at, teller.somebody(step.unit), step.unit, step=before.id)
    yield replace(back, reason=RETURNED_BECAUSE)
    at = teller.pass_time(6, 40)
    yield _event(EventKind.STEP_DONE, at, teller.somebody(before.unit), before.unit, step=before.id)


def _event(
    kind: EventKind, at: datetime.datetime, by: str | None, unit: str, step: str | None = None,
    document: str | None = None,
) -> Event:  # fmt: skip
    return Event(number=0, kind=kind, at=at, recorded_at=at, by=by, unit=unit, step=step, document=document)


def _office_hour(at: datetime.datetime, chance: random.Random) -> datetime.datetime:
    """Moves a moment into office hours: the next morning from the evening on, Monday from the weekend."""
    if at.hour >= 16:
        at = (at + datetime.timedelta(days=1)).replace(hour=8, minute=chance.randrange(60))
    if at.hour < 8:
        at = at.replace(hour=8, minute=chance.randrange(60))
    while at.weekday() > 4:
        at += datetime.timedelta(days=1)
    return at
