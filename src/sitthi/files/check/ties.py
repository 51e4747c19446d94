"""Checks what ties rows together: keys that repeat, and rows that belong to one that is not there."""

from sitthi.core.evidence import Grade
from sitthi.core.formats.field import Required
from sitthi.core.formats.format import FormatFile, Link
from sitthi.files.check.scope import Scope, place
from sitthi.files.check.sql import alike, column, quoted, table

__all__ = ["MONEY", "REPEATED", "check_key", "check_known", "check_links", "group_rows", "groups_of"]

REPEATED = ("claim.duplicate", "claim.repeated")
"""The findings of rows that stand a second time, which other rules pass over."""
MONEY = "DECIMAL(18, 5)"
"""As fine as the format writes it; sums of it are exact."""


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
        blocks = file.evidence.grade.rank < Grade.I.rank or file.name in scope.rules.unique
        scope.found.find_lines(
            "claim.duplicate" if blocks else "claim.repeated", file.name, file.key[-1],
            f"SELECT t.line FROM {table(file.name)} t JOIN check_repeated r "
            f"ON {alike('t', 'r', file.key, blanks=True)} AND t.line > r.first",
        )  # fmt: skip


def groups_of(file: str) -> str:
    """Writes the name of the table that `group_rows` makes."""
    return column(f"check_group_{file}")


def group_rows(scope: Scope, file: str) -> list[str]:
    """Makes a table of what a file's rows have in common: the numbers they are tied by, and sums of their money.

    A file of charges has many rows a stay, and what is asked of each tie is asked of these few instead. Gives
    the columns of the ties; none where the file has no link and no part of a total.
    """
    links = [link for link in scope.format.links if link.child == file]
    totals = [total for total in scope.rules.totals if place(total.parts)[0] == file and scope.has(total.parts)]
    names = [name for link in links if _can_be_followed(scope, link) for name in link.fields]
    names += [name for total in totals for name in total.by if name in scope.columns[file]]
    names = list(dict.fromkeys(names))
    if names:
        sums = [
            f"sum(TRY_CAST({cell} AS {MONEY})) AS {column(f'sum {name}')}, "
            f"count(*) - count(TRY_CAST({cell} AS {MONEY})) AS {column(f'bad {name}')}"
            for total in totals
            for name in [place(total.parts)[1]]
            for cell in [column(name)]
        ]
        chosen = ", ".join([*map(column, names), *sums])
        scope.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {groups_of(file)} AS SELECT {chosen} FROM {table(file)} "
            f"GROUP BY {', '.join(map(column, names))}"
        )
    return names


def check_links(scope: Scope, file: str) -> None:
    """Finds rows that name a parent that is not there: once a row, by the first link that fails.

    A link to a file that did not come is passed over: that file is found missing as a whole. Of two numbers of
    which a row has one, a link that nobody but use vouches for follows the second only where the first is blank:
    many hospitals give an inpatient's rows the number of the visit too, which is in no file of the set.
    """
    names = group_rows(scope, file)
    links = [link for link in scope.format.links if link.child == file and _can_be_followed(scope, link)]
    if not links:
        return
    cases = " ".join(f"WHEN {_is_orphan(scope, link)} THEN {n}" for n, link in enumerate(links))
    columns = ", ".join(map(column, names))
    if not scope.found.keep(
        "check_orphans",
        f"SELECT * FROM (SELECT {columns}, CASE {cases} END AS link FROM {groups_of(file)} c) "
        "WHERE link IS NOT NULL",
    ):
        return
    for n, link in enumerate(links):
        scope.found.find_later(
            "claim.orphan", file, link.fields[-1],
            f"SELECT t.line FROM {table(file)} t JOIN check_orphans o "
            f"ON {alike('t', 'o', names, blanks=True)} WHERE o.link = {n}",
        )  # fmt: skip
    scope.found.settle()


def _can_be_followed(scope: Scope, link: Link) -> bool:
    return link.parent in scope.columns and all(
        name in scope.columns[side] for side in (link.child, link.parent) for name in link.fields
    )


def _is_orphan(scope: Scope, link: Link) -> str:
    filled = " AND ".join(f"{column(name, 'c')} IS NOT NULL" for name in link.fields)
    if link.evidence.grade.rank >= Grade.I.rank:
        halves = [f.name for f in scope.format.fields_of(link.child) if f.required is Required.ONE_OF]
        before = [name for half in link.fields if half in halves for name in halves[: halves.index(half)]]
        filled += "".join(
            f" AND {column(name, 'c')} IS NULL" for name in before if name in scope.columns[link.child]
        )
    same = alike("c", "p", link.fields)
    return f"{filled} AND NOT EXISTS (SELECT 1 FROM {table(link.parent)} p WHERE {same})"


def check_known(scope: Scope, known: str) -> None:
    """Finds the rows that an earlier load holds already, as a table of (`file`, `line`) names them."""
    for (file,) in scope.connection.execute(f"SELECT DISTINCT file FROM {known} ORDER BY file").fetchall():
        entry = scope.format.file(file)
        at = entry.key[-1] if entry is not None and entry.key else None
        scope.found.find_later("claim.known", file, at, f"SELECT line FROM {known} WHERE file = {quoted(file)}")
    scope.found.settle()
