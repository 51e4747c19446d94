"""The performance pages: what a manager reads, who may read it, and what leaves them."""

import datetime
import io
import re
from collections import Counter
from types import SimpleNamespace

import pytest
import python_calamine
from auditlog.models import LogEntry
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sitthi.web.accounts.models import Role
from sitthi.web.claims.models import CaseDeadline, CaseEvent
from sitthi.web.performance.scope import key_of
from web.year import at, ended_case, lay

NAME = "ประทีปลับ"
PAGES = ("timeliness", "timeliness_steps", "timeliness_excel", "timeliness_print")


@pytest.fixture(autouse=True)
def a_day_in_november(monkeypatch):
    cache.clear()
    today = at("2026-11-25", "09:30")
    monkeypatch.setattr("sitthi.web.performance.views.timezone", SimpleNamespace(now=lambda: today))


@pytest.fixture
def year(tree):
    """Lays 12 in time, 3 late and 1 lost in March, 8 in time in April, and 6 late of the other hospital."""
    here, there = tree.hospital, tree.other_hospital
    in_march = [ended_case(here, "2026-03-05", "2026-04-04", "2026-03-20", ward=tree.ward_men) for _n in range(12)]
    late = [ended_case(here, "2026-03-06", "2026-04-06", "2026-04-20", physician="แพทย์ลับ") for _n in range(3)]
    lost = [ended_case(here, "2026-03-07", "2026-04-07", lost=1)]
    in_april = [ended_case(here, "2026-04-05", "2026-05-05", "2026-04-20", fund="UCS") for _n in range(8)]
    elsewhere = [ended_case(there, "2026-04-05", "2026-05-05", "2026-05-20") for _n in range(6)]
    return lay([*in_march, *late, *lost, *in_april, *elsewhere])


def page(client, name="timeliness", **query):
    return client.get(reverse(name), {"year": "2569", **query})


def text_of(response):
    whole = re.sub(r'<span class="nobreak">(.*?)</span>', r"\1", response.content.decode())
    plain = re.sub(r"<[^>]+>", " ", whole)
    return " ".join(plain.replace("\u00a0", " ").split())


def sheets(response):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_manager_reads_the_answer_first_then_the_months(client_of, people, year):
    shown = text_of(page(client_of(people[Role.MANAGER])))
    assert "ทุกสิทธิ ผู้ป่วยใน ปีงบประมาณ 2569 · ทันเกณฑ์ 83.33 % เป้าหมาย 90 % · มี.ค. 69 ต่ำกว่าเป้า" in shown
    assert "มี 1 รายที่ยังหาไม่พบว่าส่งเมื่อใด" in shown
    assert "มี.ค. 69 16 12 75.00 3 18.75 1 ต่ำกว่าเป้า" in shown
    assert "เม.ย. 69 8 8 100.00 0 0.00 0 ผ่าน" in shown
    assert "รวม 2 เดือน 24 20 83.33 = 3 12.50 1 ต่ำกว่าเป้า" in shown
    assert "พ.ค. 69 ไม่มีข้อมูล" in shown


def test_the_same_page_in_english_with_christian_years(client_of, people, year):
    client = client_of(people[Role.MANAGER])
    client.cookies.load({"django_language": "en"})
    shown = text_of(page(client))
    assert (
        "All funds, inpatients, fiscal year 2026 · in time 83.33 %, target 90 % · Mar 26 below the target" in shown
    )
    assert "Mar 26 16 12 75.00 3 18.75 1 below target" in shown
    assert "ทันเวลา" not in shown


def test_months_to_come_are_no_gap_and_a_year_without_cases_says_so(client_of, people, year):
    client = client_of(people[Role.MANAGER])
    this = text_of(page(client, year="2570"))
    assert "ยังไม่มีรายที่จำหน่ายในปีนี้" in this
    assert "ธ.ค. 69 ยังไม่ถึง" in this
    assert "ต.ค. 69 ไม่มีข้อมูล" in this


