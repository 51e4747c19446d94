"""Checks what rows say of a stay or visit: the order of days, one principal diagnosis, one outcome."""

from collections.abc import Sequence

from sitthi.core.formats.field import FieldType
from sitthi.core.formats.rule import LeaveRule, OrderRule, OutcomeRule, PrincipalRule
from sitthi.files.check.keys import REPEATED
from sitthi.files.check.numbers import is_whole
from sitthi.files.check.scope import Scope, dated, place
from sitthi.files.check.sql import alike, column, listed, quoted, table

__all__ = ["check_leave", "check_order", "check_outcome", "check_principal"]

_EXTERNAL = "'V' AND 'Yzzz'"
"""External causes of ICD-10, V01 to Y98, in capitals or not."""


def check_order(scope: Scope, rule: OrderRule) -> None:
    """Finds a day, or a time of one day, that lies before one it has to follow; what is no day is passed over."""
    if not scope.has(rule.earlier[0], rule.later[0]):
        return
    first, last = place(rule.earlier[0])[0], place(rule.later[0])[0]
    source, side = f"{table(first)} a", "a"
    if last != first:
        if not scope.has(*(f"{file}.{name}" for file in (first, last) for name in rule.on)):
            return
        source, side = f"{source} JOIN {table(last)} b ON {alike('a', 'b', rule.on)}", "b"
    (day, time), (next_day, next_time) = _moment(scope, rule.earlier, "a"), _moment(scope, rule.later, side)
    at, name = place(rule.at)
    scope.found.find_later(
        rule.code, at, name,
        f"SELECT {'a' if at == first else 'b'}.line AS line FROM {source} "
        f"WHERE {day} BETWEEN '18000101' AND '21001231' AND {next_day} BETWEEN '18000101' AND '21001231' "
        f"AND ({day} > {next_day} OR ({day} = {next_day} AND strlen({time}) = strlen({next_time}) "
        f"AND {time} > {next_time}))",
    )  # fmt: skip


def _moment(scope: Scope, places: Sequence[str], of: str) -> tuple[str, str]:
    """Writes the day and the time of a date-time, or of a date and the time beside it."""
    file, name = place(places[0])
    cell = column(name, of)
    field = scope.format.field(file, name)
    if field is not None and field.type is FieldType.DATETIME:
        return f"left({cell}, 8)", f"substr({cell}, 9)"
    times = [column(place(other)[1], of) for other in places[1:] if scope.has(other)]
    return f"left({cell}, 8)", times[0] if times else "NULL::VARCHAR"


def check_principal(scope: Scope, rule: PrincipalRule) -> None:
    """Finds stays without a principal diagnosis, a second one, and external causes in the wrong place.

    Where the file of diagnoses did not come, that is found once, at the file, and no stay is counted; rows that
    repeat an earlier one are passed over.
    """
    stays, diagnoses = rule.stays, rule.diagnoses
    if not scope.has(*(f"{stays}.{name}" for name in rule.on)):
        return
    has_diagnoses = scope.has(*(f"{diagnoses}.{name}" for name in (*rule.on, rule.kind)))
    filled = " AND ".join(f"{column(name, 's')} IS NOT NULL" for name in rule.on)
    if not has_diagnoses:
        rows = f"SELECT 1 FROM {table(stays)} s WHERE {filled} LIMIT 1"
        if diagnoses not in scope.columns.keys() | scope.unread and scope.connection.execute(rows).fetchone():
            scope.found.find("claim.diagnoses_missing", diagnoses)
            scope.found.hold_back(stays)
        return
    is_principal = f"{column(rule.kind, 'd')} = {quoted(rule.principal)}"
    _second(scope, rule, is_principal)
    if scope.has(f"{diagnoses}.{rule.diagnosis}"):
        _external(scope, rule, is_principal)
    same, repeated = alike("s", "d", rule.on), scope.found.lines(REPEATED, stays)
    scope.found.find_later(
        "claim.no_principal", stays, rule.at,
        f"SELECT s.line FROM {table(stays)} s WHERE {filled} AND s.line NOT IN ({repeated}) "
        f"AND NOT EXISTS (SELECT 1 FROM {table(diagnoses)} d WHERE {same} AND {is_principal})",
    )  # fmt: skip


def _second(scope: Scope, rule: PrincipalRule, is_principal: str) -> None:
    repeated = scope.found.lines(REPEATED, rule.diagnoses)
    filled = " AND ".join(f"{column(name, 'd')} IS NOT NULL" for name in rule.on)
    rows = (
        f"SELECT * FROM {table(rule.diagnoses)} d WHERE {is_principal} AND {filled} AND d.line NOT IN ({repeated})"
    )
    keys = ", ".join(map(column, rule.on))
    scope.found.find_later(
        "claim.second_principal", rule.diagnoses, rule.kind,
        f"WITH p AS ({rows}), m AS (SELECT {keys}, min(line) AS first FROM p GROUP BY ALL HAVING count(*) > 1) "
        f"SELECT p.line FROM p JOIN m ON {alike('p', 'm', rule.on)} AND p.line > m.first",
    )  # fmt: skip


def _external(scope: Scope, rule: PrincipalRule, is_principal: str) -> None:
    is_cause = f"upper({column(rule.diagnosis, 'd')}) BETWEEN {_EXTERNAL}"
    is_kind = f"{column(rule.kind, 'd')} = {quoted(rule.external)}"
    rows = f"SELECT d.line FROM {table(rule.diagnoses)} d WHERE"
    scope.found.find_later(
        "claim.principal_external", rule.diagnoses, rule.diagnosis, f"{rows} {is_principal} AND {is_cause}"
    )
    scope.found.find_later(
        "claim.cause_kind",
        rule.diagnoses,
        rule.kind,
        f"{rows} NOT ({is_principal}) AND ({is_kind}) <> ({is_cause})",
    )


def check_outcome(scope: Scope, rule: OutcomeRule) -> None:
    """Finds stays of which the state says that the patient died and the way does not, or the reverse."""
    (file, state), (_, way) = place(rule.state), place(rule.way)
    if not scope.has(rule.state, rule.way):
        return
    known = {name: scope.lists[field.codes] for name in (state, way) if (field := scope.format.field(file, name))}
    are_codes = " AND ".join(
        f"{column(name)} IN {listed(codes.values(scope.format.id))}" for name, codes in known.items()
    )
    dead = listed(rule.dead)
    scope.found.find_later(
        "claim.outcome", file, way,
        f"SELECT line FROM {table(file)} "
        f"WHERE {are_codes} AND ({column(state)} IN {dead}) <> ({column(way)} IN {dead})",
    )  # fmt: skip


def check_leave(scope: Scope, rule: LeaveRule) -> None:
    """Finds leaves whose count of days is not that from the day of leaving to the day of return."""
    (file, left), (_, returned), (_, days) = place(rule.left), place(rule.returned), place(rule.days)
    if scope.has(rule.left, rule.returned, rule.days):
        cell = column(days)
        scope.found.find_later(
            "claim.leave_days", file, days,
            f"SELECT line FROM {table(file)} WHERE {is_whole(cell)} AND "
            f"TRY_CAST({cell} AS BIGINT) <> datediff('day', {dated(column(left))}, {dated(column(returned))}) "
            f"AND {dated(column(left))} <= {dated(column(returned))}",
        )  # fmt: skip
