"""Checks that charges add up: the sum of a stay's or visit's items against its total, exactly."""

from sitthi.core.formats.rule import TotalRule
from sitthi.files.check.keys import REPEATED
from sitthi.files.check.scope import Scope, place
from sitthi.files.check.sql import column, table

__all__ = ["MONEY", "check_total"]

MONEY = "DECIMAL(18, 5)"
"""As fine as the format writes it; sums of it are exact."""


def check_total(scope: Scope, rule: TotalRule) -> None:
    """Finds totals that differ from the sum of their parts, on the last row that has the total.

    Where a part or a total cannot be read as a number nothing is said: that cell has its own finding.
    """
    (file, total), (parts, part) = place(rule.total), place(rule.parts)
    by = [name for name in rule.by if scope.has(f"{file}.{name}", f"{parts}.{name}")]
    if not by or not scope.has(rule.total, rule.parts):
        return
    keys = ", ".join(f"CASE WHEN {_blank(by[:n])} THEN {column(name)} END AS k{n}" for n, name in enumerate(by))
    groups = ", ".join(f"k{n}" for n in range(len(by)))
    same = " AND ".join(f"t.k{n} IS NOT DISTINCT FROM p.k{n}" for n in range(len(by)))
    cell, repeated = column(total), scope.found.lines(REPEATED, file)
    scope.found.find_later(
        "claim.charge_total", file, total,
        f"WITH t AS (SELECT {groups}, max(line) AS line, sum(TRY_CAST(cell AS {MONEY})) AS sum, "
        f"count(*) - count(TRY_CAST(cell AS {MONEY})) AS bad "
        f"FROM (SELECT line, {cell} AS cell, {keys} FROM {table(file)} WHERE line NOT IN ({repeated})) "
        f"WHERE coalesce({groups}) IS NOT NULL GROUP BY {groups}), "
        f"p AS (SELECT {groups}, sum({column(f'sum {part}')}) AS sum, sum({column(f'bad {part}')}) AS bad "
        f"FROM (SELECT *, {keys} FROM {scope.groups(parts)}) GROUP BY {groups}) "
        f"SELECT t.line FROM t LEFT JOIN p ON {same} "
        f"WHERE t.bad = 0 AND coalesce(p.bad, 0) = 0 AND t.sum <> coalesce(p.sum, 0)",
    )  # fmt: skip


def _blank(names: list[str]) -> str:
    return " AND ".join(f"{column(name)} IS NULL" for name in names) or "TRUE"
