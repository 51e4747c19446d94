"""What the page of a case shows, gathered in a fixed number of queries."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.claims.deadlines import next_deadline
from sitthi.core.claims.due import CaseDeadline
from sitthi.core.claims.events import EventKind
from sitthi.core.claims.facts import office_day
from sitthi.core.claims.lateness import lateness
from sitthi.core.claims.standing import Progress, StepState
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.identity import CitizenId
from sitthi.core.numbers import plain, shown
from sitthi.core.rules.dated import Rule
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.acting import actor_units
from sitthi.web.claims.admitting import conflict_rows
from sitthi.web.claims.coding import is_coding
from sitthi.web.claims.deadline_list import DeadlineRow, deadline_rows
from sitthi.web.claims.facts import WEIGHT_SCALE, events_of, facts_of
from sitthi.web.claims.finding_words import finding_rows
from sitthi.web.claims.flows import book, definition_of
from sitthi.web.claims.models import CaseEvent, ClaimCase
from sitthi.web.claims.offers import Scene, offers_of
from sitthi.web.claims.rows import cost_of, fund_name
from sitthi.web.claims.sentences import Names, names_of, waits_sentence
from sitthi.web.claims.settling import settled
from sitthi.web.claims.story import filled, story
from sitthi.web.desk.templatetags.marks import document_tag
from sitthi.web.desk.templatetags.thai import beday

__all__ = ["page_of_case"]

_NOTHING: Mapping[str, str] = MappingProxyType({})
_LIGHT = 2 * WEIGHT_SCALE
"""Weights below 2 go another way with the social-security fund [sso-cqi-2555 after chart, row 8]."""


def page_of_case(
    case: ClaimCase,
    user: User,
    now: datetime.datetime,
    language: str,
    asked: Mapping[str, str] = _NOTHING,
) -> dict[str, Any]:
    """Gives the context of a case's page; `asked` may name an entry that its form is filled with."""
    definition = definition_of(case.flow)
    rows = list(case.events.select_related("by"))
    events = events_of(rows)
    found = settled(case, definition, events, now)
    due = deadline_rows(found.deadlines, language)
    told = found.progress
    names = names_of(definition, _people(rows), language)
    attached = list(case.attachments.select_related("by").order_by("pk"))
    units, may_act = actor_units(user, case), may(user, "claims.act", case.hospital)
    scene = Scene(definition, facts_of(case), events, told, units, names, str(user.pk), now) if may_act else None
    return {
        "case": case,
        "fund": fund_name(case.fund),
        "masked_id": CitizenId(case.citizen_id).masked if case.citizen_id else "",
        "may_reveal": bool(case.citizen_id) and may(user, "claims.reveal", case.hospital),
        "waits": waits_sentence(told, names),
        "is_waiting": not told.is_finished,
        "holder": names.person(told.holder_person) or names.units.get(told.holder_unit or "", ""),
        "step_groups": step_groups(definition, told, language, names.people),
        "story": story(case, rows, names, str(user.pk) if may_act else None, units),
        "documents": documents(told, names, attached),
        "n_here": sum(not each.is_lacking for each in told.documents if each.need == "required"),
        "n_needed": sum(each.need == "required" for each in told.documents),
        "deadlines": due,
        "next_due": _next_row(found.deadlines, due),
        "claim_due": next((row for row in due if row.is_claim), None),
        "findings": finding_rows(case, language),
        "conflicts": conflict_rows(case),
        "may_correct": may(user, "claims.admit", case.hospital),
        "rw": _weight(case.rw_e4),
        "adjrw": _weight(case.adjrw_e4),
        "is_light": case.rw_e4 is not None and case.rw_e4 < _LIGHT,
        **_lateness(case, now),
        "offers": offers_of(scene),
        "units_of_flow": list(names.units.items()),
        "coding_step": next((step.id for step in definition.steps if is_coding(definition, step.id)), ""),
        "typed": filled(rows, asked),
        "seen": case.n_events,
        "now": now,
        "may_set_aside": may(user, "claims.set_aside", case.hospital),
        "age": _age(case, now),
        "los": (office_day(case.discharged_at) - office_day(case.admitted_at)).days
        if case.discharged_at
        else None,
    }


