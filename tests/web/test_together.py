"""Eight people at once, on SQLite and on PostgreSQL: nothing is lost, nothing is locked, the second is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from web.desk_server import served, set_of, wait_for, zipped
from web.writers import write_at_once

SECONDS = 8


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(request, tmp_path_factory):
    environment = {}
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_url")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS together")
            connection.execute("CREATE DATABASE together")
        environment["DATABASE_URL"] = server.rpartition("/")[0] + "/together"
    with served(tmp_path_factory.mktemp("together") / "home", **environment) as desk:
        vipa = desk.person("vipa")
        token = vipa.brought(("set.zip", zipped(set_of(n_stays=40))))
        state = f"result = Upload.objects.get(token={token!r}).state"
        wait_for(lambda: desk.asked(state) == "checked", desk.log)
        vipa.post(f"/intake/{token}/accept")
        wait_for(lambda: desk.asked(state) == "accepted", desk.log)
        yield desk
        assert "Traceback" not in desk.log()


def tokens_of(desk) -> list[str]:
    return desk.asked("result = list(ClaimCase.objects.order_by('pk').values_list('token', flat=True))")


NUMBERS = "list(CaseEvent.objects.order_by('case', 'number').values_list('case__token', 'number'))"


def test_every_act_that_was_acknowledged_is_there_and_no_other(desk):
    """Four cases for eight people, while a set comes in: they meet all the time."""
    tokens = tokens_of(desk)[:4]
    before = Counter(token for token, _number in desk.asked(f"result = {NUMBERS}"))
    vipa = desk.person("vipa")
    upload = vipa.brought(("again.zip", zipped(set_of(n_stays=300))))
    told = write_at_once(desk, tokens, SECONDS)
    assert set(told.statuses) <= {302, 409}, (told.statuses, told.odd[:1])
    assert told.statuses[302] > 8
    # They did meet, and the second was told.
    assert told.statuses[409] > 0
    numbers = desk.asked(f"result = {NUMBERS}")
    now = Counter(token for token, _number in numbers)
    assert {token: now[token] - before[token] for token in tokens} == dict(told.acknowledged)
    for token in tokens:
        assert [number for each, number in numbers if each == token] == list(range(1, now[token] + 1))
    kept = dict(desk.asked("result = list(ClaimCase.objects.values_list('token', 'n_events'))"))
    assert {token: kept[token] for token in tokens} == {token: now[token] for token in tokens}
    wait_for(lambda: desk.asked(f"result = Upload.objects.get(token={upload!r}).state") == "checked", desk.log)
    assert "locked" not in desk.log()


def test_of_two_who_act_on_one_case_at_once_the_second_is_told_by_whom(desk):
    token = tokens_of(desk)[20]
    seen = desk.asked(f"result = ClaimCase.objects.get(token={token!r}).n_events")
    two = [desk.person("officer1"), desk.person("officer2")]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda n: two[n].post(f"/cases/{token}/act", {"kind": "noted", "reason": f"of {n}", "seen": seen}),
                range(2),
            )
        )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    first = "officer1" if answers[0].status_code == 302 else "officer2"
    assert f"{first} ตัวอย่าง changed this case" in late.text
    # What the second typed is still there.
    assert f"of {0 if answers[0] is late else 1}" in late.text
    assert desk.asked(f"result = ClaimCase.objects.get(token={token!r}).n_events") == seen + 1


def test_two_who_take_one_set_in_at_once_take_it_in_once(desk):
    vipa = desk.person("vipa")
    token = vipa.brought(("third.zip", zipped(set_of(n_stays=41))))
    state = f"result = Upload.objects.get(token={token!r}).state"
    wait_for(lambda: desk.asked(state) == "checked", desk.log)
    people = [desk.person(f"officer{n}") for n in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda person: person.post(f"/intake/{token}/accept").status_code, people))
    assert answers == [302] * 8
    wait_for(lambda: desk.asked(state) == "accepted", desk.log)
    twice = "from django.db.models import Count\n"
    twice += "result = ClaimCase.objects.values('number').annotate(n=Count('pk')).filter(n__gt=1).count()"
    assert desk.asked(twice) == 0
