"""`sitthi adjrw`: a hospital's own DRG tables imported, and AdjRW and CMI worked out with them."""

import datetime
import re
from collections.abc import Sequence
from contextlib import nullcontext
from itertools import repeat
from pathlib import Path
from typing import Any

import click

from sitthi.cli.report import Report, Stop, TableView
from sitthi.cli.verb import Asked, input_file, opened_table, refused, stop_if_blocked, verb
from sitthi.core.coding.adjrw import AdjrwRule
from sitthi.core.coding.drg_table import DrgTable, formula_of, table_findings
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.coding.los import LosRule
from sitthi.core.coding.stay_cells import shown_weight
from sitthi.core.coding.stay_working import stay_working
from sitthi.core.coding.stays import Stay, Stays
from sitthi.core.evidence import Working
from sitthi.core.findings import Finding, Refusal
from sitthi.files.table import Table, open_table

_VERSION = re.compile(r"[vV]?[0-9][0-9A-Za-z._-]{0,30}")
_BUDDHIST = 2400
_CHOICE = "outlier_factor"


@click.group("adjrw")
def command() -> None:
    """DRG tables of the hospital's own grouper, AdjRW and CMI."""


@command.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--version", required=True, help="Of the tables, such as 6.3.")
@click.option("--from", "start", metavar="DATE", required=True, help="First day in force, Christian era.")
@verb()
def import_tables(asked: Asked, folder: Path, version: str, start: str) -> Report:
    """Import the DRG table of FOLDER, a grouper's folder (or its c??drg.dbf, or a CSV drg,rw0d,rw,wtlos,ot,of).

    The table stays in HOME, as a version in force from DATE until the next one; nothing in it is ever changed.
    """
    from sitthi.files.drg_source import read_drg_source
    from sitthi.files.drg_store import keep_drg_table

    if _VERSION.fullmatch(version) is None:
        raise click.BadParameter("such as 6.3", param_hint="--version")
    day = _day(start)
    source = read_drg_source(folder)
    if isinstance(source, list):
        raise Stop("unreadable", 11, findings=source)
    formula = formula_of(version, asked.book.all(AdjrwFormula).values())
    findings = [*source.findings, *table_findings(source.rows, version, formula, source.file)]
    if formula is None or not formula.is_known:
        findings.append(Finding("drg.no_formula", source.file, None, None, {"version": version}))
    stop_if_blocked(findings, asked.book)
    new = keep_drg_table(asked.home, version, day, [drg for _, drg in source.rows])
    if isinstance(new, Refusal):
        raise refused(new)
    errors = frozenset(formula.error_drgs if formula else ())
    n_live = sum(drg.code not in errors for _, drg in source.rows)
    checks: dict[str, Any] = {
        "rows": len(source.rows),
        "live": n_live,
        "error_drgs": len(source.rows) - n_live,
        "ot_missed": sum(finding.code == "drg.ot" for finding in findings),
        "out_of_range": sum(finding.code == "drg.range" for finding in findings),
        "beside": source.beside,
    }
    data = {
        "command": "adjrw import",
        "book": asked.book.sha256[:16],
        "version": version,
        "from": day.isoformat(),
        "drgs": len(source.rows),
        "new": new,
        "formula": formula.id if formula and formula.is_known else None,
        "checks": checks,
    }
    rows = [(asked.say(f"adjrw.{name}"), str(n)) for name, n in checks.items() if name != "beside"]
    rows.append((asked.say("adjrw.new"), asked.say("adjrw.yes" if new else "adjrw.no")))
    title = asked.say("adjrw.import_title", version=version, day=asked.day(day.isoformat()))
    view = TableView(title, [asked.say("adjrw.check"), asked.say("adjrw.result")], rows, frozenset({1}))
    return Report(data, [view], findings)


