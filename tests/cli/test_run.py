"""`sitthi run`: from loaded records to indicators, scores and awards, kept under a name, made again, explained."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from pipeline.made_home import POPULATION, REGION, add_batch, region
from sitthi.book import Book

YEAR = ("--scorecard", "quality_fund_2552", "--from", "2008-04-01", "--to", "2009-03-31")


@pytest.fixture
def home(tmp_path):
    """Is a home with the three hospitals' batches and no population."""
    region(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def ready(home, sitthi, table):
    """Is the home with its population too."""
    assert sitthi("population", "load", table(*POPULATION, name="people.csv")).exit == 0
    return home


def figures(data, indicator):
    return {
        row["unit"]: (row["numerator"], row["denominator"], row["value"], row["origin"])
        for row in data["indicators"]
        if row["indicator"] == indicator
    }


def bytes_of(folder: Path):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_region_by_hand(sitthi, ready):
    ran = sitthi("run", *YEAR)
    assert ran.exit == 0
    data = ran.data
    assert figures(data, "asthma_admissions") == {
        "99001": (2, 600, "333.3333", "counted"),  # A1 and A2; A7 is eight years old
        "99002": (0, 300, "0", "counted"),
        "99003": (1, 180, "555.5556", "counted"),  # B6, treated elsewhere; C3 is 99009's, C4 has another right
    }
    assert figures(data, "dm_short_term_admissions") == {
        "99001": (0, 600, "0", "counted"),
        "99002": (1, 300, "333.3333", "counted"),  # A3
        "99003": (1, 180, "555.5556", "counted"),  # C2
    }
    assert figures(data, "dm_readmission_28d") == {
        "99001": (1, 3, "333.3333", "counted"),  # A4 comes back as A5; A8 is of March
        "99002": (0, 3, "0", "counted"),  # B1 comes back after 48 days
        "99003": (0, 1, "0", "counted"),
    }
    assert figures(data, "ht_readmission_28d")["99002"] == (1, 2, "500", "counted")
    assert figures(data, "primary_nurse")["99001"] == (None, None, None, "missing")
    by_unit = {(unit["group"], unit["unit"]): unit for unit in data["scores"]}
    assert set(by_unit) == {(g, u) for g in ("contracting", "referral") for u in ("99001", "99002", "99003")}
    # Three of seven criteria are there: each weighs 100/3. Scores 3, 4 and 4: asthma within 1 SD of the mean.
    assert by_unit["contracting", "99001"]["total"] == "366.6667"
    [contracting, referral] = data["awards"]["pools"]
    assert (contracting["group"], contracting["uc_population"], contracting["ceiling"]) == (
        "contracting", 1440, "14400.00",
    )  # fmt: skip
    assert referral["region_mean"] == "266.6667"
    assert sum(int(unit["amount"].replace(".", "")) for unit in data["awards"]["units"]) == int(
        data["awards"]["total"].replace(".", "")
    )
    assert {finding["code"] for finding in data["findings"]} == {
        "run.missing", "run.units_without_population", "run.not_counted", "run.months_missing",
    }  # fmt: skip


def test_another_right_s_later_count_says_nothing_of_universal_coverage(sitthi, ready, table):
    before = sitthi("run", *YEAR).data
    # 9 September is nearer to the middle of the period, 30 September, than 1 July.
    later = table(POPULATION[0], "99001,1,40,SSS,9,2008-09-09", name="sss.csv")
    assert sitthi("population", "load", later).exit == 0
    after = sitthi("run", *YEAR).data
    for indicator in ("asthma_admissions", "dm_short_term_admissions", "ht_admissions"):
        assert figures(after, indicator) == figures(before, indicator)
    assert after["awards"] == before["awards"]
    assert before["awards"]["pools"][0]["uc_population"] == 1440


@pytest.mark.parametrize("which", ["batches", "population", "stays", "units"])
def test_what_is_not_there_is_said_and_what_to_do(sitthi, table, tmp_path, which):
    if which != "batches":
        region(tmp_path / "home")
    if which in ("stays", "units"):
        sitthi("population", "load", table(*POPULATION))
    period = ("2010-04-01", "2011-03-31") if which == "stays" else ("2008-04-01", "2009-03-31")
    more = ("--units", "12345") if which == "units" else ()
    ran = sitthi("run", *YEAR[:2], "--from", period[0], "--to", period[1], *more)
    assert (ran.exit, ran.data["error"]["code"]) == (12, f"run.no_{which}")
    assert ran.data["error"]["hint"]
    assert not list((tmp_path / "home").glob("runs/[0-9a-f]*"))


@pytest.mark.parametrize(
    "words",
    [
        ("run",),
        ("run", "--scorecard", "nothing", "--from", "2008-04-01", "--to", "2009-03-31"),
        ("run", *YEAR[:2], "--from", "2009-04-01", "--to", "2008-03-31"),
        ("run", *YEAR[:2], "--from", "yesterday", "--to", "2008-03-31"),
        ("run", *YEAR, "--round", "month_6"),
        ("run", *YEAR, "--set", "nothing=1"),
        ("run", *YEAR, "--choice", "readmission_scope=everywhere"),
        ("run", "--scorecard", "region_kpi66_2563", *YEAR[2:], "--set", "base_rate=1"),
        ("run", *YEAR, "--again", "0123456789abcdef"),
    ],
)
def test_a_wrong_call_is_exit_2_or_a_refused_choice(sitthi, words):
    ran = sitthi(*words)
    assert ran.exit in (2, 12)
    assert ran.data["error"]["code"] in ("usage", "choice.value")


def test_the_same_again_is_the_same_run_and_changes_nothing(sitthi, ready, tmp_path):
    first = sitthi("run", *YEAR).data
    folder = ready / "runs" / first["run"]
    before = bytes_of(folder)
    assert {"manifest.json", "result.json", "measures.parquet", "outcomes/asthma_admissions.parquet"} <= set(
        before
    )
    again = sitthi("run", *YEAR).data
    assert (first["new"], again["new"]) == (True, False)
    assert {**again, "new": True} == first
    assert bytes_of(folder) == before
    shutil.rmtree(folder)
    shutil.rmtree(ready / "records")
    assert sitthi("run", *YEAR).data == first
    assert bytes_of(folder) == before
    other = sitthi("run", *YEAR, "--choice", "readmission_scope=treating").data
    assert other["run"] != first["run"]


def test_a_run_made_again_is_equal_even_after_a_corrected_set_came(sitthi, ready):
    old = sitthi("run", *YEAR).data["run"]
    again = sitthi("run", "--again", old)
    assert (again.exit, again.data["equal"], again.data["changed"]) == (0, True, [])
    [batch] = [batch.name for batch in (ready / "batches" / "99001").glob("0*")]
    corrected = ["99001 99001 A1 1 1 1960-01-01 2008-05-01 2008-05-03 I10"]
    add_batch(ready, "99001", corrected, number=2, replaces={batch: ["A1"]})
    new = sitthi("run", *YEAR).data
    assert new["run"] != old
    assert figures(new, "asthma_admissions")["99001"][0] == 1
    again = sitthi("run", "--again", old)
    assert (again.exit, again.data["equal"]) == (0, True)


def test_a_run_made_again_by_another_book_says_which_rows_differ(sitthi, ready, tmp_path):
    run = sitthi("run", *YEAR).data["run"]
    other = tmp_path / "book"
    shutil.copytree(Book().root, other, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    codes = other / "codesets" / "asthma.toml"
    text = codes.read_text(encoding="utf-8")
    assert '["J45-J46"]' in text
    codes.write_text(text.replace('["J45-J46"]', '["J46"]'), encoding="utf-8")
    ran = sitthi("run", "--again", run, "--book", other)
    assert (ran.exit, ran.data["equal"], ran.data["changed"]) == (12, False, ["book"])
    tables = {row["table"]: row for row in ran.data["tables"]}
    assert not tables["outcomes/asthma_admissions"]["equal"]
    assert tables["outcomes/asthma_admissions"]["only_before"] == 4
    assert tables["outcomes/dm_readmission_28d"]["equal"]
    # Nothing is kept of it.
    assert [path.name for path in (ready / "runs").iterdir()] == [run]


def test_a_run_that_was_changed_since_is_refused(sitthi, ready):
    run = sitthi("run", *YEAR).data["run"]
    result = ready / "runs" / run / "result.json"
    result.write_text(result.read_text(encoding="utf-8").replace("99001", "99009"), encoding="utf-8")
    for words in (("run", *YEAR), ("run", "--again", run), ("explain", run, "99001", "total")):
        ran = sitthi(*words)
        assert (ran.exit, ran.data["error"]["code"]) == (12, "home.damaged")
    ran = sitthi("run", "--again", "0123456789abcdef")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "run.unknown")
    assert run in ran.data["error"]["hint"]


def test_values_weights_and_populations_of_people_are_laid_over(sitthi, ready, table, tmp_path):
    values = table(
        "unit,indicator,value",
        *(f"{unit},primary_nurse,{n}" for unit, n in (("99001", 4), ("99002", 3), ("99003", 2))),
        "99001,asthma_admissions,100",
        "99002,hospital_quality,na",
        name="values.csv",
    )
    heads = table("unit,uc_population,group", "99001,5000,referral", name="heads.csv")
    ran = sitthi("run", *YEAR, "--values", values, "--uc-population", heads, "--set", "ceiling.referral=100")
    assert ran.exit == 0
    data = ran.data
    assert figures(data, "primary_nurse")["99002"] == (None, None, "3", "given")
    assert figures(data, "asthma_admissions")["99001"] == (2, 600, "100", "given")
    assert figures(data, "hospital_quality")["99002"][2] == "na"
    assert "run.value_over_count" in {finding["code"] for finding in data["findings"]}
    referral = data["awards"]["pools"][1]
    assert (referral["uc_population"], referral["ceiling"], referral["total"]) == (5640, "100.00", "100.00")
    bad = table("unit,indicator,value", "99001,asthma_admissions,many", "99001,nothing,1", name="bad.csv")
    ran = sitthi("run", *YEAR, "--values", bad)
    assert ran.exit == 10
    assert [(f["code"], f["file"], f["line"]) for f in ran.data["findings"]] == [
        ("value.not_a_number", "bad.csv", 2), ("value.unknown", "bad.csv", 3),
    ]  # fmt: skip
    ran = sitthi("run", *YEAR, "--choice", "missing=refuse")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "score.missing")


