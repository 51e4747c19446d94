"""Opens and updates the cases of a batch, chunk by chunk, each chunk whole or not at all.

A worker that is killed between two chunks begins anew: what is there already is found by its number and is only
brought up to date, so nothing is doubled.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from django.db import transaction

from sitthi.core.claims.events import Event
from sitthi.web.accounts.models import Kind, Organisation
from sitthi.web.claims.facts import event_rows, events_of
from sitthi.web.claims.flows import definition_of, edition_among, editions_of
from sitthi.web.claims.models import CaseDeadline, CaseDocument, CaseEvent, ClaimCase, FlowEdition
from sitthi.web.claims.settling import deadline_row, document_row, lay_summary, settled
from sitthi.web.claims.units import WARD, units_of
from sitthi.web.desk.bulk import insert_rows, update_rows
from sitthi.web.intake.merging import brought_up_to_date, facts_of_stay, news_of, opened
from sitthi.web.intake.stays import Stay, stays_of, weights_of
from sitthi.web.intake.visits import visits_of

__all__ = ["Opened", "lay_weights", "open_cases"]

Told = Callable[[int], None]
Counted = Callable[["Opened"], None]
INPATIENT, OUTPATIENT = ClaimCase.PatientType.INPATIENT, ClaimCase.PatientType.OUTPATIENT


@dataclass(slots=True)
class Opened:
    """What a batch made of the cases."""

    new: int = 0
    updated: int = 0
    conflicts: int = 0
    without_flow: int = 0
    """Stays of which no flow says how they are claimed."""

    def and_of(self, other: "Opened") -> None:
        """Adds what another chunk came to."""
        self.new += other.new
        self.updated += other.updated
        self.conflicts += other.conflicts
        self.without_flow += other.without_flow


@dataclass(slots=True)
class _Office:
    """What the chunks of one hospital share: its units and the flows in force."""

    hospital: Organisation
    units: dict[str, Organisation]
    wards: dict[str, Organisation]
    editions: Sequence[FlowEdition] = ()
    patient_type: str = INPATIENT
    flows: dict[tuple[str, datetime.date], FlowEdition | None] = field(default_factory=dict)

    def ward(self, code: str) -> Organisation | None:
        """Gives a ward by its code; one that is not known yet becomes a unit of the hospital under that code."""
        if not code:
            return None
        if code not in self.wards:
            self.wards[code], _is_new = Organisation.objects.get_or_create(
                parent=self.hospital,
                code=code,
                defaults={"kind": Kind.UNIT, "name_th": code, "function": WARD},
            )
        return self.wards[code]

    def flow(self, fund: str, day: datetime.date) -> FlowEdition | None:
        """Gives the flow for a fund and day of admission."""
        key = (fund, day)
        if key not in self.flows:
            self.flows[key] = edition_among(self.editions, fund, day)
        return self.flows[key]


def open_cases(
    hospital: Organisation,
    batch: Path,
    name: str,
    now: datetime.datetime,
    told: Told = lambda _n: None,
    counted: Counted = lambda _opened: None,
    gone: Sequence[Path] = (),
) -> Opened:
    """Opens a case for each stay of a claim set's batch, and for each visit that a flow gives a claim of its own.

    Those that are there are brought up to date. `told` hears of each chunk once it is written; `counted` hears
    what it came to while it is being written, and may write that down with it. `gone` are the tables of what later
    batches replaced.
    """
    wards = Organisation.objects.filter(parent=hospital, kind=Kind.UNIT, function=WARD)
    office = _Office(
        hospital, units_of(hospital), {ward.code: ward for ward in wards}, editions_of(hospital, INPATIENT)
    )
    clinic = _Office(hospital, office.units, office.wards, editions_of(hospital, OUTPATIENT), OUTPATIENT)
    result, n = Opened(), 0
    stays = ((office, chunk) for chunk in stays_of(batch, gone))
    visits = ((clinic, chunk) for chunk in visits_of(batch, _optypes(clinic.editions), gone))
    for at, chunk in chain(stays, visits):
        opened = Opened()
        with transaction.atomic():
            _open_chunk(at, chunk, name, now, opened)
            counted(opened)
        result.and_of(opened)
        n += len(chunk)
        told(n)
    return result


def _optypes(editions: Sequence[FlowEdition]) -> list[str]:
    """Gives the kinds of visits that some flow, of the book or the hospital's own, says have a claim."""
    told = [definition_of(edition).visits for edition in editions]
    return sorted({optype for visits in told if visits is not None for optype in visits.optypes})


