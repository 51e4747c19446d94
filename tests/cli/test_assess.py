"""`sitthi assess`: what its JSON says, what people see, and how it meets tables that are wrong."""

import json

import pytest

from sitthi.book import Book
from sitthi.core.forms.form import Form

BOOK = Book()
HEADER = "unit,criterion,item,met"
AUDIT_HEADER = "unit,record,criterion,item,met,deduct"
CENTRE = """\
id = "my_centre"
edition = "2569"
title = { th = "ศูนย์ของเรา", en = "Our centre" }
evidence = "F our-checklist"
method = "levels"
items = { csv = "my_centre.csv" }
scoring = { rule = { th = "ข้อละ 1", en = "1 point an item" }, evidence = "F our-checklist" }
percent = { rule = { th = "ร้อยละ", en = "percent" }, evidence = "F our-checklist" }
passing = { rule = { th = "ครบข้อบังคับ", en = "all mandatory items" }, evidence = "F our-checklist" }
levels = { rule = { th = "ต่อเนื่อง", en = "in turn" }, evidence = "F our-checklist" }
criteria = [
  { id = "A", title = { th = "กายภาพ", en = "Physical" }, evidence = "F our-checklist" },
  { id = "B", title = { th = "บุคลากร", en = "Personnel" }, evidence = "F our-checklist" },
]
"""
CENTRE_ITEMS = (
    "criterion,id,th,en,mandatory,evidence",
    "A,1,ป้ายชัดเจน,Clear sign,yes,F our-checklist p.1",
    "B,1,มีผู้รับผิดชอบ,Somebody responsible,yes,F our-checklist p.2",
    "B,2,มีสำรอง,A stand-in,no,F our-checklist p.2",
)


def sheet(form, prefix, answer="yes", skip=(), **named):
    """Draws the rows of a whole form: each item `answer`, but for those named (`i5_4="na"`)."""
    other = {name[1:].replace("_", "."): met for name, met in named.items()}
    return [
        f"{prefix},{item.criterion},{item.id},{other.get(item.name, answer)}"
        for item in BOOK.get(Form, form).items
        if item.criterion not in skip
    ]


def chart(unit, record, **named):
    rows = sheet("mra_ipd_2563", f"{unit},{record}", skip=named.pop("skip", ("7", "8", "9", "10", "11")), **named)
    return [row + "," for row in rows]


def triples(ran):
    return [(f["line"], f["field"], f["code"]) for f in ran.data["findings"]]


def test_a_self_assessment_gives_points_rating_and_percent(sitthi, table):
    rows = sheet(
        "revenue_centre_2564", "10667", **{"i1.2_4c": "no", "i2.3_2": "no", "i2.3_3": "no", "i2.3_4": "no"}
    )
    ran = sitthi("assess", "revenue_centre_2564", table(HEADER, *rows))
    assert ran.exit == 0
    assert "findings" not in ran.data
    assert "records" not in ran.data
    assert ran.data["choices"] == {}
    [unit] = ran.data["units"]
    assert (unit["unit"], unit["points"], unit["full"], unit["percent"]) == ("10667", 22, 26, "84.62")
    assert [(row["criterion"], row["points"], row["full"], row["rating"]) for row in unit["criteria"]] == [
        ("1.1", 4, 4, "quality"),
        ("1.2", 5, 6, "partly"),
        ("1.3", 4, 4, "quality"),
        ("2.1", 4, 4, "quality"),
        ("2.2", 4, 4, "quality"),
        ("2.3", 1, 4, "improve"),
    ]


def test_an_audit_gives_its_records_and_pools_the_valid_ones(sitthi, table):
    least = {f"i{name}": "na" for name in ("1_2", "1_3", "1_4", "1_7", "5_4")}
    rows = [*chart("10667", "R1", i1_7="na", i4_9="no"), *chart("10667", "R2", **least)]
    rows[-1] += "1"
    path = table(AUDIT_HEADER, *rows)
    ran = sitthi("assess", "mra_ipd_2563", path)
    assert ran.exit == 0
    shown = ("unit", "record", "points", "full", "percent", "valid", "reason")
    assert [[record[name] for name in shown] for record in ran.data["records"]] == [
        ["10667", "R1", 59, 60, "98.33", True, None],
        ["10667", "R2", 55, 56, "98.21", True, None],
    ]
    [unit] = ran.data["units"]
    assert (unit["points"], unit["full"], unit["percent"]) == (114, 116, "98.28")
    assert unit["criteria"][11] == {"criterion": "12", "points": 17, "full": 18, "rating": None, "grade": "F"}
    assert unit["criteria"][6] == {"criterion": "7", "points": 0, "full": 0, "rating": None, "grade": "F"}

    ran = sitthi("assess", "mra_ipd_2563", path, "--choice", "least_full=psychiatric")
    assert ran.data["choices"] == {"least_full": "psychiatric"}
    assert [(r["valid"], r["reason"]) for r in ran.data["records"]] == [(True, None), (False, "full_below_least")]
    assert ran.data["units"][0]["percent"] == "98.33"


