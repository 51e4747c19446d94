"""Checks a claim set that was read: every finding of it in one pass over its tables.

    read = read_set(landed, format, connection)
    checked = check_set(read, book, hospital="10703")
    connection.sql("SELECT * FROM findings ORDER BY place, line, field, code")

The connection then has `findings` (`code`, `severity`, `file`, `line`, `field`, `place`), with those of landing
and reading, and `claim_block` (`file`, `line`): the rows that must not be counted. What hangs on such a row is
not in it. A row that repeats an earlier one is, while the earlier one stands: a row hangs on a blocked one only
where no sound row has the key it asks for.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from duckdb import DuckDBPyConnection

from sitthi.book import Book
from sitthi.core.findings import FindingKind
from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.rule import FormatRules
from sitthi.files.check.found import Found
from sitthi.files.check.keys import check_key, check_known
from sitthi.files.check.links import check_links, check_parents, group_rows
from sitthi.files.check.patients import check_diagnoses, check_weight
from sitthi.files.check.rows import check_rows
from sitthi.files.check.scope import Scope
from sitthi.files.check.sender import usual_sender
from sitthi.files.check.stays import check_leave, check_order, check_outcome, check_principal
from sitthi.files.check.structure import check_structure
from sitthi.files.check.totals import check_total
from sitthi.files.check.values import check_values
from sitthi.files.claims.reading import ReadSet

__all__ = ["Checked", "FoundRow", "check_set"]

_ORDER = "place, file, line NULLS FIRST, field NULLS FIRST, code"


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One finding as the contract writes it."""

    code: str
    severity: str
    file: str
    line: int | None
    field: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to: how many findings, how many of them block, how many of each code, and its exit code.

    The counts are exact. `exit` is 0, 10, 11 or 12, the heaviest that a finding has.
    """

    connection: DuckDBPyConnection
    total: int
    blocking: int
    by_code: Mapping[str, int]
    exit: int

    def rows(self, limit: int | None = None) -> Iterator[FoundRow]:
        """Gives findings in the order of the contract: file, line, field, code; at most `limit`, see `first`."""
        cursor = self.connection.execute(
            f"SELECT code, severity, file, line, field FROM {self.first(limit)} ORDER BY {_ORDER}"
        )
        while block := cursor.fetchmany(10_000):
            yield from (FoundRow(*row) for row in block)

    def first(self, limit: int | None) -> str:
        """Writes a relation of the findings that are listed: of more than `limit`, what blocks first."""
        if limit is None or limit >= self.total:
            return "findings"
        return f"(SELECT * FROM findings ORDER BY severity, {_ORDER} LIMIT {limit})"

    def places(self) -> list[tuple[str, str, str, str | None, int]]:
        """Gives code, severity, file and field of everything found, and how often, what blocks first."""
        return self.connection.execute(
            "SELECT code, severity, file, field, count(*) FROM findings GROUP BY ALL "
            "ORDER BY severity, min(place), file, field NULLS FIRST, code"
        ).fetchall()

    def first_lines(self, code: str, file: str, field: str | None, n: int) -> list[int]:
        """Gives the first lines of a file on which something was found."""
        found = self.connection.execute(
            "SELECT line FROM findings WHERE code = ? AND file = ? AND field IS NOT DISTINCT FROM ? "
            "AND line IS NOT NULL ORDER BY line LIMIT ?", [code, file, field, n],
        ).fetchall()  # fmt: skip
        return [line for (line,) in found]


def check_set(
    read: ReadSet, book: Book, hospital: str | None = None, known: str | None = None,
    as_of: datetime.date | None = None,
) -> Checked:  # fmt: skip
    """Checks every file of a set and what ties them together; see the module for the tables it leaves.

    `hospital` is the five digits of the hospital that the set has to be of. `known` names a table of (`file`,
    `line`): the rows of the set that an earlier load holds. Days after `as_of` lie in the
    future; where it is not said nobody asks.
    """
    found = Found(read.connection, book.all(FindingKind))
    columns = {name: frozenset(file.columns) for name, file in read.files.items()}
    unread = frozenset(member.file for member in read.landed.members) - columns.keys()
    blanks = [
        (f"{file.file}.{name}", n, file.n_rows) for file in read.files.values() for name, n in file.n_blank.items()
    ]
    scope = Scope(
        read.connection,
        read.format,
        _rules(read.format, book),
        book.all(CodeList),
        columns,
        found,
        hospital,
        unread,
        empty=frozenset(place for place, n, n_rows in blanks if n == n_rows),
        full=frozenset(place for place, n, _ in blanks if n == 0),
        as_of=as_of,
    )
    scope = replace(scope, sender=hospital or usual_sender(scope))
    found.take_structure()
    if read.files and not unread and not any(file.n_rows or file.n_left_out for file in read.files.values()):
        found.find("set.no_rows", read.landed.path.name)
    check_structure(scope)
    check_parents(scope)
    grouped: dict[str, list[str]] = {}
    for name, file in read.files.items():
        if ties := group_rows(scope, name):
            grouped[name] = ties
        if file.n_rows:
            check_rows(scope, name)
            check_values(scope, name)
            if (entry := read.format.file(name)) is not None:
                check_key(scope, entry)
    check_links(scope, grouped)
    _check_rules(scope)
    if known is not None:
        check_known(scope, known)
    found.lay_out([file.name for file in read.format.files])
    return _counted(read.connection)


def _rules(format: FileFormat, book: Book) -> FormatRules:
    for rules in book.all(FormatRules).values():
        if format.id in rules.formats:
            return rules
    return FormatRules(format.id, format.title, format.edition, format.evidence, (format.id,))


def _check_rules(scope: Scope) -> None:
    rules = scope.rules
    for order in rules.orders:
        check_order(scope, order)
    for principal in rules.principals:
        if principal.stays in scope.columns:
            check_principal(scope, principal)
    for total in rules.totals:
        check_total(scope, total)
    for outcome in rules.outcomes:
        check_outcome(scope, outcome)
    for weight in rules.weights:
        check_weight(scope, weight)
    for leave in rules.leaves:
        check_leave(scope, leave)
    check_diagnoses(scope)
    scope.found.settle()


def _counted(connection: DuckDBPyConnection) -> Checked:
    counts = connection.execute(
        "SELECT h.code, h.severity, h.exit, count(*) FROM check_found f JOIN check_heading h USING (heading) "
        "GROUP BY ALL ORDER BY h.code"
    ).fetchall()
    return Checked(
        connection,
        total=sum(n for *_, n in counts),
        blocking=sum(n for _, severity, _, n in counts if severity == "block"),
        by_code={code: n for code, _, _, n in counts},
        exit=max((exit for _, _, exit, _ in counts), default=0),
    )