def test_some_units_only_are_scored_against_each_other(sitthi, ready):
    data = sitthi("run", *YEAR, "--units", "99001, 99003,99999").data
    assert "run.units_unknown" in {finding["code"] for finding in data["findings"]}
    assert {unit["unit"] for unit in data["scores"]} == {"99001", "99003"}
    assert data["awards"]["pools"][0]["uc_population"] == 1040


def test_a_register_of_units_says_who_is_in_which_group(sitthi, ready, table):
    register = table("unit,name,level,group", "99001,a,A,referral", "99002,b,F2,contracting+referral", "99003,c,,")
    assert sitthi("units", "load", register).exit == 0
    data = sitthi("run", *YEAR).data
    assert {(unit["group"], unit["unit"]) for unit in data["scores"]} == {
        ("contracting", "99002"), ("contracting", "99003"),
        ("referral", "99001"), ("referral", "99002"), ("referral", "99003"),
    }  # fmt: skip


LOCAL = """
id = "quality_fund_2552/long_diabetes_stays"
title = { th = "เบาหวานนอนนาน", en = "Long stays with diabetes" }
why = { th = "ดูแลต่อเนื่อง", en = "Care that goes on" }
kind = "proportion"
better = "lower"
unit = { th = "ร้อยละ", en = "percent" }
low = 0
high = 100
per = 100
numerator = { th = "นอน 4 วันขึ้นไป", en = "stays of 4 days and more" }
denominator = { th = "ผู้ป่วยในเบาหวาน", en = "stays with diabetes" }
counted_at = "treating"
code_sets = ["diabetes"]
rights = ["UCS"]
table = "stays"
condition = [{ column = "los", least = 4 }]
authored = 2026-11-22
next_review = 2027-10-01
evidence = "I region the region's own"
"""