def test_without_a_column_of_records_a_units_rows_are_one_record(sitthi, table):
    rows = sheet("mra_ipd_2563", "10667", skip=("7", "8", "9", "10", "11"))
    ran = sitthi("assess", "mra_ipd_2563", table(HEADER, *rows))
    assert [(r["record"], r["points"], r["full"]) for r in ran.data["records"]] == [(None, 61, 61)]


def test_the_level_of_a_centre_stops_at_the_first_standard_not_passed(sitthi, table):
    ran = sitthi("assess", "service_centre", table(HEADER, *sheet("service_centre", "A", i3_2="no")))
    [unit] = ran.data["units"]
    assert unit["level"] == 2
    assert [row["passed"] for row in unit["criteria"]] == [True, True, False, True, True]
    assert ran.data["grade"] == "GAP"


def test_a_missing_answer_warns_and_scores_nothing(sitthi, table):
    rows = sheet("revenue_centre_2564", "A")
    del rows[7]
    rows[8] = "A,1.2,4c,"
    ran = sitthi("assess", "revenue_centre_2564", table(HEADER, *rows))
    assert ran.exit == 0
    assert triples(ran) == [(2, "criterion", "form.missing_item")]
    [finding] = ran.data["findings"]
    assert finding["message"].endswith("1.2.4a, 1.2.4c")
    assert "na" not in finding["remedy"]
    assert ran.data["units"][0]["criteria"][1]["points"] == 4


def test_missing_answers_are_one_warning_a_record_and_criterion(sitthi, table):
    rows = ["A,R1,5,1,yes,", "A,R1,5,2,yes,", "A,R1,5,3,,", "A,R2,1,1,yes,"]
    ran = sitthi("assess", "mra_ipd_2563", table(AUDIT_HEADER, *rows), "--lang", "en")
    assert ran.exit == 0
    # Contents 1 to 6 and 12 always apply, in both records.
    assert [f["line"] for f in ran.data["findings"]] == [2] * 7 + [5] * 7
    fifth = next(f for f in ran.data["findings"] if "5.3" in f["message"])
    assert (fifth["code"], fifth["field"]) == ("form.missing_or_na", "criterion")
    assert fifth["message"].endswith("5.3, 5.4, 5.5, 5.6, 5.7, 5.8, 5.9")
    assert fifth["remedy"].endswith("where it does not apply: 5.4")


@pytest.mark.parametrize(
    ("yes", "no", "na"), [("YES", "No", "NA"), ("ผ่าน", "ไม่ผ่าน", "ไม่เกี่ยวข้อง"), (" yes ", " no", " ไม่เกี่ยวข้อง ")]
)
def test_answers_are_read_in_either_language_and_any_case(sitthi, table, yes, no, na):
    rows = [row.replace(",yes,", f",{yes},") for row in chart("A", "R1", i1_7="§", i4_9="¤")]
    rows = [row.replace("§", na).replace("¤", no) for row in rows]
    ran = sitthi("assess", "mra_ipd_2563", table(AUDIT_HEADER, *rows))
    assert [(r["points"], r["full"]) for r in ran.data["records"]] == [(59, 60)]
    assert ran.data["records"][0]["answers"]["1"]["7"] == "na"


def test_the_half_of_a_content_that_was_filled_in_asks_for_the_other_half(sitthi, table):
    rows = [*chart("A", "R1"), "A,R1,7,9,yes,", *chart("A", "R2", skip=("8", "9", "10", "11"), i7_4="na")]
    ran = sitthi("assess", "mra_ipd_2563", table(AUDIT_HEADER, *rows))
    assert ran.exit == 10
    [missing] = [f for f in ran.data["findings"] if f["code"] == "form.missing_item"]
    assert missing["message"].endswith(", ".join(f"7.{n}" for n in range(1, 9)))
    assert [(f["line"], f["code"]) for f in ran.data["findings"]][-1] == (119, "form.na_not_allowed")


