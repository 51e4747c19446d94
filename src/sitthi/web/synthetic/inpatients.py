"""Lays today's inpatients of the made-up hospital: admitted by hand, before any file tells of them."""

import datetime

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.claims.facts import OFFICE_TIME, office_day
from sitthi.core.findings import Refusal
from sitthi.core.thai.dates import buddhist_year
from sitthi.demo.desk import INPATIENTS, MadeUpInpatient
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.acting import Acted, act, actor_units
from sitthi.web.claims.admitting import SameNumber, admit
from sitthi.web.claims.flows import definition_of, edition_for
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.units import WARD

__all__ = ["lay_inpatients"]

_FIRST_NUMBER = 90_001
_STEPS_DONE = 2


def lay_inpatients(hospital: Organisation, officer: User, now: datetime.datetime) -> None:
    """Admits those who lie in the wards, and does the benefits office's first steps; who is there stays."""
    wards = {ward.code: ward for ward in hospital.children.filter(function=WARD)}
    for n, one in enumerate(INPATIENTS):
        case = _admitted(hospital, officer, wards[one.ward], one, n, now)
        if case is not None and one.has_papers:
            _do_first_steps(case, officer, now)


def _admitted(
    hospital: Organisation, officer: User, ward: Organisation, one: MadeUpInpatient, n: int, now: datetime.datetime
) -> ClaimCase | None:
    today = office_day(now)
    admitted_at = min(_at(today - datetime.timedelta(days=one.days_in), 9 + n % 6), now - _HOUR)
    flow = edition_for(hospital, one.fund, ClaimCase.PatientType.INPATIENT, admitted_at.date())
    if flow is None:
        return None
    leaves_on = None if one.leaves_in is None else today + datetime.timedelta(days=one.leaves_in)
    facts = {
        "number": f"{buddhist_year(today) % 100:02}0{_FIRST_NUMBER + n}",
        "hn": f"99{_FIRST_NUMBER + n}",
        "title": one.title,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "sex": one.sex,
        "born_on": one.born_on,
        "ward": ward,
        "bed": one.bed,
        "fund": one.fund,
        "admitted_at": admitted_at,
        "leaves_at": _at(leaves_on, one.leaves_hour) if leaves_on else None,
        "accident_at": admitted_at - 3 * _HOUR if one.fund == "accident" else None,
    }
    case = admit(officer, hospital, facts, flow, now)
    if isinstance(case, Refusal):
        raise RuntimeError(f"a made-up inpatient was refused: {case.code}")
    return None if isinstance(case, SameNumber) else case


_HOUR = datetime.timedelta(hours=1)


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), OFFICE_TIME)


def _do_first_steps(case: ClaimCase, officer: User, now: datetime.datetime) -> None:
    """Receives the patient's papers and does the first steps that are the officer's."""
    steps = definition_of(case.flow).steps[:_STEPS_DONE]
    wishes = [
        *((EventKind.DOCUMENT_RECEIVED, {"document": name, "is_scan": False}) for name in steps[0].needs),
        *((EventKind.STEP_DONE, {"step": step.id}) for step in steps),
    ]
    units = actor_units(officer, case)
    for n, (kind, fields) in enumerate(wishes):
        at = min(case.admitted_at + _HOUR * (n + 1) / 4, now)
        wish = Wish(kind, by=str(officer.pk), at=at, unit=steps[0].unit, units_of_actor=units, **fields)
        result = act(officer, case.token, lambda _case, wish=wish: wish, None, now)
        if not isinstance(result, Acted):
            return
