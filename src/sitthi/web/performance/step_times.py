"""How long the cases of a year lay at each step of their flow, worked out for all of them at once.

`core.claims.lead_time` says what the time of a step is, case by case; here it stands a second time as the SQL of a
private DuckDB over the events of the year, held to the first by a generated test.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa
from django.db import connection
from django.db.models import CharField, Func, QuerySet

from sitthi.core.calendar.working import ONE_DAY, WorkingCalendar
from sitthi.core.claims.events import EventKind, live
from sitthi.core.claims.lead_time import open_minutes
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.measures.order import OrderStatistics
from sitthi.web.claims.facts import event_of
from sitthi.web.claims.models import CaseEvent, ClaimCase

__all__ = ["Spent", "SpentBy", "spent"]

_KINDS = (EventKind.STEP_DONE.value, EventKind.STEP_SKIPPED.value, EventKind.STEP_RETURNED.value)


@dataclass(frozen=True, slots=True)
class Spent:
    """What some cases spent at a step, or at all steps of a unit: minutes of the calendar or of the office."""

    stats: OrderStatistics
    total: int


@dataclass(frozen=True, slots=True)
class SpentBy:
    """The times by step and by unit."""

    steps: Mapping[str, Spent]
    units: Mapping[str, Spent]


class _Written(Func):
    """A moment as text in UTC, the same from either database, so that no driver reads it row by row."""

    output_field = CharField()
    template = "CAST(%(expressions)s AS TEXT)"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Leaves the zone out, as the other database does."""
        return self.as_sql(
            compiler, connection, template="CAST(%(expressions)s AT TIME ZONE 'UTC' AS TEXT)", **extra
        )


def spent(
    cases: QuerySet[ClaimCase],
    definitions: Mapping[int, ProcessDefinition],
    calendar: WorkingCalendar,
    until: datetime.date,
    *,
    by_office: bool,
) -> SpentBy:
    """Gives what the cases that follow some editions spent, by the ids of steps and of units.

    Days after `until` are none on which anything was done. Office hours are those of the newest edition.
    """
    cases = cases.filter(flow__in=list(definitions)).order_by()
    stays = _rows(
        cases.values_list("pk", "flow_id", _Written("admitted_at"), _Written("discharged_at"), "patient_type")
    )
    happened = CaseEvent.objects.filter(case__in=cases.values("pk")).order_by()
    told = _rows(
        happened.filter(kind__in=_KINDS).values_list(
            "case_id", "number", "step", "kind", _Written("at"), "supersedes"
        )
    )
    opens, closes = open_minutes(definitions[max(definitions)].hours)
    with duckdb.connect(config={"threads": 2}) as db:
        db.register("stays", _table(stays, ("case_id", "flow", "admitted", "discharged", "kind")))
        db.register("told", _table(told, ("case_id", "number", "step", "kind", "happened", "supersedes")))
        db.register("gone", _table(_gone(happened), ("case_id", "number")))
        db.register("steps", _table(_steps(definitions), ("flow", "step", "place", "unit")))
        first = min((row[2] for row in stays), default=f"{until}")
        db.register("days", _table(_days(first, until, calendar), ("day", "before", "is_working")))
        db.execute(_TIMES, {"opens": opens, "length": closes - opens, "by_office": by_office})
        return SpentBy(_stats(db, "step"), _stats(db, "unit"))


def _rows(wanted: QuerySet) -> Sequence[Sequence[Any]]:
    """Reads rows as the driver gives them."""
    text, given = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return cursor.fetchall()


