"""What people do to a case from its page: one address for every kind of act; on failure nothing typed is lost."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sitthi.core.findings import Refusal
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.act_form import TYPED, Asked, asked_of, seen_of
from sitthi.web.claims.acting import Acted, Stale, act
from sitthi.web.claims.coding import lay_coding
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import CaseFinding, ClaimCase
from sitthi.web.claims.neighbours import address_of
from sitthi.web.claims.sentences import event_sentence, names_of, refusal_sentence
from sitthi.web.claims.typed import one_line
from sitthi.web.claims.views_case import seen_case, show_case
from sitthi.web.desk.templatetags.thai import clock

__all__ = ["do_act", "set_aside", "stale_sentence"]


@login_required
@require_POST
def do_act(request: HttpRequest, token: str) -> HttpResponse:
    """Acts on a case; where that cannot be, the page comes back with why and with what was typed."""
    found = seen_case(request, token)
    user = request.user
    if not may(user, "claims.act", found.hospital):
        raise Http404
    typed = {name: request.POST.get(name, "") for name in TYPED}
    asked = asked_of(request.POST, definition_of(found.flow))
    if not isinstance(asked, Asked):
        return _refused(request, found, asked, typed)
    lay = partial(lay_coding, coded=asked.coded) if asked.coded else None
    result = act(user, token, partial(asked.wish, user), seen_of(request.POST), timezone.now(), lay=lay)
    if isinstance(result, Acted):
        messages.success(request, _told(result, user))
        return redirect(address_of(request, token))
    found = seen_case(request, token)
    if isinstance(result, Stale):
        return show_case(request, found, 409, problem=stale_sentence(result), typed=typed)
    return _refused(request, found, result, typed)


def _refused(request: HttpRequest, found: ClaimCase, why: Refusal | str, typed: dict[str, str]) -> HttpResponse:
    language = get_language() or "th"
    if isinstance(why, Refusal):
        why = refusal_sentence(why, names_of(definition_of(found.flow), {}, language), language)
    return show_case(request, found, 422, problem=why, typed=typed)


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
    reason, wanted = one_line(request.POST.get("reason", ""))[:400], request.POST.get("state", "")
    if wanted not in (CaseFinding.State.OPEN, CaseFinding.State.SET_ASIDE):
        raise Http404
    is_aside = wanted == CaseFinding.State.SET_ASIDE
    if is_aside and not reason:
        return show_case(request, found, 422, problem=_("Give a reason for setting the finding aside"))
    with transaction.atomic():
        case = ClaimCase.objects.select_for_update().get(pk=found.pk)
        finding = case.findings.filter(pk=pk).exclude(state=CaseFinding.State.MENDED).first()
        if finding is None:
            raise Http404
        if finding.state != wanted:
            finding.state = wanted
            finding.by, finding.reason = (request.user, reason) if is_aside else (None, "")
            finding.save()
            case.n_findings = case.findings.filter(state=CaseFinding.State.OPEN).count()
            case.save(update_fields=["n_findings"])
    messages.success(request, _("Set aside") if is_aside else _("Taken up again"))
    return redirect(address_of(request, token))
