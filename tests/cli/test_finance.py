"""`sitthi finance`: published scores from ratios or a balance sheet, 7 Plus, levels, and what is not known."""

import shutil

import pytest

from sitthi.book import Book

HEADER = "unit,figure,value"


@pytest.fixture
def finance(sitthi, table):
    def call(units, *words, human=False):
        rows = [f"{unit},{figure},{value}" for unit, figures in units.items() for figure, value in figures.items()]
        return sitthi("finance", table(HEADER, *rows), *words, human=human)

    return call


TWO = {"cr": "1.40", "qr": "1.29", "cash_ratio": "0.87", "nwc": 18200000, "ni": -9800000, "months": 12}
FOUR = {"cr": "1.10", "qr": "0.93", "cash_ratio": "0.62", "nwc": 3000000, "ni": -3100000, "months": 9}
SEVEN = {
    "current_assets": 5000000, "inventory": 500000, "cash": 2000000, "current_liabilities": 8000000, "ni": -100000,
}  # fmt: skip


def test_the_two_published_rows_from_ratios_and_a_seven_from_a_balance_sheet(finance):
    ran = finance({"99001": TWO, "99002": FOUR, "99003": SEVEN})
    assert ran.exit == 0
    parts = [[unit["risk"][name] for name in ("liquidity", "status", "survival", "score")] for unit in
             ran.data["units"]]  # fmt: skip
    assert parts == [[1, 1, 0, 2], [3, 1, 0, 4], [3, 2, 2, 7]]
    assert ran.data["units"][2]["used"]["cr"] == "0.6250"
    assert ran.data["units"][1]["risk"]["survival_months"] == "8.71"


def test_levels_count_units_and_hold_six_and_seven_against_their_limits(finance):
    levels = finance({"A": TWO, "B": FOUR, "C": SEVEN, "D": {"ni": 1}}).data["levels"]
    assert levels["n"] == {"0": 0, "1": 0, "2": 1, "3": 0, "4": 1, "5": 0, "6": 0, "7": 1}
    assert levels["percent"]["7"] == "33.33"
    assert levels["limit"] == {"6": "6", "7": "4"}
    assert levels["met"] == {"6": True, "7": False}
    assert (levels["n_known"], levels["n_unknown"]) == (3, 1)


def test_what_is_missing_is_named_and_never_counted_as_zero(finance):
    unit = finance({"A": {"current_assets": 100, "current_liabilities": 90, "ni": -5, "months": ""}}).data[
        "units"
    ][0]
    assert (unit["risk"]["liquidity"], unit["risk"]["survival"], unit["risk"]["score"]) == (None, None, None)
    assert unit["risk"]["status"] == 1
    assert unit["risk"]["missing"] == {"liquidity": ["qr", "cash_ratio"], "survival": ["months"]}
    assert (unit["plus"]["met"], unit["plus"]["letter"], unit["plus"]["n_unknown"]) == (None, None, 7)


def test_without_current_liabilities_no_ratio_is_known(finance):
    ran = finance({"A": {"current_assets": 100, "inventory": 1, "cash": 5, "current_liabilities": 0, "ni": 5}})
    assert ran.exit == 0
    assert ran.data["units"][0]["risk"]["liquidity"] is None
    assert [(f["code"], f["line"], f["severity"]) for f in ran.data["findings"]] == [
        ("finance.no_divisor", 5, "warn")
    ]


def test_a_ratio_that_contradicts_the_balance_sheet_is_found_and_not_used(finance):
    ran = finance({"A": SEVEN | {"cr": "1.6"}, "B": SEVEN | {"cr": "0.63"}})
    assert [(f["code"], f["line"], f["field"]) for f in ran.data["findings"]] == [("finance.differs", 7, "cr")]
    assert ran.data["units"][0]["risk"]["liquidity"] == 3


PLUS = {
    "operating_margin": "4.2", "operating_margin_group": "3.9", "roa": "1.1", "roa_group": "1.5",
    "payable_days": 120, "cash_ratio": "0.62", "csmbs_collection_days": "60.004", "sss_collection_days": 90,
    "inventory_days": 75, "remote": 1,
    "uc_receivable_open": 100, "uc_receivable_close": 300, "uc_claims_raised": 300, "period_days": 90,
}  # fmt: skip


def test_seven_plus_names_value_limit_and_verdict_of_each_item(finance):
    plus = finance({"A": PLUS}).data["units"][0]["plus"]
    assert [
        (item["item"], item["value"], item["limit"], item["met"], item["grade"]) for item in plus["items"]
    ] == [
        ("operating_margin", "4.20", "3.9", True, "K"),
        ("roa", "1.10", "1.5", False, "K"),
        ("payable_days", "120.00", "180", True, "K"),
        ("uc_collection_days", "60.00", "60", True, "F1"),
        ("csmbs_collection_days", "60.004", "60", False, "F"),
        ("sss_collection_days", "90.00", "90", True, "F"),
        ("inventory_days", "75.00", "90", True, "K"),
    ]
    assert (plus["met"], plus["letter"]) == (5, "B")