def test_the_course_is_an_image_that_says_its_answer(client_of, people, year):
    told = page(client_of(people[Role.MANAGER])).content.decode()
    image = re.search(r'<svg class="trend".*?</svg>', told, re.DOTALL).group()
    assert 'role="img" aria-label="ทุกสิทธิ' in image
    assert ">เป้า 90</text>" in image
    assert ">75.00</text>" in image
    assert ">100.00</text>" in image
    assert image.count("ไม่มีข้อมูล") == 2
    assert image.count("<circle") == 2
    assert "style" not in re.sub(r'font-style="italic"', "", image)


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ({"split": "fund"}, "ปกส. 16 12 75.00 3 18.75 1"),
        ({"split": "ward"}, "อายุรกรรมชาย 12 12 100.00 0 0.00 0"),
        ({"split": "physician"}, "แพทย์ลับ 3 0 0.00 3 100.00 0"),
        ({"fund": "UCS"}, "รวม 1 เดือน 8 8 100.00 = 0 0.00 0 ผ่าน"),
        ({"target": "set"}, "เป้าหมาย 95 %"),
    ],
)
def test_the_page_is_split_and_filtered(client_of, people, year, query, row):
    assert row in text_of(page(client_of(people[Role.MANAGER]), **query))


def test_what_is_asked_wrongly_is_as_if_nothing_was_asked(client_of, people, year):
    wrong = {
        "year": "0",
        "split": "x",
        "kind": "x",
        "target": "x",
        "clock": "x",
        "ward": "' OR 1=1",
        "physician": "<b>",
    }
    response = page(client_of(people[Role.MANAGER]), **wrong)
    assert response.status_code == 200
    assert b"<b>&" not in response.content


def links(response, page="/timeliness/cases"):
    return [
        each.replace("&amp;", "&") for each in re.findall(rf'href="({page}\?[^"]*)"', response.content.decode())
    ]


def test_every_count_leads_to_the_list_of_its_cases(client_of, people, year):
    client = client_of(people[Role.MANAGER])
    shown = page(client)
    wanted = {"month=2569-03": 16, "month=2569-03&verdict=within": 12, "month=2569-03&verdict=over": 3,
              "month=2569-03&verdict=unaccounted": 1, "month=2569-04": 8}  # fmt: skip
    for part, n in wanted.items():
        address = next(each for each in links(shown) if each.endswith(part))
        assert len(re.findall("data-row>", client.get(address).content.decode())) == n
    late = text_of(client.get(next(each for each in links(shown) if each.endswith("month=2569-03&verdict=over"))))
    assert "6 มี.ค. 2569 6 เม.ย. 2569 20 เม.ย. 2569 เกิน เกิน 14 วัน" in late


def test_no_name_is_ever_in_an_address(client_of, people, year):
    client = client_of(people[Role.MANAGER])
    told = page(client, split="physician").content.decode()
    for address in re.findall(r'href="([^"]*)"', told):
        assert "%E0" not in address
        assert "แพทย์ลับ" not in address
    assert f"physician={key_of('แพทย์ลับ')}" in told
    assert "3 0 0.00" in text_of(page(client, physician=key_of("แพทย์ลับ")))


def test_a_list_goes_on_page_by_page_and_misses_none(client_of, people, tree):
    lay([ended_case(tree.hospital, "2026-03-05", "2026-04-04", "2026-03-20") for _n in range(120)])
    client, address, seen = client_of(people[Role.MANAGER]), "/timeliness/cases?year=2569&month=2569-03", Counter()
    while address:
        response = client.get(address)
        seen.update(re.findall(r'href="/cases/([^"/]+)"', response.content.decode()))
        address = next((each for each in links(response) if "after=" in each), "")
    assert len(seen) == 120
    assert set(seen.values()) == {1}


def test_a_place_in_a_list_that_is_none_begins_at_the_first(client_of, people, year):
    for after in ("x", "1_", "99999999999999999999_1", "_"):
        assert page(client_of(people[Role.MANAGER]), "timeliness_cases", after=after).status_code == 200


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.REGIONAL])
def test_above_the_hospital_counts_are_read_and_no_case(client_of, people, year, role):
    client = client_of(people[role])
    response = page(client)
    shown = text_of(response)
    assert "30 20 66.67" in shown
    # Three late and one lost in March, of one hospital: too few to be told.
    assert "มี.ค. 69 16 12 75.00 น้อยกว่า 5 – น้อยกว่า 5" in shown
    assert links(response) == []
    assert NAME not in response.content.decode()
    assert "แพทย์ลับ" not in response.content.decode()
    assert page(client, "timeliness_cases").status_code == 404
    one = text_of(page(client, hospital="99001", split="fund"))
    assert "โรงพยาบาลรินธารา" in one
    assert "UC 8 8 100.00" in one


def test_above_the_hospital_nothing_is_narrowed_by_physician(client_of, people, year):
    client = client_of(people[Role.ASSESSOR])
    assert "ยังไม่มีรายที่จำหน่ายในปีนี้" in text_of(page(client, physician=key_of("แพทย์ลับ")))
    assert "แพทย์ลับ" not in page(client, split="physician").content.decode()


