"""Small claim sets made from a format's own table: a sound one, and for every field a broken row.

`sound_set(format)` gives rows by file that belong together: one stay and one visit of one person, charges that add
up to their total. `broken_cells(format)` walks every field and gives each cell that cannot be right, with the
fault it shows: `blank`, `wide`, `type` or `code`. `text_of` and `dbf_of` write the bytes without the project's own
writer.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitthi.core.formats.field import FieldType, FormatField, Required
from sitthi.core.formats.format import FileFormat
from sitthi.core.identity import check_digit

Row = dict[str, str]
Rows = dict[str, list[Row]]

HCODE, HN, AN, SEQ = "10703", "H000001", "670001", "6710010001"
CID = "910070000001" + str(check_digit("910070000001"))

_BY_TYPE = {
    FieldType.CHAR: "1",
    FieldType.TEXT: "1",
    FieldType.CODE: "1",
    FieldType.DATE: "20241001",
    FieldType.DATETIME: "20241001093000",
    FieldType.TIME: "0930",
    FieldType.INT: "1",
    FieldType.DECIMAL: "1.00",
}
_BY_LIST = {
    "inscl": "UCS", "subinscl": "89", "sex": "2", "nation": "099", "pttype": "UC", "chrgitem": "11",
    "labtest": "05",
    "aetype": "V", "ucae": "E", "svctype": "I", "cagcode": "Bd", "ca_type": "V", "drugremark": "EA",
    "opd_optype": "7",
}  # fmt: skip
_BY_NAME = {
    "HN": HN, "AN": AN, "SEQ": SEQ, "HCODE": HCODE, "HOSPCODE": HCODE, "HOSPMAIN": HCODE, "HOSPSUB": HCODE,
    "CID": CID, "PERSON_ID": CID, "OWNRPID": CID, "DOB": "19800215", "BIRTH": "19800215", "PID": "000001",
    "DATEDSC": "20241004", "TIMEDSC": "1400", "DATETIME_ADMIT": "20241001093000",
    "DATETIME_DISCH": "20241004140000",
    "REFER": "10669", "REFMAINI": "10669", "REFMAINO": "10669", "DIAG": "J189", "DIAGCODE": "J189",
    "CHRONIC": "E119", "OPER": "8938", "PROCEDCODE": "8938",
    "CLINIC": "00100", "DEPT": "01", "CHANGWAT": "48", "AMPHUR": "01", "AMPUR": "01", "FNAME": "สมหญิง",
    "LNAME": "ใจดี", "NAME": "สมหญิง", "NAMEPAT": "สมหญิง ใจดี,นาง", "TITLE": "นาง", "INSTYPE": "0100",
    "INSTYPE_NEW": "0100", "D_UPDATE": "20241005120000", "DATEEXP": "20301231", "IREFTYPE": "1100",
    "OREFTYPE": "1100", "TMLTCODE": "350106", "DIDSTD": "100005", "CODE": "5305", "ADM_W": "", "LMP": "",
    "DISCHARGE": "9", "DDISCHARGE": "",
}  # fmt: skip
_STAY = {"AN": AN, "SEQ": ""}
_VISIT = {"AN": "", "SEQ": SEQ}
_OF_BOTH = ("INS", "CHT", "CHA", "AER", "ADP", "DRU")
_BY_FIELD = {
    ("CHT", "TOTAL"): "1500.00", ("CHT", "PAID"): "0.00", ("CHA", "AMOUNT"): "1500.00", ("OPD", "TYPEIN"): "1",
    ("IOP", "DATEOUT"): "20241001", ("IOP", "TIMEIN"): "1000", ("IOP", "TIMEOUT"): "1030",
    ("LVD", "DATEOUT"): "20241002", ("LVD", "TIMEOUT"): "0800", ("LVD", "DATEIN"): "20241003",
    ("LVD", "TIMEIN"): "0800", ("ADP", "QTY"): "1", ("ADP", "RATE"): "100.00", ("ADP", "TOTAL"): "100.00",
    ("PRENATAL", "LMP"): "20240301", ("PROVIDER", "BIRTH"): "19700101", ("DRU", "TOTAL"): "1.00",
    ("ADP", "TOTCOPAY"): "0.00",
    ("DRU", "TOTCOPAY"): "0.00", ("LABFU", "LABRESULT"): "6.5", ("ODX", "DATEDX"): "20241001",
}  # fmt: skip


def sound_cell(field: FormatField) -> str:
    """Gives a cell that fits its field."""
    value = _BY_FIELD.get((field.file, field.name), _BY_NAME.get(field.name))
    if value is None:
        value = _BY_LIST.get(field.codes, _BY_TYPE[field.type])
        if field.type is FieldType.TIME and field.width == 6:
            value = "093000"
    return value[: field.width]


def sound_set(format: FileFormat) -> Rows:
    """Gives rows of every file that fit each other; the 16 files hold one stay and one visit."""
    rows: Rows = {}
    for file in format.files:
        row = {field.name: sound_cell(field) for field in format.fields_of(file.name)}
        is_claim = format.id != "moph43" and file.name in _OF_BOTH
        rows[file.name] = [row | _STAY, row | _VISIT] if is_claim else [row]
    return rows


@dataclass(frozen=True)
class BrokenCell:
    """One cell that cannot be right: put into row `at` of its file's sound rows."""

    file: str
    at: int
    field: str
    cell: str
    fault: str

    def put(self, rows: Mapping[str, Sequence[Row]]) -> Rows:
        """Gives the rows with this cell in them."""
        broken = {file: [dict(row) for row in its] for file, its in rows.items()}
        broken[self.file][self.at][self.field] = self.cell
        return broken


