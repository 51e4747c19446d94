"""Makes stays, weights, the register of persons and screenings from a set of the 43 files.

The right of a stay is not among them: INSTYPE has no sourced way to INSCL, so `inscl` is not known.
"""

from collections.abc import Iterable

import duckdb

from sitthi.core.formats.field import Required
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline import stay_tables
from sitthi.pipeline.rows_left_out import leave_out

__all__ = ["leave_out_uncountable", "make_register", "make_stays"]


def leave_out_uncountable(connection: duckdb.DuckDBPyConnection) -> None:
    """Leaves out stays without two readable times in order, a stay's second row, and screenings without a day."""
    stay_tables.leave_out_uncountable(connection, "ADMISSION", _TIMES)
    for file in ("NCDSCREEN", "SPECIALPP"):
        leave_out(
            connection,
            "load.screening_day",
            file,
            f'SELECT line FROM claim.{file} WHERE day_of("DATE_SERV") IS NULL',
        )


def make_stays(connection: duckdb.DuckDBPyConnection, error_drgs: Iterable[str]) -> None:
    """Makes the tables `stays`, `diagnoses` and `weights`; `error_drgs` are those a grouper gives up with."""
    connection.execute("SET VARIABLE error_drgs = ?::VARCHAR[]", [sorted(error_drgs)])
    stay_tables.make_diagnoses(connection, "DIAGNOSIS_IPD", "DIAGTYPE", "DIAGCODE")
    connection.execute(_WEIGHTS)
    connection.execute(_STAYS)


def make_register(connection: duckdb.DuckDBPyConnection, format: FileFormat) -> None:
    """Makes the tables `persons` and `screenings`; a screening is complete when its form has no gap."""
    connection.execute(_PERSONS)
    asked = [field.name for field in format.fields_of("NCDSCREEN") if field.required is Required.ALWAYS]
    whole = " AND ".join(f'"{name}" IS NOT NULL' for name in asked)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE screenings AS
        SELECT getvariable('hcode') AS hcode, person_key, screened_on, kind, bool_or(complete) AS complete
        FROM (
            SELECT "PID", day_of("DATE_SERV") AS screened_on, 'ncd' AS kind, {whole} AS complete
            FROM kept.NCDSCREEN
            UNION ALL
            SELECT "PID", day_of("DATE_SERV"), "PPSPECIAL", true FROM kept.SPECIALPP WHERE "PPSPECIAL" IS NOT NULL
        )
        JOIN person_number ON number = "PID"
        GROUP BY person_key, screened_on, kind
    """)


_TIMES = """date_trunc('minute', moment_of("DATETIME_ADMIT")) AS admitted_at,
    date_trunc('minute', moment_of("DATETIME_DISCH")) AS discharged_at"""

_WEIGHTS = """
    CREATE OR REPLACE TEMP TABLE weights AS
    SELECT getvariable('hcode') AS hcode, stay_key, "DRG" AS drg, e4_of("RW") AS rw_e4, e4_of("ADJRW") AS adjrw_e4,
        TRY_CAST("ACTLOS" AS INTEGER) AS los,
        coalesce("ERROR" NOT IN ('0', '00'), false)
            OR coalesce(list_contains(getvariable('error_drgs'), "DRG"), false) AS grouper_error,
        'ADMISSION' AS source
    FROM kept.ADMISSION JOIN stay_number ON number = "AN"
    WHERE coalesce("DRG", "RW", "ADJRW") IS NOT NULL
"""

_STAYS = f"""
    CREATE OR REPLACE TEMP TABLE stays AS
    WITH person AS (
        SELECT "PID", arg_min(sex_of("SEX"), line) AS sex, arg_min(day_of("BIRTH"), line) AS born_on
        FROM kept.PERSON GROUP BY "PID"
    ),
    visit AS (
        SELECT "SEQ", arg_min(hospital_of("MAIN"), line) AS hospmain
        FROM kept.SERVICE WHERE "SEQ" IS NOT NULL GROUP BY "SEQ"
    ),
    stay AS (
        SELECT *, CAST(row_number() OVER (ORDER BY "AN") AS INTEGER) AS an_order
        FROM kept.ADMISSION JOIN (SELECT * EXCLUDE ("AN") FROM stay_time) USING (line)
    )
    SELECT getvariable('hcode') AS hcode, hospmain, stay_key, person_key, has_cid, an_order,
        NULL::VARCHAR AS inscl, sex, born_on, {stay_tables.OF_TIMES},
        los_of(date_diff('minute', admitted_at, discharged_at)) AS los,
        "DISCHSTATUS" AS discharge_status, "DISCHTYPE" AS discharge_type,
        lives("DISCHSTATUS", "DISCHTYPE") AS is_alive,
        coalesce("DISCHTYPE" = '4', false) OR "REFEROUTHOSP" IS NOT NULL AS transferred_out,
        coalesce("TYPEIN" = '3', false) OR "REFERINHOSP" IS NOT NULL AS transferred_in, {stay_tables.DIAGNOSED},
        satang_of("PRICE") AS charge_satang, weights.drg, rw_e4, adjrw_e4,
        coalesce(grouper_error, false) AS grouper_error
    FROM stay
    JOIN stay_number ON stay_number.number = stay."AN"
    JOIN person_number ON person_number.number = stay."PID"
    LEFT JOIN person ON person."PID" = stay."PID"
    LEFT JOIN visit ON visit."SEQ" = stay."SEQ"
    LEFT JOIN diagnosed USING (stay_key)
    LEFT JOIN weights USING (stay_key)
"""

_PERSONS = """
    CREATE OR REPLACE TEMP TABLE persons AS
    SELECT getvariable('hcode') AS hcode, person_key, bool_or(has_cid) AS has_cid,
        arg_max(sex_of("SEX"), changed) AS sex, arg_max(day_of("BIRTH"), changed) AS born_on,
        arg_max("TYPEAREA", changed) AS residence, NULL::VARCHAR AS inscl,
        arg_max("DISCHARGE", changed) AS discharged
    FROM (SELECT *, (coalesce("D_UPDATE", ''), line) AS changed FROM kept.PERSON)
    JOIN person_number ON number = "PID"
    GROUP BY person_key
"""
