"""The made-up province's desk: its units and wards, and the people who sign in, all with one known password.

Every name says that nobody is meant by it.
"""

import datetime
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


@dataclass(frozen=True, slots=True)
class MadeUpInpatient:
    """Somebody who lies in a ward today: days since the admission, and when the ward expects the discharge.

    `leaves_in` counts days from today; empty where nobody knows yet. `has_papers` says that the benefits office
    has done its first two steps.
    """

    ward: str
    bed: str
    title: str
    first_name: str
    last_name: str
    sex: str
    born_on: datetime.date
    fund: str
    days_in: int
    leaves_in: int | None
    leaves_hour: int = 14
    has_papers: bool = True


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

_D = datetime.date
INPATIENTS = (
    MadeUpInpatient("W01", "14", "นาง", "คำปัน", "สาธิตวงษ์", "2", _D(1959, 3, 2), "OFC", 4, 0, 14),
    MadeUpInpatient("W01", "3", "น.ส.", "พิมพ์ใจ", "ทดลองสุข", "2", _D(1990, 7, 19), "SSS", 3, 0, 15),
    MadeUpInpatient("W01", "9", "นาง", "บุญล้อม", "สมมุติศรี", "2", _D(1971, 11, 30), "UCS", 6, 0, 16),
    MadeUpInpatient("W01", "11", "นาง", "ดวงใจ", "ตัวอย่างงาม", "2", _D(1965, 1, 8), "SSS", 2, 1, 10),
    MadeUpInpatient("W01", "6", "นาง", "มาลัย", "จำลองแก้ว", "2", _D(1948, 5, 24), "UCS", 1, None),
    MadeUpInpatient(
        "W02", "2", "นาย", "วินัย", "สมมุติทรัพย์", "1", _D(2003, 9, 12), "accident", 1, 2, 11, has_papers=False
    ),
    MadeUpInpatient("W02", "5", "นาย", "ประทีป", "จำลองทรัพย์", "1", _D(1968, 2, 17), "UCS", 5, 0, 13),
    MadeUpInpatient("W02", "8", "นาย", "อุดม", "ทดลองสกุล", "1", _D(1975, 6, 3), "SSS", 0, 3, 14, False),
    MadeUpInpatient("W05", "1", "ด.ช.", "ธนา", "จำลองสุข", "1", _D(2020, 4, 21), "UCS", 2, 0, 15),
    MadeUpInpatient("W03", "7", "นาง", "จันทร์ฉาย", "สาธิตสุข", "2", _D(1994, 12, 5), "SSS", 1, 1, 10),
    MadeUpInpatient("W20", "4", "นาย", "แสวง", "จำลองวงษ์", "1", _D(1963, 8, 14), "LGO", 3, 0, 14),
    MadeUpInpatient("W08", "12", "นาย", "สมบูรณ์", "ทดลองดี", "1", _D(1982, 10, 27), "private", 2, 0, 16),
)
"""Who lies in the made-up hospital today, so that its wards have something to send."""
