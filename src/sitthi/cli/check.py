"""`sitthi check`: everything that is wrong with a claim set, before anybody sends or counts it."""

import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sitthi.cli.report import Report, Stop, TableView
from sitthi.cli.verb import Asked, day_of, verb
from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.core.identity import HospitalCode, read_hospital_code
from sitthi.core.numbers import grouped

if TYPE_CHECKING:
    from sitthi.files.check.checking import Checked
    from sitthi.files.claims.reading import ReadSet
    from sitthi.files.reports.sentences import Sentences
    from sitthi.pipeline.earlier_loads import EarlierLoads

_UNREADABLE = 11
_MEMORY = "1500MB"
_LINES_SHOWN = 3
_REPORTS = (".xlsx", ".csv", ".json")
_WORDS = (
    "summary", "privacy", "file", "rows", "encoding", "code", "severity", "field", "found", "says", "remedy",
    "line", "block", "warn",
)  # fmt: skip


@click.command("check")
@click.argument("format")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--hospital", metavar="HCODE", help="Code of the hospital that the set has to be of.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write a .xlsx, .csv or .json.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=100_000,
    show_default=True,
    help="Findings listed, what blocks first; totals are exact.",
)
@click.option("--as-of", metavar="DATE", help="Later days lie in the future; today unless said.")
@verb()
def command(
    asked: Asked, format: str, path: Path, hospital: str | None, report: Path | None, limit: int, as_of: str | None
) -> Report:
    """Check the set at PATH, a folder or zip of FORMAT (eclaim16, fdh16, moph43).

    Every finding has a code, the file, its physical line and the field; no finding repeats a cell. With --hospital
    stays and visits are known again that the home has from earlier loads; nothing in it is changed. The workbook
    of --report shows the faulty rows, without names and citizen ids that are not at fault, and is for the hospital
    itself.
    """
    import duckdb

    from sitthi.files.check.checking import check_set
    from sitthi.files.claims.landing import land
    from sitthi.files.claims.reading import read_set
    from sitthi.files.reports.sentences import Sentences, details_of
    from sitthi.pipeline.earlier_loads import EarlierLoads, earlier_loads
    from sitthi.pipeline.load_request import Intake

    formats = asked.book.all(FileFormat)
    if format not in formats:
        raise click.BadParameter(f"'{format}' is not one of {', '.join(formats)}.", param_hint="FORMAT")
    if report is not None and report.suffix.lower() not in _REPORTS:
        raise click.BadParameter(asked.say("check.report_kind"), param_hint="--report")
    code = _hospital_code(asked, hospital)
    today = datetime.date.today()  # noqa: DTZ011 - the day where the office is
    day = day_of(asked, as_of, "--as-of") if as_of else today
    with (
        tempfile.TemporaryDirectory(prefix="sitthi-check-") as spill,
        duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": spill}) as connection,
    ):
        read = read_set(land(path, formats[format]), formats[format], connection)
        if not read.files:
            raise Stop("unreadable", _UNREADABLE, findings=read.findings)
        earlier = EarlierLoads()
        if code is not None:
            earlier = earlier_loads(asked.home, Intake(formats[format], path, code), read, connection)
        checked = check_set(read, asked.book, code, earlier.known, day)
        sentences = Sentences(
            asked.book.all(FindingKind), asked.language, formats[format], details_of(read.findings)
        )
        head = _head(asked, read, checked, day, earlier)
        if report is not None:
            _write_report(asked, report, head, read, checked, sentences, limit)
        if asked.as_json:
            rows = [
                {
                    "code": row.code,
                    "severity": row.severity,
                    "file": row.file,
                    "line": row.line,
                    "field": row.field,
                }
                for row in checked.rows(limit)
            ]
            return Report({**head, "rows": rows}, exit=checked.exit)
        return Report(head, _views(asked, read, checked, sentences, report, earlier), exit=checked.exit)


def _hospital_code(asked: Asked, text: str | None) -> str | None:
    if text is None:
        return None
    code = read_hospital_code(text)
    if not isinstance(code, HospitalCode):
        raise click.BadParameter(asked.say("check.hospital"), param_hint="--hospital")
    return code.text


