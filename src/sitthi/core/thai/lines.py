"""Lines of Thai text: how many columns a text takes, and where it may be broken.

Thai writes no space between words and the standard library knows no dictionary, so a line is broken at a space
where it can be, then around words that are known here, then where a syllable surely begins or ends.
"""

import itertools
import re
import unicodedata

__all__ = ["columns", "lines_of", "widest_piece"]

_WORDS = """
กรรมการ กลับมา กลุ่ม กองทุน การดูแล ก่อน ของ ของตนเอง ขอบเขต ขึ้นไป ข้อมูล คนไข้ ครอบคลุม
ความดัน ความสมบูรณ์ ความเสี่ยง คอลัมน์ คะแนน คัดกรอง คำนวณ คำสั่ง คิดเป็น คุณภาพ ค่า
ค่าเฉลี่ย งบประมาณ จังหวัด จัดสรร จาก จำนวน จำหน่าย ชุดแฟ้ม ช่วง ซ้ำ ด้วย ตัวชี้วัด ตัวตั้ง ตัวหาร
ตัวอย่าง ตัวเลข ตัวเลือก ตาม ตาราง ตำบล ต่อ ต้นทาง ต้อง ทะเบียน ทันที ทั้งสอง ทั้งหมด ที่ ที่มา
นอกช่วง นอน น้ำหนัก บรรทัด บริการ บัตรคะแนน บันทึก บุคคล บุคลากร ปฐมภูมิ ประจำ ประชากร ประมวลผล
ประเมิน ปากมดลูก ป่วย ผลงาน ผลรวม ผู้ป่วย ผู้ลงทะเบียน ผู้ใหญ่ พยาบาล พัฒนา พื้นที่ ภายใน ภาวะ
มะเร็ง มาตรฐาน รวม รหัส ระดับ ระยะสั้น ระยะเวลา ระหว่าง รักษา รับไว้ รายการ รายงาน รูปแบบ ร้อยละ
ลงทะเบียน วันจำหน่าย วันที่ วันนอน วันรับไว้ วิชาชีพ วินิจฉัย สถานบริการ สมบูรณ์ สมมุติ สังเคราะห์
สัดส่วน สาธารณสุข สิทธิ สุขภาพ สูงสุด หนึ่ง หน่วย หน่วยงาน หน้าที่ หรือ หลักฐาน หลักประกัน หลักเกณฑ์
หลัง หอบหืด หัตถการ หัวตาราง อย่างใดอย่างหนึ่ง อัตรา อายุ อำเภอ เกณฑ์ เกินกำหนด เข้าเงื่อนไข
เงื่อนไข เฉพาะ เฉลี่ย เบาหวาน เป็น เป้าหมาย เฝ้าระวัง เพราะ เวชระเบียน เสียชีวิต เอกสาร แทรกซ้อน
แนวทาง แบบ แฟ้ม แรกที่ และ แล้ว โปรแกรม โฟลเดอร์ โรคหลัก โรคหืด โรคเรื้อรัง โรงพยาบาล โลหิต ให้ ได้
ได้รับ ไม่ ไม่ทราบ ไม่นับ
"""
"""Words that are never broken and that a line may end before or after."""
_WORD = re.compile("|".join(sorted(re.findall(r"\S+", _WORDS), key=len, reverse=True)))

_LEADING = frozenset("เแโใไ")
_FOLLOWING = frozenset("ะาำๅๆฯ")
_ENDING = frozenset("ะำๆฯ")
_JOINTS = frozenset("_/-,:;|\\")

_ANYWHERE, _SYLLABLE, _AROUND_WORD = 1, 2, 3


def columns(text: str) -> int:
    """Counts the columns of a terminal that a text takes: vowels and tones above and below take none."""
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)


def lines_of(text: str, width: int) -> list[str]:
    """Breaks a paragraph into lines of at most `width` columns; there is always one.

    A no-break space holds together what it glues. Only what has no better place is broken between two letters.
    """
    lines = [""]
    for run in text.split(" "):
        joined = f"{lines[-1]} {run}" if lines[-1] else run
        if columns(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        *whole, last = _broken(run, max(width, 1))
        lines[-1:] = [*whole, last]
    return lines


def widest_piece(text: str) -> int:
    """Counts the columns of the widest part that a good break leaves whole."""
    pieces = [piece for run in text.split(" ") for piece in _pieces(run)]
    return max(map(columns, pieces))


def _pieces(run: str) -> list[str]:
    places = _places(run)
    cuts = [0, *(at for at in range(1, len(run)) if places[at] >= _SYLLABLE), len(run)]
    return [run[start:end] for start, end in itertools.pairwise(cuts)]


def _broken(run: str, width: int) -> list[str]:
    """Breaks a run without spaces at the best of the places near the end of each line."""
    places, start, broken = _places(run), 0, []
    while columns(run[start:]) > width:
        fits = [
            at for at in range(start + 1, len(run)) if places[at] >= _ANYWHERE and columns(run[start:at]) <= width
        ]
        if not fits:
            break
        # A place inside a word is the last resort; of the others one that leaves most of the line empty is.
        good = [at for at in fits if places[at] > _ANYWHERE] or fits
        late = [at for at in good if 2 * columns(run[start:at]) >= width]
        cut = max(late or good, key=lambda at: (places[at], at))
        broken.append(run[start:cut])
        start = cut
    return [*broken, run[start:]]


def _places(run: str) -> list[int]:
    """Says of each position how good a line break before it is; 0 where there must be none."""
    places = [0, *(_place(run, at) for at in range(1, len(run)))]
    for word in _WORD.finditer(run):
        for at in range(word.start() + 1, word.end()):
            places[at] = min(places[at], _ANYWHERE)
        for at in (word.start(), word.end()):
            if 0 < at < len(run) and places[at]:
                places[at] = _AROUND_WORD
    return places


def _place(run: str, at: int) -> int:
    before, after = run[at - 1], run[at]
    if before in _LEADING or after in _FOLLOWING or not columns(after) or "\u00a0" in (before, after):
        return 0
    if after in _LEADING or before in _ENDING or (before in _JOINTS and after not in _JOINTS):
        return _SYLLABLE
    if (before < "ก") != (after < "ก") and before.isalnum() and after.isalnum():
        return _SYLLABLE
    return _ANYWHERE
