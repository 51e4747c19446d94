"""`sitthi population load` and `sitthi units load`: strict, dated, kept once, never changed."""

import hashlib
import json

import duckdb
import pytest

from sitthi.book import Book
from sitthi.core.formats.codelist import CodeList
from sitthi.pipeline.population import in_force, population_loads, read_kept

HEAD = "unit,sex,age,right,n,counted_on"


def tree_of(home):
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file()
    }


def test_a_table_is_kept_with_its_days_and_source(sitthi, table, tmp_path):
    path = table(
        HEAD, "99001,1,15,UCS,120,2008-09-30", "99001,2,15,UCS,130,2008-09-30", "99002,2,40,ofc,7,30/09/2551"
    )
    ran = sitthi("population", "load", path, "--source", "registration office, September")
    assert ran.exit == 0
    assert {name: ran.data[name] for name in ("rows", "units", "persons", "days", "new", "source")} == {
        "rows": 3, "units": 2, "persons": 257, "days": ["2008-09-30"], "new": True,
        "source": "registration office, September",
    }  # fmt: skip
    [folder] = (tmp_path / "home" / "population").glob("0*")
    rows = duckdb.read_parquet(f"{folder}/population.parquet").fetchall()
    assert [row[:5] for row in rows] == [
        ("99001", "1", 15, "UCS", 120), ("99001", "2", 15, "UCS", 130), ("99002", "2", 40, "OFC", 7),
    ]  # fmt: skip
    assert {str(row[5]) for row in rows} == {"2008-09-30"}


def test_the_same_bytes_again_change_nothing(sitthi, table, tmp_path):
    path = table(HEAD, "99001,1,15,UCS,120,2008-09-30")
    first = sitthi("population", "load", path)
    before = tree_of(tmp_path / "home")
    again = sitthi("population", "load", path, "--source", "another name")
    assert (again.exit, again.data["new"], again.data["load"]) == (0, False, first.data["load"])
    assert tree_of(tmp_path / "home") == before
    other = sitthi("population", "load", table(HEAD, "99001,1,15,UCS,121,2008-09-30", name="b.csv"))
    assert (other.data["new"], other.data["load"][:5]) == (True, "0002-")
    after = tree_of(tmp_path / "home")
    assert {name: after[name] for name in before} == before


def test_other_rights_of_a_unit_and_day_stay_as_they_were_counted(sitthi, table, tmp_path):
    sitthi("population", "load", table(HEAD, "99001,1,15,UCS,120,2008-09-30", name="ucs.csv"))
    others = table(HEAD, "99001,1,15,OFC,30,2008-09-30", "99002,1,15,UCS,4,2008-09-30", name="others.csv")
    ran = sitthi("population", "load", others)
    assert (ran.data["replaces"], ran.data.get("findings", [])) == ([], [])
    loads = population_loads(tmp_path / "home")
    rows = in_force([read_kept(load) for load in loads]).to_pylist()
    assert [(row["unit"], row["right"], row["n"]) for row in rows] == [
        ("99001", "OFC", 30), ("99001", "UCS", 120), ("99002", "UCS", 4),
    ]  # fmt: skip


def test_what_a_load_takes_the_place_of_is_said_with_persons_before_and_after(sitthi, table):
    full = table(HEAD, "99001,1,15,UCS,120,2008-09-30", "99001,2,15,UCS,1200,2008-09-30", name="full.csv")
    sitthi("population", "load", full)
    part = table(HEAD, "99001,1,15,UCS,5,2008-09-30", name="part.csv")
    ran = sitthi("population", "load", part)
    assert ran.exit == 0
    assert ran.data["replaces"] == [
        {"unit": "99001", "counted_on": "2008-09-30", "right": "UCS", "before": 1320, "after": 5}
    ]
    [finding] = ran.data["findings"]
    assert (finding["code"], finding["severity"]) == ("population.replaces", "warn")
    assert all(word in finding["message"] for word in ("99001", "UCS", "1320", "5"))
    again = sitthi("population", "load", part)
    assert (again.data["new"], again.data.get("findings", [])) == (False, [])
    last = table(HEAD, "99001,1,15,UCS,7,2008-09-30", name="last.csv")
    shown = sitthi("population", "load", last, human=True, LANG="en")
    assert "persons before: 5, after: 7" in shown.err


def test_everything_that_is_wrong_is_said_at_once_and_nothing_kept(sitthi, table, tmp_path):
    path = table(
        HEAD,
        ",1,15,UCS,120,2008-09-30",
        "99001,3,15,UCS,120,2008-09-30",
        "99001,1,15.5,UCS,120,2008-09-30",
        "99001,1,131,UCS,120,2008-09-30",
        "99001,1,15,GOLD,120,2008-09-30",
        "99001,1,15,UCS,-1,2008-09-30",
        "99001,1,15,UCS,120,30 Sept",
        "99001,1,16,UCS,120,2008-09-30",
        "99001,1,16,UCS,99,30/09/2551",
        "99001,1,17,UCS,120",
        "99001,9,15,GOLD,x,",
    )
    ran = sitthi("population", "load", path)
    assert ran.exit == 10
    assert [(f["code"], f["line"], f["field"]) for f in ran.data["findings"]] == [
        ("value.required", 2, "unit"),
        ("value.unknown", 3, "sex"),
        ("value.not_whole", 4, "age"),
        ("value.out_of_range", 5, "age"),
        ("value.unknown", 6, "right"),
        ("value.out_of_range", 7, "n"),
        ("value.not_a_date", 8, "counted_on"),
        ("row.duplicate", 10, "unit"),
        ("table.width", 11, None),
        ("value.unknown", 12, "sex"),
        ("value.unknown", 12, "right"),
        ("value.not_a_number", 12, "n"),
        ("value.required", 12, "counted_on"),
    ]
    [first, _] = [finding for finding in ran.data["findings"] if finding["field"] == "right"]
    rights = [code.code for code in Book().all(CodeList)["inscl"].codes]
    assert all(code in first["remedy"] for code in rights)
    assert "GOLD" not in ran.out
    assert not (tmp_path / "home").exists()