def test_a_region_adds_a_criterion_with_a_toml_file_and_nothing_else(sitthi, ready):
    folder = ready / "overrides" / "indicators"
    folder.mkdir(parents=True)
    (folder / "long_diabetes_stays.toml").write_text(LOCAL, encoding="utf-8")
    ran = sitthi("run", *YEAR)
    assert ran.exit == 0, ran.out
    assert figures(ran.data, "long_diabetes_stays") == {
        "99001": (1, 3, "33.3333", "counted"),
        "99002": (1, 3, "33.3333", "counted"),
        "99003": (0, 1, "0", "counted"),
    }
    [row] = [
        row
        for unit in ran.data["scores"]
        if (unit["group"], unit["unit"]) == ("referral", "99001")
        for row in unit["rows"]
        if row["indicator"] == "long_diabetes_stays"
    ]
    assert row["weighted"] is not None
    explained = sitthi("explain", ran.data["run"], "99001", "long_diabetes_stays")
    assert explained.exit == 0
    (folder / "long_diabetes_stays.toml").write_text(LOCAL.replace('diabetes"]', 'unheard"]'), encoding="utf-8")
    assert sitthi("run", *YEAR).exit == 13


def test_an_indicator_of_a_region_that_no_file_has_the_days_for_is_told(sitthi, ready):
    folder = ready / "overrides" / "indicators"
    folder.mkdir(parents=True)
    text = LOCAL.replace('kind = "proportion"', 'kind = "timeliness"').replace("long_diabetes_stays", "late_sets")
    lines = [
        line for line in text.splitlines() if line.partition(" =")[0] not in ("table", "condition", "code_sets")
    ]
    (folder / "late_sets.toml").write_text("\n".join(lines), encoding="utf-8")
    ran = sitthi("run", *YEAR)
    assert ran.exit == 0, ran.out
    assert "measure.no_data_yet" in message_of(ran.data, "run.local_waits")
    assert {row[3] for row in figures(ran.data, "late_sets").values()} == {"missing"}


