"""A year of cases as the tests of the performance pages need them: rows as acts leave them, no story behind."""

import datetime
import itertools

from sitthi.core.claims.facts import OFFICE_TIME, end_of
from sitthi.web.claims.flows import edition_for, lay_book_editions
from sitthi.web.claims.models import ClaimCase

_NUMBERS = itertools.count(1)


def at(day: str, time: str = "10:00") -> datetime.datetime:
    """Reads `2026-03-05` as a moment of the office's morning."""
    hour, minute = map(int, time.split(":"))
    return datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(hour, minute), OFFICE_TIME)


def ended_case(hospital, discharged, due=None, sent=None, lost=0, fund="SSS", **more) -> ClaimCase:
    """Gives a case, not saved, of a patient who left; days as texts, `due` until the end of its day."""
    if edition_for(hospital, fund, "inpatient", datetime.date(2026, 1, 1)) is None:
        lay_book_editions()
    left = at(discharged) if isinstance(discharged, str) else discharged
    number = next(_NUMBERS)
    told = {
        "hn": f"{number:07}", "number": f"{number:08}", "title": "นาย", "first_name": f"ประทีปลับ{number}",
        "last_name": "จำลองทรัพย์", "admitted_at": left - datetime.timedelta(days=3),
        "flow": edition_for(hospital, fund, "inpatient", left.date()),
    }  # fmt: skip
    return ClaimCase(
        hospital=hospital, fund=fund, discharged_at=left, n_lost=lost,
        claim_due_at=end_of(datetime.date.fromisoformat(due)) if isinstance(due, str) else due,
        sent_at=at(sent) if isinstance(sent, str) else sent, is_open=sent is None, **{**told, **more},
    )  # fmt: skip


def lay(cases) -> list[ClaimCase]:
    """Saves cases in one go."""
    return ClaimCase.objects.bulk_create(cases)
