"""Scores 10,000 units by 14 indicators with `sitthi score --json` and with a plain loop, and compares both.

Both are whole processes, CSV to JSON: start, read, score against the group, weigh, total, write. A unit is a
contracting and a referral unit at once, seven criteria each, 140,000 rows in all; most are scored by the mean
and SD of the 10,000. The loop does in Decimal what Sitthi does in fractions, on the same rows; every score,
part and total of the two results has to be the same text.
Run it as `python bench/score.py [--units N] [--rounds N]`; it prints one JSON object.
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
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SHEETS = {
    "contracting": (
        "primary_nurse", "risk_screening", "cervical_screening", "asthma_admissions", "dm_short_term_admissions",
        "ht_admissions", "dm_care_primary",
    ),
    "referral": (
        "hospital_quality", "record_completeness", "drug_use", "qsi_reports", "dm_readmission_28d",
        "ht_readmission_28d", "dm_care_hospital",
    ),
}  # fmt: skip
SET_VALUES = ("primary_nurse", "hospital_quality")
LIMIT_SECONDS = 3


def is_rate(indicator: str) -> bool:
    """Tells the rates, of which less is better, from the percents."""
    return "admission" in indicator


def made_values(path: Path, n_units: int) -> None:
    """Writes seeded values: set values in halves, percents and rates with two decimals, one in fifty missing."""
    draw = random.Random(2552)  # noqa: S311 - a benchmark's rows, not a secret
    with path.open("w", encoding="utf-8") as handle:
        handle.write("unit,indicator,value\n")
        for unit in range(n_units):
            for indicators in SHEETS.values():
                for indicator in indicators:
                    if indicator in SET_VALUES:
                        value = f"{draw.randrange(11) / 2:.1f}"
                    elif is_rate(indicator):
                        value = f"{draw.gauss(200, 50):.2f}"
                    else:
                        value = f"{min(100, max(0, draw.gauss(70, 12))):.2f}"
                    missing = indicator not in SET_VALUES and draw.random() < 0.02
                    handle.write(f"{10_000 + unit},{indicator},{'' if missing else value.lstrip('-')}\n")


def plain_loop(path: Path) -> None:
    """Scores as one would write it in an afternoon: row by row, in Decimal, and prints the rows and totals."""
    values: dict[str, dict[str, Decimal | None]] = {}
    columns: dict[str, list[Decimal]] = {name: [] for indicators in SHEETS.values() for name in indicators}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            value = Decimal(row["value"]) if row["value"] else None
            values.setdefault(row["unit"], {})[row["indicator"]] = value
            if value is not None:
                columns[row["indicator"]].append(value)
    group = {}
    for name, column in columns.items():
        mean = sum(column) / len(column)
        group[name] = mean, (sum((value - mean) ** 2 for value in column) / len(column)).sqrt()
    fine = Decimal("0.0001")
    units = []
    for unit, of_unit in values.items():
        for sheet, indicators in SHEETS.items():
            n_counted = sum(of_unit[name] is not None for name in indicators)
            rows, total = [], Decimal(0)
            for name in indicators:
                value = of_unit[name]
                if value is None:
                    rows.append({"indicator": name, "score": None, "weighted": None})
                    continue
                score = value
                if name not in SET_VALUES:
                    mean, sd = group[name]
                    z = (mean - value) / sd if is_rate(name) else (value - mean) / sd
                    score = Decimal(1 if z < -2 else 2 if z < -1 else 3 if z <= 1 else 4 if z <= 2 else 5)
                weighted = 100 * score / n_counted
                total += weighted
                shown = [str(figure.quantize(fine, ROUND_HALF_UP)) for figure in (score, weighted)]
                rows.append({"indicator": name, "value": str(value), "score": shown[0], "weighted": shown[1]})
            units.append({"unit": unit, "group": sheet, "rows": rows,
                          "total": str(total.quantize(fine, ROUND_HALF_UP))})  # fmt: skip
    json.dump({"units": units}, sys.stdout)


def timed(words: list[str], out: Path) -> float:
    """Runs a process into a file and gives its seconds."""
    start = time.perf_counter()
    with out.open("wb") as handle:
        subprocess.run(words, check=True, stdout=handle)
    return time.perf_counter() - start


def figures(path: Path) -> list[object]:
    """Gives what both results have to agree on."""
    return [
        (
            unit["unit"],
            unit["group"],
            unit["total"],
            [(r["indicator"], r["score"], r["weighted"]) for r in unit["rows"]],
        )
        for unit in json.loads(path.read_text(encoding="utf-8"))["units"]
    ]


def main() -> None:
    """Runs both alternately, compares every figure, and prints the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plain-loop", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plain_loop:
        plain_loop(asked.plain_loop)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "values.csv"
        made_values(path, asked.units)
        home = ["--home", str(folder / "home"), "--json"]
        ours_words = [sys.executable, "-m", "sitthi", "score", "quality_fund_2552", str(path), *home]
        plain_words = [sys.executable, __file__, "--plain-loop", str(path)]
        ours, plain = [], []
        for _ in range(asked.rounds):
            ours.append(timed(ours_words, folder / "ours.json"))
            plain.append(timed(plain_words, folder / "plain.json"))
        is_equal = figures(folder / "ours.json") == figures(folder / "plain.json")
        median = statistics.median(ours)
        print(
            json.dumps(
                {
                    "units": asked.units,
                    "rows": asked.units * sum(map(len, SHEETS.values())),
                    "rounds": asked.rounds,
                    "equal": is_equal,
                    "sitthi_seconds": round(median, 3),
                    "sitthi_seconds_all": [round(seconds, 3) for seconds in ours],
                    "plain_loop_seconds": round(statistics.median(plain), 3),
                    "times_as_fast_as_plain_loop": round(statistics.median(plain) / median, 2),
                    "limit_seconds": LIMIT_SECONDS,
                    "within_limit": median < LIMIT_SECONDS,
                },
                indent=1,
            )
        )
        if not is_equal:
            sys.exit("the two results differ")


if __name__ == "__main__":
    main()
