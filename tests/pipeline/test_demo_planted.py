"""What is planted into the made-up hospitals' sets is what a check finds: each fault, and nothing else."""

import csv
import datetime

import duckdb
import pytest

from sitthi.book import Book
from sitthi.core.findings import FindingKind
from sitthi.core.formats.format import FileFormat
from sitthi.demo.broken import CODES, write_broken
from sitthi.demo.claims import claim_files
from sitthi.demo.country import Size
from sitthi.demo.hospital_year import hospital_year
from sitthi.demo.planting import SpoiltLine, with_spoilt_lines
from sitthi.demo.province import Province
from sitthi.demo.writing import Form, write_files
from sitthi.files.check.checking import check_set
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set

BOOK = Book()
TODAY = datetime.date(2026, 11, 25)
ABOUT_SETS = {
    "claim.file_missing", "claim.no_visits", "claim.parent_missing", "claim.charges_missing",
    "claim.diagnoses_missing",
    "claim.too_many_files", "claim.column_missing", "claim.other_hospital",
}  # fmt: skip
"""Codes about a set or a whole file: a set with one of them is not loaded at all, or loses a file."""
ELSEWHERE = {
    "claim.known",  # needs an earlier load
    "claim.time_aside",  # of the 43 files only SERVICE has a time, and the made-up sets have no SERVICE
}


def found_in(folder, format, hospital):
    """Checks a set as the product does; gives every finding as (code, file, line, field)."""
    with duckdb.connect() as connection:
        format = BOOK.all(FileFormat)[format]
        checked = check_set(read_set(land(folder, format), format, connection), BOOK, hospital, as_of=TODAY)
        return sorted((row.code, row.file, row.line or 0, row.field or "") for row in checked.rows())


def listed(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return sorted((row["code"], row["file"], int(row["line"]), row["field"]) for row in csv.DictReader(handle))


@pytest.mark.parametrize("seed", [2552, 1, 20090331])
def test_a_check_finds_each_planted_fault_and_nothing_else(seed, tmp_path):
    clean = 0
    for place in Province(Size.SMALL, seed).write(tmp_path, BOOK):
        planted = listed(place.planted) if place.planted else []
        assert found_in(place.folder, place.format, place.hospital) == planted
        clean += not planted
    assert clean == 2  # both sets of the hospital without faults


def test_every_kind_of_finding_about_a_row_is_planted(tmp_path):
    planted = {
        code
        for place in Province(Size.SMALL, 2552).write(tmp_path, BOOK)
        if place.planted
        for code, *_ in listed(place.planted)
    }
    kinds = {code for code in BOOK.all(FindingKind) if code.startswith("claim.")}
    assert kinds - planted - ABOUT_SETS - ELSEWHERE == set()
    assert ABOUT_SETS - set(CODES) == {"claim.too_many_files"}
    assert planted & (ABOUT_SETS | ELSEWHERE) == set()


def test_a_set_that_is_broken_as_a_whole_is_called_what_it_was_made_to_be(tmp_path):
    write_broken(tmp_path, 2552, BOOK.all(FileFormat)["eclaim16"])
    assert {path.name for path in tmp_path.iterdir()} == set(CODES)
    for code in CODES:
        found = {one for one, *_ in found_in(tmp_path / code, "eclaim16", "99001")}
        assert code in found
        # A set that cannot be opened lacks its files too; a name that was changed is a name nobody knows.
        assert found - {code} <= {
            "claim.file_missing", "claim.no_visits", "set.unknown_member", "file.extra_column",
        }  # fmt: skip


def test_a_hospital_year_by_itself_is_without_fault(tmp_path):
    hospital_year(tmp_path / "set", 3, 1500, 9)
    assert found_in(tmp_path / "set", "eclaim16", "99001") == []


def test_claims_come_as_text_in_a_zip_or_as_dbf_and_are_read_as_the_same(tmp_path):
    claims, format = claim_files(Province(Size.SMALL, 5).year(0), 3), BOOK.all(FileFormat)["eclaim16"]
    read = []
    for form in Form:
        (tmp_path / form).mkdir()
        write_files(tmp_path / form, format, claims, form=form)
        with duckdb.connect() as connection:
            came = read_set(land(tmp_path / form, format), format, connection)
            assert not came.findings
            columns = [field.name for field in format.fields_of("DRU")]
            cells = ", ".join(f'"{name}"' for name in columns)
            read.append(connection.sql(f'SELECT {cells} FROM claim."DRU" ORDER BY line').fetchall())
    assert read[0]
    assert read[0] == read[1] == read[2]


def test_a_spoilt_line_is_the_only_one_that_changes():
    content = "หัว|ท้าย\r\nก|ข\r\nค|ง\r\n".encode("cp874")
    spoilt = with_spoilt_lines(content, [SpoiltLine("DRU", 2, "in UTF-8")])
    assert spoilt.split(b"\r\n")[1].decode("utf-8") == "ก|ข"
    assert [*spoilt.split(b"\r\n")[:1], *spoilt.split(b"\r\n")[2:]] == [
        *content.split(b"\r\n")[:1],
        *content.split(b"\r\n")[2:],
    ]
