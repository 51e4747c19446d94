"""`sitthi flow`: charts and comparisons of the book's flows and of files, and files that are wrong."""

import json

import pytest

FILE = """
id = "clinic"
title = { th = "คลินิก", en = "Clinic" }
edition = "1"
evidence = "K clinic own chart"
fund = "UCS"
patient_type = "outpatient"
in_force_from = 2024-10-01
scope = "unit"
scope_unit = "desk"
hours = { opens = "08:30", closes = "16:30", minutes_per_day = 420, evidence = "K clinic own hours" }
[[units]]
id = "desk"
label = { th = "โต๊ะหน้า", en = "Front desk" }
[[steps]]
number = 1
id = "receive"
label = { th = "รับ", en = "Receive" }
unit = "desk"
symbol = "operation"
minutes = 10
persons = 1
metres = 12.5
cost_satang = 2550
value_adding = true
[[steps]]
number = 2
id = "file"
label = { th = "เก็บ", en = "File away" }
unit = "desk"
symbol = "storage"
value_adding = false
"""

PAIR = ("sso_inpatient_2554", "sso_inpatient_2555")


@pytest.fixture
def written(tmp_path):
    """Writes a definition file, the drawn one with some lines changed."""

    def write(*changes, name="flow.toml"):
        text = FILE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_chart_has_the_contracts_keys_and_carries_its_definition(sitthi):
    data = sitthi("flow", "show", PAIR[1]).data
    assert {
        "definition", "scope", "steps", "minutes", "days", "operation", "transport", "inspection", "delay",
        "storage", "units",
    } <= set(data)  # fmt: skip
    assert (data["minutes"], data["days"], data["days_are"]) == (None, "33", "calendar")
    assert data["units"][1] == {"unit": "ward", "steps": 1, "minutes": None, "days": None, "grade": "F"}
    assert data["groups"][-1] == {
        "group": "e", "owner": "finance", "clock_starts": "discharge", "days": "3", "due_day": "30",
    }  # fmt: skip
    assert data["choices"] == {"copy_rule": "rw"}
    assert data["grade"] == "I"
    assert data["content"]["steps"][7]["condition"]["below"] == "2"


def test_a_file_of_ones_own_is_shown_with_the_columns_it_fills(sitthi, written):
    path = written()
    data = sitthi("flow", "show", path).data
    assert (data["minutes"], data["timed_steps"], data["days"]) == (10, 1, "0.02")
    assert (data["persons"], data["metres"], data["cost"], data["value_adding_minutes"]) == (
        1,
        "12.5",
        "25.50",
        10,
    )
    shown = sitthi("flow", "show", path, human=True, LANG="en").out
    for said in ("Persons", "12.5", "25.50", "1 of 2 steps give a time", "Front desk alone", "Grade"):
        assert said in shown


def test_people_see_the_five_symbols_the_groups_and_which_weight_decides_the_copy(sitthi):
    thai = sitthi("flow", "show", PAIR[1], human=True).out
    for said in ("○", "⇨", "□", "D", "▽", "21 (7-8)", "รวม 11 ขั้นตอน", "เฉพาะ RW < 2", "วันจำหน่าย"):
        assert said in thai
    english = sitthi("flow", "show", PAIR[1], "--choice", "copy_rule=adjrw", human=True, LANG="en").out
    assert "Only where AdjRW < 2" in english
    assert "12,240 minutes = 25.5 office days" in sitthi("flow", "show", PAIR[0], human=True, LANG="en").out


def test_a_comparison_gives_null_and_its_reason_where_nothing_compares(sitthi):
    data = sitthi("flow", "compare", *PAIR).data
    assert (data["minutes_saved_percent"], data["days_saved_percent"]) == (None, None)
    assert set(data["reasons"].values()) == {"scopes_differ"}
    assert data["per_symbol"]["transport"] == {"before": 1, "after": 3, "saved": -2, "saved_percent": "-200.00"}
    ward = data["units"][1]
    assert (ward["steps"], ward["steps_saved_percent"]) == ([None, 1], None)
    assert ward["reasons"]["steps_saved_percent"] == "not_charted_before"
    assert data["declared"][3]["stated"] == "26"
    assert data["declared"][3]["computed"] == "33"
    assert {(row["grade"], row["computed_grade"]) for row in data["declared"]} == {("F", "I")}
    assert data["ecrs"][0]["before"] == [3, 5]
    assert set(data["warning_messages"]) == set(data["warnings"]) == {"scopes_differ", "day_kinds_differ"}


def test_a_flow_with_itself_saves_nothing_and_the_other_way_round_it_grows(sitthi):
    same = sitthi("flow", "compare", PAIR[0], PAIR[0]).data
    assert (same["steps_saved"], same["minutes_saved_percent"], same["days_saved_percent"]) == (0, "0.00", "0.00")
    assert same["warnings"] == []
    back = sitthi("flow", "compare", PAIR[1], PAIR[0], human=True, LANG="en").out
    assert "grew 36.36" in back
    assert "What was changed" not in back


def test_people_are_told_what_compares_and_what_the_document_got_wrong(sitthi):
    out = sitthi("flow", "compare", *PAIR, human=True).out
    for said in ("15 → 5", "66.67", "76.47", "62.5", "15,840 (33 วัน)", "ขอบเขตต่างกัน", "E ตัดออก", "3, 5 → -"):
        assert said in out


