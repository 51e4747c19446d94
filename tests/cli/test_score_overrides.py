"""A region's own weights, criteria, cut points and targets laid over a scorecard."""

import pytest

HEAD = "unit,indicator,value"
CENTRAL = {
    "primary_nurse": 20, "risk_screening": 20, "cervical_screening": 10, "asthma_admissions": 10,
    "dm_short_term_admissions": 10, "ht_admissions": 10, "dm_care_primary": 10,
}  # fmt: skip
WEIGHTS = "percents = {" + ", ".join(f"{name} = {percent}" for name, percent in CENTRAL.items()) + "}"
DECISION = """
scorecard = "quality_fund_2552"
title = { th = "มติเขต", en = "The region's decision" }
since = 2008-04-01
until = 2009-03-31
approved_by = "Regional committee"
approved_on = 2008-05-12
evidence = "F region-committee-2551 item 4"
"""
REGION = f"""{DECISION}
[[weights]]
sheet = "contracting"
{WEIGHTS}

[[local_criteria]]
sheet = "contracting"
id = "home_visits"
title = {{ th = "เยี่ยมบ้าน", en = "Home visits" }}
better = "higher"
basis = "cuts"
cuts = [50, 60, 70, 80, 90]
weight = 10
low = 0
high = 100

[[cuts]]
indicator = "risk_screening"
at = [30, 40, 50, 60, 70]

[[targets]]
indicator = "risk_screening"
value = 60
"""
VALUES = ("A,primary_nurse,4", "A,risk_screening,55", "A,home_visits,90")


@pytest.fixture
def lay(tmp_path):
    """Writes an overrides file: beside the input, or into the home where `home` is said."""

    def write(text, name="region.toml", home=False):
        folder = tmp_path / "home" / "overrides" if home else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_weights_local_criteria_cut_points_and_targets(sitthi, table, lay):
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", lay(REGION))
    assert (ran.exit, ran.data.get("findings")) == (0, None)
    rows = {row["indicator"]: row for row in ran.data["units"][0]["rows"]}
    # 20, 20 and 10 of 100 are reported, and share the rest in proportion.
    assert [rows[name]["weight"] for name in ("primary_nurse", "risk_screening", "home_visits")] == [
        "40",
        "40",
        "20",
    ]
    assert [rows[name]["score"] for name in ("primary_nurse", "risk_screening", "home_visits")] == [
        "4.0000", "3.5000", "5.0000",
    ]  # fmt: skip
    assert (rows["risk_screening"]["target"], rows["risk_screening"]["met"]) == ("60", False)
    assert ran.data["units"][0]["total"] == "400.0000"


def test_a_saved_result_carries_what_was_laid(sitthi, table, lay, tmp_path):
    overrides = lay(REGION)
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", overrides)
    overrides.unlink()
    path = tmp_path / "saved.json"
    path.write_text(ran.out, encoding="utf-8")
    tree = sitthi("explain", path, "A", "risk_screening").data
    assert tree["value"] == "140.0000"
    assert tree["parts"][0]["parts"][1]["source"] == "region-committee-2551 item 4"


def test_the_home_lays_what_is_approved_and_in_force(sitthi, table, lay):
    lay(REGION, home=True)
    lay(
        REGION.replace("approved_by", "# approved_by").replace("approved_on", "# approved_on"),
        "draft.toml",
        home=True,
    )
    lay(
        REGION.replace("2008-04-01", "2007-04-01").replace("2009-03-31", "2008-03-31"), "last_year.toml", home=True
    )
    lay(
        DECISION.replace("quality_fund", "other_fund") + "[[targets]]\nindicator = 'x'\nvalue = 1",
        "b.toml",
        home=True,
    )
    lay("id = 'due'\nentries = []", "rules_of_another_kind.toml", home=True)
    path = table(HEAD, *VALUES[:2])
    ran = sitthi("score", "quality_fund_2552", path)
    assert [laid["file"] for laid in ran.data["overrides"]] == ["overrides/region.toml"]
    assert [(finding["file"], finding["code"]) for finding in ran.data["findings"]] == [
        ("overrides/draft.toml", "score.home_not_approved"),
        ("overrides/last_year.toml", "score.home_not_in_force"),
    ]
    assert set(ran.data["choices"]) == {"band", "sd", "missing", "weight_total", "without_cuts"}
    assert ran.data["units"][0]["rows"][1]["score"] == "3.5000"
    before = sitthi("score", "quality_fund_2552", path, "--on", "2007-06-01")
    assert [laid["file"] for laid in before.data["overrides"]] == ["overrides/last_year.toml"]


def test_two_in_force_for_one_thing_are_a_fault(sitthi, table, lay):
    lay(REGION, home=True)
    again = lay(f"{DECISION}\n[[cuts]]\nindicator = 'risk_screening'\nat = [1, 2, 3, 4, 5]\n")
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", again, LANG="en")
    assert ran.exit == 13
    assert [(f["file"], f["field"], f["message"]) for f in ran.data["findings"]] == [
        ("overrides/region.toml", "cuts[0]", "is laid twice on contracting"),
    ]  # fmt: skip


def test_a_file_named_twice_is_laid_once(sitthi, table, lay):
    path = lay(REGION, home=True)
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", path, "--overrides", path)
    assert (ran.exit, len(ran.data["overrides"])) == (0, 1)


