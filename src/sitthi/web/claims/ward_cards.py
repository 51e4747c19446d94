"""A patient on the ward's page: one sentence, one big act, what stands in the way, and what was done."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.claims.due import DeadlineState
from sitthi.core.claims.events import EventKind
from sitthi.core.claims.facts import office_day
from sitthi.core.claims.standing import DocumentProgress, DocumentState, StepProgress
from sitthi.core.thai.moments import moment_in_field
from sitthi.web.claims.models import NEVER, CaseDocument, CaseEvent, ClaimCase
from sitthi.web.claims.rows import badge_of, fund_name
from sitthi.web.claims.units import WARD
from sitthi.web.claims.ward_place import Place
from sitthi.web.claims.ward_reasons import CANNOT, KEEPS, REFUSES

__all__ = [
    "Card",
    "Done",
    "borrowed_card",
    "done_line",
    "handed_card",
    "person_of",
    "working_card",
]


@dataclass(frozen=True, slots=True)
class CardBadge:
    """When a patient leaves, as a deadline: `found` is there and empty, so that the hour is told."""

    state: DeadlineState
    days: int
    due_at: datetime.datetime | None
    found: None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A patient on the page; `act` holds the words of the big button and the fields of its form."""

    case: ClaimCase
    name: str
    about: str
    badge: Any
    says: str
    words: str
    fields: Mapping[str, str]
    is_solid: bool
    reasons: Mapping[str, Any]
    refuses: Mapping[str, str]
    """The fields of the form that says why not."""
    obstacle: CaseEvent | None
    sorts_at: datetime.datetime
    is_inside: bool = False
    """Whether the patient is still in the ward."""
    anchor: str = ""
    """Is where the page goes to after an act: a case may have two cards."""

    @property
    def seen(self) -> int:
        """Is how many events the card knew."""
        return self.case.n_events

    @property
    def leaves_typed(self) -> str:
        """Is when the patient is expected to leave, as it is typed."""
        at = self.case.leaves_at
        return moment_in_field(timezone.localtime(at)) if at is not None else ""


@dataclass(frozen=True, slots=True)
class Done:
    """Something that the ward did today, and can take back."""

    case: ClaimCase
    name: str
    at: datetime.datetime
    words: str
    number: int


def person_of(case: ClaimCase) -> str:
    """Gives a patient's name as it is written."""
    return f"{case.title}{case.first_name} {case.last_name}".strip()


def _about(case: ClaimCase, *more: str) -> str:
    bed = _("Bed %(bed)s") % {"bed": case.bed} if case.bed else ""
    return " · ".join(part for part in (bed, f"AN {case.number}", *more) if part)


def working_card(place: Place) -> Card:
    """Gives the card of what the ward has to do next with a case; of nothing where it has nothing to do."""
    case, step = place.case, place.step
    words, fields, is_solid = _act(place)
    obstacle = _obstacle(place, EventKind.NOTED, step=step.step.id) if step else None
    return Card(
        case=case,
        name=person_of(case),
        about=_about(case, fund_name(case.fund)),
        badge=_badge(place),
        says=_says(place),
        words=words,
        fields=fields,
        is_solid=is_solid,
        reasons=CANNOT,
        refuses={"step": step.step.id, "does": "cannot"} if step else {},
        obstacle=obstacle,
        sorts_at=place.leaves_at or NEVER,
        is_inside=place.is_inside,
        anchor=case.token,
    )


def handed_card(place: Place) -> Card:
    """Gives the card of a case that is handed over to the ward, or that the ward has to hand back."""
    case, current = place.case, place.told.current
    row = place.last(EventKind.HANDED_OVER, to_unit=WARD)
    reason = row.reason if row is not None else ""
    if place.is_offered:
        unit = place.names.units.get(row.unit, "") if row is not None else ""
        says = _("%(unit)s hands this over to the ward") % {"unit": unit}
        words, fields = _("Accept"), {"kind": EventKind.ACCEPTED.value}
    else:
        unit = place.names.units[current.unit] if current is not None else ""
        says = _("The ward has taken this in: %(unit)s waits for it") % {"unit": unit}
        words = _("Handed to %(unit)s") % {"unit": unit}
        fields = {"kind": EventKind.HANDED_OVER.value, "to_unit": current.unit if current is not None else ""}
    return Card(
        case=case,
        name=person_of(case),
        about=_about(case, fund_name(case.fund)),
        badge=badge_of(case, place.days),
        says=f"{says}: {reason}" if reason else says,
        words=words,
        fields=fields,
        is_solid=True,
        reasons=REFUSES,
        refuses={"does": "refuses"} if place.is_offered else {},
        obstacle=None,
        sorts_at=place.leaves_at or NEVER,
        anchor=f"{case.token}-handed",
    )


def _badge(place: Place) -> CardBadge | None:
    """Tells how near the discharge is; of papers that are late, by how much."""
    leaves, now = place.leaves_at, place.days.now
    if leaves is None:
        return None
    days = (office_day(leaves) - office_day(now)).days
    if leaves < now and place.step is not None:
        return CardBadge(DeadlineState.LATE, -days, leaves)
    if days <= 0:
        return CardBadge(DeadlineState.TODAY, 0, leaves)
    state = DeadlineState.SOON if leaves <= place.days.soon_ends else DeadlineState.LATER
    return CardBadge(state, days, leaves)


def _listed(place: Place, papers: Sequence[DocumentProgress]) -> str:
    return _(" and ").join(place.names.documents[each.document.id] for each in papers)


