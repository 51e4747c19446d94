"""Checks and loads a hospital's year of claim files, and compares with a bare read of the same bytes.

Five ratios in one run, medians of some rounds, taken alternately in one process:
- check and load of the set in code page 874, the bytes landed and every file synced to the disk, over DuckDB's
  bare `read_csv` of the same bytes, transcoded beforehand, into tables of text of one database, and, harder, of a
  database each;
- the same load from code page 874 over the load from UTF-8;
- reading row by row through `csv` and pydantic with the same rules, in `plain_claims.py`, over our reading and
  checking, on a set with planted faults: both have to find the same, (code, file, line, field) by
  (code, file, line, field);
- the peak memory of `sitthi load` as a command of its own.
Processor seconds stand beside, as other work on the machine disturbs them less.
Run it as `python bench/claims.py [--stays N] [--rounds N] [--plain-rounds N]`; it prints one JSON object. A
hospital's year is `--stays 60000`.
"""

import argparse
import datetime
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from claim_year import HCODE, made_year, plant_faults
from plain_claims import Found, PlainCheck
from sitthi.book import Book
from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.rule import FormatRules
from sitthi.files.check.checking import check_set
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set
from sitthi.pipeline.intake import Intake, Loaded, load

BOOK = Book()
AS_OF = datetime.date(2026, 1, 1)
FORMAT = BOOK.all(FileFormat)["eclaim16"]


def bare_read(folder: Path) -> None:
    """Reads every file into a table of text, as DuckDB does it by itself."""
    with duckdb.connect() as db:
        for path in sorted(folder.glob("*.txt")):
            db.execute(_bare(path))


def bare_read_apart(folder: Path) -> None:
    """Does so with a database a file, which spares DuckDB the tidying up between large tables."""
    for path in sorted(folder.glob("*.txt")):
        with duckdb.connect() as db:
            db.execute(_bare(path))


def _bare(path: Path) -> str:
    how = "delim='|', quote='', header=true, all_varchar=true"
    return f"CREATE TABLE {path.stem} AS SELECT * FROM read_csv('{path}', {how})"


def loaded(folder: Path, home: Path) -> None:
    """Checks and loads a set into an empty home."""
    shutil.rmtree(home, ignore_errors=True)
    done = load(home, BOOK, Intake(FORMAT, folder, HCODE, as_of=AS_OF))
    if not isinstance(done, Loaded):
        raise TypeError(done)


def found(folder: Path) -> Found:
    """Reads and checks a set, and gives what was found."""
    with duckdb.connect() as db:
        checked = check_set(read_set(land(folder, FORMAT), FORMAT, db), BOOK, HCODE, as_of=AS_OF)
        return {(row.code, row.file, row.line, row.field) for row in checked.rows()}


def plainly_found(folder: Path) -> Found:
    """Does the same row by row."""
    rules = next(rules for rules in BOOK.all(FormatRules).values() if FORMAT.id in rules.formats)
    return PlainCheck(FORMAT, rules, dict(BOOK.all(CodeList)), HCODE, AS_OF).found(folder, "cp874")


def peak_mib(folder: Path, home: Path) -> tuple[int, float]:
    """Loads a set by the command, and gives the most memory it had and the seconds it took."""
    shutil.rmtree(home, ignore_errors=True)
    start = time.perf_counter()
    words = [sys.executable, "-m", "sitthi", "load", FORMAT.id, str(folder), "--hospital", HCODE, "--json"]
    subprocess.run([*words, "--home", str(home)], check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, time.perf_counter() - start


class Times:
    """Seconds of the clock and of the processor, by job."""

    def __init__(self) -> None:
        self.wall: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}

    def run(self, job: str, act: Callable[[], object]) -> object:
        """Runs a job and keeps what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        result = act()
        self.cpu.setdefault(job, []).append(time.process_time() - cpu)
        self.wall.setdefault(job, []).append(time.perf_counter() - wall)
        return result

    def ratio(self, job: str, over: str) -> dict[str, float]:
        """Gives the ratio of two jobs' medians, by both clocks."""
        return {
            name: round(statistics.median(took[job]) / statistics.median(took[over]), 2)
            for name, took in (("clock", self.wall), ("processor", self.cpu))
        }


def main() -> None:
    """Makes the sets, runs the jobs in turn, and prints medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stays", type=int, default=15_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plain-rounds", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cp874, utf8 = (made_year(folder / e, asked.stays, e) for e in ("cp874", "utf-8"))
        faulty = made_year(folder / "faulty", asked.stays, "cp874")
        plant_faults(faulty, "cp874", 20)
        memory, command = peak_mib(cp874, folder / "home")
        times = Times()
        loaded(cp874, folder / "home")
        for _ in range(asked.rounds):
            times.run("bare_read", lambda: bare_read(utf8))
            times.run("bare_read_apart", lambda: bare_read_apart(utf8))
            times.run("load_cp874", lambda: loaded(cp874, folder / "home"))
            times.run("load_utf8", lambda: loaded(utf8, folder / "home"))
            ours = times.run("check", lambda: found(faulty))
        for _ in range(asked.plain_rounds):
            theirs = times.run("row_by_row", lambda: plainly_found(faulty))
        charges = (cp874 / "CHA.txt").read_bytes().count(b"\n") - 1
        size = sum(path.stat().st_size for path in cp874.iterdir())
    result = {
        "benchmark": "claims", "stays": asked.stays, "charge_rows": charges, "bytes": size, "rounds": asked.rounds,
        "median_seconds": {job: round(statistics.median(took), 3) for job, took in times.wall.items()},
        "median_processor_seconds": {job: round(statistics.median(took), 3) for job, took in times.cpu.items()},
        "check_and_load_over_bare_read": times.ratio("load_cp874", "bare_read"),
        "check_and_load_over_bare_read_apart": times.ratio("load_cp874", "bare_read_apart"),
        "cp874_over_utf8": times.ratio("load_cp874", "load_utf8"),
        "row_by_row_over_check": times.ratio("row_by_row", "check"),
        "found": len(ours), "equal": ours == theirs,
        "command_seconds": round(command, 3), "peak_mib": memory,
    }  # fmt: skip
    print(json.dumps(result))
    if ours != theirs:
        print(json.dumps({"only_ours": sorted(ours - theirs, key=str)[:20]}), file=sys.stderr)
        print(json.dumps({"only_row_by_row": sorted(theirs - ours, key=str)[:20]}), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
