"""`sitthi check`: a set as a user has it, sound or spoilt in every way that sets are spoilt."""

import json
import struct
import zipfile

import pytest

from formats.checked_sets import FORMATS, changed, sound
from formats.made_sets import CID, HN, dbf_of, text_of, write_set

ECLAIM = FORMATS["eclaim16"]


@pytest.fixture
def folder(tmp_path):
    """Is a sound set, as cp874 text."""
    return write_set(tmp_path / "set", ECLAIM, sound())


def places(ran):
    return [(row["code"], row["file"], row["line"], row["field"]) for row in ran.data["rows"]]


def test_a_sound_set_has_no_finding_in_the_shape_of_the_contract(sitthi, folder):
    ran = sitthi("check", "eclaim16", folder, "--hospital", "10703")
    assert ran.exit == 0
    assert ran.data["format"] == "eclaim16"
    assert ran.data["findings"] == {"total": 0, "blocking": 0, "by_code": {}}
    assert ran.data["rows"] == []
    files = [(file["file"], file["rows"], file["encoding"]) for file in ran.data["files"]]
    assert files[:2] == [("INS", 2, "utf-8"), ("PAT", 1, "cp874")]
    assert len(files) == 17
    assert "error" not in ran.data


def test_findings_have_code_severity_file_line_and_field_and_the_exit_is_10(sitthi, tmp_path):
    rows = changed(sound(), ("IPD", 0, {"DATEADM": "25671001"}), ("PAT", 0, {"MARRIAGE": "8"}))
    ran = sitthi("check", "eclaim16", write_set(tmp_path / "set", ECLAIM, rows))
    assert ran.exit == 10
    assert ran.data["rows"] == [
        {"code": "claim.code_aside", "severity": "warn", "file": "PAT", "line": 2, "field": "MARRIAGE"},
        {"code": "claim.buddhist_year", "severity": "block", "file": "IPD", "line": 2, "field": "DATEADM"},
    ]
    by_code = {"claim.buddhist_year": 1, "claim.code_aside": 1}
    assert ran.data["findings"] == {"total": 2, "blocking": 1, "by_code": by_code}


def test_warnings_alone_end_well(sitthi, tmp_path):
    rows = changed(sound(), ("PAT", 0, {"MARRIAGE": "8"}))
    assert sitthi("check", "eclaim16", write_set(tmp_path / "set", ECLAIM, rows)).exit == 0


def test_another_hospital_ends_with_12(sitthi, folder):
    ran = sitthi("check", "eclaim16", folder, "--hospital", "10704")
    assert ran.exit == 12
    assert ran.data["error"]["code"] == "refused"
    assert set(ran.data["findings"]["by_code"]) == {"claim.other_hospital", "claim.other_hospital_aside"}


def test_the_future_begins_after_today_or_after_the_day_that_was_said(sitthi, folder):
    assert sitthi("check", "eclaim16", folder).data["rows"] == []
    told = sitthi("check", "eclaim16", folder, "--as-of", "2567-10-03")
    assert told.exit == 0
    assert told.data["as_of"] == "2024-10-03"
    assert places(told) == [("claim.future", "IPD", 2, "DATEDSC")]
    assert sitthi("check", "eclaim16", folder, "--as-of", "2024-10-04").data["rows"] == []
    assert sitthi("check", "eclaim16", folder, "--as-of", "4 October").exit == 2


def test_the_nine_character_code_is_the_same_hospital(sitthi, folder):
    assert sitthi("check", "eclaim16", folder, "--hospital", "EA0010703").exit == 0


def test_a_zip_and_a_dbf_set_are_checked_alike(sitthi, tmp_path):
    rows = changed(sound(), ("CHT", 0, {"TOTAL": "1.00"}))
    packed = tmp_path / "set.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file, its in rows.items():
            archive.writestr(f"{file}6805.DBF", dbf_of(ECLAIM, file, its))
    ran = sitthi("check", "eclaim16", packed)
    assert places(ran) == [("claim.charge_total", "CHT", 1, "TOTAL")]
    assert {file["kind"] for file in ran.data["files"]} == {"dbf"}


def test_people_see_what_came_what_is_wrong_where_and_what_to_do(sitthi, tmp_path):
    rows = changed(sound(), ("CHT", 0, {"TOTAL": "1.00"}))
    path = write_set(tmp_path / "set", ECLAIM, rows)
    thai, english = (sitthi("check", "eclaim16", path, "--lang", lang, human=True) for lang in ("th", "en"))
    assert thai.exit == 10
    for word in ("CHT.TOTAL", "ยอดรวมไม่เท่ากับผลบวก", "ตรวจรายการใน CHA"):
        assert word in thai.out
    for word in ("CHT.TOTAL", "The total is not the sum", "Make CHA and CHT agree"):
        assert word in english.out
    for ran in (thai, english):
        assert HN not in ran.out + ran.err
        assert CID not in ran.out + ran.err
    sound_set = sitthi(
        "check", "eclaim16", write_set(tmp_path / "other", ECLAIM, sound()), "--lang", "en", human=True
    )
    assert "Nothing was found" in sound_set.out


