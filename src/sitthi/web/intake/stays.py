"""The stays of a batch as a desk needs them: whose they are by name, their ward, physician, accident and weight.

This is the one bridge from the record tables to people's pages; it reads a batch's own identity tables.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from sitthi.web.intake.superseded import live_rows

__all__ = ["OFFICE", "Stay", "stays_of", "weights_of"]

OFFICE = ZoneInfo("Asia/Bangkok")
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Stay:
    """An admission as its set tells of it; texts are empty where the set says nothing."""

    an: str
    hn: str
    citizen_id: str
    title: str
    first_name: str
    last_name: str
    sex: str
    born_on: datetime.date | None
    inscl: str
    ward: str
    physician: str
    admitted_at: datetime.datetime
    discharged_at: datetime.datetime | None
    is_dead: bool
    is_referral: bool
    accident_at: datetime.datetime | None
    principal: str
    drg: str
    rw_e4: int | None
    adjrw_e4: int | None
    charge_satang: int | None


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def stays_of(batch: Path, gone: Sequence[Path] = ()) -> Iterator[Sequence[Stay]]:
    """Gives the stays of a claim set's batch in chunks, in the order of their numbers.

    Those that the tables of `gone` tell of are left out: a later set has spoken of them.

    Raises `FileNotFoundError` where the batch was loaded without identity: a desk works with people.
    """
    people, numbers = batch / "identity" / "persons.parquet", batch / "identity" / "stays.parquet"
    if not numbers.exists():
        raise FileNotFoundError("the batch has no identity")
    with duckdb.connect(config={"memory_limit": "600MB"}) as db:
        cursor = db.execute(_query(batch, people, numbers, gone))
        while rows := cursor.fetchmany(_CHUNK):
            yield [_stay(row) for row in rows]


def _query(batch: Path, people: Path, numbers: Path, gone: Sequence[Path]) -> str:
    records = batch / "records"
    has = {name: (records / f"{name}.parquet").exists() for name in ("IPD", "IDX", "AER", "IRF")}
    ward = (
        f"SELECT stay_key, min(WARDDSC) AS ward FROM read_parquet({_text(records / 'IPD.parquet')}) GROUP BY 1"
        if has["IPD"]
        else "SELECT NULL::BIGINT AS stay_key, NULL::VARCHAR AS ward WHERE false"
    )
    physician = (
        f"SELECT stay_key, arg_min(DRDX, line) AS physician FROM read_parquet({_text(records / 'IDX.parquet')}) "
        "WHERE DXTYPE = '1' GROUP BY 1"
        if has["IDX"]
        else "SELECT NULL::BIGINT AS stay_key, NULL::VARCHAR AS physician WHERE false"
    )
    accident = (
        "SELECT stay_key, min(AEDATE || rpad(coalesce(AETIME, ''), 4, '0')) AS happened "
        f"FROM read_parquet({_text(records / 'AER.parquet')}) WHERE AEDATE IS NOT NULL GROUP BY 1"
        if has["AER"]
        else "SELECT NULL::BIGINT AS stay_key, NULL::VARCHAR AS happened WHERE false"
    )
    return f"""
        SELECT n.an, n.hn, p.cid, p.title, p.first_name, p.last_name, s.sex, s.born_on, s.inscl,
            w.ward, d.physician, s.admitted_at, s.discharged_at, NOT s.is_alive, s.transferred_in,
            try_strptime(a.happened, '%Y%m%d%H%M'), s.principal, s.drg, s.rw_e4, s.adjrw_e4, s.charge_satang
        FROM (
            FROM read_parquet({_text(batch / "stays.parquet")}) {live_rows(batch.name, "stay", "stay_key", gone)}
        ) AS s
        JOIN read_parquet({_text(numbers)}) AS n USING (stay_key)
        LEFT JOIN (
            SELECT person_key, hn, any_value(cid) AS cid, any_value(title) AS title,
                any_value(first_name) AS first_name, any_value(last_name) AS last_name
            FROM read_parquet({_text(people)}) GROUP BY person_key, hn
        ) AS p ON p.person_key = s.person_key AND p.hn = n.hn
        LEFT JOIN ({ward}) AS w ON w.stay_key = s.stay_key
        LEFT JOIN ({physician}) AS d ON d.stay_key = s.stay_key
        LEFT JOIN ({accident}) AS a ON a.stay_key = s.stay_key
        ORDER BY n.an
    """


def _stay(row: Sequence[Any]) -> Stay:
    (an, hn, cid, title, first, last, sex, born, inscl, ward, physician, admitted, discharged, dead, referred,
     happened, principal, drg, rw, adjrw, charge) = row  # fmt: skip
    return Stay(
        an=an,
        hn=hn or "",
        citizen_id=cid or "",
        title=title or "",
        first_name=first or "",
        last_name=last or "",
        sex=sex or "",
        born_on=born,
        inscl=inscl or "",
        ward=ward or "",
        physician=physician or "",
        admitted_at=_at(admitted),
        discharged_at=_at(discharged) if discharged else None,
        is_dead=bool(dead),
        is_referral=bool(referred),
        accident_at=_at(happened) if happened else None,
        principal=principal or "",
        drg=drg or "",
        rw_e4=rw,
        adjrw_e4=adjrw,
        charge_satang=charge,
    )


def _at(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(tzinfo=OFFICE)


def weights_of(
    batch: Path, gone: Sequence[Path] = ()
) -> Iterator[Sequence[tuple[str, str, int | None, int | None]]]:
    """Gives AN, DRG, RW and AdjRW (ten-thousandths) of a register's batch, in chunks."""
    weights, numbers = batch / "weights.parquet", batch / "identity" / "stays.parquet"
    if not weights.exists() or not numbers.exists():
        return
    with duckdb.connect(config={"memory_limit": "600MB"}) as db:
        cursor = db.execute(
            f"SELECT an, coalesce(drg, ''), rw_e4, adjrw_e4 FROM read_parquet({_text(weights)}) "
            f"JOIN read_parquet({_text(numbers)}) USING (stay_key) "
            f"{live_rows(batch.name, 'stay', 'stay_key', gone)} WHERE NOT grouper_error ORDER BY an"
        )
        while rows := cursor.fetchmany(_CHUNK):
            yield rows
