"""The number of queries of a page is the same for few rows and for many: no list asks once a row."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import CaseFinding, ClaimCase, Slip
from web.cases import ago, record
from web.records import add_case
from web.tree import add_person

FEW, MORE = 2, 12


def queries(client, address):
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as told:
        answer = client.get(address)
    assert answer.status_code == 200
    return [each["sql"] for each in told.captured_queries]


def add_cases(tree, first, last):
    return [
        add_case(
            tree, ago(3 + n), ("SSS", "UCS", "OFC")[n % 3], number=f"7{n:03}", physician=f"พญ.{n}", hn=f"88{n}",
            first_name=f"ทดสอบ{n}", ward=(tree.ward_men, tree.ward_women)[n % 2],
        )
        for n in range(first, last)
    ]  # fmt: skip


LISTS = (
    "/work?tab=all", "/work?tab=unit", "/cases", "/work?tab=all&fund=SSS&due=late", "/reminders",
    "/reminders/print",
    "/work/print?tab=all",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("role", [Role.BENEFITS, Role.MANAGER, Role.NURSE])
def test_a_list_asks_as_often_for_twelve_as_for_two(address, role, tree, client_of, person_of):
    client = client_of(person_of(role))
    cases = add_cases(tree, 0, FEW)
    few = queries(client, address)
    add_cases(tree, FEW, MORE)
    many = queries(client, address)
    assert cases
    assert len(many) == len(few), [sql for sql in many if sql not in few]
    assert len(many) <= 24


def test_a_search_too(tree, client_of, vipa):
    client = client_of(vipa)
    add_cases(tree, 0, FEW)
    few = queries(client, client.post("/search", {"q": "88"}).url)
    add_cases(tree, FEW, MORE)
    assert len(queries(client, client.post("/search", {"q": "88"}).url)) == len(few)


def test_a_case_asks_as_often_with_a_long_story(tree, client_of, vipa):
    case = add_case(tree, ago(10), "SSS")
    add_cases(tree, 0, FEW)
    client, others = (
        client_of(vipa),
        [client_of(add_person(f"x{n}", f"คนที่ {n}", Role.BENEFITS, tree.benefits)) for n in range(5)],
    )
    address = f"/cases/{case.token}?list=tab%3Dall"
    record(client, case, kind="noted", reason="x")
    record(client, case, kind="assigned")
    few = queries(client, address)
    for other in others:
        record(other, case, kind="noted", reason="x")
        record(other, case, kind="assigned")
        record(other, case, kind="document_borrowed", document="treatment_record", to_unit="ward")
    for n in range(10):
        CaseFinding.objects.create(
            case=case, code="x", severity="warn", file="IPD", line=n, batch="b", by_id=case.holder_id
        )
    many = queries(client, address)
    assert len(many) == len(few), [sql for sql in many if sql not in few]
    assert len(many) <= 24


def test_slips_ask_as_often_for_many(tree, client_of, vipa):
    client = client_of(vipa)

    def hand(cases):
        tokens = [case.token for case in cases]
        client.post("/cases-at-once", {"case": tokens, "act": "hand_over", "to_unit": "finance"})

    hand(add_cases(tree, 0, FEW))
    slip = Slip.objects.get()
    few = queries(client, "/slips"), queries(client, f"/slips/{slip.pk}")
    for n in range(FEW, 5):
        hand(add_cases(tree, n, n + 1))
    hand(add_cases(tree, 5, MORE))
    last = Slip.objects.order_by("pk").last()
    many = queries(client, "/slips"), queries(client, f"/slips/{last.pk}")
    assert [len(each) for each in many] == [len(each) for each in few]
    assert ClaimCase.objects.count() == MORE
