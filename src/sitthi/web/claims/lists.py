"""Lists of cases: which a page asks for, in the order of what is due next, a page at a time.

Pages follow each other by the last row's place, never by a count of rows passed over, so the thousandth costs what
the first does.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from sitthi.core.calendar.working import ONE_DAY, WorkingCalendar
from sitthi.core.claims.due import SOON
from sitthi.core.claims.facts import end_of, office_day
from sitthi.core.thai.digits import in_arabic_digits
from sitthi.web.accounts.models import User
from sitthi.web.claims.models import CaseDocument, ClaimCase
from sitthi.web.claims.typed import one_line
from sitthi.web.claims.units import own_units

__all__ = [
    "PAGE", "TABS", "Days", "Page", "Wanted", "asked_cases", "days_of", "page_of", "place_of", "read_place",
    "searched", "wanted_of",
]  # fmt: skip

PAGE = 50
TABS = ("mine", "unit", "others", "all")
_LACKING = ("missing", "borrowed", "lost")
_DUE = ("late", "today", "soon", "week")
_MOST_BAHT = 10**9
_WIDEST_ID = 18
_CITIZEN_ID = 13


@dataclass(frozen=True, slots=True)
class Days:
    """Where today's lines run: what is due before `now` is late, then today, soon, a week from now."""

    now: datetime.datetime
    today_ends: datetime.datetime
    soon_ends: datetime.datetime
    week_ends: datetime.datetime


def days_of(now: datetime.datetime, calendar: WorkingCalendar) -> Days:
    """Gives the lines; soon ends where a fourth working day after today begins."""
    day = fourth = office_day(now)
    for _ in range(SOON + 1):
        fourth = calendar.working_day_after(fourth)
    return Days(now, end_of(day), end_of(fourth - ONE_DAY), end_of(day + 7 * ONE_DAY))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page asks for; empty means all. `q` is what was searched for, and is never put into an address."""

    tab: str = "mine"
    fund: str = ""
    due: str = ""
    ward: str = ""
    step: str = ""
    physician: str = ""
    document: str = ""
    least_baht: str = ""
    closed: str = ""
    q: str = ""

    @property
    def query(self) -> str:
        """Is the address's part that leads back to the same list."""
        shown = {name: getattr(self, name) for name in self.__slots__ if name != "q"}
        return urlencode({name: value for name, value in shown.items() if value})

    def but(self, **other: str) -> "Wanted":
        """Gives the same list with something asked otherwise."""
        return replace(self, **other)

    @property
    def n_filters(self) -> int:
        """Counts what narrows the list beside its tab."""
        return sum(bool(getattr(self, name)) for name in self.__slots__ if name not in ("tab", "q"))


def wanted_of(query: Mapping[str, str], tab: str = "mine", q: str = "") -> Wanted:
    """Reads what a page asks for; a value that cannot be is as if nothing was asked."""
    asked = {name: one_line(query.get(name, ""))[:100] for name in Wanted.__slots__ if name != "q"}
    asked["tab"] = asked["tab"] if asked["tab"] in TABS else tab
    asked["due"] = asked["due"] if asked["due"] in _DUE else ""
    baht = in_arabic_digits(asked["least_baht"]).replace(",", "")
    asked["least_baht"] = baht if baht.isascii() and baht.isdigit() and int(baht) < _MOST_BAHT else ""
    is_id = asked["ward"].isascii() and asked["ward"].isdigit() and len(asked["ward"]) < _WIDEST_ID
    asked["ward"] = asked["ward"] if is_id else ""
    asked["closed"] = "1" if asked["closed"] else ""
    return Wanted(**asked, q=q)


