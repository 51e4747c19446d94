"""Keeps what a check finds as two short columns a finding, and gives it as the table `findings`.

`findings` has `code`, `severity`, `file`, `line`, `field`, and `place`, by which rows stand in the order of the
contract: the format's files, then lines, fields and codes. A set with a million findings takes some 16 MB.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from sitthi.core.findings import FindingKind
from sitthi.files.check.sql import quoted, table

__all__ = ["Found", "Heading"]


@dataclass(frozen=True, slots=True)
class Heading:
    """What findings have in common: a code at a field of a file."""

    code: str
    file: str
    field: str | None


@dataclass(slots=True)
class Found:
    """The findings of one check, in a connection of its own tables."""

    connection: DuckDBPyConnection
    kinds: Mapping[str, FindingKind]
    headings: list[Heading] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    held: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.connection.execute("CREATE OR REPLACE TEMP TABLE check_found (heading INTEGER, line BIGINT)")

    def heading(self, code: str, file: str, field: str | None = None) -> int:
        """Gives the number of a heading, a new one where it is the first of its kind."""
        heading = Heading(code, file, field)
        if heading not in self.headings:
            self.headings.append(heading)
        return self.headings.index(heading)

    def find(self, code: str, file: str, field: str | None = None, line: int | None = None) -> None:
        """Keeps one finding."""
        self.connection.execute("INSERT INTO check_found VALUES (?, ?)", [self.heading(code, file, field), line])

    def find_lines(self, code: str, file: str, field: str | None, query: str) -> None:
        """Keeps a finding for each row of a query that gives lines; none twice."""
        self.find_later(code, file, field, query)
        self.settle()

    def find_later(self, code: str, file: str, field: str | None, query: str) -> None:
        """Does so when `settle` is called, with others in one statement: planning is what small sets cost."""
        number = self.heading(code, file, field)
        self.queries.append(f"SELECT {number}, line FROM (SELECT DISTINCT line FROM ({query}))")

    def settle(self) -> None:
        """Asks every query that was put off."""
        if self.queries:
            self.connection.execute(f"INSERT INTO check_found {' UNION ALL '.join(self.queries)}")
            self.queries.clear()

    def keep(self, name: str, query: str) -> bool:
        """Keeps a query's rows as a table for the next statements, and tells whether there are any."""
        return self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}").fetchone() != (0,)

    def find_marks(self, marks: Sequence[tuple[int, int]], query: str) -> None:
        """Keeps a finding for each bit of a query of (`line`, `mask`); `marks` are the (bit, heading)s."""
        pairs = ", ".join(f"({bit}, {heading})" for bit, heading in marks)
        self.connection.execute(
            f"INSERT INTO check_found SELECT h.heading, m.line FROM ({query}) m "
            f"JOIN (VALUES {pairs}) h(bit, heading) ON (m.mask & h.bit) <> 0"
        )

    def lines(self, codes: Sequence[str], file: str) -> str:
        """Writes the query of the lines of a file that have one of some findings."""
        numbers = [n for n, h in enumerate(self.headings) if h.code in codes and h.file == file]
        return f"SELECT line FROM check_found WHERE heading IN ({', '.join(map(str, [-1, *numbers]))})"

    def take_structure(self) -> None:
        """Takes over what landing and reading found."""
        connection = self.connection
        places = connection.execute(
            "SELECT DISTINCT code, file, field FROM claim_structure ORDER BY ALL"
        ).fetchall()
        for code, file, name in places:
            where = f"code = {quoted(code)} AND file = {quoted(file)} AND field IS NOT DISTINCT FROM "
            where += quoted(name) if name is not None else "NULL"
            number = self.heading(code, file, name)
            connection.execute(f"INSERT INTO check_found SELECT {number}, line FROM claim_structure WHERE {where}")

    def hold_back(self, file: str, where: str = "TRUE") -> None:
        """Keeps rows of a file from being counted, for a finding that is about the file as a whole."""
        self.held.append((file, where))

    def lay_out(self, files: Sequence[str]) -> None:
        """Makes `findings`, and `claim_block` with the file and line of each row that must not be counted."""
        order = {file: n for n, file in enumerate(files)}
        rows = []
        for number, heading in enumerate(self.headings):
            kind = self.kinds[heading.code]
            rows.append(
                f"({number}, {quoted(heading.code)}, {quoted(kind.severity.value)}, {quoted(heading.file)}, "
                f"{quoted(heading.field) if heading.field is not None else 'NULL'}, "
                f"{order.get(heading.file, -1)}, {kind.exit})"
            )
        execute = self.connection.execute
        execute(
            "CREATE OR REPLACE TEMP TABLE check_heading (heading INTEGER, code VARCHAR, severity VARCHAR, "
            "file VARCHAR, field VARCHAR, place INTEGER, exit INTEGER)"
        )
        if rows:
            execute(f"INSERT INTO check_heading VALUES {', '.join(rows)}")
        execute(
            "CREATE OR REPLACE TEMP VIEW findings AS SELECT code, severity, file, line, field, place "
            "FROM check_found JOIN check_heading USING (heading)"
        )
        execute(
            "CREATE OR REPLACE TEMP TABLE claim_block AS SELECT DISTINCT file, line "
            "FROM findings WHERE severity = 'block' AND line IS NOT NULL"
        )
        for file, where in self.held:
            execute(
                f"INSERT INTO claim_block SELECT {quoted(file)}, line FROM {table(file)} WHERE ({where}) "
                f"AND line NOT IN (SELECT line FROM claim_block WHERE file = {quoted(file)})"
            )
