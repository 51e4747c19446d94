"""`sitthi due`: rules and free counts, both eras, places, choices, own calendars and overrides."""

import pytest

OWN_DAYS = """
id = "own"
title = { th = "วันหยุดของโรงพยาบาล", en = "The hospital's own days" }
edition = "2569"
evidence = "F hospital-order 12/2569"
[[days]]
day = 2026-11-20
kind = "local"
th = "งานประจำจังหวัด"
en = "Provincial fair"
evidence = "F hospital-order 12/2569"
places = "48"
[[days]]
day = 2026-11-21
kind = "working"
th = "ทำงานชดเชย"
en = "Worked in return"
evidence = "F hospital-order 12/2569"
"""

OWN_LIMIT = """
title = { th = "กำหนดของโรงพยาบาล", en = "The hospital's own limits" }
since = 2026-01-01
until = 2026-12-31
approved_by = "ผู้อำนวยการ"
approved_on = 2026-01-05
[[entries]]
rule = "c_correction"
[entries.entry]
keys = { fund = "UCS" }
value = 15
unit = "calendar_days"
evidence = "F nhso-letter 1/2569"
"""
UNSIGNED = OWN_LIMIT.replace('approved_by = "ผู้อำนวยการ"\napproved_on = 2026-01-05\n', "")
SCORECARD = """
scorecard = "quality_fund_2552"
title = { th = "มติเขต", en = "The region's decision" }
since = 2008-04-01
evidence = "F region-committee-2551 item 4"
[[targets]]
indicator = "risk_screening"
value = 60
"""
CORRECTION = ("due", "c_correction", "--fund", "UCS", "--from", "2026-02-02")


