"""Claim sets drawn by hand: as tables of a DuckDB connection, and as the files a hospital sends."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from sitthi.core.formats.format import FileFormat

HCODE = "99001"
SOUND_IDS = ("9991000000015", "9992000000024", "9993000000033")
"""Made up; the check digit of each holds."""

TWO_STAYS = {
    "INS": """
        HN|INSCL|SUBTYPE|CID|HCODE|DATEEXP|HOSPMAIN|HOSPSUB|GOVCODE|GOVNAME|PERMITNO|DOCNO|OWNRPID|OWNNAME|AN|SEQ|SUBINSCL|RELINSCL|HTYPE
        1|UCS|89||99001||99001|99001|||||||A1||||1
        2|UCS|89||99001||99002|99002|||||||A2||||1
        2|UCS|89||99001||99002|99002||||||||V1|||1
        """,
    "PAT": """
        HCODE|HN|CHANGWAT|AMPHUR|DOB|SEX|MARRIAGE|OCCUPA|NATION|PERSON_ID|NAMEPAT|TITLE|FNAME|LNAME|IDTYPE
        99001|1|90|01|19600305|1|2|001|099|9991000000015|ทดสอบ หนึ่ง|นาย|ทดสอบ|หนึ่ง|1
        99001|2|90|01|19801231|2|2|001|099|9992000000024|ทดสอบ สอง|นาง|ทดสอบ|สอง|1
        """,
    "OPD": """
        HN|CLINIC|DATEOPD|TIMEOPD|SEQ|UUC
        2|00100|20240310|0900|V1|1
        """,
    "ODX": """
        HN|DATEDX|CLINIC|DIAG|DXTYPE|DRDX|PERSON_ID|SEQ
        2|20240310|00100|I10|1|ว12345|9992000000024|V1
        """,
    "IPD": """
        HN|AN|DATEADM|TIMEADM|DATEDSC|TIMEDSC|DISCHS|DISCHT|WARDDSC|DEPT|ADM_W|UUC|SVCTYPE
        1|A1|20240304|0800|20240306|1500|2|1|W1|01|60|1|I
        2|A2|20240401|1000|20240402|0900|1|4|W1|01|55.5|1|I
        """,
    "IRF": """
        AN|REFER|REFERTYPE
        A1|99003|1
        """,
    "IDX": """
        AN|DIAG|DXTYPE|DRDX
        A1|E119|1|ว12345
        A1|I10|2|ว12345
        A1|N183|4|ว12345
        A2|J459|1|ว12345
        """,
    "CHT": """
        HN|AN|DATE|TOTAL|PAID|PTTYPE|PERSON_ID|SEQ
        1|A1|20240306|1234.50|0.00|UC|9991000000015|
        2|A2|20240402|800.00|0.00|UC|9992000000024|
        2||20240310|100.25|0.00|UC|9992000000024|V1
        """,
    "CHA": """
        HN|AN|DATE|CHRGITEM|AMOUNT|PERSON_ID|SEQ
        1|A1|20240306|11|1000.00|9991000000015|
        1|A1|20240306|31|234.50|9991000000015|
        2|A2|20240402|11|800.00|9992000000024|
        2||20240310|31|100.25|9992000000024|V1
        """,
}
"""Two stays and a visit of two persons in hospital 99001, as the 16 files have them."""

Drawn = Mapping[str, str]


def rows_of(drawn: str) -> tuple[list[str], list[list[str]]]:
    """Gives the header and the rows of a drawn file."""
    header, *rows = (line.strip().split("|") for line in drawn.strip().splitlines())
    return header, rows


def changed(drawn: Drawn, file: str, old: str, new: str) -> dict[str, str]:
    """Gives a set in which one file reads otherwise in one place."""
    assert drawn[file].count(old) == 1, (file, old)
    return {**drawn, file: drawn[file].replace(old, new)}


def lay_claim(connection: duckdb.DuckDBPyConnection, format: FileFormat, drawn: Drawn) -> None:
    """Makes the schema `claim` as the reader makes it: line numbers, every field, blank cells NULL."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS claim")
    for file, text in drawn.items():
        header, rows = rows_of(text)
        fields = [field.name for field in format.fields_of(file)]
        assert set(header) <= set(fields), set(header) - set(fields)
        columns = ", ".join(f'"{name}" VARCHAR' for name in fields)
        connection.execute(f"CREATE TABLE claim.{file} (line BIGINT, {columns})")
        for line, row in enumerate(rows, 2):
            cells = dict(zip(header, row, strict=True))
            values = [line, *(cells.get(name) or None for name in fields)]
            connection.execute(f"INSERT INTO claim.{file} VALUES ({', '.join('?' * len(values))})", values)


def write_set(folder: Path, drawn: Drawn, encoding: str = "cp874") -> Path:
    """Writes a set as text files with header and CRLF."""
    folder.mkdir(parents=True)
    for file, text in drawn.items():
        header, rows = rows_of(text)
        lines = ["|".join(cells) + "\r\n" for cells in (header, *rows)]
        (folder / f"{file}.txt").write_bytes("".join(lines).encode(encoding))
    return folder


def zip_set(path: Path, drawn: Drawn, encoding: str = "cp874") -> Path:
    """Writes a set as one zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(write_set(path.with_suffix(".unpacked"), drawn, encoding).iterdir()):
            archive.write(member, member.name)
    return path
