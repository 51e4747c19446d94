"""What a cell of a claim file means for a stay, as macros of a DuckDB connection.

Each is the twin of something in the core, or says here how it reads; what cannot be read is NULL.
"""

import duckdb

from sitthi.core.coding.los import DAY_MINUTES, LosRule

__all__ = ["DAY_OF", "lay_facts"]

DAY_OF = """day_of(cell) AS CASE WHEN regexp_matches(cell, '^(19|2[0-3])[0-9]{6}$')
    THEN CAST(try_strptime(cell, '%Y%m%d') AS DATE) END"""
"""The macro of a day: years over 2400 are of the Buddhist era, and not turned into another than is written."""

_MACROS = (
    DAY_OF,
    """minutes_of(cell) AS CASE WHEN regexp_matches(cell, '^([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9])?$')
        THEN CAST(cell[1:2] AS INTEGER) * 60 + CAST(cell[3:4] AS INTEGER) END""",
    "moment(day, clock) AS CAST(day_of(day) AS TIMESTAMP) + to_minutes(minutes_of(clock))",
    "moment_of(cell) AS moment(cell[1:8], cell[9:])",
    # The twin of core.measures.stay.age_on.
    """whole_years(born_on, day) AS CASE WHEN born_on <= day THEN CAST(
        year(day) - year(born_on) - CAST((month(day), day(day)) < (month(born_on), day(born_on)) AS INTEGER)
        AS SMALLINT) END""",
    # The twin of core.coding.icd10.icd10.
    """icd10_of(cell) AS CASE WHEN regexp_matches(upper(cell), '^[A-Z][0-9]{2}([.]?[0-9A-Z]{1,3})?$')
        THEN replace(upper(cell), '.', '') END""",
    # Decimal all the way; what is finer than a satang, or than a ten-thousandth, goes half up.
    "satang_of(cell) AS CAST(TRY_CAST(cell AS DECIMAL(20, 6)) * 100 AS BIGINT)",
    "e4_of(cell) AS CAST(TRY_CAST(cell AS DECIMAL(20, 8)) * 10000 AS BIGINT)",
    "sex_of(cell) AS CASE WHEN cell IN ('1', '2') THEN cell END",
    # The ministry's nine characters end in the five digits; the twin of core.identity.read_hospital_code.
    "hospital_of(cell) AS CASE WHEN regexp_matches(cell, '^[A-Za-z]{2}00[0-9]{5}$') THEN cell[5:] ELSE cell END",
    # 8 and 9 are the ways of dying, in the status and in the type of discharge [nhso-eclaim16 DISCHS, DISCHT].
    "lives(status, type) AS coalesce(status, '') NOT IN ('8', '9') AND coalesce(type, '') NOT IN ('8', '9')",
    "month_of(day) AS year(day) * 12 + month(day) - 1",
)


def lay_facts(connection: duckdb.DuckDBPyConnection, rule: LosRule) -> None:
    """Gives a connection the macros."""
    for macro in (*_MACROS, _los(rule)):
        connection.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


def _los(rule: LosRule) -> str:
    """Gives the twin of core.coding.los.los, of minutes that are not negative."""
    return (
        f"los_of(minutes) AS CAST(minutes // {DAY_MINUTES} + CAST(minutes >= {DAY_MINUTES} "
        f"AND minutes % {DAY_MINUTES} > {rule.extra_day_over_minutes} AS BIGINT) AS INTEGER)"
    )