@pytest.mark.parametrize("kind", ["xlsx", "csv", "json"])
def test_a_report_is_written_beside_the_result(sitthi, tmp_path, kind):
    rows = changed(sound(), ("PAT", 0, {"SEX": "3"}))
    out = tmp_path / f"out.{kind}"
    ran = sitthi("check", "eclaim16", write_set(tmp_path / "set", ECLAIM, rows), "--report", out)
    assert ran.exit == 10
    assert out.stat().st_size > 100
    if kind == "json":
        assert json.loads(out.read_text("utf-8"))["rows"][0]["code"] == "claim.code"


def test_a_report_that_is_cut_says_so(sitthi, tmp_path):
    rows = changed(sound(), ("PAT", 0, {"SEX": "3"}), ("CHA", 1, {"AMOUNT": "x"}))
    folder, out = write_set(tmp_path / "set", ECLAIM, rows), tmp_path / "out.csv"
    sitthi("check", "eclaim16", folder, "--report", out, "--limit", "1", "--lang", "en")
    assert "1 of 2 findings are shown" in out.read_text("utf-8-sig").splitlines()[-1]
    sitthi("check", "eclaim16", folder, "--report", out, "--lang", "en")
    assert "are shown" not in out.read_text("utf-8-sig")


def test_a_report_of_another_kind_and_a_format_nobody_knows_are_wrong_calls(sitthi, folder, tmp_path):
    assert sitthi("check", "eclaim16", folder, "--report", tmp_path / "out.pdf").exit == 2
    assert sitthi("check", "hl7", folder).exit == 2
    assert sitthi("check", "eclaim16", folder, "--hospital", "1").exit == 2
    assert sitthi("check", "eclaim16", folder, "--limit", "-1").exit == 2
    assert sitthi("check", "eclaim16", tmp_path / "nowhere").exit == 2


def test_it_leaves_no_home_behind(sitthi, folder, tmp_path):
    sitthi("check", "eclaim16", folder, "--hospital", "10703")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set"]