def test_a_scorecard_without_groups_takes_every_hospital_and_never_a_cmi_for_its_rise(sitthi, ready, table):
    values = table("unit,indicator,value", "99001,thai_refer_use,80", name="values.csv")
    ran = sitthi("run", "--scorecard", "region_kpi66_2563", *YEAR[2:], "--values", values)
    assert ran.exit == 0
    assert [unit["unit"] for unit in ran.data["scores"]] == ["99001", "99002", "99003"]
    assert figures(ran.data, "cmi_rise")["99001"] == (None, None, None, "missing")
    assert ran.data["awards"] is None


def test_a_region_s_own_cmi_is_counted_unless_it_is_a_rise_over_a_base_year(sitthi, tmp_path, table):
    home = tmp_path / "home"
    add_batch(home, "99001", ["99001 99001 A1 1 1 1960-01-01 2008-05-01 2008-05-03 J450 adjrw=12500"])
    assert sitthi("population", "load", table(*POPULATION, name="people.csv")).exit == 0
    folder = home / "overrides" / "indicators"
    folder.mkdir(parents=True)
    left = ("table", "condition", "code_sets", "rights", "per")
    text = "\n".join(
        line
        for line in LOCAL.replace('kind = "proportion"', 'kind = "case_mix"').splitlines()
        if line.partition(" =")[0] not in left
    )
    path = folder / "long_diabetes_stays.toml"
    path.write_text(text, encoding="utf-8")
    assert figures(sitthi("run", *YEAR).data, "long_diabetes_stays") == {"99001": (12500, 1, "1.25", "counted")}
    path.write_text(f"{text}\nover_base_year = true\n", encoding="utf-8")
    assert figures(sitthi("run", *YEAR).data, "long_diabetes_stays") == {"99001": (None, None, None, "missing")}


