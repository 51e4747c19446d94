"""What a ward has to send today, what it borrowed and what came back to it, in a fixed number of queries."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.claims.events import EventKind, live
from sitthi.core.claims.facts import end_of, office_day
from sitthi.core.claims.standing import WaitingKind
from sitthi.web.accounts.models import Kind, Organisation, User
from sitthi.web.accounts.rights import SEES_HOSPITAL, SEES_WARD
from sitthi.web.claims.facts import events_of
from sitthi.web.claims.flows import definition_by_id
from sitthi.web.claims.lists import Days
from sitthi.web.claims.models import CaseDocument, CaseEvent, ClaimCase
from sitthi.web.claims.sentences import Names, names_of
from sitthi.web.claims.units import WARD, functions_of
from sitthi.web.claims.ward_cards import Card, Done, borrowed_card, done_line, handed_card, working_card
from sitthi.web.claims.ward_place import Place

__all__ = ["TABS", "WardPage", "ward_page", "wards_for"]

TABS = ("today", "borrowed", "back", "inside")
_MOST = 200
_DONE_KINDS = (
    EventKind.STEP_DONE,
    EventKind.DOCUMENT_RETURNED,
    EventKind.DOCUMENT_RECEIVED,
    EventKind.ACCEPTED,
    EventKind.REFUSED,
    EventKind.HANDED_OVER,
)


def wards_for(user: User) -> list[Organisation]:
    """Gives the wards that somebody may look at: a nurse's own first, then those of the hospitals they see."""
    own = [
        each.organisation for each in user.roles if each.role in SEES_WARD and each.organisation.kind == Kind.UNIT
    ]
    hospitals = {
        each.organisation.hospital.pk
        for each in user.roles
        if each.role in SEES_HOSPITAL and each.organisation.hospital is not None
    }
    others = (
        Organisation.objects.filter(parent__in=hospitals, kind=Kind.UNIT, function=WARD, is_active=True)
        .select_related("parent")
        .order_by("parent__code", "code")
        if hospitals
        else ()
    )
    return list({ward.pk: ward for ward in (*own, *others)}.values())


@dataclass(slots=True)
class WardPage:
    """The cards of a ward by their section, each in the order of the discharge, and what was done today."""

    today: list[Card] = field(default_factory=list)
    overdue: list[Card] = field(default_factory=list)
    back: list[Card] = field(default_factory=list)
    borrowed: list[Card] = field(default_factory=list)
    inside: list[Card] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    may_act: bool = False
    is_cut: bool = False
    """Whether the ward has more cases than a page holds."""

    @property
    def n_to_send(self) -> int:
        """Counts what must be sent today."""
        return len(self.today) + len(self.overdue)

    @property
    def n_shown(self) -> int:
        """Counts the cases that the page told of, for the trail."""
        parts = (self.today, self.overdue, self.back, self.borrowed, self.inside)
        return len({card.case.pk for cards in parts for card in cards} | {line.case.pk for line in self.done})

    @property
    def sentence(self) -> str:
        """Says what must leave the ward now."""
        said = []
        if self.today:
            n = len(self.today)
            said.append(
                ngettext(
                    "%(n)s patient leaves today: the papers go before the patient does",
                    "%(n)s patients leave today: the papers go before the patients do",
                    n,
                )
                % {"n": n}
            )
        if self.overdue:
            n = len(self.overdue)
            said.append(
                ngettext("%(n)s of earlier days is still to send", "%(n)s of earlier days are still to send", n)
                % {"n": n}
            )
        if self.back:
            n = len(self.back)
            said.append(ngettext("%(n)s was sent back to mend", "%(n)s were sent back to mend", n) % {"n": n})
        return " · ".join(said) or _("Nothing has to leave the ward now")


