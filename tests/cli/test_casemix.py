"""`sitthi casemix`: AdjRW and CMI of the files beside those of the DRG table, and everything that was left out."""

import pytest

from pipeline.made_home import add_batch

YEAR = ("--from", "2008-04-01", "--to", "2009-03-31")
ERRORS = tuple(f"{drg} 0.0000 0.0000 0.00 0 1.00" for drg in (26509, 26519, 26529, 26539))
# The standard weight of 99599 is 0.6814; 26509 is a grouper's error in version 6.
STAYS = {
    "99001": [
        "99001 99001 A1 1 1 1960-01-01 2008-05-01 2008-05-04 J450 drg=99599 adjrw=6814",
        "99001 99001 A2 2 1 1960-01-01 2008-05-01 2008-05-04 J450 drg=99599 adjrw=7000",
        "99001 99001 A3 3 1 1960-01-01 2008-06-01 2008-06-04 J450 drg=99599",
        "99001 99001 A4 4 1 1960-01-01 2008-06-01 2008-06-04 J450 drg=26509",
        "99001 99001 A5 5 1 1960-01-01 2008-06-01 2008-06-04 J450",
        "99001 99001 A6 6 1 1960-01-01 2007-06-01 2007-06-04 J450 drg=99599 adjrw=9999",
    ],
    "99002": [
        "99002 99002 B1 11 1 1960-01-01 2008-05-01 2008-05-04 J450 inscl=OFC drg=99599 adjrw=6814",
        "99002 99002 B2 12 1 1960-01-01 2008-05-01 2008-05-04 J450 drg=12345",
    ],
}


@pytest.fixture
def home(tmp_path):
    """Is a home with stays that carry DRG and AdjRW, some of them."""
    for hcode, drawn in STAYS.items():
        add_batch(tmp_path / "home", hcode, drawn)
    return tmp_path / "home"


@pytest.fixture
def with_table(home, sitthi, drg_dbf, tmp_path):
    """Is the home with a DRG table of version 6 too."""
    folder = tmp_path / "grouper"
    folder.mkdir()
    (folder / "c63drg.dbf").write_bytes(drg_dbf("99599 0.6201 0.6814 3.55 11 1.00", *ERRORS))
    ran = sitthi("adjrw", "import", folder, "--version", "6.3", "--from", "2007-10-01")
    assert ran.exit == 0, ran.out
    return home


def test_the_files_weights_are_summed_and_what_is_left_out_is_counted(sitthi, home):
    ran = sitthi("casemix", *YEAR)
    total = ran.data["total"]
    assert (total["n"], total["counted"], total["adjrw"], total["cmi"]) == (7, 3, "2.0628", "0.6876")
    assert total["left_out"] == {"all": 4, "grouper_error": 1, "no_drg": 1, "no_weight": 2}
    assert total["recomputed"] == {"counted": 0, "adjrw": "0.0000", "cmi": None}
    assert {finding["code"] for finding in ran.data["findings"]} == {"casemix.left_out", "casemix.no_tables"}


def test_the_drg_table_fills_gaps_and_says_what_differs(sitthi, with_table):
    ran = sitthi("casemix", *YEAR, "--by", "hospital")
    first, second = ran.data["groups"]
    assert (first["hospital"], first["n"], first["counted"]) == ("99001", 5, 3)
    # The files' two, and A3 by the table: 3 days are under OT 11, so the standard weight.
    assert first["adjrw"] == "2.0628"
    assert first["files"] == {"counted": 2, "adjrw": "1.3814", "cmi": "0.6907"}
    assert first["recomputed"] == {"counted": 3, "adjrw": "2.0442", "cmi": "0.6814"}
    assert first["differences"] == {"compared": 2, "differ": 1, "recomputed_more": "-0.0186"}
    assert first["left_out"] == {"all": 2, "grouper_error": 1, "no_drg": 1, "no_weight": 0}
    assert second["left_out"] == {"all": 1, "grouper_error": 0, "no_drg": 0, "no_weight": 1}
    assert ran.data["versions"] == ["6.3"]
    assert "casemix.differs" in {finding["code"] for finding in ran.data["findings"]}


def test_stays_are_grouped_by_month_fund_and_level(sitthi, home, table):
    register = table("unit,name,level", "99001,a,A", "99002,b,F2")
    sitthi("units", "load", register)
    data = sitthi("casemix", *YEAR, "--by", "month, fund,level").data
    assert data["by"] == ["level", "fund", "month"]
    assert [(row["level"], row["fund"], row["month"], row["n"]) for row in data["groups"]] == [
        ("A", "UCS", "2008-05", 2),
        ("A", "UCS", "2008-06", 3),
        ("F2", "OFC", "2008-05", 1),
        ("F2", "UCS", "2008-05", 1),
    ]
    assert data["groups"][0]["met"] is False
    assert data["groups"][2]["cmi_minimum"] == "0.6"
    assert sum(row["n"] for row in data["groups"]) == data["total"]["n"]


def test_what_is_not_there_is_said(sitthi, tmp_path):
    ran = sitthi("casemix", *YEAR)
    assert (ran.exit, ran.data["error"]["code"]) == (12, "run.no_batches")
    add_batch(tmp_path / "home", "99001", STAYS["99001"])
    ran = sitthi("casemix", "--from", "2010-04-01", "--to", "2011-03-31")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "run.no_stays")
    assert sitthi("casemix", *YEAR, "--by", "ward").exit == 2
    assert sitthi("casemix", "--from", "2009-04-01", "--to", "2008-03-31").exit == 2
    ran = sitthi("casemix", *YEAR, "--by", "level")
    assert "casemix.no_levels" in {finding["code"] for finding in ran.data["findings"]}


def test_people_see_both_figures(sitthi, with_table):
    out = sitthi("casemix", *YEAR, "--by", "hospital", human=True, LANG="en").out
    assert "CMI of the files" in out
    assert "0.6907" in out
    assert "DRG tables used: 6.3" in out
    assert "Batches counted from: 2" in out


def test_people_see_the_least_of_a_level_and_whether_it_is_reached(sitthi, home, table):
    sitthi("units", "load", table("unit,name,level", "99001,a,A", "99002,b,F2"))
    out = sitthi("casemix", *YEAR, "--by", "level", human=True, SITTHI_LANG="th").out
    rows = {cells[0]: cells for cells in map(str.split, out.splitlines()) if cells and cells[0] in ("A", "F2")}
    assert rows["A"][4:6] == ["1.6", "ไม่ถึง"]
    assert rows["F2"][4:6] == ["0.6", "ถึง"]
    assert "เม.ย." in out
    assert "ยังไม่ได้นำเข้าตาราง DRG" in out


def test_a_result_names_what_it_was_counted_from_and_is_refused_a_working_in_words(sitthi, with_table, tmp_path):
    ran = sitthi("casemix", *YEAR)
    assert ran.data["tables"] == [{"version": "6.3", "from": "2007-10-01"}]
    assert [batch["batch"].partition("/")[0] for batch in ran.data["batches"]] == ["99001", "99002"]
    (tmp_path / "result.json").write_text(ran.out, encoding="utf-8")
    told = sitthi("explain", "result.json", "99001", "cmi")
    assert (told.exit, told.data["error"]["code"]) == (12, "explain.of_many_stays")
