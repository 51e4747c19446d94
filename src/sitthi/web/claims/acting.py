"""The one way by which people change a case: gather its events, let the core decide, write what it says.

All happens in one short transaction that begins by taking the case for itself, so that of two people who act on
one case at once the second is told what the first did.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.events import Event
from sitthi.core.findings import Refusal
from sitthi.web.accounts.models import User
from sitthi.web.claims.facts import event_rows, events_of, facts_of
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import CaseEvent, ClaimCase, Slip
from sitthi.web.claims.settling import settle
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
    wish: Callable[[ClaimCase], Wish],
    seen: int | None,
    now: datetime.datetime,
    slip: Slip | None = None,
) -> Acted | Stale | Refusal:
    """Acts on a case as somebody; raises `ClaimCase.DoesNotExist` where it is not theirs to see.

    `seen` is how many events the reader's page knew (`None` where no page was read, as for a list); `wish` is
    asked once the case is held. Nothing is written unless an `Acted` comes back.
    """
    with transaction.atomic():
        case = (
            ClaimCase.objects.visible_to(user)
            .select_for_update(of=("self",))
            .select_related("hospital", "flow")
            .get(token=token)
        )
        rows = list(case.events.all())
        if seen is not None and seen < case.n_events:
            return Stale(case, [row for row in rows if row.number > seen])
        definition = definition_of(case.flow)
        before = events_of(rows)
        decided = decide(definition, facts_of(case), before, wish(case), now)
        if isinstance(decided, Refusal):
            return decided
        CaseEvent.objects.bulk_create(event_rows(case, decided, slip=slip))
        settle(case, definition, (*before, *decided), now)
        return Acted(case, decided)


def actor_units(user: User, case: ClaimCase) -> frozenset[str]:
    """Gives the flow's units that somebody works for at the case's hospital: acts of another unit are refused."""
    return functions_of(user, case.hospital)
