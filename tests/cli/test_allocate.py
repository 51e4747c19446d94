"""`sitthi allocate`: the slide's table, pools by group, settings and choices, and tables that are wrong."""

import json
from fractions import Fraction

import pytest

HEADER = "unit,points,uc_population"
SLIDE = ("A,350,150000", "B,320,100000", "C,410,100000")


@pytest.fixture
def allocate(sitthi, table):
    def call(rows, *words, header=HEADER, human=False):
        return sitthi("allocate", "quality_fund_2552", table(header, *rows), *words, human=human)

    return call


def test_the_shared_case(shared, allocate):
    case = json.loads((shared / "cases" / "quality_fund_2552.json").read_text(encoding="utf-8"))
    rows = [f"{row['unit']},{row['points']},{row['uc_population']}" for row in case["units"]]
    ran = allocate(rows, "--set", f"region_mean={case['region_mean']}", "--set", f"base_rate={case['base_rate']}")
    expected = case["expected"]
    assert ran.exit == 0
    assert [unit["unit"] for unit in ran.data["units"]] == [row["unit"] for row in case["units"]]
    assert [unit["amount"] for unit in ran.data["units"]] == expected["scaled"]
    assert [unit["rate"] for unit in ran.data["units"]] == [f"{rate}.00" for rate in expected["rates"]]
    assert [unit["before"] for unit in ran.data["units"]] == [f"{n}.00" for n in expected["before_scaling"]]
    assert ran.data["total"] == expected["scaled_total"]
    assert ran.data["pools"][0]["ceiling"] == f"{expected['ceiling']}.00"


def test_a_result_has_the_keys_of_the_contract_and_shows_the_overshoot(allocate):
    data = allocate(SLIDE, "--set", "region_mean=350").data
    assert data["scorecard"] == "quality_fund_2552"
    assert data["choices"] == {
        "rate": "baht_per_person", "rate_rounding": "baht", "ceiling": "cap", "mean": "simple",
        "q1_support_from": "outside",
    }  # fmt: skip
    [pool] = data["pools"]
    contract = {"group": None, "region_mean": "350.0000", "base_rate": "10.00", "ceiling": "3500000.00",
                "factor": "35/36", "total": "3500000.00"}  # fmt: skip
    assert contract.items() <= pool.items()
    assert (pool["before"], pool["over_ceiling"]) == ("3600000.00", "100000.00")
    assert data["units"][1] == {
        "unit": "B", "points": "320.0000", "uc_population": 100000, "rate": "9.00", "before": "900000.00",
        "amount": "875000.00", "per_head": "1000000.00", "difference": "-125000.00",
    }  # fmt: skip


def test_without_a_set_mean_the_pool_has_its_own_and_may_not_be_scaled(allocate):
    data = allocate(SLIDE).data
    assert data["pools"][0]["region_mean"] == "360.0000"
    assert data["pools"][0]["factor"] == "1"
    assert data["choices"]["mean"] == "simple"
    assert allocate(SLIDE, "--choice", "mean=population").data["pools"][0]["region_mean"] == "358.5714"


GROUPED = (
    "A,350,150000,contracting",
    "A,300,150000,referral",
    "B,320,100000,contracting",
    "B,420,100000,referral",
)


def test_each_group_is_a_pool_of_its_own_and_the_rows_keep_their_order(allocate):
    data = allocate(GROUPED, header=HEADER + ",group").data
    assert [pool["group"] for pool in data["pools"]] == ["contracting", "referral"]
    assert [pool["region_mean"] for pool in data["pools"]] == ["335.0000", "360.0000"]
    assert [(unit["unit"], unit["group"]) for unit in data["units"]] == [
        ("A", "contracting"), ("A", "referral"), ("B", "contracting"), ("B", "referral"),
    ]  # fmt: skip
    # Rates 10 and 10 use the first ceiling whole; 8 and 12 leave 100,000 of the second.
    assert [pool["total"] for pool in data["pools"]] == ["2500000.00", "2400000.00"]
    assert data["total"] == "4900000.00"


