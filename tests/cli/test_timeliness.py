"""`sitthi timeliness`: the monthly table of the first document, and tables that are wrong."""

import json

import pytest

HEAD = "month,patients,within,over"

DOCUMENT = (
    "2554-10,0,0,0",
    "2554-11,1304,1278,26",
    "2554-12,266,262,2",
    "2555-02,42,41,1",
    "2555-03,56,56,0",
)


def test_percents_of_all_patients_and_the_two_who_are_unaccounted_for(sitthi, table):
    ran = sitthi("timeliness", table("month,patients,within,over", *DOCUMENT))
    assert ran.exit == 0
    by_month = {row["month"]: row for row in ran.data["months"]}
    assert by_month["2554-11"] == {
        "month": "2554-11", "month_ce": "2011-11", "patients": 1304, "within": 1278, "over": 26,
        "within_percent": "98.01", "over_percent": "1.99", "unaccounted": 0, "met": True,
    }  # fmt: skip
    assert by_month["2554-12"]["over_percent"] == "0.75"
    assert by_month["2554-12"]["unaccounted"] == 2
    assert by_month["2555-02"]["within_percent"] == "97.62"
    assert ran.data["total"]["unaccounted"] == 2


def test_a_month_without_patients_has_no_percent_and_no_verdict(sitthi, table):
    ran = sitthi("timeliness", table("month,patients,within,over", DOCUMENT[0]))
    assert ran.data["months"][0]["within_percent"] is None
    assert ran.data["months"][0]["met"] is None


def test_a_percent_that_rounds_up_to_the_target_shows_the_side_it_fell_on(sitthi, table):
    ran = sitthi("timeliness", table("month,patients,within,over", "2555-07,100000,94999,5001"))
    assert ran.data["months"][0] == {
        "month": "2555-07", "month_ce": "2012-07", "patients": 100000, "within": 94999, "over": 5001,
        "within_percent": "94.999", "over_percent": "5.00", "unaccounted": 0, "met": False,
    }  # fmt: skip


def test_every_bad_cell_is_named_at_once(sitthi, table):
    rows = ("2554-11,ten,1,1", "2554-12,5,-1,0", "2554-12,5,5,0", ",5,5,0", "2555-01,5.5,5,0", "2555-02,1")
    ran = sitthi("timeliness", table("month,patients,within,over", *rows))
    assert ran.exit == 10
    assert [(f["line"], f["field"], f["code"]) for f in ran.data["findings"]] == [
        (2, "patients", "value.not_a_number"),
        (3, "within", "value.out_of_range"),
        (4, "month", "row.duplicate"),
        (5, "month", "value.required"),
        (6, "patients", "value.not_whole"),
        (7, None, "table.width"),
    ]


def test_more_counted_than_patients_is_a_warning(sitthi, table):
    ran = sitthi("timeliness", table("month,patients,within,over", "2554-11,10,10,1"))
    assert ran.exit == 0
    assert ran.data["findings"][0]["code"] == "timeliness.over_counted"


def test_people_get_a_table_in_their_language(sitthi, table):
    path = table("month,patients,within,over", *DOCUMENT)
    assert "ไม่พบข้อมูล" in sitthi("timeliness", path, human=True).out
    assert "Unaccounted" in sitthi("timeliness", path, "--lang", "en", human=True).out


def test_the_shared_case_comes_out_as_expected(sitthi, table, shared):
    case = json.loads((shared / "cases" / "timeliness_sso.json").read_text(encoding="utf-8"))
    rows = [",".join(str(row[name]) for name in HEAD.split(",")) for row in case["rows"]]
    ran = sitthi("timeliness", table(HEAD, *rows))
    by_month = {row["month"]: row for row in ran.data["months"]}
    assert case["expected"]
    for expected in case["expected"]:
        row = by_month[expected["month"]]
        for name, value in expected.items():
            assert (float(row[name]) if name.endswith("percent") else row[name]) == value


def test_the_target_is_the_book_s_unless_one_is_given(sitthi, table):
    path = table(HEAD, "2555-01,100,92,8")
    book, own = sitthi("timeliness", path).data, sitthi("timeliness", path, "--target", "90").data
    assert (book["target"], book["grade"], book["months"][0]["met"]) == ("95", "F", False)
    assert book["target_source"].startswith("sso-cqi-2555")
    assert (own["target"], own["months"][0]["met"]) == ("90", True)
    targets = sitthi("book", "show", "timely_claims").data["content"]["entries"]
    assert [(entry["keys"]["stage"], entry["value"]) for entry in targets] == [("set", "95"), ("tracked", "90")]


@pytest.mark.parametrize("month", ["2554-13", "พ.ย. 2554", "2554-1", "11/2554", "2300-01"])
def test_what_is_no_month_is_found(sitthi, table, month):
    ran = sitthi("timeliness", table(HEAD, f"{month},5,5,0"))
    assert ran.exit == 10
    assert [(f["line"], f["field"], f["code"]) for f in ran.data["findings"]] == [(2, "month", "timeliness.month")]


def test_a_month_in_the_other_era_is_the_same_month(sitthi, table):
    ran = sitthi("timeliness", table(HEAD, "2554-10,5,5,0", "2011-10,6,6,0"))
    assert ran.exit == 10
    assert [(f["line"], f["code"]) for f in ran.data["findings"]] == [(3, "row.duplicate")]


def test_one_count_above_the_patients_blocks(sitthi, table):
    ran = sitthi("timeliness", table(HEAD, "2554-10,5,6,0", "2554-11,5,0,6", "2554-12,5,3,3"))
    assert ran.exit == 10
    assert [(f["line"], f["field"], f["code"]) for f in ran.data["findings"]] == [
        (2, "within", "timeliness.more_than_patients"), (3, "over", "timeliness.more_than_patients"),
    ]  # fmt: skip


def test_the_working_is_shown_to_programs_and_people(sitthi, table):
    path = table(HEAD, *DOCUMENT)
    data = sitthi("timeliness", path, "--working").data
    assert data["months"][1]["working"]["value"] == "98.01"
    assert data["total"]["working"]["parts"][0]["value"] == "1668"
    assert "working" not in sitthi("timeliness", path).data["total"]
    human = sitthi("timeliness", path, "--working", human=True, LANG="en")
    assert human.exit == 0
    assert human.out.count("100 x within / patients") == len(DOCUMENT) + 1


def test_a_saved_result_is_explained_and_a_changed_one_is_not(sitthi, table, tmp_path):
    saved = tmp_path / "result.json"
    for more in ((), ("--target", "98.5")):
        ran = sitthi("timeliness", table(HEAD, *DOCUMENT), *more)
        saved.write_text(ran.out, encoding="utf-8")
        assert sitthi("explain", saved, "2554-11", "within_percent").data["value"] == "98.01"
        assert sitthi("explain", saved, "total", "within_percent").data["parts"][1]["value"] == "1637"
    for unit, indicator, code in (
        ("2599-01", "within_percent", "explain.not_there"), ("total", "met", "explain.no_such_figure"),
    ):  # fmt: skip
        lost = sitthi("explain", saved, unit, indicator)
        assert (lost.exit, lost.data["error"]["code"]) == (12, code)
    other_target = ('"target":"98.5","target_source":"input', '"target":"90","target_source":"x')
    for was, now in (('"98.01"', '"99.01"'), other_target):
        saved.write_text(ran.out.replace(was, now), encoding="utf-8")
        differs = sitthi("explain", saved, "2554-11", "within_percent")
        assert (differs.exit, differs.data["error"]["code"]) == (12, "explain.differs")