def test_every_bad_row_is_named_at_once(sitthi, table):
    rows = chart("A", "R1", i5_3="no", i5_4="na", i2_1="na")
    bad = (
        "A,R1,1,1,yes,",
        "A,R1,13,1,yes,",
        "A,R1,1,10,yes,",
        "A,R1,8,1,maybe,",
        ",R1,1,1,yes,",
        "A,,1,1,yes,",
        "A,R1,,1,yes,",
        "A,R1,9,,yes,",
        "A,R1,9,1,yes,1",
        "A,R1,9,2,yes,half",
        "A,R1,9,3",
    )
    rows[-9] += "1"
    rows[-1] += "2"
    ran = sitthi("assess", "mra_ipd_2563", table(AUDIT_HEADER, *rows, *bad))
    assert ran.exit == 10
    found = [triple for triple in triples(ran) if triple[2] != "form.missing_item"]
    assert found == [
        (11, "met", "form.na_not_allowed"),
        (39, "met", "form.na_needs"),
        (62, "deduct", "form.deduct_differs"),
        (63, "item", "row.duplicate"),
        (64, "criterion", "value.unknown"),
        (65, "item", "value.unknown"),
        (66, "met", "value.unknown"),
        (67, "unit", "value.required"),
        (68, "record", "value.required"),
        (69, "criterion", "value.required"),
        (70, "item", "value.required"),
        (71, "deduct", "form.deduct_elsewhere"),
        (72, "deduct", "value.not_a_number"),
        (73, None, "table.width"),
    ]


def test_na_has_no_place_in_a_self_assessment(sitthi, table):
    ran = sitthi(
        "assess", "revenue_centre_2564", table(HEADER, *sheet("revenue_centre_2564", "A", **{"i1.3_3": "na"}))
    )
    assert ran.exit == 10
    assert triples(ran) == [(14, "met", "form.na_not_allowed")]


def test_records_and_the_same_chart_answered_twice_are_pointed_out(sitthi, table):
    rows = [f"A,R9,{row[2:]}" for row in sheet("revenue_centre_2564", "A", **{"i1.1_3": "no"})]
    ran = sitthi("assess", "revenue_centre_2564", table("unit,record,criterion,item,met", *rows))
    assert ran.exit == 0
    assert triples(ran) == [(2, "record", "form.record_not_used"), (6, "met", "form.same_differs")]


def test_a_thai_table_in_the_windows_code_is_read_when_its_code_is_named(sitthi, table):
    rows = sheet("revenue_centre_2564", "รพ.ตัวอย่าง")
    path = table(HEADER, *rows, encoding="cp874")
    assert sitthi("assess", "revenue_centre_2564", path).exit == 11
    ran = sitthi("assess", "revenue_centre_2564", path, "--encoding", "cp874")
    assert (ran.data["units"][0]["unit"], ran.data["units"][0]["points"]) == ("รพ.ตัวอย่าง", 26)


def test_what_cannot_be_read_as_the_table_ends_with_11(sitthi, table, tmp_path):
    (tmp_path / "none.csv").write_bytes(b"")
    assert sitthi("assess", "revenue_centre_2564", tmp_path / "none.csv").exit == 11
    assert sitthi("assess", "revenue_centre_2564", table("unit,criterion,item", "A,1.1,1")).exit == 11
    assert sitthi("assess", "revenue_centre_2564", table(HEADER)).exit == 11


def test_an_unknown_form_choice_or_overrides_is_a_usage_error(sitthi, table):
    path = table(HEADER, "A,1.1,1,yes")
    ran = sitthi("assess", "revenue_centre", path)
    assert ran.exit == 2
    assert "mra_ipd_2563" in ran.data["error"]["message"]
    assert sitthi("assess", "revenue_centre_2564", path, "--choice", "least_full=any").exit == 2
    assert sitthi("assess", "revenue_centre_2564", path, "--overrides", "mine.toml").exit == 2


def test_an_offices_own_form_is_named_by_its_file(sitthi, table, tmp_path):
    (tmp_path / "my_centre.toml").write_text(CENTRE, encoding="utf-8")
    (tmp_path / "my_centre.csv").write_text("\n".join(CENTRE_ITEMS) + "\n", encoding="utf-8")
    path = table(HEADER, "U,a,1,YES", "U,B,1,yes", "U,B,2,no")
    ran = sitthi("assess", "my_centre.toml", path)
    assert ran.exit == 0
    assert (ran.data["form"], ran.data["grade"], ran.data["units"][0]["level"]) == ("my_centre", "F", 2)
    (tmp_path / "result.json").write_text(ran.out, encoding="utf-8")
    assert sitthi("explain", "result.json", "U", "level").data["value"] == "2"

    (tmp_path / "my_centre.csv").write_text("\n".join(CENTRE_ITEMS[:2]) + "\n", encoding="utf-8")
    ran = sitthi("assess", "my_centre.toml", path, LANG="en")
    assert ran.exit == 13
    assert "criterion B has no item" in ran.data["findings"][0]["message"]


