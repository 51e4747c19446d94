"""Lays the made-up desk into an empty home: people, last year's claim sets, and what was done with each case."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import office_day
from sitthi.core.findings import Blocked, Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.demo.claims import claim_files
from sitthi.demo.country import ENDS_ON, Size
from sitthi.demo.province import Province
from sitthi.demo.recent import moved_files
from sitthi.demo.register import register_files
from sitthi.demo.writing import write_files
from sitthi.files.whole import whole_folder
from sitthi.pipeline.intake import load
from sitthi.pipeline.load_request import Intake
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.facts import event_rows, events_of, facts_of
from sitthi.web.claims.flows import book, definition_of, lay_book_editions
from sitthi.web.claims.models import CaseDeadline, CaseDocument, CaseEvent, ClaimCase
from sitthi.web.claims.settling import deadline_row, document_row, lay_summary, settled
from sitthi.web.claims.units import units_of
from sitthi.web.desk.bulk import insert_rows, update_rows
from sitthi.web.intake.opening import lay_weights, open_cases
from sitthi.web.synthetic.inpatients import lay_inpatients
from sitthi.web.synthetic.people import lay_people
from sitthi.web.synthetic.story import told_story

__all__ = ["SEED", "is_empty", "is_unfinished", "lay_desk"]

SEED = 2552
OFFICE = "benefits"
_CHARGES = 4
_CHUNK = 400
_LAID = "laid"
_HELD_OF_TEN = 6
"""Of ten open cases, how many somebody has taken as their own."""

Said = Callable[[str], None]


def is_empty() -> bool:
    """Tells a home in which nothing was done yet: no organisation, no account, no claim set."""
    return not (Organisation.objects.exists() or User.objects.exists() or (settings.HOME / "batches").exists())


def is_unfinished() -> bool:
    """Tells a home in which the made-up desk was begun and not ended."""
    return _mark().exists() and _mark().read_text(encoding="ascii") != _LAID


def _mark() -> Path:
    """Is the file that says that a home is made up; its word tells whether all of it is there."""
    return settings.HOME / "synthetic"


def lay_desk(said: Said = lambda _text: None) -> None:
    """Lays all of it; begun again after a stop it goes on where it was."""
    now = timezone.now()
    _mark().touch()
    desk = lay_people(SEED)
    lay_book_editions()
    province = Province(Size.SMALL, SEED, with_faults=False)
    for place, hospital in enumerate(desk.hospitals):
        said(hospital.name)
        _lay_sets(province, place, hospital, now)
        people = {unit: [str(user.pk) for user in users] for unit, users in desk.workers.items()}
        _lay_stories(hospital, people if place == 0 else {}, now)
    lay_inpatients(desk.hospitals[0], desk.workers[OFFICE][0], now)
    _mark().write_text(_LAID, encoding="ascii")


def _lay_sets(province: Province, place: int, hospital: Organisation, now: datetime.datetime) -> None:
    """Writes the hospital's last year as files, loads them and opens their cases."""
    days = (office_day(now) - ENDS_ON).days - 1
    year = province.year(place)
    made = {
        "eclaim16": claim_files(year, _CHARGES),
        "moph43": register_files(year, _CHARGES, book(), everybody=False),
    }
    for name, files in made.items():
        format = book().all(FileFormat)[name]
        folder: Path = settings.HOME / "synthetic-sets" / name / hospital.code
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with whole_folder(folder) as beside:
                write_files(beside, format, moved_files(files, format, days))
        loaded = load(settings.HOME, book(), Intake(format, folder, hospital.code))
        if isinstance(loaded, Refusal | Blocked):
            raise RuntimeError(f"the made-up set of {hospital.code} was not taken: {loaded}")
        batch = loaded.batch
        if name == "eclaim16":
            open_cases(hospital, batch.folder, batch.id, now)
        else:
            lay_weights(hospital, batch.folder, batch.id, now)


def _lay_stories(hospital: Organisation, workers: Mapping[str, Sequence[str]], now: datetime.datetime) -> None:
    """Writes what was done with the cases that nothing was done with yet, some at a time."""
    units = units_of(hospital)
    while True:
        with transaction.atomic():
            cases = list(
                ClaimCase.objects.filter(hospital=hospital, n_events__lte=2, version__lte=2)
                .select_related("flow", "ward", "hospital")
                .order_by("pk")[:_CHUNK]
            )
            if not cases:
                return
            _lay_chunk(cases, workers, units, now)


def _lay_chunk(
    cases: Sequence[ClaimCase], workers: Mapping[str, Sequence[str]], units: Mapping[str, Organisation],
    now: datetime.datetime,
) -> None:  # fmt: skip
    known: dict[int, list[CaseEvent]] = {case.pk: [] for case in cases}
    for row in CaseEvent.objects.filter(case__in=cases).order_by("case_id", "number"):
        known[row.case_id].append(row)
    rows, documents, deadlines = [], [], []
    for case in cases:
        definition = definition_of(case.flow)
        story = told_story(definition, facts_of(case), case.number, workers, now)
        if not any(event.step == "code_record" for event in story):
            # Not coded yet, so nobody knows the weight.
            case.drg, case.rw_e4, case.adjrw_e4 = "", None, None
        events = (*events_of(known[case.pk]), *story)
        found = settled(case, definition, events, now)
        people = workers.get(found.progress.holder_unit or "", ())
        if people and not found.progress.is_finished and int(case.number) % 10 < _HELD_OF_TEN:
            story.append(_taken(events, found.progress.holder_unit, people[int(case.number) % len(people)]))
            events = (*events, story[-1])
            found = settled(case, definition, events, now)
        lay_summary(case, found, len(events), units)
        case.version = 3
        case.changed_at = now
        rows += event_rows(case, story)
        documents += [document_row(case, each) for each in found.progress.documents]
        deadlines += [deadline_row(case, each) for each in found.deadlines]
    insert_rows(rows)
    CaseDocument.objects.filter(case__in=cases).delete()
    CaseDeadline.objects.filter(case__in=cases).delete()
    insert_rows(documents)
    insert_rows(deadlines)
    update_rows(cases, but=("token",))


def _taken(events: Sequence[Event], unit: str | None, person: str) -> Event:
    """Gives the event by which somebody takes a case as their own, right after what happened last."""
    last = max(events, key=lambda event: event.at)
    return Event(
        number=len(events) + 1, kind=EventKind.ASSIGNED, at=last.at, recorded_at=last.at, by=person, unit=unit,
        to_person=person,
    )  # fmt: skip
