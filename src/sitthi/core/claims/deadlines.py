"""The deadlines of a case: which there are, when each is due, how near it is."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sitthi.core.calendar.deadlines import Clock, DayOne, Deadline, DueOnHoliday, deadline, hours_deadline
from sitthi.core.calendar.working import ONE_DAY, WorkingCalendar
from sitthi.core.claims.clocks import Pause, clock_start, paused_days, paused_time, pauses
from sitthi.core.claims.due import SOON, CaseDeadline, DeadlineState
from sitthi.core.claims.events import Event, live
from sitthi.core.claims.facts import CaseFacts, end_of, facts_told, office_day
from sitthi.core.claims.needs import claim_step
from sitthi.core.claims.standing import Progress, StepProgress, StepState
from sitthi.core.evidence import Evidence, Grade, Label, weakest
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.rules.dated import Entry, Rule, RuleOverlay, Unit, in_force

__all__ = ["SOON", "CaseDeadline", "DeadlineState", "case_deadlines", "next_deadline"]

_NO_RULE = Evidence(Grade.GAP, "not-found")
_DISCHARGE = "discharge"
_PAUSED = DeadlineState.PAUSED
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_GRADES: Mapping[str, Grade] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Case:
    facts: CaseFacts
    progress: Progress
    happened: tuple[Event, ...]
    stood: tuple[Pause, ...]
    calendar: WorkingCalendar
    now_at: datetime.datetime
    choices: Mapping[str, str]
    choice_grades: Mapping[str, Grade]
    overlays: Sequence[RuleOverlay]


@dataclass(frozen=True, slots=True)
class _Count:
    """When a limit ends, how the date was found, and what the pauses added."""

    due_at: datetime.datetime | None
    found: Deadline | None = None
    n_paused_days: int = 0


def case_deadlines(
    flow: ProcessDefinition,
    facts: CaseFacts,
    progress: Progress,
    events: Iterable[Event],
    rules: Mapping[str, Rule],
    calendar: WorkingCalendar,
    now: datetime.datetime,
    choices: Mapping[str, str] = _NOTHING,
    choice_grades: Mapping[str, Grade] = _NO_GRADES,
    overlays: Sequence[RuleOverlay] = (),
) -> tuple[CaseDeadline, ...]:
    """Gives the deadlines that the steps of a case own, in the order of the flow.

    A step that the case does without has none, nor has one left undone when the claim was sent. `choices` are
    `due_on_holiday` and `day_one`, by default the next working day; `choice_grades` say how well each is known
    (K unless said), `overlays` are the hospital's own limits. A rule that `rules` has not is a limit not known.
    """
    happened = live(events)
    case = _Case(
        facts_told(facts, happened), progress, happened, pauses(happened), calendar, now,
        choices, choice_grades, overlays,
    )  # fmt: skip
    return tuple(
        _of_step(case, each, rules.get(each.step.deadline), each.step == claim_step(flow))
        for each in progress.steps
        if each.step.deadline is not None and _counts(each, progress)
    )


def next_deadline(deadlines: Iterable[CaseDeadline]) -> CaseDeadline | None:
    """Gives the open deadline that is due first; one that stands still only where no other is open."""
    given = list(deadlines)
    waiting = [each for each in given if each.is_open] or [each for each in given if each.state is _PAUSED]
    dated = [(each.due_at, n) for n, each in enumerate(waiting) if each.due_at is not None]
    return waiting[min(dated)[1]] if dated else None


def _counts(each: StepProgress, progress: Progress) -> bool:
    if each.state is StepState.DONE:
        return True
    return not each.is_settled and not progress.is_finished


def _of_step(case: _Case, each: StepProgress, rule: Rule | None, is_claim: bool) -> CaseDeadline:
    step = each.step
    name = step.deadline or ""
    if rule is None:
        return CaseDeadline(
            name, Label(name, name), step.id, DeadlineState.NOT_KNOWN, _NO_RULE, Grade.GAP, is_claim,
            done_at=each.done_at,
        )  # fmt: skip
    start = clock_start(rule, step, case.facts, case.progress.steps, case.happened)
    day = office_day(start or case.now_at)
    entry = in_force(rule, day, case.overlays, fund=case.facts.fund)
    evidence = rule.evidence if entry is None else entry.evidence
    clock = _clock(rule, entry)
    if entry is None or clock is None:
        return CaseDeadline(
            name, rule.title, step.id, DeadlineState.NOT_KNOWN, evidence, Grade.GAP, is_claim,
            starts_at=start, done_at=each.done_at,
        )  # fmt: skip
    count = _counted(case, rule, entry, clock, start, each.done_at)
    stands = case.progress.is_paused and entry.is_pausable and each.done_at is None
    state = _state(case, start, count.due_at, each.done_at, stands)
    return CaseDeadline(
        rule=name,
        title=rule.title,
        step=step.id,
        state=state,
        evidence=evidence,
        grade=weakest([evidence.grade, *_grades(case, rule, count.found)]),
        is_claim=is_claim,
        starts_at=start,
        due_at=count.due_at,
        done_at=each.done_at,
        days=_days(count.due_at, each.done_at or case.now_at),
        found=count.found,
        says=entry.says,
        n_paused_days=count.n_paused_days,
    )


def _clock(rule: Rule, entry: Entry | None) -> Clock | None:
    """Gives the clock of an entry; `None` where the limit is not known."""
    if entry is None or not entry.is_known:
        return None
    unit = entry.unit or rule.unit
    return Clock(unit.value) if unit in _CLOCKS else None


_CLOCKS = {unit for unit in Unit if unit.value in set(Clock)}


def _counted(
    case: _Case,
    rule: Rule,
    entry: Entry,
    clock: Clock,
    start: datetime.datetime | None,
    done_at: datetime.datetime | None,
) -> _Count:
    if clock is Clock.EVENT:
        return _Count(_before(case, rule.before))
    if start is None or entry.value is None:
        return _Count(None)
    n, until = entry.value.numerator, done_at or case.now_at
    if clock is Clock.HOURS:
        stood = paused_time(case.stood, start, until) if entry.is_pausable else datetime.timedelta()
        return _Count(hours_deadline(n, start) + stood)
    n_paused = paused_days(case.stood, start, until, clock, case.calendar) if entry.is_pausable else 0
    moves = rule.due_on_holiday or DueOnHoliday(case.choices.get("due_on_holiday", DueOnHoliday.NEXT_WORKING_DAY))
    day_one = DayOne(case.choices.get("day_one", DayOne.NEXT_WORKING_DAY))
    found = deadline(clock, n + n_paused, office_day(start), case.calendar, moves, day_one)
    return _Count(end_of(found.due), found, n_paused)


def _before(case: _Case, moment: str | None) -> datetime.datetime | None:
    """Gives when that happens which an event's deadline comes before; the ward's expectation until it has."""
    if moment == _DISCHARGE:
        return case.facts.ended_at or case.facts.leaves_at
    each = case.progress.step(moment or "")
    return each.done_at if each is not None else None


def _grades(case: _Case, rule: Rule, found: Deadline | None) -> list[Grade]:
    """Gives the grades of what a date rests on beside its rule: the calendar, and each choice that mattered."""
    if found is None:
        return []
    mattered = ["day_one"] if found.clock is Clock.WORKING_DAYS else []
    if found.is_on_day_off and rule.due_on_holiday is None:
        mattered.append("due_on_holiday")
    return [found.grade, *(case.choice_grades.get(name, Grade.K) for name in mattered)]


def _state(
    case: _Case,
    start: datetime.datetime | None,
    due_at: datetime.datetime | None,
    done_at: datetime.datetime | None,
    stands: bool,
) -> DeadlineState:
    if done_at is not None:
        return DeadlineState.DONE_LATE if due_at is not None and done_at > due_at else DeadlineState.DONE
    if start is None:
        return DeadlineState.NOT_STARTED
    if due_at is None:
        return DeadlineState.NOT_KNOWN
    if stands:
        return _PAUSED
    if case.now_at > due_at:
        return DeadlineState.LATE
    return _nearness(office_day(due_at), office_day(case.now_at), case.calendar)


def _nearness(due: datetime.date, today: datetime.date, calendar: WorkingCalendar) -> DeadlineState:
    if due == today:
        return DeadlineState.TODAY
    left, day = 0, today
    while day < due:
        day += ONE_DAY
        left += calendar.is_working(day)
        if left > SOON:
            return DeadlineState.LATER
    return DeadlineState.SOON


def _days(due_at: datetime.datetime | None, at: datetime.datetime) -> int | None:
    return None if due_at is None else (office_day(due_at) - office_day(at)).days
