"""`sitthi score`: the shapes of its results, what it finds in a table, and how a saved figure is explained."""

import json
from fractions import Fraction

import pytest

HEAD = "unit,indicator,value"
DISTRICT = ("D1,staff_awareness,17.21", "D1,record_external,77.73", "D1,settled_30wd,100")
CONTRACTING = ("primary_nurse", "risk_screening", "cervical_screening", "asthma_admissions",
               "dm_short_term_admissions", "ht_admissions", "dm_care_primary")  # fmt: skip


def fund(*units: tuple[str, str]) -> list[str]:
    """Gives a contracting unit each, all its seven values alike but the nurse's."""
    return [
        f"{unit},{name},{3 if name == 'primary_nurse' else value}" for unit, value in units for name in CONTRACTING
    ]


def found(ran) -> list[tuple[int | None, str, str]]:
    return [(finding["line"], finding["field"], finding["code"]) for finding in ran.data["findings"]]


def test_a_district_and_its_province(sitthi, table):
    ran = sitthi("score", "rights_2557", table(HEAD, *DISTRICT), "--round", "month_6")
    assert ran.exit == 0
    assert (ran.data["scorecard"], ran.data["round"], ran.data["scale"]) == ("rights_2557", "month_6", "5")
    (unit,) = ran.data["units"]
    assert unit["rows"][0] == {
        "indicator": "staff_awareness", "value": "17.21", "score": "3.2100", "weight": "40", "weighted": "1.2840",
        "grade": "I",
    }  # fmt: skip
    assert (unit["unit"], unit["total"], unit["passed"]) == ("D1", "3.7932", True)
    assert "group" not in unit
    assert ran.data["province"] == {"passing": 1, "score": "0.0000", "target": 9, "met": False}


def test_every_shared_case_of_rights(sitthi, table, shared):
    cases = json.loads((shared / "cases" / "rights_2557.json").read_text(encoding="utf-8"))
    for round_id in ("month_6", "month_12"):
        for method in ("linear", "step"):
            lines = [
                f"{n},{name},{value}"
                for n, case in enumerate(cases[round_id])
                for name, value in case["input"].items()
            ]
            path = table(HEAD, *lines)
            ran = sitthi("score", "rights_2557", path, "--round", round_id, "--choice", f"band={method}")
            for case, unit in zip(cases[round_id], ran.data["units"], strict=True):
                expected = next(one for one in case["expected"] if one["method"] == method)
                assert Fraction(unit["total"]) == Fraction(str(expected["total"]))
                assert unit["passed"] is expected["passed"]
                for row, asked in zip(unit["rows"], expected["rows"], strict=True):
                    assert row["indicator"] == asked["indicator"]
                    for figure in ("value", "score", "weighted"):
                        assert Fraction(row[figure]) == Fraction(str(asked[figure]))


def test_the_shared_case_of_the_region(sitthi, table, shared):
    case = json.loads((shared / "cases" / "region_kpi66_2563.json").read_text(encoding="utf-8"))
    ran = sitthi(
        "score", "region_kpi66_2563", table(HEAD, *(f"12,{r['measure']},{r['result']}" for r in case["rows"]))
    )
    rows = {row["indicator"]: row for row in ran.data["units"][0]["rows"]}
    for row in case["rows"]:
        assert Fraction(rows[row["measure"]]["target"]) == Fraction(str(row["target"]))
        assert rows[row["measure"]]["met"] is row["met"]


def test_the_shared_counts_of_a_province(sitthi, table, shared):
    province = json.loads((shared / "cases" / "rights_2557.json").read_text(encoding="utf-8"))["province"]
    for passing, score in zip(province["districts_passing"], province["expected_score_step"], strict=True):
        lines = [f"{n},staff_awareness,{19 if n < passing else 15}" for n in range(12)]
        path = table(HEAD, *lines)
        ran = sitthi("score", "rights_2557", path, "--round", "month_6", "--choice", "band=step")
        assert ran.data["province"] == {
            "passing": passing, "score": f"{score}.0000", "target": province["target"],
            "met": passing >= province["target"],
        }  # fmt: skip


