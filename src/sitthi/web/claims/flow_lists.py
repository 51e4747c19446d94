"""Which flows a reader sees: the book's, and the editions of the hospitals that they work in or look after."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.definition import Scope as FlowScope
from sitthi.web.accounts.models import Kind, Organisation, User
from sitthi.web.accounts.rights import POWERS
from sitthi.web.claims.flows import PAYERS, definition_of, edition_for
from sitthi.web.claims.models import ClaimCase, FlowEdition
from sitthi.web.claims.rows import fund_name

__all__ = ["FlowGroup", "FlowRow", "before_of", "editions_for", "flow_groups", "hospitals_for"]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """An edition in a list."""

    edition: FlowEdition
    flow: ProcessDefinition
    is_in_force: bool
    is_to_come: bool
    n_open: int
    """Cases of the hospital that follow it and are not finished."""

    @property
    def charts_one_unit(self) -> bool:
        """Tells one that charts one unit's work, which no case follows: it is there to be compared with."""
        return self.flow.scope is FlowScope.UNIT


@dataclass(frozen=True, slots=True)
class FlowGroup:
    """The editions for a fund and kind of patient, the one in force first."""

    fund: str
    kind: str
    rows: Sequence[FlowRow]


def hospitals_for(user: User) -> list[Organisation]:
    """Gives the hospitals whose flows somebody may look at."""
    places = [each.organisation for each in user.roles if each.role in POWERS["performance.see"]]
    wanted = Q(pk__in=[place.hospital.pk for place in places if place.hospital is not None])
    for place in places:
        if place.hospital is None:
            wanted |= Q(path__startswith=place.path)
    return list(Organisation.objects.filter(wanted, kind=Kind.HOSPITAL).order_by("path"))


def editions_for(user: User) -> QuerySet[FlowEdition]:
    """Gives the editions that somebody may look at; the only way to obtain one."""
    own = Q(hospital__in=[hospital.pk for hospital in hospitals_for(user)])
    return FlowEdition.objects.filter(Q(hospital=None) | own).select_related("hospital", "made_by")


def flow_groups(user: User, hospital: Organisation, today: datetime.date) -> list[FlowGroup]:
    """Gives the flows of a hospital by fund, the four payers first."""
    editions = list(
        editions_for(user).filter(Q(hospital=None) | Q(hospital=hospital)).order_by("-in_force_from", "-pk")
    )
    open_cases = ClaimCase.objects.filter(hospital=hospital).that_are_open().order_by()
    running = dict(open_cases.values_list("flow_id").annotate(n=Count("pk")))
    found: dict[tuple[str, str], list[FlowEdition]] = {}
    for edition in editions:
        found.setdefault((edition.fund, edition.patient_type), []).append(edition)
    order = {fund: n for n, fund in enumerate(PAYERS)}
    groups = []
    for fund, kind in sorted(found, key=lambda key: (order.get(key[0], len(order)), key)):
        current = edition_for(hospital, fund, kind, today)
        rows = [
            FlowRow(
                each, definition_of(each), current is not None and each.pk == current.pk,
                each.in_force_from > today, running.get(each.pk, 0),
            )
            for each in found[fund, kind]
        ]  # fmt: skip
        rows.sort(key=lambda row: not row.is_in_force)
        groups.append(FlowGroup(fund_name(fund), str(ClaimCase.PatientType(kind).label), rows))
    return groups


def before_of(user: User, after: FlowEdition, asked: str) -> tuple[FlowEdition | None, list[FlowEdition]]:
    """Gives with what an edition is compared, and all that it may be: others for the same fund and patients.

    Unless asked for, the definition that it says it improves; else the one before it.
    """
    choices = list(
        editions_for(user)
        .filter(fund=after.fund, patient_type=after.patient_type)
        .exclude(pk=after.pk)
        .order_by("-in_force_from", "-pk")
    )
    if after.hospital_id is not None:
        choices = [each for each in choices if each.hospital_id in (None, after.hospital_id)]
    wanted = [each for each in choices if str(each.pk) == asked]
    earlier = [each for each in choices if (each.in_force_from, each.pk) < (after.in_force_from, after.pk)]
    own = [each for each in earlier if each.hospital_id is not None]
    improved = [each for each in choices if each.definition == definition_of(after).improves]
    ranked = [*wanted, *own, *improved, *earlier, *choices]
    return (ranked[0] if ranked else None), choices