def test_quarter_one_support_is_taken_from_the_half_named(allocate):
    data = allocate(GROUPED, "--choice", "q1_support_from=referral", header=HEADER + ",group").data
    contracting, referral = data["pools"]
    assert (contracting["base_rate"], contracting["ceiling"]) == ("10.00", "2500000.00")
    assert (referral["base_rate"], referral["ceiling"]) == ("9.00", "2250000.00")
    assert (contracting["grade"], referral["grade"]) == ("I", "GAP")
    ran = allocate(SLIDE, "--set", "q1_support_baht=2")
    assert [finding["code"] for finding in ran.data["findings"]] == ["allocate.q1_unused"]
    ran = allocate(SLIDE, "--choice", "q1_support_from=referral")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "allocate.q1_needs_group")


def test_a_ceiling_may_be_set_for_one_group_or_for_each(allocate):
    data = allocate(GROUPED, "--set", "ceiling.referral=1000000.50", header=HEADER + ",group").data
    assert [pool["ceiling"] for pool in data["pools"]] == ["2500000.00", "1000000.50"]
    assert data["pools"][1]["total"] == "1000000.50"
    ran = allocate(GROUPED, "--set", "ceiling=1000000", header=HEADER + ",group")
    assert [pool["ceiling"] for pool in ran.data["pools"]] == ["1000000.00", "1000000.00"]
    assert [finding["code"] for finding in ran.data["findings"]] == ["allocate.ceiling_each_pool"]


@pytest.mark.parametrize(
    "words",
    [
        ("--set", "bonus=5"),
        ("--set", "ceiling.hospital=5"),
        ("--set", "region_mean=-1"),
        ("--set", "region_mean=501"),
        ("--set", "base_rate=ten"),
        ("--set", "ceiling=1.005"),
        ("--set", "ceiling"),
    ],
    ids=lambda words: words[1],
)
def test_what_cannot_be_set_is_a_wrong_call(allocate, words):
    ran = allocate(SLIDE, *words)
    assert (ran.exit, ran.data["error"]["code"]) == (2, "usage")


@pytest.mark.parametrize("name", ["region_mean.contracting", "ceiling.referral", "base_rate.contracting"])
def test_a_figure_set_for_a_group_that_nobody_is_in_is_a_wrong_call(allocate, name):
    ran = allocate(SLIDE, "--set", f"{name}=300", "--lang", "en")
    assert (ran.exit, ran.data["error"]["code"]) == (2, "usage")
    assert "group" in ran.data["error"]["message"]
    assert "ceiling=cap" not in ran.out
    other = (
        name.replace("contracting", "referral")
        if "contracting" in name
        else name.replace("referral", "contracting")
    )
    alone = [row for row in GROUPED if row.endswith(name.partition(".")[2])]
    assert allocate(alone, "--set", f"{other}=300", header=HEADER + ",group").exit == 2
    assert allocate(alone, "--set", f"{name}=300", header=HEADER + ",group").exit == 0


def test_a_scorecard_that_allocates_nothing_is_a_wrong_call(sitthi, table):
    ran = sitthi("allocate", "rights_2557", table(HEADER, *SLIDE), "--lang", "en")
    assert ran.exit == 2
    assert "quality_fund_2552" in ran.data["error"]["message"]


@pytest.mark.parametrize("words", [(), ("--set", "region_mean=0")])
def test_a_mean_of_zero_is_refused(allocate, words):
    rows = ("A,0,100",) if not words else SLIDE
    ran = allocate(rows, *words)
    assert (ran.exit, ran.data["error"]["code"]) == (12, "allocate.mean_zero")


def test_points_x_population_shares_the_whole_ceiling_and_none_where_nothing_was_earned(allocate):
    data = allocate(SLIDE, "--choice", "rate=points_x_population").data
    assert [unit["amount"] for unit in data["units"]] == ["1464143.43", "892430.28", "1143426.29"]
    assert data["pools"][0]["grade"] == "K"
    ran = allocate(("A,0,100", "B,0,200"), "--choice", "rate=points_x_population")
    assert (ran.exit, ran.data["total"]) == (0, "0.00")
    assert ran.data["findings"][0]["code"] == "allocate.nothing_shared"
    rows = ("A,0,100,referral", "B,0,200,referral")
    ran = allocate(rows, "--choice", "rate=points_x_population", "--lang", "en", header=HEADER + ",group")
    assert "Referral units" in ran.data["findings"][0]["message"]
    assert ran.data["pools"][0]["q1_support_baht"] == "0.00"