@pytest.fixture
def toml(tmp_path):
    def write(text, name="own.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


@pytest.fixture
def at_home(tmp_path):
    """Lays files into HOME/overrides: `at_home(limits=OWN_LIMIT)`."""

    def lay(**texts):
        folder = tmp_path / "home" / "overrides"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")

    return lay


def warnings(ran):
    return [(finding["code"], finding["file"]) for finding in ran.data["findings"]]


def test_thirty_working_days_with_the_days_they_skip(sitthi):
    data = sitthi("due", "--working-days", 30, "--from", "2025-04-30").data
    assert (data["due"], data["clock"], data["days"]) == ("2025-06-18", "working_days", 30)
    assert data["counted_from"] == "2025-05-01"
    weekdays = [(day["day"], day["reason"]) for day in data["skipped"] if day["reason"] != "weekend"]
    assert weekdays == [
        ("2025-05-05", "Coronation Day (in lieu)"),
        ("2025-05-09", "Royal Ploughing Ceremony"),
        ("2025-05-12", "Visakha Bucha (in lieu)"),
        ("2025-06-02", "Extra government holiday"),
        ("2025-06-03", "HM the Queen's Birthday"),
    ]
    assert (data["grade"], data["grades"]["calendar"], data["estimated"]) == ("K", "F1", False)
    assert data["choices"] == {"day_one": "next_working_day"}


@pytest.mark.parametrize("written", ["2026-11-18", "18/11/2569", "18/11/2026", "18 พ.ย. 2569"])
def test_a_rule_by_its_id_from_a_date_of_either_era(sitthi, written):
    data = sitthi("due", "sss_ipd_claim", "--from", written).data
    assert (data["rule"], data["from"], data["days"], data["due"]) == (
        "sss_ipd_claim",
        "2026-11-18",
        30,
        "2026-12-18",
    )
    assert (data["source"], data["grade"], data["choices"]) == (
        "sso-cqi-2555 KPI table; the kind of day is not stated",
        "I",
        {},
    )


def test_a_due_date_on_a_day_off_moves_or_stays_as_chosen(sitthi):
    moved = sitthi("due", "--days", 30, "--from", "2025-05-02").data
    assert (moved["nominal"], moved["due"], moved["last_working_day"]) == (
        "2025-06-01",
        "2025-06-04",
        "2025-05-30",
    )
    assert (moved["grade"], moved["choices"]) == ("K", {"due_on_holiday": "next_working_day"})
    kept = sitthi("due", "--days", 30, "--from", "2025-05-02", "--choice", "due_on_holiday=keep").data
    assert (kept["due"], kept["last_working_day"], kept["skipped"]) == ("2025-06-01", "2025-05-30", [])


def test_a_place_adds_its_local_days(sitthi):
    def due(*place):
        return sitthi("due", "--working-days", 1, "--from", "16/02/2569", *place).data

    assert due()["due"] == "2026-02-17"
    for name in ("94", "ปัตตานี", "pattani"):
        there = due("--place", name)
        assert (there["due"], there["place"]) == ("2026-02-18", "94")
        assert there["skipped"][0]["reason"] == "Chinese New Year"


def test_an_office_s_own_days_lie_over_the_country_s(sitthi, toml):
    count = ("due", "--working-days", 2, "--from", "2026-11-18", "--calendar", toml(OWN_DAYS))
    assert sitthi(*count, "--place", "48").data["due"] == "2026-11-21"
    assert sitthi(*count).data["due"] == "2026-11-20"


def test_estimated_years_say_so(sitthi):
    data = sitthi("due", "--working-days", 30, "--from", "2028-04-01").data
    assert (data["estimated"], data["grades"]["calendar"]) == (True, "I")
    beyond = sitthi("due", "--working-days", 3, "--from", "2040-01-02").data
    assert (beyond["estimated"], beyond["grade"]) == (True, "GAP")
    assert "estimated" in sitthi("due", "--days", 3, "--from", "2028-04-04", "--lang", "en", human=True).out


def test_hours_run_from_a_moment(sitthi):
    data = sitthi("due", "accident_eclaim", "--from", "18/11/2569 14:30").data
    assert (data["from"], data["due"], data["grade"]) == ("2026-11-18T14:30", "2026-11-20T14:30", "F")
    assert sitthi("due", "accident_eclaim", "--from", "18/11/2569").exit == 2


def test_a_closing_day_is_kept_whatever_day_it_is(sitthi):
    data = sitthi(
        "due", "data_closing", "--from", "2022-05-01", "--choice", "due_on_holiday=next_working_day"
    ).data
    assert (data["due"], data["last_working_day"], data["choices"]) == ("2023-09-30", "2023-09-29", {})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("c_correction", "--fund", "UCS"), "due.not_known"),
        (("lgo_ipd_claim",), "due.not_known"),
        (("c_correction",), "due.no_entry"),
    ],
)
def test_what_has_no_date_is_refused_by_name(sitthi, arguments, code):
    ran = sitthi("due", *arguments, "--from", "2026-01-05")
    assert (ran.exit, ran.data["error"]["code"]) == (12, code)


@pytest.mark.parametrize("rule", ["medical_certificate", "fax_claim_medication"])
def test_a_limit_that_is_an_event_is_told_in_words(sitthi, rule):
    ran = sitthi("due", rule, "--from", "2026-01-05")
    assert (ran.exit, ran.data["due"], ran.data["n"], ran.data["clock"]) == (0, None, None, "event")
    assert ran.data["says"]["en"].startswith("Before the")


def test_people_read_an_event_as_the_due_date(sitthi):
    assert "ก่อนจำหน่ายผู้ป่วย" in sitthi("due", "medical_certificate", "--from", "5/1/2569", human=True).out


def test_before_the_tenth_stays_on_a_saturday(sitthi):
    data = sitthi("due", "treatment_data", "--from", "15/4/2569").data
    assert (data["due"], data["last_working_day"], data["choices"]) == ("2026-05-09", "2026-05-08", {})