@pytest.mark.parametrize("name", [*PAGES, "timeliness_cases"])
def test_who_may_not_sees_nothing(client_of, people, stranger, year, name):
    for somebody in (stranger, people[Role.NURSE], people[Role.ADMIN]):
        response = page(client_of(somebody), name)
        assert response.status_code in (403, 404)
        assert NAME not in response.content.decode()
    assert page(client_of(None), name).status_code == 302


@pytest.mark.parametrize("name", [*PAGES, "timeliness_cases"])
def test_another_hospital_is_not_there(client_of, people, elsewhere, year, name):
    assert page(client_of(people[Role.MANAGER]), name, hospital="99002").status_code == 404
    assert page(client_of(elsewhere), name, hospital="99001").status_code == 404


def test_the_other_hospital_counts_its_own(client_of, elsewhere, year):
    assert "รวม 1 เดือน 6 0 0.00 = 6 100.00 0 ต่ำกว่าเป้า" in text_of(page(client_of(elsewhere)))


def test_each_figure_shows_where_it_comes_from_without_script(client_of, people, year):
    client = client_of(people[Role.MANAGER])
    shown = page(client)
    addresses = [each for each in links(shown, "/timeliness") if "why=" in each]
    assert len(addresses) >= 8
    for address in addresses:
        told = client.get(address).content.decode()
        assert "data-drawer-part" in told
    total = text_of(client.get(next(each for each in addresses if each.endswith("why=total"))))
    assert "83.33 รวม 2 เดือน: ร้อยละที่ทันกำหนด" in total
    assert "100 × ทัน ÷ ผู้ป่วยที่ครบกำหนดแล้ว" in total
    assert "24 ผู้ป่วยที่ครบกำหนดแล้ว" in total
    assert "sso-cqi-2555 results, item 4" in total
    # Local government's limit is not known, and the whole is no surer than that.
    assert "ไม่พบกำหนดส่ง · not-found" in total
    for wrong in ("x", "kpi.x", "step.x", "2500-01", "total.x"):
        assert page(client, why=wrong).status_code == 404


def with_steps(tree, cases):
    """Gives each case two steps: the first a day after admission, the third five days after the discharge."""
    for n, case in enumerate(cases):
        done = {"receive_papers": case.admitted_at + datetime.timedelta(days=1),
                "code_record": case.discharged_at + datetime.timedelta(days=5 + n)}  # fmt: skip
        CaseEvent.objects.bulk_create(
            CaseEvent(case=case, number=number, kind="step_done", at=when, recorded_at=when, unit="r2a", step=step)
            for number, (step, when) in enumerate(done.items(), 1)
        )
        late = case.discharged_at + datetime.timedelta(days=7)
        CaseDeadline.objects.create(
            case=case, rule="coding", step="code_record", due_at=late, done_at=done["code_record"], grade="I"
        )


def test_times_by_step_name_the_bottleneck_and_lead_to_the_cases_over_the_limit(client_of, people, tree):
    cases = lay([ended_case(tree.hospital, "2026-03-05", "2026-04-04", "2026-03-20") for _n in range(5)])
    with_steps(tree, cases)
    client = client_of(people[Role.MANAGER])
    response = page(client, "timeliness_steps")
    shown = text_of(response)
    assert "1. รับเอกสาร ตรวจสิทธิ แนบแบบใบรับรองแพทย์ ออกใบยืนยัน สิทธิประโยชน์ 5 1.0 / 1.0 ไม่ตั้งเกณฑ์" in shown
    assert "6. ตามประวัติและลงรหัสโรค R2A 5 7.0 / 8.6 ภายใน 30 วัน หลังจำหน่าย (I) 60.00 เกิน 2" in shown
    assert "คอขวด: ตามประวัติและลงรหัสโรค (R2A) ครึ่งหนึ่งของเคสใช้เกิน 7.0 วัน เสียเวลารวม 35 วัน" in shown
    over = client.get(links(response)[0])
    assert set(re.findall(r'href="/cases/([^"/]+)"', over.content.decode())) == {case.token for case in cases[3:]}
    why = next(each for each in links(response, "/timeliness") if "why=step.code_record" in each)
    assert "7.0 / 8.6" in text_of(client.get(why))


def test_office_time_leaves_nights_and_weekends_out(client_of, people, tree):
    # From a Thursday at ten to the Tuesday after: 6 + 8 + 8 + 2 hours, with a Friday and a Monday between.
    with_steps(tree, lay([ended_case(tree.hospital, "2026-03-05", "2026-04-04", "2026-03-20")]))
    client = client_of(people[Role.MANAGER])
    assert "5.0 / 5.0" in text_of(page(client, "timeliness_steps"))
    assert "3.0 / 3.0" in text_of(page(client, "timeliness_steps", clock="office"))


