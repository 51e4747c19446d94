"""Checks what stands twice: rows with the key of an earlier one, and rows that an earlier load holds."""

from sitthi.core.evidence import Grade
from sitthi.core.formats.field import Required
from sitthi.core.formats.format import FormatFile
from sitthi.core.formats.rule import FieldRuleKind
from sitthi.files.check.scope import Scope
from sitthi.files.check.sql import alike, column, quoted, table

__all__ = ["REPEATED", "check_key", "check_known"]

REPEATED = ("claim.duplicate", "claim.repeated")
"""The findings of rows that stand a second time, which other rules pass over."""


def check_key(scope: Scope, file: FormatFile) -> None:
    """Finds each row that has the key of an earlier one; a row that lacks a part of its key is another rule's."""
    fields = [scope.format.field(file.name, name) for name in file.key]
    halves = [field for field in fields if field is not None and field.required is Required.ONE_OF]
    whole = [field for field in fields if field is not None and field not in halves]
    if not file.key or not all(field.name in scope.columns[file.name] for field in whole):
        return
    filled = [f"{column(field.name)} IS NOT NULL" for field in whole if scope.is_asked(field)]
    if halves:
        filled.append(f"coalesce({', '.join(column(field.name) for field in halves)}) IS NOT NULL")
    where = f"WHERE {' AND '.join(filled)}" if filled else ""
    keys = ", ".join(map(column, file.key))
    if scope.found.keep(
        "check_repeated",
        f"SELECT {keys}, min(line) AS first FROM {table(file.name)} {where} GROUP BY ALL HAVING count(*) > 1",
    ):
        blocks = file.evidence.grade.rank < Grade.I.rank or scope.rules.says(FieldRuleKind.UNIQUE, file.name)
        scope.found.find_lines(
            "claim.duplicate" if blocks else "claim.repeated", file.name, file.key[-1],
            f"SELECT t.line FROM {table(file.name)} t JOIN check_repeated r "
            f"ON {alike('t', 'r', file.key, blanks=True)} AND t.line > r.first",
        )  # fmt: skip


def check_known(scope: Scope, known: str) -> None:
    """Finds the rows that an earlier load holds already, as a table of (`file`, `line`) names them."""
    for (file,) in scope.connection.execute(f"SELECT DISTINCT file FROM {known} ORDER BY file").fetchall():
        entry = scope.format.file(file)
        at = entry.key[-1] if entry is not None and entry.key else None
        scope.found.find_later("claim.known", file, at, f"SELECT line FROM {known} WHERE file = {quoted(file)}")
    scope.found.settle()
