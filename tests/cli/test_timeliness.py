"""`sitthi timeliness`: the monthly table of the first document, and tables that are wrong."""

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
        "month": "2554-11", "within_percent": "98.01", "over_percent": "1.99", "unaccounted": 0, "met": True,
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
        "month": "2555-07", "within_percent": "94.999", "over_percent": "5.00", "unaccounted": 0, "met": False,
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