def broken_cells(format: FileFormat) -> Iterator[BrokenCell]:
    """Walks every field and gives the cells that break it."""
    for field in format.fields:
        for cell, fault in _broken(field):
            yield BrokenCell(field.file, 0, field.name, cell, fault)


def _broken(field: FormatField) -> Iterator[tuple[str, str]]:
    if field.required in (Required.ALWAYS, Required.KEY):
        yield "", "blank"
    if field.type is FieldType.DATE:
        yield from ((cell, "type") for cell in ("20240230", "2024-1-1", "20241301", "2024100"))
    elif field.type is FieldType.DATETIME:
        yield from ((cell, "type") for cell in ("20240230093000", "20241001250000", "20241001"))
    elif field.type is FieldType.TIME:
        yield from ((cell, "type") for cell in ("2460", "9:30", "abcd"))
    elif field.type is FieldType.INT:
        yield from ((cell, "type") for cell in ("x", "1.5"))
    elif field.type is FieldType.DECIMAL:
        yield from ((cell, "type") for cell in ("x", "1,0", "1.2.3"))
    elif field.width is not None:
        yield "1" * (field.width + 1), "wide"
    if field.type is FieldType.CODE and field.codes:
        yield "#", "code"


def text_of(
    format: FileFormat, file: str, rows: Sequence[Row], *, header: bool = True, newline: str = "\r\n",
    encoding: str = "cp874", names: Sequence[str] | None = None,
) -> bytes:  # fmt: skip
    """Writes rows as a text file, all columns or those named."""
    names = names or [field.name for field in format.fields_of(file)]
    lines = [format.delimiter.join(names)] if header else []
    lines += [format.delimiter.join(row.get(name, "") for name in names) for row in rows]
    return "".join(line + newline for line in lines).encode(encoding)


def dbf_of(format: FileFormat, file: str, rows: Sequence[Row], deleted: Sequence[int] = ()) -> bytes:
    """Writes rows as a DBF by the columns' DBF types; `deleted` are record numbers."""
    fields = []
    for field in format.fields_of(file):
        letter, *numbers = field.dbf.split() or ["C", str(min(field.width or 50, 254))]
        fields.append((field.name, letter, int(numbers[0]), int(numbers[1]) if numbers[1:] else 0))
    width = 1 + sum(length for _, _, length, _ in fields)
    content = struct.pack("<B3BIHH20x", 3, 125, 6, 1, len(rows), 32 * (1 + len(fields)) + 1, width)
    for name, letter, length, decimals in fields:
        content += struct.pack("<11sc4xBB14x", name[:10].encode(), letter.encode(), length, decimals)
    content += b"\r"
    for number, row in enumerate(rows, 1):
        content += b"*" if number in deleted else b" "
        for name, letter, length, _ in fields:
            raw = row.get(name, "").encode("cp874")
            content += (raw.rjust(length) if letter == "N" else raw.ljust(length))[:length]
    return content + b"\x1a"


def write_set(folder: Path, format: FileFormat, rows: Mapping[str, Sequence[Row]], **how: object) -> Path:
    """Writes a set as text files, as `text_of` does, and gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, its in rows.items():
        (folder / f"{file}.txt").write_bytes(text_of(format, file, its, **how))  # type: ignore[arg-type]
    return folder