def asked_cases(user: User, wanted: Wanted, days: Days) -> QuerySet[ClaimCase]:
    """Gives the cases that are asked for, of those that somebody may see; a search finds closed ones too."""
    cases = ClaimCase.objects.visible_to(user)
    if not wanted.q:
        cases = cases.that_are_open(not wanted.closed)
    units = [unit.pk for unit in own_units(user)]
    if wanted.tab == "mine":
        cases = cases.filter(holder=user)
    elif wanted.tab == "unit":
        cases = cases.filter(holder_unit__in=units)
    elif wanted.tab == "others":
        cases = cases.exclude(holder_unit__in=units) if units else cases
    if wanted.fund:
        cases = cases.filter(fund=wanted.fund)
    if wanted.ward:
        cases = cases.filter(ward_id=int(wanted.ward))
    if wanted.step:
        cases = cases.filter(step=wanted.step)
    if wanted.physician:
        cases = cases.filter(physician=wanted.physician)
    if wanted.document:
        lacking = CaseDocument.objects.filter(
            case=OuterRef("pk"), document=wanted.document, need="required", state__in=_LACKING
        )
        cases = cases.filter(Exists(lacking))
    if wanted.least_baht:
        cases = cases.filter(charge_satang__gte=int(wanted.least_baht) * 100)
    ends = {"today": days.today_ends, "soon": days.soon_ends, "week": days.week_ends}
    if wanted.due == "late":
        cases = cases.filter(sorts_at__lt=days.now)
    elif wanted.due:
        cases = cases.filter(sorts_at__lte=ends[wanted.due])
    return searched(cases, wanted.q) if wanted.q else cases


def searched(cases: QuerySet[ClaimCase], text: str) -> QuerySet[ClaimCase]:
    """Narrows cases to those whose HN, AN or name begins with what was typed, or whose citizen id it is.

    Of a citizen id all digits are asked for: else somebody could find a covered one digit by digit.
    """
    text = in_arabic_digits(one_line(text))[:100]
    plain = text.replace("-", "").replace(" ", "")
    if plain.isascii() and plain.isdigit():
        number = Q(hn__startswith=plain) | Q(number__startswith=plain)
        return cases.filter(number | Q(citizen_id=plain) if len(plain) == _CITIZEN_ID else number)
    first, _space, last = text.partition(" ")
    if last:
        return cases.filter(first_name__startswith=first, last_name__startswith=last)
    return cases.filter(
        Q(first_name__startswith=first) | Q(last_name__startswith=first) | Q(hn__startswith=first)
        | Q(number__startswith=first)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the place where the next begins (empty where there is none)."""

    cases: Sequence[ClaimCase]
    following: str


_SHOWN = (
    "holder__name", "holder_unit__name_th", "holder_unit__name_en", "ward__name_th", "ward__name_en", "token",
    "hospital_id", "patient_type", "number", "title", "first_name", "last_name", "born_on", "sex", "fund", "bed",
    "admitted_at", "discharged_at", "charge_satang", "rw_e4", "adjrw_e4", "flow_id", "n_events", "is_open", "step",
    "step_number", "n_steps", "waits_for", "waits_for_document", "holder_function", "held_since", "next_rule",
    "next_due_at", "sorts_at", "claim_due_at", "sent_at", "is_paused", "n_lost", "n_findings", "physician",
)  # fmt: skip


def page_of(cases: QuerySet[ClaimCase], after: str = "", size: int = PAGE) -> Page:
    """Gives a page of cases, what is due first first; `after` is where the page before ended."""
    place = read_place(after)
    if place is not None:
        at, pk = place
        cases = cases.filter(Q(sorts_at__gt=at) | Q(sorts_at=at, pk__gt=pk), sorts_at__gte=at)
    cases = cases.select_related("holder", "holder_unit", "ward").only(*_SHOWN)
    found = list(cases.order_by("sorts_at", "pk")[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    return Page(found[:size], place_of(found[size - 1]))


def place_of(case: ClaimCase) -> str:
    """Writes a case's place in a list, as an address may carry it."""
    return f"{case.sorts_at.timestamp():.6f}_{case.pk}"


def read_place(written: str) -> tuple[datetime.datetime, int] | None:
    """Reads a place back; `None` for what is none."""
    at, _bar, pk = written.partition("_")
    if not (pk.isascii() and pk.isdigit() and len(pk) < _WIDEST_ID):
        return None
    try:
        return datetime.datetime.fromtimestamp(float(at), datetime.UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        return None
