"""Serves a desk of many cases and measures its pages under eight clients, beside the usual way to page a list.

In one run, on one home:
- filtered work lists and case pages through `sitthi serve` (2 processes of 4 threads): the server's own time, p50
  and p95, as its log has it, and the processor time of its processes a request;
- the same pages of a list by the place of the last row, and by OFFSET after a count, as Django's admin and table
  libraries page: both have to give the same cases;
- opening the cases of a set, a case;
- eight people writing at once for some seconds on the same few cases: every act that was acknowledged is there.
Run it as `python bench/desk.py [--cases N] [--requests N] [--seconds S] [--database-url URL]`; it prints one JSON
object. What an office has after some years is `--cases 200000 --requests 2000 --seconds 60`.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import desk_django  # noqa: F401 - readies what the next lines need
from web.desk_server import Desk, environment_of, served
from web.writers import write_at_once

CLIENTS = 8
FILTERS = (
    "fund=UCS", "fund=OFC&due=late", "due=week", "least_baht=20000", "physician={physician}",
    "ward={ward}&due=soon", "document={document}", "step={step}&fund=UCS",
)  # fmt: skip


def main() -> None:
    """Lays the home, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=240)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--database-url")
    asked = parser.parse_args()
    database = {"DATABASE_URL": asked.database_url} if asked.database_url else {}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        home.mkdir()
        laid = _laid(home, asked.cases, database)
        log = Path(name) / "access"
        how = f"--access-logfile {log} --access-logformat '%(U)s %(D)s %(s)s'"
        with served(home, is_laid=True, GUNICORN_CMD_ARGS=how, **database) as desk:
            lists, cases = _addresses(desk, asked.requests)
            result = {
                "benchmark": "desk", **laid, "clients": CLIENTS,
                "database": "postgresql" if database else "sqlite",
                "lists": _measured(desk, log, lists), "case_pages": _measured(desk, log, cases),
                "paging": _paged(desk), "together": _together(desk, asked.seconds),
            }  # fmt: skip
    print(json.dumps(result))
    if not (result["paging"]["equal"] and result["together"]["equal"]):
        sys.exit(1)


