"""A claim in a real browser, from admission to sending: eleven steps by five people, and what goes wrong."""

from dataclasses import dataclass

import pytest

from web.browser import chromium, grave_faults, needs_browser
from web.walk import DESK, PHONE, People, desk_of_people, typed

pytestmark = needs_browser

WARD = "อายุรกรรมหญิง"
ROLES = {
    "wipa": "งานของฉัน", "kamol": WARD, "suda": "งานของฉัน", "natee": "งานของฉัน", "banchee": "งานของฉัน",
    "sumet": "งานของฉัน", "jangwat": "ทันเวลา", "khet": "ทันเวลา", "admin": "ผู้ใช้งาน", "other": "งานของฉัน",
}  # fmt: skip
"""Who signs in, and what their first page is headed by."""


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Is the people of the made-up province at their browsers."""
    with desk_of_people(tmp_path_factory.mktemp("walk")) as address, chromium() as browser:
        yield People(browser, address)


@dataclass(frozen=True)
class Told:
    """The addresses of what the walk left: a case that was sent, one that is late, a slip."""

    sent: str
    late: str
    slip: str


@pytest.fixture(scope="module")
def told(people):
    """Walks the claim; what each page says on the way is asked as it is met."""
    sent = people.admit("wipa", "69004518", "มาลัย", 3, WARD)
    late = people.admit("wipa", "69001201", "ดวงใจ", 45, WARD)
    slip = until_handed_over(people, sent)
    the_ward_sends(people, sent)
    lost_found_and_coded(people, sent)
    returned_and_brought_back(people, sent)
    copied_and_sent(people, sent)
    people.record("wipa", late, "discharged", at=typed(40))
    return Told(sent, late, slip)


def says(page):
    return page.locator(".told-wait").inner_text()


def until_handed_over(people, case):
    page = people.press("wipa", case, "เอกสารผู้ป่วย", "รับเอกสาร", "ตรวจเอกสารสิทธิ", "รวมเอกสารสิทธิ")
    assert "หอผู้ป่วย" in says(page)
    page.goto("/work?tab=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.locator(f"[data-row]:has(a[href^='{case}']) [type=checkbox]").check()
    assert page.locator("[data-count]").inner_text() == "1"
    page.locator(".bulk [name=to_unit]").select_option("finance")
    page.locator(".bulk [value=hand_over]").click()
    page.wait_for_url("**/slips/*")
    slip = page.url.removeprefix(people.address)
    finance = people.page("natee")
    finance.goto("/slips")
    finance.locator("[data-row] .btn-primary").click()
    finance.wait_for_url(f"**{slip}")
    finance.locator("[value=accept]").first.click()
    finance.wait_for_selector(".told-good")
    return slip


def the_ward_sends(people, case):
    phone = people.page("kamol", PHONE)
    phone.goto("/ward?tab=inside")
    assert "มาลัย" in phone.locator("main").inner_text()
    people.press("kamol", case, "ใบรับรองแพทย์", "ส่งใบรับรองแพทย์ให้การเงิน")
    page = people.record("kamol", case, "discharged", at=typed(1))
    assert page.locator(".told-good").count() == 1
    people.press("natee", case, "ส่งเอกสารให้ R2A")


def lost_found_and_coded(people, case):
    people.press("suda", case, "ประวัติการรักษา")
    page = people.record("suda", case, "document_lost", document="treatment_record", reason="หาที่ห้องเก็บแฟ้มแล้วไม่พบ")
    assert "หาย" in says(page)
    assert "barred" in page.locator(".told-wait .btn-barred").get_attribute("class")
    reminders = people.page("wipa")
    reminders.goto("/reminders")
    assert "มาลัย" in reminders.locator("main").inner_text()
    people.press("suda", case, "ประวัติการรักษา")
    page.goto(case)
    form = page.locator("form:has([name=rw])").first
    for name, text in {"principal": "J45.9", "drg": "04530", "rw": "0.6814", "adjrw": "0.6814"}.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("button[type=submit]").click()
    page.wait_for_selector(".told-good")
    assert "0.6814" in page.locator("main").inner_text()
    people.press("preeda", case, "บันทึกเข้าระบบ")


def returned_and_brought_back(people, case):
    page = people.record(
        "suda", case, "document_borrowed", document="treatment_record", to_unit="ward", reason="แพทย์ขอสรุปเพิ่ม"
    )
    assert "ถูกยืม" in page.locator("main").inner_text()
    phone = people.page("kamol")
    phone.goto("/ward?tab=borrowed")
    assert "มาลัย" in phone.locator("main").inner_text()
    people.press("preeda", case, "ได้เอกสารคืน")
    people.press("suda", case, "ส่งประวัติให้สิทธิประโยชน์")


def copied_and_sent(people, case):
    people.press("wipa", case, "ถ่ายสำเนาประวัติ", "ส่งสำเนาให้การเงิน")
    page = people.press("natee", case)
    for paper in ("cost_summary", "sso_form"):
        people.record("natee", case, "document_received", document=paper, form="paper")
    page = people.press("natee", case, "รวมเอกสาร ส่งเรียกเก็บ")
    assert "ทำครบแล้ว" in says(page)
    assert page.locator(".step-done").count() == 11


def test_everybody_signs_in_to_the_page_of_their_day(people):
    for username, heading in ROLES.items():
        page = people.page(username, PHONE if username == "kamol" else DESK)
        page.goto("/")
        assert heading in page.locator("h1").inner_text(), username


def test_the_claim_went_its_eleven_steps_by_five_people(people, told):
    page = people.page("sumet")
    page.goto(told.sent)
    story = page.locator(".story").inner_text()
    for name in ("วิภา", "กมล", "สุดา", "ปรีดา", "นที"):
        assert name in story
    assert "หาย" in story
    assert "คืน" in story
    assert page.locator(".step-done").count() == 11


def test_the_late_one_is_red_and_first_in_the_list(people, told):
    page = people.page("sumet")
    page.goto("/work?tab=all")
    first = page.locator("[data-row]").first
    assert "ดวงใจ" in first.inner_text()
    assert first.locator(".due-late").count() == 1


def test_the_keys_move_open_and_lead_to_the_next_case(people, told):
    page = people.page("wipa")
    page.goto("/work?tab=all")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    assert "list=tab%3Dall" in page.url
    page.keyboard.press("]")
    page.wait_for_timeout(200)
    page.goto(told.late)
    page.keyboard.press("m")
    page.wait_for_url("**kind=handed_over#record")
    assert page.locator("form[data-record] [name=to_unit]").is_visible()
    page.goto("/work?tab=all")
    page.locator("[data-open]").first.click()
    page.wait_for_url("**/cases/*")
    page.locator(".crumbs a").first.click()
    page.wait_for_url("**/work?tab=all")


def test_a_page_gone_stale_keeps_what_was_typed(people, told):
    page = people.page("wipa")
    page.goto(told.late)
    form = page.locator("form[data-record]")
    form.locator("[name=kind]").select_option("noted")
    form.locator("[name=reason]").fill("โทรหาญาติแล้ว")
    people.record("sumet", told.late, "noted", reason="ดูแล้ว")
    form.locator("button[type=submit]").click()
    page.wait_for_selector(".told-bad")
    assert "สุเมธ" in page.locator(".told-bad").inner_text()
    assert page.locator("form[data-record] [name=reason]").input_value() == "โทรหาญาติแล้ว"
    people.complaints[:] = [told for told in people.complaints if "409" not in told]


def test_only_the_fields_that_an_act_needs_are_shown(people, told):
    page = people.page("wipa")
    page.goto(told.late)
    form = page.locator("form[data-record]")
    form.locator("[name=kind]").select_option("noted")
    assert not form.locator("[name=document]").is_visible()
    form.locator("[name=kind]").select_option("document_borrowed")
    assert form.locator("[name=document]").is_visible()
    assert form.locator("[name=to_unit]").is_visible()


def test_how_a_deadline_was_counted_opens_beside_the_page(people, told):
    page = people.page("wipa")
    page.goto(told.late)
    page.locator("a.due[href*=sss_ipd_claim]").first.click()
    page.wait_for_selector("#drawer[open]")
    assert "30 วันตามปฏิทิน" in page.locator("#drawer").inner_text().replace("\u00a0", " ")
    page.keyboard.press("Escape")


def test_the_month_counts_both(people, told):
    page = people.page("sumet")
    page.goto("/timeliness")
    years = page.locator("[name=year] option").evaluate_all("all => all.map(each => each.value)")
    counted, names = [0, 0], ""
    for year in years:
        page.goto(f"/timeliness?year={year}")
        cells = page.locator("tfoot tr td").all_inner_texts()
        if not cells:
            continue
        counted = [counted[0] + int(cells[1]), counted[1] + int(cells[3])]
        if page.locator("tfoot tr td:nth-of-type(4) a").count():
            page.locator("tfoot tr td:nth-of-type(4) a").click()
            names += page.locator("main").inner_text()
    assert counted == [1, 1]
    assert "ดวงใจ" in names
    assert "มาลัย" not in names


WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('main *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1
        && !each.closest('.sheet-table, .steps, .tabs, .filters')).map(each => each.outerHTML.slice(0, 120))"""
