"""Weighs a million stays by `sitthi adjrw compute --out` and by a plain row-by-row loop, and compares both.

Both are whole processes, CSV to CSV: start, read, work out, write; once with LOS given and once with times of
admission and discharge. The loop gets a share of the rows, which Sitthi does too for the comparison; the
files have to be equal byte by byte. The DRG table is made up.
Run it as `python bench/adjrw.py [--stays N] [--plain N] [--rounds N]`; it prints one JSON object.
"""

import argparse
import csv
import datetime
import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

DRGS = 1500


def made_table(path: Path) -> None:
    """Writes a seeded DRG table whose OT is three times WtLOS, half up."""
    draw = random.Random(63)  # noqa: S311 - a benchmark's rows, not a secret
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("drg", "rw0d", "rw", "wtlos", "ot", "of"))
        for n in range(DRGS):
            rw, wtlos = draw.randint(1000, 90_000), draw.randint(100, 2500)
            figures = Decimal(draw.randint(500, rw)), Decimal(rw), Decimal(wtlos), (6 * wtlos + 100) // 200
            of = Decimal(draw.randint(3, 100)) / 100
            writer.writerow((f"{n * 17 % 100_000:05d}", figures[0] / 10_000, figures[1] / 10_000, figures[2] / 100,
                             figures[3], of))  # fmt: skip


def made_stays(folder: Path, n: int) -> None:
    """Writes the same stays twice: with their LOS, and with times and days on leave.

    As in a hospital, few DRGs are common and many rare: a tenth of them has nearly half of the stays.
    """
    draw = random.Random(2567)  # noqa: S311 - a benchmark's rows, not a secret
    begin = datetime.datetime(2024, 10, 1)  # noqa: DTZ001 - a hospital's clock has no zone
    with (folder / "los.csv").open("w", newline="") as los, (folder / "times.csv").open("w", newline="") as times:
        los.write("id,drg,los\n")
        times.write("id,drg,admitted_at,discharged_at,leave_days\n")
        for k in range(n):
            drg = f"{int(DRGS * draw.random() ** 3) * 17 % 100_000:05d}"
            admitted = begin + datetime.timedelta(minutes=draw.randrange(525_600))
            minutes = int(draw.expovariate(1 / (4.5 * 1440)))
            leave = 1 if minutes > 5760 and draw.random() < 0.02 else 0
            discharged = admitted + datetime.timedelta(minutes=minutes)
            days, rest = divmod(minutes - leave * 1440, 1440)
            los.write(f"{k:08d},{drg},{days + (days > 0 and rest > 360)}\n")
            times.write(f"{k:08d},{drg},{admitted:%Y-%m-%d %H:%M},{discharged:%Y-%m-%d %H:%M},{leave}\n")


def plain_adjrw(drg: dict[str, str], days: int) -> tuple[str, Decimal]:
    """Works the formula out as one would write it in an afternoon, in Decimal."""
    rw0d, rw, wtlos, of = (Decimal(drg[name]) for name in ("rw0d", "rw", "wtlos", "of"))
    ot = int(drg["ot"])
    if days < 1:
        return "under_24h", rw0d
    if wtlos > 3 and 3 * days < wtlos:
        return "low", rw0d + days * (rw - rw0d) / math.ceil(wtlos / 3)
    if days <= ot:
        return "standard", rw
    if drg["drg"][2] < "5":
        b12, b23 = (Decimal("0.0904"), Decimal("0.0584")) if rw < 2 else (Decimal("0.1580"), Decimal("0.1268"))
    else:
        low = rw < Decimal("0.7")
        b12, b23 = (Decimal("0.0770"), Decimal("0.0480")) if low else (Decimal("0.1212"), Decimal("0.0743"))
    if days <= 2 * ot:
        return "over_ot", rw + of * b12 * (days - ot)
    if days <= 3 * ot:
        return "over_2ot", rw + of * b12 * ot + of * b23 * (days - 2 * ot)
    return "over_3ot", rw + of * ot * (b12 + b23)


