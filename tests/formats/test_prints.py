"""What is printed: every letter in its text, heads and page numbers on every page, never a citizen id."""

import datetime
import re
import shutil
import subprocess
from fractions import Fraction
from itertools import pairwise

import pytest

from sitthi.book import Book
from sitthi.core.claims.due import DeadlineState
from sitthi.core.claims.monthly import MonthRow
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.layout import before_and_after, lane_chart, symbol_chart
from sitthi.core.flow.picture import Box, BoxKind, Picture
from sitthi.core.flow.picture_words import PictureWords
from sitthi.core.flow.working import Words
from sitthi.files.words import say
from sitthi.files.write.pdf import TEMPLATES
from sitthi.files.write.prints import (
    Cover,
    CoverDeadline,
    CoverDocument,
    CoverStep,
    FlowPrint,
    Monthly,
    PrintTable,
    Sheet,
    Slip,
    SlipLine,
    WorkGroup,
    WorkList,
    WorkRow,
    printed,
)
from sitthi.files.write.prints.flow import _pages, _picture
from sitthi.files.write.prints.ward_list import WardGroup, WardList, WardRow

ZONE = datetime.timezone(datetime.timedelta(hours=7))
NOW = datetime.datetime(2026, 11, 18, 8, 45, tzinfo=ZONE)
CITIZEN_ID = "1101700230708"
# The PDF writer puts a letter with two marks above it into the text twice, though it draws it once.
TWICE = re.compile("(.[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2})\\1")
FLOWS = Book().all(ProcessDefinition)


def sheet(language="th", **more):
    given = {
        "office": "รพ.รินธารา (99001)", "title": "ทันเวลา: นำส่งสำเนา",
        "printed_at": NOW, "printed_by": "สุเมธ จำลองกิจ",
        "filters": "ปกส. ผู้ป่วยใน", "data_until": NOW.date(), "is_synthetic": True, "book": "4b1e88a09cc2d00f",
        "language": language, **more,
    }  # fmt: skip
    return Sheet(**given)


def work_row(n=1, **more):
    given = {
        "state": DeadlineState.LATE, "due": "เกิน 4 วัน", "due_note": "เรียกเก็บ 30 วัน",
        "patient": "นายประทีป จำลองทรัพย์", "number": f"AN {69000000 + n}", "fund": "UC", "ward": "ศัลยกรรมชาย",
        "next_act": "นำสำเนาส่งการเงิน", "missing": "",
        "held_by": "วิภา", "held_for": "3 วัน", "amount_satang": 4250818, "late_cost_satang": -212541, **more,
    }  # fmt: skip
    return WorkRow(**given)


def work_list(n=1, **more):
    return WorkList((WorkGroup("เกินกำหนด", tuple(work_row(k, **more) for k in range(n)), n),))


def month_row(month, patients, within, over, unaccounted=0, pending=0):
    judged = patients - pending
    share = Fraction(100 * within, judged) if judged else None
    return MonthRow(
        month, patients, within, over, pending, unaccounted, share,
        Fraction(100 * over, judged) if judged else None, None if share is None else share >= 90,
    )  # fmt: skip


MONTHS = (
    month_row(datetime.date(2011, 10, 1), 0, 0, 0),
    month_row(datetime.date(2011, 11, 1), 1304, 1278, 26),
    month_row(datetime.date(2011, 12, 1), 266, 262, 2, unaccounted=2),
    month_row(datetime.date(2012, 1, 1), 43, 30, 13),
)
TOGETHER = month_row(None, 1613, 1570, 41, unaccounted=2)


def slip(**more):
    lines = (
        SlipLine("นางมาลัย ตัวอย่างสุข", "AN 69004518", ("สำเนาประวัติ", "ใบรับรองแพทย์"), True),
        SlipLine("นายวินัย สมมุติทรัพย์", "AN 69005003", (), False, "ขาดลายมือชื่อ"),
        SlipLine("นายอุดม ทดลองสกุล", "AN 69004102", ("ประวัติ",)),
    )
    return Slip("R2A", "สิทธิประโยชน์", "ปรีดา ทดลองวงษ์", NOW, lines, **more)