def test_contracting_units_are_scored_against_each_other(sitthi, table):
    path = table(HEAD, *fund(("A", "10"), ("B", "10"), ("C", "10"), ("D", "10"), ("E", "20")))
    ran = sitthi("score", "quality_fund_2552", path, "--working")
    assert (ran.data["scale"], ran.data["units"][0]["group"], ran.data["units"][0]["passed"]) == (
        "500", "contracting", None,
    )  # fmt: skip
    first, last = ran.data["units"][0], ran.data["units"][-1]
    # E stands 2 SD up (mean 12, SD 4): 4 points where more is better, 2 where less is.
    assert [row["score"] for row in first["rows"]] == ["3.0000"] * 7
    assert [row["score"][0] for row in last["rows"]] == ["3", "4", "4", "2", "2", "2", "4"]
    assert (first["rows"][0]["weight"], first["total"], last["total"]) == ("14.2857", "300.0000", "300.0000")
    assert first["grade"] == "GAP"
    z = last["rows"][3]["working"]["parts"][0]["parts"][1]
    assert (z["value"], [part["value"] for part in z["parts"]]) == ("-2.0000", ["12.0000", "4.0000", "5"])
    assert "province" not in ran.data


def test_not_reported_not_applicable_and_zero(sitthi, table):
    lines = ("A,staff_awareness,19", "A,record_external,", "A,settled_30wd,na", "B,staff_awareness,0")
    ran = sitthi("score", "rights_2557", table(HEAD, *lines), "--round", "month_6")
    first, second = ran.data["units"]
    assert [row["value"] for row in first["rows"]] == ["19", None, "na"]
    assert [row["weight"] for row in first["rows"]] == ["100", None, None]
    assert (first["total"], second["total"]) == ("5.0000", "0.0000")
    assert [row["value"] for row in second["rows"]] == ["0", None, None]
    path = table(HEAD, *lines)
    zero = sitthi("score", "rights_2557", path, "--round", "month_6", "--choice", "missing=zero")
    assert [row["score"] for row in zero.data["units"][0]["rows"]] == ["5.0000", "0.0000", None]
    assert zero.data["units"][0]["total"] == "2.5000"
    refused = sitthi("score", "rights_2557", path, "--round", "month_6", "--choice", "missing=refuse")
    assert (refused.exit, refused.data["error"]["code"]) == (12, "score.missing")


def test_a_total_that_rounds_up_to_the_mark_shows_the_side_it_fell_on(sitthi, table):
    lines = ("A,staff_awareness,16.9999999", "A,record_external,70", "A,settled_30wd,80")
    unit = sitthi("score", "rights_2557", table(HEAD, *lines), "--round", "month_6").data["units"][0]
    assert (unit["total"], unit["passed"]) == ("2.99999996", False)


def test_every_bad_cell_is_named_at_once(sitthi, table):
    lines = (
        "A,home_visits,5,",
        "A,asthma_admissions,-5,",
        "A,asthma_admissions,5,referral",
        "B,asthma_admissions,x,contracting",
        "C,hospital_quality,5,",
        "C,hospital_quality,NA,",
        ",hospital_quality,6,",
        "D,,6,",
        "D,dm_care_hospital,6,other",
        "E,drug_use,1e2,",
        "F,drug_use",
    )
    ran = sitthi("score", "quality_fund_2552", table(f"{HEAD},group", *lines))
    assert ran.exit == 10
    assert found(ran) == [
        (2, "indicator", "value.unknown"),
        (3, "value", "value.out_of_range"),
        (4, "indicator", "score.not_of_group"),
        (5, "value", "value.not_a_number"),
        (7, "indicator", "row.duplicate"),
        (8, "unit", "value.required"),
        (8, "value", "value.out_of_range"),
        (9, "indicator", "value.required"),
        (10, "group", "value.unknown"),
        (11, "value", "value.not_a_number"),
        (12, None, "table.width"),
    ]


def test_a_unit_of_both_groups_is_scored_once_in_each(sitthi, table):
    lines = [*fund(("A", "10")), "A,hospital_quality,4", "B,hospital_quality,2"]
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *lines))
    assert ran.exit == 0
    assert [(unit["unit"], unit["group"]) for unit in ran.data["units"]] == [
        ("A", "contracting"), ("A", "referral"), ("B", "referral"),
    ]  # fmt: skip
    assert found(ran) == [(None, "group", "score.two_groups")]
    assert ran.data["units"][1]["total"] == "400.0000"


