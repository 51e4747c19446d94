"""Writes the result of `sitthi adjrw compute`: plain values for `--json`, tables for people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked
from sitthi.core.coding.adjrw import AdjrwRule
from sitthi.core.coding.cmi import CaseMix, case_mix
from sitthi.core.coding.drg_table import DrgTable
from sitthi.core.coding.los import LosRule
from sitthi.core.coding.stay_cells import shown_weight
from sitthi.core.coding.stay_working import stay_working
from sitthi.core.coding.stays import Stay
from sitthi.core.evidence import Grade, weakest
from sitthi.core.findings import Finding
from sitthi.core.numbers import PLACES, shown
from sitthi.files.table import Table

__all__ = ["Result", "report"]


@dataclass(frozen=True, slots=True)
class Result:
    """What was worked out: each hospital's results counted, and the stays themselves unless a file has them.

    `named` is the table that `--version` asked for.
    """

    choices: Mapping[str, str]
    tables: Sequence[DrgTable]
    named: DrgTable | None
    counts: Counter[Stay]
    of_hospitals: Counter[tuple[str, Stay]]
    rows: Sequence[tuple[str, str, Stay]] | None
    out: Path | None
    working: bool

    @property
    def factor_one(self) -> bool:
        return self.choices["outlier_factor"] == "one"

    @property
    def mix(self) -> CaseMix:
        return case_mix((stay.adjrw, n) for stay, n in self.counts.items())

    def by_hospital(self) -> list[tuple[str, CaseMix]]:
        """Gives each hospital's case-mix, by code."""
        ordered = sorted(self.of_hospitals.items(), key=lambda item: item[0][0])
        return [
            (hcode, case_mix((stay.adjrw, n) for (_, stay), n in items))
            for hcode, items in groupby(ordered, key=lambda item: item[0][0])
        ]


def report(asked: Asked, result: Result, table: Table, findings: list[Finding]) -> Report:
    """Gives the report; stays that ended before any table was in force are found here, once."""
    used = Counter[str]()
    early = Counter[str]()
    for stay, n in result.counts.items():
        used[stay.table.version] += n
        early[stay.table.version] += 0 if stay.in_force else n
    findings = findings + [
        Finding("adjrw.before_any_table", table.name, None, "discharged_at", {"n": str(n), "version": version})
        for version, n in early.items()
        if n
    ]
    picked_by = "asked" if result.named else "discharged_at" if table.has("discharged_at") else "latest"
    data: dict[str, Any] = {"command": "adjrw compute", "book": asked.book.sha256[:16], "choices": result.choices}
    if result.rows is not None:
        data["stays"] = _stays(result, table.has("hcode"))
    data |= _mix(result.mix)
    if table.has("hcode"):
        data["by_hospital"] = [{"hcode": hcode, **_mix(mix)} for hcode, mix in result.by_hospital()]
    data["grade"] = _grade(asked, result, table).value
    data["tables"] = [
        {"version": kept.version, "from": kept.in_force_from.isoformat(), "stays": used[kept.version]}
        for kept in result.tables
        if used[kept.version]
    ]
    data["picked_by"] = picked_by
    if result.out is not None:
        data["out"] = str(result.out)
    return Report(data, _views(asked, result, data), findings)


def _mix(mix: CaseMix) -> dict[str, Any]:
    cmi = None if mix.cmi is None else shown(mix.cmi, PLACES["ratio"])
    return {"cmi": cmi, "n": mix.n, "left_out": mix.left_out, "adjrw_sum": shown_weight(mix.total)}


def _stays(result: Result, with_hospital: bool) -> list[dict[str, Any]]:
    """Gives the stays as plain values; what stays have in common is written once and shared."""
    written: dict[Stay, dict[str, Any]] = {}
    for stay in result.counts:
        written[stay] = {
            "drg": stay.drg,
            "rw": shown_weight(stay.rw),
            "los": stay.los,
            "adjrw": shown_weight(stay.adjrw),
            "rule": stay.rule.value,
            "version": stay.table.version,
        }
        if result.working:
            written[stay]["working"] = stay_working(stay, factor_one=result.factor_one).as_tree()
    if with_hospital:
        return [{"id": id, "hcode": hcode, **written[stay]} for id, hcode, stay in result.rows or ()]
    return [{"id": id, **written[stay]} for id, _, stay in result.rows or ()]


def _grade(asked: Asked, result: Result, table: Table) -> Grade:
    """Gives the weakest grade of the formulas used, and of the length of stay where it was worked out."""
    rules = {stay.rule for stay in result.counts}
    formulas = {stay.table.version: stay.table.formula for stay in result.counts}
    grades = [formula.evidence.grade for formula in formulas.values() if formula is not None]
    if AdjrwRule.GIVEN in rules:
        grades.append(Grade.GAP)
    if table.has("admitted_at") and table.has("discharged_at"):
        grades.append(asked.book.all(LosRule)["length_of_stay"].evidence.grade)
    return weakest(grades)


def _views(asked: Asked, result: Result, data: Mapping[str, Any]) -> list[TableView]:
    say = asked.say
    views = []
    if result.rows is not None and not asked.as_json:
        views.append(_stay_view(asked, result, data))
    notes = [
        say(
            "adjrw.tables",
            versions=", ".join(f"{kept['version']} ({kept['from']})" for kept in data["tables"]),
            picked_by=say(f"adjrw.picked_{data['picked_by']}"),
            factor=say(f"adjrw.factor_{result.choices['outlier_factor']}"),
        ),
        say(
            f"adjrw.grade_{data['grade']}" if data["grade"] in ("I", "GAP") else "adjrw.grade", grade=data["grade"]
        ),
    ]
    if result.out is not None:
        notes.append(say("adjrw.written", out=str(result.out)))
    names = ("cmi", "n", "left_out", "adjrw_sum")
    mixes = [*data.get("by_hospital", ()), {"hcode": say("adjrw.all"), **data}]
    cells = [[row["hcode"], *(str("-" if row[name] is None else row[name]) for name in names)] for row in mixes]
    headings = [say(f"adjrw.{name}") for name in ("hcode", *names)]
    views.append(TableView(say("adjrw.cmi_title"), headings, cells, frozenset(range(1, 5)), notes))
    return views


def _stay_view(asked: Asked, result: Result, data: Mapping[str, Any]) -> TableView:
    names = ["id", *(["hcode"] if "by_hospital" in data else []), "drg", "rw", "los", "adjrw", "rule"]
    rows = []
    for row in data["stays"]:
        cells = {**row, "rule": asked.say(f"adjrw.rule_{row['rule']}"), "adjrw": row["adjrw"] or "-"}
        worked_out = row["rule"] not in (AdjrwRule.GIVEN, AdjrwRule.GROUPER_ERROR)
        working = [row["working"]["rule"] if worked_out else "-"] if result.working else []
        rows.append([*(str(cells[name]) for name in names), *working])
    headings = [asked.say(f"adjrw.{name}") for name in (*names, *(["working_title"] if result.working else []))]
    right = frozenset(names.index(name) for name in ("rw", "los", "adjrw"))
    return TableView(asked.say("adjrw.compute_title", n=str(len(rows))), headings, rows, right)
