"""The tables of a run for people: few units stand beside each other, many below, indicators go by title."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from sitthi.book import Book
from sitthi.cli.run_views import run_views
from sitthi.cli.table_printing import print_table
from sitthi.cli.verb import Asked

ROWS = [
    {"indicator": "asthma_admissions", "value": "502.8284", "score": "3.0000"},
    {"indicator": "cervical_screening", "value": None, "score": None},
    {"indicator": "a_criterion_of_the_region", "value": "5", "score": "5.0000"},
]


def points_of(n_units, language="th"):
    """Gives the first table of a made-up run of so many units."""
    scores = [
        {"unit": f"99{n:03}", "group": "contracting", "total": "290.2000", "grade": "I", "rows": ROWS}
        for n in range(n_units)
    ]
    result = {
        "scorecard": "quality_fund_2552", "scores": scores, "awards": None, "batches": [1, 2],
        "from": "2008-04-01", "to": "2009-03-31", "counted_on": [{"day": "2008-09-30", "units": n_units}],
    }  # fmt: skip
    asked = Asked(language, Path("home"), Book(), {}, (), working=False, as_json=False)
    return run_views(asked, SimpleNamespace(result=result, new=True, id="0123456789abcdef"))[0]


def test_few_units_stand_beside_each_other():
    view = points_of(2)
    assert list(view.headings) == ["ตัวชี้วัด", "รหัส", "99000", "99001"]
    assert view.rows[0] == ["อัตรานอนโรงพยาบาลด้วยโรคหืดในผู้ใหญ่", "asthma_admissions", "502.8284 (3)", "502.8284 (3)"]
    assert view.rows[1][2:] == ["-", "-"]
    assert view.rows[2][:2] == ["a_criterion_of_the_region"] * 2
    assert [row[2] for row in view.rows[3:]] == ["290.2000", "I"]


def test_many_units_stand_below_each_other_under_whole_words(capsys, monkeypatch):
    view = points_of(9)
    assert [row[0] for row in view.rows] == [f"99{n:03}" for n in range(9)]
    assert view.headings[1] == "อัตรานอนโรงพยาบาลด้วยโรคหืดในผู้ใหญ่"
    monkeypatch.setenv("COLUMNS", "70")
    print_table(view)
    head = capsys.readouterr().out.partition("──")[0]
    for word in ("อัตรา", "โรงพยาบาล", "โรคหืด", "คัดกรอง", "ปากมดลูก", "region"):
        assert word in head


@pytest.mark.parametrize(
    ("language", "start", "counted"),
    [("th", "1\u00a0เม.ย.\u00a02551", "30\u00a0ก.ย.\u00a02551 (2)"), ("en", "2008-04-01", "2008-09-30 (2)")],
)
def test_days_are_written_as_the_reader_does(language, start, counted):
    notes = " ".join(points_of(2, language).notes)
    assert start in notes
    assert counted in notes