def test_collection_days_by_the_closing_balance_are_a_choice(finance):
    ran = finance({"A": PLUS}, "--choice", "convention=closing")
    assert ran.data["choices"] == {"convention": "closing"}
    assert ran.data["units"][0]["plus"]["items"][3]["value"] == "90.00"


def test_every_bad_cell_is_named_at_once(sitthi, table):
    rows = ("A,profit,5", "A,months,13", "A,months,9", "A,ni,lots", "A,cash,-1", ",ni,5", "B,months,4.5", "C,ni")
    ran = sitthi("finance", table(HEADER, *rows))
    assert ran.exit == 10
    assert [(f["line"], f["field"], f["code"]) for f in ran.data["findings"]] == [
        (2, "figure", "value.unknown"),
        (3, "value", "value.out_of_range"),
        (4, "figure", "row.duplicate"),
        (5, "value", "value.not_a_number"),
        (6, "value", "value.out_of_range"),
        (7, "unit", "value.required"),
        (8, "value", "value.not_whole"),
        (9, None, "table.width"),
    ]


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("risk", "4"),
        ("score", "4"),
        ("liquidity", "3"),
        ("status", "1"),
        ("survival", "0"),
        ("plus", None),
        ("payable_days", "1"),
        ("roa", None),
        ("cr", "1.1000"),
        ("months", "9"),
    ],
)
def test_a_saved_result_is_explained(finance, sitthi, tmp_path, indicator, value):
    path = tmp_path / "result.json"
    path.write_text(finance({"A": FOUR | {"payable_days": 120}}).out, encoding="utf-8")
    assert sitthi("explain", path, "A", indicator).data["value"] == value


def test_a_result_that_was_changed_or_asked_for_another_unit_is_not_explained(finance, sitthi, tmp_path):
    path = tmp_path / "result.json"
    saved = finance({"A": FOUR}).out
    path.write_text(saved.replace('"score":4', '"score":3'), encoding="utf-8")
    assert sitthi("explain", path, "A", "risk").data["error"]["code"] == "explain.differs"
    path.write_text(saved, encoding="utf-8")
    assert sitthi("explain", path, "B", "risk").data["error"]["code"] == "explain.not_there"
    unknown = sitthi("explain", path, "A", "profit").data["error"]
    assert unknown["code"] == "explain.no_such_figure"
    assert "survival" in unknown["hint"]
    path.write_text(saved.replace('"cr":"1.1000"', '"cr":"1.2000"'), encoding="utf-8")
    assert sitthi("explain", path, "A", "cr").data["error"]["code"] == "explain.differs"


def test_the_working_comes_with_each_unit_when_asked(finance):
    unit = finance({"A": FOUR}, "--working").data["units"][0]
    assert unit["working"]["risk"]["value"] == "4"
    assert unit["working"]["plus"]["value"] is None


def test_people_get_three_tables_and_what_was_missing(finance):
    units = {"A": TWO | PLUS, "B": {"ni": 5}}
    out = finance(units, "--lang", "en", "--working", human=True).out
    for words in ("Financial-crisis score 0-7", "7 Plus efficiency", "Units at each level", "5/7", "60.004 ✗",
                  "B: Liquidity not known, missing CR, QR, Cash", "1 of 2 units have no score",
                  "How risk of A came about", "How plus of A came about"):  # fmt: skip
        assert words in out
    assert "ไม่ทราบสภาพคล่อง" in finance(units, "--lang", "th", human=True).out


def test_without_any_item_there_is_no_table_of_seven_plus(finance):
    out = finance({"A": {"ni": 5}}, "--lang", "en", "--working", human=True).out
    assert "7 Plus" not in out
    assert "How plus" not in out
    assert "Units at each level" not in out


def test_with_items_of_seven_plus_alone_there_is_no_table_of_unknown_scores(finance):
    out = finance({"A": PLUS}, "--lang", "en", "--working", human=True).out
    assert "7 Plus" in out
    assert "Financial-crisis" not in out
    assert "Units at each level" not in out


def test_a_book_whose_limit_points_to_no_rule_is_broken(sitthi, table, tmp_path):
    book = tmp_path / "book"
    shutil.copytree(Book().root, book)
    items = book / "finance" / "seven_plus.toml"
    items.write_text(items.read_text(encoding="utf-8").replace('collection_limit"', 'moon"'), encoding="utf-8")
    assert sitthi("finance", table(HEADER, "A,ni,5"), "--book", book).exit == 13
