"""The ward's page, made for a phone: what must leave the ward now, with one big act a patient."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.findings import Refusal
from sitthi.files.write.prints.ward_list import WardGroup, WardList, WardRow
from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.acting import Acted, Stale, act, actor_units
from sitthi.web.claims.admit_form import expected_leave
from sitthi.web.claims.admitting import SameNumber, correct
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.freshness import fresh_at
from sitthi.web.claims.lists import days_of
from sitthi.web.claims.models import NEVER, ClaimCase
from sitthi.web.claims.office import calendar_of
from sitthi.web.claims.sentences import names_of, refusal_sentence
from sitthi.web.claims.typed import one_line
from sitthi.web.claims.units import WARD
from sitthi.web.claims.views_acts import stale_sentence
from sitthi.web.claims.views_case import seen_case
from sitthi.web.claims.views_prints import pdf_answer, sheet_for
from sitthi.web.claims.ward import TABS, WardPage, ward_page, wards_for
from sitthi.web.claims.ward_cards import Card, person_of
from sitthi.web.claims.ward_reasons import reason_text
from sitthi.web.desk.templatetags.thai import beday, clock

__all__ = ["ward", "ward_act", "ward_place", "ward_print"]

_LANGUAGE = "th"


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why an act was not done, beside which patient, and what was typed."""

    case: ClaimCase
    says: str
    typed: dict[str, str]
    status: int = 422

    @property
    def name(self) -> str:
        return person_of(self.case)


@login_required
@require_safe
def ward(request: HttpRequest) -> HttpResponse:
    """Shows a ward: somebody's own, or the one that they chose."""
    return _show(request, request.GET.get("ward", ""), request.GET.get("tab", ""))


def _show(request: HttpRequest, chosen: str, tab: str, problem: _Problem | None = None) -> HttpResponse:
    user = request.user
    if not may(user, "claims.see"):
        raise Http404
    wards = wards_for(user)
    if not wards:
        return render(request, "claims/ward_none.html")
    here = _chosen(wards, chosen)
    now = timezone.now()
    page = ward_page(user, here, days_of(now, calendar_of(here.parent_id)), get_language() or _LANGUAGE)
    saw_list(request, ClaimCase, "list", page.n_shown, {"ward": here.code})
    tab = tab if tab in TABS else TABS[0]
    context = {
        "ward": here,
        "wards": wards,
        "page": page,
        "tab": tab,
        "tabs": _tabs(page, here, tab),
        "problem": problem,
        "now": now,
        "fresh_at": fresh_at(user),
        "may_admit": may(user, "claims.admit", here),
        "may_place": page.may_act or may(user, "claims.admit", here),
    }
    return render(request, "claims/ward.html", context, status=problem.status if problem else 200)


def _chosen(wards: list[Organisation], chosen: str) -> Organisation:
    """Gives the ward that was asked for; one that is not somebody's to see is not there."""
    if not chosen:
        return wards[0]
    found = next((each for each in wards if str(each.pk) == chosen), None)
    if found is None:
        raise Http404
    return found


def _tabs(page: WardPage, here: Organisation, tab: str) -> list[dict[str, Any]]:
    names = {
        "today": (_("To send today"), page.n_to_send),
        "borrowed": (_("Borrowed"), len(page.borrowed)),
        "back": (_("Sent back"), len(page.back)),
        "inside": (_("In the ward"), len(page.inside)),
    }
    return [
        {"name": words, "n": n, "is_here": name == tab, "address": _address(here.pk, name)}
        for name, (words, n) in names.items()
    ]


def _address(ward_id: int | None, tab: str, place: str = "") -> str:
    asked = {"ward": ward_id, "tab": tab if tab != TABS[0] else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('ward')}?{query}{place}"


def _answered(request: HttpRequest, case: ClaimCase, place: str = "") -> HttpResponseRedirect:
    return redirect(_address(case.ward_id, request.POST.get("tab", ""), place))


def _case_of_ward(request: HttpRequest, token: str) -> ClaimCase:
    """Gives a case of a ward that is the reader's to see."""
    found = seen_case(request, token)
    if found.ward_id not in {each.pk for each in wards_for(request.user)}:
        raise Http404
    return found


@login_required
@require_POST
def ward_act(request: HttpRequest, token: str) -> HttpResponse:
    """Records an act of the ward, says why it cannot, or takes either back."""
    found = _case_of_ward(request, token)
    user, now, post = request.user, timezone.now(), request.POST
    if not may(user, "claims.act", found.hospital):
        raise Http404
    typed = {"other": one_line(post.get("other", ""))[:300]}
    wish = _wish(user, found, post, typed["other"])
    if isinstance(wish, str):
        return _refused(request, _Problem(found, wish, typed))
    result = act(user, token, lambda _case: wish, _seen(post), now)
    if isinstance(result, Acted):
        messages.success(request, _told(wish, found))
        return _answered(request, found, "#done" if wish.kind in _ON_THE_DONE_LIST else f"#{token}")
    return _refused(request, _problem(found, result, typed))


