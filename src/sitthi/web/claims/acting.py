"""The one way by which people change a case: gather its events, let the core decide, write what it says.

All happens in one short transaction that begins by taking the case for itself, so that of two people who act on
one case at once the second is told what the first did.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.events import Event, EventKind, live
from sitthi.core.findings import Refusal
from sitthi.web.accounts.models import User
from sitthi.web.claims.facts import event_rows, events_of, facts_of
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import CaseEvent, ClaimCase, Slip
from sitthi.web.claims.office import COPY_RULE
from sitthi.web.claims.settling import settle
from sitthi.web.claims.slip_lines import carrying_slip, settle_lines
from sitthi.web.claims.units import functions_of

__all__ = ["Acted", "Stale", "act", "actor_units"]


@dataclass(frozen=True, slots=True)
class Acted:
    """The case after an act, and the events that were written."""

    case: ClaimCase
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody acted on the case after the reader's page was made: what they did, oldest first."""

    case: ClaimCase
    since: Sequence[CaseEvent]


def act(
    user: User,
    token: str,
    wish: Callable[[ClaimCase], Wish | Refusal],
    seen: int | None,
    now: datetime.datetime,
    slip: Slip | None = None,
    lay: Callable[[ClaimCase], None] | None = None,
) -> Acted | Stale | Refusal:
    """Acts on a case as somebody; raises `ClaimCase.DoesNotExist` where it is not theirs to see.

    `seen` is how many events the reader's page knew (`None` where no page was read, as for a list); `wish` is
    asked once the case is held, and `lay` before it lays facts that come with the act, as a coder's. A hand-over
    goes on `slip`, or on one of its own. Nothing is written unless an `Acted` comes back.
    """
    with transaction.atomic():
        case = (
            ClaimCase.objects.visible_to(user)
            .select_for_update(of=("self",))
            .select_related("hospital", "ward", "flow")
            .get(token=token)
        )
        rows = list(case.events.select_related("by"))
        if seen is not None and seen < case.n_events:
            return Stale(case, [row for row in rows if row.number > seen])
        if lay is not None:
            lay(case)
        wanted = wish(case)
        if isinstance(wanted, Refusal):
            return wanted
        definition = definition_of(case.flow)
        before = events_of(rows)
        decided = decide(definition, facts_of(case), before, wanted, now, COPY_RULE)
        if isinstance(decided, Refusal):
            return decided
        _lay_discharge(case, before, decided)
        offer = next((event for event in decided if event.kind is EventKind.HANDED_OVER), None)
        carrier = carrying_slip(case, offer, user, now, slip) if offer else slip
        new = event_rows(case, decided, slip=carrier)
        CaseEvent.objects.bulk_create(new)
        found = settle(case, definition, (*before, *decided), now)
        settle_lines(case, [*rows, *new], found.progress.offered_to)
        return Acted(case, decided)


def _lay_discharge(case: ClaimCase, before: Sequence[Event], decided: Sequence[Event]) -> None:
    """Lets a discharge that somebody told, moved or took back stand in the case's facts, which lists read."""
    ends = {event.number for event in before if event.kind is EventKind.DISCHARGED}
    if not any(event.kind is EventKind.DISCHARGED or event.supersedes in ends for event in decided):
        return
    told = [event.at for event in live((*before, *decided)) if event.kind is EventKind.DISCHARGED]
    case.discharged_at = told[-1] if told else None
    others = {name for name in case.entered if name != "discharged_at"}
    case.entered = sorted({*others, "discharged_at"} if told else others)


def actor_units(user: User, case: ClaimCase) -> frozenset[str]:
    """Gives the flow's units that somebody works for at the case's hospital: acts of another unit are refused."""
    return functions_of(user, case.hospital)