def cover(**more):
    given = {
        "patient": "นางมาลัย ตัวอย่างสุข", "hn": "990012345", "number": "AN 69004518", "fund": "ปกส.",
        "ward": "อายุรกรรมหญิง",
        "physician": "พญ.อรทัย ทดลองสกุล", "admitted_on": datetime.date(2026, 10, 26),
        "discharged_on": datetime.date(2026, 10, 30), "waits_for": "เคสนี้รอแฟ้มประวัติ",
        "deadlines": (CoverDeadline("สำเนาถึงการเงิน", DeadlineState.SOON, "อีก 2 วัน", "17 พ.ย."),),
        "documents": (CoverDocument("สำเนาประวัติ", "ยังไม่มี", "-"),),
        "steps": (CoverStep(9, "ถ่ายสำเนา", "สิทธิประโยชน์"), CoverStep(8, "ส่งประวัติ", "R2A", NOW.date(), "ปรีดา")),
        **more,
    }  # fmt: skip
    return Cover(**given)


def words(language):
    return PictureWords(Words(language, lambda key, **d: say(language, key, **d)), {"copy_rule": "RW"}, {})


def flow_print(language="th"):
    before, after = FLOWS["sso_inpatient_2554"], FLOWS["sso_inpatient_2555"]
    own = words(language)
    table = PrintTable("สรุป", ("รายการ", "ก่อน", "หลัง"), (("ขั้นตอน", "15", "11"),), frozenset({1, 2}), ("หมายเหตุ",))
    return FlowPrint(
        (before_and_after((before, own), (after, own)), lane_chart(after, own), symbol_chart(after, own)), (table,)
    )


def contents():
    return [
        work_list(), Monthly(MONTHS, TOGETHER, Fraction(90), ("นับจากวันจำหน่าย",)),
        slip(note="ด่วน"), cover(), flow_print(), ward_list(),
    ]  # fmt: skip


def ward_list():
    row = WardRow("วันนี้", "14:00", "นางคำปัน สาธิตวงษ์", "เตียง 14 · AN 69090001", "รอใบรับรองแพทย์")
    return WardList((WardGroup("จำหน่ายวันนี้", (row,)), WardGroup("ถูกส่งคืนมาที่หอ", ())))


def n_pages(document):
    return max(int(n) for n in re.findall(rb"/Type/Pages/Count (\d+)", document))


@pytest.fixture(scope="module")
def text_of():
    """Gives the text of a PDF, where this machine has what reads it."""
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not here")

    def read(document):
        done = subprocess.run([reader, "-layout", "-", "-"], input=document, capture_output=True, check=True)
        return TWICE.sub(r"\1", done.stdout.decode())

    return read


def test_every_template_has_its_content():
    assert {content.template for content in contents()} == set(TEMPLATES)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("content", contents(), ids=lambda content: content.template)
def test_every_content_is_printed_in_both_languages_and_twice_alike(content, language):
    one = printed(sheet(language), content)
    assert one.startswith(b"%PDF-")
    assert one == printed(sheet(language), content)


@pytest.mark.parametrize("content", contents(), ids=lambda content: content.template)
def test_the_frame_says_whose_it_is_until_when_by_whom_and_that_it_is_made_up(content, text_of):
    text = text_of(printed(sheet(), content))
    for said in (
        "รพ.รินธารา (99001)", "พิมพ์ 18 พ.ย. 2569 08:45 น. โดย สุเมธ จำลองกิจ", "ปกส. ผู้ป่วยใน · ข้อมูลถึง 18 พ.ย. 2569",
        "ข้อมูลสังเคราะห์", "กติกา 4b1e88a09cc2", "ทันเวลา: นำส่งสำเนา",
    ):  # fmt: skip
        assert said in text.replace("\u00a0", " ")


