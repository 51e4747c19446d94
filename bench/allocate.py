"""Shares a fund among 20,000 units by `sitthi allocate` and by a plain Decimal loop, and compares both.

Both are whole processes: start, read the CSV, share, write. The amounts have to be equal to the satang.
Run it as `python bench/allocate.py [--units N] [--rounds N]`; it prints one JSON object.
"""

import argparse
import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, getcontext
from pathlib import Path


def made_units(path: Path, n: int) -> None:
    """Writes a seeded table of units: points in tenths, populations of districts and provinces."""
    draw = random.Random(2552)  # noqa: S311 - a benchmark's rows, not a secret
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("unit", "points", "uc_population"))
        writer.writerows((10_000 + k, draw.randint(0, 5000) / 10, draw.randint(500, 150_000)) for k in range(n))


def plain_loop(path: Path) -> list[str]:
    """Shares the same fund as one would write it in an afternoon: Decimal, row by row, largest remainder."""
    getcontext().prec = 50
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    mean = sum(Decimal(row["points"]) for row in rows) / len(rows)
    ceiling = 10 * sum(Decimal(row["uc_population"]) for row in rows)
    before = []
    for row in rows:
        rate = (10 * Decimal(row["points"]) / mean).quantize(Decimal(1), ROUND_HALF_UP)
        before.append(rate * Decimal(row["uc_population"]))
    sum_before = sum(before)
    total = min(sum_before, ceiling)
    exact = [part * total / sum_before for part in before]
    amounts = [part.quantize(Decimal("0.01"), ROUND_FLOOR) for part in exact]
    left = int((total - sum(amounts)) * 100)
    order = sorted(range(len(rows)), key=lambda k: (amounts[k] - exact[k], rows[k]["unit"]))
    for k in order[:left]:
        amounts[k] += Decimal("0.01")
    return [f"{amount:.2f}" for amount in amounts]


def timed(words: list[str]) -> tuple[float, str]:
    """Runs a process and gives its seconds and what it wrote."""
    start = time.perf_counter()
    done = subprocess.run(words, check=True, capture_output=True, encoding="utf-8")
    return time.perf_counter() - start, done.stdout


def main() -> None:
    """Runs both alternately, compares every amount, and prints medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plain-loop", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plain_loop:
        json.dump(plain_loop(asked.plain_loop), sys.stdout)
        return
    seconds: dict[str, list[float]] = {"sitthi": [], "plain_loop": []}
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "units.csv"
        made_units(table, asked.units)
        calls = {
            "sitthi": [sys.executable, "-m", "sitthi", "allocate", "quality_fund_2552", str(table), "--json"],
            "plain_loop": [sys.executable, __file__, "--plain-loop", str(table)],
        }
        written = {}
        for _ in range(asked.rounds):
            for name, words in calls.items():
                took, written[name] = timed(words)
                seconds[name].append(took)
    ours = [unit["amount"] for unit in json.loads(written["sitthi"])["units"]]
    medians = {name: statistics.median(took) for name, took in seconds.items()}
    result = {
        "benchmark": "allocate",
        "units": asked.units,
        "rounds": asked.rounds,
        "equal": ours == json.loads(written["plain_loop"]),
        "median_seconds": {name: round(median, 3) for name, median in medians.items()},
        "ratio": round(medians["sitthi"] / medians["plain_loop"], 2),
        "under_one_second": medians["sitthi"] < 1,
    }
    print(json.dumps(result))
    sys.exit(0 if result["equal"] else 1)


if __name__ == "__main__":
    main()