def test_working_days_are_counted_back_too(sitthi):
    data = sitthi("due", "--working-days", -30, "--from", "2025-06-18").data
    assert (data["due"], data["counted_from"], data["days"]) == ("2025-04-30", "2025-06-17", -30)
    assert ("2025-05-09", "Royal Ploughing Ceremony") in [(day["day"], day["reason"]) for day in data["skipped"]]


def test_an_office_s_own_run_of_sure_days_takes_nothing_from_the_country_s(sitthi, toml):
    covers = (
        'covers = [{ first = 2025-06-01, last = 2025-06-30, evidence = "F hospital-order 12/2569" }]\n[[days]]'
    )
    own = toml(OWN_DAYS.replace("[[days]]", covers, 1))
    data = sitthi("due", "--working-days", 5, "--from", "2025-07-15", "--calendar", own).data
    assert (data["due"], data["grades"]["calendar"], data["estimated"]) == ("2025-07-22", "F1", False)


def test_an_approved_overlay_fills_a_gap(sitthi, toml):
    data = sitthi(*CORRECTION, "--overrides", toml(OWN_LIMIT)).data
    assert (data["due"], data["clock"], data["source"]) == ("2026-02-17", "calendar_days", "nhso-letter 1/2569")
    broken = OWN_LIMIT.replace('"c_correction"', '"no_such_rule"')
    assert sitthi(*CORRECTION, "--overrides", toml(broken, "broken.toml")).exit == 13


def test_overlays_at_home_are_read_and_those_of_scorecards_left_alone(sitthi, at_home):
    at_home(limits=OWN_LIMIT, region=SCORECARD)
    ran = sitthi(*CORRECTION)
    assert (ran.exit, ran.data["due"], "findings" in ran.data) == (0, "2026-02-17", False)


def test_a_file_named_outright_wins_over_one_at_home(sitthi, at_home, toml):
    at_home(limits=OWN_LIMIT)
    named = toml(OWN_LIMIT.replace("value = 15", "value = 3"))
    assert sitthi(*CORRECTION, "--overrides", named).data["due"] == "2026-02-05"


def test_a_file_at_home_that_does_not_count_is_named(sitthi, at_home):
    at_home(unsigned=UNSIGNED, old=OWN_LIMIT.replace("2026-12-31", "2026-01-31"))
    ran = sitthi(*CORRECTION)
    assert (ran.exit, ran.data["error"]["code"]) == (12, "due.not_known")
    assert warnings(ran) == [
        ("due.overlay_left_out_of_date", "overrides/old.toml"),
        ("due.overlay_left_unapproved", "overrides/unsigned.toml"),
    ]
    assert "unsigned.toml" in sitthi(*CORRECTION, human=True).err
    assert "findings" not in sitthi("due", "uc_ipd_claim", "--from", "2026-02-02").data


def test_a_file_named_outright_is_tried_unsigned_but_not_out_of_date(sitthi, toml):
    trial = sitthi(*CORRECTION, "--overrides", toml(UNSIGNED))
    assert (trial.exit, trial.data["due"]) == (0, "2026-02-17")
    assert warnings(trial) == [("due.overlay_not_approved", "own.toml")]
    late = sitthi(*CORRECTION[:-1], "2027-01-04", "--overrides", toml(OWN_LIMIT))
    assert (late.exit, late.data["error"]["code"]) == (12, "due.overlay_not_in_force")
    other = sitthi("due", "uc_ipd_claim", "--from", "2027-01-04", "--overrides", toml(OWN_LIMIT))
    assert (other.exit, "findings" in other.data) == (0, False)