def test_an_unapproved_file_is_a_trial_and_one_out_of_force_is_refused(sitthi, table, lay):
    path = table(HEAD, *VALUES)
    draft = lay(REGION.replace("approved_by", "# approved_by").replace("approved_on", "# approved_on"))
    ran = sitthi("score", "quality_fund_2552", path, "--overrides", draft)
    assert (ran.exit, ran.data["findings"][0]["code"]) == (0, "score.overlay_not_approved")
    late = sitthi("score", "quality_fund_2552", path, "--overrides", lay(REGION), "--on", "2009-04-01")
    assert (late.exit, late.data["error"]["code"]) == (12, "score.overlay_not_in_force")
    assert "since" in late.data["error"]["hint"]


@pytest.mark.parametrize(
    ("percent", "code", "says"),
    [(19, "score.weights_short", "99, 1 short"), ("20.5", "score.weights_over", "100.5, 0.5 over")],
)
def test_weights_that_do_not_sum_say_by_how_much(sitthi, table, lay, percent, code, says):
    path = lay(REGION.replace("primary_nurse = 20", f"primary_nurse = {percent}"))
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", path, "--lang", "en")
    assert (ran.exit, ran.data["error"]["code"]) == (12, code)
    assert says in ran.data["error"]["message"]


def test_weights_below_100_can_be_chosen(sitthi, table, lay):
    path = lay(REGION.replace("primary_nurse = 20", "primary_nurse = 19"))
    words = ("--overrides", path, "--choice", "weight_total=at_most_100", "--choice", "missing=zero")
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), *words)
    assert ran.data["units"][0]["total"] == "196.0000"


def test_a_fourth_local_criterion_is_refused(sitthi, table, lay):
    own = "[[local_criteria]]\nsheet = 'referral'\nid = 'own_{n}'\ntitle = {{ th = 'ก', en = 'a' }}\n"
    own += "better = 'lower'\nbasis = 'group'\n"
    path = table(HEAD, "R,own_1,5")
    three = lay(DECISION + "".join(own.format(n=n) for n in range(3)))
    assert sitthi("score", "quality_fund_2552", path, "--overrides", three).exit == 0
    four = lay(DECISION + "".join(own.format(n=n) for n in range(4)))
    ran = sitthi("score", "quality_fund_2552", path, "--overrides", four)
    assert (ran.exit, ran.data["error"]["code"]) == (12, "score.local_too_many")


def test_a_local_criterion_of_both_groups_goes_where_the_unit_is(sitthi, table, lay):
    own = (
        "[[local_criteria]]\nsheet = '{sheet}'\nid = 'own'\ntitle = {{ th = 'ก', en = 'a' }}\nbetter = 'higher'\n"
    )
    own += "basis = 'set_value'\n"
    both = lay(DECISION + own.format(sheet="contracting") + own.format(sheet="referral"))
    lines = ("A,own,4,", "A,drug_use,50,", "B,own,4,contracting", "C,own,4,")
    ran = sitthi("score", "quality_fund_2552", table(f"{HEAD},group", *lines[:3]), "--overrides", both)
    assert [(unit["unit"], unit["group"]) for unit in ran.data["units"]] == [
        ("A", "referral"),
        ("B", "contracting"),
    ]
    assert ran.data["units"][0]["rows"][-1]["value"] == "4"
    open_group = sitthi("score", "quality_fund_2552", table(f"{HEAD},group", *lines), "--overrides", both)
    assert open_group.exit == 10
    assert [(f["line"], f["code"]) for f in open_group.data["findings"]] == [(5, "score.group_open")]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (REGION + 'colour = "red"\n', [("targets[0]", "unknown key: colour")]),
        (DECISION.replace("2008-04-01", '"soon"'), [("since", "expected a date such as 2008-04-01")]),
        (DECISION, [("", "lays nothing over the scorecard")]),
        ("scorecard = ", [("", "is not TOML")]),
        (
            REGION.replace("primary_nurse =", "nurse ="),
            [("weights of contracting", "no weight"), ("weights[0]", "nurse")],
        ),
        (REGION.replace("quality_fund_2552", "rights_2557"), [("scorecard", "is not quality_fund_2552")]),
        (
            REGION.replace("50, 60, 70, 80, 90", "90, 80, 70, 60, 50"),
            [("", "local_criteria: [0]: cut points run the wrong way")],
        ),
    ],
)
def test_a_broken_file_ends_with_13_and_names_its_faults(sitthi, table, lay, text, faults):
    ran = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", lay(text), LANG="en")
    assert ran.exit == 13
    assert len(ran.data["findings"]) == len(faults)
    for finding, (field, words) in zip(ran.data["findings"], faults, strict=True):
        assert finding["field"].startswith(field)
        assert words in finding["field"] + " " + finding["message"]


def test_a_file_that_cannot_be_read_ends_with_13(sitthi, table, lay, tmp_path):
    path = table(HEAD, *VALUES)
    assert sitthi("score", "quality_fund_2552", path, "--overrides", tmp_path / "none.toml").exit == 13
    thai = lay("")
    thai.write_bytes("title = 'ก'".encode("cp874"))
    assert sitthi("score", "quality_fund_2552", path, "--overrides", thai).exit == 13


def test_what_was_laid_is_said_to_people(sitthi, table, lay):
    out = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", lay(REGION), human=True).out
    assert "region.toml" in out
    assert "Regional committee" in out
    assert "เยี่ยมบ้าน" in out
    draft = lay(REGION.replace("approved_by", "# approved_by").replace("approved_on", "# approved_on"))
    out = sitthi("score", "quality_fund_2552", table(HEAD, *VALUES), "--overrides", draft, human=True).out
    assert "ยังไม่อนุมัติ" in out