def parts_of(tree):
    yield tree
    for part in tree["parts"]:
        yield from parts_of(part)


def test_a_figure_is_explained_down_to_the_batch(sitthi, ready):
    run = sitthi("run", *YEAR).data
    tree = sitthi("explain", run["run"], "99001", "dm_readmission_28d").data
    assert set(tree) == {"name", "value", "rule", "source", "grade", "parts"}
    parts = list(parts_of(tree))
    assert "1 / 3 × 1000" in [part["rule"] for part in parts]
    [batch] = {part["name"] for part in parts if part["source"].startswith("input batches/")}
    assert batch.startswith("99001/0001-")
    reasons = {part["rule"]: part["value"] for part in parts if "·" in part["rule"]}
    assert reasons == {"met · returned": "1", "not_met · no_return": "2"}
    choices = {part["name"] for part in parts}
    assert {"readmission_index", "readmission_scope", "period_by"} <= choices
    ladder = ["F", "T", "F2", "F1", "I", "K", "GAP"]
    assert tree["grade"] == max((part["grade"] for part in parts), key=ladder.index)
    rate = list(parts_of(sitthi("explain", run["run"], "99001", "asthma_admissions").data))
    assert "2 / 600 × 100000" in [part["rule"] for part in rate]
    assert any("people.csv" in part["rule"] for part in rate)


def test_points_and_money_are_explained_too_and_so_is_a_saved_result(sitthi, ready, tmp_path):
    ran = sitthi("run", *YEAR)
    run = ran.data["run"]
    total = sitthi("explain", run, "contracting/99001", "total").data
    assert total["value"] == "366.6667"
    amount = sitthi("explain", run, "contracting/99001", "amount").data
    assert amount["value"] == "8683.42"
    assert "366.6667" in {part["value"] for part in parts_of(amount)}
    both = sitthi("explain", run, "99001", "total").data
    assert [part["value"] for part in both["parts"]] == ["366.6667", "250.0000"]
    saved = tmp_path / "result.json"
    saved.write_text(ran.out, encoding="utf-8")
    assert sitthi("explain", saved, "contracting/99001", "total").data == total
    saved.write_text(ran.out.replace("366.6667", "399.6667"), encoding="utf-8")
    assert sitthi("explain", saved, "99001", "total").data["error"]["code"] == "explain.differs"
    ran = sitthi("explain", run, "99001", "nothing")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "explain.no_such_figure")
    ran = sitthi("explain", run, "12345", "total")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "explain.not_there")
    assert sitthi("explain", "nowhere.json", "99001", "total").exit == 2


def test_batches_of_two_keys_and_another_window_are_told(sitthi, ready):
    add_batch(ready, "99004", ["99004 99004 D1 31 1 1960-01-01 2008-12-01 2008-12-03 I10"], key="k2")
    found = sitthi("run", *YEAR[:4], "--to", "2008-12-31").data["findings"]
    assert {"run.keys_differ", "run.other_window"} <= {finding["code"] for finding in found}


def test_nothing_of_a_patient_is_in_a_run(sitthi, ready):
    run = sitthi("run", *YEAR, human=True, LANG="th")
    numbers = [line.split()[2] for lines in REGION.values() for line in lines]
    [folder] = (ready / "runs").iterdir()
    texts = [run.out, run.err, *(path.read_text(encoding="utf-8") for path in folder.glob("*.json"))]
    for text in texts:
        assert not [number for number in numbers if f'"{number}"' in text or f" {number} " in text]


