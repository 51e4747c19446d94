"""`sitthi outcomes`: the rows behind an indicator, by keys; with patients' numbers only when asked, and noted."""

import csv
import json

import pytest

from pipeline.made_home import POPULATION, key_of, region

YEAR = ("--scorecard", "quality_fund_2552", "--from", "2008-04-01", "--to", "2009-03-31")


@pytest.fixture
def run(sitthi, table, tmp_path):
    """Is the name of a run of the three hospitals."""
    region(tmp_path / "home")
    sitthi("population", "load", table(*POPULATION))
    return sitthi("run", *YEAR).data["run"]


def key_in(an, hospital="99001"):
    """Gives a stay's key as it is written: with a letter, so that no spreadsheet rounds it."""
    return f"k{key_of(hospital, an)}"


def test_a_row_a_stay_with_its_reason(sitthi, run):
    data = sitthi("outcomes", run, "dm_readmission_28d", "--unit", "99001").data
    assert data["by_outcome"] == {"met": 1, "not_met": 2}
    assert data["rows"] == [
        {
            "key": key_in(an),
            "unit": "99001",
            "outcome": outcome,
            "reason": reason,
            "evidence_on": day,
            "related_key": back and key_in(back),
        }
        for an, outcome, reason, day, back in (
            ("A4", "met", "returned", "2008-08-20", "A5"),
            ("A3", "not_met", "no_return", "2008-07-02", None),
            ("A5", "not_met", "no_return", "2008-08-22", None),
        )
    ]


def test_what_lies_outside_is_shown_on_asking(sitthi, run):
    few = sitthi("outcomes", run, "asthma_admissions").data
    every = sitthi("outcomes", run, "asthma_admissions", "--outside").data
    assert few["by_outcome"] == {"met": 4}
    assert every["by_outcome"] == {"met": 4, "outside": 14}
    reasons = {row["key"]: row["reason"] for row in every["rows"]}
    assert reasons[key_in("A7")] == "other_age"
    assert reasons[key_in("A8")] == "other_period"
    assert reasons[key_in("C4", "99003")] == "other_right"


def test_many_rows_go_to_a_file_whole(sitthi, run, tmp_path):
    out = tmp_path / "rows.csv"
    ran = sitthi("outcomes", run, "ht_readmission_28d", "--out", out)
    assert (ran.exit, ran.data["n"], "rows" in ran.data) == (0, 4, False)
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["unit"] for row in rows] == ["99001", "99002", "99002", "99003"]
    assert list(rows[0]) == ["key", "unit", "outcome", "reason", "evidence_on", "related_key"]
    met = [(row["key"], row["related_key"]) for row in rows if row["outcome"] == "met"]
    assert met == [(key_in("B4", "99002"), key_in("B5", "99002"))]
    assert (
        "rows.csv" in sitthi("outcomes", run, "ht_readmission_28d", "--out", tmp_path / "rows.csv", human=True).out
    )


def test_an_an_is_told_only_when_asked_and_the_look_is_noted(sitthi, run, tmp_path):
    log = tmp_path / "home" / "audit.log"
    plain = sitthi("outcomes", run, "dm_readmission_28d")
    assert "an" not in plain.data["rows"][0]
    assert not log.exists()
    for unit in ("99001", "99002"):
        told = sitthi("outcomes", run, "dm_readmission_28d", "--unit", unit, "--identify")
        assert {row["hcode"] for row in told.data["rows"]} == {unit}
    assert {row["an"] for row in told.data["rows"]} == {"B1", "B2", "B3"}
    [back] = [row for row in sitthi("outcomes", run, "dm_readmission_28d", "--identify").data["rows"]
              if row["related_key"]]  # fmt: skip
    assert (back["an"], back["related_hcode"], back["related_an"]) == ("A4", "99001", "A5")
    first, second, _ = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    assert {name: first[name] for name in ("act", "run", "indicator", "unit", "rows")} == {
        "act": "outcomes --identify", "run": run, "indicator": "dm_readmission_28d", "unit": "99001", "rows": 3,
    }  # fmt: skip
    assert first["who"]
    assert first["at"] <= second["at"]
    assert not [an for an in ("B1", "B2", "B3", "A4") if an in log.read_text(encoding="utf-8")]


def test_batches_without_identity_cannot_tell_and_nothing_is_noted(sitthi, table, tmp_path):
    region(tmp_path / "home", identity=False)
    sitthi("population", "load", table(*POPULATION))
    run = sitthi("run", *YEAR).data["run"]
    ran = sitthi("outcomes", run, "dm_readmission_28d", "--identify")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "run.no_identity")
    assert not (tmp_path / "home" / "audit.log").exists()


def test_what_the_run_has_not_is_said_with_what_it_has(sitthi, run):
    ran = sitthi("outcomes", run, "primary_nurse")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "run.no_indicator")
    assert "asthma_admissions" in ran.data["error"]["hint"]
    assert sitthi("outcomes", "0123456789abcdef", "asthma_admissions").data["error"]["code"] == "run.unknown"
    ran = sitthi("outcomes", run, "asthma_admissions", "--unit", "12345")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "run.no_such_unit")
    assert "99001, 99002, 99003" in ran.data["error"]["hint"]
    # A unit without a row of this indicator is one of the run, and one that is not scored may have rows.
    assert sitthi("outcomes", run, "asthma_admissions", "--unit", "99002").data["n"] == 0
    ran = sitthi("outcomes", run, "asthma_admissions", "--unit", "99009")
    assert ran.exit == 0, ran.out
    assert ran.data["n"] == 1


def test_people_are_told_outcome_reason_and_day_in_their_language(sitthi, run):
    thai = sitthi("outcomes", run, "dm_readmission_28d", "--unit", "99001", human=True, SITTHI_LANG="th").out
    assert "กลับมานอนซ้ำ" in thai
    assert "20\u00a0ส.ค.\u00a02551" in thai
    assert not [code for code in ("not_met", "no_return", "2008-08-20") if code in thai]
    english = sitthi("outcomes", run, "dm_readmission_28d", "--unit", "99001", human=True, SITTHI_LANG="en").out
    assert "came back" in english
    assert "2008-08-20" in english


def test_people_see_the_first_rows_and_the_counts(sitthi, run):
    assert "met 1 · not met 6" in sitthi("outcomes", run, "dm_readmission_28d", human=True, LANG="en").out
    assert "เข้าเกณฑ์ 1" in sitthi("outcomes", run, "dm_readmission_28d", human=True, LANG="th").out
