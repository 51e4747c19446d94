"""What the worker does with an upload. Each job may be begun again at any moment: it asks what is there first."""

import shutil
from typing import Any

from auditlog.context import set_actor
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from sitthi.core.claims.facts import office_day
from sitthi.core.findings import Blocked, Finding, Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.intake import load
from sitthi.pipeline.load_request import Intake
from sitthi.web.claims.flows import book, lay_book_editions
from sitthi.web.intake.checking import check_upload
from sitthi.web.intake.findings import lay_findings
from sitthi.web.intake.models import Upload
from sitthi.web.intake.opening import lay_weights, open_cases
from sitthi.web.intake.places import folder_of, set_of
from sitthi.web.intake.telling import Teller

__all__ = ["accept", "ask_for", "check", "withdraw"]

_STATE = Upload.State


def ask_for(job: str, upload: Upload) -> None:
    """Puts a job of an upload into the worker's queue once what is written now is safe."""
    transaction.on_commit(lambda: async_task(f"sitthi.web.intake.jobs.{job}", upload.pk, group="intake"))


def check(pk: int) -> str:
    """Checks an upload; one that was checked or withdrawn meanwhile stays as it is."""
    upload = _taken(pk, (_STATE.WAITING, _STATE.CHECKING), _STATE.CHECKING)
    if upload is None:
        return "nothing to do"
    try:
        report = check_upload(upload, office_day(timezone.now()), Teller(upload))
    except OSError as fault:
        _ended(upload, _STATE.FAILED, failure={"code": "system", "words": fault.strerror or ""})
        return "failed"
    state = _STATE.CHECKED if report["exit"] < 11 else _STATE.FAILED
    failure = None if state == _STATE.CHECKED else {"code": "unreadable"}
    _ended(upload, state, report=report, failure=failure)
    return str(state)


def accept(pk: int) -> str:
    """Loads an upload into the home and opens its cases; done twice it comes to the same."""
    upload = _taken(pk, (_STATE.ACCEPTING,), _STATE.ACCEPTING)
    if upload is None:
        return "nothing to do"
    teller = Teller(upload)
    format = book().all(FileFormat)[upload.format]
    intake = Intake(format, set_of(upload), upload.hospital.code)
    loaded = load(settings.HOME, book(), intake, teller)
    if isinstance(loaded, Refusal | Blocked):
        _ended(upload, _STATE.CHECKED, failure=_told(loaded))
        return "refused"
    lay_book_editions()
    batch, now = loaded.batch, timezone.now()
    with set_actor(upload.decided_by):
        if intake.subject == "claims":
            total = int(batch.manifest["records"].get("stays", 0))
            opened = open_cases(upload.hospital, batch.folder, batch.id, now, lambda n: teller("cases", n, total))
            lay_findings(upload.hospital, batch.folder, batch.id)
            counts = {"cases_new": opened.new, "cases_updated": opened.updated}
        else:
            total = int(batch.manifest["records"].get("weights", 0))
            n = lay_weights(upload.hospital, batch.folder, batch.id, now, lambda n: teller("cases", n, total))
            counts = {"cases_new": 0, "cases_updated": n}
    _ended(upload, _STATE.ACCEPTED, batch=batch.id, failure=None, **counts)
    return "accepted"


def withdraw(upload: Upload) -> None:
    """Takes an upload back before it was accepted: its bytes go, the row that tells of it stays."""
    shutil.rmtree(folder_of(upload), ignore_errors=True)


def _taken(pk: int, states: tuple[str, ...], state: str) -> Upload | None:
    """Gives an upload that is in one of some states, put into one; `None` where it is in none of them."""
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(pk=pk, state__in=states).first()
        if upload is not None and upload.state != state:
            upload.state = state
            upload.save(update_fields=["state"])
    if upload is None:
        return None
    return Upload.objects.select_related("hospital", "decided_by").get(pk=pk)


def _ended(upload: Upload, state: str, **values: Any) -> None:
    """Writes how a job ended, unless somebody withdrew the upload meanwhile."""
    with transaction.atomic():
        fresh = Upload.objects.select_for_update().get(pk=upload.pk)
        if fresh.state == _STATE.WITHDRAWN:
            withdraw(fresh)
            return
        fresh.state, fresh.ended_at, fresh.phase = state, timezone.now(), ""
        for name, value in values.items():
            setattr(fresh, name, value)
        fresh.save()


def _told(why: Refusal | Blocked) -> dict[str, Any]:
    if isinstance(why, Refusal):
        return {"code": why.code, "detail": dict(why.detail)}
    return {"code": "blocked", "findings": [_finding(each) for each in why.findings[:50]]}


def _finding(found: Finding) -> dict[str, Any]:
    return {"code": found.code, "file": found.file, "line": found.line, "field": found.field}