def test_people_see_points_and_money_in_their_language(sitthi, ready):
    english = sitthi("run", *YEAR, human=True, LANG="en").out
    assert "8,683.42" in english
    assert "Kept as run" in english
    thai = sitthi("run", *YEAR, human=True, LANG="th").out
    assert "เคยประมวลผลจากข้อมูลเดียวกันนี้แล้ว" in thai
    [run] = [path.name for path in (ready / "runs").iterdir()]
    assert "ทุกตารางเท่ากัน" in sitthi("run", "--again", run, human=True, LANG="th").out
    manifest = json.loads((ready / "runs" / run / "manifest.json").read_bytes())
    assert set(manifest["tables"]) == {
        "awards", "measures", "scores", *(f"outcomes/{name}" for name in (
            "asthma_admissions", "dm_readmission_28d", "dm_short_term_admissions", "ht_admissions",
            "ht_readmission_28d",
        )),
    }  # fmt: skip


def test_a_mean_of_nothing_that_somebody_sets_is_refused(sitthi, ready):
    ran = sitthi("run", *YEAR, "--set", "region_mean=0")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "allocate.mean_zero")


def test_cases_without_a_home_unit_are_no_rate_of_0_and_are_told(sitthi, tmp_path, table):
    drawn = {hcode: [line.split() for line in lines] for hcode, lines in REGION.items()}
    for hcode, lines in drawn.items():
        add_batch(tmp_path / "home", hcode, [" ".join([line[0], "-", *line[2:]]) for line in lines])
    assert sitthi("population", "load", table(*POPULATION, name="people.csv")).exit == 0
    data = sitthi("run", *YEAR).data
    for indicator in ("asthma_admissions", "dm_short_term_admissions", "ht_admissions"):
        assert {row[2:] for row in figures(data, indicator).values()} == {(None, "missing")}
    # By indicator: A7 is too young for asthma, A8 is of another period, C4 has another right.
    assert message_of(data, "run.home_unknown").endswith(
        "asthma_admissions (4), dm_short_term_admissions (2), ht_admissions (4)"
    )
    assert figures(data, "dm_readmission_28d")["99001"][3] == "counted"


def codes_of(data):
    return [finding["code"] for finding in data["findings"]]


def message_of(data, code):
    [told] = [finding for finding in data["findings"] if finding["code"] == code]
    assert told["severity"] == "warn"
    assert told["remedy"]
    return told["message"]


def test_a_home_unit_whose_files_were_never_loaded_has_no_rate_and_no_money(sitthi, tmp_path, table):
    add_batch(tmp_path / "home", "99001", REGION["99001"])
    assert sitthi("population", "load", table(*POPULATION, name="people.csv")).exit == 0
    data = sitthi("run", *YEAR).data
    rows = figures(data, "dm_short_term_admissions")
    assert rows["99001"][2:] == ("0", "counted")
    # A3 of 99002 was treated at 99001: one admission is known, and more may be.
    assert rows["99002"] == (1, 300, None, "missing")
    assert rows["99003"] == (0, 180, None, "missing")
    told = message_of(data, "run.not_loaded")
    assert "99002, 99003" in told
    assert "99001" not in told
    assert "home_without_files=missing" in told
    assert "run.no_discharges" not in codes_of(data)
    assert [unit["unit"] for unit in data["awards"]["units"] if unit["group"] == "contracting"] == ["99001"]
    tree = sitthi("explain", data["run"], "99002", "dm_short_term_admissions").data
    [value] = [part for part in parts_of(tree) if part["rule"].startswith(("not known: files", "ไม่ทราบค่า"))]
    assert value["value"] is None
    assert "home_without_files" in {part["name"] for part in parts_of(tree)}
    data = sitthi("run", *YEAR, "--choice", "home_without_files=counted").data
    assert figures(data, "dm_short_term_admissions")["99002"] == (1, 300, "333.3333", "counted")
    assert "home_without_files=counted" in message_of(data, "run.not_loaded")
    values = table("unit,indicator,value", "99002,dm_short_term_admissions,40", name="values.csv")
    data = sitthi("run", *YEAR, "--values", values).data
    assert figures(data, "dm_short_term_admissions")["99002"][2:] == ("40", "given")