@command.command("compute")
@input_file
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the stays to this CSV.")
@click.option("--version", help="Use this DRG table for every stay, whatever its day of discharge.")
@verb(working=True)
def compute(asked: Asked, input: Path, encoding: str, out: Path | None, version: str | None) -> Report:
    """AdjRW of the stays in INPUT, and their CMI.

    INPUT is a CSV id,drg,los or id,drg,admitted_at,discharged_at,leave_days; optional: hcode, and adjrw, a
    figure that came with the stay and is compared. A bad row stops the whole file: nothing is written.
    """
    from sitthi.cli.adjrw_stays import OPTIONAL, REQUIRED, csv_sink, duplicates, tallied
    from sitthi.cli.adjrw_views import Result, report
    from sitthi.files.whole import whole_file

    if out is not None and asked.working:
        raise click.UsageError(asked.say("adjrw.working_or_out"))
    if out is not None and out.exists() and out.samefile(input):
        raise click.BadParameter(asked.say("adjrw.out_is_input"), param_hint="--out")
    choices = asked.settled("adjrw compute")
    factor_one = choices[_CHOICE] == "one"
    table = opened_table(input, asked, encoding, REQUIRED, OPTIONAL)
    tables = _tables(asked)
    named = None if version is None else _named(tables, version)
    _stop_without(table, [named] if named else tables, asked)
    rule = asked.book.all(LosRule)["length_of_stay"]
    stays = Stays(tables, rule, asked=named, factor_one=factor_one)
    rows: list[tuple[str, str, Stay]] = []

    def keep(ids: Sequence[str], hcodes: Sequence[str] | None, results: Sequence[Stay]) -> None:
        rows.extend(zip(ids, hcodes or repeat(""), results, strict=False))

    with nullcontext() if out is None else whole_file(out) as handle:
        tally = tallied(table, stays, keep if handle is None else csv_sink(handle, table.has("hcode")))
        findings = [*table.findings, *tally.findings]
        if tally.may_have_duplicates:
            again = open_table(input, REQUIRED, OPTIONAL, encoding)
            findings += duplicates(again) if isinstance(again, Table) else again
        stop_if_blocked(findings, asked.book)
    result = Result(
        choices, tables, named, tally.counts, tally.of_hospitals, None if out else rows, out, asked.working
    )
    return report(asked, result, table, findings)


def explained(asked: Asked, saved: dict[str, Any], unit: str, indicator: str) -> Working | None:
    """Works the AdjRW of a saved stay out again, with the home's table of its version.

    A stay is named by its id, or `hcode/id` where two hospitals have the same. Refused: a result whose stays
    went to a file, a home without the table, and a figure that is another than the saved one.
    """
    if "stays" not in saved:
        raise refused(Refusal("adjrw.stays_elsewhere"))
    found = [row for row in saved["stays"] if unit in (row["id"], f"{row.get('hcode')}/{row['id']}")]
    if len(found) != 1:
        return None
    if indicator != "adjrw":
        raise refused(Refusal("explain.no_such_figure", {"known": "adjrw"}))
    [row] = found
    table = _named(_tables(asked), row["version"])
    factor_one = saved["choices"][_CHOICE] == "one"
    stays = Stays([table], asked.book.all(LosRule)["length_of_stay"], asked=table, factor_one=factor_one)
    given = row["adjrw"] if row["rule"] == AdjrwRule.GIVEN else ""
    stay = stays.one({"drg": row["drg"], "los": str(row["los"]), "adjrw": given})
    now = None if isinstance(stay, list) else {"adjrw": shown_weight(stay.adjrw), "rule": stay.rule.value}
    if isinstance(stay, list) or now != {name: row[name] for name in ("adjrw", "rule")}:
        computed = now["adjrw"] if now else None
        detail = {"computed": computed or "-", "saved": str(row["adjrw"] or "-")}
        raise refused(Refusal("explain.differs", detail))
    return stay_working(stay, factor_one=factor_one)


def _tables(asked: Asked) -> list[DrgTable]:
    from sitthi.files.drg_store import kept_drg_tables

    tables = kept_drg_tables(asked.home, list(asked.book.all(AdjrwFormula).values()))
    if isinstance(tables, Refusal):
        raise refused(tables)
    if not tables:
        raise refused(Refusal("adjrw.no_tables"))
    return tables


def _named(tables: list[DrgTable], version: str) -> DrgTable:
    for table in tables:
        if table.version == version:
            return table
    known = ", ".join(table.version for table in tables)
    raise refused(Refusal("adjrw.no_such_version", {"known": known}))


def _stop_without(table: Table, tables: list[DrgTable], asked: Asked) -> None:
    """Ends the verb where no stay could be worked out: no LOS and no times, or no formula and no AdjRW given."""
    missing = [name for name in ("admitted_at", "discharged_at") if not table.has(name)]
    if not table.has("los") and missing:
        name = "los" if len(missing) == 2 else missing[0]
        stop_if_blocked([*table.findings, Finding("table.missing_column", table.name, 1, name)], asked.book)
    if not table.has("adjrw") and not any(kept.is_computable for kept in tables):
        raise refused(Refusal("adjrw.formula_unknown", {"version": ", ".join(kept.version for kept in tables)}))


def _day(text: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("a day such as 2021-02-14", param_hint="--from") from None
    if day.year > _BUDDHIST:
        raise click.BadParameter("Christian era, such as 2021-02-14", param_hint="--from")
    return day