def _open_chunk(
    office: _Office, stays: Sequence[Stay], batch: str, now: datetime.datetime, result: Opened
) -> None:
    known = _known(office.hospital, office.patient_type, [stay.an for stay in stays])
    made: list[ClaimCase] = []
    touched: list[ClaimCase] = []
    for stay in stays:
        facts = facts_of_stay(stay, office.ward(stay.ward))
        case = known.get(stay.an)
        if case is not None:
            case.source = batch
            if brought_up_to_date(case, stay, facts):
                touched.append(case)
            result.conflicts += bool(case.conflicts)
            continue
        flow = office.flow(stay.inscl, stay.admitted_at.date())
        if flow is None:
            result.without_flow += 1
            continue
        made.append(opened(office.hospital, stay, facts, flow, batch))
    _insert(office, made, batch, now)
    ClaimCase.objects.filter(pk__in=[case.pk for case in known.values()]).update(source=batch)
    _update(office, touched, batch, now)
    result.new += len(made)
    result.updated += len(touched)


def _known(hospital: Organisation, patient_type: str, numbers: Sequence[str]) -> dict[str, ClaimCase]:
    cases = (
        ClaimCase.objects.filter(hospital=hospital, patient_type=patient_type)
        .filter(number__in=numbers)
        .select_for_update(of=("self",))
        .select_related("flow", "ward", "hospital")
    )
    return {case.number: case for case in cases}


def _insert(office: _Office, cases: Sequence[ClaimCase], batch: str, now: datetime.datetime) -> None:
    """Writes new cases with their first events and all that follows from them."""
    news: dict[str, list[Event]] = {}
    found = {}
    for case in cases:
        news[case.token] = news_of(case, (), now)
        found[case.token] = settled(case, definition_of(case.flow), tuple(news[case.token]), now)
        lay_summary(case, found[case.token], len(news[case.token]), office.units)
    insert_rows(cases)
    ids = dict(ClaimCase.objects.filter(token__in=list(news)).values_list("token", "pk"))
    for case in cases:
        case.pk = ids[case.token]
    insert_rows([row for case in cases for row in event_rows(case, news[case.token], batch)])
    insert_rows([document_row(case, each) for case in cases for each in found[case.token].progress.documents])
    insert_rows([deadline_row(case, each) for case in cases for each in found[case.token].deadlines])


def _update(office: _Office, cases: Sequence[ClaimCase], batch: str, now: datetime.datetime) -> None:
    """Writes what is new of cases that were there, and what follows from it."""
    rows: dict[int, list[CaseEvent]] = {case.pk: [] for case in cases}
    for row in CaseEvent.objects.filter(case__in=list(rows)).order_by("case_id", "number"):
        rows[row.case_id].append(row)
    events, documents, deadlines = [], [], []
    for case in cases:
        before = events_of(rows[case.pk])
        news = news_of(case, before, now)
        after = (*before, *news)
        found = settled(case, definition_of(case.flow), after, now)
        lay_summary(case, found, len(after), office.units)
        case.changed_at = now
        events += event_rows(case, news, batch)
        documents += [document_row(case, each) for each in found.progress.documents]
        deadlines += [deadline_row(case, each) for each in found.deadlines]
    insert_rows(events)
    CaseDocument.objects.filter(case__in=cases).delete()
    CaseDeadline.objects.filter(case__in=cases).delete()
    insert_rows(documents)
    insert_rows(deadlines)
    update_rows(cases, but=("token",))


def lay_weights(
    hospital: Organisation,
    batch: Path,
    name: str,
    now: datetime.datetime,
    told: Told = lambda _n: None,
    gone: Sequence[Path] = (),
) -> int:
    """Lays the DRG and weights of a register's batch into the cases of the same AN; tells how many changed."""
    office = _Office(hospital, units_of(hospital), {})
    n, seen = 0, 0
    for chunk in weights_of(batch, gone):
        with transaction.atomic():
            known = _known(hospital, INPATIENT, [an for an, *_rest in chunk])
            touched = []
            for an, drg, rw, adjrw in chunk:
                case = known.get(an)
                if (
                    case is None
                    or "rw_e4" in case.entered
                    or (case.drg, case.rw_e4, case.adjrw_e4) == (drg, rw, adjrw)
                ):
                    continue
                case.drg, case.rw_e4, case.adjrw_e4 = drg, rw, adjrw
                touched.append(case)
            _update(office, touched, name, now)
        n += len(touched)
        seen += len(chunk)
        told(seen)
    return n
