"""Reads a landed claim set into a DuckDB connection: one table a file, every cell text, every row with its line.

    landed = land(path, format)                       # sitthi.files.claims.landing
    read = read_set(landed, format, connection)       # a plain duckdb.connect()
    connection.sql('SELECT line, "AN" FROM claim."IPD"')

For each file that is there and can be read, `claim."IPD"` has `line` BIGINT (physical, the first is 1, a header
counts; in a DBF the record's number) and every standard field of the format as VARCHAR, in the format's order.
A cell without content is NULL, as is each cell of a column the file lacks; spaces around a cell are gone; text is
NFC.

`claim` holds views over columns that lie outside DuckDB, and they live as long as the connection: they are read in
parallel and join as tables do, but cannot be changed, have no `rowid`, and are not seen by `connection.cursor()`,
only by `ReadSet.cursor()`.

`claim_structure` (`code`, `file`, `line`, `field`) has every finding of landing and reading, one row a line that
did not enter its table, in the main schema. `ReadSet.findings` has those that are about a set or a file with their
detail; those of lines have none.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from sitthi.core.findings import Finding
from sitthi.core.formats.format import FileFormat
from sitthi.files.claims.dbf import read_dbf
from sitthi.files.claims.landing import LandedSet, Member
from sitthi.files.claims.members import DBF
from sitthi.files.claims.read_file import Faults, FileRead
from sitthi.files.claims.text import read_text

__all__ = ["ReadFile", "ReadSet", "read_set"]

_FILES_AT_ONCE = 2
_COLUMNS = "claim_columns_"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What reading one file came to.

    `columns` are the standard fields that the file has. `n_rows` are in the table; `n_left_out` lines did not
    enter it, and each has its finding. `encoding` is `utf-8` or `cp874`: where lines differ, that of most, with a
    finding. `layout` counts older orders of columns from the newest, 0, where there was no header. `n_blank`
    counts the cells without content in each of the columns.
    """

    file: str
    table: str
    columns: tuple[str, ...]
    n_rows: int
    n_left_out: int
    n_lines: int
    n_deleted: int
    encoding: str
    kind: str
    has_header: bool
    layout: int | None
    n_blank: Mapping[str, int]
    columns_read: pa.Table = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ReadSet:
    """A set in a connection: its files in the format's order, and what was found about set and files.

    A file that cannot be read has a finding and is not among `files`.
    """

    format: FileFormat
    landed: LandedSet
    connection: duckdb.DuckDBPyConnection
    files: Mapping[str, ReadFile]
    findings: tuple[Finding, ...]

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Gives a second connection to the same tables, to be used in another thread at the same time.

        It sees `claim` and every table that is not temporary; variables are each connection's own.
        """
        other = self.connection.cursor()
        for file in self.files.values():
            other.register(_COLUMNS + file.file, file.columns_read)
        return other


def read_set(landed: LandedSet, format: FileFormat, connection: duckdb.DuckDBPyConnection) -> ReadSet:
    """Reads every member of a set into `claim` of the connection; see the module for the tables' shape."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS claim")
    findings = list(landed.findings)
    faults: list[Faults] = []
    files: dict[str, ReadFile] = {}
    with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
        for member, read in zip(landed.members, pool.map(lambda m: _read(m, format), landed.members), strict=True):
            findings += read.findings
            faults += read.faults
            if read.columns.is_readable and read.columns.names:
                files[member.file] = _placed(member, read, format, connection)
    _structure(connection, findings, faults)
    return ReadSet(format, landed, connection, files, tuple(findings))


def _read(member: Member, format: FileFormat) -> FileRead:
    return read_dbf(member, format) if member.kind == DBF else read_text(member, format)


def _placed(member: Member, read: FileRead, format: FileFormat, connection: duckdb.DuckDBPyConnection) -> ReadFile:
    """Makes a file's columns a table of the connection; a column it lacks costs nothing."""
    columns = _COLUMNS + member.file
    connection.register(columns, read.table)
    cells = ", ".join(
        f'"{field.name}"' if field.name in read.columns.names else f'NULL::VARCHAR AS "{field.name}"'
        for field in format.fields_of(member.file)
    )
    connection.execute(f'CREATE OR REPLACE VIEW claim."{member.file}" AS SELECT line, {cells} FROM "{columns}"')
    return ReadFile(
        file=member.file,
        table=f'claim."{member.file}"',
        columns=tuple(f.name for f in format.fields_of(member.file) if f.name in read.columns.names),
        n_rows=read.table.num_rows,
        n_left_out=sum(len(fault.lines) for fault in read.faults),
        n_lines=read.n_lines,
        n_deleted=read.n_deleted,
        encoding=read.encoding,
        kind=member.kind,
        has_header=read.columns.has_header,
        layout=read.columns.layout,
        n_blank={name: read.table.column(name).null_count for name in read.columns.names},
        columns_read=read.table,
    )


def _structure(connection: duckdb.DuckDBPyConnection, findings: list[Finding], faults: list[Faults]) -> None:
    """Lays every finding down as a table, with a row a line."""
    schema = pa.schema(
        [("code", pa.string()), ("file", pa.string()), ("line", pa.int64()), ("field", pa.string())]
    )
    parts = [
        pa.table(
            [
                [finding.code for finding in findings], [finding.file for finding in findings],
                pa.array([finding.line for finding in findings], pa.int64()),
                pa.array([finding.field for finding in findings], pa.string()),
            ], schema=schema,
        )
    ]  # fmt: skip
    for fault in faults:
        n = len(fault.lines)
        told = [
            pa.repeat(fault.code, n),
            pa.repeat(fault.file, n),
            pa.array(fault.lines),
            pa.nulls(n, pa.string()),
        ]
        parts.append(pa.table(told, schema=schema))
    connection.register("claim_structure_columns", pa.concat_tables(parts))
    connection.execute("CREATE OR REPLACE VIEW claim_structure AS SELECT * FROM claim_structure_columns")