def test_a_frame_with_nothing_to_say_says_nothing(text_of):
    bare = sheet(filters="", data_until=None, is_synthetic=False, book="")
    assert bare.data()["subtitle"] == ""
    assert bare.data()["marks"] == [say("th", "print.system")]


@pytest.mark.parametrize("n", [1, 430])
def test_heads_and_page_numbers_stand_on_every_page_of_one_or_thirty(n, text_of):
    document = printed(sheet(), work_list(n))
    pages = n_pages(document)
    assert pages == 1 if n == 1 else pages >= 30
    text = text_of(document)
    assert text.count("สิ่งที่ต้องทำต่อ") == pages
    assert [f"หน้า {page} จาก {pages}" in text for page in range(1, pages + 1)] == [True] * pages
    assert text.count("AN 69") == n


def test_every_letter_stands_in_the_text_of_the_pdf(text_of):
    said = "น้ำ สำเนา ทำ กำหนด จำหน่าย คำ ต่ำ ฯลฯ ต่าง ๆ ญาติ ฐานะ ปู่ ฎีกา ป้าที่นี่ ๑๒๓"
    text = text_of(printed(sheet(title="-"), work_list(next_act=said)))
    flat = re.sub(r"\s", "", text)
    for word in said.split():
        assert word in flat
    assert "\u0e4d" not in text
    assert flat.count("ำ") >= said.count("ำ")


def test_text_is_never_markup(text_of):
    said = '#panic("x") $x$ *bold* _i_ @ref <label> \\u{41} {title} // off #include "/etc/passwd"'
    flat = re.sub(r"\s", "", text_of(printed(sheet(title=said), slip(note=said))))
    assert flat.count(re.sub(r"\s", "", said)) == 2


@pytest.mark.parametrize("written", [CITIZEN_ID, "1-1017-00230-70-8", f"เลข{CITIZEN_ID}ครับ"])
def test_a_citizen_id_is_never_printed_whoever_wrote_it(written, text_of):
    for content in (cover(waits_for=written), slip(note=written), work_list(missing=written)):
        document = printed(sheet(filters=written), content)
        text = text_of(document)
        assert CITIZEN_ID not in text
        assert "0230" not in text
        assert text.count("x-xxxx-xxxxx-xx-x") == 2


def test_other_long_numbers_are_left_alone(text_of):
    assert "99001000012345678" in text_of(printed(sheet(filters="99001000012345678"), slip()))


def test_a_cover_has_no_place_for_a_citizen_id():
    assert not [name for name in Cover.__dataclass_fields__ if "citizen" in name or "cid" in name]


def test_a_list_that_is_empty_says_so_and_a_cut_one_says_how_many(text_of):
    assert say("th", "print.nothing") in text_of(printed(sheet(), WorkList(())))
    cut = WorkList((WorkGroup("เกินกำหนด", (work_row(),), 14),))
    assert "14 รายการ พิมพ์ 1" in text_of(printed(sheet(), cut))


def test_what_is_not_known_is_said_and_a_cost_has_a_true_minus(text_of):
    text = text_of(printed(sheet(), work_list(amount_satang=None, late_cost_satang=None)))
    assert "ยังไม่สรุป" in text
    assert "GAP" in text
    assert "−2,125.41" in text_of(printed(sheet(), work_list()))


def test_the_monthly_table_is_that_of_the_document(text_of):
    text = text_of(printed(sheet(), Monthly(MONTHS, TOGETHER, Fraction(90), ("นับจากวันจำหน่าย",))))
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.replace("\u00a0", " ").splitlines()]
    assert ["ต.ค. 54", "ยังไม่เก็บข้อมูล"] in rows
    flat = [" ".join(row) for row in rows]
    assert "พ.ย. 54 1,304 1,278 98.01 26 1.99 0 ผ่าน" in flat
    assert "ธ.ค. 54 266 262 98.50 2 0.75 2 ผ่าน" in flat
    assert "ม.ค. 55 43 30 69.77 13 30.23 0 ต่ำกว่าเป้า" in flat
    assert "รวม 3 เดือน 1,613 1,570 97.33 41 2.54 2 ผ่าน" in flat
    assert "ยังไม่ครบ" not in text
    assert "เป้า 90" in text


