"""Checks an uploaded set and keeps what was found: counts for the page, a table for its lists, the fix list."""

import datetime
import tempfile
from collections.abc import Callable
from typing import Any

import duckdb
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.core.numbers import grouped
from sitthi.files.check.checking import Checked, check_set
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import ReadSet, read_set
from sitthi.files.reports.sentences import Sentences, details_of
from sitthi.files.reports.workbook import write_workbook
from sitthi.files.whole import whole_by_name
from sitthi.pipeline.earlier_loads import EarlierLoads, earlier_loads
from sitthi.pipeline.load_request import Intake
from sitthi.web.claims.flows import book
from sitthi.web.intake.findings import keep_numbers
from sitthi.web.intake.models import Upload
from sitthi.web.intake.places import came_parts, findings_of, fix_list_of, numbers_of, set_of

__all__ = ["check_upload"]

_MEMORY = "900MB"
_FIX_LIST_ROWS = 20_000


def check_upload(
    upload: Upload, day: datetime.date, told: Callable[[str, int, int | None], None]
) -> dict[str, Any]:
    """Gives the report of an uploaded set, and writes its table of findings and its fix list beside it."""
    format = book().all(FileFormat)[upload.format]
    told("landing", 0, upload.size)
    with (
        tempfile.TemporaryDirectory(dir=came_parts()) as spill,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": spill, "threads": 1}) as connection,
    ):
        read = read_set(land(set_of(upload), format), format, connection)
        n_rows = sum(file.n_rows for file in read.files.values())
        told("checking", 0, n_rows)
        code = upload.hospital.code
        earlier = EarlierLoads()
        if read.files:
            earlier = earlier_loads(settings.HOME, Intake(format, set_of(upload), code), read, connection)
        checked = check_set(read, book(), code, earlier.known, day)
        told("report", n_rows, n_rows)
        _keep_findings(connection, upload)
        keep_numbers(connection, format, read.files, numbers_of(upload))
        report = _report(read, checked, earlier)
        if report["exit"] < 11:
            _write_fix_list(upload, read, checked, format)
        return report


def _keep_findings(connection: duckdb.DuckDBPyConnection, upload: Upload) -> None:
    with whole_by_name(findings_of(upload)) as beside:
        name = str(beside).replace("'", "''")
        connection.execute(
            "COPY (SELECT code, severity, file, line, field, place FROM findings "
            f"ORDER BY severity, place, line, field, code) TO '{name}' (FORMAT parquet)"
        )


def _report(read: ReadSet, checked: Checked, earlier: EarlierLoads) -> dict[str, Any]:
    by_file: dict[str, dict[str, int]] = {}
    places = []
    for code, severity, file, field, n in checked.places():
        by_file.setdefault(file, {"block": 0, "warn": 0})[severity] += n
        places.append({"code": code, "severity": severity, "file": file, "field": field, "n": n})
    return {
        "exit": checked.exit,
        "files": [
            {
                "file": file.file,
                "rows": file.n_rows,
                "encoding": file.encoding,
                **by_file.get(file.file, {"block": 0, "warn": 0}),
            }
            for file in read.files.values()
        ],
        "absent": [file.name for file in read.format.files if file.name not in read.files],
        "findings": {"total": checked.total, "blocking": checked.blocking, "by_code": dict(checked.by_code)},
        "places": places,
        "details": [
            {"code": code, "file": file, "field": field, "detail": dict(detail)}
            for (code, file, field), detail in details_of(read.findings).items()
        ],
        "loaded_as": earlier.loaded_as,
    }


def _write_fix_list(upload: Upload, read: ReadSet, checked: Checked, format: FileFormat) -> None:
    with override("th"):
        sentences = Sentences(book().all(FindingKind), "th", format, details_of(read.findings))
        words = {
            "summary": _("Summary"), "file": _("File"), "rows": _("Rows"), "encoding": _("Encoding"),
            "code": _("Code"), "severity": _("Level"), "field": _("Field"), "found": _("Found"),
            "says": _("What is wrong"), "remedy": _("What to do"), "line": _("Line"), "block": _("To be mended"),
            "warn": _("To be looked at"), "shown": "",
            "privacy": _("This file holds patients' data: keep it in the hospital."),
        }  # fmt: skip
        if checked.total > _FIX_LIST_ROWS:
            words["shown"] = _("Shows %(n)s of %(total)s, what blocks first") % {
                "n": grouped(str(_FIX_LIST_ROWS)),
                "total": grouped(str(checked.total)),
            }
        title = _("Fix list of %(set)s") % {"set": upload.called}
        write_workbook(fix_list_of(upload), title, read, checked, sentences, words, _FIX_LIST_ROWS)
