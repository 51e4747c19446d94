"""Looks up the outcomes of a kept run: a row a stay or person, by keys; patients' numbers only when asked for."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import duckdb

from sitthi.book import Book
from sitthi.core.findings import Blocked, Refusal
from sitthi.core.measures.indicator import Kind
from sitthi.core.measures.outcome import Outcome
from sitthi.pipeline.counting import Records
from sitthi.pipeline.figures import is_of_persons
from sitthi.pipeline.records import prepared
from sitthi.pipeline.run_again import inputs_of_run
from sitthi.pipeline.run_inputs import RunInputs
from sitthi.pipeline.run_store import KeptRun

__all__ = ["COLUMNS", "Outcomes", "batch_tables", "outcomes_of_run"]

COLUMNS = ("key", "unit", "outcome", "reason", "evidence_on", "related_key")
"""Of a row that is met by another stay, such as a return, `related_key` is that one's key."""
_ROWS = 1 << 14
_ORDER = """
ORDER BY unit NULLS LAST, list_position(['met', 'not_met', 'excluded', 'outside'], outcome), evidence_on, key
"""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Some outcomes of an indicator: how many of each kind, and their rows from a private connection.

    `columns` are those of COLUMNS, and where patients' numbers were asked for the hospital and the number: `an`
    of stays, `hn` of persons; of readmissions `related_hcode` and `related_an` too. A key is written with a letter
    in front, or a spreadsheet would take it for a number and round it.
    """

    connection: duckdb.DuckDBPyConnection
    by_outcome: dict[str, int]
    columns: Sequence[str]

    @property
    def n(self) -> int:
        """Is how many rows there are."""
        return sum(self.by_outcome.values())

    def rows(self, most: int | None = None) -> list[dict[str, str | None]]:
        """Gives rows as written cells, by unit, outcome, day and key."""
        limit = "" if most is None else f" LIMIT {int(most)}"
        found = self.connection.sql(f"FROM asked {_ORDER} {limit}").fetchall()
        return [dict(zip(self.columns, row, strict=True)) for row in found]

    def write_csv(self, handle: TextIO) -> None:
        """Writes all rows as a CSV, some thousands at a time."""
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(self.columns)
        result = self.connection.execute(f"FROM asked {_ORDER}")
        while rows := result.fetchmany(_ROWS):
            writer.writerows(rows)


def outcomes_of_run(
    home: Path, book: Book, kept: KeptRun, name: str, unit: str | None, *, identify: bool, outside: bool
) -> Outcomes | Refusal | Blocked:
    """Gives an indicator's rows of a run, of one unit or of all.

    `outside` adds the rows that the indicator does not look at; they are not kept with the run and are worked
    out again. `identify` takes the patients' numbers from the batches; batches without any are a refusal.
    """
    if f"outcomes/{name}" not in kept.tables:
        known = sorted(table.partition("/")[2] for table in kept.tables if table.startswith("outcomes/"))
        return Refusal("run.no_indicator", {"known": ", ".join(known) or "-"})
    connection = duckdb.connect()
    if unit is not None and (strange := _no_such_unit(kept, name, unit, connection)):
        return strange
    # What the run was made from is gathered again only where its own tables do not say.
    inputs = inputs_of_run(home, book, kept) if outside or identify else None
    if isinstance(inputs, Refusal | Blocked):
        return inputs
    if outside and inputs is not None:
        refusal = _lay_with_outside(inputs, name, connection)
        if refusal is not None:
            return refusal
    else:
        connection.read_parquet(str(kept.table(f"outcomes/{name}"))).create_view("outcomes")
    columns, numbers = list(COLUMNS), ""
    if identify and inputs is not None:
        number = "hn" if is_of_persons(inputs.indicators[name]) else "an"
        refusal = _lay_numbers(home, kept.manifest["sources"]["batches"], connection, number)
        if refusal is not None:
            return refusal
        columns += ["hcode", number]
        numbers = f", own.hcode AS hcode, own.number AS {number}"
        if inputs.indicators[name].kind is Kind.READMISSION:
            columns += ["related_hcode", "related_an"]
            numbers += ", other.hcode AS related_hcode, other.number AS related_an"
    of_numbers = """
        LEFT JOIN numbers AS own ON own.key = outcomes.key
        LEFT JOIN numbers AS other ON other.key = outcomes.related_key
    """
    connection.execute(
        f"""
        CREATE TEMP TABLE asked AS
        SELECT 'k' || outcomes.key AS key, unit, outcome, reason, CAST(evidence_on AS VARCHAR) AS evidence_on,
            'k' || related_key AS related_key {numbers}
        FROM outcomes {of_numbers if numbers else ""} {"WHERE unit = $unit" if unit is not None else ""}
        """,
        {} if unit is None else {"unit": unit},
    )
    counts = dict(connection.sql("SELECT outcome, count(*) FROM asked GROUP BY outcome").fetchall())
    by_outcome = {outcome.value: int(counts[outcome.value]) for outcome in Outcome if outcome.value in counts}
    return Outcomes(connection, by_outcome, columns)


def _no_such_unit(kept: KeptRun, name: str, unit: str, connection: duckdb.DuckDBPyConnection) -> Refusal | None:
    """Refuses a unit that the run neither scores nor has a row of; a scored one may have none here."""
    scored = {row["unit"] for row in kept.result["indicators"]}
    query = "SELECT 1 FROM read_parquet($path) WHERE unit = $unit LIMIT 1"
    at = {"path": str(kept.table(f"outcomes/{name}")), "unit": unit}
    if unit in scored or connection.execute(query, at).fetchall():
        return None
    return Refusal("run.no_such_unit", {"unit": unit, "known": ", ".join(sorted(scored)[:10]) or "-"})


def batch_tables(home: Path, batches: Sequence[dict[str, Any]], table: str) -> list[tuple[int, str, Path]]:
    """Gives the place in the list, the hospital and the file of a table, of each batch that has it."""
    found = []
    for n, batch in enumerate(batches):
        path = home / "batches" / batch["hcode"] / batch["batch"] / f"{table}.parquet"
        if path.is_file():
            found.append((n, str(batch["hcode"]), path))
    return found


def _lay_with_outside(inputs: RunInputs, name: str, connection: duckdb.DuckDBPyConnection) -> Refusal | None:
    folder = prepared(inputs.home, inputs.sources.batches, inputs.book)
    if isinstance(folder, Refusal):
        return folder
    records = Records(folder, inputs.population)
    with TemporaryDirectory() as beside:
        path = Path(beside) / "outcomes.parquet"
        records.write_whole(inputs, inputs.indicators[name], path)
        connection.execute("CREATE TEMP TABLE outcomes AS FROM read_parquet($path)", {"path": str(path)})
    return None


def _lay_numbers(
    home: Path, batches: Sequence[dict[str, Any]], connection: duckdb.DuckDBPyConnection, number: str
) -> Refusal | None:
    """Makes `numbers`: of each key the hospital and number that its newest batch has."""
    table, key = ("identity/stays", "stay_key") if number == "an" else ("identity/persons", "person_key")
    files = batch_tables(home, batches, table)
    if not files:
        return Refusal("run.no_identity")
    connection.execute("CREATE TEMP TABLE told (batch INTEGER, hcode VARCHAR, key BIGINT, number VARCHAR)")
    for n, hcode, path in files:
        connection.execute(
            f"INSERT INTO told SELECT $n, $hcode, {key}, {number} FROM read_parquet($path)",
            {"n": n, "hcode": hcode, "path": str(path)},
        )
    connection.execute(
        """
        CREATE TEMP TABLE numbers AS
        SELECT key, arg_max(hcode, batch) AS hcode, arg_max(number, batch) AS number FROM told GROUP BY key
        """
    )
    return None