def test_two_files_of_one_layer_in_force_at_once_break_off_with_both_names(sitthi, at_home, toml):
    again = OWN_LIMIT.replace("since = 2026-01-01", "since = 2026-06-01").replace("value = 15", "value = 30")
    one, other = toml(OWN_LIMIT, "one.toml"), toml(again, "other.toml")
    named = sitthi(*CORRECTION, "--overrides", one, "--overrides", other)
    (fault,) = named.data["findings"]
    assert (named.exit, fault["file"]) == (13, "other.toml")
    assert "one.toml" in fault["message"]
    assert "c_correction" in fault["message"]
    at_home(one=OWN_LIMIT, other=again)
    kept = sitthi(*CORRECTION)
    assert (kept.exit, kept.data["findings"][0]["file"]) == (13, "overrides/other.toml")


def test_a_broken_file_at_home_is_not_passed_over(sitthi, at_home):
    at_home(limits=OWN_LIMIT + "value = = 3")
    ran = sitthi(*CORRECTION)
    assert (ran.exit, ran.data["findings"][0]["file"]) == (13, "overrides/limits.toml")
    at_home(limits=OWN_LIMIT.replace("value", "valeu"))
    assert sitthi(*CORRECTION).exit == 13


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--working-days", 30),
        ("sss_ipd_claim", "--days", 3, "--from", "2026-01-05"),
        ("no_such_rule", "--from", "2026-01-05"),
        ("late_share", "--from", "2026-01-05"),
        ("--days", 0, "--from", "2026-01-05"),
        ("--working-days", 0, "--from", "2026-01-05"),
        ("--days", 3, "--from", "22/11/69"),
        ("--days", 3, "--from", "22/11/2300"),
        ("accident_eclaim", "--from", "2026-01-05T25:00"),
        ("--days", 3, "--from", "2026-01-05", "--place", "Atlantis"),
    ],
)
def test_a_wrong_call_is_a_usage_error(sitthi, arguments):
    ran = sitthi("due", *arguments)
    assert (ran.exit, ran.data["error"]["code"]) == (2, "usage")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "ระบุอย่างใดอย่างหนึ่ง"),
        (("--days", 3), "ระบุวันเริ่มนับ"),
        (("no_such_rule", "--from", "5/1/2569"), "ไม่มีหลักเกณฑ์"),
        (("--days", 3, "--from", "5/1/2569", "--place", "Atlantis"), "ไม่มีจังหวัด"),
    ],
)
def test_a_wrong_call_is_told_in_thai(sitthi, arguments, words):
    assert words in sitthi("due", *arguments, "--lang", "th", human=True).err


def test_an_unknown_choice_is_a_usage_error(sitthi):
    ran = sitthi("due", "--days", 3, "--from", "2026-01-05", "--choice", "due_on_holiday=never")
    assert ran.exit == 2


def test_the_rules_are_listed_with_their_gaps(sitthi):
    rules = {rule["rule"]: rule for rule in sitthi("due", "list").data["rules"]}
    assert rules["complaint_settled"]["entries"][0]["n"] == 30
    assert [entry["n"] for entry in rules["deny_appeal"]["entries"]] == [None] * 4
    assert "late_share" not in rules
    assert "ไม่ทราบ" in sitthi("due", "list", human=True).out


def test_people_get_the_date_as_they_write_it(sitthi):
    out = sitthi("due", "complaint_settled", "--from", "30/04/2568", human=True).out
    assert "18\u00a0มิ.ย.\u00a02568" in out
    assert "วันพืชมงคล" in out
    english = sitthi(
        "due", "uc_ipd_claim", "--from", "2024-12-01", "--place", "48", "--lang", "en", human=True
    ).out
    assert "2025-01-02" in english
    assert "Nakhon Phanom" in english
    assert "due_on_holiday" in english


def test_the_working_leads_down_to_each_skipped_day(sitthi):
    working = sitthi("due", "complaint_settled", "--from", "2025-04-30", "--working").data["working"]
    assert (working["value"], working["source"]) == ("2025-06-18", "rights-2557 indicator 4")
    skipped = working["parts"][-1]["parts"]
    assert {"name": "2025-05-09", "rule": "Royal Ploughing Ceremony"}.items() <= skipped[3].items()