def _next_row(deadlines: Sequence[CaseDeadline], rows: Sequence[DeadlineRow]) -> DeadlineRow | None:
    following = next_deadline(deadlines)
    return next((row for row in rows if row.badge is following), None) if following else None


def _weight(e4: int | None) -> str:
    return "" if e4 is None else shown(Fraction(e4, WEIGHT_SCALE), 4)


def _lateness(case: ClaimCase, now: datetime.datetime) -> dict[str, Any]:
    """Gives what sending late costs, and how well that is known."""
    lost = lateness(
        book().all(Rule)["late_share"], case.fund, case.charge_satang, case.discharged_at, case.sent_at or now
    )
    return {"cost": cost_of(lost, case.sent_at is not None), "cost_grade": lost.evidence.grade}


def _age(case: ClaimCase, now: datetime.datetime) -> int | None:
    if case.born_on is None:
        return None
    day = office_day(now)
    return day.year - case.born_on.year - ((day.month, day.day) < (case.born_on.month, case.born_on.day))


def _people(rows: Iterable[CaseEvent]) -> dict[str, str]:
    """Gives the names of who did something, and of whom somebody took a case for."""
    people = {str(row.by_id): row.by.name for row in rows if row.by_id is not None}
    # Only where a case was taken is the person an id; elsewhere it is a name that somebody typed.
    others = {row.to_person for row in rows if row.kind == EventKind.ASSIGNED} - {*people, ""}
    if others:
        people |= {str(pk): name for pk, name in User.objects.filter(pk__in=others).values_list("pk", "name")}
    return people


def step_groups(
    definition: ProcessDefinition, told: Progress, language: str, people: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Gives the steps under their groups; a flow without groups shows them by runs of one unit."""
    units = {unit.id: unit.label.in_language(language) for unit in definition.units}
    by_group = {each.group.id: each for each in told.groups}
    found: list[dict[str, Any]] = []
    before: object = None
    for each in told.steps:
        key = each.step.group if definition.groups else each.step.unit
        if key != before or not found:
            group = by_group.get(each.step.group or "")
            title = units.get(group.group.owner if group else each.step.unit, "")
            says = ""
            if group is not None:
                says = ngettext("%(n)s day", "%(n)s days", int(group.allowed)) % {"n": plain(group.allowed)}
                if group.used is not None:
                    says += " " + _("used %(n)s") % {"n": group.used}
            found.append(
                {"title": title, "says": says, "is_over": bool(group and group.is_overrun),
                 "has_days": group is not None, "steps": []}
            )  # fmt: skip
            before = key
        found[-1]["steps"].append(
            {
                "number": each.step.number,
                "title": each.step.label.in_language(language),
                "symbol": each.step.symbol,
                "state": each.state.value,
                "note": _step_note(each.state, each.done_at),
                "unit": units.get(each.step.unit, ""),
                "done_on": office_day(each.done_at) if each.done_at and each.state is StepState.DONE else None,
                "done_by": people.get(each.done_by or "", ""),
            }
        )
    return found


def _step_note(state: StepState, done_at: datetime.datetime | None) -> str:
    if state is StepState.DONE and done_at is not None:
        return beday(done_at)
    return {
        StepState.SKIPPED: _("skipped"),
        StepState.NOT_NEEDED: _("not needed"),
        StepState.NOT_YET_KNOWN: _("not yet known"),
    }.get(state, "")


def documents(told: Progress, names: Names, attached: Sequence[Any]) -> list[dict[str, Any]]:
    """Gives the checklist with where each document is, and its scans."""
    return [
        {
            "id": each.document.id,
            "name": names.documents[each.document.id],
            "state": each.state,
            "words": document_tag(each.state, each.need),
            "need": each.need,
            "unit": names.units.get(each.unit or "", ""),
            "person": names.person(each.person),
            "since": each.since,
            "is_scan": each.is_scan,
            "reason": each.reason or "",
            "scans": [one for one in attached if one.document == each.document.id],
        }
        for each in told.documents
    ]
