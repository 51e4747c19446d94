"""What the stays of every format share: diagnoses, the columns that follow from two times, and what bars them."""

import duckdb

from sitthi.pipeline.rows_left_out import leave_out

__all__ = ["DIAGNOSED", "OF_TIMES", "leave_out_uncountable", "make_diagnoses"]

OF_TIMES = """
    whole_years(born_on, CAST(admitted_at AS DATE)) AS age, admitted_at, discharged_at,
    CAST(admitted_at AS DATE) AS admitted_on, CAST(discharged_at AS DATE) AS discharged_on,
    CAST(month_of(discharged_at) AS INTEGER) AS month
"""
"""Columns of a stay with `born_on`, `admitted_at` and `discharged_at`, in the order of the records."""

DIAGNOSED = "principal, coalesce(others, '|') AS others"


def leave_out_uncountable(connection: duckdb.DuckDBPyConnection, file: str, times: str) -> None:
    """Leaves out stays without two readable times in order, and the later rows of a stay that comes twice.

    `times` is the SQL of `admitted_at` and `discharged_at`. The table `stay_time` keeps them, as they cost more
    to read than anything else of a stay.
    """
    connection.execute(f'CREATE OR REPLACE TEMP TABLE stay_time AS SELECT line, "AN", {times} FROM claim.{file}')
    leave_out(connection, "load.stay_times", file, """
        SELECT line FROM stay_time
        WHERE admitted_at IS NULL OR discharged_at IS NULL OR discharged_at < admitted_at
    """)  # fmt: skip
    leave_out(connection, "load.stay_twice", file, f"""
        SELECT line FROM stay_time ANTI JOIN (SELECT line FROM left_out WHERE file = '{file}') USING (line)
        QUALIFY row_number() OVER (PARTITION BY "AN" ORDER BY line) > 1
    """)  # fmt: skip


def make_diagnoses(connection: duckdb.DuckDBPyConnection, file: str, kind: str, code: str) -> None:
    """Makes `diagnoses`, and from it `diagnosed`: of each stay the principal diagnosis and all others.

    The principal one is the first of kind 1; a second of that kind stands among the others. What does not
    look like ICD-10 is none.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE diagnoses AS
        SELECT stay_key, TRY_CAST("{kind}" AS TINYINT) AS kind, icd10_of("{code}") AS code, line
        FROM kept.{file} JOIN stay_number ON number = "AN"
        WHERE icd10_of("{code}") IS NOT NULL
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE diagnosed AS
        SELECT stay_key, principal, '|' || array_to_string(list_sort(list_distinct(others)), '|') || '|' AS others
        FROM (
            SELECT stay_key, principal, CASE WHEN len(firsts) = 1 THEN beside
                ELSE list_concat(beside, list_filter(firsts, lambda code: code <> principal)) END AS others
            FROM (
                SELECT stay_key, arg_min(code, line) FILTER (kind = 1) AS principal,
                    list(code) FILTER (kind = 1) AS firsts, list(code) FILTER (kind IS DISTINCT FROM 1) AS beside
                FROM diagnoses GROUP BY stay_key
            )
        )
    """)