def test_workings_are_laid_into_the_result_when_asked_for(sitthi):
    data = sitthi("flow", "show", PAIR[0], "--working").data
    assert data["working"]["days"]["value"] == "25.5"
    assert data["units"][0]["working"]["minutes"]["value"] == "12240"
    assert "working" not in sitthi("flow", "show", PAIR[0]).data
    compared = sitthi("flow", "compare", *PAIR, "--working").data
    assert compared["units"][0]["working"]["days_saved_percent"]["value"] == "76.47"
    thai = sitthi("flow", "compare", *PAIR, "--working", human=True).out
    for word in ("ผลรวมของส่วนย่อย", "ขั้นตอนที่ 1, 3", "ชนิดของวัน"):
        assert word in thai
    for word in ("sum of", "step ", "operation"):
        assert word not in thai
    assert "How days of all came about" in sitthi("flow", "show", PAIR[0], "--working", human=True, LANG="en").out


@pytest.mark.parametrize(
    ("call", "unit", "indicator", "value"),
    [
        (("show", PAIR[0]), "all", "minutes", "12240"),
        (("show", PAIR[1]), "benefits", "days", "6"),
        (("show", PAIR[1]), "ward", "days", None),
        (("compare", *PAIR), "benefits", "days_saved_percent", "76.47"),
        (("compare", *PAIR), "all", "steps_saved_percent", "26.67"),
    ],
)
def test_a_saved_result_is_worked_out_again(sitthi, tmp_path, call, unit, indicator, value):
    saved = tmp_path / "saved.json"
    saved.write_text(sitthi("flow", *call).out, encoding="utf-8")
    ran = sitthi("explain", saved, unit, indicator)
    assert (ran.exit, ran.data["value"]) == (0, value)


def test_a_saved_result_that_was_changed_by_hand_is_not_explained_away(sitthi, tmp_path):
    result = sitthi("flow", "show", PAIR[0]).data
    saved = tmp_path / "saved.json"

    def explained(unit, indicator, **changed):
        saved.write_text(json.dumps({**result, **changed}), encoding="utf-8")
        ran = sitthi("explain", saved, unit, indicator)
        return ran.exit, ran.data["error"]["code"]

    assert explained("all", "minutes", minutes=12241) == (12, "explain.differs")
    assert explained("all", "metres") == (12, "explain.not_there")
    assert explained("nobody", "steps") == (12, "explain.not_there")
    assert explained("benefits", "steps", units=[]) == (11, "explain.not_a_result")
    assert explained("all", "steps", content={"steps": []}) == (11, "explain.not_a_result")
    assert explained("all", "steps", content=None) == (11, "explain.not_a_result")


def test_every_fault_of_a_file_is_named_at_once(sitthi, written):
    path = written(
        ('symbol = "storage"', 'symbol = "nap"\ncolour = "red"'),
        ("minutes = 10", 'minutes = "ten"'),
        ("edition", "editoin"),
    )
    ran = sitthi("flow", "show", path, LANG="en")
    assert ran.exit == 13
    named = {(fault["field"], fault["message"]) for fault in ran.data["findings"]}
    assert ("steps[1].symbol", "'nap' is not a valid Symbol") in named
    assert ("steps[1]", "unknown key: colour") in named
    assert ("steps[0].minutes", "expected a whole number") in named
    assert ("edition", "is missing") in named
    assert ("", "unknown key: editoin") in named


def test_what_does_not_fit_together_is_named(sitthi, written):
    path = written(('unit = "desk"', 'unit = "cellar"'), ("number = 2", "number = 7"))
    ran = sitthi("flow", "show", path, LANG="en")
    assert ran.exit == 13
    assert [fault["message"] for fault in ran.data["findings"]] == [
        "scope_unit 'cellar' is none of the units",
        "step 1: unknown unit 'cellar'",
        "step 7: unknown unit 'cellar'",
        "steps are not numbered 1, 2, 3 ... in order",
    ]


def test_a_condition_needs_a_choice_that_the_book_has(sitthi, written):
    condition = 'condition = { choice = "moon", below = 2, evidence = "K clinic own chart" }'
    path = written(('symbol = "storage"', f'symbol = "storage"\n{condition}'))
    ran = sitthi("flow", "show", path, LANG="en")
    assert ran.exit == 13
    assert ran.data["findings"][0]["message"] == "unknown choice 'moon'"


def test_changes_that_point_to_steps_that_never_were(sitthi, written):
    note = '[[ecrs]]\nway = "E"\ntext = { th = "ก", en = "a" }\nevidence = "K clinic own chart"\nbefore = [99]\n'
    path = written(
        ('scope = "unit"', f'improves = "{PAIR[0]}"\nscope = "unit"'), ("[[units]]", f"{note}[[units]]")
    )
    assert sitthi("flow", "show", path).exit == 0
    ran = sitthi("flow", "compare", PAIR[0], path, LANG="en")
    assert ran.exit == 13
    assert ran.data["findings"][0]["message"] == "ecrs E: sso_inpatient_2554 has no step 99"


@pytest.mark.parametrize("name", ["no_such_flow", "no/such/file.toml", ".", "x" * 5000])
def test_what_is_neither_in_the_book_nor_a_file_is_a_usage_error(sitthi, name):
    ran = sitthi("flow", "show", name)
    assert ran.exit == 2
    assert "sso_inpatient_2554" in ran.data["error"]["message"]


@pytest.mark.parametrize("words", [("show",), ("compare", PAIR[0]), ("show", PAIR[0], "--choice", "moon=full")])
def test_a_wrong_call_is_a_usage_error(sitthi, words):
    assert sitthi("flow", *words).exit == 2


def test_a_choice_that_a_comparison_does_not_read_is_a_usage_error(sitthi):
    assert sitthi("flow", "compare", *PAIR, "--choice", "copy_rule=rw").exit == 2
