"""The page of documents to be looked for, and the same on paper to walk round with."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from sitthi.core.claims.standing import DocumentState
from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.rights import may
from sitthi.web.claims.freshness import fresh_at
from sitthi.web.claims.models import CaseDocument
from sitthi.web.claims.reminders import Place, places_of

__all__ = ["reminders"]


@login_required
@require_safe
def reminders(request: HttpRequest, on_paper: bool = False) -> HttpResponse:
    """Lists who has what since when, by unit; `place` narrows it to one."""
    if not may(request.user, "claims.see"):
        raise Http404
    now = timezone.now()
    places, is_cut = places_of(request.user, now)
    chosen = request.GET.get("place", "")
    shown = [place for place in places if place.key == chosen] or places
    saw_list(request, CaseDocument, "print" if on_paper else "list", sum(len(place.rows) for place in shown))
    context = {
        "places": places,
        "shown": shown,
        "chosen": chosen if len(shown) < len(places) else "",
        "sentence": _sentence(places),
        "is_cut": is_cut,
        "fresh_at": fresh_at(request.user),
        "printed_at": now,
    }
    return render(request, "claims/reminders_print.html" if on_paper else "claims/reminders.html", context)


def _sentence(places: list[Place]) -> str:
    """Says how many are borrowed, lost and waited for."""
    states = [row.state for place in places for row in place.rows]
    counts = {state: states.count(state) for state in DocumentState}
    words = (
        ngettext("%(n)s borrowed", "%(n)s borrowed", counts[DocumentState.BORROWED])
        % {"n": counts[DocumentState.BORROWED]},
        ngettext("%(n)s lost", "%(n)s lost", counts[DocumentState.LOST]) % {"n": counts[DocumentState.LOST]},
        ngettext("%(n)s waited for", "%(n)s waited for", counts[DocumentState.MISSING])
        % {"n": counts[DocumentState.MISSING]},
    )
    return " · ".join(words) if states else _("Every document is where it should be")
