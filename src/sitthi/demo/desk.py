"""The made-up province's desk: its units and wards, and the people who sign in, all with one known password.

Every name says that nobody is meant by it.
"""

from dataclasses import dataclass

__all__ = [
    "BORROWED_BECAUSE",
    "LOST_BECAUSE",
    "PASSWORD",
    "PEOPLE",
    "REGION",
    "RETURNED_BECAUSE",
    "UNITS",
    "WARDS",
    "MadeUpPerson",
    "MadeUpPlace",
]

PASSWORD = "sitthi-demo-2569"  # noqa: S105 - of a made-up province on loopback, printed for whoever runs it


@dataclass(frozen=True, slots=True)
class MadeUpPlace:
    """A place with its code and names."""

    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Somebody who signs in: `place` is a unit's code, `hospital`, `province` or `region`, `hospital` which."""

    username: str
    name: str
    position: str
    role: str
    place: str
    hospital: int = 0


RETURNED_BECAUSE = "เอกสารไม่ครบ ขอให้ตรวจแล้วส่งใหม่"
"""Why a made-up case went back a step."""
BORROWED_BECAUSE = "แพทย์ขอสรุปจำหน่ายเพิ่ม"
LOST_BECAUSE = "หาที่หอผู้ป่วยและห้องเก็บแฟ้มแล้วไม่พบ"

REGION = MadeUpPlace("R99", "เขตสุขภาพสมมุติ", "Made-up region")
UNITS = (
    MadeUpPlace("benefits", "งานสิทธิประโยชน์", "Benefits office"),
    MadeUpPlace("finance", "งานการเงิน", "Finance"),
    MadeUpPlace("r2a", "เวชระเบียนและรหัสโรค (R2A)", "Records and coding (R2A)"),
)
WARDS = (
    MadeUpPlace("W01", "อายุรกรรมหญิง", "Medicine, women"),
    MadeUpPlace("W02", "ศัลยกรรมชาย", "Surgery, men"),
    MadeUpPlace("W03", "สูติกรรม", "Obstetrics"),
    MadeUpPlace("W04", "นรีเวช", "Gynaecology"),
    MadeUpPlace("W05", "กุมารเวชกรรม", "Children"),
    MadeUpPlace("W07", "จักษุ โสต ศอ นาสิก", "Eye, ear, nose and throat"),
    MadeUpPlace("W08", "ออร์โธปิดิกส์", "Orthopaedics"),
    MadeUpPlace("W09", "พิเศษรวม", "Private rooms"),
    MadeUpPlace("W20", "อายุรกรรมชาย", "Medicine, men"),
)
PEOPLE = (
    MadeUpPerson("wipa", "วิภา ตัวอย่างดี", "นักวิชาการสาธารณสุข", "benefits", "benefits"),
    MadeUpPerson("nida", "นิดา สมมุติวงศ์", "เจ้าพนักงานเวชสถิติ", "benefits", "benefits"),
    MadeUpPerson("kamol", "กมล สาธิตดี", "พยาบาลวิชาชีพ", "nurse", "W01"),
    MadeUpPerson("oranee", "อรณี จำลองสุข", "พยาบาลวิชาชีพ", "nurse", "W02"),
    MadeUpPerson("suda", "สุดา จำลองดี", "ผู้ให้รหัสโรค", "coder", "r2a"),
    MadeUpPerson("preeda", "ปรีดา ทดลองวงศ์", "เจ้าพนักงานเวชสถิติ", "coder", "r2a"),
    MadeUpPerson("natee", "นที สมมุติสุข", "นักวิชาการเงินและบัญชี", "finance", "finance"),
    MadeUpPerson("banchee", "บัญชา ตัวอย่างกิจ", "นักบัญชี", "accountant", "hospital"),
    MadeUpPerson("sumet", "สุเมธ จำลองกิจ", "หัวหน้ากลุ่มงานประกันสุขภาพ", "manager", "hospital"),
    MadeUpPerson("admin", "ผู้ดูแลระบบสมมุติ", "ผู้ดูแลระบบ", "admin", "hospital"),
    MadeUpPerson("jangwat", "จิตรา ตัวอย่างเมือง", "ผู้ประเมินจังหวัด", "assessor", "province"),
    MadeUpPerson("khet", "เขมิกา สมมุติเขต", "ผู้จัดการกองทุนเขต", "regional", "region"),
    MadeUpPerson("other", "อื่นใด ต่างโรงพยาบาล", "นักวิชาการสาธารณสุข", "benefits", "benefits", 1),
)
