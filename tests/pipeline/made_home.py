"""Homes made for tests from drawn stays and counts of people: batches as the store keeps them, no files behind."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sitthi.core.measures.stay import age_on
from sitthi.engine.tables import STAYS, schema_of
from sitthi.pipeline.store import new_batch

DEAD = ("8", "9")
DAY = datetime.date.fromisoformat
NOON = datetime.time(12)


def stay_of(drawn: str) -> dict[str, object]:
    """Reads a drawn stay: `hcode home an person sex born in out principal [name=value ...]`.

    A person is a number, an AN is a text; times are noon. Names: others, inscl, drg, adjrw, los, type, in, status.
    """
    hcode, home, an, person, sex, born, admitted, discharged, principal, *more = drawn.split()
    said = dict(one.split("=") for one in more)
    first, last = DAY(admitted), DAY(discharged)
    kind = said.get("type", "1")
    weight = said.get("adjrw")
    return {
        "hcode": hcode,
        "hospmain": None if home == "-" else home,
        "stay_key": key_of(hcode, an),
        "person_key": int(person),
        "has_cid": True,
        "an_order": int("".join(filter(str.isdecimal, an))),
        "inscl": said.get("inscl", "UCS"),
        "sex": sex,
        "born_on": DAY(born),
        "age": age_on(DAY(born), first),
        "admitted_at": datetime.datetime.combine(first, NOON),
        "discharged_at": datetime.datetime.combine(last, NOON),
        "admitted_on": first,
        "discharged_on": last,
        "month": last.year * 12 + last.month - 1,
        "los": int(said.get("los", (last - first).days)),
        "discharge_status": "1",
        "discharge_type": kind,
        "is_alive": kind not in DEAD,
        "transferred_out": kind == "4",
        "transferred_in": "in" in said,
        "principal": principal,
        "others": f"|{said['others']}|" if "others" in said else "|",
        "charge_satang": 100_000,
        "drg": said.get("drg"),
        "rw_e4": None,
        "adjrw_e4": None if weight is None else int(weight),
        "grouper_error": said.get("drg", "").startswith("26"),
    }


def key_of(hcode: str, an: str) -> int:
    """Gives a stay's key; a home that is loaded takes a keyed hash."""
    return int.from_bytes(hashlib.sha256(f"{hcode} {an}".encode()).digest()[:8], signed=True)


def add_batch(
    home: Path,
    hcode: str,
    drawn: Iterable[str],
    *,
    number: int = 1,
    key: str = "k1",
    replaces: Mapping[str, Sequence[str]] | None = None,
    identity: bool = True,
) -> str:
    """Adds a batch of a hospital's drawn stays; `replaces` names ANs of an earlier batch; gives its name."""
    lines = list(drawn)
    stays = [stay_of(line) for line in lines]
    digest = hashlib.sha256(f"{hcode} {number} {key} {lines}".encode()).hexdigest()
    gone = [(batch, an) for batch, ans in (replaces or {}).items() for an in ans]
    manifest = {
        "format": "eclaim16",
        "subject": "claims",
        "key": key,
        "supersedes": [
            {"batch": batch, "whole": False, "stays": len(ans), "visits": 0, "persons": 0}
            for batch, ans in (replaces or {}).items()
        ],
    }
    with new_batch(home, hcode, number, digest, manifest) as folder:
        pq.write_table(
            pa.Table.from_pylist(stays, schema=schema_of(STAYS, STAYS).to_pyarrow()), folder / "stays.parquet"
        )
        superseded = {
            "batch": pa.array([batch for batch, _ in gone], pa.string()),
            "kind": pa.array(["stay"] * len(gone), pa.string()),
            "key": pa.array([key_of(hcode, an) for _, an in gone], pa.int64()),
        }
        pq.write_table(pa.table(superseded), folder / "superseded.parquet")
        if identity:
            (folder / "identity").mkdir()
            numbers = {
                "stay_key": [stay["stay_key"] for stay in stays],
                "an": [line.split()[2] for line in lines],
            }
            pq.write_table(pa.table(numbers), folder / "identity" / "stays.parquet")
    return f"{number:04}-{digest[:12]}"


REGION = {
    "99001": [
        "99001 99001 A1 1 1 1960-01-01 2008-05-01 2008-05-03 J450",
        "99001 99001 A2 1 1 1960-01-01 2008-06-01 2008-06-04 J459",
        "99001 99002 A3 2 2 1990-01-01 2008-07-01 2008-07-02 E101",
        "99001 99001 A4 3 2 1950-01-01 2008-08-01 2008-08-05 E119",
        "99001 99001 A5 3 2 1950-01-01 2008-08-20 2008-08-22 E119",
        "99001 99001 A6 4 1 1950-01-01 2008-09-01 2008-09-05 I10",
        "99001 99001 A7 5 1 2000-01-01 2008-09-01 2008-09-02 J450",
        "99001 99001 A8 6 1 1950-01-01 2008-03-01 2008-03-05 E119",
    ],
    "99002": [
        "99002 99002 B1 11 1 1960-01-01 2008-05-01 2008-05-03 E119",
        "99002 99002 B2 12 2 1955-01-01 2008-06-01 2008-06-03 E119",
        "99002 99002 B3 11 1 1960-01-01 2008-06-20 2008-06-25 E119",
        "99002 99002 B4 13 1 1960-01-01 2008-11-01 2008-11-03 I10",
        "99002 99002 B5 13 1 1960-01-01 2008-11-10 2008-11-13 I119",
        "99002 99003 B6 14 2 1960-01-01 2008-11-10 2008-11-13 J450",
    ],
    "99003": [
        "99003 99003 C1 21 1 1960-01-01 2008-12-01 2008-12-03 I10",
        "99003 99003 C2 22 1 1960-01-01 2009-01-01 2009-01-03 E101",
        "99003 99009 C3 23 1 1960-01-01 2009-01-01 2009-01-03 J450",
        "99003 99003 C4 24 1 1960-01-01 2009-02-01 2009-02-03 J450 inscl=OFC",
    ],
}
"""Three hospitals over the fund's year: returns within 28 days, other rights, ages, homes and periods."""

POPULATION = [
    "unit,sex,age,right,n,counted_on",
    *(
        f"{unit},{sex},{age},{right},{n},2008-07-01"
        for unit, n in (("99001", 100), ("99002", 50), ("99003", 30))
        for sex in "12"
        for age in (10, 15, 40, 60)
        for right in ("UCS", "OFC")
    ),
]
"""Six hundred persons of 15 and over under universal coverage at the first unit, 300 and 180 at the others."""


def region(home: Path, *, identity: bool = True) -> None:
    """Makes the home of the region, without its population."""
    for hcode, drawn in REGION.items():
        add_batch(home, hcode, drawn, identity=identity)
