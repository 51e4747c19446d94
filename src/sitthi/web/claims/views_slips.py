"""Acts on many cases at once, and the pages of the slips that hand them over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sitthi.core.findings import Refusal
from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.models import Role, User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import ClaimCase, Slip, SlipLine
from sitthi.web.claims.sentences import names_of, refusal_sentence
from sitthi.web.claims.slips import Handed, answer, hand_over, may_answer, take
from sitthi.web.claims.typed import one_line
from sitthi.web.claims.units import own_units, receivers_for

__all__ = ["answer_line", "bulk", "seen_lines", "seen_slip", "slip", "slips"]

_MOST = 200
_SHOWN = 100


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Hands the chosen cases over, or takes them; each is asked about by itself."""
    user, now = request.user, timezone.now()
    if not may(user, "claims.hand_over"):
        raise Http404
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("work")
    tokens = list(dict.fromkeys(request.POST.getlist("case")))[:_MOST]
    known = set(ClaimCase.objects.visible_to(user).filter(token__in=tokens).values_list("token", flat=True))
    if set(tokens) - known:
        raise Http404
    if not tokens:
        messages.warning(request, _("Select cases first"))
        return redirect(back)
    if request.POST.get("act") == "take":
        _say(request, take(user, tokens, now), _("taken"))
        return redirect(back)
    to_unit = request.POST.get("to_unit", "")
    names = dict(receivers_for(user))
    if to_unit not in names:
        messages.error(request, _("Choose the unit that is to receive the cases"))
        return redirect(back)
    note = one_line(request.POST.get("note", ""))[:400]
    handed = hand_over(user, tokens, to_unit, note, now)
    _say(request, handed, _("handed over to %(unit)s") % {"unit": names[to_unit]})
    return redirect("slip", handed.slips[0].pk) if len(handed.slips) == 1 else redirect(back)


def _say(request: HttpRequest, handed: Handed, what: str) -> None:
    """Says how many passed, and of each that stayed why."""
    language = get_language() or "th"
    n = len(handed.passed)
    if n:
        words = ngettext("%(n)s case %(what)s", "%(n)s cases %(what)s", n)
        messages.success(request, words % {"n": n, "what": what})
    for case, refusal in handed.stayed[:20]:
        names = names_of(definition_of(case.flow), {}, language)
        why = refusal_sentence(refusal, names, language)
        messages.warning(request, _("%(case)s stays: %(why)s") % {"case": case.numbered, "why": why})


def _visible(user: User) -> QuerySet[Slip]:
    """Gives the slips from or to somebody's units; a manager's are the whole hospital's."""
    units = [unit.pk for unit in own_units(user)]
    managed = [place.pk for place in user.places_as(Role.MANAGER)]
    return Slip.objects.filter(Q(from_unit__in=units) | Q(to_unit__in=units) | Q(hospital__in=managed))


@login_required
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """Lists the slips of somebody's units, those that wait for them first."""
    if not may(request.user, "claims.hand_over"):
        raise Http404
    pending = Count("lines", filter=Q(lines__answer=SlipLine.Answer.PENDING))
    units = {unit.pk for unit in own_units(request.user)}
    waits_here = Case(When(to_unit__in=units, n_pending__gt=0, then=0), default=1)
    found = (
        _visible(request.user)
        .select_related("from_unit", "to_unit", "made_by")
        .annotate(n_lines=Count("lines"), n_pending=pending)
        .order_by(waits_here, "-made_at", "-pk")[:_SHOWN]
    )
    rows = [{"slip": each, "is_mine_to_answer": each.n_pending and each.to_unit_id in units} for each in found]
    saw_list(request, Slip, "slips", len(rows))
    context = {"rows": rows, "n_to_answer": sum(bool(row["is_mine_to_answer"]) for row in rows)}
    return render(request, "claims/slips.html", context)


def seen_slip(user: User, pk: int) -> Slip:
    """Gives a slip that is somebody's to see; any other is not there."""
    found = _visible(user).select_related("from_unit", "to_unit", "made_by", "hospital").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a slip with its cases, and what the other unit said of each."""
    found = seen_slip(request.user, pk)
    lines = seen_lines(request.user, found)
    saw_list(request, Slip, "slip", len(lines), {"slip": str(found.number)})
    waiting = [line for line in lines if line.answer == SlipLine.Answer.PENDING]
    may_act = may(request.user, "claims.hand_over", found.hospital)
    answerable = {line.pk for line in waiting if may_act and may_answer(request.user, line.case, found)}
    context = {"slip": found, "lines": lines, "n_pending": len(waiting), "answerable": answerable}
    return render(request, "claims/slip.html", context)


def seen_lines(user: User, found: Slip) -> list[SlipLine]:
    """Gives the lines of a slip whose cases are somebody's to see."""
    cases = ClaimCase.objects.visible_to(user).order_by()
    lines = found.lines.filter(case__in=cases).select_related("case__ward", "case__hospital", "answered_by")
    return list(lines.order_by("pk"))


@login_required
@require_POST
def answer_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts or refuses one case of a slip, or all that wait for an answer."""
    user, found = request.user, seen_slip(request.user, pk)
    says = request.POST.get("answer", "")
    if not may(user, "claims.hand_over", found.hospital) or says not in ("accept", "refuse"):
        raise Http404
    reason = one_line(request.POST.get("reason", ""))[:400]
    which = request.POST.get("line", "")
    chosen = [line for line in seen_lines(user, found) if which in ("all", str(line.pk))]
    if not any(may_answer(user, line.case, found) for line in chosen):
        raise Http404
    handed = Handed([found])
    for line in chosen:
        if which == "all" and line.answer != SlipLine.Answer.PENDING:
            continue
        line.slip = found
        result = answer(user, line, says == "accept", reason, timezone.now())
        if isinstance(result, Refusal):
            handed.stayed.append((line.case, result))
        else:
            handed.passed.append(line.case)
    _say(request, handed, _("accepted") if says == "accept" else _("refused"))
    return redirect("slip", pk)
