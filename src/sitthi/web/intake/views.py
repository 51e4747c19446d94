"""Pages of files that come in: the newest set, how it stands, what to mend, and taking it in or back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sitthi.core.findings import FindingKind
from sitthi.web.accounts.audit import saw
from sitthi.web.accounts.models import Organisation
from sitthi.web.accounts.rights import may
from sitthi.web.claims.flows import book
from sitthi.web.claims.freshness import fresh_at
from sitthi.web.intake.jobs import ask_for
from sitthi.web.intake.jobs import withdraw as take_back
from sitthi.web.intake.models import Upload
from sitthi.web.intake.places import fix_list_of
from sitthi.web.intake.receiving import FORMATS, receive, too_large
from sitthi.web.intake.showing import by_code, by_file, fix_rows, job_of, sentence_of
from sitthi.web.intake.streams import is_too_large

__all__ = ["accept", "fix_list", "intake", "job", "upload", "upload_page", "withdraw"]

_HISTORY = 30
_WIDEST_PLACE = 12
_RUNNING = (Upload.State.WAITING, Upload.State.CHECKING, Upload.State.ACCEPTING)


def _hospital(request: HttpRequest) -> Organisation:
    hospitals = request.user.hospitals
    if not hospitals or not may(request.user, "intake.see", hospitals[0]):
        raise Http404
    return hospitals[0]


def _seen(request: HttpRequest, token: str) -> Upload:
    found = Upload.objects.visible_to(request.user).select_related("hospital", "by", "decided_by")
    upload = found.filter(token=token).first()
    if upload is None:
        raise Http404
    return upload


@login_required
@require_safe
def intake(request: HttpRequest) -> HttpResponse:
    """Shows the newest set and those before it."""
    hospital = _hospital(request)
    uploads = Upload.objects.visible_to(request.user).select_related("by", "decided_by")
    history = list(uploads.defer("report")[:_HISTORY])
    newest = uploads.first()
    return render(request, "intake/intake.html", {**_shown(request, newest, hospital), "history": history})


def _shown(request: HttpRequest, upload: Upload | None, hospital: Organisation) -> dict[str, Any]:
    """Gives the context of a set's page."""
    language = get_language() or "th"
    context: dict[str, Any] = {
        "upload": upload,
        "formats": [(name, _FORMAT_NAMES[name]()) for name in FORMATS],
        "sentence": sentence_of(upload),
        "may_upload": may(request.user, "intake.upload", hospital),
        "may_accept": may(request.user, "intake.accept", hospital),
        "fresh_at": fresh_at(request.user),
    }
    if upload is None:
        return context
    context["job"] = job_of(upload)
    context["files"] = by_file(upload, language)
    codes = by_code(upload, language)
    file = request.GET.get("file", "")
    context["codes"] = [row for row in codes if not file or row["file"] == file]
    context["n_codes"] = len(codes)
    context["chosen_file"] = file
    context["most"] = max((row["block"] + row["warn"] for row in context["files"]), default=0)
    code = request.GET.get("code", "") or (context["codes"][0]["code"] if context["codes"] else "")
    chosen = next((row for row in context["codes"] if row["code"] == code), None)
    if chosen is not None:
        after = request.GET.get("after", "")
        is_place = after.isascii() and after.isdigit() and len(after) < _WIDEST_PLACE
        rows, following = fix_rows(upload, code, file, language, int(after) if is_place else 0)
        context |= {"chosen": chosen, "fixes": rows, "following": following}
    context["failure"] = _failure(upload, language)
    context["has_fix_list"] = fix_list_of(upload).exists()
    return context


_FORMAT_NAMES = {
    "eclaim16": lambda: _("e-Claim, 16 files"),
    "fdh16": lambda: _("FDH, 16 files"),
    "moph43": lambda: _("43 files"),
}


def _failure(upload: Upload, language: str) -> str:
    """Says why a set could not be read or taken in, and what to do."""
    failure = upload.failure
    if not failure:
        return ""
    if words := _FAILURES.get(failure["code"]):
        return words()
    kind = book().all(FindingKind).get(failure["code"])
    if kind is None:
        return _FAILURES["unreadable"]()
    detail = failure.get("detail", {})
    message = kind.message.in_language(language).format_map(_Lenient(detail))
    return f"{message} · {kind.remedy.in_language(language).format_map(_Lenient(detail))}"


