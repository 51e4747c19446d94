"""The workbook, CSV and JSON of what was found: what stands where, and what must not."""

import csv
import json
import zipfile

import pytest
import python_calamine

from formats.checked_sets import BOOK, FORMATS, changed, read, sound
from formats.made_sets import CID, HN, SEQ, write_set
from sitthi.core.findings import FindingKind
from sitthi.files.check.checking import check_set
from sitthi.files.reports.listing import write_csv, write_json
from sitthi.files.reports.sentences import Sentences, details_of
from sitthi.files.reports.workbook import write_workbook

WORDS = {
    name: name
    for name in (
        "summary", "privacy", "file", "rows", "encoding", "code", "severity", "field", "found", "says", "remedy",
        "line", "block", "warn",
    )
} | {"shown": ""}  # fmt: skip
ECLAIM = FORMATS["eclaim16"]
ENGLISH = Sentences(BOOK.all(FindingKind), "en", ECLAIM)


@pytest.fixture
def bad(tmp_path):
    """Is a set with four faults, one a line that could not be read, and one cell that looks like a formula."""
    rows = changed(
        sound(),
        ("PAT", 0, {"SEX": "3"}),
        ("CHT", 0, {"TOTAL": ""}),
        ("CHA", 1, {"AMOUNT": "=1+5"}),
    )
    folder = write_set(tmp_path / "set", FORMATS["eclaim16"], rows)
    with (folder / "ODX.txt").open("ab") as handle:
        handle.write(b"a|b|c\r\n")
    one = read(folder)
    return one, check_set(one, BOOK)