def test_a_level_with_decimals_is_looked_at_and_scored(sitthi, table):
    path = table(HEAD, "A,service_centre,3.5")
    ran = sitthi("score", "rights_2557", path, "--round", "month_12")
    assert (ran.exit, found(ran)) == (0, [(2, "value", "score.not_a_level")])


@pytest.mark.parametrize(
    "words",
    [
        ("nothing_2500",),
        ("rights_2557",),
        ("rights_2557", "--round", "6"),
        ("region_kpi66_2563", "--round", "month_6"),
        ("rights_2557", "--round", "month_6", "--on", "31/3/2552"),
        ("rights_2557", "--round", "month_6", "--choice", "band=curve"),
        ("rights_2557", "--round", "month_6", "--choice", "mean=simple"),
    ],
)
def test_what_cannot_be_asked_ends_with_2(sitthi, table, words):
    scorecard, *options = words
    assert sitthi("score", scorecard, table(HEAD, *DISTRICT), *options).exit == 2


def test_a_round_is_asked_for_by_its_names(sitthi, table):
    ran = sitthi("score", "rights_2557", table(HEAD, *DISTRICT))
    assert "month_6, month_12" in ran.data["error"]["message"]


def test_people_get_tables_in_their_language(sitthi, table):
    lines = (*DISTRICT, "D2,staff_awareness,15", "D2,settled_30wd,na")
    thai = sitthi("score", "rights_2557", table(HEAD, *lines), "--round", "month_6", human=True).out
    assert [word in thai for word in ("การรับรู้สิทธิประโยชน์", "ไม่ส่ง", "ไม่ใช้", "ระดับจังหวัด", "band=linear")] == [
        True
    ] * 5
    english = sitthi(
        "score", "rights_2557", table(HEAD, *lines), "--round", "month_6", "--lang", "en", human=True
    ).out
    assert [word in english for word in ("3.7932", "not reported", "Province", "Provisional")] == [True] * 4


def test_people_get_totals_only_where_units_are_many(sitthi, table):
    lines = [f"{n},staff_awareness,16" for n in range(31)]
    out = sitthi("score", "rights_2557", table(HEAD, *lines), "--round", "month_6", "--lang", "en", human=True).out
    assert "31 units: totals only" in out
    assert "Test score" not in out
    assert out.count("2.0000") == 31


def test_people_get_the_first_totals_where_units_are_too_many_to_read(sitthi, table):
    lines = [f"{n},staff_awareness,16" for n in range(201)]
    path = table(HEAD, *lines)
    out = sitthi("score", "rights_2557", path, "--round", "month_6", "--lang", "en", human=True).out
    assert out.count("2.0000") == 200
    assert "The first 200 of 201 units; --json has all" in out
    targets = table(HEAD, *(f"{n},community_ha,95" for n in range(201)), name="targets.csv")
    out = sitthi("score", "region_kpi66_2563", targets, "--lang", "en", human=True).out
    assert (out.count("not met"), "The first 200 of 201 units" in out) == (200, True)


def test_a_result_lists_the_choices_that_it_read(sitthi, table):
    def choices(*words):
        return set(sitthi("score", *words).data["choices"])

    rights = table(HEAD, *DISTRICT)
    assert choices("rights_2557", rights, "--round", "month_6") == {"band", "missing"}
    assert choices("region_kpi66_2563", table(HEAD, "12,community_ha,95.59", name="r.csv")) == set()
    fund_values = table(HEAD, *fund(("A", "10")), name="f.csv")
    assert choices("quality_fund_2552", fund_values) == {"sd", "missing", "without_cuts"}


def test_targets_are_a_table_of_their_own(sitthi, table):
    out = sitthi(
        "score", "region_kpi66_2563", table(HEAD, "12,community_ha,95.59"), "--lang", "en", human=True
    ).out
    assert "not met" in out
    assert "Weight" not in out


