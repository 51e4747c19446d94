"""`sitthi book`: the list, a rulebook whole, and the generated pages."""

import pytest


def test_the_list_has_every_rulebook_of_the_five_documents_with_edition_grade_and_source(sitthi):
    ran = sitthi("book", "list")
    assert ran.exit == 0
    by_id = {row["id"]: row for row in ran.data["rulebooks"]}
    ours = {"quality_fund_2552", "rights_2557", "region_kpi66_2563", "revenue_centre_2564", "mra_ipd_2563"}
    assert ours | {"service_centre", "sso_inpatient_2554", "sso_inpatient_2555"} <= set(by_id)
    for row in by_id.values():
        assert row["edition"]
        assert row["grade"] in ("F", "T", "F2", "F1", "I", "K", "GAP")
        assert row["source"]
        assert row["title"]["th"] != row["title"]["en"]
    assert by_id["rights_2557"]["source"].startswith("rights-2557")


def test_a_rulebook_is_shown_whole_with_the_source_of_each_rule(sitthi):
    ran = sitthi("book", "show", "rights_2557")
    assert ran.exit == 0
    assert ran.data["id"] == "rights_2557"
    assert '"grade":"F"' in ran.out
    assert "staff_awareness" in ran.out
    human = sitthi("book", "show", "rights_2557", "--working", human=True, LANG="en")
    assert "rights-2557" in human.out


def test_a_scorecard_shows_people_the_ids_weights_and_cut_points_of_its_rounds(sitthi):
    ran = sitthi("book", "show", "rights_2557", human=True, LANG="en", COLUMNS="200")
    assert "month_6 (6-month round)" in ran.out
    [first, *_] = [line.split() for line in ran.out.splitlines() if "staff_awareness" in line]
    assert first[0] == "staff_awareness"
    assert first[-7:] == ["40", "15", "16", "17", "18", "19", "I"]
    assert "sheets[1]" not in ran.out
    targets = sitthi("book", "show", "region_kpi66_2563", human=True, LANG="en", COLUMNS="200").out
    assert ">= 0.25" in targets
    fund = sitthi("book", "show", "quality_fund_2552", human=True, LANG="en", COLUMNS="200").out
    assert [words in fund for words in ("not given", "mean and SD", "reported as a score", "baht")] == [True] * 4


def test_a_form_shows_people_its_items_and_which_may_be_na(sitthi):
    out = sitthi("book", "show", "mra_ipd_2563", human=True, LANG="en", COLUMNS="250").out
    rows = [line.split() for line in out.splitlines()]
    assert sum(row[1].isdigit() for row in rows if len(row) > 1 and row[0].isdigit()) >= 106
    assert "no procedure or operation" in out
    assert "none of it applies" in out


def test_an_empty_table_is_filled_in_and_read(sitthi, tmp_path):
    ran = sitthi("book", "blank", "mra_ipd_2563", "--unit", "10667", "--out", tmp_path / "chart.csv")
    assert (ran.exit, ran.data["rows"]) == (0, 106)
    text = (tmp_path / "chart.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "unit,record,criterion,item,met,deduct,title"
    (tmp_path / "chart.csv").write_text(text.replace(",,,", ",yes,,"), encoding="utf-8-sig")
    filled = sitthi("assess", "mra_ipd_2563", tmp_path / "chart.csv").data
    assert "findings" not in filled
    assert [(r["unit"], r["points"], r["full"]) for r in filled["records"]] == [("10667", 106, 106)]
    again = sitthi("book", "blank", "mra_ipd_2563", "--out", tmp_path / "chart.csv")
    assert again.exit == 12
    assert ",yes,," in (tmp_path / "chart.csv").read_text(encoding="utf-8-sig")


def test_an_empty_table_of_a_scorecard_has_its_round_or_group(sitthi, tmp_path):
    out = sitthi(
        "book", "blank", "rights_2557", "--round", "month_6", "--unit", "D1", "--unit", "D2", human=True
    ).out
    lines = out.splitlines()
    assert lines[0] == "unit,indicator,value,title"
    assert [line.split(",")[:3] for line in lines[1:]] == [
        [unit, name, ""]
        for unit in ("D1", "D2")
        for name in ("staff_awareness", "record_external", "settled_30wd")
    ]
    (tmp_path / "blank.csv").write_text(out, encoding="utf-8")
    ran = sitthi("score", "rights_2557", "blank.csv", "--round", "month_6")
    assert (ran.exit, [unit["total"] for unit in ran.data["units"]]) == (0, [None, None])
    group = sitthi("book", "blank", "quality_fund_2552", "--group", "referral", "--unit", "R1").data
    assert group["header"] == ["unit", "group", "indicator", "value", "title"]
    assert {row[1] for row in group["rows"]} == {"referral"}
    assert sitthi("book", "blank", "revenue_centre_2564").data["rows"][0][:4] == ["", "1.1", "1", ""]


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("rights_2557",),
        ("rights_2557", "--round", "month_9"),
        ("region_kpi66_2563", "--round", "month_6"),
        ("quality_fund_2552", "--group", "other"),
    ],
)
def test_what_has_no_empty_table_is_a_usage_error(sitthi, words):
    assert sitthi("book", "blank", *words).exit == 2


def test_the_reference_pages_are_written_into_the_asked_folder(sitthi, tmp_path):
    ran = sitthi("book", "reference", "--out", tmp_path / "pages")
    assert ran.exit == 0
    assert sorted(ran.data["pages"]) == sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert "`band`" in (tmp_path / "pages" / "choices.md").read_text(encoding="utf-8")
