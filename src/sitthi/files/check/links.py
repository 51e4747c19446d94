"""Checks that rows belong to rows that are there: each link of the format, over the groups that rows fall into."""

from collections.abc import Mapping, Sequence

from sitthi.core.evidence import Grade
from sitthi.core.formats.field import Required
from sitthi.core.formats.format import Link
from sitthi.files.check.scope import Scope, place
from sitthi.files.check.sql import alike, column, table
from sitthi.files.check.totals import MONEY

__all__ = ["check_links", "check_parents", "group_rows"]


def group_rows(scope: Scope, file: str) -> list[str]:
    """Makes a table of what a file's rows have in common: the numbers they are tied by, and sums of their money.

    A file of charges has many rows a stay, and what is asked of each tie is asked of these few instead. Gives
    the columns of the ties; none where the file has no link and no part of a total.
    """
    links = [link for link in scope.format.links if link.child == file]
    totals = [total for total in scope.rules.totals if place(total.parts)[0] == file and scope.has(total.parts)]
    names = [name for link in links if _can_be_followed(scope, link) for name in link.fields]
    names += [half for link in links for half in _halves(scope, link.child) if half in scope.columns[file]]
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
        scope.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {scope.groups(file)} AS "
            f"SELECT {', '.join([*map(column, names), *sums])} FROM {table(file)} "
            f"GROUP BY {', '.join(map(column, names))}"
        )
    return names


def check_links(scope: Scope, grouped: Mapping[str, Sequence[str]]) -> None:
    """Finds rows that name a parent that is not there: once a row, by the first link that fails.

    `grouped` are the files with the columns that `group_rows` gave. A link to a file that did not come is passed
    over: that file is found missing as a whole. Of two numbers of which a row has one, a link that nobody but
    use vouches for follows the second only where the first is blank: many hospitals give an inpatient's rows
    the number of the visit too, which is in no file of the set.
    """
    followed = {
        file: links
        for file in grouped
        if (links := [link for link in scope.format.links if link.child == file and _can_be_followed(scope, link)])
    }
    if not followed:
        return
    # Every file's groups are asked at once: a parent's numbers are gathered once for all its children.
    ties = list(dict.fromkeys((link.parent, link.fields) for links in followed.values() for link in links))
    names = list(dict.fromkeys(name for file in followed for name in grouped[file]))
    groups = " UNION ALL ".join(
        f"SELECT {n} AS child, {_cells(names, grouped[file])} FROM {scope.groups(file)}"
        for n, file in enumerate(followed)
    )
    lost = ", ".join(
        f"NOT EXISTS (SELECT 1 FROM {table(parent)} p WHERE {alike('g', 'p', fields)}) AS lost{k}"
        for k, (parent, fields) in enumerate(ties)
    )
    number = {tie: k for k, tie in enumerate(ties)}
    cases = " ".join(
        f"WHEN child = {n} AND {_is_followed(scope, link)} AND lost{number[link.parent, link.fields]} THEN {k}"
        for n, links in enumerate(followed.values())
        for k, link in enumerate(links)
    )
    if not scope.found.keep(
        "check_orphans",
        f"SELECT * FROM (SELECT *, CASE {cases} END AS link FROM (SELECT *, {lost} FROM ({groups}) g)) "
        "WHERE link IS NOT NULL",
    ):
        return
    for n, (file, links) in enumerate(followed.items()):
        if scope.connection.execute(f"SELECT 1 FROM check_orphans WHERE child = {n} LIMIT 1").fetchone():
            marks = [
                (1 << k, scope.found.heading("claim.orphan", file, link.fields[-1]))
                for k, link in enumerate(links)
            ]
            scope.found.find_marks(
                marks,
                f"SELECT t.line, 1 << o.link AS mask FROM {table(file)} t JOIN check_orphans o "
                f"ON o.child = {n} AND {alike('t', 'o', grouped[file], blanks=True)}",
            )


def check_parents(scope: Scope) -> None:
    """Finds files with rows of stays where the stays did not come, or of visits; those rows are not counted.

    It is found once a file, in files that hold rows of both: what hangs on one alone is needed beside it by a
    rule, and where neither came that is said of the set. A parent that cannot be read is passed over.
    """
    came = scope.columns.keys() | scope.unread
    for file in scope.columns:
        halves = set(_halves(scope, file))
        links = [link for link in scope.format.links if link.child == file and halves.issuperset(link.fields)]
        lost = [link for link in links if link.parent not in came and link.fields[0] in scope.columns[file]]
        if not lost or all(link.parent not in came for link in links):
            continue
        where = " OR ".join(f"({_is_followed(scope, link)})" for link in lost)
        if scope.connection.execute(f"SELECT 1 FROM {table(file)} WHERE {where} LIMIT 1").fetchone():
            scope.found.find("claim.parent_missing", file)
            scope.found.hold_back(file, where)


def _cells(names: Sequence[str], own: Sequence[str]) -> str:
    return ", ".join(column(name) if name in own else f"NULL::VARCHAR AS {column(name)}" for name in names)


def _can_be_followed(scope: Scope, link: Link) -> bool:
    return link.parent in scope.columns and all(
        name in scope.columns[side] for side in (link.child, link.parent) for name in link.fields
    )


def _is_followed(scope: Scope, link: Link) -> str:
    """Writes that a group has what a link is followed by."""
    filled = [f"{column(name)} IS NOT NULL" for name in link.fields]
    if link.evidence.grade.rank >= Grade.I.rank:
        halves = _halves(scope, link.child)
        before = [name for half in link.fields if half in halves for name in halves[: halves.index(half)]]
        filled += [f"{column(name)} IS NULL" for name in before if name in scope.columns[link.child]]
    return " AND ".join(filled)


def _halves(scope: Scope, file: str) -> list[str]:
    """Gives the fields of which a row of a file has one, in the file's order."""
    return [field.name for field in scope.format.fields_of(file) if field.required is Required.ONE_OF]