def test_a_unit_with_files_and_no_discharge_in_the_period_is_counted_and_told(sitthi, tmp_path, table):
    add_batch(tmp_path / "home", "99001", REGION["99001"])
    add_batch(tmp_path / "home", "99002", ["99002 99002 B1 11 1 1960-01-01 2007-05-01 2007-05-03 E119"])
    assert sitthi("population", "load", table(*POPULATION, name="people.csv")).exit == 0
    data = sitthi("run", *YEAR).data
    assert "99002" in message_of(data, "run.no_discharges")
    assert "99002" not in message_of(data, "run.not_loaded")
    assert figures(data, "dm_short_term_admissions")["99002"] == (1, 300, "333.3333", "counted")


def test_a_unit_that_nothing_else_knows_is_scored_as_given_and_told_with_its_line(sitthi, ready, table):
    values = table(
        "unit,indicator,value", "99001,primary_nurse,3", "99011,primary_nurse,5", "99011,risk_screening,50",
        name="values.csv",
    )  # fmt: skip
    heads = table("unit,uc_population,group", "99001,500,", "99012,10,", "99012,10,referral", name="heads.csv")
    words = (*YEAR, "--values", values, "--uc-population", heads)
    told = [f for f in sitthi("run", *words).data["findings"] if f["code"] == "run.unknown_unit"]
    assert [(f["severity"], f["file"], f["line"], f["field"]) for f in told] == [
        ("warn", "heads.csv", 3, "unit"), ("warn", "values.csv", 3, "unit"),
    ]  # fmt: skip
    assert "99011" in told[1]["message"]
    # Whoever names it with --units, or has it in a register, knows it.
    found = sitthi("run", *YEAR, "--values", values, "--units", "99001,99011").data
    assert "run.unknown_unit" not in codes_of(found)
    register = table("unit,name,level,group", "99011,a,A,contracting", "99012,b,A,contracting", name="units.csv")
    assert sitthi("units", "load", register).exit == 0
    assert "run.unknown_unit" not in codes_of(sitthi("run", *words).data)


def test_a_unit_without_a_share_in_two_groups_is_one_unit(sitthi, ready, table):
    values = table("unit,indicator,value", "99011,primary_nurse,3", "99011,hospital_quality,5", name="values.csv")
    data = sitthi("run", *YEAR, "--values", values).data
    assert message_of(data, "run.not_awarded").count("99011") == 1
    [told] = [f for f in data["findings"] if f["code"] == "run.not_awarded"]
    assert told["message"].split(" ")[0] == "1"


def test_units_that_name_none_are_a_slip(sitthi, ready):
    ran = sitthi("run", *YEAR, "--units", " , ")
    assert ran.exit == 2
    assert "--units" in ran.data["error"]["message"]


def test_months_of_a_hospital_without_any_discharge_are_named(sitthi, ready):
    for month in range(1, 13):
        year = 2008 if month > 3 else 2009
        drawn = f"99001 99001 M{month} 1 1 1960-01-01 {year}-{month:02}-01 {year}-{month:02}-02 I10"
        add_batch(ready, "99001", [drawn], number=month + 1)
    data = sitthi("run", *YEAR).data
    told = {f["file"]: f for f in data["findings"] if f["code"] == "run.months_missing"}
    assert set(told) == {"99002", "99003"}
    assert told["99002"]["message"].endswith(
        "2008-04, 2008-07, 2008-08, 2008-09, 2008-10, 2008-12, 2009-01, 2009-02, 2009-03"
    )
    kept = json.loads((ready / "runs" / data["run"] / "manifest.json").read_bytes())
    assert kept["discharges"] == {"99001": 19, "99002": 6, "99003": 4}
    # Only the months of the period are asked after.
    data = sitthi("run", *YEAR[:2], "--from", "2008-11-01", "--to", "2008-12-31", "--units", "99001").data
    assert {f["file"] for f in data["findings"] if f["code"] == "run.months_missing"} == {"99002", "99003"}
