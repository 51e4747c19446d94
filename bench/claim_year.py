"""Makes up a hospital's year of inpatient claim files, seeded: text in code page 874 or UTF-8, without a fault.

Ten files of the 16 are there, and the charges of each stay add up to their total. Used by `bench/claims.py`.
"""

import datetime
import random
from collections.abc import Callable
from pathlib import Path

HCODE = "10703"
_FIRST = ("สมชาย", "สมหญิง", "บุญมี", "มาลี", "ประเสริฐ", "วิไล", "เธียรชัย", "น้ำฝน", "อุไร", "ธนากร")
_LAST = ("ใจดี", "แสงทอง", "ศรีสุข", "บุญเรือง", "คำแก้ว", "วงศ์ใหญ่", "พันธุ์ดี", "ทองคำ")
_DRUGS = (
    ("1000001", "PARACETAMOL 500 MG TAB", "ครั้งละ 1-2 เม็ด เวลาปวดหรือมีไข้"),
    ("1000002", "AMOXICILLIN 500 MG CAP", "ครั้งละ 1 แคปซูล วันละ 3 ครั้ง หลังอาหาร"),
    ("1000003", "METFORMIN 500 MG TAB", "ครั้งละ 1 เม็ด เช้าและเย็น หลังอาหารทันที"),
    ("1000004", "NSS 1000 ML", "หยดเข้าหลอดเลือดดำ"),
)
_DIAGNOSES = ("J189", "E119", "I10", "N183", "K359", "A099", "J449", "I500", "L031", "D649", "N390", "I639")
_ITEMS = tuple(f"{letter}1" for letter in "13456789ABCE")
_UNITS = ("TAB", "CAP", "BOT")

Lines = list[str]
Put = Callable[[str], None]