def ward_page(user: User, ward: Organisation, days: Days, language: str) -> WardPage:
    """Gathers a ward's page; `ward` is one of `wards_for(user)`."""
    of_ward = ClaimCase.objects.visible_to(user).filter(ward=ward, patient_type=ClaimCase.PatientType.INPATIENT)
    page = WardPage(may_act=ward.hospital is not None and WARD in functions_of(user, ward.hospital))
    working = _working(of_ward)
    page.is_cut = len(working) > _MOST
    lent = _lent(of_ward)
    cases = {case.pk: case for case in (*working[:_MOST], *(each.case for each in lent))}
    today = office_day(days.now)
    touched = _touched(of_ward, today)
    cases |= {case.pk: case for case in touched if case.pk not in cases}
    events = _events(cases)
    people = _people(events)
    places = {
        pk: Place(case, definition_by_id(case.flow_id), events[pk], _names(case, people, language), days)
        for pk, case in cases.items()
    }
    for case in working[:_MOST]:
        _lay(page, places[case.pk], today)
    page.borrowed = [borrowed_card(places[each.case.pk], each) for each in lent]
    page.done = _done(places, [case.pk for case in touched], today)
    for cards in (page.today, page.overdue, page.back, page.inside):
        cards.sort(key=lambda card: (card.sorts_at, card.case.bed, card.case.pk))
    return page


def _working(of_ward: QuerySet[ClaimCase]) -> Sequence[ClaimCase]:
    """Gives the open cases still in the ward, not past its last step, in its hands or being handed over."""
    open_cases = of_ward.that_are_open()
    wanted = Q(discharged_at=None) | Q(holder_function=WARD) | Q(waits_for=WaitingKind.ACCEPTANCE)
    for flow in open_cases.order_by().values_list("flow", flat=True).distinct():
        numbers = [step.number for step in definition_by_id(flow).steps if step.unit == WARD]
        if numbers:
            wanted |= Q(flow=flow, step_number__lte=max(numbers))
    return open_cases.filter(wanted).select_related("hospital").order_by("sorts_at", "pk")[: _MOST + 1]


def _lent(of_ward: QuerySet[ClaimCase]) -> Sequence[CaseDocument]:
    """Gives the documents that the ward has borrowed, the longest first, of closed cases too."""
    return list(
        CaseDocument.objects.filter(case__in=of_ward, state="borrowed", unit=WARD)
        .select_related("case__hospital")
        .order_by("since", "pk")[:_MOST]
    )


def _touched(of_ward: QuerySet[ClaimCase], today: datetime.date) -> Sequence[ClaimCase]:
    """Gives the cases that changed today."""
    begins = end_of(today - datetime.timedelta(days=1))
    changed = of_ward.that_are_open().filter(changed_at__gt=begins)
    return changed.select_related("hospital").order_by("-changed_at")[:_MOST]


def _events(cases: Iterable[int]) -> Mapping[int, list[CaseEvent]]:
    found: dict[int, list[CaseEvent]] = {pk: [] for pk in cases}
    for row in CaseEvent.objects.filter(case__in=list(found)).order_by("case_id", "number"):
        found[row.case_id].append(row)
    return found


def _people(events: Mapping[int, list[CaseEvent]]) -> dict[str, str]:
    """Gives the names of who did something; each is read once, however many events are theirs."""
    wanted = {row.by_id for rows in events.values() for row in rows if row.by_id is not None}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=wanted).values_list("pk", "name")}


def _names(case: ClaimCase, people: Mapping[str, str], language: str) -> Names:
    return names_of(definition_by_id(case.flow_id), people, language)


def _lay(page: WardPage, place: Place, today: datetime.date) -> None:
    """Lays a case's card into the section where it belongs."""
    step, leaves = place.step, place.leaves_at
    if place.is_inside:
        page.inside.append(working_card(place))
    if place.is_offered or place.is_held:
        page.back.append(handed_card(place))
    if step is None or place.told.is_paused:
        return
    if place.is_back:
        page.back.append(working_card(place))
    elif leaves is not None and office_day(leaves) == today:
        page.today.append(working_card(place))
    elif leaves is not None and office_day(leaves) < today:
        page.overdue.append(working_card(place))


def _done(places: Mapping[int, Place], touched: Sequence[int], today: datetime.date) -> list[Done]:
    """Gives what the ward did last today with each case and nobody took back, the latest first."""
    lines: dict[int, Done] = {}
    for pk in touched:
        rows = {row.number: row for row in places[pk].rows}
        for event in live(events_of(places[pk].rows)):
            row = rows[event.number]
            is_ours = row.unit == WARD and row.by_id is not None and row.kind in _DONE_KINDS
            if is_ours and office_day(row.recorded_at) == today:
                lines[pk] = done_line(places[pk], row)
    return sorted(lines.values(), key=lambda line: (line.at, line.number), reverse=True)