def test_every_bad_cell_is_named_at_once(allocate):
    rows = (
        "A,501,100,contracting", "B,-1,100,contracting", "C,300,-5,referral", "D,300,,referral",
        "E,300,10.5,referral", "F,300,10,hospital", "C,300,10,referral", "C,300,10,contracting",
        ",300,10,referral", "G,300,10,",
    )  # fmt: skip
    ran = allocate(rows, header=HEADER + ",group")
    assert ran.exit == 10
    assert [(f["line"], f["field"], f["code"]) for f in ran.data["findings"]] == [
        (2, "points", "value.out_of_range"),
        (3, "points", "value.out_of_range"),
        (4, "uc_population", "value.out_of_range"),
        (5, "uc_population", "value.required"),
        (6, "uc_population", "value.not_whole"),
        (7, "group", "value.unknown"),
        (8, "unit", "row.duplicate"),
        (10, "unit", "value.required"),
        (11, "group", "value.required"),
    ]


def test_points_finer_than_shown_are_kept_for_working_out_again(allocate, sitthi, tmp_path):
    ran = allocate(("A,333.333333,100", "B,320,100"), "--choice", "rate_rounding=none")
    assert ran.data["units"][0]["points"] == "333.3333"
    assert ran.data["units"][0]["points_exact"] == "333.333333"
    path = tmp_path / "result.json"
    path.write_text(ran.out, encoding="utf-8")
    explained = sitthi("explain", path, "A", "amount")
    assert explained.data["value"] == ran.data["units"][0]["amount"]


def test_a_unit_of_two_groups_is_explained_in_each_and_a_changed_amount_not_at_all(allocate, sitthi, tmp_path):
    ran = allocate(GROUPED, header=HEADER + ",group")
    path = tmp_path / "result.json"
    path.write_text(ran.out, encoding="utf-8")
    assert sitthi("explain", path, "referral/B", "amount").data["value"] == ran.data["units"][3]["amount"]
    both = sitthi("explain", path, "B", "amount").data
    mine = [unit["amount"] for unit in ran.data["units"] if unit["unit"] == "B"]
    assert [part["value"] for part in both["parts"]] == mine
    assert Fraction(both["value"]) == sum(map(Fraction, mine))
    for figure in ("rate", "before"):
        assert sitthi("explain", path, "referral/B", figure).data["value"] == ran.data["units"][3][figure]
    assert sitthi("explain", path, "Z", "amount").data["error"]["code"] == "explain.not_there"
    assert sitthi("explain", path, "B", "bonus").data["error"]["code"] == "explain.no_such_figure"
    path.write_text(ran.out.replace(ran.data["units"][3]["amount"], "1.00"), encoding="utf-8")
    assert sitthi("explain", path, "referral/B", "amount").data["error"]["code"] == "explain.differs"


def test_the_working_comes_with_each_unit_only_when_asked(allocate):
    plain = allocate(SLIDE, "--set", "region_mean=350").data
    worked = allocate(SLIDE, "--set", "region_mean=350", "--working").data
    assert "working" not in plain["units"][0]
    assert [unit["working"]["value"] for unit in worked["units"]] == [unit["amount"] for unit in plain["units"]]


def test_people_see_gains_and_losses_and_why_all_were_scaled(allocate):
    out = allocate(SLIDE, "--set", "region_mean=350", "--lang", "en", human=True).out
    for words in ("−125,000.00", "166,666.67", "35/36", "exceeds the ceiling by 100,000.00", "Provisional"):
        assert words in out
    assert "เกินวงเงิน 100,000.00" in allocate(SLIDE, "--set", "region_mean=350", "--lang", "th", human=True).out


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (("--set", "region_mean=400"), "stays 350,000.00 below the ceiling"),
        (("--set", "region_mean=400", "--choice", "ceiling=exhaust"), "Scaled up"),
        (("--set", "region_mean=350", "--choice", "rate_rounding=none"), "equals sharing by points x population"),
    ],
)
def test_people_are_told_what_a_choice_did(allocate, words, note):
    assert note in allocate(SLIDE, *words, "--lang", "en", human=True).out


def test_two_pools_are_two_tables_and_a_sum(allocate):
    words = ("--lang", "en", "--choice", "q1_support_from=primary", "--working")
    out = allocate(GROUPED, *words, header=HEADER + ",group", human=True).out
    assert "Contracting and primary units" in out
    assert "Quarter-1 support of 1 baht a person, 250,000.00 in all" in out
    assert "All pools together" in out
    assert "How amount of B came about" in out
