"""Patients admitted by hand, as the tests of the ward's and the admission's pages need them."""

import datetime
import re
from typing import Any

from django.utils import timezone

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.thai.moments import moment_in_field
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.acting import Acted, act
from sitthi.web.claims.admitting import admit
from sitthi.web.claims.flows import edition_for, lay_book_editions
from sitthi.web.claims.models import ClaimCase

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
CITIZEN_ID = "9991000000015"
"""Made up; its check digit holds."""


def plain(answer: Any) -> str:
    """Gives a page's text without the marks that keep its terms on one line."""
    text = answer.content.decode().replace("\xa0", " ")
    return re.sub(r'<span class="nobreak">([^<]*)</span>', r"\1", text)


def typed(at: datetime.datetime) -> str:
    """Writes a moment as it is typed."""
    return moment_in_field(timezone.localtime(at))


def filled(place: Organisation, /, **more: Any) -> dict[str, Any]:
    """Gives the fields of a sound admission three hours ago, some of them otherwise."""
    return {
        "number": "69900001", "hn": "0001234", "citizen_id": "", "title": "นาง", "first_name": "คำปัน",
        "last_name": "สาธิตวงษ์", "sex": "2", "born_on": "1/2/2520", "ward": place.pk, "bed": "14", "fund": "SSS",
        "admitted_at": typed(timezone.now() - 3 * HOUR), "accident_at": "", "physician": "พญ.อรทัย ทดลองสกุล",
        **more,
    }  # fmt: skip


def admitted(user: User, ward: Organisation, number: str = "69900001", **facts: Any) -> ClaimCase:
    """Admits a patient three hours ago and gives the case."""
    lay_book_editions()
    now = timezone.now()
    given = {
        "number": number, "hn": f"1{number}", "first_name": "คำปัน", "last_name": "สาธิตวงษ์", "sex": "2",
        "ward": ward, "fund": "SSS", "admitted_at": now - 3 * HOUR, **facts,
    }  # fmt: skip
    flow = edition_for(ward.hospital, given["fund"], "inpatient", given["admitted_at"].date())
    case = admit(user, ward.hospital, given, flow, now)
    assert isinstance(case, ClaimCase), case
    return case


def happened(user: User, case: ClaimCase, kind: EventKind, unit: str, **more: Any) -> None:
    """Lets something happen to a case by the core's own rules."""
    wish = Wish(kind, by=str(user.pk), unit=unit, units_of_actor=frozenset({unit}), **more)
    result = act(user, case.token, lambda _case: wish, None, timezone.now())
    assert isinstance(result, Acted), result


def fresh(case: ClaimCase) -> ClaimCase:
    """Reads a case anew."""
    return ClaimCase.objects.get(pk=case.pk)


def facts_form(case: ClaimCase, **more: Any) -> dict[str, Any]:
    """Gives the fields of the correction's form as they stand, some otherwise."""
    case = fresh(case)
    given = {
        name: getattr(case, name)
        for name in ("number", "hn", "title", "first_name", "last_name", "sex", "bed", "fund", "physician")
    }
    moments = {
        name: typed(getattr(case, name)) if getattr(case, name) else ""
        for name in ("admitted_at", "discharged_at", "leaves_at", "accident_at")
    }
    born = {"born_on": f"{case.born_on:%d/%m}/{case.born_on.year + 543}" if case.born_on else ""}
    return {**given, **moments, **born, "citizen_id": "", "ward": case.ward_id, "seen": case.n_events, **more}