def sheets(path):
    book = python_calamine.load_workbook(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_has_a_summary_and_a_sheet_a_file_with_its_faulty_rows(bad, tmp_path):
    path = tmp_path / "out.xlsx"
    write_workbook(path, "a title", *bad, ENGLISH, WORDS, 100)
    read_back = sheets(path)
    assert list(read_back) == ["summary", "PAT", "ODX", "CHT", "CHA"]
    summary = read_back["summary"]
    assert summary[0][0] == "a title"
    assert summary[1][0] == "privacy"
    told = [row for row in summary if row[0] in ("block", "warn")]
    assert [(row[1], row[2], row[3], row[4]) for row in told] == [
        ("PAT", "SEX", 1, "claim.code"), ("ODX", "", 1, "file.width"), ("CHT", "TOTAL", 1, "claim.blank"),
        ("CHA", "AMOUNT", 1, "claim.number"),
    ]  # fmt: skip
    head, row = read_back["PAT"]
    assert head[:3] == ["line", "severity", "says"]
    cells = dict(zip(head, row, strict=True))
    assert (cells["line"], cells["severity"], cells["SEX"], cells["HN"]) == (2, "block", "3", HN)
    assert cells["says"].startswith("SEX is none of the known codes · ")
    assert read_back["ODX"][1][0] == 3
    assert len(read_back["CHA"]) == 2
    assert "=1+5" in read_back["CHA"][1]


def test_names_and_ids_are_shown_where_they_are_at_fault_and_veiled_elsewhere(tmp_path):
    rows = changed(
        sound(),
        ("PAT", 0, {"PERSON_ID": CID[:12], "SEX": "3", "FNAME": "=1+1" + "ก" * 40}),
        ("ODX", 0, {"DIAG": "x"}),
    )
    one = read(write_set(tmp_path / "set", ECLAIM, rows))
    write_workbook(tmp_path / "out.xlsx", "a title", one, check_set(one, BOOK), ENGLISH, WORDS, 100)
    read_back = sheets(tmp_path / "out.xlsx")
    pat = dict(zip(*read_back["PAT"], strict=True))
    assert (pat["PERSON_ID"], pat["FNAME"][:4], pat["HN"]) == (CID[:12], "=1+1", HN)
    assert (pat["LNAME"], pat["NAMEPAT"], pat["TITLE"]) == ("•••",) * 3
    odx = dict(zip(*read_back["ODX"], strict=True))
    assert (odx["PERSON_ID"], odx["HN"], odx["SEQ"], odx["DIAG"]) == ("•••", HN, SEQ, "x")
    assert CID not in "".join(str(cell) for sheet in read_back.values() for row in sheet for cell in row)


def test_sheets_can_be_filtered_and_the_summary_leads_to_them(bad, tmp_path):
    write_workbook(tmp_path / "out.xlsx", "a title", *bad, ENGLISH, WORDS, 100)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        first, second = (archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert "location=\"'PAT'!A1\"" in first
    assert "<autoFilter " in first
    assert '<autoFilter ref="A1:R2"' in second
    assert 'state="frozen"' in second
    assert "fitToHeight" in second


def test_a_sentence_names_what_is_known_of_its_finding_each_once(tmp_path):
    folder = write_set(tmp_path / "set", ECLAIM, sound())
    lines = (folder / "OPD.txt").read_bytes().splitlines()
    (folder / "OPD.txt").write_bytes(lines[0] + b"|ONE|OTHER\r\n" + lines[1] + b"||\r\n")
    one = read(folder)
    words = Sentences(BOOK.all(FindingKind), "en", ECLAIM, details_of([*one.findings, *one.findings]))
    n = len(lines[0].split(b"|"))
    assert words.message("file.extra_column", "OPD", None).startswith(f"Column {n + 1}, {n + 2} has a name")


def test_a_faulty_cell_is_marked_and_has_a_comment_even_where_it_is_blank(bad, tmp_path):
    path = tmp_path / "out.xlsx"
    write_workbook(path, "a title", *bad, ENGLISH, WORDS, 100)
    with zipfile.ZipFile(path) as archive:
        comments = [archive.read(name).decode() for name in archive.namelist() if "comments" in name]
        formulas = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert sum(text.count("<comment ") for text in comments) == 3
    assert any("TOTAL is blank" in text for text in comments)
    assert not any("<f>" in text for text in formulas)


def test_equal_findings_give_equal_bytes(bad, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, "a title", *bad, ENGLISH, WORDS, 100)
    one, other = (zipfile.ZipFile(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert [(name, one.read(name)) for name in one.namelist()] == [
        (name, other.read(name)) for name in other.namelist()
    ]


def test_no_more_findings_are_written_than_asked_what_blocks_first_and_that_is_said(tmp_path):
    rows = changed(sound(), ("OPD", 0, {"SBP": "x"}), ("CHA", 1, {"AMOUNT": "1,5"}))
    one = read(write_set(tmp_path / "set", FORMATS["eclaim16"], rows))
    checked = check_set(one, BOOK)
    assert [row.severity for row in checked.rows()] == ["warn", "block"]
    write_workbook(tmp_path / "out.xlsx", "a title", one, checked, ENGLISH, WORDS | {"shown": "1 of 2"}, 1)
    assert list(sheets(tmp_path / "out.xlsx")) == ["summary", "CHA"]
    assert ["1 of 2"] in [[cell for cell in row if cell] for row in sheets(tmp_path / "out.xlsx")["summary"]]
    write_csv(tmp_path / "out.csv", checked, ENGLISH, 1, "1 of 2")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as handle:
        first, last = csv.DictReader(handle)
    assert first["code"] == "claim.number"
    assert {name: cell for name, cell in last.items() if cell} == {"message": "1 of 2"}
    write_json(tmp_path / "out.json", {}, checked, ENGLISH, 1)
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["shown"] == len(written["rows"]) == 1
    assert written["rows"][0]["code"] == "claim.number"


def test_the_csv_and_the_json_list_each_finding_and_no_cell(bad, tmp_path):
    _, checked = bad
    write_csv(tmp_path / "out.csv", checked, Sentences(BOOK.all(FindingKind), "th", ECLAIM), 100, "")
    write_json(tmp_path / "out.json", {"format": "eclaim16"}, checked, ENGLISH, 100)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as handle:
        listed = list(csv.DictReader(handle))
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["format"] == "eclaim16"
    places = [(row.code, row.severity, row.file, row.line, row.field) for row in checked.rows()]
    assert [(r["code"], r["severity"], r["file"], int(r["line"]), r["field"] or None) for r in listed] == places
    assert [
        tuple(r[name] for name in ("code", "severity", "file", "line", "field")) for r in written["rows"]
    ] == places
    assert listed[0]["message"] == "ช่อง SEX ไม่ใช่รหัสที่รู้จัก"
    assert written["rows"][0]["message"] == "SEX is none of the known codes"
    for name in ("out.csv", "out.json"):
        text = (tmp_path / name).read_text("utf-8-sig")
        assert HN not in text
        assert CID not in text


def test_a_sentence_is_filled_with_what_is_known_of_its_field_and_never_breaks():
    assert ENGLISH.remedy("claim.code", "PAT", "SEX") == "See the codes with sitthi book show sex"
    assert "40 characters" in ENGLISH.message("claim.too_long", "PAT", "FNAME")
    for code in ENGLISH.kinds:
        for file, field in (("PAT", "SEX"), ("PAT", None), ("none", "none")):
            assert "{" not in ENGLISH.message(code, file, field) + ENGLISH.remedy(code, file, field)


def test_of_nothing_found_the_workbook_is_its_summary(tmp_path):
    one = read(write_set(tmp_path / "set", FORMATS["eclaim16"], sound()))
    write_workbook(tmp_path / "out.xlsx", "none", one, check_set(one, BOOK), ENGLISH, WORDS, 100)
    assert list(sheets(tmp_path / "out.xlsx")) == ["summary"]


def test_where_writing_fails_nothing_is_left_and_what_was_there_stays(bad, tmp_path):
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"before")
    with pytest.raises(KeyError):
        write_workbook(path, "a title", *bad, ENGLISH, {}, 100)
    assert path.read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.xlsx", "set"]
