"""What the tests of a claim case share: the flow of the book, moments, and the document's eleven steps walked."""

from datetime import datetime, timedelta
from fractions import Fraction

from sitthi.book import Book
from sitthi.core.calendar.days import Calendar
from sitthi.core.calendar.working import working_calendar
from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.events import EventKind
from sitthi.core.claims.facts import OFFICE_TIME, CaseFacts
from sitthi.core.findings import Refusal
from sitthi.core.flow.definition import PatientType, ProcessDefinition
from sitthi.core.rules.dated import Rule

BOOK = Book()
SSO = BOOK.get(ProcessDefinition, "sso_inpatient_2555")
UC = BOOK.get(ProcessDefinition, "uc_inpatient")
FAX = BOOK.get(ProcessDefinition, "private_fax_claim")
ACCIDENT = BOOK.get(ProcessDefinition, "accident_insurance")
RULES = BOOK.all(Rule)
CALENDAR = working_calendar(sorted(BOOK.all(Calendar).values(), key=lambda calendar: not calendar.covers))
UNITS = frozenset({"benefits", "ward", "finance", "r2a"})
PEOPLE = {"benefits": "wipa", "ward": "kamon", "finance": "natee", "r2a": "preeda"}
LOW = Fraction(6814, 10_000)


def moment(text, year=2026):
    """Reads `10-26 09:40` or `11-2` as a moment by the office's clock."""
    day, _, time = text.partition(" ")
    month, date = map(int, day.split("-"))
    hour, minute = map(int, (time or "09:00").split(":"))
    return datetime(year, month, date, hour, minute, tzinfo=OFFICE_TIME)


ADMITTED, DISCHARGED = moment("10-26 09:40"), moment("10-30 14:05")


def facts(**changed):
    """Gives the facts of a social-security inpatient who left after four days, with a low weight."""
    known = {
        "fund": "SSS", "patient_type": PatientType.INPATIENT, "admitted_at": ADMITTED,
        "discharged_at": DISCHARGED, "rw": LOW, "adjrw": LOW,
    }  # fmt: skip
    return CaseFacts(**{**known, **changed})


def wish(kind, by="wipa", **given):
    """Gives a wish of somebody who works for every unit, unless said."""
    return Wish(EventKind(kind), by, **{"units_of_actor": UNITS, **given})


class Told:
    """A case that tests tell step by step; a wish that is refused is a test that failed."""

    def __init__(self, flow=SSO, events=(), **changed):
        self.flow, self.facts, self.events = flow, facts(**changed), list(events)

    def wish(self, kind, at, **given):
        at = moment(at) if isinstance(at, str) else at
        return decide(self.flow, self.facts, self.events, wish(kind, at=at, **given), at + timedelta(minutes=1))

    def __call__(self, kind, at, **given):
        decided = self.wish(kind, at, **given)
        assert not isinstance(decided, Refusal), decided
        self.events += decided
        return self

    def refused(self, kind, at, **given):
        decided = self.wish(kind, at, **given)
        assert isinstance(decided, Refusal)
        return decided


ELEVEN = """
10-26 09:41  document_received  benefits  patient_papers
10-26 10:05  step_done          benefits  receive_papers
10-26 10:30  step_done          benefits  check_documents
10-27 11:30  step_done          benefits  send_entitlement
10-30 10:00  document_received  ward      medical_certificate
10-30 10:20  step_done          ward      send_certificate
11-2  09:20  step_done          finance   pass_to_r2a
11-5  09:00  document_received  r2a       treatment_record
11-9  14:31  step_done          r2a       code_record
11-11 11:02  step_done          r2a       report_to_chi
11-12 15:20  step_done          r2a       send_records
11-13 10:00  step_done          benefits  copy_record
11-13 13:00  step_done          benefits  send_copy
11-16 08:40  document_received  finance   cost_summary
11-16 08:45  document_received  benefits  sso_form
11-16 09:00  step_done          finance   send_claim
"""


def eleven_steps(until=16, case=None):
    """Walks a case through the document's eleven steps, or as many of the lines as asked for."""
    case = case or Told()
    for line in ELEVEN.strip().splitlines()[:until]:
        day, time, kind, unit, name = line.split()
        given = {"step" if kind == "step_done" else "document": name}
        case(kind, f"{day} {time}", unit=unit, by=PEOPLE[unit], units_of_actor=frozenset({unit}), **given)
    return case
