"""What a set's stay makes of a case: a new one opened, or an older one brought up to date.

What a person entered is never overwritten: where the file says otherwise, the case keeps what it has and shows the
difference.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from sitthi.core.claims.events import Event, EventKind
from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.models import ClaimCase, FlowEdition
from sitthi.web.intake.stays import Stay

__all__ = ["brought_up_to_date", "facts_of_stay", "news_of", "opened"]

_KEPT = frozenset({"drg", "rw_e4", "adjrw_e4"})
"""What a claim set often leaves out and a register or a coder gives: silence does not take it away."""


def facts_of_stay(stay: Stay, ward: Organisation | None) -> dict[str, object]:
    """Gives the facts that a stay states, by the names of a case's columns."""
    return {
        "hn": stay.hn,
        "citizen_id": stay.citizen_id,
        "title": stay.title,
        "first_name": stay.first_name,
        "last_name": stay.last_name,
        "sex": stay.sex,
        "born_on": stay.born_on,
        "ward": ward,
        "physician": stay.physician,
        "admitted_at": stay.admitted_at,
        "discharged_at": stay.discharged_at,
        "accident_at": stay.accident_at,
        "is_dead": stay.is_dead,
        "is_referral": stay.is_referral,
        "principal": stay.principal,
        "drg": stay.drg,
        "rw_e4": stay.rw_e4,
        "adjrw_e4": stay.adjrw_e4,
        "charge_satang": stay.charge_satang,
    }


def opened(
    hospital: Organisation, stay: Stay, facts: Mapping[str, object], flow: FlowEdition, batch: str
) -> ClaimCase:
    """Gives the new case of a stay, not saved."""
    return ClaimCase(
        patient_type=flow.patient_type,
        hospital=hospital,
        number=stay.an,
        fund=stay.inscl,
        flow=flow,
        source=batch,
        **facts,
    )


def brought_up_to_date(case: ClaimCase, stay: Stay, facts: Mapping[str, object]) -> bool:
    """Lays a stay's facts into its case, without saving it; tells whether anything is new.

    The fund too: but the flow that the case follows stays, since people work by it.
    """
    changed = False
    conflicts: dict[str, dict[str, Any]] = {}
    for name, theirs in {**facts, "fund": stay.inscl}.items():
        ours = getattr(case, name)
        if theirs == ours or (theirs in (None, "") and name in _KEPT):
            continue
        if name in case.entered and ours not in (None, ""):
            if theirs not in (None, ""):
                told = {"theirs": _shown(theirs), "ours": _shown(ours)}
                before = case.conflicts.get(name, {})
                # Somebody who kept ours against the same word of the file is not asked again.
                conflicts[name] = before if told.items() <= before.items() else told
            continue
        setattr(case, name, theirs)
        changed = True
    if conflicts != case.conflicts:
        case.conflicts = conflicts
        changed = True
    return changed


def _shown(value: object) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value.code if isinstance(value, Organisation) else str(value)


def news_of(case: ClaimCase, events: tuple[Event, ...], now: datetime.datetime) -> list[Event]:
    """Gives the events that a case's facts call for and that it has not: admission, discharge, or a moved one."""
    news: list[Event] = []
    number = max((event.number for event in events), default=0)
    for kind, at in ((EventKind.ADMITTED, case.admitted_at), (EventKind.DISCHARGED, case.discharged_at)):
        known = [event for event in events if event.kind is kind]
        last = known[-1] if known else None
        if at is None or (last is not None and last.at == at):
            continue
        number += 1
        supersedes = last.number if last is not None else None
        news.append(Event(number=number, kind=kind, at=at, recorded_at=now, supersedes=supersedes))
    return news