def _laid(home: Path, n: int, database: dict[str, str]) -> dict[str, Any]:
    script = Path(__file__).with_name("desk_home.py")
    done = subprocess.run(
        [sys.executable, str(script), str(n)],
        env=environment_of(home, DJANGO_SETTINGS_MODULE="sitthi.web.desk.settings", **database),
        check=True,
        stdout=subprocess.PIPE,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _addresses(desk: Desk, n: int) -> tuple[list[str], list[str]]:
    """Gives addresses of lists, each filter in turn and now and then some pages on, and of cases all over."""
    one = desk.asked(
        "one = ClaimCase.objects.filter(is_open=True).exclude(physician='').order_by('sorts_at')[7]\n"
        "paper = CaseDocument.objects.filter(need='required', state='missing').first()\n"
        "result = {'physician': one.physician, 'ward': one.ward_id, 'step': one.step, 'document': paper.document}"
    )
    filters = [each.format(**one) for each in FILTERS]
    deep = desk.asked(
        "rows = list(ClaimCase.objects.filter(is_open=True, fund='UCS').order_by('sorts_at', 'pk')[::997])\n"
        "result = [f'{each.sorts_at.timestamp():.6f}_{each.pk}' for each in rows]"
    )
    lists = [f"/cases?{filters[at % len(filters)]}" for at in range(n)]
    lists[:: len(filters) * 2] = [
        f"/cases?fund=UCS&after={deep[at % len(deep)]}" for at in range(len(lists[:: len(filters) * 2]))
    ]
    tokens = desk.asked("result = list(ClaimCase.objects.order_by('hn').values_list('token', flat=True)[:4000])")
    chance = random.Random(2552)  # noqa: S311 - which page is asked for is no secret
    return lists, [f"/cases/{chance.choice(tokens)}" for _ in range(n)]


def _measured(desk: Desk, log: Path, addresses: Sequence[str]) -> dict[str, float]:
    """Asks for addresses by eight clients at once; gives the server's milliseconds and its processor time."""
    people = [desk.person(f"officer{n + 1}") for n in range(CLIENTS)]
    for person in people:
        person.get(addresses[0])
    done_before, cpu_before = len(log.read_text().splitlines()), _cpu_seconds(desk)
    failed: list[str] = []

    def ask(n: int) -> None:
        for address in addresses[n::CLIENTS]:
            answer = people[n].get(address)
            if answer.status_code != 200:
                failed.append(f"{answer.status_code} {address}")

    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert not failed, failed[:3]
    cpu = _cpu_seconds(desk) - cpu_before
    lines = [line.split() for line in log.read_text().splitlines()[done_before:]]
    took = sorted(int(line[1]) / 1000 for line in lines)
    return {
        "requests": len(took),
        "p50_ms": round(took[len(took) // 2], 1),
        "p95_ms": round(took[len(took) * 95 // 100], 1),
        "cpu_ms": round(1000 * cpu / len(took), 1),
        "a_second": round(len(took) / seconds, 1),
    }


def _cpu_seconds(desk: Desk) -> float:
    ticks = 0
    for pid in desk.children("web"):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


_PAGED = """
import time, statistics
from django.core.paginator import Paginator
from django.utils import timezone
from sitthi.web.claims.lists import Wanted, asked_cases, days_of, page_of
from sitthi.web.claims.settling import calendar_of
officer = User.objects.get(username='officer1')
days = days_of(timezone.now(), calendar_of())
found = asked_cases(officer, Wanted(tab='all', fund='UCS'), days)
n = found.count()
result = {'equal': True, 'rows': n}
for name, page in (('first', 1), ('middle', max(n // 100, 1)), ('last', max(n // 50 - 1, 1))):
    rows = list(found.order_by('sorts_at', 'pk').values_list('sorts_at', 'pk')[max((page - 1) * 50 - 1, 0):][:1])
    place = '' if page == 1 else f'{rows[0][0].timestamp():.6f}_{rows[0][1]}'
    ours, theirs = [], []
    for _ in range(7):
        at = time.perf_counter()
        mine = [case.token for case in page_of(found, place).cases]
        ours.append(time.perf_counter() - at)
        at = time.perf_counter()
        offset = found.select_related('holder', 'holder_unit', 'ward').order_by('sorts_at', 'pk')
        usual = [case.token for case in Paginator(offset, 50).page(page)]
        theirs.append(time.perf_counter() - at)
        result['equal'] = result['equal'] and mine == usual
    ours, theirs = statistics.median(ours), statistics.median(theirs)
    result[name] = {'page': page, 'by_place_ms': round(1000 * ours, 1), 'by_offset_ms': round(1000 * theirs, 1),
                    'ratio': round(theirs / ours, 1)}
"""


def _paged(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.asked(_PAGED)
    return found


def _together(desk: Desk, seconds: float) -> dict[str, Any]:
    """Lets eight people write at once, and holds what is there against what was acknowledged."""
    tokens = desk.asked("result = list(ClaimCase.objects.order_by('-pk').values_list('token', flat=True)[:20])")
    count = f"result = {{token: ClaimCase.objects.get(token=token).events.count() for token in {tokens!r}}}"
    before = desk.asked(count)
    told = write_at_once(desk, tokens, seconds)
    after = desk.asked(count)
    written = {token: after[token] - before[token] for token in tokens if after[token] > before[token]}
    return {
        "seconds": seconds,
        "acknowledged": told.statuses[302],
        "told_that_somebody_was_first": told.statuses[409],
        "other_answers": sum(n for status, n in told.statuses.items() if status not in (302, 409)),
        "locked": desk.log().count("locked"),
        "equal": written == dict(told.acknowledged),
    }


if __name__ == "__main__":
    main()