def plain_loop(table: Path, stays: Path, out: Path) -> None:
    """Reads row by row with DictReader and writes row by row."""
    with table.open(encoding="utf-8", newline="") as handle:
        drgs = {row["drg"]: row for row in csv.DictReader(handle)}
    fine = Decimal("0.0001")
    with (
        stays.open(encoding="utf-8", newline="") as handle,
        out.open("w", encoding="utf-8", newline="") as written,
    ):
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(("id", "drg", "rw", "los", "adjrw", "rule"))
        for row in csv.DictReader(handle):
            drg = drgs[row["drg"]]
            if "los" in row:
                days = int(row["los"])
            else:
                stay = datetime.datetime.fromisoformat(row["discharged_at"]) - datetime.datetime.fromisoformat(
                    row["admitted_at"]
                )
                days, rest = divmod(int(stay.total_seconds()) // 60 - int(row["leave_days"]) * 1440, 1440)
                days += days > 0 and rest > 360
            rule, value = plain_adjrw(drg, days)
            rw = Decimal(drg["rw"]).quantize(fine)
            writer.writerow((row["id"], row["drg"], rw, days, value.quantize(fine, ROUND_HALF_UP), rule))


def seconds(words: list[str]) -> float:
    """Runs a process and gives its seconds."""
    start = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Runs both alternately, compares the files, and prints medians, stays a second and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stays", type=int, default=1_000_000)
    parser.add_argument("--plain", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plain-loop", nargs=3, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.plain_loop:
        plain_loop(*asked.plain_loop)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "drgs.csv"
        made_table(table)
        made_stays(folder, asked.stays)
        sitthi = [sys.executable, "-m", "sitthi", "adjrw"]
        home = ["--home", str(folder / "home"), "--json"]
        seconds([*sitthi, "import", str(table), "--version", "6.0", "--from", "2020-10-01", *home])
        result: dict[str, object] = {
            "benchmark": "adjrw",
            "stays": asked.stays,
            "stays_of_plain_loop": asked.plain,
            "rounds": asked.rounds,
        }
        kinds = {k: compared(folder, table, k, asked, [*sitthi, "compute"], home) for k in ("los", "times")}
        print(json.dumps(result | kinds))
    sys.exit(0 if all(kind["equal"] for kind in kinds.values()) else 1)


def compared(
    folder: Path, table: Path, kind: str, asked: argparse.Namespace, compute: list[str], home: list[str]
) -> dict[str, object]:
    """Times both on the same share of the stays, and Sitthi on all of them."""
    whole, share = folder / f"{kind}.csv", folder / f"{kind}-share.csv"
    with whole.open("rb") as handle:
        share.write_bytes(b"".join(line for _, line in zip(range(asked.plain + 1), handle, strict=False)))
    ours, theirs, all_of_it = [], [], []
    for _ in range(asked.rounds):
        ours.append(seconds([*compute, str(share), "--out", str(folder / "ours.csv"), *home]))
        theirs.append(
            seconds([sys.executable, __file__, "--plain-loop", *map(str, (table, share, folder / "plain.csv"))])
        )
        all_of_it.append(seconds([*compute, str(whole), "--out", str(folder / "all.csv"), *home]))
    medians = {"sitthi": statistics.median(ours), "plain_loop": statistics.median(theirs)}
    median = statistics.median(all_of_it)
    return {
        "equal": (folder / "ours.csv").read_bytes() == (folder / "plain.csv").read_bytes(),
        "median_seconds_of_all": round(median, 3),
        "stays_per_second": round(asked.stays / median),
        "median_seconds_of_share": {name: round(took, 3) for name, took in medians.items()},
        "ratio": round(medians["sitthi"] / medians["plain_loop"], 2),
    }


if __name__ == "__main__":
    main()
