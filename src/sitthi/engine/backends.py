"""Where expressions run: a private DuckDB in memory by default; it only ever gets the text of a query."""

from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir

from sitthi.engine.tables import schema_of

if TYPE_CHECKING:
    # For types only: it takes longer to import than a plan to make.
    import pyarrow as pa

__all__ = ["Backend", "DuckDB"]


class Backend(Protocol):
    """What an engine has to be able to do."""

    def table(self, name: str, source: "Path | pa.Table", known: Mapping[str, str]) -> ir.Table:
        """Gives a stored table as an expression, under a name that is free."""

    def query(self, expression: ir.Table) -> str:
        """Gives the text of a query."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Runs a query that gives a small table."""

    def arrow(self, expression: ir.Table) -> "pa.Table":
        """Runs an expression and gives its rows."""

    def write(self, expression: ir.Table, path: Path) -> int:
        """Writes an expression's rows as one Parquet file and gives their number."""


class DuckDB:
    """A private DuckDB in memory, with bounded threads and memory; results do not depend on either.

    `memory` reads `400MB`. What does not fit goes to a folder of its own in the system's place for such files,
    which DuckDB makes when it needs it and takes away.
    """

    def __init__(self, threads: int | None = None, memory: str | None = None) -> None:
        spill = Path(gettempdir()) / f"sitthi-{token_hex(8)}"
        settings: dict[str, Any] = {"preserve_insertion_order": False, "temp_directory": str(spill)}
        if threads is not None:
            settings["threads"] = threads
        if memory is not None:
            settings["memory_limit"] = memory
        self.connection = duckdb.connect(config=settings)

    def table(self, name: str, source: "Path | pa.Table", known: Mapping[str, str]) -> ir.Table:
        """Gives a Parquet file, a pattern of some, or an Arrow table as an expression with its schema."""
        if isinstance(source, Path):
            relation = self.connection.read_parquet(str(source))
        else:
            relation = self.connection.from_arrow(source)
        relation.create_view(name)
        return ibis.table(schema_of(known, relation.columns), name=name)

    def query(self, expression: ir.Table) -> str:
        """Gives the text of a query in DuckDB's tongue."""
        return str(ibis.to_sql(expression, dialect="duckdb", pretty=False))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Runs a query and gives all its rows."""
        return self.connection.execute(query).fetchall()

    def arrow(self, expression: ir.Table) -> "pa.Table":
        """Runs an expression and gives its rows, in its order."""
        return self.connection.sql(self.query(expression)).to_arrow_table()

    def write(self, expression: ir.Table, path: Path) -> int:
        """Writes an expression's rows, in its order, as one Parquet file and gives their number."""
        relation = self.connection.sql(self.query(expression))
        relation.write_parquet(str(path), compression="zstd")
        return int(self.connection.read_parquet(str(path)).count("*").fetchall()[0][0])
