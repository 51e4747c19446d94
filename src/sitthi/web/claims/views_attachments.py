"""Attaching a scan to a case's document, and giving it out to who may see the case."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.findings import Refusal
from sitthi.web.accounts.audit import saw
from sitthi.web.accounts.rights import may
from sitthi.web.claims.acting import Acted, act, actor_units
from sitthi.web.claims.attaching import ALLOWED, keep_scan, scan_of, store_scan
from sitthi.web.claims.flows import definition_of
from sitthi.web.claims.models import Attachment, ClaimCase
from sitthi.web.claims.neighbours import address_of
from sitthi.web.claims.sentences import names_of, refusal_sentence
from sitthi.web.claims.views_case import seen_case, show_case

__all__ = ["attach", "attachment"]


@login_required
@require_POST
def attach(request: HttpRequest, token: str) -> HttpResponse:
    """Keeps a scan and records that the document came; neither happens without the other."""
    found = seen_case(request, token)
    if not may(request.user, "claims.act", found.hospital):
        raise Http404
    document = request.POST.get("document", "")
    if document not in {each.id for each in definition_of(found.flow).documents}:
        return show_case(request, found, 422, problem=_("Choose the document that the scan is of"))
    scan = scan_of(request.FILES.get("scan"))
    if isinstance(scan, str):
        return show_case(request, found, 422, problem=scan)
    now = timezone.now()

    def wish(case: ClaimCase) -> Wish:
        units = actor_units(request.user, case)
        unit = case.holder_function if case.holder_function in units else next(iter(sorted(units)), None)
        return Wish(
            kind=EventKind.DOCUMENT_RECEIVED, by=str(request.user.pk), unit=unit, document=document, is_scan=True,
            units_of_actor=units,
        )  # fmt: skip

    language = get_language() or "th"
    stored, is_kept = store_scan(scan), False
    try:
        with transaction.atomic():
            result = act(request.user, token, wish, None, now)
            # A second scan of a document that is here already is kept all the same.
            is_kept = isinstance(result, Acted) or (
                isinstance(result, Refusal) and result.code == "case.document_as_it_is"
            )
            if is_kept:
                keep_scan(found, document, scan, stored, request.user, now)
    finally:
        if not is_kept:
            stored.path.unlink(missing_ok=True)
    if not is_kept:
        assert isinstance(result, Refusal)  # noqa: S101 - no page was read, so nothing can be stale
        names = names_of(definition_of(found.flow), {}, language)
        return show_case(request, found, 422, problem=refusal_sentence(result, names, language))
    messages.success(request, _("The scan is attached"))
    return redirect(address_of(request, token))


@login_required
@require_safe
def attachment(request: HttpRequest, token: str) -> HttpResponseBase:
    """Gives a scan to who may see its case, always as a download."""
    found = Attachment.objects.select_related("case").filter(token=token).first()
    if found is None:
        raise Http404
    case = seen_case(request, found.case.token)
    path = settings.HOME / "uploads" / found.stored_as
    if not path.is_file():
        raise Http404
    saw(request, case, "scan")
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{found.document}.{ALLOWED[found.media_type]}"
    )
    answer["Content-Type"] = found.media_type
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    return answer
