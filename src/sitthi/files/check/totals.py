"""Checks that charges add up: the sum of a stay's or visit's items against its total, exactly."""

from sitthi.core.formats.rule import TotalRule
from sitthi.files.check.scope import Scope, place
from sitthi.files.check.sql import column, table
from sitthi.files.check.ties import REPEATED

__all__ = ["check_total"]

_MONEY = "DECIMAL(18, 5)"
"""As fine as the format writes it; sums of it are exact to 33 digits before the point."""


def check_total(scope: Scope, rule: TotalRule) -> None:
    """Finds totals that differ from the sum of their parts, on the total's last row.

    Where a part or a total cannot be read as a number nothing is said: that cell has its own finding.
    """
    (file, total), (parts, part) = place(rule.total), place(rule.parts)
    if not scope.has(rule.total, rule.parts):
        return
    by = [name for name in rule.by if scope.has(f"{file}.{name}", f"{parts}.{name}")]
    if not by:
        return
    keys = ", ".join(f"CASE WHEN {_blank(by[:n])} THEN {column(name)} END AS k{n}" for n, name in enumerate(by))
    names = [f"k{n}" for n in range(len(by))]
    same = " AND ".join(f"t.{name} IS NOT DISTINCT FROM p.{name}" for name in names)
    repeated = scope.found.lines(REPEATED, file)
    groups = ", ".join(names)
    scope.found.find_lines(
        "claim.charge_total", file, total,
        f"WITH t AS (SELECT {groups}, max(line) AS line, sum(TRY_CAST(cell AS {_MONEY})) AS sum, "
        f"count(*) - count(TRY_CAST(cell AS {_MONEY})) AS bad "
        f"FROM (SELECT line, {column(total)} AS cell, {keys} FROM {table(file)} WHERE line NOT IN ({repeated})) "
        f"WHERE coalesce({groups}) IS NOT NULL GROUP BY {groups}), "
        f"p AS (SELECT {groups}, sum(TRY_CAST(cell AS {_MONEY})) AS sum, "
        f"count(*) - count(TRY_CAST(cell AS {_MONEY})) AS bad "
        f"FROM (SELECT {column(part)} AS cell, {keys} FROM {table(parts)}) GROUP BY {groups}) "
        f"SELECT t.line FROM t LEFT JOIN p ON {same} "
        f"WHERE t.bad = 0 AND coalesce(p.bad, 0) = 0 AND t.sum <> coalesce(p.sum, 0)",
    )  # fmt: skip


def _blank(names: list[str]) -> str:
    return " AND ".join(f"{column(name)} IS NULL" for name in names) or "TRUE"
