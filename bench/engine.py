"""Counts five claim indicators and CMI over made-up prepared records, beside a bare scan and beside pandas.

The records are written set-based from a seed in the layout of docs/records.md: flags laid by the engine's own
query, ordered by month as the load step orders them. Executing the compiled expressions is held against a
bare scan that only decodes the columns they read; import, compiling and planning are timed apart in processes
of their own; pandas does the same work as an analyst writes it, reading and typing excluded and reported
apart, and has to give equal results. Peak memory is that of a process which does nothing else.
Run it as `python bench/engine.py [--stays N,N,...] [--pandas-most N] [--rounds N] [--memory MB]`; it prints
one JSON object.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

NAMES = (
    "quality_fund_2552/asthma_admissions", "quality_fund_2552/dm_short_term_admissions",
    "quality_fund_2552/ht_admissions", "quality_fund_2552/dm_readmission_28d",
    "quality_fund_2552/ht_readmission_28d", "region_kpi66_2563/cmi_rise",
)  # fmt: skip
FIRST, LAST = date(2008, 4, 1), date(2009, 3, 31)
THREADS = 2
HOSPITALS = 900

MADE = """
WITH drawn AS (
    SELECT n, hash(n) AS a, hash(n + 10_000_000_000) AS b, hash(n + 20_000_000_000) AS c FROM range({n}) made(n)
), placed AS (
    SELECT n, a, b, c, CAST(hash(c % {persons}) % {hospitals} AS INTEGER) AS home,
        CASE WHEN b // 41 % 10 < 4 THEN hash(c % {persons}, 5) ELSE c // 23 END % 1000 AS sick,
        TIMESTAMP '2008-04-01' + to_minutes(CAST(a % 525_600 AS BIGINT)) AS discharged_at
    FROM drawn
), stayed AS (
    SELECT *, date_trunc('minute', discharged_at - to_minutes(CAST(b % 9000 AS BIGINT))) AS admitted_at FROM placed
)
SELECT
    printf('%05d', 99000 + CASE WHEN a // 7 % 100 < 85 THEN home ELSE CAST(b // 7 % {hospitals} AS INTEGER) END)
        AS hcode,
    CASE WHEN b // 11 % 500 > 0 THEN printf('%05d', 99000 + home) END AS hospmain,
    CAST(hash(n, 1) // 2 AS BIGINT) AS stay_key,
    CAST(hash(c % {persons}) // 2 AS BIGINT) AS person_key,
    c % 200 > 0 AS has_cid,
    CAST(n % 1_000_000 AS INTEGER) AS an_order,
    CASE WHEN a // 13 % 300 = 0 THEN NULL WHEN a // 13 % 100 < 72 THEN 'UCS' WHEN a // 13 % 100 < 86 THEN 'OFC'
        WHEN a // 13 % 100 < 98 THEN 'SSS' ELSE 'LGO' END AS inscl,
    CAST(1 + c // 7 % 2 AS VARCHAR) AS sex,
    CAST('1930-01-01' AS DATE) + CAST(c % {persons} % 28_000 AS INTEGER) AS born_on,
    CAST(date_diff('day', CAST('1930-01-01' AS DATE) + CAST(c % {persons} % 28_000 AS INTEGER), admitted_at) // 365
        AS SMALLINT) AS age,
    admitted_at, discharged_at,
    CAST(admitted_at AS DATE) AS admitted_on, CAST(discharged_at AS DATE) AS discharged_on,
    CAST(year(discharged_at) * 12 + month(discharged_at) - 1 AS INTEGER) AS month,
    CAST(date_diff('day', admitted_at, discharged_at) AS INTEGER) AS los,
    CAST(1 + a // 17 % 5 AS VARCHAR) AS discharge_status,
    CASE WHEN b // 19 % 40 = 0 THEN '8' WHEN b // 19 % 40 < 3 THEN '4' ELSE '1' END AS discharge_type,
    b // 19 % 40 > 0 AS is_alive, b // 19 % 40 IN (1, 2) AS transferred_out,
    c // 19 % 40 IN (1, 2) AS transferred_in,
    CASE WHEN sick < 12 THEN 'J45' || a % 10 WHEN sick < 20 THEN 'E10' || a % 10
        WHEN sick < 45 THEN 'E11' || a % 10 WHEN sick < 65 THEN 'I10' WHEN sick < 72 THEN 'I61' || a % 10
        WHEN sick = 999 AND a % 5 = 0 THEN NULL ELSE chr(65 + CAST(a % 8 AS INTEGER)) || 10 + b % 90 END
        AS principal,
    CASE WHEN b // 29 % 3 = 0 THEN '|I10|' WHEN b // 29 % 3 = 1 THEN '|E119|N183|' ELSE '|' END AS others,
    CAST(100_000 + a % 9_000_000 AS BIGINT) AS charge_satang,
    printf('%05d', a % 1500) AS drg,
    CAST(2000 + b % 30_000 AS BIGINT) AS rw_e4,
    CASE WHEN c // 31 % 200 > 0 THEN CAST(2000 + b % 30_000 AS BIGINT) END AS adjrw_e4,
    c // 37 % 700 = 0 AS grouper_error
FROM stayed
"""
SOURCE = {
    "stays": ("hcode hospmain inscl", "age month adjrw_e4",
              "in_asthma in_diabetes_short_term in_hypertension grouper_error", ""),
    "chronic": ("hcode inscl", "month person_key stay_key place stays_of_person",
                "in_diabetes in_hypertension is_alive transferred_in transferred_out",
                "admitted_on discharged_on"),
}  # fmt: skip
"""The columns that the six figures follow from: texts, whole numbers, flags, days."""
READ = {
    "stays": ("hcode", "month adjrw_e4", "grouper_error", ""),
    "chronic": ("hcode hospmain inscl", "age month person_key stay_key place stays_of_person",
                "in_asthma in_diabetes_short_term in_diabetes in_hypertension is_alive transferred_in "
                "transferred_out", "admitted_on discharged_on"),
}  # fmt: skip
"""The columns that are read in the end: admissions are counted over the chronic few, too."""


def made_records(folder: Path, n: int) -> None:
    """Writes stays and the chronic few, as `load` prepares them."""
    import duckdb
    import ibis

    from sitthi.book import Book
    from sitthi.core.coding.codesets import CodeSet
    from sitthi.core.measures.indicator import Indicator
    from sitthi.engine.prepared import chronic_of, chronic_sets, flag_query
    from sitthi.engine.tables import STAYS, schema_of

    book = Book()
    config = {"threads": THREADS, "memory_limit": "3GB", "temp_directory": str(folder / "spill")}
    with duckdb.connect(config=config) as connection:
        persons = max(n * 6 // 10, 1)
        connection.execute(f"CREATE VIEW made AS {MADE.format(n=n, persons=persons, hospitals=HOSPITALS)}")
        flagged = flag_query(book.all(CodeSet), "made")
        order = "month, admitted_at, discharged_at, hcode, an_order, stay_key"
        _write(connection, f"{flagged} ORDER BY {order}", folder / "stays.parquet")
        stays = connection.read_parquet(str(folder / "stays.parquet"))
        stays.create_view("prepared")
        known = ibis.table(schema_of(STAYS, stays.columns), name="prepared")
        few = chronic_of(known, chronic_sets(book.all(Indicator).values()))
        _write(connection, str(ibis.to_sql(few, dialect="duckdb")), folder / "chronic.parquet")


def _write(connection: Any, query: str, path: Path) -> None:
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")


def bare_scan(folder: Path, columns: dict[str, tuple[str, ...]]) -> list[str]:
    """Gives queries that decode some columns once, and do as little with them as makes that sure."""
    queries = []
    for name, (texts, numbers, flags, days) in columns.items():
        found = [
            *(f"sum(strlen({column}))" for column in texts.split()),
            *(f"bit_xor({column})" for column in numbers.split()),
            *(f"count_if({column})" for column in flags.split()),
            *(f"bit_xor({column} - DATE '2000-01-01')" for column in days.split()),
        ]
        queries.append(f"SELECT {', '.join(found)} FROM '{folder / name}.parquet'")
    return queries


def planned(folder: Path, memory: str) -> tuple[Any, Any]:
    """Imports, opens, compiles: everything that a process does once; gives the backend and the plan."""
    from sitthi.book import Book
    from sitthi.core.coding.codesets import CodeSet
    from sitthi.core.measures.indicator import Indicator
    from sitthi.core.rules.choices import Choice
    from sitthi.core.thai.periods import Period
    from sitthi.engine.backends import DuckDB
    from sitthi.engine.measures import planned as plan_of
    from sitthi.engine.tables import CHRONIC, STAYS, Tables

    book = Book()
    backend = DuckDB(threads=THREADS, memory=memory)
    tables = Tables(
        stays=backend.table("stays", folder / "stays.parquet", STAYS),
        chronic=backend.table("chronic", folder / "chronic.parquet", CHRONIC),
    )
    choices = {name: choice.default for name, choice in book.all(Choice).items()}
    indicators = [book.all(Indicator)[name] for name in NAMES]
    return backend, plan_of(backend, tables, indicators, book.all(CodeSet), Period(FIRST, LAST), choices)


def counts_of(measured: Any) -> list[list[Any]]:
    """Gives numerators and what pandas can count too: `[indicator, unit, numerator, denominator]`."""
    return [[m.indicator, m.unit, m.numerator, m.denominator] for m in measured.rows if m.unit is not None]


def ours(folder: Path, memory: str, rounds: int) -> dict[str, Any]:
    """Executes the compiled plan and the bare scan in turns, in this process."""
    start = time.perf_counter()
    backend, plan = planned(folder, memory)
    once = time.perf_counter() - start
    scans = {"bare": bare_scan(folder, SOURCE), "bare_of_read": bare_scan(folder, READ)}
    took: dict[str, list[float]] = {name: [] for name in (*scans, "ours")}
    for _ in range(rounds):
        for name, queries in scans.items():
            start = time.perf_counter()
            for query in queries:
                backend.rows(query)
            took[name].append(time.perf_counter() - start)
        start = time.perf_counter()
        measured = plan.run(backend)
        took["ours"].append(time.perf_counter() - start)
    return {"once": once, **took, "counts": counts_of(measured)}


def alone(folder: Path, memory: str) -> dict[str, Any]:
    """Plans and executes once and does nothing else: what it takes, and the peak memory of the process."""
    start = time.perf_counter()
    backend, plan = planned(folder, memory)
    once = time.perf_counter() - start
    plan.run(backend)
    return {"once": once, "peak_kib": peak_kib()}


def peak_kib() -> int:
    """Gives the most memory this process has had resident.

    `getrusage` would count what the parent had when it started this one.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def pandas_way(folder: Path, rounds: int) -> dict[str, Any]:
    """Counts the same with pandas, the flags given; reading is preparation."""
    import pandas as pd

    start = time.perf_counter()
    columns = {name: " ".join(kinds).split() for name, kinds in SOURCE.items()}
    order = ["admitted_at", "discharged_at", "an_order"]
    stays = pd.read_parquet(folder / "stays.parquet", columns=columns["stays"])
    chronic = pd.read_parquet(folder / "chronic.parquet", columns=columns["chronic"] + order)
    preparation = time.perf_counter() - start
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        counts = counted_by_pandas(stays, chronic)
        took.append(time.perf_counter() - start)
    return {"preparation": preparation, "pandas": took, "counts": counts}


def counted_by_pandas(stays: Any, chronic: Any) -> list[list[Any]]:
    """Does it as an analyst writes it: masks, groupby, and a merge of persons with themselves."""
    import pandas as pd

    counts: list[list[Any]] = []
    year = stays[stays.month.between(FIRST.year * 12 + FIRST.month - 1, LAST.year * 12 + LAST.month - 1)]
    adult = year[(year.inscl == "UCS") & (year.age >= 15)]
    for name, flag in zip(NAMES, ("in_asthma", "in_diabetes_short_term", "in_hypertension"), strict=False):
        found = adult[adult[flag].eq(True)].groupby("hospmain").size()
        counts += [[name, unit, int(n), None] for unit, n in found.items()]
    index = chronic[chronic.month.between(FIRST.year * 12 + FIRST.month - 1, LAST.year * 12 + LAST.month - 1)]
    order = ["admitted_at", "discharged_at", "hcode", "an_order", "stay_key"]
    for name, flag in zip(NAMES[3:], ("in_diabetes", "in_hypertension"), strict=False):
        of_set = index[index[flag].eq(True) & (index.inscl == "UCS")]
        returns = chronic[chronic[flag].eq(True) & (chronic.inscl == "UCS")].sort_values(order)
        returns["nth"] = range(len(returns))
        first = of_set[of_set.is_alive].merge(returns[["stay_key", "nth"]], on="stay_key")
        pairs = first.merge(returns, on="person_key", suffixes=("", "_back"))
        gap = (pd.to_datetime(pairs.admitted_on_back) - pd.to_datetime(pairs.discharged_on)).dt.days
        goes_on = pairs.transferred_out & pairs.transferred_in_back & (gap == 0)
        back = pairs[(pairs.nth_back > pairs.nth) & gap.between(0, 28) & ~goes_on]
        above = back.drop_duplicates("stay_key").groupby("hcode").size()
        below = of_set.groupby("hcode").size()
        counts += [[name, unit, int(above.get(unit, 0)), int(n)] for unit, n in below.items()]
    weighed = year[~year.grouper_error & year.adjrw_e4.notna()].groupby("hcode").adjrw_e4.agg(["sum", "size"])
    return counts + [[NAMES[5], unit, int(total), int(n)] for unit, (total, n) in weighed.iterrows()]


def equal(mine: list[list[Any]], theirs: list[list[Any]]) -> bool:
    """Compares all counts but the zeros, of which pandas makes no rows."""

    def kept(rows: list[list[Any]]) -> dict[tuple[str, str], tuple[int, int | None]]:
        return {(name, unit): (above, below) for name, unit, above, below in rows if above or below}

    return kept(mine) == kept(theirs)


def in_child(*words: object) -> dict[str, Any]:
    """Runs a part of this file in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, words)], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def compared(folder: Path, n: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Measures one size."""
    made_records(folder, n)
    memory = f"{asked.memory}MB"
    together = in_child("--part", "ours", "--folder", folder, "--rounds", asked.rounds, "--memory", asked.memory)
    apart = [
        in_child("--part", "alone", "--folder", folder, "--memory", asked.memory) for _ in range(asked.rounds)
    ]
    bare, of_read, mine = (statistics.median(together[name]) for name in ("bare", "bare_of_read", "ours"))
    result: dict[str, Any] = {
        "stays": n,
        "memory_limit": memory,
        "median_seconds": {"bare_scan": round(bare, 4), "execute": round(mine, 4)},
        "ratio_to_bare_scan": round(mine / bare, 2),
        "ratio_to_bare_scan_of_what_is_read": round(mine / of_read, 2),
        "nanoseconds_per_stay": round(mine / n * 1e9, 1),
        "import_compile_plan_seconds": round(statistics.median(one["once"] for one in apart), 3),
        "peak_memory_gb": round(statistics.median(one["peak_kib"] for one in apart) * 1024 / 1e9, 3),
    }
    if n <= asked.pandas_most:
        theirs = in_child("--part", "pandas", "--folder", folder, "--rounds", min(asked.rounds, 3))
        took = statistics.median(theirs["pandas"])
        result |= {
            "pandas_seconds": {"preparation": round(theirs["preparation"], 3), "count": round(took, 3)},
            "pandas_to_ours": round(took / mine, 1),
            "equal": equal(together["counts"], theirs["counts"]),
        }
    return result


def main() -> None:
    """Measures every size asked for and prints one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stays", default="300000", help="sizes, with commas between")
    parser.add_argument("--pandas-most", type=int, default=10_000_000, help="pandas only up to this many stays")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", type=int, default=300, help="DuckDB's limit in MB")
    parser.add_argument("--part", choices=("ours", "alone", "pandas"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    memory = f"{asked.memory}MB"
    if asked.part == "ours":
        print(json.dumps(ours(asked.folder, memory, asked.rounds)))
    elif asked.part == "alone":
        print(json.dumps(alone(asked.folder, memory)))
    elif asked.part == "pandas":
        print(json.dumps(pandas_way(asked.folder, asked.rounds)))
    else:
        sizes = []
        for n in map(int, asked.stays.split(",")):
            with tempfile.TemporaryDirectory() as name:
                sizes.append(compared(Path(name), n, asked))
        print(json.dumps({"benchmark": "engine", "rounds": asked.rounds, "threads": THREADS, "sizes": sizes}))
        sys.exit(0 if all(size.get("equal", True) for size in sizes) else 1)


if __name__ == "__main__":
    main()
