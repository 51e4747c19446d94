"""Whose claims a reader of the performance pages counts, and what the page is asked for.

Counting is another right than seeing: an assessor counts the hospitals below and sees no case of them.
"""

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import QuerySet

from sitthi.core.claims.facts import OFFICE_TIME
from sitthi.core.measures.timeliness import month_named
from sitthi.core.thai.digits import in_arabic_digits
from sitthi.core.thai.periods import Period, fiscal_period, fiscal_year
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.accounts.rights import SEES_HOSPITAL
from sitthi.web.claims.flow_lists import hospitals_for
from sitthi.web.claims.models import ClaimCase

__all__ = ["FEWEST", "SPLITS", "Asked", "Scope", "asked_of", "ended_field", "key_of", "scope_of", "start_of"]

FEWEST = 5
"""Counts from 1 to below this are not told to who may not see the cases themselves."""
SPLITS = ("month", "fund", "ward", "physician", "hospital")
_INPATIENT, _OUTPATIENT = ClaimCase.PatientType.INPATIENT.value, ClaimCase.PatientType.OUTPATIENT.value
_STAGES = ("tracked", "set")
_CLOCKS = ("calendar", "office")
_FIRST_YEAR = 2500
_YEARS = 400
_ID = re.compile("[0-9]{1,18}")


def key_of(name: str) -> str:
    """Gives what stands in an address for a physician's name: no name is ever in one."""
    return hashlib.sha256(name.encode()).hexdigest()[:10]


def start_of(day: datetime.date) -> datetime.datetime:
    """Gives the first moment of an office's day."""
    return datetime.datetime.combine(day, datetime.time(), OFFICE_TIME)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for; empty means all, or the first choice."""

    hospital: str = ""
    year: str = ""
    fund: str = ""
    ward: str = ""
    physician: str = ""
    kind: str = _INPATIENT
    split: str = "month"
    target: str = "tracked"
    flow: str = ""
    unit: str = ""
    clock: str = "calendar"

    @property
    def query(self) -> str:
        """Is the address's part that leads back to the same figures."""
        plain = Asked()
        told = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in told.items() if value != getattr(plain, name)})

    def but(self, **other: str) -> "Asked":
        """Gives the same page with something asked otherwise."""
        return replace(self, **other)

    @property
    def fiscal_year(self) -> int:
        """Is the Buddhist fiscal year."""
        return int(self.year)

    @property
    def period(self) -> Period:
        """Is the days of the year."""
        return fiscal_period(self.fiscal_year)

    @property
    def is_narrowed(self) -> bool:
        """Tells whether anything but the year narrows what is counted."""
        return bool(self.fund or self.ward or self.physician)


def asked_of(query: Mapping[str, str], today: datetime.date) -> Asked:
    """Reads what a page is asked for; a value that cannot be is as if nothing was asked."""
    told = {name: in_arabic_digits(query.get(name, "").strip())[:40] for name in Asked.__slots__}
    this = fiscal_year(today)
    year = told["year"]
    is_year = year.isascii() and year.isdigit() and _FIRST_YEAR <= int(year) < _FIRST_YEAR + _YEARS
    return Asked(
        hospital=told["hospital"],
        year=year if is_year else str(this),
        fund=told["fund"],
        ward=told["ward"] if _ID.fullmatch(told["ward"]) else "",
        physician=told["physician"],
        kind=_OUTPATIENT if told["kind"] == _OUTPATIENT else _INPATIENT,
        split=told["split"] if told["split"] in SPLITS else SPLITS[0],
        target=told["target"] if told["target"] in _STAGES else _STAGES[0],
        flow=told["flow"],
        unit=told["unit"],
        clock=told["clock"] if told["clock"] in _CLOCKS else _CLOCKS[0],
    )


@dataclass(frozen=True)
class Scope:
    """The hospitals that a reader counts, and those among them that the page is about."""

    user: User
    hospitals: Sequence[Organisation]
    chosen: Sequence[Organisation]

    @cached_property
    def sees_cases(self) -> bool:
        """Tells whether the reader may open the cases that are counted, and read small numbers."""
        whole = {each.organisation.hospital for each in self.user.roles if each.role in SEES_HOSPITAL}
        return whole.issuperset(self.chosen)

    @property
    def hospital(self) -> Organisation | None:
        """Is the one hospital that the page is about, `None` for several."""
        return self.chosen[0] if len(self.chosen) == 1 else None

    def cases(self, asked: Asked) -> QuerySet[ClaimCase]:
        """Gives the cases that ended within the year and fit the filters: to be counted, not to be shown."""
        return self._narrowed(asked, asked.period)

    def cases_of_month(self, asked: Asked, month: str) -> QuerySet[ClaimCase]:
        """Gives those of one month, written `2569-04`; a month that is none is the whole year."""
        first = month_named(month)
        if first is None:
            return self.cases(asked)
        following = (first.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
        return self._narrowed(asked, Period(first, following - datetime.timedelta(days=1)))

    def _narrowed(self, asked: Asked, period: Period) -> QuerySet[ClaimCase]:
        ended = ended_field(asked)
        after = start_of(period.last + datetime.timedelta(days=1))
        cases = ClaimCase.objects.filter(
            hospital__in=[hospital.pk for hospital in self.chosen],
            patient_type=asked.kind,
            **{f"{ended}__gte": start_of(period.first), f"{ended}__lt": after},
        )
        if asked.fund:
            cases = cases.filter(fund=asked.fund)
        if asked.ward:
            cases = cases.filter(ward_id=int(asked.ward))
        if asked.physician:
            cases = cases.filter(physician__in=self._physicians(asked))
        return cases

    def _physicians(self, asked: Asked) -> list[str]:
        """Finds whom a key stands for; only who may open the cases narrows by physician."""
        if not self.sees_cases:
            return []
        names = ClaimCase.objects.filter(hospital__in=[each.pk for each in self.chosen]).order_by()
        return [
            name
            for name in names.values_list("physician", flat=True).distinct()
            if key_of(name) == asked.physician
        ]


def ended_field(asked: Asked) -> str:
    """Names the column that says when a case ended: the discharge, or the visit of an outpatient."""
    return "discharged_at" if asked.kind == _INPATIENT else "admitted_at"


def scope_of(user: User, asked: Asked) -> Scope | None:
    """Gives what somebody counts; `None` for who may not, and for a hospital that is not theirs."""
    hospitals = hospitals_for(user)
    chosen = [hospital for hospital in hospitals if not asked.hospital or hospital.code == asked.hospital]
    return Scope(user, hospitals, chosen) if chosen else None
