"""Lays the desk that `desk.py` measures: one hospital's set, opened as cases and multiplied by the database.

Run as `python desk_home.py CASES` with SITTHI_HOME and, for PostgreSQL, DATABASE_URL; prints JSON.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

import desk_django  # noqa: F401 - readies what the next lines need
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.intake import Loaded, load
from sitthi.pipeline.load_request import Intake
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.flows import book
from sitthi.web.claims.models import CaseDeadline, CaseDocument, CaseEvent, ClaimCase
from sitthi.web.intake.opening import open_cases
from web import lay_home
from web.small_sets import made_set

_SEED_STAYS = 1000
_APART = 10_000
"""How far the ids of one copy are from those of the next."""


def main() -> None:
    """Lays people, a set of a thousand stays, and as many copies of its cases as are asked for."""
    lay_home.main()
    hospital = Organisation.objects.get(code="99001")
    format = book().all(FileFormat)["eclaim16"]
    with tempfile.TemporaryDirectory() as name:
        for member, content in made_set(format, n_stays=_SEED_STAYS).items():
            (Path(name) / member).write_bytes(content)
        loaded = load(settings.HOME, book(), Intake(format, Path(name), hospital.code))
    assert isinstance(loaded, Loaded), loaded
    began = time.perf_counter()
    opened = open_cases(hospital, loaded.batch.folder, loaded.batch.id, timezone.now())
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    _multiply(int(sys.argv[1]) // opened.new)
    _give_out()
    told = {
        "cases": ClaimCase.objects.count(),
        "events": CaseEvent.objects.count(),
        "opening_ms_a_case": round(1000 * seconds / opened.new, 3),
        "laying_seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(told))


def _multiply(times: int) -> None:
    """Copies the cases and all that hangs on them, each copy some hours later than the one before."""
    for kind, own in (
        (ClaimCase, "id"),
        (CaseEvent, "case_id"),
        (CaseDocument, "case_id"),
        (CaseDeadline, "case_id"),
    ):
        table = kind._meta.db_table
        columns = [field.column for field in kind._meta.concrete_fields if not field.primary_key]
        taken = [_copied(kind, column) for column in columns]
        if own == "id":
            columns, taken = ["id", *columns], [f"id + k * {_APART}", *taken]
        numbers = f"WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {times - 1})"
        names = ", ".join(f'"{column}"' for column in columns)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) {numbers} SELECT {", ".join(taken)} FROM "{table}", copy '
                f"WHERE {own} < {_APART}"
            )


def _copied(kind: type, column: str) -> str:
    """Gives what a copy has in a column."""
    if column == "case_id":
        return f"case_id + k * {_APART}"
    if kind is not ClaimCase:
        return f'"{column}"'
    copy = "lpad(k::text, 4, '0')" if _is_server() else "printf('%04d', k)"
    # Some are late and some are due in a month, whatever the set's own days are.
    hours = "k % 700 - 200"
    later = (
        f'"{column}" + make_interval(hours => {hours})'
        if _is_server()
        else f"strftime('%Y-%m-%d %H:%M:%S', \"{column}\", ({hours}) || ' hours') || substr(\"{column}\", 20)"
    )
    return {
        "token": f"substr(token, 1, 8) || {copy}",
        "number": "number || k",
        "hn": "hn || k",
        "physician": "physician || (k % 20)",
        "sorts_at": f"CASE WHEN sorts_at < '9000-01-01' THEN {later} ELSE sorts_at END",
        "next_due_at": later,
    }.get(column, f'"{column}"')


def _is_server() -> bool:
    return connection.vendor == "postgresql"


def _give_out() -> None:
    """Lets eight officers share half of the cases, and closes one in eight."""
    with connection.cursor() as cursor:
        for n in range(8):
            officer = User.objects.get(username=f"officer{n + 1}")
            cursor.execute(f"UPDATE claims_claimcase SET holder_id = {officer.pk} WHERE id % 16 = {n}")
        cursor.execute("UPDATE claims_claimcase SET is_open = %s WHERE id %% 8 = 7", [False])


if __name__ == "__main__":
    main()
