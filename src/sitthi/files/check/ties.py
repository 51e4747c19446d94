"""Checks what ties rows together: keys that repeat, and rows that belong to one that is not there."""

from sitthi.core.evidence import Grade
from sitthi.core.formats.field import Required
from sitthi.core.formats.format import FormatFile, Link
from sitthi.files.check.scope import Scope
from sitthi.files.check.sql import alike, column, quoted, table

__all__ = ["REPEATED", "check_key", "check_known", "check_links"]

REPEATED = ("claim.duplicate", "claim.repeated")
"""The findings of rows that stand a second time, which other rules pass over."""


def check_key(scope: Scope, file: FormatFile) -> None:
    """Finds each row that has the key of an earlier one; a row that lacks a part of its key is another rule's."""
    fields = [scope.format.field(file.name, name) for name in file.key]
    if not file.key or any(field is None or field.name not in scope.columns[file.name] for field in fields if
                           field is None or field.required is not Required.ONE_OF):  # fmt: skip
        return
    blocks = file.evidence.grade.rank < Grade.I.rank or file.name in scope.rules.unique
    keys = ", ".join(map(column, file.key))
    filled = [
        f"{column(f.name)} IS NOT NULL"
        for f in fields
        if f and f.required is not Required.ONE_OF and scope.is_asked(f)
    ]
    halves = [column(f.name) for f in fields if f and f.required is Required.ONE_OF]
    filled += [f"coalesce({', '.join(halves)}) IS NOT NULL"] if halves else []
    where = f"WHERE {' AND '.join(filled)}" if filled else ""
    scope.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE check_repeated AS SELECT {keys}, min(line) AS first "
        f"FROM {table(file.name)} {where} GROUP BY ALL HAVING count(*) > 1"
    )
    if scope.connection.execute("SELECT count(*) FROM check_repeated").fetchone() == (0,):
        return
    # The key's most telling part is named: a person's number in PAT, the stay's in IPD, the visit's in OPD.
    at = file.key[-1] if file.key[-1] != "SEQ" or not halves else file.key[0]
    scope.found.find_lines(
        "claim.duplicate" if blocks else "claim.repeated", file.name, at,
        f"SELECT t.line FROM {table(file.name)} t JOIN check_repeated r "
        f"ON {alike('t', 'r', file.key, blanks=True)} AND t.line > r.first",
    )  # fmt: skip


def check_links(scope: Scope, file: str) -> None:
    """Finds rows that name a parent that is not there: once a row, by the first link that fails.

    A link to a file that did not come is passed over: that file is found missing as a whole.
    """
    links = [link for link in scope.format.links if link.child == file and _can_be_followed(scope, link)]
    if not links:
        return
    names = list(dict.fromkeys(name for link in links for name in link.fields))
    columns = ", ".join(map(column, names))
    cases = " ".join(f"WHEN {_is_orphan(link)} THEN {n}" for n, link in enumerate(links))
    scope.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE check_orphans AS SELECT * FROM (SELECT {columns}, CASE {cases} END AS link "
        f"FROM (SELECT DISTINCT {columns} FROM {table(file)}) c) WHERE link IS NOT NULL"
    )
    broken = scope.connection.execute("SELECT DISTINCT link FROM check_orphans ORDER BY link").fetchall()
    for (n,) in broken:
        scope.found.find_lines(
            "claim.orphan", file, links[n].fields[-1],
            f"SELECT t.line FROM {table(file)} t JOIN check_orphans o "
            f"ON {alike('t', 'o', names, blanks=True)} WHERE o.link = {n}",
        )  # fmt: skip


def _can_be_followed(scope: Scope, link: Link) -> bool:
    return link.parent in scope.columns and all(
        name in scope.columns[side] for side in (link.child, link.parent) for name in link.fields
    )


def _is_orphan(link: Link) -> str:
    filled = " AND ".join(f"{column(name, 'c')} IS NOT NULL" for name in link.fields)
    same = alike("c", "p", link.fields)
    return f"{filled} AND NOT EXISTS (SELECT 1 FROM {table(link.parent)} p WHERE {same})"


def check_known(scope: Scope, known: str) -> None:
    """Finds the rows that an earlier load holds already, as a table of (`file`, `line`) names them."""
    for (file,) in scope.connection.execute(f"SELECT DISTINCT file FROM {known} ORDER BY file").fetchall():
        entry = scope.format.file(file)
        at = entry.key[-1] if entry is not None and entry.key else None
        scope.found.find_lines("claim.known", file, at, f"SELECT line FROM {known} WHERE file = {quoted(file)}")
