"""The list that somebody came to a case from: the way back to it, and the cases before and after.

The case's address carries the list's filters (`list`) and the place in it (`at`), never a patient's value; a
search is carried by its token.
"""

import datetime
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sitthi.web.claims.lists import Wanted, asked_cases, days_of, place_of, read_place, wanted_of
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.office import calendar_of

__all__ = ["Neighbours", "address_of", "carried", "carried_of", "neighbours_of", "tab_names"]

_SEARCH = "search:"
_MOST = 600


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The way back to the list, and to the cases beside this one; an address is empty where there is none."""

    back: str
    title: str
    before: str
    after: str


def tab_names() -> dict[str, str]:
    """Names the lists by their tab, as headings do."""
    return {
        "mine": _("My work"),
        "unit": _("My unit's work"),
        "others": _("Waiting for others"),
        "all": _("All cases"),
    }


def carried(wanted: Wanted, search: str = "") -> str:
    """Gives what a case's address carries of a list."""
    return f"{_SEARCH}{search}" if search else wanted.query


def carried_of(request: HttpRequest) -> str:
    """Gives the part of an address that carries the request's list on; empty where it has none."""
    return urlencode({name: request.GET[name][:_MOST] for name in ("list", "at") if request.GET.get(name)})


def address_of(request: HttpRequest, token: str) -> str:
    """Gives a case's address, with the list that the request carries."""
    kept = carried_of(request)
    return f"{reverse('case', args=[token])}{'?' if kept else ''}{kept}"


def neighbours_of(request: HttpRequest, case: ClaimCase, now: datetime.datetime) -> Neighbours:
    """Finds the cases before and after the place in the list that the request carries, in two queries."""
    told = request.GET.get("list", "")[:_MOST]
    if not told:
        return Neighbours(reverse("work"), _("My work"), "", "")
    if told.startswith(_SEARCH):
        search = told.removeprefix(_SEARCH)
        text = request.session.get("searches", {}).get(search)
        if text is None:
            return Neighbours(reverse("cases"), _("All cases"), "", "")
        wanted, back, title = wanted_of({}, "all", text), reverse("searched", args=[search]), _("Search results")
    else:
        wanted = wanted_of(dict(parse_qsl(told)))
        back = f"{reverse('work')}?{wanted.query}"
        title = tab_names()[wanted.tab]
    days = days_of(now, calendar_of(case.hospital_id))
    cases = asked_cases(request.user, wanted, days).exclude(pk=case.pk).only("token", "sorts_at")
    at, pk = read_place(request.GET.get("at", "")) or (case.sorts_at, case.pk)
    later = cases.filter(Q(sorts_at__gt=at) | Q(sorts_at=at, pk__gt=pk), sorts_at__gte=at)
    earlier = cases.filter(Q(sorts_at__lt=at) | Q(sorts_at=at, pk__lt=pk), sorts_at__lte=at)
    after = later.order_by("sorts_at", "pk").first()
    before = earlier.order_by("-sorts_at", "-pk").first()
    return Neighbours(back, title, _address(before, told), _address(after, told))


def _address(case: ClaimCase | None, told: str) -> str:
    if case is None:
        return ""
    return f"{reverse('case', args=[case.token])}?{urlencode({'list': told, 'at': place_of(case)})}"