_NEEDS_REASON = {"cannot": EventKind.NOTED, "keeps": EventKind.NOTED, "refuses": EventKind.REFUSED}
_HANDED = frozenset({EventKind.ACCEPTED, EventKind.REFUSED, EventKind.HANDED_OVER})
_ON_THE_DONE_LIST = frozenset({EventKind.STEP_DONE, EventKind.DOCUMENT_RETURNED, *_HANDED})
_ACTS = frozenset(
    {
        EventKind.STEP_DONE,
        EventKind.DOCUMENT_RECEIVED,
        EventKind.DOCUMENT_RETURNED,
        EventKind.ACCEPTED,
        EventKind.HANDED_OVER,
    }
)


def _wish(user: User, case: ClaimCase, post: Any, other: str) -> Wish | str:
    """Gives what somebody wants to happen, in the ward's name; a sentence where they have not said."""
    who = {"by": str(user.pk), "unit": WARD, "units_of_actor": actor_units(user, case)}
    about = {"step": post.get("step") or None, "document": post.get("document") or None}
    does = post.get("does", "")
    if does in _NEEDS_REASON:
        reason = reason_text(does, post.get("reason", ""), other)
        if not reason:
            return _("Choose a reason, or write one")
        return Wish(_NEEDS_REASON[does], reason=reason, **about, **who)
    if does == "undo":
        number = post.get("supersedes", "")
        supersedes = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
        return Wish(EventKind.UNDONE, supersedes=supersedes, **who)
    kind = post.get("kind", "")
    if kind not in _ACTS:
        return _("Choose what to record")
    return Wish(EventKind(kind), to_unit=post.get("to_unit") or None, **about, **who)


def _seen(post: Any) -> int:
    text = post.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _told(wish: Wish, case: ClaimCase) -> str:
    words = {
        EventKind.UNDONE: _("Taken back: %(name)s"),
        EventKind.NOTED: _("Noted: %(name)s"),
    }
    return words.get(wish.kind, _("Recorded: %(name)s")) % {"name": person_of(case)}


def _problem(case: ClaimCase, result: Stale | SameNumber | Refusal, typed: dict[str, str]) -> _Problem:
    """Says why an act was not done."""
    if isinstance(result, Stale):
        return _Problem(case, stale_sentence(result), typed, 409)
    language = get_language() or _LANGUAGE
    if isinstance(result, SameNumber):
        return _Problem(case, _("Another case has this AN"), typed)
    names = names_of(definition_of(case.flow), {}, language)
    return _Problem(case, refusal_sentence(result, names, language), typed)


def _refused(request: HttpRequest, problem: _Problem) -> HttpResponse:
    return _show(request, str(problem.case.ward_id), request.POST.get("tab", ""), problem)


@login_required
@require_POST
def ward_place(request: HttpRequest, token: str) -> HttpResponse:
    """Records the bed, and when the patient is expected to leave."""
    found = _case_of_ward(request, token)
    user, now, post = request.user, timezone.now(), request.POST
    is_of_ward = WARD in actor_units(user, found) and may(user, "claims.act", found.hospital)
    if not (is_of_ward or may(user, "claims.admit", found.hospital)):
        raise Http404
    typed = {name: post.get(name, "") for name in ("bed", "leaves_at")}
    facts: dict[str, Any] = {}
    try:
        if "bed" in post:
            facts["bed"] = one_line(typed["bed"])[:20]
        if "leaves_at" in post:
            facts["leaves_at"] = expected_leave(typed["leaves_at"], found, now)
    except ValidationError as error:
        return _refused(request, _Problem(found, " ".join(error.messages), typed))
    result = correct(user, token, facts, _seen(post), now)
    if isinstance(result, Acted):
        if result.events:
            messages.success(request, _("Recorded: %(name)s") % {"name": person_of(found)})
        return _answered(request, found, f"#{token}")
    return _refused(request, _problem(found, result, typed))


@login_required
@require_safe
def ward_print(request: HttpRequest) -> HttpResponse:
    """Prints the day's list of a ward, with a box to tick beside each patient."""
    user = request.user
    wards = wards_for(user)
    if not may(user, "claims.see") or not wards:
        raise Http404
    here = _chosen(wards, request.GET.get("ward", ""))
    page = ward_page(user, here, days_of(timezone.now(), calendar_of(here.parent_id)), get_language() or _LANGUAGE)
    saw_list(request, ClaimCase, "print", page.n_shown, {"ward": here.code})
    sections = (
        (_("Leaving today"), page.today),
        (_("Papers of earlier days"), page.overdue),
        (_("Sent back to the ward"), page.back),
        (_("Borrowed by the ward"), page.borrowed),
    )
    groups = tuple(WardGroup(title, tuple(map(_row, cards))) for title, cards in sections if cards)
    title = _("To send today: %(ward)s") % {"ward": here.name}
    return pdf_answer(sheet_for(user, title), WardList(groups), "ward-list")


def _row(card: Card) -> WardRow:
    # A record that was borrowed goes at no hour; its card's badge is of the case's next limit.
    at = None if card.refuses.get("does") == "keeps" or card.sorts_at == NEVER else card.sorts_at
    return WardRow(
        day=beday(at),
        time=clock(at),
        patient=card.name,
        about=card.about,
        says=card.says,
        note=card.obstacle.reason if card.obstacle else "",
    )
