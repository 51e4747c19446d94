"""Documents that somebody has to look for, by the unit that has them: borrowed, lost, or waited for."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from sitthi.core.claims.facts import office_day
from sitthi.core.claims.standing import DocumentState, Need, WaitingKind
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.accounts.models import User
from sitthi.web.claims.flows import definition_by_id
from sitthi.web.claims.models import CaseDocument, ClaimCase
from sitthi.web.claims.units import WARD, functions_of, own_units

__all__ = ["Astray", "Place", "places_of"]

_MOST = 300
_AWAY = (DocumentState.BORROWED, DocumentState.LOST)


@dataclass(frozen=True, slots=True)
class Astray:
    """One document of a case that is not at hand, with who has it and since when."""

    case: ClaimCase
    document: str
    state: str
    person: str
    since: datetime.datetime | None
    days: int | None


@dataclass(slots=True)
class Place:
    """A unit, or a ward, with the documents that it has or owes, the longest away first."""

    key: str
    name: str
    is_own: bool
    rows: list[Astray]


def places_of(user: User, now: datetime.datetime) -> tuple[list[Place], bool]:
    """Gives the places with documents to be reminded of, one's own first, and whether more were left out.

    A document is waited for where a case's next step lacks it; it is owed by the unit whose step makes it.
    """
    cases = ClaimCase.objects.visible_to(user).that_are_open()
    away = list(
        CaseDocument.objects.filter(case__in=cases.order_by(), need=Need.REQUIRED, state__in=_AWAY)
        .select_related("case__ward", "case__hospital")
        .order_by("since", "pk")[: _MOST + 1]
    )
    lacking = list(_lacking(cases)[: _MOST + 1])
    language, people = get_language() or "th", _people(user, away)
    found: dict[str, Place] = {}
    for each in away[:_MOST]:
        flow = definition_by_id(each.case.flow_id)
        row = _row(each.case, flow, each.document, each.state, each.since, now, language)
        _place(user, found, each.case, flow, each.unit or each.case.holder_function, language).rows.append(
            _with_person(row, people.get(each.person, "" if each.person.isdecimal() else each.person))
        )
    for case in lacking[:_MOST]:
        flow = definition_by_id(case.flow_id)
        unit = next((step.unit for step in flow.steps if case.waits_for_document in step.makes), None)
        row = _row(case, flow, case.waits_for_document, DocumentState.MISSING, None, now, language)
        _place(user, found, case, flow, unit or case.holder_function, language).rows.append(row)
    places = sorted(found.values(), key=lambda place: (not place.is_own, place.name))
    return places, len(away) > _MOST or len(lacking) > _MOST


def _lacking(cases: QuerySet[ClaimCase]) -> QuerySet[ClaimCase]:
    lacking = cases.filter(waits_for=WaitingKind.DOCUMENT_MISSING)
    return lacking.select_related("ward", "hospital").order_by("sorts_at", "pk")


def _people(user: User, away: Iterable[CaseDocument]) -> dict[str, str]:
    """Names those who have something, of the reader's own hospitals."""
    ids = {int(each.person) for each in away if each.person.isascii() and each.person.isdigit()}
    places = [hospital.pk for hospital in user.hospitals]
    own = User.objects.filter(pk__in=ids, memberships__organisation__in=places) | User.objects.filter(
        pk__in=ids, memberships__organisation__parent__in=places
    )
    return {str(pk): name for pk, name in own.values_list("pk", "name")}


def _row(
    case: ClaimCase, flow: ProcessDefinition, document: str, state: str, since: datetime.datetime | None,
    now: datetime.datetime, language: str,
) -> Astray:  # fmt: skip
    name = next((each.label.in_language(language) for each in flow.documents if each.id == document), document)
    days = (office_day(now) - office_day(since)).days if since else None
    return Astray(case, name, str(state), "", since, days)


def _with_person(row: Astray, person: str) -> Astray:
    return Astray(row.case, row.document, row.state, person, row.since, row.days)


def _place(
    user: User, found: dict[str, Place], case: ClaimCase, flow: ProcessDefinition, unit: str, language: str
) -> Place:
    """Gives the place of a unit of a case's flow, made when first met; of a ward, the case's own."""
    is_ward = unit == WARD and case.ward is not None
    key = f"ward-{case.ward_id}" if is_ward else unit
    if key not in found:
        labels = {each.id: each.label.in_language(language) for each in flow.units}
        name = case.ward.name if is_ward else labels.get(unit, unit)
        is_own = case.ward_id in {each.pk for each in own_units(user)} if is_ward else unit in _own(user, case)
        found[key] = Place(key, name, is_own, [])
    return found[key]


def _own(user: User, case: ClaimCase) -> frozenset[str]:
    return functions_of(user, case.hospital)
