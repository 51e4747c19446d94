"""What the intake page shows of an upload: how far it is, what was found by file and by code, and the fix list."""

import datetime
from typing import Any

import duckdb
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.files.reports.sentences import Sentences
from sitthi.web.claims.flows import book
from sitthi.web.intake.models import Upload
from sitthi.web.intake.places import findings_of

__all__ = ["by_code", "by_file", "fix_rows", "job_of", "sentence_of"]

_PHASES = ("landing", "checking", "report")
_ACCEPTING = ("landing", "checking", "records", "cases")
_ROWS = 50


def _phase_words(phase: str) -> str:
    return {
        "landing": _("Receive the files"),
        "checking": _("Check the rows"),
        "report": _("Write the fix list"),
        "records": _("Write the records"),
        "cases": _("Open and update cases"),
    }.get(phase, phase)


def job_of(upload: Upload) -> dict[str, Any] | None:
    """Gives a running job as the page's progress bar reads it; `None` where none runs."""
    state = Upload.State
    if upload.state not in (state.WAITING, state.CHECKING, state.ACCEPTING):
        return None
    phases = _ACCEPTING if upload.state == state.ACCEPTING else _PHASES
    at = phases.index(upload.phase) if upload.phase in phases else -1
    share = upload.rows_done / upload.rows_total if upload.rows_total else 0
    percent = min(int(100 * (max(at, 0) + min(share, 1)) / len(phases)), 99) if at >= 0 else 0
    says = []
    if upload.rows_total:
        says.append(
            _("%(done)s of %(all)s rows") % {"done": f"{upload.rows_done:,}", "all": f"{upload.rows_total:,}"}
        )
        says += _speed(upload)
    if upload.state == state.WAITING:
        says.append(_("Waiting for the worker"))
    return {
        "id": upload.token,
        "title": upload.called,
        "percent": percent,
        "says": says,
        "spoken": f"{percent} % · {' · '.join(says)}",
        "phases": [
            {"title": _phase_words(phase), "state": "done" if n < at else "now" if n == at else "ahead"}
            for n, phase in enumerate(phases)
        ],
    }


def _speed(upload: Upload) -> list[str]:
    """Says how fast rows pass and how long it will take, once enough have passed to tell."""
    if upload.phase_began_at is None or not upload.rows_done or not upload.rows_total:
        return []
    seconds = (timezone.now() - upload.phase_began_at) / datetime.timedelta(seconds=1)
    if seconds < 1:
        return []
    rate = upload.rows_done / seconds
    left = int((upload.rows_total - upload.rows_done) / rate) + 1
    words = ngettext("about %(n)s second left", "about %(n)s seconds left", left) % {"n": left}
    return [_("%(n)s rows a second") % {"n": f"{rate:,.0f}"}, words]


def by_file(upload: Upload, language: str) -> list[dict[str, Any]]:
    """Gives the files of the set with their rows and findings."""
    format = book().all(FileFormat)[upload.format]
    titles = {file.name: file.title.in_language(language) for file in format.files}
    return [{**row, "title": titles.get(row["file"], "")} for row in (upload.report or {}).get("files", [])]


def by_code(upload: Upload, language: str) -> list[dict[str, Any]]:
    """Gives what was found by code, file and field, what blocks and what is most first."""
    report = upload.report or {}
    details = {(each["code"], each["file"], each["field"]): each["detail"] for each in report.get("details", [])}
    sentences = Sentences(book().all(FindingKind), language, book().all(FileFormat)[upload.format], details)
    rows = []
    for row in report.get("places", []):
        says = sentences.message(row["code"], row["file"], row["field"])
        remedy = sentences.remedy(row["code"], row["file"], row["field"])
        rows.append({**row, "says": says, "remedy": remedy})
    return sorted(rows, key=lambda row: (row["severity"] != "block", -row["n"]))


def fix_rows(upload: Upload, code: str, file: str, language: str, after: int) -> tuple[list[dict[str, Any]], int]:
    """Gives the places of one code, a page at a time, without any cell; and where the next begins (0: nowhere)."""
    path = findings_of(upload)
    if not path.exists():
        return [], 0
    name = str(path).replace("'", "''")
    with duckdb.connect() as db:
        found = db.execute(
            f"SELECT file, line, field FROM read_parquet('{name}') WHERE code = ? AND (? = '' OR file = ?) "
            f"ORDER BY place, line, field LIMIT {_ROWS + 1} OFFSET ?",
            [code, file, file, after],
        ).fetchall()
    rows = [{"file": row[0], "line": row[1], "field": row[2] or ""} for row in found[:_ROWS]]
    return rows, after + _ROWS if len(found) > _ROWS else 0


def sentence_of(upload: Upload | None) -> str:
    """Says in one sentence how the newest set stands."""
    if upload is None:
        return _("No set has come in yet")
    state = Upload.State
    if upload.state in (state.WAITING, state.CHECKING, state.ACCEPTING):
        return _("A set is at work: you may close this page")
    if upload.state == state.CHECKED:
        found = (upload.report or {}).get("findings", {"blocking": 0, "total": 0})
        if not found["total"]:
            return _("The set is sound: take it in")
        return _("The set is ready to decide: %(block)s to be mended before sending, %(warn)s to be looked at") % {
            "block": f"{found['blocking']:,}", "warn": f"{found['total'] - found['blocking']:,}",
        }  # fmt: skip
    if upload.state == state.FAILED:
        return _("The newest set cannot be read: see why below")
    return (
        _("The newest set was taken in") if upload.state == state.ACCEPTED else _("The newest set was withdrawn")
    )
