"""Lists of cases: mine, my unit's, all; filters, search, saved views; what each role sees and nobody else."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.utils import timezone

from sitthi.web.accounts.models import Role
from sitthi.web.claims.lists import Wanted, days_of, page_of, read_place, wanted_of
from sitthi.web.claims.models import NEVER, ClaimCase, SavedView
from sitthi.web.claims.office import calendar_of
from web.cases import DAY, ago, record
from web.records import PATIENT, add_case


@pytest.fixture
def cases(tree):
    men = add_case(tree, ago(10), "SSS", number="69001", charge_satang=10_000_000, physician="พญ.อรทัย")
    who = {"hn": "0731999", "citizen_id": "9999900000025", "first_name": "มาลัย", "last_name": "ตัวอย่างงาม"}
    women = add_case(tree, ago(3), "UCS", number="69002", ward=tree.ward_women, **who)
    # As if papers had come eight days ago and lain since.
    ClaimCase.objects.filter(pk=men.pk).update(sorts_at=ago(5), next_due_at=ago(5), step="send_entitlement")
    return men, women


def shown(page):
    return [row.case.number for _title, rows in page.context["groups"] for row in rows]


@pytest.fixture
def benefits(client_of, vipa):
    return client_of(vipa)


def test_the_tabs_part_mine_my_units_and_the_others(cases, benefits, vipa, client_of, person_of):
    record(benefits, cases[0], kind="assigned")
    assert shown(benefits.get("/work")) == ["69001"]
    assert shown(benefits.get("/work?tab=unit")) == ["69001", "69002"]
    assert shown(benefits.get("/work?tab=others")) == []
    finance = client_of(person_of(Role.FINANCE))
    assert shown(finance.get("/work")) == []
    assert shown(finance.get("/work?tab=others")) == ["69001", "69002"]
    assert shown(finance.get("/cases")) == ["69001", "69002"]


def test_a_nurse_sees_her_ward_and_an_administrator_nobody(cases, client_of, malee, nara, elsewhere, stranger):
    assert shown(client_of(malee).get("/cases")) == ["69001"]
    assert shown(client_of(elsewhere).get("/cases")) == []
    for nobody in (nara, stranger):
        assert client_of(nobody).get("/cases").status_code in (403, 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fund=SSS", ["69001"]),
        ("fund=UCS", ["69002"]),
        ("physician=พญ.อรทัย", ["69001"]),
        ("least_baht=๑๐๐,๐๐๐", ["69001"]),
        ("least_baht=100001", []),
        ("least_baht=abc", ["69001", "69002"]),
        ("document=patient_papers", ["69001", "69002"]),
        ("document=sso_form", ["69001"]),
        ("step=send_entitlement", ["69001"]),
        ("closed=1", []),
        ("due=late", ["69001"]),
        ("due=x&ward=x&step=&fund=", ["69001", "69002"]),
        ("ward=" + "9" * 40, ["69001", "69002"]),
        ("fund=' OR 1=1 --", []),
        ("after=nan_1", ["69001", "69002"]),
        ("after=1_" + "9" * 40, ["69001", "69002"]),
        ("after=inf_5", ["69001", "69002"]),
        ("fund=%07", ["69001", "69002"]),
    ],
)
@pytest.mark.both_databases
def test_filters_narrow_and_nonsense_is_as_if_nothing_was_asked(cases, benefits, query, found):
    page = benefits.get(f"/cases?tab=all&{query}")
    assert page.status_code == 200
    assert shown(page) == found


def test_what_a_list_is_narrowed_to_is_said_in_words(cases, benefits):
    page = benefits.get("/work?tab=all&fund=SSS&least_baht=5000")
    assert page.context["filter_words"] == "สิทธิ ปกส. · ตั้งแต่ 5,000 บาท"
    assert page.content.decode().count("filter is-set") == 2


def test_an_empty_list_says_which_kind_of_empty(cases, benefits):
    assert "empty-done" in benefits.get("/work").content.decode()
    assert "empty-filter" in benefits.get("/work?tab=all&fund=LGO").content.decode()


@pytest.mark.both_databases
def test_pages_follow_each_other_without_a_gap(tree, benefits):
    at = ago(10)
    for n in range(7):
        add_case(tree, at, "SSS", number=f"7{n}")
    cases = ClaimCase.objects.all()
    ClaimCase.objects.filter(number__in=("75", "76")).update(sorts_at=NEVER, next_due_at=None)
    seen, after = [], ""
    while True:
        page = page_of(cases, after, 2)
        seen += [case.number for case in page.cases]
        after = page.following
        if not after:
            break
    assert sorted(seen) == [f"7{n}" for n in range(7)]
    assert seen[-2:] == ["75", "76"]


def test_no_other_text_is_a_place():
    for text in ("", "_", "x_1", "1_x", "1_-1", "nan_1", "1e400_1", "1_" + "9" * 20):
        assert read_place(text) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0731998", ["69001"]),
        ("๐๗๓๑๙๙๘", ["69001"]),
        ("69002", ["69002"]),
        ("6900", ["69001", "69002"]),
        ("9999900000025", ["69002"]),
        ("9-9999-00000-02-5", ["69002"]),
        ("999990000002", []),
        ("ประทีป", ["69001"]),
        ("มาลัย ตัวอย่าง", ["69002"]),
        ("ตัวอย่างงาม", ["69002"]),
        ("%", []),
        ("_", []),
        ("' OR '1'='1", []),
        ("<script>alert(1)</script>", []),
        ("\x07", None),
        ("  ", None),
    ],
)
@pytest.mark.both_databases
def test_a_search_finds_by_number_and_name_and_no_address_holds_it(cases, benefits, typed, found):
    answer = benefits.post("/search", {"q": typed})
    if found is None:
        assert answer.url == "/cases"
        return
    assert answer.url.startswith("/search/")
    assert typed not in answer.url
    page = benefits.get(answer.url)
    assert shown(page) == found
    assert "<script>alert" not in page.content.decode()
    for link in (row.href for _title, rows in page.context["groups"] for row in rows):
        assert PATIENT["hn"] not in link


def test_a_search_finds_closed_cases_too(cases, benefits):
    ClaimCase.objects.filter(number="69002").update(is_open=False, sorts_at=NEVER, next_due_at=None)
    assert shown(benefits.get(benefits.post("/search", {"q": "69002"}).url)) == ["69002"]


def test_a_search_is_its_owners_alone_and_is_written_down_without_what_was_typed(
    cases, benefits, client_of, malee
):
    url = benefits.post("/search", {"q": "ประทีปลับ"}).url
    benefits.get(url)
    entry = LogEntry.objects.filter(additional_data__what="search").get()
    assert "ประทีปลับ" not in str(entry.additional_data)
    assert client_of(malee).get(url).url == "/cases"
    assert benefits.get("/search/none").url == "/cases"


def test_a_view_is_kept_replaced_and_forgotten_by_its_owner(cases, benefits, vipa, client_of, elsewhere):
    benefits.post("/views/keep", {"name": "ปกส. <b>", "tab": "all", "fund": "SSS"})
    benefits.post("/views/keep", {"name": "ปกส. <b>", "tab": "all", "fund": "SSS", "due": "late"})
    view = SavedView.objects.get(user=vipa)
    assert view.query == "tab=all&fund=SSS&due=late"
    page = benefits.get("/work").content.decode()
    assert "ปกส. &lt;b&gt;" in page
    assert client_of(elsewhere).post(f"/views/{view.pk}/forget").status_code == 404
    benefits.post(f"/views/{view.pk}/forget")
    assert not SavedView.objects.exists()


def test_the_way_back_keeps_the_filters_and_the_brackets_lead_on(tree, benefits):
    first, second, third = (add_case(tree, ago(12 - n), "SSS", number=f"8{n}") for n in range(3))
    add_case(tree, ago(11.5), "UCS", number="99")
    page = benefits.get("/work?tab=all&fund=SSS")
    rows = [row for _title, found in page.context["groups"] for row in found]
    assert [row.case.number for row in rows] == ["80", "81", "82"]
    case = benefits.get(rows[1].href)
    beside = case.context["beside"]
    assert beside.back == "/work?tab=all&fund=SSS"
    assert f"/cases/{first.token}?" in beside.before
    assert f"/cases/{third.token}?" in beside.after
    assert 'data-key="]"' in case.content.decode()
    assert benefits.get(beside.after).context["beside"].after == ""
    done = benefits.post(rows[1].href.replace("?", "/act?"),
                         {"seen": second.n_events, "kind": "noted", "reason": "x"})  # fmt: skip
    assert done.url.startswith(f"/cases/{second.token}?list=tab%3Dall%26fund%3DSSS")


def test_what_a_case_carries_of_a_list_is_harmless_when_forged(cases, benefits):
    for told in ("search:none", "javascript:alert(1)", "tab=\x07", "x" * 5000, "//example.org"):
        page = benefits.get(f"/cases/{cases[0].token}", {"list": told, "at": "x"})
        assert page.status_code == 200
        assert page.context["beside"].back.startswith(("/work", "/cases"))


def test_soon_is_as_the_core_says(tree):
    """Three working days may lie before what is due soon; days off after the third still belong to them."""
    monday = datetime.datetime(2026, 11, 23, 3, tzinfo=datetime.UTC)
    days = days_of(monday + DAY, calendar_of())
    # From Tuesday the third working day is Friday; Sunday is still before a fourth.
    assert timezone.localtime(days.soon_ends).date() == datetime.date(2026, 11, 29)


def test_wishes_of_an_address_are_read_once():
    assert wanted_of({"tab": "none", "closed": "yes"}).query == Wanted(tab="mine", closed="1").query


def test_what_was_sent_in_time_costs_nothing_more(tree, benefits):
    case = add_case(tree, ago(50), "UCS", charge_satang=1_000_000, discharged_at=ago(40))
    asked = f"/cases?closed=1&step={case.step}"
    ClaimCase.objects.filter(pk=case.pk).update(is_open=False, sent_at=ago(20))
    costs = [row.cost for _title, rows in benefits.get(asked).context["groups"] for row in rows]
    assert costs == [0]
    assert benefits.get(f"/cases/{case.token}").context["cost"] == 0
    ClaimCase.objects.filter(pk=case.pk).update(sent_at=ago(1))
    late = [row.cost for _title, rows in benefits.get(asked).context["groups"] for row in rows]
    assert late[0] < 0
