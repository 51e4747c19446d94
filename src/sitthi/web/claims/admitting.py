"""Opens a case by hand before any file tells of it, corrects its facts, and settles what a file says otherwise.

What a person gave is kept by name in `entered`, so that a file shows where it differs and overwrites nothing.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.events import Event, EventKind, live
from sitthi.core.claims.facts import facts_told, office_day
from sitthi.core.findings import Refusal
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.acting import Acted, Stale, act, actor_units
from sitthi.web.claims.fact_words import FACTS, fact_of_text, fact_words
from sitthi.web.claims.facts import event_rows, events_of, facts_of
from sitthi.web.claims.flows import definition_of, edition_for
from sitthi.web.claims.models import CaseDocument, CaseEvent, ClaimCase, FlowEdition
from sitthi.web.claims.settling import settle

__all__ = [
    "Conflict",
    "SameNumber",
    "admit",
    "conflict_rows",
    "correct",
    "open_stay_of",
    "settle_conflict",
    "told_end",
    "with_number",
]

_UNBOUND = frozenset(
    {EventKind.ADMITTED, EventKind.DISCHARGED, EventKind.NOTED, EventKind.ASSIGNED, EventKind.REMINDED}
)
"""What may have happened to a case that can still change its flow: nothing of it is a step or a paper."""


@dataclass(frozen=True, slots=True)
class SameNumber:
    """The case that already has the AN."""

    case: ClaimCase


def with_number(hospital: Organisation, number: str) -> ClaimCase | None:
    """Gives the inpatient case of an AN in a hospital, whoever may see it."""
    inpatients = ClaimCase.objects.filter(hospital=hospital, patient_type=ClaimCase.PatientType.INPATIENT)
    return inpatients.filter(number=number).first()


def open_stay_of(hospital: Organisation, citizen_id: str, hn: str) -> ClaimCase | None:
    """Gives a stay of the same person that has not ended, by citizen id, where there is none by HN."""
    stays = ClaimCase.objects.that_are_open().filter(
        hospital=hospital, patient_type=ClaimCase.PatientType.INPATIENT, discharged_at=None
    )
    return stays.filter(citizen_id=citizen_id).first() if citizen_id else stays.filter(hn=hn).first()


def admit(
    user: User, hospital: Organisation, facts: Mapping[str, Any], flow: FlowEdition, now: datetime.datetime
) -> ClaimCase | SameNumber | Refusal:
    """Opens the case of an admission by hand; nothing is written unless a case comes back."""
    given = sorted(name for name, value in facts.items() if value not in (None, ""))
    case = ClaimCase(hospital=hospital, flow=flow, source="manual", entered=given, **facts)
    definition = definition_of(flow)
    # In nobody's unit: whoever sees that the time is wrong may correct it, whichever unit wrote it down.
    wish = Wish(EventKind.ADMITTED, by=str(user.pk), at=case.admitted_at)
    decided = decide(definition, facts_of(case), (), wish, now)
    if isinstance(decided, Refusal):
        return decided
    try:
        with transaction.atomic():
            case.save()
            CaseEvent.objects.bulk_create(event_rows(case, decided))
            settle(case, definition, decided, now)
    except IntegrityError:
        other = with_number(hospital, case.number)
        if other is None:
            raise
        return SameNumber(other)
    return case


def correct(
    user: User, token: str, facts: Mapping[str, Any], seen: int | None, now: datetime.datetime, says: str = ""
) -> Acted | Stale | SameNumber | Refusal:
    """Corrects facts of a case as somebody; what is as it was is passed over, and `Acted` may hold no event.

    Each correction is an entry in the case's story that names the facts and holds no value. Raises
    `ClaimCase.DoesNotExist` where the case is not theirs to see.
    """
    try:
        with transaction.atomic():
            result = _corrected(user, token, facts, seen, now, says)
            if not isinstance(result, Acted):
                transaction.set_rollback(True)
            return result
    except IntegrityError:
        found = ClaimCase.objects.visible_to(user).select_related("hospital").get(token=token)
        other = with_number(found.hospital, facts.get("number", ""))
        if other is None or other.pk == found.pk:
            raise
        return SameNumber(other)


def _corrected(
    user: User, token: str, facts: Mapping[str, Any], seen: int | None, now: datetime.datetime, says: str
) -> Acted | Stale | Refusal:
    case = _held(user, token)
    rows = list(case.events.all())
    if seen is not None and seen < len(rows):
        return Stale(case, [row for row in rows if row.number > seen])
    events = events_of(rows)
    happened = live(events)
    ended_at = told_end(case, happened)
    ends_at = facts.get("discharged_at", ended_at)
    has_new_end = ends_at != ended_at
    changed = {
        name: value for name, value in facts.items() if name != "discharged_at" and getattr(case, name) != value
    }
    names = [*changed, *(["discharged_at"] if has_new_end else [])]
    if not names:
        return Acted(case, ())
    _lay_facts(case, changed, names, happened)
    if "admitted_at" in changed and _is_too_late(happened, case.admitted_at):
        return Refusal("case.before_admission")
    told: list[Event] = []
    wishes = _admissions(happened, changed.get("admitted_at"))
    wishes += _discharges(events, happened, ends_at) if has_new_end else []
    for kind, at, supersedes in wishes:
        wish = Wish(kind, str(user.pk), at, supersedes=supersedes, units_of_actor=actor_units(user, case))
        result = act(user, token, lambda _case, wish=wish: wish, None, now)
        if not isinstance(result, Acted):
            return result
        told += result.events
    if has_new_end:
        ClaimCase.objects.filter(pk=case.pk).update(discharged_at=ends_at)
    words = says or _("Corrected: %(facts)s") % {"facts": _listed(names)}
    note = Wish(EventKind.NOTED, str(user.pk), reason=words, units_of_actor=actor_units(user, case))
    # Whoever changes the ward may lose sight of the case by it, so the entry is written before.
    result = act(user, token, lambda _case: note, None, now)
    if isinstance(result, Acted) and "ward" in changed:
        _move(result.case, changed["ward"], now)
    return Acted(result.case, (*told, *result.events)) if isinstance(result, Acted) else result


def _held(user: User, token: str) -> ClaimCase:
    cases = ClaimCase.objects.visible_to(user).select_for_update(of=("self",))
    return cases.select_related("hospital", "flow", "ward").get(token=token)


def _listed(names: list[str]) -> str:
    return ", ".join(str(FACTS[name]) for name in names)


def _lay_facts(
    case: ClaimCase, changed: Mapping[str, Any], names: list[str], happened: tuple[Event, ...]
) -> None:  # fmt: skip
    """Writes the facts into the row, all but the discharge, which its event goes before, and the ward."""
    for name, value in changed.items():
        if name != "ward":
            setattr(case, name, value)
    case.entered = sorted({*case.entered, *names})
    case.conflicts = {name: told for name, told in case.conflicts.items() if name not in names}
    if "fund" in changed and {event.kind for event in happened} <= _UNBOUND:
        edition = edition_for(case.hospital, case.fund, case.patient_type, office_day(case.admitted_at))
        if edition is not None and edition.pk != case.flow_id:
            case.flow = edition
            CaseDocument.objects.filter(case=case).delete()
    case.save()


def _is_too_late(happened: tuple[Event, ...], admitted_at: datetime.datetime) -> bool:
    """Tells whether something else than the coming of papers is told of before an admission."""
    may_come_before = (EventKind.ADMITTED, EventKind.DOCUMENT_RECEIVED, EventKind.NOTED)
    return any(event.at < admitted_at and event.kind not in may_come_before for event in happened)


_Happening = tuple[EventKind, datetime.datetime | None, int | None]
"""What is to happen to a case: its kind, the moment, and the number of the event whose place it takes."""


def _admissions(happened: tuple[Event, ...], at: datetime.datetime | None) -> list[_Happening]:
    """Gives what moves an admission; nothing where it is not moved."""
    return [] if at is None else [(EventKind.ADMITTED, at, _last(happened, EventKind.ADMITTED))]


def _discharges(
    events: tuple[Event, ...], happened: tuple[Event, ...], at: datetime.datetime | None
) -> list[_Happening]:
    """Gives what tells of a discharge, moves it, or takes it back with all that it was moved from."""
    number = _last(happened, EventKind.DISCHARGED)
    if at is not None:
        return [(EventKind.DISCHARGED, at, number)]
    by_number = {event.number: event for event in events}
    taken_back: list[_Happening] = []
    while number is not None:
        taken_back.append((EventKind.UNDONE, None, number))
        # Whatever an entry took the place of would come back with its going.
        number = by_number[number].supersedes
    return taken_back


def _last(happened: tuple[Event, ...], kind: EventKind) -> int | None:
    known = [event.number for event in happened if event.kind is kind]
    return known[-1] if known else None


def told_end(case: ClaimCase, happened: tuple[Event, ...]) -> datetime.datetime | None:
    """Gives when a stay ended, as a file, a correction or an entry of the story tells."""
    return facts_told(facts_of(case), happened).discharged_at


def _move(case: ClaimCase, ward: Organisation | None, now: datetime.datetime) -> None:
    """Puts a case into another ward; what the old one held, the new one holds."""
    case.ward = ward
    settle(case, definition_of(case.flow), events_of(case.events.all()), now)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that a file says otherwise than a person entered, in words."""

    field: str
    name: str
    theirs: str
    ours: str