def made_year(folder: Path, n_stays: int, encoding: str) -> Path:
    """Writes the files into a folder; the same stays for the same number."""
    folder.mkdir()
    draw = random.Random(2568)  # noqa: S311 - a benchmark's rows, not a secret
    n_people = max(1, n_stays * 2 // 3)
    files: dict[str, Lines] = {file: [header] for file, header in _HEADERS.items()}
    put: dict[str, Put] = {file: lines.append for file, lines in files.items()}
    born, cids = [], []
    for n in range(n_people):
        cid = _citizen(n)
        day = datetime.date(1935, 1, 1) + datetime.timedelta(days=draw.randrange(25_000))
        born.append(day)
        cids.append(cid)
        first, last, sex = draw.choice(_FIRST), draw.choice(_LAST), draw.choice("12")
        title = "นาย" if sex == "1" else "นาง"
        put["PAT"](
            f"{HCODE}|{n:07d}|48|01|{day:%Y%m%d}|{sex}|2|001|099|{cid}|{first} {last},{title}|{title}|"
            f"{first}|{last}|1"
        )
    for stay in range(n_stays):
        person = draw.randrange(n_people)
        _put_stay(put, draw, stay, person, cids[person])
    for file, lines in files.items():
        (folder / f"{file}.txt").write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return folder


def _put_stay(
    put: dict[str, Callable[[str], None]], draw: random.Random, stay: int, person: int, cid: str
) -> None:
    hn, an = f"{person:07d}", f"67{stay:07d}"
    admitted = datetime.datetime(2024, 10, 1) + datetime.timedelta(minutes=draw.randrange(500_000))  # noqa: DTZ001 - a hospital's clock has no zone
    discharged = admitted + datetime.timedelta(minutes=180 + draw.randrange(14_000))
    day, end = f"{admitted:%Y%m%d}", f"{discharged:%Y%m%d}"
    put["INS"](f"{hn}|UCS|89|{cid}|{HCODE}|20301231|{HCODE}|{HCODE}|||||||{an}|||1|1")
    put["IPD"](
        f"{hn}|{an}|{day}|{admitted:%H%M}|{end}|{discharged:%H%M}|2|1|W{draw.randrange(30):02d}|01|55.0|1|I"
    )
    principal, *others = draw.sample(_DIAGNOSES, 3)
    put["IDX"](f"{an}|{principal}|1|12345")
    for other in others:
        put["IDX"](f"{an}|{other}|2|12345")
    put["IOP"](f"{an}|8938|1|12345|{day}|{admitted:%H%M}|{day}|{admitted:%H%M}")
    total = 0
    n_days = (discharged.date() - admitted.date()).days + 1
    for k in range(draw.randrange(15, 36)):
        satang = draw.randrange(1000, 200_000)
        total += satang
        on = admitted + datetime.timedelta(days=k % n_days)
        item = _ITEMS[k % len(_ITEMS)]
        put["CHA"](f"{hn}|{an}|{on:%Y%m%d}|{item}|{satang // 100}.{satang % 100:02d}|{cid}|")
    put["CHT"](f"{hn}|{an}|{end}|{total // 100}.{total % 100:02d}|0.00|UC|{cid}||||")
    for did, name, how in draw.sample(_DRUGS, 3):
        put["DRU"](
            f"{HCODE}|{hn}|{an}|10100|{cid}|{day}|{did}|{name}|{draw.randrange(1, 60)}|2.50|1.10|100005|"
            f"{draw.choice(_UNITS)}|1x10|||||1|25.00||{how}|12345"
        )
    if stay % 3 == 0:
        put["ADP"](f"{hn}|{an}|{day}|11|5305|1|100.00|||||||1|100.00|1||||||||||")
    if stay % 50 == 0:
        put["IRF"](f"{an}|10669|1")


def _citizen(n: int) -> str:
    digits = f"{310000000000 + n:012d}"
    total = sum(weight * int(digit) for weight, digit in zip(range(13, 1, -1), digits, strict=True))
    return digits + str((11 - total % 11) % 10)


_HEADERS = {
    "INS": "HN|INSCL|SUBTYPE|CID|HCODE|DATEEXP|HOSPMAIN|HOSPSUB|GOVCODE|GOVNAME|PERMITNO|DOCNO|OWNRPID|OWNNAME|AN|"
    "SEQ|SUBINSCL|RELINSCL|HTYPE",
    "PAT": "HCODE|HN|CHANGWAT|AMPHUR|DOB|SEX|MARRIAGE|OCCUPA|NATION|PERSON_ID|NAMEPAT|TITLE|FNAME|LNAME|IDTYPE",
    "IPD": "HN|AN|DATEADM|TIMEADM|DATEDSC|TIMEDSC|DISCHS|DISCHT|WARDDSC|DEPT|ADM_W|UUC|SVCTYPE",
    "IRF": "AN|REFER|REFERTYPE",
    "IDX": "AN|DIAG|DXTYPE|DRDX",
    "IOP": "AN|OPER|OPTYPE|DROPID|DATEIN|TIMEIN|DATEOUT|TIMEOUT",
    "CHT": "HN|AN|DATE|TOTAL|PAID|PTTYPE|PERSON_ID|SEQ|OPD_MEMO|INVOICE_NO|INVOICE_LT",
    "CHA": "HN|AN|DATE|CHRGITEM|AMOUNT|PERSON_ID|SEQ",
    "ADP": "HN|AN|DATEOPD|TYPE|CODE|QTY|RATE|SEQ|CAGCODE|DOSE|CA_TYPE|SERIALNO|TOTCOPAY|USE_STATUS|TOTAL|QTYDAY|"
    "TMLTCODE|STATUS1|BI|CLINIC|ITEMSRC|PROVIDER|GRAVIDA|GA_WEEK|DCIP|LMP",
    "DRU": "HCODE|HN|AN|CLINIC|PERSON_ID|DATE_SERV|DID|DIDNAME|AMOUNT|DRUGPRIC|DRUGCOST|DIDSTD|UNIT|UNIT_PACK|SEQ|"
    "DRUGREMARK|PA_NO|TOTCOPAY|USE_STATUS|TOTAL|SIGCODE|SIGTEXT|PROVIDER",
}


_FAULTS = (
    ("CHA", "AMOUNT", "12x"), ("CHA", "HN", ""), ("CHA", "DATE", "25671001"), ("CHA", "CHRGITEM", "ZZ"),
    ("CHA", "AN", "1"), ("CHA", "DATE", "20240230"), ("CHA", "AN", ""), ("IDX", "DIAG", "??"),
    ("IDX", "DXTYPE", "1"), ("IDX", "DXTYPE", "4"), ("IDX", "DIAG", "O800"), ("IDX", "DIAG", "P073"),
    ("IDX", "DIAG", "W010"),
    ("IPD", "DATEDSC", "20200101"), ("IPD", "DISCHT", "9"), ("IPD", "TIMEADM", "2560"), ("IPD", "AN", "670000001"),
    ("PAT", "PERSON_ID", "3100000000009"), ("PAT", "DOB", "20300101"), ("PAT", "HN", "0000001"),
    ("CHT", "TOTAL", "1.00"), ("INS", "INSCL", "XXX"), ("INS", "CID", "12"), ("DRU", "AMOUNT", "a"),
    ("DRU", "HCODE", "99999"), ("IOP", "OPER", "x"), ("IOP", "DATEIN", "20200101"), ("ADP", "TYPE", "99"),
    ("INS", "HCODE", "99999"), ("IOP", "DATEOUT", "20991231"), ("ADP", "QTY", "12345"),
    ("DRU", "DIDNAME", "X" * 300),
)  # fmt: skip
"""A field of a file, and a cell that should not stand there."""


def plant_faults(folder: Path, encoding: str, n_each: int) -> None:
    """Puts each kind of fault into some rows of a set."""
    draw = random.Random(2569)  # noqa: S311 - a benchmark's rows, not a secret
    for file in _HEADERS:
        path = folder / f"{file}.txt"
        lines = path.read_bytes().decode(encoding).split("\r\n")[:-1]
        names = lines[0].split("|")
        for _, name, cell in (fault for fault in _FAULTS if fault[0] == file):
            for at in draw.sample(range(1, len(lines)), min(n_each, len(lines) - 1)):
                cells = lines[at].split("|")
                cells[names.index(name)] = cell
                lines[at] = "|".join(cells)
        path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