def test_the_working_goes_down_to_the_answers(sitthi, table):
    ran = sitthi("assess", "mra_ipd_2563", table(AUDIT_HEADER, *chart("A", "R1", i4_9="no")), "--working")
    record = ran.data["records"][0]["working"]
    assert (record["name"], record["value"], record["grade"]) == ("R1", "98.36", "F")
    assert record["parts"][3]["parts"][8]["value"] == "no"
    unit = ran.data["units"][0]["working"]
    assert (unit["value"], unit["source"]) == ("98.36", "rights-2557 formula 3")

    rows = sheet("revenue_centre_2564", "A", **{"i1.2_4c": "no"})
    ran = sitthi("assess", "revenue_centre_2564", table(HEADER, *rows), "--working", "--lang", "en")
    system = ran.data["units"][0]["criteria"][1]["working"]
    assert system["value"] == "5/6"
    assert system["parts"][-1]["parts"][0]["rule"].startswith("4a, 4b and 4c are one line")


def test_a_saved_result_explains_its_criteria_totals_and_levels(sitthi, table, tmp_path):
    rows = chart("A", "R1", skip=("8", "9", "10", "11"), i7_4="no")
    ran = sitthi("assess", "mra_ipd_2563", table(AUDIT_HEADER, *rows))
    saved = tmp_path / "result.json"
    saved.write_text(ran.out, encoding="utf-8")
    assert sitthi("explain", saved, "A", "total").data["value"] == "94.29"
    consultation = sitthi("explain", saved, "A", "7").data
    assert (consultation["value"], consultation["grade"]) == ("5/9", "I")
    assert [part["value"] for part in consultation["parts"][0]["parts"]] == ["0", "0", "0", "no", *["yes"] * 5]
    assert sitthi("explain", saved, "A", "percent").data == sitthi("explain", saved, "A", "total").data
    record = sitthi("explain", saved, "A", "R1").data
    assert (record["name"], record["value"]) == ("R1", "94.29")
    assert sitthi("explain", saved, "A", "record/R1").data == record
    level = sitthi("explain", saved, "A", "level")
    assert (level.exit, level.data["error"]["code"]) == (12, "explain.no_such_figure")
    assert level.data["error"]["hint"].endswith("11, 12, total, R1")
    assert sitthi("explain", saved, "B", "total").exit == 12

    data = json.loads(ran.out)
    data["records"][0]["percent"] = "99.99"
    saved.write_text(json.dumps(data), encoding="utf-8")
    assert sitthi("explain", saved, "A", "R1").data["error"]["code"] == "explain.differs"
    data["units"][0]["points"] += 1
    saved.write_text(json.dumps(data), encoding="utf-8")
    assert sitthi("explain", saved, "A", "total").data["error"]["code"] == "explain.differs"
    del data["records"][0]["answers"]
    saved.write_text(json.dumps(data), encoding="utf-8")
    assert sitthi("explain", saved, "A", "total").data["error"]["code"] == "explain.not_a_result"


def test_people_see_units_side_by_side_and_records_below_each_other(sitthi, table):
    rows = [row for n in range(8) for row in sheet("revenue_centre_2564", f"H{n}", **{"i1.2_4c": "no"})]
    path = table(HEADER, *rows)
    thai = sitthi("assess", "revenue_centre_2564", path, human=True, COLUMNS="200").out
    assert "5 · มีคุณภาพบางส่วน" in thai
    english = sitthi("assess", "revenue_centre_2564", path, "--lang", "en", human=True, COLUMNS="200").out
    total = [line.split() for line in english.splitlines() if line.strip().startswith("Total")]
    assert total == [["Total", "26", *["25/26"] * 6], ["Total", "26", *["25/26"] * 2]]
    assert "Account" in english

    path = table(AUDIT_HEADER, *chart("A", "R1", **{f"i{n}": "na" for n in ("1_2", "1_3", "1_4", "1_7", "5_4")}))
    ran = sitthi("assess", "mra_ipd_2563", path, "--lang", "en", "--choice", "least_full=psychiatric", human=True)
    assert "not valid: full mark too low" in ran.out
    ran = sitthi(
        "assess", "service_centre", table(HEADER, *sheet("service_centre", "A")), "--lang", "en", human=True
    )
    assert "Provisional: weakest evidence GAP" in ran.out