"""Names what reaches over the side of a page that scrolls sideways."""


def pages_of(told):
    lists = (
        "/work?tab=all",
        "/work?tab=all&fund=LGO",
        "/cases",
        "/slips",
        "/reminders",
        "/reminders/print",
        "/ward",
    )
    records = (told.sent, told.late, f"{told.late}?why=sss_ipd_claim", f"{told.late}?kind=discharged", told.slip)
    return (*lists, *records, "/admit", "/intake", "/timeliness", "/flows")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_grave_for_who_cannot_see_it_all(people, told, size):
    page = people.page("sumet")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found = {}
    for address in pages_of(told):
        page.goto(address)
        if faults := grave_faults(page):
            found[address] = faults
        wide = page.evaluate(WIDE)
        assert wide == [], (address, wide)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    assert found == {}


def test_a_stranger_sees_nothing(people, told):
    other = people.page("other")
    for address in (told.sent, told.late, told.slip, f"{told.sent}/cover"):
        assert other.request.get(f"{people.address}{address}").status == 404, address
    other.goto("/cases")
    assert "มาลัย" not in other.content()
    nobody = people.browser.new_context(base_url=people.address)
    for address in pages_of(told):
        answer = nobody.request.get(f"{people.address}{address}")
        assert "/account/login/" in answer.url, address
        assert "มาลัย" not in answer.text()
    nobody.close()


def test_the_browser_found_nothing_wrong_on_the_way(people, told):
    refused = ("404", "403")
    assert [each for each in people.complaints if not any(code in each for code in refused)] == []
