"""Pages of lists: my work, my unit's, all cases, the search, and saved views."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.doors import needs
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.choices import choices_for, filter_words, filters_of
from sitthi.web.claims.counts import counts_of
from sitthi.web.claims.freshness import fresh_at
from sitthi.web.claims.lists import (
    TABS,
    Days,
    Wanted,
    asked_cases,
    days_of,
    page_of,
    wanted_of,
)
from sitthi.web.claims.models import ClaimCase, SavedView
from sitthi.web.claims.neighbours import carried, tab_names
from sitthi.web.claims.rows import grouped_rows, rows_of
from sitthi.web.claims.settling import calendar_of
from sitthi.web.claims.typed import one_line
from sitthi.web.claims.units import functions_of, receivers_for
from sitthi.web.desk.templatetags.thai import bedate, count

__all__ = ["cases", "forget_view", "keep_view", "search", "searched_cases", "work"]

_SEARCHES_KEPT = 20
_COUNT_LIMIT = 1000
"""Further nobody reads; counting ten times as many is half of what a page takes."""
_LONGEST_VIEW = SavedView._meta.get_field("query").max_length


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Shows somebody's own work, what is due first first."""
    return _list(request, "mine")


@login_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Shows all cases that somebody may see."""
    return _list(request, "all")


def _list(request: HttpRequest, tab: str, q: str = "", token: str = "") -> HttpResponse:
    user = request.user
    if not may(user, "claims.see"):
        raise Http404
    hospital = user.hospitals[0] if user.hospitals else None
    days = days_of(timezone.now(), calendar_of(hospital.pk if hospital else None))
    wanted = wanted_of(request.GET, tab, q)
    found = asked_cases(user, wanted, days)
    page = page_of(found, request.GET.get("after", ""))
    own_functions = functions_of(user, hospital) if hospital else frozenset()
    rows = rows_of(page.cases, days, own_functions, carried(wanted, token))
    choices = choices_for(user)
    filters = filters_of(wanted, choices)
    told = {each.name: each.chosen for each in filters if each.chosen in dict(each.options)}
    told |= {"tab": wanted.tab, "least_baht": wanted.least_baht, "q": q}
    # Of filters only what there is to choose: an address may hold anything, and the trail keeps it for good.
    saw_list(request, ClaimCase, "search" if token else "list", len(page.cases), told)
    context = {
        "wanted": wanted,
        "groups": list(grouped_rows(rows)),
        "n_shown": len(rows),
        "following": page.following,
        "is_first": not request.GET.get("after"),
        "tabs": [] if token else _tabs(user, days, wanted.tab),
        "views": list(user.views.order_by("name")),
        "filters": filters,
        "filter_words": filter_words(wanted, choices),
        "heading": _("Search results") if token else tab_names()[wanted.tab],
        "kept": [(name, value) for name, value in _filters(wanted).items() if value],
        "sentence": _search_sentence(len(rows), bool(page.following)) if token else _sentence(user, wanted, days),
        "next_words": _next_words(user, days) if not rows else "",
        "is_search": bool(token),
        "address": request.path,
        "fresh_at": fresh_at(user),
        "hand_over_to": receivers_for(user),
        "perms_here": {
            "hand_over": may(user, "claims.hand_over"),
            "admit": may(user, "claims.admit"),
        },
        "n_pending_slips": counts_of(user).get("slips", 0),
    }
    return render(request, "claims/list.html", context)


def _filters(wanted: Wanted) -> dict[str, str]:
    return {name: getattr(wanted, name) for name in Wanted.__slots__ if name != "q"}


def _tabs(user: User, days: Days, here: str) -> list[dict[str, object]]:
    names = {"mine": _("Mine"), "unit": _("My unit's"), "others": _("Waiting for others"), "all": _("All")}
    return [
        {
            "name": names[tab],
            "query": Wanted(tab=tab).query,
            "is_here": tab == here,
            "n": _told(_count(asked_cases(user, Wanted(tab=tab), days))),
        }
        for tab in TABS
    ]


def _count(cases: QuerySet[ClaimCase]) -> int:
    """Counts cases, no further than anybody reads."""
    return cases.order_by()[:_COUNT_LIMIT].count()


def _told(n: int) -> str:
    """Writes a count; a plus says that there are more."""
    return f"{count(n)}+" if n == _COUNT_LIMIT else count(n)


def _sentence(user: User, wanted: Wanted, days: Days) -> str:
    """Says how many cases end today and how many are late, among those of the tab."""
    plain = Wanted(tab=wanted.tab)
    late = _count(asked_cases(user, plain.but(due="late"), days))
    today = _count(asked_cases(user, plain.but(due="today"), days).filter(sorts_at__gte=days.now))
    if not late and not today:
        return _("Nothing is late and nothing ends today")
    return _("%(today)s to close today, %(late)s late: begin with the first row") % {
        "today": _told(today), "late": _told(late),
    }  # fmt: skip


def _search_sentence(n: int, has_more: bool) -> str:
    if has_more:
        return ngettext("The first %(n)s case of those found", "The first %(n)s cases of those found", n) % {
            "n": n
        }
    return ngettext("%(n)s case found", "%(n)s cases found", n) % {"n": n}


def _next_words(user: User, days: Days) -> str:
    """Says when the next case of somebody's unit is due, for who has nothing to do."""
    following = asked_cases(user, Wanted(tab="unit"), days).filter(next_due_at__gte=days.now)
    case = following.order_by("sorts_at").only("next_due_at").first()
    return _("The next of your unit is due %(day)s") % {"day": bedate(case.next_due_at)} if case else ""


@needs("claims.see")
@require_POST
def search(request: HttpRequest) -> HttpResponseRedirect:
    """Keeps what was typed in the session and leads to its results: no address ever holds a name or number."""
    text = one_line(request.POST.get("q", ""))
    if not text:
        return redirect("cases")
    kept = request.session.get("searches", {})
    token = secrets.token_urlsafe(6)
    kept[token] = text[:100]
    request.session["searches"] = dict(list(kept.items())[-_SEARCHES_KEPT:])
    return redirect("searched", token)


@login_required
@require_safe
def searched_cases(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what a search found, of open cases or of closed ones."""
    text = request.session.get("searches", {}).get(token)
    if text is None:
        messages.info(request, _("That search is over: search again"))
        return redirect("cases")
    return _list(request, "all", text, token)


@needs("claims.see")
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keeps a list's filters under a name; the same name again replaces it."""
    name = one_line(request.POST.get("name", ""))[:60]
    wanted = wanted_of(request.POST)
    if not may(request.user, "claims.see"):
        raise Http404
    if name and len(wanted.query) <= _LONGEST_VIEW:
        SavedView.objects.update_or_create(user=request.user, name=name, defaults={"query": wanted.query})
    return redirect(f"{reverse('work')}?{wanted.query}")


@login_required
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a view of one's own away."""
    get_object_or_404(SavedView, pk=pk, user=request.user).delete()
    return redirect("work")