def test_every_right_of_the_list_is_one_and_who_is_not_counted_by_it_is_told(sitthi, table):
    rights = [code.code for code in Book().all(CodeList)["inscl"].codes]
    assert {"UCS", "BKK", "STP", "WEL"} <= set(rights)
    ran = sitthi("population", "load", table(HEAD, *(f"99001,1,15,{right},3,2008-09-30" for right in rights)))
    assert (ran.exit, ran.data["rows"]) == (0, len(rights))
    [finding] = ran.data["findings"]
    assert (finding["code"], finding["severity"], finding["field"]) == ("population.exempt", "warn", "right")
    assert all(word in finding["message"] for word in ("3 ", "WEL", "UCS"))
    without = table(HEAD, "99001,1,15,UCS,3,2008-09-30", "99001,1,15,BKK,3,2008-09-30", name="without.csv")
    assert [one["code"] for one in sitthi("population", "load", without).data["findings"]] == [
        "population.replaces"
    ]


def test_units_that_are_no_code_of_five_digits_are_told(sitthi, table):
    rows = [f"{unit},1,15,UCS,3,2008-09-30" for unit in ("99001", "9902", "AB0099003", "9991000000015")]
    ran = sitthi("population", "load", table(HEAD, *rows))
    assert (ran.exit, ran.data["rows"]) == (0, 4)
    [finding] = ran.data["findings"]
    assert (finding["code"], finding["severity"], finding["field"]) == ("population.unit_form", "warn", "unit")
    assert all(word in finding["message"] for word in ("3", "9902", "AB0099003"))
    # What stands there may be a person's number: that is not repeated.
    assert "9991000000015" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["unit,sex,age,right,n", "99001,1,15,UCS,120"], "table.missing_column"),
        ([HEAD], "table.empty"),
        ([HEAD.replace(",", ";"), "99001;1;15;UCS;1;2008-09-30"], "table.delimiter"),
    ],
)
def test_what_is_no_such_table_is_exit_11(sitthi, table, lines, code):
    ran = sitthi("population", "load", table(*lines))
    assert ran.exit == 11
    assert code in {finding["code"] for finding in ran.data["findings"]}


def test_a_kept_load_that_was_changed_is_refused_by_name(sitthi, table, tmp_path):
    sitthi("population", "load", table(HEAD, "99001,1,15,UCS,120,2008-09-30"))
    [folder] = (tmp_path / "home" / "population").glob("0*")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    with (folder / manifest["file"]).open("ab") as handle:
        handle.write(b"x")
    ran = sitthi("population", "load", table(HEAD, "99001,1,15,UCS,1,2008-09-30"))
    assert (ran.exit, ran.data["error"]["code"]) == (12, "home.damaged")
    assert folder.name in ran.data["error"]["message"]


def test_a_region_loads_in_seconds(sitthi, tmp_path):
    rows = [
        f"{unit},{sex},{age},{right},{unit % 97 + age},2008-09-30"
        for unit in range(99001, 99091)
        for sex in "12"
        for age in range(101)
        for right in ("UCS", "OFC", "SSS", "LGO", "NHS")
    ]
    path = tmp_path / "region.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    ran = sitthi("population", "load", path)
    assert (ran.exit, ran.data["rows"], ran.data["units"]) == (0, 90_900, 90)


def test_people_are_told_what_was_kept_in_their_language(sitthi, table):
    path = table(HEAD, "99001,1,15,UCS,1200,2008-09-30")
    assert "1,200" in sitthi("population", "load", path, human=True, LANG="en").out
    assert "เคยเก็บแฟ้มเดียวกันนี้แล้ว" in sitthi("population", "load", path, human=True, LANG="th").out


def test_a_register_of_units_names_levels_and_groups(sitthi, table, tmp_path):
    path = table(
        "unit,name,level,group,province",
        "99001,โรงพยาบาลหนึ่ง,A,contracting+referral,นครสมมติ",
        "99002,โรงพยาบาลสอง,f2,referral,",
        "99003,รพ.สต. สาม,,,",
    )
    ran = sitthi("units", "load", path)
    assert (ran.exit, ran.data["units"], ran.data["new"]) == (0, 3, True)
    assert sitthi("units", "load", path).data["new"] is False
    [folder] = (tmp_path / "home" / "units").glob("0*")
    rows = duckdb.read_parquet(f"{folder}/units.parquet").project('unit, level, "group"').fetchall()
    assert rows == [("99001", "A", "contracting+referral"), ("99002", "F2", "referral"), ("99003", None, None)]


def test_a_register_says_what_it_does_not_know(sitthi, table):
    ran = sitthi("units", "load", table("unit,name,level,group", "99001,a,Z,", "99002,,,both", "99001,b,,"))
    assert ran.exit == 10
    assert [(f["code"], f["line"], f["field"]) for f in ran.data["findings"]] == [
        ("value.unknown", 2, "level"),
        ("value.required", 3, "name"),
        ("value.unknown", 3, "group"),
    ]
