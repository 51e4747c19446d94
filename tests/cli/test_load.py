"""`sitthi load` as a user calls it."""

import json
import os
import subprocess
import sys
from contextlib import suppress

import pytest

from pipeline.drawn_sets import HCODE, SOUND_IDS, TWO_STAYS, changed, write_set, zip_set
from sitthi.book import Book
from sitthi.cli import progress as progress_module
from sitthi.cli.verb import Asked


def test_a_set_is_loaded_and_the_same_bytes_again_are_not(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    ran = sitthi("load", "eclaim16", source, "--hospital", HCODE)
    assert ran.exit == 0
    assert ran.data["new"] is True
    assert ran.data["batch"].startswith("99001/0001-")
    assert ran.data["records"]["stays"] == 2
    assert ran.data["records"]["CHA"] == 4
    assert ran.data["left_out"] == {}
    assert ran.data["findings"]["blocking"] == 0
    assert {"file": "PAT", "rows": 2, "encoding": "cp874"}.items() <= ran.data["files"][1].items()
    again = sitthi("load", "eclaim16", zip_set(tmp_path / "set.zip", TWO_STAYS), "--hospital", HCODE)
    assert (again.exit, again.data["new"], again.data["batch"]) == (0, False, ran.data["batch"])


def test_rows_that_stay_out_are_counted_and_end_with_10(sitthi, tmp_path):
    bad = changed(TWO_STAYS, "PAT", "19801231|2|", "25231231|2|")
    source = write_set(tmp_path / "set", bad)
    strict = sitthi("load", "eclaim16", source, "--hospital", HCODE, "--strict")
    assert (strict.exit, strict.data["error"]["code"]) == (12, "load.strict")
    ran = sitthi("load", "eclaim16", source, "--hospital", HCODE)
    assert ran.exit == 10
    assert ran.data["new"] is True
    assert ran.data["left_out"]["claim.buddhist_year"] == 1
    assert ran.data["records"]["stays"] == 1
    # Nothing was kept by the strict call: this one made the first batch.
    assert ran.data["batch"].startswith("99001/0001-")
    for text in (ran.out, ran.err, strict.out):
        assert not any(number in text for number in SOUND_IDS)


def test_another_hospitals_set_is_refused_with_12_and_a_sentence(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    ran = sitthi("load", "eclaim16", source, "--hospital", "99002")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "load.another_hospital")
    assert "--hospital" in ran.data["error"]["hint"]
    assert {(row["code"], row["file"]) for row in ran.data["rows"]} == {("claim.other_hospital", "PAT")}
    assert [row["line"] for row in ran.data["rows"]] == [2, 3]
    assert ran.data["findings"] == sitthi("check", "eclaim16", source, "--hospital", "99002").data["findings"]
    assert list((tmp_path / "home" / "batches").glob("*/0*")) == []
    human = sitthi("load", "eclaim16", source, "--hospital", "99002", "--lang", "en", human=True)
    assert "another hospital" in human.err


def test_what_cannot_be_read_ends_with_11_and_names_the_file(sitthi, tmp_path):
    header, _, rest = TWO_STAYS["IPD"].strip().partition("\n")
    source = write_set(tmp_path / "set", {**TWO_STAYS, "IPD": header.replace("DATEADM", "WHEN") + "\n" + rest})
    ran = sitthi("load", "eclaim16", source, "--hospital", HCODE)
    assert ran.exit == 11
    assert "IPD" in {row["file"] for row in ran.data["rows"]}
    assert all(row["message"] and row["remedy"] for row in ran.data["rows"])
    assert ran.data["findings"] == sitthi("check", "eclaim16", source, "--hospital", HCODE).data["findings"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert sitthi("load", "eclaim16", empty, "--hospital", HCODE).exit == 11
    cut = zip_set(tmp_path / "cut.zip", TWO_STAYS)
    cut.write_bytes(cut.read_bytes()[:400])
    assert sitthi("load", "eclaim16", cut, "--hospital", HCODE).exit == 11


def test_usage_is_told_before_anything_is_read(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    assert sitthi("load", "eclaim17", source, "--hospital", HCODE).exit == 2
    assert "eclaim16" in sitthi("load", "eclaim17", source, "--hospital", HCODE).data["error"]["message"]
    assert sitthi("load", "eclaim16", source, "--hospital", "1").exit == 2
    assert sitthi("load", "eclaim16", source).exit == 2
    assert sitthi("load", "eclaim16", tmp_path / "nowhere", "--hospital", HCODE).exit == 2


def test_the_regions_key_is_placed_once_and_another_is_refused(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    region, other = tmp_path / "region.key", tmp_path / "other.key"
    region.write_text("ab" * 32 + "\n")
    other.write_text("cd" * 32 + "\n")
    ran = sitthi("load", "eclaim16", source, "--hospital", HCODE, "--key", region)
    assert ran.exit == 0
    refused = sitthi("load", "eclaim16", source, "--hospital", HCODE, "--key", other)
    assert (refused.exit, refused.data["error"]["code"]) == (12, "key.differs")
    assert "cdcd" not in refused.out
    assert sitthi("load", "eclaim16", source, "--hospital", HCODE, "--key", source / "IPD.txt").exit == 12
    assert (tmp_path / "home" / "keys" / "person.key").read_text() == "ab" * 32 + "\n"


def test_a_lost_key_is_not_replaced_by_chance_and_its_copy_restores_it(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    first = sitthi("load", "eclaim16", source, "--hospital", HCODE)
    copy = tmp_path / "copy.key"
    kept = tmp_path / "home" / "keys" / "person.key"
    kept.rename(copy)
    lost = sitthi("load", "eclaim16", source, "--hospital", HCODE)
    assert (lost.exit, lost.data["error"]["code"]) == (12, "key.lost")
    assert first.data["key"] in lost.data["error"]["message"]
    # Another hospital's set would be told by the same key.
    assert sitthi("load", "eclaim16", source, "--hospital", "99002").data["error"]["code"] == "key.lost"
    assert not kept.exists()
    restored = sitthi("load", "eclaim16", source, "--hospital", HCODE, "--key", copy)
    assert (restored.data["new"], restored.data["batch"]) == (False, first.data["batch"])
    assert kept.read_text() == copy.read_text()


def test_a_key_that_was_moved_away_is_changed_by_handing_a_new_one(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    first = sitthi("load", "eclaim16", source, "--hospital", HCODE)
    (tmp_path / "home" / "keys" / "person.key").rename(tmp_path / "old.key")
    new = tmp_path / "new.key"
    new.write_text("cd" * 32 + "\n")
    ran = sitthi("load", "eclaim16", source, "--hospital", HCODE, "--key", new)
    assert (ran.exit, ran.data["new"]) == (0, True)
    assert [(each["batch"], each["whole"]) for each in ran.data["supersedes"]] == [
        (first.data["batch"].partition("/")[2], True)
    ]


def test_a_correction_that_blocks_is_told_by_the_load_and_by_every_run_after_it(sitthi, tmp_path, table):
    sitthi("load", "eclaim16", write_set(tmp_path / "first", TWO_STAYS), "--hospital", HCODE)
    bad = write_set(tmp_path / "bad", changed(TWO_STAYS, "IPD", "20240306|1500", "20240302|1500"))
    loaded = sitthi("load", "eclaim16", bad, "--hospital", HCODE)
    assert loaded.exit == 10
    assert list(loaded.data["blocked_corrections"].values()) == [1]
    assert loaded.data["warnings"] == ["load.blocked_correction"]
    people = table("unit,sex,age,right,n,counted_on", "99001,1,40,UCS,100,2024-01-01")
    assert sitthi("population", "load", people).exit == 0
    run = ("run", "--scorecard", "quality_fund_2552", "--from", "2024-03-01", "--to", "2024-04-30")
    told = [f for f in sitthi(*run).data["findings"] if f["code"] == "load.blocked_correction"]
    assert [finding["file"] for finding in told] == [loaded.data["batch"]]
    mended = write_set(tmp_path / "mended", changed(TWO_STAYS, "IDX", "J459", "J450"))
    assert sitthi("load", "eclaim16", mended, "--hospital", HCODE).exit == 0
    assert "load.blocked_correction" not in [f["code"] for f in sitthi(*run).data["findings"]]


def test_a_person_sees_files_records_and_what_to_do(sitthi, tmp_path):
    bad = changed(TWO_STAYS, "IPD", "20240306|1500", "20240302|1500")
    source = write_set(tmp_path / "set", bad)
    ran = sitthi("load", "eclaim16", source, "--hospital", HCODE, human=True, SITTHI_LANG="th")
    assert ran.exit == 10
    for word in ("แถวที่เก็บ", "การนอน", "load.hangs_on", "แก้แถวต้นทาง"):
        assert word in ran.out
    english = sitthi("load", "eclaim16", source, "--hospital", HCODE, human=True, SITTHI_LANG="en")
    assert "loaded before" in english.out


def test_without_identity_no_name_is_in_the_home(sitthi, tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    assert sitthi("load", "eclaim16", source, "--hospital", HCODE, "--without-identity").exit == 0
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            assert "ทดสอบ".encode() not in path.read_bytes()
            assert "ทดสอบ".encode("cp874") not in path.read_bytes()
    manifest = next((tmp_path / "home").rglob("manifest.json"))
    assert json.loads(manifest.read_text(encoding="utf-8"))["identity"] is False


def test_progress_is_told_in_plain_lines_with_rows_rate_and_time_left(monkeypatch, capsys, tmp_path):
    clock = iter([0.0, 1.0, 3.0, 4.0, 9.0, 9.5])
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: next(clock))
    asked = Asked("en", tmp_path, Book(), {}, (), False, False)
    with progress_module.progress(asked) as told:
        told("landing", 120_000_000, None)
        told("checking", 0, 6000)
        told("records", 0, 6000)
        told("records", 3000, 6000)
        told("records", 6000, 6000)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "Reading: 120 MB",
        "Checking: 6,000 rows",
        "Writing records: 3,000 of 6,000 rows, 600 rows a second, 5 s left",
    ]


@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_progress_on_a_terminal_is_a_bar_that_vanishes(tmp_path):
    import pty

    source = write_set(tmp_path / "set", TWO_STAYS)
    seen, terminal = pty.openpty()
    words = ["load", "eclaim16", source, "--hospital", HCODE, "--json", "--lang", "en"]
    child = subprocess.Popen(
        [sys.executable, "-m", "sitthi", *map(str, words)], stdout=subprocess.PIPE, stderr=terminal,
        env={**os.environ, "SITTHI_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    # A terminal whose last writer is gone ends with an error, and may before have been too full to go on.
    with suppress(OSError):
        while piece := os.read(seen, 4096):
            shown += piece
    os.close(seen)
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert json.loads(out)["new"] is True
    assert b"Writing records" in shown
    assert b"21/21" in shown
