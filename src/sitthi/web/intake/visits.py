"""The visits of a batch that their fund pays apart, as a desk needs them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from sitthi.web.intake.stays import OFFICE, Stay
from sitthi.web.intake.superseded import live_rows

__all__ = ["visits_of"]

_CHUNK = 2000


def visits_of(batch: Path, optypes: Sequence[str], gone: Sequence[Path] = ()) -> Iterator[Sequence[Stay]]:
    """Gives the visits of some kinds (codes of OPTYPE) in chunks, by number: a stay that ended as it began.

    Those that the tables of `gone` tell of are left out. Raises `FileNotFoundError` where the batch was loaded
    without identity.
    """
    numbers = batch / "identity" / "visits.parquet"
    if not numbers.exists():
        raise FileNotFoundError("the batch has no identity")
    if not optypes or not (batch / "records" / "OPD.parquet").exists():
        return
    with duckdb.connect(config={"memory_limit": "600MB"}) as db:
        cursor = db.execute(_query(batch, numbers, gone), [list(optypes)])
        while rows := cursor.fetchmany(_CHUNK):
            yield [_visit(row) for row in rows]


def _read(path: Path) -> str:
    return "read_parquet('" + str(path).replace("'", "''") + "')"


def _by_visit(batch: Path, file: str, columns: str, names: str, where: str = "true") -> str:
    """Gives the query of something that a file says of a visit, once each; nothing where there is no such file."""
    path = batch / "records" / f"{file}.parquet"
    if not path.exists():
        empty = ", ".join(f"NULL::VARCHAR AS {name}" for name in names.split(", "))
        return f"(SELECT NULL::BIGINT AS visit_key, {empty} WHERE false)"
    return f"(SELECT visit_key, {columns} FROM {_read(path)} WHERE {where} GROUP BY visit_key)"


def _query(batch: Path, numbers: Path, gone: Sequence[Path]) -> str:
    rights = _by_visit(batch, "INS", "arg_min(INSCL, line) AS inscl", "inscl")
    dx = _by_visit(
        batch, "ODX", "arg_min(DIAG, line) AS principal, arg_min(DRDX, line) AS physician", "principal, physician",
        "DXTYPE = '1'",
    )  # fmt: skip
    cost = _by_visit(batch, "CHT", "sum(try_cast(TOTAL AS DECIMAL(18, 2)))::VARCHAR AS total", "total")
    patients = batch / "records" / "PAT.parquet"
    born = (
        "(SELECT person_key, arg_min(DOB, line) AS dob, arg_min(SEX, line) AS sex "
        f"FROM {_read(patients)} GROUP BY 1)"
        if patients.exists()
        else "(SELECT NULL::BIGINT AS person_key, NULL::VARCHAR AS dob, NULL::VARCHAR AS sex WHERE false)"
    )
    return f"""
        SELECT n.seq, n.hn, p.cid, p.title, p.first_name, p.last_name, b.sex,
            try_strptime(b.dob, '%Y%m%d')::DATE, r.inscl, d.physician,
            try_strptime(o.DATEOPD || rpad(coalesce(o.TIMEOPD, ''), 4, '0'), '%Y%m%d%H%M'),
            d.principal, (try_cast(c.total AS DECIMAL(18, 2)) * 100)::BIGINT, coalesce(o.TYPEIN, '') = '3'
        FROM (
            FROM {_read(batch / "records" / "OPD.parquet")} {live_rows(batch.name, "visit", "visit_key", gone)}
        ) AS o
        JOIN {_read(numbers)} AS n ON n.visit_key = o.visit_key
        LEFT JOIN (
            SELECT person_key, hn, any_value(cid) AS cid, any_value(title) AS title,
                any_value(first_name) AS first_name, any_value(last_name) AS last_name
            FROM {_read(batch / "identity" / "persons.parquet")} GROUP BY person_key, hn
        ) AS p ON p.person_key = o.person_key AND p.hn = n.hn
        LEFT JOIN {born} AS b ON b.person_key = o.person_key
        LEFT JOIN {rights} AS r ON r.visit_key = o.visit_key
        LEFT JOIN {dx} AS d ON d.visit_key = o.visit_key
        LEFT JOIN {cost} AS c ON c.visit_key = o.visit_key
        WHERE list_contains(?, o.OPTYPE) AND o.DATEOPD IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY n.seq ORDER BY o.line) = 1
        ORDER BY n.seq
    """


def _visit(row: Sequence[object]) -> Stay:
    seq, hn, cid, title, first, last, sex, born, inscl, physician, at, principal, charge, referred = row
    return Stay(
        an=str(seq),
        hn=str(hn or ""),
        citizen_id=str(cid or ""),
        title=str(title or ""),
        first_name=str(first or ""),
        last_name=str(last or ""),
        sex=str(sex or ""),
        born_on=born,
        inscl=str(inscl or ""),
        ward="",
        physician=str(physician or ""),
        admitted_at=at.replace(tzinfo=OFFICE),
        discharged_at=None,
        is_dead=False,
        is_referral=bool(referred),
        accident_at=None,
        principal=str(principal or ""),
        drg="",
        rw_e4=None,
        adjrw_e4=None,
        charge_satang=charge,
    )
