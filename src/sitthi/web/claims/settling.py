"""What a case's events come to, laid in the columns that lists read.

The core says everything; here it is only written down: of one case after an act, or of many after a load.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from sitthi.core.claims.deadlines import CaseDeadline as Due
from sitthi.core.claims.deadlines import case_deadlines, next_deadline
from sitthi.core.claims.due import DeadlineState
from sitthi.core.claims.events import Event
from sitthi.core.claims.progress import DocumentProgress, Progress, progress
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.rules.dated import Rule
from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.facts import facts_of
from sitthi.web.claims.flows import book
from sitthi.web.claims.models import NEVER, CaseDeadline, CaseDocument, ClaimCase
from sitthi.web.claims.office import COPY_RULE, calendar_of, choice_grades, choices, overlays
from sitthi.web.claims.units import WARD, units_of

__all__ = [
    "COPY_RULE",
    "Settled",
    "calendar_of",
    "deadline_row",
    "document_row",
    "lay_summary",
    "settle",
    "settled",
]


@dataclass(frozen=True, slots=True)
class Settled:
    """A case as the core sees it now."""

    progress: Progress
    deadlines: Sequence[Due]


def settled(
    case: ClaimCase, definition: ProcessDefinition, events: Sequence[Event], now: datetime.datetime
) -> Settled:
    """Asks the core what a case's events come to, by the calendar, limits and choices of its office."""
    facts, calendar = facts_of(case), calendar_of(case.hospital_id)
    found = progress(definition, facts, events, COPY_RULE, now, calendar)
    due = case_deadlines(
        definition, facts, found, events, book().all(Rule), calendar, now, choices(), choice_grades(), overlays()
    )
    return Settled(found, due)


def lay_summary(case: ClaimCase, found: Settled, n_events: int, units: Mapping[str, Organisation]) -> None:
    """Lays what lists read into a case's columns, without saving it."""
    told, waits = found.progress, found.progress.waits_for
    following = next_deadline(found.deadlines)
    # A clock that stands still has no moment until it goes on: the case would seem later from day to day.
    is_running = following is not None and following.state is not DeadlineState.PAUSED
    case.n_events = n_events
    case.version += 1
    case.is_open = not told.is_finished
    case.step = told.current.id if told.current else ""
    case.step_number = told.current.number if told.current else 0
    case.n_steps = len(told.steps)
    case.waits_for = waits.kind.value
    case.waits_for_document = waits.document or ""
    case.holder_function = told.holder_unit or ""
    case.holder_unit = case.ward if told.holder_unit == WARD else units.get(told.holder_unit or "")
    case.holder_id = int(told.holder_person) if told.holder_person else None
    case.held_since = told.held_since
    case.next_rule = following.rule if following else ""
    case.next_due_at = following.due_at if following and is_running else None
    case.sorts_at = case.next_due_at or NEVER
    case.claim_due_at = next((due.due_at for due in found.deadlines if due.is_claim), None)
    case.sent_at = told.sent_at
    case.is_paused = told.is_paused
    case.n_lost = told.n_lost


def document_row(case: ClaimCase, told: DocumentProgress) -> CaseDocument:
    """Gives the row of a document's whereabouts."""
    return CaseDocument(
        case=case,
        document=told.document.id,
        need=told.need.value,
        state=told.state.value,
        unit=told.unit or "",
        person=told.person or "",
        since=told.since,
        is_scan=told.is_scan,
    )


def deadline_row(case: ClaimCase, due: Due) -> CaseDeadline:
    """Gives the row of a deadline."""
    return CaseDeadline(
        case=case,
        rule=due.rule,
        step=due.step or "",
        starts_at=due.starts_at,
        due_at=due.due_at,
        done_at=due.done_at,
        grade=due.grade.value,
    )


def settle(
    case: ClaimCase, definition: ProcessDefinition, events: Sequence[Event], now: datetime.datetime
) -> Settled:
    """Writes what a case's events come to; the caller holds the case."""
    found = settled(case, definition, events, now)
    lay_summary(case, found, len(events), units_of(case.hospital))
    with transaction.atomic():
        case.save()
        CaseDocument.objects.bulk_create(
            [document_row(case, each) for each in found.progress.documents],
            update_conflicts=True,
            unique_fields=["case", "document"],
            update_fields=["need", "state", "unit", "person", "since", "is_scan"],
        )
        # A step that is not needed any more takes its deadline along.
        CaseDeadline.objects.filter(case=case).exclude(rule__in=[each.rule for each in found.deadlines]).delete()
        CaseDeadline.objects.bulk_create(
            [deadline_row(case, each) for each in found.deadlines],
            update_conflicts=True,
            unique_fields=["case", "rule"],
            update_fields=["step", "starts_at", "due_at", "done_at", "grade"],
        )
    return found