def test_a_truncated_zip_is_named(sitthi, folder, tmp_path):
    packed = tmp_path / "set.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    whole = packed.read_bytes()
    packed.write_bytes(whole[: len(whole) // 2])
    ran = sitthi("check", "eclaim16", packed)
    assert ran.exit == 11
    assert ran.data["error"]["code"] == "unreadable"
    assert [row["code"] for row in ran.data["rows"]] == ["set.zip_broken"]


def test_an_empty_set_is_named(sitthi, tmp_path):
    (tmp_path / "set").mkdir()
    ran = sitthi("check", "eclaim16", tmp_path / "set")
    assert ran.exit == 11
    assert [row["code"] for row in ran.data["rows"]] == ["set.empty"]


@pytest.mark.parametrize("verb", ["check", "load"])
def test_findings_have_one_shape_however_it_ended(sitthi, folder, tmp_path, verb):
    """Of a set that cannot be read, in part or at all, of a wrong call, and of a home that cannot be written."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", "utf-8")
    (folder / "CHT.txt").write_bytes(b"PK\x03\x04")
    own = ("--hospital", "10703", "--lang", "en")
    for exit, path, words in (
        (11, folder, own), (11, tmp_path / "empty", own), (2, folder, ("--hospital", "1")),
        (2, tmp_path / "none", own),
    ):  # fmt: skip
        ran = sitthi(verb, "eclaim16", path, *words)
        assert ran.exit == exit
        assert set(ran.data["error"]) == {"code", "message", "hint"}
        assert set(ran.data["findings"]) == {"total", "blocking", "by_code"}
        assert ran.data["findings"]["total"] == sum(ran.data["findings"]["by_code"].values())
        assert len(ran.data["rows"]) <= ran.data["findings"]["total"]
        assert bool(ran.data["rows"]) is (exit == 11)
        assert (ran.data["findings"]["blocking"] > 0) is (exit == 11)


def test_a_dbf_with_a_wrong_header_is_named_and_the_other_files_are_checked(sitthi, folder):
    (folder / "CHT.txt").unlink()
    content = bytearray(dbf_of(ECLAIM, "CHT", sound()["CHT"]))
    content[8:12] = struct.pack("<HH", 7, 3)
    (folder / "CHT.dbf").write_bytes(content)
    ran = sitthi("check", "eclaim16", folder)
    assert ran.exit == 11
    assert ("file.dbf_header", "CHT", None, None) in places(ran)
    assert ran.data["error"]["code"] == "unreadable"
    assert len(ran.data["files"]) == 16


def test_ten_columns_too_many_are_named_at_their_lines(sitthi, folder):
    lines = (folder / "OPD.txt").read_bytes().splitlines()
    (folder / "OPD.txt").write_bytes(b"\r\n".join([lines[0], lines[1], lines[1] + b"|x" * 10]) + b"\r\n")
    ran = sitthi("check", "eclaim16", folder)
    assert ran.exit == 10
    assert places(ran) == [("file.width", "OPD", 3, None)]


@pytest.mark.parametrize(("name", "code", "exits"), [
    ("eclaim16", "file.extra_column", {0}), ("fdh16", "file.unknown_column", {10, 11}),
])  # fmt: skip
def test_ten_columns_that_the_standard_has_not_are_told_each(sitthi, tmp_path, name, code, exits):
    folder = write_set(tmp_path / "set", FORMATS[name], sound(name))
    lines = (folder / "OPD.txt").read_bytes().splitlines()
    names = b"".join(b"|EXTRA%d" % n for n in range(10))
    (folder / "OPD.txt").write_bytes(lines[0] + names + b"\r\n" + lines[1] + b"|" * 10 + b"\r\n")
    ran = sitthi("check", name, folder)
    assert [(row["code"], row["file"], row["line"]) for row in ran.data["rows"]] == [(code, "OPD", 1)] * 10
    assert ran.exit in exits


def many(n):
    """Gives a sound set with `n` charge rows more, of nothing."""
    rows = sound()
    rows["CHA"] += [dict(rows["CHA"][0], AMOUNT="0.00") for _ in range(n)]
    return rows


def test_one_percent_of_corrupt_bytes_is_named_by_line_and_the_other_lines_are_checked(sitthi, tmp_path):
    folder = write_set(tmp_path / "set", ECLAIM, many(2000))
    lines = (folder / "CHA.txt").read_bytes().split(b"\r\n")
    for at in range(100, 2000, 100):
        lines[at] = lines[at].replace(b"|", b"\xfc|", 1)
    (folder / "CHA.txt").write_bytes(b"\r\n".join(lines))
    ran = sitthi("check", "eclaim16", folder)
    assert ran.exit == 10
    assert places(ran) == [("file.encoding", "CHA", at + 1, None) for at in range(100, 2000, 100)]
    assert next(file for file in ran.data["files"] if file["file"] == "CHA")["rows"] == 2002 - 19


def test_two_encodings_in_one_file_are_told_and_both_are_read(sitthi, folder):
    pat = dict(sound()["PAT"][0], HN="H000002", PERSON_ID="")
    more = text_of(ECLAIM, "PAT", [pat], header=False, encoding="utf-8")
    (folder / "PAT.txt").write_bytes((folder / "PAT.txt").read_bytes() + more)
    ran = sitthi("check", "eclaim16", folder)
    assert ran.exit == 0
    assert {row["code"] for row in ran.data["rows"]} == {"file.two_encodings", "claim.blank_aside"}
    assert next(file for file in ran.data["files"] if file["file"] == "PAT")["rows"] == 2


def test_a_hundred_thousand_findings_are_counted_and_listed_to_the_limit(sitthi, tmp_path):
    rows = many(0)
    rows["CHA"] += [dict(rows["CHA"][0], AMOUNT="x", CHRGITEM="zz")] * 60_000
    folder = write_set(tmp_path / "set", ECLAIM, rows)
    ran = sitthi("check", "eclaim16", folder)
    assert ran.exit == 10
    assert ran.data["findings"]["total"] == 120_000
    assert ran.data["findings"]["by_code"] == {"claim.code": 60_000, "claim.number": 60_000}
    assert len(ran.data["rows"]) == 100_000
    few = sitthi("check", "eclaim16", folder, "--limit", "10")
    assert few.data["findings"] == ran.data["findings"]
    assert few.data["rows"] == ran.data["rows"][:10]
    assert sitthi("check", "eclaim16", folder, "--limit", "0").data["rows"] == []


def test_the_same_set_is_found_alike_every_time(sitthi, tmp_path):
    rows = changed(many(3000), ("PAT", 0, {"SEX": "3"}), ("CHA", 7, {"CHRGITEM": "zz"}))
    folder = write_set(tmp_path / "set", ECLAIM, rows)
    assert len({sitthi("check", "eclaim16", folder).out for _ in range(3)}) == 1
