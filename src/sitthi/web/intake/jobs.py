"""What the worker does with an upload. Each job may be begun again at any moment: it asks what is there first."""

import logging
import shutil
from collections.abc import Callable
from typing import Any

from auditlog.context import set_actor
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_q.tasks import async_task

from sitthi.core.claims.facts import office_day
from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.intake import Loaded, load
from sitthi.pipeline.load_request import Intake
from sitthi.pipeline.lock import held
from sitthi.web.claims.flows import book, lay_book_editions
from sitthi.web.intake.checking import check_upload
from sitthi.web.intake.findings import lay_findings
from sitthi.web.intake.models import Upload
from sitthi.web.intake.opening import Opened, lay_weights, open_cases
from sitthi.web.intake.places import at_work, folder_of, numbers_of, set_of
from sitthi.web.intake.superseded import replaced_by
from sitthi.web.intake.telling import Teller

__all__ = ["accept", "ask_for", "check", "clear", "withdraw"]

_STATE = Upload.State
_MOST_BEGINS = 5
"""After so many begins that never ended it is the set that ends the worker, and not chance."""

_log = logging.getLogger(__name__)


def ask_for(job: str, upload: Upload) -> None:
    """Puts a job of an upload into the worker's queue once what is written now is safe."""
    transaction.on_commit(lambda: async_task(f"sitthi.web.intake.jobs.{job}", upload.pk, group="intake"))


def check(pk: int) -> str:
    """Checks an upload; one that was checked or withdrawn meanwhile stays as it is."""
    return _done(pk, (_STATE.WAITING, _STATE.CHECKING), _STATE.CHECKING, _check, _STATE.FAILED)


def accept(pk: int) -> str:
    """Loads an upload into the home and opens its cases; done twice it comes to the same."""
    return _done(pk, (_STATE.ACCEPTING,), _STATE.ACCEPTING, _accept, _STATE.CHECKED)


def clear(pk: int) -> str:
    """Removes the bytes of an upload that was withdrawn while a worker was at it."""
    with held(at_work(), wait=True):
        upload = Upload.objects.filter(pk=pk, state=_STATE.WITHDRAWN).first()
        if upload is not None:
            withdraw(upload)
    return "cleared" if upload is not None else "nothing to do"


def withdraw(upload: Upload) -> None:
    """Takes an upload back before it was accepted: its bytes go, the row that tells of it stays."""
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def _done(pk: int, states: tuple[str, ...], state: str, act: Callable[[Upload], str], falls_to: str) -> str:
    """Does a job as the only one at work; one that cannot be done leaves the upload in `falls_to`, with why."""
    with held(at_work(), wait=True) as is_ours:
        if not is_ours:
            return "another worker is at it"
        upload = _taken(pk, states, state)
        if upload is None:
            return "nothing to do"
        if upload.n_begun > _MOST_BEGINS:
            _ended(upload, falls_to, failure={"code": "worker"})
            return "given up"
        try:
            return act(upload)
        except Exception as fault:
            # The message of an error may repeat a cell, so only its kind is kept and logged.
            _log.error("a job of upload %s ended with %s", upload.pk, type(fault).__name__)
            _ended(upload, falls_to, failure={"code": "system", "kind": type(fault).__name__})
            if settings.DEBUG:
                raise
            return "failed"


def _check(upload: Upload) -> str:
    report = check_upload(upload, office_day(timezone.now()), Teller(upload))
    if report["exit"] < 11:
        _ended(upload, _STATE.CHECKED, report=report, failure=None)
        return str(_STATE.CHECKED)
    failure: dict[str, Any] = {"code": "unreadable"}
    if report["exit"] == 12:
        failure = {"code": "another_hospital"}
    _ended(upload, _STATE.FAILED, report=report, failure=failure)
    return str(_STATE.FAILED)


def _accept(upload: Upload) -> str:
    teller = Teller(upload)
    format = book().all(FileFormat)[upload.format]
    intake = Intake(format, set_of(upload), upload.hospital.code)
    loaded = load(settings.HOME, book(), intake, teller)
    if isinstance(loaded, Refusal | Blocked):
        _ended(upload, _STATE.CHECKED, failure=_told(loaded))
        return "refused"
    Upload.objects.filter(pk=upload.pk).update(batch=loaded.batch.id)
    lay_book_editions()
    with set_actor(upload.decided_by):
        if intake.subject == "claims":
            _open_cases(upload, loaded, teller)
        else:
            _lay_weights(upload, loaded, teller)
    since = next((each for each in loaded.findings if each.code == "load.replaced_since"), None)
    told = {"code": since.code, "detail": dict(since.detail)} if since is not None else None
    _ended(upload, _STATE.ACCEPTED, failure=told)
    # The batch keeps the bytes from here on.
    shutil.rmtree(set_of(upload), ignore_errors=True)
    numbers_of(upload).unlink(missing_ok=True)
    return "accepted"


def _open_cases(upload: Upload, loaded: Loaded, teller: Teller) -> None:
    batch, now = loaded.batch, timezone.now()
    total = int(batch.manifest["records"].get("stays", 0))
    teller("cases", 0, total)

    def counted(opened: Opened) -> None:
        """Counts with the chunk that is counted, so that a job begun again goes on counting."""
        Upload.objects.filter(pk=upload.pk).update(
            cases_new=Coalesce("cases_new", 0) + opened.new,
            cases_updated=Coalesce("cases_updated", 0) + opened.updated,
        )

    open_cases(
        upload.hospital, batch.folder, batch.id, now, lambda n: teller("cases", min(n, total), total), counted,
        replaced_by(settings.HOME, batch),
    )  # fmt: skip
    lay_findings(upload.hospital, batch.folder, batch.id, numbers_of(upload))


def _lay_weights(upload: Upload, loaded: Loaded, teller: Teller) -> None:
    batch, now = loaded.batch, timezone.now()
    total = int(batch.manifest["records"].get("weights", 0))
    gone = replaced_by(settings.HOME, batch)
    n = lay_weights(upload.hospital, batch.folder, batch.id, now, lambda n: teller("cases", n, total), gone)
    Upload.objects.filter(pk=upload.pk).update(cases_new=0, cases_updated=n)


def _taken(pk: int, states: tuple[str, ...], state: str) -> Upload | None:
    """Gives an upload that is in one of some states, put into one; `None` where it is in none of them."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(pk=pk, state__in=states).first()
        if upload is None:
            return None
        upload.state, upload.n_begun = state, upload.n_begun + 1
        upload.save(update_fields=["state", "n_begun"])
    return Upload.objects.select_related("hospital", "decided_by").get(pk=pk)


def _ended(upload: Upload, state: str, **values: Any) -> None:
    """Writes how a job ended, unless somebody withdrew the upload meanwhile."""
    with transaction.atomic():
        fresh = Upload.objects.select_for_update().get(pk=upload.pk)
        if fresh.state == _STATE.WITHDRAWN:
            withdraw(fresh)
            return
        fresh.state, fresh.ended_at, fresh.phase, fresh.n_begun = state, timezone.now(), "", 0
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save()


def _told(why: Refusal | Blocked) -> dict[str, Any]:
    if isinstance(why, Refusal):
        return {"code": why.code, "detail": dict(why.detail)}
    return {"code": "blocked", "findings": [_finding(each) for each in why.findings[:50]]}


def _finding(found: Finding) -> dict[str, Any]:
    return {"code": found.code, "file": found.file, "line": found.line, "field": found.field}