def _head(
    asked: Asked, read: "ReadSet", checked: "Checked", as_of: datetime.date, earlier: "EarlierLoads"
) -> dict[str, Any]:
    """Gives the result without its rows."""
    head: dict[str, Any] = {
        "command": "check",
        "book": asked.book.sha256[:16],
        "format": read.format.id,
        "as_of": as_of.isoformat(),
        "held_against": None if earlier.is_closed else list(earlier.batches),
        "loaded_as": earlier.loaded_as,
        "files": [
            {
                "file": file.file, "rows": file.n_rows, "encoding": file.encoding, "kind": file.kind,
                "left_out": file.n_left_out, "deleted": file.n_deleted,
            }
            for file in read.files.values()
        ],
        "findings": {"total": checked.total, "blocking": checked.blocking, "by_code": dict(checked.by_code)},
    }  # fmt: skip
    if checked.exit >= _UNREADABLE:
        word = "unreadable" if checked.exit == _UNREADABLE else "refused"
        message, hint = asked.say(f"check.{word}"), asked.say(f"check.{word}_hint")
        head["error"] = {"code": word, "message": message, "hint": hint}
    return head


def _write_report(
    asked: Asked, path: Path, head: dict[str, Any], read: "ReadSet", checked: "Checked", sentences: "Sentences",
    limit: int,
) -> None:  # fmt: skip
    from sitthi.files.reports.listing import write_csv, write_json
    from sitthi.files.reports.workbook import write_workbook

    kind = path.suffix.lower()
    shown = ""
    if limit < checked.total:
        shown = asked.say("check.shown", shown=grouped(str(limit)), total=grouped(str(checked.total)))
    if kind == ".csv":
        write_csv(path, checked, sentences, limit, shown)
    elif kind == ".json":
        write_json(path, head, checked, sentences, limit)
    else:
        words = {name: asked.say(f"check.{name}") for name in _WORDS} | {"shown": shown}
        write_workbook(path, _title(asked, read, checked), read, checked, sentences, words, limit)


def _title(asked: Asked, read: "ReadSet", checked: "Checked") -> str:
    return asked.say(
        "check.title", set=read.landed.path.name, total=grouped(str(checked.total)),
        blocking=grouped(str(checked.blocking)),
    )  # fmt: skip


def _views(
    asked: Asked, read: "ReadSet", checked: "Checked", sentences: "Sentences", report: Path | None,
    earlier: "EarlierLoads",
) -> list[TableView]:  # fmt: skip
    """Gives the table of files and the table of what was found, what blocks first."""
    title = asked.say("check.files")
    files = [
        (file.file, grouped(str(file.n_rows)), file.encoding, grouped(str(file.n_left_out)))
        for file in read.files.values()
    ]
    headings = [asked.say(f"check.{name}") for name in ("file", "rows", "encoding", "left_out")]
    views = [TableView(title, headings, files, frozenset({1, 3}))]
    rows = []
    for code, severity, file, field, n in checked.places():
        lines = ", ".join(map(str, checked.first_lines(code, file, field, _LINES_SHOWN)))
        rows.append(
            (
                asked.say(f"check.{severity}"),
                ".".join(part for part in (file, field) if part),
                grouped(str(n)),
                lines + (" …" if n > _LINES_SHOWN else ""),
                sentences.message(code, file, field),
                sentences.remedy(code, file, field),
            )
        )
    notes = [asked.say("check.exact" if rows else "check.sound")]
    if earlier.loaded_as is not None:
        notes.append(asked.say("check.loaded_as", batch=earlier.loaded_as))
    if earlier.batches:
        notes.append(asked.say("check.held_against", n=str(len(earlier.batches)), last=earlier.batches[-1]))
    if earlier.is_closed:
        notes.append(asked.say("check.home_closed"))
    if report is not None:
        notes.append(asked.say("check.written", path=str(report)))
        if report.suffix.lower() == ".xlsx":
            notes.append(asked.say("check.privacy"))
    headings = [asked.say(f"check.{name}") for name in ("severity", "place", "found", "lines", "says", "remedy")]
    views.append(TableView(_title(asked, read, checked), headings, rows, frozenset({2}), notes))
    return views
