"""Health Region 12's report on indicator 66, third quarter of 2563: three results against their targets."""

from fractions import Fraction

from sitthi.book import Book
from sitthi.core.measures.districts import Share, pooled_percent
from sitthi.core.numbers import shown
from sitthi.core.scoring.scorecard import Scorecard

# [region-kpi66-2563, results] 65 of 68 community hospitals are accredited.
REPORT = """
unit,indicator,value
12,thai_refer_use,100
12,community_ha,95.59
12,cmi_rise,0.10
"""


def test_the_report(sitthi, table):
    ran = sitthi("score", "region_kpi66_2563", table(*REPORT.strip().splitlines()))
    assert (ran.exit, ran.data["scale"], ran.data["round"]) == (0, None, None)
    (unit,) = ran.data["units"]
    # How much the case mix rose over which year is our reading of the report; the two other figures are its own.
    assert (unit["total"], unit["passed"], unit["grade"]) == (None, None, "I")
    assert [row["grade"] for row in unit["rows"]] == ["F", "F", "I"]
    assert ran.data["choices"] == {}
    assert [(row["indicator"], row["value"], row["target"], row["met"]) for row in unit["rows"]] == [
        ("thai_refer_use", "100", "100", True),
        ("community_ha", "95.59", "98", False),
        ("cmi_rise", "0.1", "0.25", False),
    ]
    assert {(row["score"], row["weight"], row["weighted"]) for row in unit["rows"]} == {(None, None, None)}


def test_the_printed_percent_is_65_of_68_hospitals():
    assert shown(pooled_percent([Share(Fraction(65), Fraction(68))]), 2) == "95.59"
    # One more hospital would still not reach the target of 98, two more would.
    assert [pooled_percent([Share(Fraction(n), Fraction(68))]) >= 98 for n in (66, 67)] == [False, True]


def test_the_book_has_the_three_measures_of_the_report():
    (sheet,) = Book().get(Scorecard, "region_kpi66_2563").sheets
    assert [criterion.indicator for criterion in sheet.criteria] == ["thai_refer_use", "community_ha", "cmi_rise"]
