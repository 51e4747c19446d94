"""Reads the two tables that people hand to a run, and finds units in them that the home knows nothing of."""

from collections.abc import Collection, Sequence

from sitthi.core.findings import Finding
from sitthi.core.scoring.laying import LaidSheet
from sitthi.core.scoring.scorecard import Scorecard
from sitthi.files.cells import known, unit_id, whole
from sitthi.files.table import open_table
from sitthi.pipeline import values as value_table
from sitthi.pipeline.run_request import InputTable
from sitthi.pipeline.values import Reported

__all__ = ["reported_in", "uc_population_in"]


def reported_in(
    given: InputTable | None, sheets: Sequence[LaidSheet], units: Collection[str], findings: list[Finding]
) -> dict[str, dict[int, Reported]]:
    """Gives what the units report, a unit that is none of `units` too: it is scored, and found."""
    if given is None:
        return {}
    table = open_table(given.path, value_table.COLUMNS, value_table.OPTIONAL, given.encoding)
    if isinstance(table, list):
        findings += table
        return {}
    rows = list(table)
    findings += table.findings
    found: list[Finding] = []
    reported = value_table.read_values(rows, given.name, sheets, found)
    # A hospital is often both: registered with and referred to. A run says so by its two groups.
    findings += (finding for finding in found if finding.code != "score.two_groups")
    for unit in sorted(reported.keys() - set(units)):
        lines = [line for sheet in reported[unit].values() for line in sheet.lines if line]
        findings.append(_unknown(given, unit, min(lines, default=None)))
    return reported


def uc_population_in(
    given: InputTable | None, card: Scorecard, units: Collection[str], findings: list[Finding]
) -> dict[tuple[str | None, str], int]:
    """Gives the persons an award counts, by group (`None`: any) and unit; one that is none of `units` is found."""
    if given is None:
        return {}
    table = open_table(given.path, ("unit", "uc_population"), ("group",), given.encoding)
    if isinstance(table, list):
        findings += table
        return {}
    read: dict[tuple[str | None, str], int] = {}
    first: dict[tuple[str | None, str], int] = {}
    for line, (unit_text, n_text, group_text) in list(table):
        unit = unit_id(unit_text, given.name, line, findings)
        group = known(group_text, given.name, line, "group", findings, card.groups) if group_text else None
        n = whole(n_text, given.name, line, "uc_population", findings)
        if unit is None or n is None:
            continue
        if first.setdefault((group, unit), line) != line:
            at = str(first[group, unit])
            findings.append(Finding("row.duplicate", given.name, line, "unit", {"first": at}))
        read[group, unit] = n
    lines: dict[str, int] = {}
    for (_, unit), line in first.items():
        lines.setdefault(unit, line)
    for unit in sorted(lines.keys() - set(units)):
        findings.append(_unknown(given, unit, lines[unit]))
    findings += table.findings
    return read


def _unknown(given: InputTable, unit: str, line: int | None) -> Finding:
    return Finding("run.unknown_unit", given.name, line, "unit", {"unit": unit})
