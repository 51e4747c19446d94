"""Pages that take facts from people: an admission before any file, a correction, what a file says otherwise."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sitthi.core.claims.events import Event, EventKind, live
from sitthi.core.findings import Refusal
from sitthi.core.identity import CitizenId
from sitthi.web.accounts.audit import saw, saw_list
from sitthi.web.accounts.models import Kind, Organisation, User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.acting import Acted, Stale
from sitthi.web.claims.admit_form import AdmitForm, CorrectForm
from sitthi.web.claims.admitting import (
    SameNumber,
    admit,
    conflict_rows,
    correct,
    open_stay_of,
    settle_conflict,
    told_end,
    with_number,
)
from sitthi.web.claims.facts import events_of
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.sentences import names_of, refusal_sentence
from sitthi.web.claims.units import WARD
from sitthi.web.claims.views_acts import stale_sentence
from sitthi.web.claims.views_case import seen_case, show_case
from sitthi.web.claims.ward import wards_for

__all__ = ["admit_patient", "conflict", "facts"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def admit_patient(request: HttpRequest) -> HttpResponse:
    """Takes in a patient of whom no file tells yet."""
    user, now = request.user, timezone.now()
    wards = [ward for ward in wards_for(user) if may(user, "claims.admit", ward)]
    if not wards:
        raise Http404
    if request.method != "POST":
        initial = {"ward": _ward_asked(wards, request.GET.get("ward", ""))}
        return _admission(request, AdmitForm(wards=wards, now=now, initial=initial))
    form = AdmitForm(request.POST, wards=wards, now=now)
    if not form.is_valid():
        return _admission(request, form, status=422)
    given, hospital = form.facts, form.cleaned_data["ward"].hospital
    other = with_number(hospital, given["number"])
    if other is not None:
        return _same_number(request, form, other)
    stay = open_stay_of(hospital, given["citizen_id"], given["hn"])
    if stay is not None and not form.cleaned_data["confirmed"]:
        saw_list(request, ClaimCase, "search", 1)
        return _admission(request, form, status=422, stay=_if_visible(user, stay), has_stay=True)
    result = admit(user, hospital, given, form.flow, now)
    if isinstance(result, SameNumber):
        return _same_number(request, form, result.case)
    if isinstance(result, Refusal):
        names = names_of(definition_of(form.flow), {}, get_language() or "th")
        form.add_error(None, refusal_sentence(result, names, get_language() or "th"))
        return _admission(request, form, status=422)
    messages.success(request, _("The case is open: AN %(number)s") % {"number": result.number})
    return redirect("case", result.token)


def _ward_asked(wards: list[Organisation], asked: str) -> Organisation | None:
    if len(wards) == 1:
        return wards[0]
    return next((ward for ward in wards if str(ward.pk) == asked), None)


def _admission(request: HttpRequest, form: AdmitForm, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "claims/admit.html", {"form": form, **more}, status=status)


def _if_visible(user: User, case: ClaimCase) -> ClaimCase | None:
    return ClaimCase.objects.visible_to(user).filter(pk=case.pk).first()


def _same_number(request: HttpRequest, form: Any, other: ClaimCase) -> HttpResponse:
    """Says that the AN has a case, with a link for who may see it."""
    form.add_error("number", _("This AN has a case already: an AN is given once in a hospital"))
    found = _if_visible(request.user, other)
    if isinstance(form, CorrectForm):
        return _correction(request, form.case, form, 409, same=found)
    return _admission(request, form, status=409, same=found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, token: str) -> HttpResponse:
    """Corrects the facts of a case; each correction is told in its story."""
    found = seen_case(request, token)
    user, now = request.user, timezone.now()
    if not may(user, "claims.admit", found.hospital):
        raise Http404
    wards = list(
        Organisation.objects.filter(
            parent=found.hospital, kind=Kind.UNIT, function=WARD, is_active=True
        ).select_related("parent")
    )
    if found.ward is not None and found.ward not in wards:
        wards.append(found.ward)
    happened = live(events_of(found.events.all()))
    options = {
        "case": found,
        "ended_at": told_end(found, happened),
        "of_files": _of_files(found, happened),
        "wards": wards,
        "now": now,
    }
    if request.method != "POST":
        return _correction(request, found, CorrectForm(**options))
    form = CorrectForm(request.POST, **options)
    if not form.is_valid():
        return _correction(request, found, form, 422)
    seen = request.POST.get("seen", "")
    seen_number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 8 else 0
    given = {name: value for name, value in form.facts.items() if name in form.fields}
    number = given.get("number", found.number)
    other = with_number(found.hospital, number) if number != found.number else None
    if other is not None:
        return _same_number(request, form, other)
    result = correct(user, token, given, seen_number, now)
    if isinstance(result, SameNumber):
        return _same_number(request, form, result.case)
    if isinstance(result, Stale | Refusal):
        form.add_error(None, _why(found, result))
        return _correction(request, found, form, 409 if isinstance(result, Stale) else 422)
    messages.success(request, _("Corrected") if result.events else _("Nothing was changed"))
    return _back_to(user, token)


def _of_files(case: ClaimCase, happened: tuple[Event, ...]) -> frozenset[str]:
    """Gives the facts that only a file may change: the AN by which it finds the case, what its events tell."""
    told = {event.kind: event for event in happened}
    fixed = {
        name
        for name, kind in (("admitted_at", EventKind.ADMITTED), ("discharged_at", EventKind.DISCHARGED))
        if kind in told and told[kind].by is None
    }
    return frozenset(fixed if case.source == "manual" else {*fixed, "number"})


def _correction(
    request: HttpRequest, case: ClaimCase, form: CorrectForm, status: int = 200, **more: Any
) -> HttpResponse:
    saw(request, case, "page")
    masked = CitizenId(case.citizen_id).masked if len(case.citizen_id) == 13 else ""
    context = {"form": form, "case": case, "masked_id": masked, "seen": case.n_events, **more}
    return render(request, "claims/admit_facts.html", context, status=status)


def _why(case: ClaimCase, result: Stale | Refusal) -> str:
    if isinstance(result, Stale):
        return stale_sentence(result)
    language = get_language() or "th"
    return refusal_sentence(result, names_of(definition_of(case.flow), {}, language), language)


def _back_to(user: User, token: str) -> HttpResponse:
    """Leads to the case; who lost sight of it, by moving it into another ward, is led to the first page."""
    if ClaimCase.objects.visible_to(user).filter(token=token).exists():
        return redirect("case", token)
    return redirect("home")


@login_required
@require_POST
def conflict(request: HttpRequest, token: str) -> HttpResponse:
    """Takes what a file says of one fact, or keeps what a person entered."""
    found = seen_case(request, token)
    user, post = request.user, request.POST
    if not may(user, "claims.act", found.hospital):
        raise Http404
    field, which, seen = post.get("field", ""), post.get("take", ""), post.get("seen", "")
    if field not in {row.field for row in conflict_rows(found)} or which not in ("theirs", "ours"):
        return show_case(request, found, 409, problem=_("This was decided meanwhile: see the case as it is now"))
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 8 else 0
    result = settle_conflict(user, token, field, which == "theirs", number, timezone.now())
    if isinstance(result, Acted):
        messages.success(request, _("Took the file's word") if which == "theirs" else _("Kept what was entered"))
        return _back_to(user, token)
    found = seen_case(request, token)
    if isinstance(result, Stale | Refusal):
        status = 409 if isinstance(result, Stale) else 422
        return show_case(request, found, status, problem=_why(found, result))
    return show_case(request, found, 409, problem=_("This was decided meanwhile: see the case as it is now"))
