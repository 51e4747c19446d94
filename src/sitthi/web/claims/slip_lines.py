"""What a slip says of a case follows from the case's events: given, accepted, refused, or taken back."""

import datetime
from collections.abc import Sequence

from django.db.models import Max

from sitthi.core.claims.events import Event, EventKind, live
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.facts import events_of
from sitthi.web.claims.models import CaseEvent, ClaimCase, Slip, SlipLine
from sitthi.web.claims.units import WARD, units_of

__all__ = ["carrying_slip", "settle_lines"]

_ANSWERS = {
    EventKind.ACCEPTED: SlipLine.Answer.ACCEPTED,
    EventKind.REFUSED: SlipLine.Answer.REFUSED,
}
_TURNS = frozenset({*_ANSWERS, EventKind.HANDED_OVER})


def carrying_slip(
    case: ClaimCase, offer: Event, user: User, now: datetime.datetime, slip: Slip | None
) -> Slip | None:
    """Gives the slip that carries an offer: the one given, saved and numbered with its first case, or a new one.

    `None` where the hospital has no such unit: then nobody could answer a slip.
    """
    if slip is None:
        units = units_of(case.hospital)
        from_unit, to_unit = (
            case.ward if name == WARD else units.get(name or "") for name in (offer.unit, offer.to_unit)
        )
        if from_unit is None or to_unit is None:
            return None
        slip = Slip(from_unit=from_unit, to_unit=to_unit)
    if slip.pk is None:
        # Held, so that two slips made at once get two numbers.
        hospital = Organisation.objects.select_for_update().get(pk=case.hospital_id)
        last = Slip.objects.filter(hospital=hospital).aggregate(n=Max("number"))["n"] or 0
        slip.hospital, slip.number, slip.made_by, slip.made_at = hospital, last + 1, user, now
        slip.save()
    return slip


def settle_lines(case: ClaimCase, rows: Sequence[CaseEvent], offered_to: str | None) -> None:
    """Writes a case's lines on slips as its events now tell them; asks nothing where no slip ever carried it."""
    by_number = {row.number: row for row in rows}
    carried = {row.number: row.slip_id for row in rows if row.kind == EventKind.HANDED_OVER and row.slip_id}
    if not carried:
        return
    turns = [event for event in live(events_of(rows)) if event.kind in _TURNS]
    lines = {line.slip_id: line for line in SlipLine.objects.filter(case=case)}
    told = {
        slip: SlipLine(slip_id=slip, case=case, answer=SlipLine.Answer.TAKEN_BACK) for slip in carried.values()
    }
    for place, event in enumerate(turns):
        if event.number not in carried:
            continue
        line = told[carried[event.number]]
        answer = turns[place + 1] if place + 1 < len(turns) else None
        if answer is None:
            line.answer = SlipLine.Answer.PENDING if offered_to == event.to_unit else SlipLine.Answer.ACCEPTED
        elif answer.kind in _ANSWERS:
            row = by_number[answer.number]
            line.answer, line.answered_by_id, line.answered_at = _ANSWERS[answer.kind], row.by_id, row.at
            line.reason = row.reason
        else:
            # Handed on without a word: whoever worked on it had it.
            line.answer = SlipLine.Answer.ACCEPTED
    for slip, line in told.items():
        known = lines.get(slip)
        if known is None or _said(known) != _said(line):
            line.pk = known.pk if known else None
            line.save()


def _said(line: SlipLine) -> tuple[object, ...]:
    return line.answer, line.answered_by_id, line.answered_at, line.reason
