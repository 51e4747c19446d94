"""What people do to a case from its page: one address for every kind of act; on failure nothing typed is lost."""

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.acting import Acted, Stale, act, actor_units
from sitthi.web.claims.coding import Coded, coded_of, lay_coding
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import CaseFinding, ClaimCase
from sitthi.web.claims.sentences import event_sentence, names_of, refusal_sentence
from sitthi.web.claims.views_case import seen_case, show_case
from sitthi.web.desk.fields import ThaiDateTimeField
from sitthi.web.desk.templatetags.thai import clock

__all__ = ["do_act", "set_aside", "stale_sentence"]

_KINDS = frozenset(EventKind) - {EventKind.ADMITTED}
_TYPED = ("kind", "reason", "at", "to_person", "drg", "rw", "adjrw", "principal")


@login_required
@require_POST
def do_act(request: HttpRequest, token: str) -> HttpResponse:
    """Acts on a case; where that cannot be, the page comes back with why and with what was typed."""
    found = seen_case(request, token)
    if not may(request.user, "claims.act", found.hospital):
        raise Http404
    typed = {name: request.POST.get(name, "") for name in _TYPED}
    kind = request.POST.get("kind", "")
    if kind not in _KINDS:
        return show_case(request, found, 400, problem=_("Choose what to record"), typed=typed)
    moment = _moment(request.POST.get("at", ""))
    if isinstance(moment, str):
        return show_case(request, found, 422, problem=moment, typed=typed)
    coded = coded_of(request.POST)
    if isinstance(coded, str):
        return show_case(request, found, 422, problem=coded, typed=typed)
    now = timezone.now()
    with transaction.atomic():
        if isinstance(coded, Coded):
            lay_coding(found, coded)
        result = act(
            request.user, token, lambda case: _wish(request, case, EventKind(kind), moment), _seen(request), now
        )
        if not isinstance(result, Acted):
            transaction.set_rollback(True)
    if isinstance(result, Acted):
        messages.success(request, _told(result, request.user))
        return redirect("case", token)
    found = seen_case(request, token)
    if isinstance(result, Stale):
        return show_case(request, found, 409, problem=stale_sentence(result), typed=typed, is_stale=True)
    names = names_of(definition_of(found.flow), {}, get_language() or "th")
    problem = refusal_sentence(result, names, get_language() or "th")
    return show_case(request, found, 422, problem=problem, typed=typed)


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _moment(text: str) -> datetime.datetime | str | None:
    """Reads when it happened, `None` for now; a sentence where it cannot be read."""
    if not text.strip():
        return None
    try:
        return ThaiDateTimeField().clean(text)
    except ValidationError as error:
        return " ".join(error.messages)


def _wish(request: HttpRequest, case: ClaimCase, kind: EventKind, at: datetime.datetime | None) -> Wish:
    post = request.POST
    supersedes = post.get("supersedes", "")
    return Wish(
        kind=kind,
        by=str(request.user.pk),
        at=at,
        unit=post.get("unit") or None,
        step=post.get("step") or None,
        document=post.get("document") or None,
        to_unit=post.get("to_unit") or None,
        to_person=str(request.user.pk) if kind is EventKind.ASSIGNED else (post.get("to_person") or None),
        reason=post.get("reason", "")[:400].strip() or None,
        is_scan={"scan": True, "paper": False}.get(post.get("form", "")),
        supersedes=int(supersedes) if supersedes.isascii() and supersedes.isdigit() else None,
        units_of_actor=actor_units(request.user, case),
    )


def _told(done: Acted, user: User) -> str:
    names = names_of(definition_of(done.case.flow), {str(user.pk): user.name}, get_language() or "th")
    last = done.case.events.filter(number=done.events[0].number).first()
    return _("Recorded. %(what)s") % {"what": event_sentence(last, names)} if last else _("Recorded")


def stale_sentence(stale: Stale) -> str:
    """Says who changed a case meanwhile, and that nothing typed is lost."""
    last = stale.since[-1]
    who = last.by.name if last.by_id else _("a set of files")
    n = len(stale.since)
    more = ngettext("%(n)s new entry below", "%(n)s new entries below", n) % {"n": n}
    return _("Not recorded: %(who)s changed this case at %(time)s. What you typed is still here; %(more)s") % {
        "who": who, "time": clock(last.recorded_at), "more": more,
    }  # fmt: skip


@login_required
@require_POST
def set_aside(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Sets a finding aside with a reason, or takes it up again."""
    found = seen_case(request, token)
    if not may(request.user, "claims.set_aside", found.hospital):
        raise Http404
    reason = " ".join(request.POST.get("reason", "").split())[:400]
    with transaction.atomic():
        case = ClaimCase.objects.select_for_update().get(pk=found.pk)
        finding = case.findings.filter(pk=pk).first()
        if finding is None or finding.state == CaseFinding.State.MENDED:
            raise Http404
        is_open = finding.state == CaseFinding.State.OPEN
        if is_open and not reason:
            return show_case(request, found, 422, problem=_("Give a reason for setting the finding aside"))
        finding.state = CaseFinding.State.SET_ASIDE if is_open else CaseFinding.State.OPEN
        finding.by, finding.reason = (request.user, reason) if is_open else (None, "")
        finding.save()
        case.n_findings = case.findings.filter(state=CaseFinding.State.OPEN).count()
        case.save(update_fields=["n_findings"])
    messages.success(request, _("Set aside") if is_open else _("Taken up again"))
    return redirect("case", token)