def conflict_rows(case: ClaimCase) -> list[Conflict]:
    """Gives what a file says otherwise and nobody has decided on."""
    return [
        Conflict(
            name,
            str(FACTS[name]),
            fact_words(name, fact_of_text(case, name, told["theirs"])),
            fact_words(name, getattr(case, name)),
        )
        for name, told in case.conflicts.items()
        if name in FACTS and not told.get("kept")
    ]


def settle_conflict(
    user: User, token: str, field: str, takes_theirs: bool, seen: int | None, now: datetime.datetime
) -> Acted | Stale | SameNumber | Refusal | None:
    """Takes what the file says of a fact, or keeps what was entered; `None` where there is no such conflict.

    What is taken from a file is the file's again: the next set may change it. What is kept stays settled until a
    file says yet another thing.
    """
    with transaction.atomic():
        case = _held(user, token)
        told = case.conflicts.get(field)
        if told is None or told.get("kept"):
            return None
        name = {"fact": str(FACTS[field])}
        if takes_theirs:
            theirs = {field: fact_of_text(case, field, told["theirs"])}
            result = correct(user, token, theirs, seen, now, _("Took the file's word for: %(fact)s") % name)
            if isinstance(result, Acted):
                entered = [each for each in result.case.entered if each != field]
                ClaimCase.objects.filter(pk=case.pk).update(entered=entered)
            return result
        note = Wish(
            EventKind.NOTED, str(user.pk), reason=_("Kept what was entered: %(fact)s") % name,
            units_of_actor=actor_units(user, case),
        )  # fmt: skip
        kept = {**case.conflicts, field: {**told, "kept": True}}
        result = act(user, token, lambda _case: note, seen, now)
        if isinstance(result, Acted):
            ClaimCase.objects.filter(pk=case.pk).update(conflicts=kept)
        return result