def _says(place: Place) -> str:
    """Says in one sentence what a case waits for in the ward."""
    step = place.step
    if place.told.is_paused:
        return _("Paused: %(reason)s") % {"reason": place.told.waits_for.reason or ""}
    if step is None:
        return _("The ward has sent all its papers")
    name = place.names.steps[step.step.id]
    if place.is_back:
        return _back_words(place, step)
    lacking = [each for each in place.papers if each.is_lacking]
    away = next((each for each in lacking if each.state is DocumentState.BORROWED and each.unit != WARD), None)
    if away is not None:
        return _("%(document)s is with %(unit)s, which borrowed it") % {
            "document": place.names.documents[away.document.id],
            "unit": place.names.units.get(away.unit or "", ""),
        }
    if lacking:
        return _("Waits for %(papers)s, then: %(step)s") % {"papers": _listed(place, lacking), "step": name}
    if place.papers:
        return _("%(papers)s here, still to do: %(step)s") % {"papers": _listed(place, place.papers), "step": name}
    return _("Still to do: %(step)s") % {"step": name}


def _back_words(place: Place, step: StepProgress) -> str:
    row = place.last(EventKind.STEP_RETURNED, step=step.step.id)
    unit = place.names.units.get(row.unit, "") if row else ""
    return _("%(unit)s sent it back: %(reason)s") % {"unit": unit, "reason": step.reason or ""}


def _act(place: Place) -> tuple[str, Mapping[str, str], bool]:
    """Gives the big act: what is missing has come, or what is here is sent."""
    step = place.step
    if step is None or place.told.is_paused:
        return "", {}, False
    lacking = [each for each in place.papers if each.is_lacking]
    if not lacking:
        fields = {"kind": EventKind.STEP_DONE.value, "step": step.step.id}
        if place.is_back:
            return _("Mended and sent"), fields, True
        if len(place.papers) == 1:
            return _("%(document)s is sent") % {"document": _listed(place, place.papers)}, fields, True
        return _("Sent"), fields, True
    first = lacking[0]
    document = {"document": place.names.documents[first.document.id]}
    fields = {"document": first.document.id}
    if first.state is DocumentState.BORROWED:
        if first.unit != WARD:
            return "", {}, False
        return _("%(document)s is back") % document, {"kind": EventKind.DOCUMENT_RETURNED.value, **fields}, False
    return _("%(document)s is here") % document, {"kind": EventKind.DOCUMENT_RECEIVED.value, **fields}, False


def _obstacle(place: Place, kind: EventKind, **fields: str) -> CaseEvent | None:
    """Gives what the ward said last of why it cannot, unless something happened to the step or paper since."""
    row = place.last(kind, unit=WARD, **fields)
    if row is None:
        return None
    moved = (
        each.number
        for each in place.rows
        if each.kind not in (EventKind.NOTED, EventKind.UNDONE, EventKind.REMINDED)
        and all(getattr(each, name) == value for name, value in fields.items())
    )
    return row if row.number > max(moved, default=0) else None


def borrowed_card(place: Place, lent: CaseDocument) -> Card:
    """Gives the card of a document that the ward has borrowed."""
    case, told = place.case, place.told.document(lent.document)
    since = ""
    if lent.since is not None:
        n = (office_day(place.days.now) - office_day(lent.since)).days
        since = ngettext("borrowed for %(n)s day", "borrowed for %(n)s days", n) % {"n": n}
    fields = {"document": lent.document, "to_unit": _wanted_by(place)}
    return Card(
        case=case,
        name=person_of(case),
        about=" · ".join(part for part in (f"AN {case.number}", since) if part),
        badge=badge_of(case, place.days),
        says=_borrowed_words(place, lent, told.n_reminded if told else 0),
        words=_("Brought back"),
        fields={"kind": EventKind.DOCUMENT_RETURNED.value, **fields},
        is_solid=False,
        reasons=KEEPS,
        refuses={"document": lent.document, "does": "keeps"},
        obstacle=_obstacle(place, EventKind.NOTED, document=lent.document),
        sorts_at=lent.since or NEVER,
        anchor=f"{case.token}-{lent.document}",
    )


def _wanted_by(place: Place) -> str:
    """Gives the unit that waits for the case, where it is another than the ward: the paper goes there."""
    current = place.told.current
    return current.unit if current is not None and current.unit != WARD else ""


def _borrowed_words(place: Place, lent: CaseDocument, n_reminded: int) -> str:
    document, current = place.names.documents.get(lent.document, lent.document), place.told.current
    if current is None or current.unit == WARD:
        says = _("The ward has borrowed %(document)s") % {"document": document}
    else:
        says = _("%(unit)s waits for %(document)s to go on: %(step)s") % {
            "unit": place.names.units[current.unit],
            "document": document,
            "step": place.names.steps[current.id],
        }
    if n_reminded:
        says += " · " + ngettext("reminded %(n)s time", "reminded %(n)s times", n_reminded) % {"n": n_reminded}
    return says


def done_line(place: Place, row: CaseEvent) -> Done:
    """Gives the line of something done today."""
    document = {"document": place.names.documents.get(row.document, row.document)}
    words = {
        EventKind.STEP_DONE: _("Sent"),
        EventKind.DOCUMENT_RETURNED: _("Brought back"),
        EventKind.DOCUMENT_RECEIVED: _("%(document)s is here") % document,
        EventKind.ACCEPTED: _("Accepted"),
        EventKind.REFUSED: _("Refused"),
        EventKind.HANDED_OVER: _("Handed to %(unit)s") % {"unit": place.names.units.get(row.to_unit, row.to_unit)},
    }[EventKind(row.kind)]
    return Done(place.case, person_of(place.case), row.recorded_at, words, row.number)