def _table(rows: Iterable[Sequence[Any]], names: Sequence[str]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table(
        {name: pa.array(column, type=_TYPES[name]) for name, column in zip(names, columns, strict=True)}
    )


_TYPES = {
    **dict.fromkeys(("case_id", "flow", "number", "supersedes", "place", "before"), pa.int64()),
    **dict.fromkeys(("admitted", "discharged", "happened", "step", "kind", "unit"), pa.string()),
    "day": pa.date32(),
    "is_working": pa.int64(),
}


def _gone(happened: QuerySet[CaseEvent]) -> list[tuple[int, int]]:
    """Gives the events whose place another took. Few events take one, so the core says which still stand."""
    taking = happened.filter(supersedes__isnull=False).order_by("case_id", "number")
    return [
        (case, event.supersedes)
        for case, rows in groupby(taking, key=lambda row: row.case_id)
        for event in live([event_of(row) for row in rows])
        if event.supersedes is not None and event.supersedes < event.number
    ]


def _steps(definitions: Mapping[int, ProcessDefinition]) -> Iterator[tuple[int, str, int, str]]:
    for edition, definition in definitions.items():
        for step in definition.steps:
            yield edition, step.id, step.number, step.unit


def _days(first: str, until: datetime.date, calendar: WorkingCalendar) -> Iterator[tuple[datetime.date, int, int]]:
    """Gives each day with how many working days lie before it, a day more than needed on either side."""
    day, before = datetime.date.fromisoformat(first[:10]) - ONE_DAY, 0
    while day <= until + ONE_DAY:
        is_working = calendar.is_working(day)
        yield day, before, int(is_working)
        before += is_working
        day += ONE_DAY


# `ordered` puts the events of a case in the order of `live`; `stood` keeps of each step the last thing said of it,
# unless the case came back to it or to an earlier one since; `came` is when the last step before it was settled.
_TIMES = """
CREATE TEMP TABLE times AS
WITH ordered AS (
    SELECT t.case_id, t.kind, t.happened::TIMESTAMP AS happened, s.place, s.step, s.unit, row_number() OVER (
        PARTITION BY t.case_id
        ORDER BY t.happened::TIMESTAMP, least(coalesce(t.supersedes, t.number), t.number), t.number
    ) AS turn
    FROM told AS t JOIN stays AS c USING (case_id) JOIN steps AS s ON s.flow = c.flow AND s.step = t.step
    WHERE NOT EXISTS (SELECT 1 FROM gone AS g WHERE g.case_id = t.case_id AND g.number = t.number)
), last_said AS (
    SELECT case_id, place, any_value(step) AS step, any_value(unit) AS unit, max(turn) AS turn,
        arg_max(happened, turn) AS happened, arg_max(kind, turn) AS kind
    FROM ordered WHERE kind <> 'step_returned' GROUP BY case_id, place
), stood AS (
    SELECT * FROM last_said AS l WHERE NOT EXISTS (
        SELECT 1 FROM ordered AS r WHERE r.kind = 'step_returned' AND r.case_id = l.case_id
            AND r.place <= l.place AND r.turn > l.turn
    )
), came AS (
    SELECT s.*, c.admitted::TIMESTAMP AS admitted, max(s.happened) OVER (
        PARTITION BY s.case_id ORDER BY s.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before,
    coalesce(c.discharged, CASE WHEN c.kind = 'outpatient' THEN c.admitted END)::TIMESTAMP AS ended
    FROM stood AS s JOIN stays AS c USING (case_id)
), begun AS (
    SELECT case_id, step, unit, happened AS done, least(happened, greatest(admitted, coalesce(before, admitted),
        CASE WHEN happened >= ended THEN ended ELSE admitted END)) AS start
    FROM came WHERE kind = 'step_done'
), placed AS (
    SELECT b.*, f.before * $length + f.is_working * greatest(0, least($length,
            date_part('hour', start + INTERVAL 7 HOUR) * 60 + date_part('minute', start) - $opens)) AS open_before,
        t.before * $length + t.is_working * greatest(0, least($length,
            date_part('hour', done + INTERVAL 7 HOUR) * 60 + date_part('minute', done) - $opens)) AS open_after
    FROM begun AS b
    LEFT JOIN days AS f ON f.day = (start + INTERVAL 7 HOUR)::DATE
    LEFT JOIN days AS t ON t.day = (done + INTERVAL 7 HOUR)::DATE
)
SELECT case_id, step, unit, CASE WHEN $by_office THEN open_after - open_before
    ELSE (date_diff('minute', start, done)) END AS minutes
FROM placed
"""


def _stats(db: duckdb.DuckDBPyConnection, by: str) -> Mapping[str, Spent]:
    """Gives the order statistics of each step, or of each unit's sum over the steps of a case."""
    found = db.execute(
        f"""
        WITH sums AS (SELECT {by} AS name, sum(minutes)::BIGINT AS minutes FROM times GROUP BY case_id, {by}),
        sorted AS (SELECT name, count(*) AS n, sum(minutes)::BIGINT AS total, list_sort(list(minutes)) AS l
            FROM sums GROUP BY name)
        SELECT name, n, total, l[(n - 1) // 2 + 1], l[n // 2 + 1],
            l[9 * (n - 1) // 10 + 1], l[least(9 * (n - 1) // 10 + 1, n - 1) + 1] FROM sorted
        """  # noqa: S608 - `by` is one of two words of ours
    ).fetchall()
    return {name: Spent(OrderStatistics(n, *places), total) for name, n, total, *places in found}
