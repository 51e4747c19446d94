"""Acts on many cases at once, and the pages of the slips that hand them over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
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
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import ClaimCase, Slip, SlipLine
from sitthi.web.claims.sentences import names_of, refusal_sentence
from sitthi.web.claims.slips import Handed, answer, hand_over, take
from sitthi.web.claims.units import receivers_for

__all__ = ["answer_line", "bulk", "seen_slip", "slip", "slips"]

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
    receivers = {unit.code: unit for unit in receivers_for(user)}
    to_unit = receivers.get(request.POST.get("to_unit", ""))
    from_unit = next(iter(user.units), None)
    if to_unit is None or from_unit is None:
        messages.error(request, _("Choose the unit that is to receive the cases"))
        return redirect(back)
    note = " ".join(request.POST.get("note", "").split())[:400]
    handed = hand_over(user, tokens, from_unit, to_unit, note, now)
    _say(request, handed, _("handed over to %(unit)s") % {"unit": to_unit.name})
    return redirect("slip", handed.slip.pk) if handed.slip else redirect(back)


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
        messages.warning(request, _("AN %(number)s stays: %(why)s") % {"number": case.number, "why": why})


def _visible(user: User) -> QuerySet[Slip]:
    """Gives the slips from or to somebody's units; a manager's are the whole hospital's."""
    units = [unit.pk for unit in user.units]
    if units:
        return Slip.objects.filter(Q(from_unit__in=units) | Q(to_unit__in=units))
    hospitals = [hospital.pk for hospital in user.hospitals] if may(user, "claims.hand_over") else []
    return Slip.objects.filter(hospital__in=hospitals)


@login_required
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """Lists the slips of somebody's units, those that wait for them first."""
    if not may(request.user, "claims.hand_over"):
        raise Http404
    pending = Count("lines", filter=Q(lines__answer=SlipLine.Answer.PENDING))
    found = (
        _visible(request.user)
        .select_related("from_unit", "to_unit", "made_by")
        .annotate(n_lines=Count("lines"), n_pending=pending)
        .order_by("-made_at")[:_SHOWN]
    )
    units = {unit.pk for unit in request.user.units}
    rows = [{"slip": each, "is_mine_to_answer": each.n_pending and each.to_unit_id in units} for each in found]
    rows.sort(key=lambda row: not row["is_mine_to_answer"])
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
    lines = list(found.lines.select_related("case__ward", "answered_by").order_by("pk"))
    saw_list(request, Slip, "slip", len(lines), {"slip": str(found.number)})
    return render(request, "claims/slip.html", _context(request, found, lines))


def _context(request: HttpRequest, found: Slip, lines: list[SlipLine]) -> dict[str, object]:
    units = {unit.pk for unit in request.user.units}
    may_answer = found.to_unit_id in units and may(request.user, "claims.hand_over", found.hospital)
    return {
        "slip": found,
        "lines": lines,
        "n_pending": sum(line.answer == SlipLine.Answer.PENDING for line in lines),
        "may_answer": may_answer,
    }


@login_required
@require_POST
def answer_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepts or refuses one case of a slip, or all that wait for an answer."""
    found = seen_slip(request.user, pk)
    if found.to_unit_id not in {unit.pk for unit in request.user.units}:
        raise Http404
    is_accepted = request.POST.get("answer") == "accept"
    reason = " ".join(request.POST.get("reason", "").split())[:400]
    waiting = found.lines.filter(answer=SlipLine.Answer.PENDING).select_related("case", "slip__to_unit")
    which = request.POST.get("line", "")
    if which != "all":
        waiting = waiting.filter(pk=int(which) if which.isascii() and which.isdigit() else 0)
    handed = Handed(found)
    for line in waiting:
        result = answer(request.user, line, is_accepted, reason, timezone.now())
        if isinstance(result, Refusal):
            handed.stayed.append((line.case, result))
        else:
            handed.passed.append(line.case)
    _say(request, handed, _("accepted") if is_accepted else _("refused"))
    return redirect("slip", pk)
