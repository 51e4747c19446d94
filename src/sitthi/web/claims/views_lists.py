"""Pages of lists: my work, my unit's, all cases, the search, and saved views."""

import secrets

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.choices import choices_for
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
from sitthi.web.claims.rows import grouped_rows, rows_of
from sitthi.web.claims.settling import calendar_of

__all__ = ["cases", "forget_view", "keep_view", "search", "searched_cases", "work"]

_SEARCHES_KEPT = 20
_COUNT_LIMIT = 10_000


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
    if not may(request.user, "claims.see"):
        raise Http404
    days = days_of(timezone.now(), calendar_of())
    wanted = wanted_of(request.GET, tab, q)
    found = asked_cases(request.user, wanted, days)
    page = page_of(found, request.GET.get("after", ""))
    saw_list(request, ClaimCase, "list", len(page.cases), {**_filters(wanted), "q": q})
    rows = rows_of(page.cases, days)
    context = {
        "wanted": wanted,
        "groups": list(grouped_rows(rows)),
        "n_shown": len(rows),
        "following": page.following,
        "is_first": not request.GET.get("after"),
        "tabs": _tabs(request.user, wanted, days),
        "views": list(request.user.views.order_by("name")),
        "choices": choices_for(request.user),
        "summary": _summary(request.user, wanted, days) if not request.GET.get("after") else None,
        "is_search": bool(token),
        "search_token": token,
        "address": request.path,
        "days": days,
    }
    template = "claims/list_rows.html" if request.htmx and request.GET.get("after") else "claims/list.html"
    return render(request, template, context)


def _filters(wanted: Wanted) -> dict[str, str]:
    return {name: getattr(wanted, name) for name in Wanted.__slots__ if name != "q"}


def _tabs(user: User, wanted: Wanted, days: Days) -> list[dict[str, object]]:
    names = {"mine": _("Mine"), "unit": _("My unit's"), "others": _("Waiting for others"), "all": _("All")}
    return [
        {
            "name": names[tab],
            "query": Wanted(tab=tab).query,
            "is_here": wanted.tab == tab,
            "n": _count(user, Wanted(tab=tab), days),
        }
        for tab in TABS
    ]


def _count(user: User, wanted: Wanted, days: Days) -> int:
    """Counts cases, no further than anybody reads."""
    return asked_cases(user, wanted, days).order_by()[:_COUNT_LIMIT].count()


def _summary(user: User, wanted: Wanted, days: Days) -> dict[str, int]:
    """Counts what the page's first sentence says: how many are late, and how many end today."""
    return {
        "late": _count(user, wanted.but(due="late"), days),
        "today": _count(user, wanted.but(due="today"), days) - _count(user, wanted.but(due="late"), days),
    }


@login_required
@require_POST
def search(request: HttpRequest) -> HttpResponseRedirect:
    """Keeps what was typed in the session and leads to its results: no address ever holds a name or number."""
    text = request.POST.get("q", "").strip()
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
        return redirect("cases")
    return _list(request, "all", text, token)


@login_required
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keeps a list's filters under a name; the same name again replaces it."""
    name = " ".join(request.POST.get("name", "").split())[:60]
    wanted = wanted_of(request.POST)
    if name:
        SavedView.objects.update_or_create(user=request.user, name=name, defaults={"query": wanted.query})
    return redirect(f"{reverse('work')}?{wanted.query}")


@login_required
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a view of one's own away."""
    get_object_or_404(SavedView, pk=pk, user=request.user).delete()
    return redirect("work")