_FAILURES = {
    "unreadable": lambda: _(
        "The files cannot be read as this set: see the findings below, export again and send anew"
    ),
    "another_hospital": lambda: _(
        "The set has rows of another hospital, so nothing of it is taken in: look at HCODE in the files"
    ),
    "system": lambda: _(
        "The server could not do this now, and nothing was changed: try again, or tell whoever looks after it"
    ),
    "worker": lambda: _(
        "The worker stopped over this set again and again: withdraw it and send it in smaller parts"
    ),
}
"""Why a job ended without a result, where the book has no sentence for it."""


class _Lenient(dict[str, str]):
    """Leaves a name that nobody filled as three dots."""

    def __missing__(self, key: str) -> str:
        return "…"


@login_required
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Takes a set's files and leads to its page; the worker checks them."""
    hospital = _hospital(request)
    if not may(request.user, "intake.upload", hospital):
        raise Http404
    result = (
        too_large()
        if is_too_large(request)
        else receive(request.user, hospital, request.POST.get("format", ""), request.FILES.getlist("files"))
    )
    if isinstance(result, str):
        newest = Upload.objects.visible_to(request.user).first()
        context = {**_shown(request, newest, hospital), "problem": result, "history": []}
        return render(request, "intake/intake.html", context, status=422)
    return redirect("upload_page", result.token)


@login_required
@require_safe
def upload_page(request: HttpRequest, token: str) -> HttpResponse:
    """Shows one set: its progress, or what was found in it."""
    found = _seen(request, token)
    saw(request, found, "page")
    return render(request, "intake/intake.html", {**_shown(request, found, found.hospital), "history": []})


@login_required
@require_safe
def job(request: HttpRequest, token: str) -> HttpResponse:
    """Gives the progress of a running set by itself, for the page to lay in; once ended, asks it to load anew."""
    found = _seen(request, token)
    if found.state not in _RUNNING:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "intake/job.html", {"job": job_of(found), "upload": found})


@login_required
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Asks the worker to take a checked set in; the second click changes nothing."""
    found = _seen(request, token)
    if not may(request.user, "intake.accept", found.hospital):
        raise Http404
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=found.pk)
        if held.state == Upload.State.CHECKED:
            held.state, held.decided_by, held.decided_at = Upload.State.ACCEPTING, request.user, timezone.now()
            held.failure, held.phase, held.rows_done, held.rows_total, held.n_begun = None, "", 0, None, 0
            held.save()
            ask_for("accept", held)
        elif held.state not in (Upload.State.ACCEPTING, Upload.State.ACCEPTED):
            messages.warning(request, _("This set can no longer be taken in"))
    return redirect("upload_page", token)


@login_required
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Takes a set back that was not taken in yet; its bytes go, its line stays."""
    found = _seen(request, token)
    if not may(request.user, "intake.upload", found.hospital):
        raise Http404
    with transaction.atomic():
        held = Upload.objects.select_for_update().get(pk=found.pk)
        is_taken = held.state in (Upload.State.ACCEPTING, Upload.State.ACCEPTED)
        was_running = held.state in _RUNNING
        if not is_taken and held.state != Upload.State.WITHDRAWN:
            held.state, held.decided_by, held.decided_at = Upload.State.WITHDRAWN, request.user, timezone.now()
            held.save()
            if was_running:
                # A worker that is still at it cleans up itself; this clears away after one that was killed.
                ask_for("clear", held)
    if is_taken:
        messages.warning(request, _("The set was taken in already: load a corrected set in its place"))
    else:
        if not was_running:
            take_back(held)
        messages.success(request, _("The set was withdrawn"))
    return redirect("intake")


@login_required
@require_safe
def fix_list(request: HttpRequest, token: str) -> HttpResponseBase:
    """Gives the workbook of what is to be mended."""
    found = _seen(request, token)
    path = fix_list_of(found)
    if not path.exists():
        raise Http404
    saw(request, found, "fix_list")
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=f"fix-list-{found.at:%Y%m%d-%H%M}.xlsx")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
