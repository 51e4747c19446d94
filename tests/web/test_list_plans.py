"""Lists are read from an index in their own order: what a page costs does not grow with the number of cases."""

import re

import pytest
from django.db import connection
from django.utils import timezone

from sitthi.web.accounts.models import Role
from sitthi.web.claims import views_lists
from sitthi.web.claims.counts import counts_of
from sitthi.web.claims.lists import Wanted, asked_cases, days_of
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.settling import calendar_of
from web.records import add_case

ASKED = {
    "all": {"tab": "all"},
    "closed": {"tab": "all", "closed": "1"},
    "fund": {"tab": "all", "fund": "UCS"},
    "late": {"tab": "all", "due": "late"},
    "late of a fund": {"tab": "all", "fund": "UCS", "due": "late"},
    "mine": {"tab": "mine"},
    "mine, late": {"tab": "mine", "due": "late"},
    "unit": {"tab": "unit"},
    "ward": {"tab": "all", "ward": "{ward}"},
    "physician": {"tab": "all", "physician": "ว1"},
    "step": {"tab": "all", "step": "s"},
    "document": {"tab": "all", "document": "d"},
    "value": {"tab": "all", "least_baht": "20000"},
}


def plan_of(cases) -> list[str]:
    """Gives how SQLite reads some cases; nothing is analysed in a home, so the plan is the same for any number."""
    return [line.split(" ", 3)[3] for line in cases.explain().splitlines()]


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("who", [Role.BENEFITS, Role.NURSE, Role.MANAGER])
def test_a_page_is_read_in_the_order_of_an_index(what, who, person_of, tree):
    wanted = {name: value.format(ward=tree.ward_men.pk) for name, value in ASKED[what].items()}
    user = person_of(who)
    if what == "unit" and not user.units:
        pytest.skip("works in no unit")
    cases = asked_cases(user, Wanted(**wanted), days_of(timezone.now(), calendar_of()))
    plan = plan_of(cases.order_by("sorts_at", "pk")[:51])
    reads = [line for line in plan if "claims_claimcase" in line]
    assert any(re.search(r"INDEX case_\w+ \(.*is_open=\?", line) for line in reads), plan
    assert not any("ORDER BY" in line for line in plan), plan


def test_the_counts_of_the_rail_are_read_from_an_index_alone(vipa, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        counts_of(vipa)
    mine = ClaimCase.objects.visible_to(vipa).that_are_open().filter(holder=vipa)
    assert "INDEX case_mine (holder_id=? AND is_open=?" in " ".join(plan_of(mine.order_by()[:1000].values("pk")))


def test_which_cases_are_open_can_be_asked_both_ways(vipa):
    found = [str(ClaimCase.objects.that_are_open(wish).query) for wish in (True, False)]
    assert "IN (1)" in found[0].replace("True", "1")
    assert "IN (0)" in found[1].replace("False", "0")
    assert connection.vendor == "sqlite"


def test_the_cases_of_a_physician_have_an_index_of_their_own(vipa):
    cases = asked_cases(vipa, Wanted(tab="all", physician="ว1"), days_of(timezone.now(), calendar_of()))
    plan = " ".join(plan_of(cases.order_by("sorts_at", "pk")[:51]))
    assert "INDEX case_physician (hospital_id=? AND physician=? AND is_open=?" in plan


def test_a_count_that_goes_on_says_so(vipa, tree, client_of, monkeypatch):
    monkeypatch.setattr(views_lists, "_COUNT_LIMIT", 2)
    for n in range(3):
        add_case(tree, timezone.now(), number=f"6900{n}", hn=f"73{n}")
    page = client_of(vipa).get("/cases").content.decode()
    assert "<b>2+</b>" in page
