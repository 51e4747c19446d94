"""Makes stays and their diagnoses from a set of the 16 files."""

import duckdb

from sitthi.core.coding.los import DAY_MINUTES
from sitthi.pipeline import stay_tables
from sitthi.pipeline.rows_left_out import leave_out

__all__ = ["leave_out_uncountable", "make_stays"]


def leave_out_uncountable(connection: duckdb.DuckDBPyConnection) -> None:
    """Leaves out what no figure could count: stays without times or twice, and leave longer than its stay."""
    stay_tables.leave_out_uncountable(connection, "IPD", _TIMES)
    leave_out(connection, "load.leave", "LVD", _TOO_LONG_LEAVE)


def make_stays(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables `stays` and `diagnoses` from `kept` and the tables of numbers."""
    stay_tables.make_diagnoses(connection, "IDX", "DXTYPE", "DIAG")
    connection.execute(_STAYS)


_TIMES = 'moment("DATEADM", "TIMEADM") AS admitted_at, moment("DATEDSC", "TIMEDSC") AS discharged_at'
_LEAVE = f"""coalesce(TRY_CAST("QTYDAY" AS INTEGER), date_diff('day', day_of("DATEOUT"), day_of("DATEIN")), 0)
    * {DAY_MINUTES}"""
"""Days on leave as minutes; where the days are not given, those between going and coming back."""

_TOO_LONG_LEAVE = f"""
    WITH stay AS (
        SELECT "AN", max(date_diff('minute', admitted_at, discharged_at)) AS minutes FROM stay_time GROUP BY "AN"
    ),
    leave AS (SELECT "AN", line, {_LEAVE} AS minutes FROM claim.LVD)
    SELECT line FROM leave JOIN stay USING ("AN")
    QUALIFY sum(leave.minutes) OVER (PARTITION BY "AN") > stay.minutes OR leave.minutes < 0
"""

_STAYS = f"""
    CREATE OR REPLACE TEMP TABLE stays AS
    WITH person AS (
        SELECT "HN", arg_min(sex_of("SEX"), line) AS sex, arg_min(day_of("DOB"), line) AS born_on
        FROM kept.PAT GROUP BY "HN"
    ),
    right_of AS (
        SELECT "HN", "AN", arg_min(upper("INSCL"), line) AS inscl,
            arg_min(hospital_of("HOSPMAIN"), line) AS hospmain
        FROM kept.INS WHERE "AN" IS NOT NULL GROUP BY "HN", "AN"
    ),
    leave AS (SELECT "AN", CAST(sum({_LEAVE}) AS BIGINT) AS minutes FROM kept.LVD GROUP BY "AN"),
    charge AS (
        SELECT "AN", CAST(sum(satang_of("TOTAL")) AS BIGINT) AS satang
        FROM kept.CHT WHERE "AN" IS NOT NULL GROUP BY "AN"
    ),
    moved AS (
        SELECT "AN", bool_or(came) AS came, bool_or(went) AS went
        FROM (
            SELECT "AN", "REFERTYPE" = '1' AS came, "REFERTYPE" = '2' AS went FROM kept.IRF
            UNION ALL
            SELECT "AN", "REFMAINI" IS NOT NULL, "REFMAINO" IS NOT NULL FROM kept.AER WHERE "AN" IS NOT NULL
        )
        GROUP BY "AN"
    ),
    stay AS (
        SELECT *, CAST(row_number() OVER (ORDER BY "AN") AS INTEGER) AS an_order
        FROM kept.IPD JOIN (SELECT * EXCLUDE ("AN") FROM stay_time) USING (line)
    )
    SELECT getvariable('hcode') AS hcode, hospmain, stay_key, person_key, has_cid, an_order, inscl, sex, born_on,
        {stay_tables.OF_TIMES},
        los_of(date_diff('minute', admitted_at, discharged_at) - coalesce(leave.minutes, 0)) AS los,
        "DISCHS" AS discharge_status, "DISCHT" AS discharge_type, lives("DISCHS", "DISCHT") AS is_alive,
        coalesce("DISCHT" = '4', false) OR coalesce(went, false) AS transferred_out,
        coalesce(came, false) AS transferred_in, {stay_tables.DIAGNOSED},
        charge.satang AS charge_satang, NULL::VARCHAR AS drg, NULL::BIGINT AS rw_e4, NULL::BIGINT AS adjrw_e4,
        false AS grouper_error
    FROM stay
    JOIN stay_number ON stay_number.number = stay."AN"
    JOIN person_number ON person_number.number = stay."HN"
    LEFT JOIN person ON person."HN" = stay."HN"
    LEFT JOIN right_of ON right_of."HN" = stay."HN" AND right_of."AN" = stay."AN"
    LEFT JOIN leave ON leave."AN" = stay."AN"
    LEFT JOIN charge ON charge."AN" = stay."AN"
    LEFT JOIN moved ON moved."AN" = stay."AN"
    LEFT JOIN diagnosed USING (stay_key)
"""
