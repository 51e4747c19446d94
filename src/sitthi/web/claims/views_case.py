"""The page of one case: who holds it, what it waits for, its steps, story, papers, deadlines and findings."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from sitthi.web.accounts.audit import saw
from sitthi.web.accounts.rights import may
from sitthi.web.claims.case_page import page_of_case
from sitthi.web.claims.deadline_working import working_of
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.neighbours import address_of, carried_of, neighbours_of

__all__ = ["case", "reveal", "seen_case"]


def seen_case(request: HttpRequest, token: str) -> ClaimCase:
    """Gives a case that is the reader's to see; any other is not there."""
    found = (
        ClaimCase.objects.visible_to(request.user)
        .select_related("hospital", "ward", "flow", "holder", "holder_unit")
        .filter(token=token)
        .first()
    )
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def case(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a case; with `why`, how one of its deadlines was counted."""
    found = seen_case(request, token)
    if why := request.GET.get("why"):
        working = working_of(found, why, timezone.now(), get_language() or "th")
        if working is None:
            raise Http404
        saw(request, found, "page")
        return render(
            request, "claims/why.html", {"case": found, "told": working, "back": address_of(request, token)}
        )
    saw(request, found, "page")
    return show_case(request, found)


def show_case(request: HttpRequest, found: ClaimCase, status: int = 200, **more: Any) -> HttpResponse:
    """Renders the page of a case, with what an act that failed left to be typed again.

    Reading it after such an act is a look as well, and is written down here.
    """
    if status != HTTPStatus.OK:
        saw(request, found, "page")
    now = timezone.now()
    context = page_of_case(found, request.user, now, get_language() or "th", request.GET)
    context["beside"] = neighbours_of(request, found, now)
    context["carried"] = carried_of(request)
    return render(request, "claims/case.html", {**context, **more}, status=status)


@login_required
@require_POST
def reveal(request: HttpRequest, token: str) -> HttpResponse:
    """Shows a citizen id in full, once, and writes down who asked."""
    found = seen_case(request, token)
    if not may(request.user, "claims.reveal", found.hospital):
        raise Http404
    saw(request, found, "citizen_id")
    return show_case(request, found, revealed=found.citizen_id)
