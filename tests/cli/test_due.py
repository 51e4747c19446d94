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
id = "own"
title = { th = "กำหนดของโรงพยาบาล", en = "The hospital's own limits" }
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


@pytest.fixture
def toml(tmp_path):
    def write(text, name="own.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


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
    assert (data["source"], data["grade"], data["choices"]) == ("sso-cqi-2555 KPI table", "F1", {})


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
        (("medical_certificate",), "due.no_date"),
    ],
)
def test_what_has_no_date_is_refused_by_name(sitthi, arguments, code):
    ran = sitthi("due", *arguments, "--from", "2026-01-05")
    assert (ran.exit, ran.data["error"]["code"]) == (12, code)


def test_an_approved_overlay_fills_a_gap(sitthi, toml):
    asked = ("due", "c_correction", "--fund", "UCS", "--from", "2026-01-05", "--overrides", toml(OWN_LIMIT))
    data = sitthi(*asked).data
    assert (data["due"], data["clock"], data["source"]) == ("2026-01-20", "calendar_days", "nhso-letter 1/2569")
    broken = OWN_LIMIT.replace('"c_correction"', '"no_such_rule"')
    assert sitthi(*asked[:-1], toml(broken, "broken.toml")).exit == 13


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--working-days", 30),
        ("sss_ipd_claim", "--days", 3, "--from", "2026-01-05"),
        ("no_such_rule", "--from", "2026-01-05"),
        ("late_share", "--from", "2026-01-05"),
        ("--days", 0, "--from", "2026-01-05"),
        ("--days", 3, "--from", "22/11/69"),
        ("--days", 3, "--from", "22/11/2300"),
        ("accident_eclaim", "--from", "2026-01-05T25:00"),
        ("--days", 3, "--from", "2026-01-05", "--place", "Atlantis"),
    ],
)
def test_a_wrong_call_is_a_usage_error(sitthi, arguments):
    ran = sitthi("due", *arguments)
    assert (ran.exit, ran.data["error"]["code"]) == (2, "usage")


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