def test_what_is_not_due_yet_has_a_column_only_where_there_is_some(text_of):
    pending = month_row(datetime.date(2026, 11, 1), 10, 4, 0, pending=6)
    assert "ยังไม่ครบ" in text_of(printed(sheet(), Monthly((pending,))))


@pytest.mark.parametrize(
    ("shares", "target", "floor", "gaps"),
    [
        ([98, 96], 90, 8000, []),
        ([98, 42], 90, 3500, []),
        ([3], None, 0, []),
        ([None, 98, None, None], 90, 8000, [(0, 1), (2, 2)]),
        ([None], None, 8000, [(0, 1)]),
    ],
)
def test_the_chart_reaches_below_the_lowest_and_names_the_months_without_data(shares, target, floor, gaps):
    months = tuple(
        month_row(datetime.date(2026, n, 1), 0 if share is None else 100, share or 0, 0)
        for n, share in enumerate(shares, 1)
    )
    data = Monthly(months, target=None if target is None else Fraction(target)).data("th")
    assert data["floor"] == floor
    assert [(gap["start"], gap["n"]) for gap in data["gaps"]] == gaps
    assert [point["value"] for point in data["points"]] == [None if s is None else s * 100 for s in shares]


def test_two_units_sign_a_slip_and_only_open_answers_leave_boxes(text_of):
    text = text_of(printed(sheet(), slip()))
    for said in ("ผู้ส่งมอบ", "ผู้รับมอบ", "รับแล้ว", "ไม่รับ", "ขาดลายมือชื่อ", "3 รายการ", "สำเนาประวัติ"):
        assert said in text
    assert text.count("ลงชื่อ") == 2


def test_a_patient_who_is_still_in_has_no_day_of_discharge(text_of):
    assert "ยังไม่จำหน่าย" in text_of(printed(sheet(), cover(discharged_on=None)))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("name", FLOWS)
def test_every_flow_of_the_book_is_printed_with_each_step_once(name, language, text_of):
    flow = FLOWS[name]
    for chart in (lane_chart, symbol_chart):
        picture = chart(flow, words(language))
        text = text_of(printed(sheet(language), FlowPrint((picture,)))).replace("\u00a0", " ")
        for step in flow.steps:
            # The first letter is enough: what stands above and below it, the PDF writer may write twice.
            begins = re.escape(step.label.in_language(language)[0])
            assert len(re.findall(rf"(?<![0-9]){step.number}\. {begins}", text)) == 1


def tall(n_rows, row=100, width=1000):
    """Draws a picture of rows that a page may part."""
    boxes = tuple(Box(0, 100 + n * row, width, row, BoxKind.ROW, n) for n in range(n_rows))
    cuts = tuple(100 + n * row for n in range(1, n_rows + 1))
    return Picture(width, cuts[-1], "t", "s", boxes=boxes, head=100, cuts=cuts)


@pytest.mark.parametrize("picture", [tall(1), tall(5), tall(6), tall(40), tall(3, row=2000), tall(10, width=9000)])
def test_a_long_picture_is_parted_between_its_rows_and_each_part_fits_its_page(picture):
    data = _picture(picture)
    unit, pages = data["unit"], [(part["from"], part["to"]) for part in data["pages"]]
    assert pages == _pages(picture, unit)
    assert pages[0][0] == 0
    assert pages[-1][1] == picture.height
    assert all(one[1] == other[0] and one[1] in picture.cuts for one, other in pairwise(pages))
    assert 0 < unit <= 750
    assert unit * picture.width <= 762_000
    for n, (start, end) in enumerate(pages):
        assert unit * (end - start + (picture.head if n else 0)) <= (485_000 if n else 430_000)
    document = printed(sheet(), FlowPrint((picture,)))
    assert n_pages(document) == len(pages)