def saved(ran, tmp_path):
    path = tmp_path / "saved.json"
    path.write_text(ran.out, encoding="utf-8")
    return path


def test_a_saved_figure_is_explained_from_the_result_alone(sitthi, table, tmp_path):
    path = saved(sitthi("score", "rights_2557", table(HEAD, *DISTRICT), "--round", "month_6"), tmp_path)
    row = sitthi("explain", path, "D1", "staff_awareness").data
    assert (row["name"], row["value"], row["grade"]) == ("staff_awareness", "1.2840", "I")
    score, weight = row["parts"]
    assert (score["value"], weight["value"]) == ("3.2100", "40")
    assert "3 + (17.21 - 17) / (18 - 17)" in score["rule"]
    assert [part["value"] for part in score["parts"]] == ["17.21", "15 16 17 18 19"]
    total = sitthi("explain", path, "D1", "total").data
    assert (total["value"], total["rule"]) == ("3.7932", "1.2840 + 1.5092 + 1.0000")
    assert sitthi("explain", path, "province", "score").data["value"] == "0.0000"
    assert sitthi("explain", path, "province", "passing").data["value"] == "1"
    assert sitthi("explain", path, "D2", "total").exit == 12


def test_a_figure_that_a_unit_has_not_is_answered_with_those_it_has(sitthi, table, tmp_path):
    path = saved(sitthi("score", "rights_2557", table(HEAD, *DISTRICT), "--round", "month_6"), tmp_path)
    for unit, known in (
        ("D1", "staff_awareness, record_external, settled_30wd, total"),
        ("province", "score, passing"),
    ):
        ran = sitthi("explain", path, unit, "public_awareness", "--lang", "en")
        assert (ran.exit, ran.data["error"]["code"]) == (12, "explain.no_such_figure")
        assert ran.data["error"]["hint"] == f"Figures that can be asked for: {known}"


def test_the_working_of_a_run_is_the_explanation_of_its_result(sitthi, table, tmp_path):
    ran = sitthi("score", "rights_2557", table(HEAD, *DISTRICT), "--round", "month_6", "--working")
    path = saved(ran, tmp_path)
    (unit,) = ran.data["units"]
    assert sitthi("explain", path, "D1", "total").data == unit["working"]
    assert sitthi("explain", path, "D1", "settled_30wd").data == unit["rows"][2]["working"]
    assert sitthi("explain", path, "province", "score").data == ran.data["province"]["working"]


def test_a_unit_of_both_groups_is_explained_by_group_or_whole(sitthi, table, tmp_path):
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *fund(("A", "10")), "A,hospital_quality,4"))
    path = saved(ran, tmp_path)
    assert sitthi("explain", path, "referral/A", "total").data["value"] == "400.0000"
    assert [part["value"] for part in sitthi("explain", path, "A", "total").data["parts"]] == [
        "300.0000",
        "400.0000",
    ]


def test_a_figure_that_was_changed_by_hand_is_not_explained(sitthi, table, tmp_path):
    ran = sitthi("score", "rights_2557", table(HEAD, *DISTRICT), "--round", "month_6")
    path = saved(ran, tmp_path)
    path.write_text(ran.out.replace('"3.7932"', '"4.7932"'), encoding="utf-8")
    refused = sitthi("explain", path, "D1", "total")
    assert (refused.exit, refused.data["error"]["code"]) == (12, "explain.differs")


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ('"units":[', '"units":["x",'),
        ('"scorecard":"rights_2557"', '"scorecard":"other"'),
        ('"indicator":"settled_30wd"', '"indicator":"other"'),
        ('"value":"100"', '"value":[]'),
        ('"band":"linear"', '"band":1'),
        ('"overrides":[]', '"overrides":[1]'),
        ('"round":"month_6"', '"round":"month_9"'),
    ],
)
def test_a_result_that_is_none_any_more_is_refused(sitthi, table, tmp_path, was, is_now):
    ran = sitthi("score", "rights_2557", table(HEAD, *DISTRICT), "--round", "month_6")
    assert was in ran.out
    path = saved(ran, tmp_path)
    path.write_text(ran.out.replace(was, is_now), encoding="utf-8")
    assert sitthi("explain", path, "D1", "total").exit in (11, 12)
