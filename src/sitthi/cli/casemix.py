"""`sitthi casemix`: CMI and the sum of AdjRW of the loaded stays, by hospital, level, fund and month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, day_of, unless_refused, verb
from sitthi.core.coding.cmi import CaseMix
from sitthi.core.coding.stay_cells import shown_weight
from sitthi.core.findings import Finding
from sitthi.core.numbers import PLACES, grouped, plain, shown, shown_against
from sitthi.core.places import HospitalLevel, Places
from sitthi.core.thai.periods import Period

if TYPE_CHECKING:
    from sitthi.pipeline.casemix import CaseMixes, Group

_BY = ("hospital", "level", "fund", "month")


@click.command("casemix")
@click.option("--from", "start", metavar="DATE", required=True, help="First day of discharge that counts.")
@click.option("--to", "end", metavar="DATE", required=True, help="Last day of discharge that counts.")
@click.option("--by", metavar="NAME,...", help="hospital, level, fund, month: group by these.")
@verb()
def command(asked: Asked, start: str, end: str, by: str | None) -> Report:
    """CMI of the stays discharged in a period: AdjRW as the files carry it, beside what the DRG tables give.

    The files' figure is preferred; where there is none the one worked out from DRG and LOS with the home's DRG
    tables stands. How many differ, and by how much in all, is shown, and so is what was left out.
    """
    from sitthi.pipeline.casemix import case_mixes

    names = tuple(dict.fromkeys(name.strip() for name in (by or "").split(",") if name.strip()))
    if unknown := [name for name in names if name not in _BY]:
        message = asked.say("casemix.by_known", name=unknown[0], known=", ".join(_BY))
        raise click.BadParameter(message, param_hint="--by")
    period = Period(day_of(asked, start, "--from"), day_of(asked, end, "--to"))
    if period.last < period.first:
        raise click.BadParameter(asked.say("run.backwards"), param_hint="--to")
    choices = asked.settled("casemix")
    factor_one = choices["outlier_factor"] == "one"
    found = unless_refused(case_mixes(asked.home, asked.book, period, names, factor_one=factor_one))
    levels = {level.id: level for places in asked.book.all(Places).values() for level in places.levels}
    versions = [table.version for table in found.tables]
    data: dict[str, Any] = {
        "command": "casemix",
        "book": asked.book.sha256[:16],
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "by": [name for name in _BY if name in names],
        "choices": choices if versions else {},
        "versions": versions,
        "tables": [{"version": one.version, "from": one.in_force_from.isoformat()} for one in found.tables],
        "batches": [{"batch": batch.id, "format": batch.format} for batch in found.batches],
        "groups": [_row(group, levels) for group in found.groups],
        "total": _row(found.total, levels),
    }
    findings = list(_findings(found, names))
    return Report(data, () if asked.as_json else [_view(asked, found, data)], findings)


def _row(group: "Group", levels: dict[str, HospitalLevel]) -> dict[str, Any]:
    """Gives a group's row: what is used, both figures, how they differ, what was left out, the CMI asked for."""
    row: dict[str, Any] = {
        **group.of,
        "n": group.n,
        **_mix(group.used),
        "left_out": {
            "all": group.used.left_out,
            "grouper_error": group.grouper_error,
            "no_drg": group.no_drg,
            "no_weight": group.no_weight,
        },
        "files": _mix(group.files),
        "recomputed": _mix(group.recomputed),
        "differences": {
            "compared": group.both,
            "differ": group.differ,
            "recomputed_more": _weight(group.more),
        },
    }
    level = levels.get(group.of.get("level") or "")
    if level is not None:
        cmi = group.used.cmi
        row["cmi_minimum"] = plain(level.cmi_minimum)
        row["met"] = None if cmi is None else cmi >= level.cmi_minimum
        if cmi is not None:
            row["cmi"] = shown_against(cmi, PLACES["ratio"], level.cmi_minimum)
    return row


def _mix(mix: CaseMix) -> dict[str, Any]:
    cmi = mix.cmi
    return {
        "counted": mix.n,
        "adjrw": _weight(mix.total),
        "cmi": None if cmi is None else shown(cmi, PLACES["ratio"]),
    }


def _weight(units: int) -> str:
    return ("-" if units < 0 else "") + str(shown_weight(abs(units)))


def _findings(found: "CaseMixes", names: Sequence[str]) -> list[Finding]:
    total = found.total
    findings = []
    if total.differ:
        detail = {"n": str(total.differ), "of": str(total.both), "by": _weight(total.more)}
        findings.append(Finding("casemix.differs", "stays", None, "adjrw", detail))
    if total.used.left_out:
        detail = {"n": str(total.used.left_out), "of": str(total.n)}
        findings.append(Finding("casemix.left_out", "stays", None, "drg", detail))
    if not found.tables and total.no_weight:
        findings.append(Finding("casemix.no_tables", "stays", None, "drg", {"n": str(total.no_weight)}))
    if "level" in names and not found.levels:
        findings.append(Finding("casemix.no_levels", "units"))
    return findings


def _view(asked: Asked, found: "CaseMixes", data: dict[str, Any]) -> TableView:
    by = data["by"]
    names = ["n", "adjrw", "cmi", "cmi_files", "cmi_recomputed", "differ", "left_out"]
    if "level" in by:
        names[3:3] = ["cmi_minimum", "met"]
    rows = [
        [*_of(asked, by, row, is_total=row is data["total"]), *(_cells(asked, row)[name] for name in names)]
        for row in (*data["groups"], data["total"])
    ]
    headings = [asked.say(f"casemix.{name}") for name in (*by, *names)]
    title = asked.say("casemix.title", start=asked.day(data["from"]), end=asked.day(data["to"]))
    versions = ", ".join(data["versions"])
    notes = [
        asked.say("casemix.made_from", batches=grouped(str(len(found.batches)))),
        asked.say("casemix.used"),
        asked.say("casemix.versions", versions=versions) if versions else asked.say("casemix.no_tables"),
    ]
    right = frozenset(len(by) + n for n, name in enumerate(names) if name != "met")
    return TableView(title, headings, rows, right, notes)


def _of(asked: Asked, by: Sequence[str], row: dict[str, Any], *, is_total: bool) -> list[str]:
    """Gives the cells that say which stays a row is of."""
    if is_total:
        return [asked.say("casemix.all"), *[""] * (len(by) - 1)] if by else []
    return [asked.day(row[name]) if name == "month" and row[name] else str(row[name] or "-") for name in by]


def _cells(asked: Asked, row: dict[str, Any]) -> dict[str, str]:
    """Gives a row's figures as people read them, by what heads their column."""
    met = row.get("met")
    return {
        "n": grouped(str(row["n"])),
        "adjrw": grouped(row["adjrw"]),
        "cmi": row["cmi"] or "-",
        "cmi_minimum": row.get("cmi_minimum") or "-",
        "met": "-" if met is None else asked.say("casemix.met_yes" if met else "casemix.met_no"),
        "cmi_files": row["files"]["cmi"] or "-",
        "cmi_recomputed": row["recomputed"]["cmi"] or "-",
        "differ": grouped(str(row["differences"]["differ"])),
        "left_out": grouped(str(row["left_out"]["all"])),
    }
