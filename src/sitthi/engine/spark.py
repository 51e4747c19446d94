"""Spark in the place of DuckDB: the same expressions over the same Parquet, for what one machine cannot hold.

Needs `sitthi[spark]` and Java. Nothing else in Sitthi imports this module.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir
from pyspark.sql import SparkSession

from sitthi.engine.tables import schema_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Spark", "local_session"]


def local_session(threads: int = 2) -> SparkSession:
    """Starts Spark within this machine; a cluster's own session serves as well.

    Days and moments are read as they are written, in no time zone.
    """
    builder: Any = SparkSession.builder
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(threads),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    builder = builder.master(f"local[{threads}]").appName("sitthi")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    return session


class Spark:
    """A Spark session as a place where expressions run; it is the caller's to stop."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session

    def table(self, name: str, source: "Path | pa.Table", known: Mapping[str, str]) -> ir.Table:
        """Gives a Parquet file, a pattern of some, or an Arrow table as an expression with its schema."""
        if isinstance(source, Path):
            frame = self.session.read.parquet(str(source))
        else:
            frame = self.session.createDataFrame(source)
        frame.createOrReplaceTempView(name)
        return ibis.table(schema_of(known, frame.columns), name=name)

    def query(self, expression: ir.Table) -> str:
        """Gives the text of a query in Spark's tongue."""
        return str(ibis.to_sql(expression, dialect="pyspark", pretty=False))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Runs a query and gives all its rows."""
        return [tuple(row) for row in self.session.sql(query).collect()]

    def arrow(self, expression: ir.Table) -> "pa.Table":
        """Runs an expression and gives its rows, in its order."""
        return self.session.sql(self.query(expression)).toArrow()

    def write(self, expression: ir.Table, path: Path) -> int:
        """Writes an expression's rows, in its order, as one Parquet file and gives their number.

        Spark writes folders: the rows come together here, as an outcome table of a region may.
        """
        import pyarrow.parquet as pq

        rows = self.arrow(expression)
        pq.write_table(rows, path, compression="zstd")
        return int(rows.num_rows)
