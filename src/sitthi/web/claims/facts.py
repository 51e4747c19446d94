"""Between the core and the tables: a case's facts and events as values, and events as rows."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts
from sitthi.core.flow.definition import PatientType
from sitthi.web.claims.models import CaseEvent, ClaimCase, Slip

__all__ = ["WEIGHT_SCALE", "event_of", "event_rows", "events_of", "facts_of"]

WEIGHT_SCALE = 10_000
"""Weights at rest are ten-thousandths."""


def facts_of(case: ClaimCase) -> CaseFacts:
    """Gives the facts of a case."""
    return CaseFacts(
        fund=case.fund,
        patient_type=PatientType(case.patient_type),
        admitted_at=case.admitted_at,
        discharged_at=case.discharged_at,
        is_dead=case.is_dead,
        rw=_weight(case.rw_e4),
        adjrw=_weight(case.adjrw_e4),
        is_referral=case.is_referral,
        happened_at=case.accident_at,
        leaves_at=case.leaves_at,
    )


def _weight(e4: int | None) -> Fraction | None:
    return None if e4 is None else Fraction(e4, WEIGHT_SCALE)


def event_of(row: CaseEvent) -> Event:
    """Gives an event as the core reads it."""
    return Event(
        number=row.number,
        kind=EventKind(row.kind),
        at=row.at,
        recorded_at=row.recorded_at,
        by=str(row.by_id) if row.by_id is not None else None,
        unit=row.unit or None,
        step=row.step or None,
        document=row.document or None,
        to_unit=row.to_unit or None,
        to_person=row.to_person or None,
        reason=row.reason or None,
        is_scan=row.is_scan,
        supersedes=row.supersedes,
    )


def events_of(rows: Iterable[CaseEvent]) -> tuple[Event, ...]:
    """Gives a case's events in order."""
    return tuple(event_of(row) for row in rows)


def event_rows(
    case: ClaimCase, events: Sequence[Event], source: str = "", slip: Slip | None = None
) -> list[CaseEvent]:
    """Gives the rows of events, not saved; `source` is the batch that told of them."""
    return [
        CaseEvent(
            case=case,
            number=event.number,
            kind=event.kind.value,
            at=event.at,
            recorded_at=event.recorded_at,
            by_id=int(event.by) if event.by else None,
            unit=event.unit or "",
            step=event.step or "",
            document=event.document or "",
            to_unit=event.to_unit or "",
            to_person=event.to_person or "",
            reason=event.reason or "",
            is_scan=event.is_scan,
            supersedes=event.supersedes,
            source=source,
            slip=slip,
        )
        for event in events
    ]