def test_the_monthly_page_takes_the_times_in_as_a_part(client_of, people, tree):
    with_steps(tree, lay([ended_case(tree.hospital, "2026-03-05", "2026-04-04", "2026-03-20")]))
    client = client_of(people[Role.MANAGER])
    part = client.get(
        reverse("timeliness_steps"), {"year": "2569"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert part.lstrip().startswith("<section")
    assert 'hx-get="/timeliness/steps?year=2569"' in page(client).content.decode()


def test_the_workbook_has_the_same_figures_and_names_only_for_who_may_take_them_out(client_of, people, year):
    told = sheets(page(client_of(people[Role.MANAGER]), "timeliness_excel"))
    rows = {str(row[0]).replace("\u00a0", " "): row[1:] for row in told["ทันเวลา"]}
    assert rows["มี.ค. 69"] == [16.0, 12.0, 75.0, 3.0, 18.75, 0.0, 1.0, "ต่ำกว่าเป้า"]
    assert rows["รวม 2 เดือน"][:3] == [24.0, 20.0, 83.33]
    named = [row for row in told["เคสที่ไม่ทัน"] if str(row[0]).startswith(f"นาย{NAME}")]
    assert len(named) == 4
    assert [row[9] for row in named].count(14.0) == 3
    entry = LogEntry.objects.filter(additional_data__what="export").latest("pk")
    assert entry.additional_data["n"] == 4
    assert entry.actor == people[Role.MANAGER]


def test_the_workbook_of_who_sees_no_case_has_no_name_and_no_small_number(client_of, people, year):
    told = sheets(page(client_of(people[Role.ASSESSOR]), "timeliness_excel", hospital="99001"))
    assert "เคสที่ไม่ทัน" not in told
    assert NAME not in str(told)
    rows = {str(row[0]).replace("\u00a0", " "): row[1:] for row in told["ทันเวลา"]}
    assert rows["มี.ค. 69"] == [16.0, 12.0, 75.0, "น้อยกว่า 5", "", 0.0, "น้อยกว่า 5", "ต่ำกว่าเป้า"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ASSESSOR])
def test_the_print_is_a_pdf_and_is_in_the_trail(client_of, people, year, role):
    response = page(client_of(people[role]), "timeliness_print")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    entry = LogEntry.objects.filter(additional_data__what="print").latest("pk")
    assert entry.actor == people[role]
    assert entry.additional_data["filters"] == {"year": "2569"}


def test_looking_at_the_cases_is_in_the_trail(client_of, people, year):
    page(client_of(people[Role.FINANCE]), "timeliness_cases", month="2569-03", verdict="over")
    entry = LogEntry.objects.filter(additional_data__what="list").latest("pk")
    assert entry.additional_data == {
        "what": "list", "n": 3, "filters": {"year": "2569", "month": "2569-03", "verdict": "over"},
    }  # fmt: skip


@pytest.mark.parametrize(("name", "query"), [("timeliness", {"split": "ward"}), ("timeliness_cases", {})])
def test_the_number_of_queries_does_not_grow_with_the_rows(client_of, people, tree, name, query):
    client = client_of(people[Role.MANAGER])
    page(client, name, **query)

    def queries():
        cache.clear()
        with CaptureQueriesContext(connection) as told:
            page(client, name, **query)
        return len(told)

    lay([ended_case(tree.hospital, "2026-03-05", "2026-04-04", "2026-03-20", ward=tree.ward_men)])
    few = queries()
    lay([
        ended_case(tree.hospital, f"2026-0{1 + n % 9}-05", "2026-04-04", "2026-03-20", ward=ward, physician=str(n))
        for n in range(40) for ward in (tree.ward_men, tree.ward_women)
    ])  # fmt: skip
    assert queries() <= few


def test_the_smallest_counts_are_kept_from_the_print_too():
    from fractions import Fraction

    from sitthi.core.claims.monthly import Verdict, month_row
    from sitthi.files.write.prints.monthly import Monthly

    row = month_row(None, {Verdict.WITHIN: 12, Verdict.OVER: 3}, Fraction(90))
    told = Monthly((row,), None, Fraction(90), fewest=5).data("th")["months"][0]
    assert (told["within"], told["over"], told["over_percent"]) == ("12", "น้อยกว่า 5", "")
    assert Monthly((row,), None, Fraction(90)).data("th")["months"][0]["over"] == "3"
