"""`sitthi adjrw`: import of a hospital's DRG table, AdjRW and CMI of its stays, and inputs that are wrong."""

import csv
import os

import pytest

ROWS = ("99599 0.6201 0.6814 3.55 11 1.00", "99099 2.0872 2.4848 6.28 19 0.67")
ERRORS = tuple(f"{drg} 0.0000 0.0000 0.00 0 1.00" for drg in (26509, 26519, 26529, 26539))


@pytest.fixture
def folder(tmp_path, drg_dbf):
    """Is a grouper's folder with a made-up table."""
    folder = tmp_path / "grouper"
    folder.mkdir()
    (folder / "C60DRG.DBF").write_bytes(drg_dbf(*ROWS, *ERRORS))
    return folder


@pytest.fixture
def imported(sitthi, folder):
    """Calls `sitthi adjrw compute` in a home that has the table."""
    assert sitthi("adjrw", "import", folder, "--version", "6.0", "--from", "2020-10-01").exit == 0
    return lambda *words, **options: sitthi("adjrw", "compute", *words, **options)


def triples(ran):
    return [(finding["line"], finding["field"], finding["code"]) for finding in ran.data["findings"]]


def test_an_import_is_checked_and_done_once(sitthi, folder):
    words = ("adjrw", "import", folder, "--version", "6.0", "--from", "2020-10-01")
    first, again = sitthi(*words), sitthi(*words)
    assert (first.exit, first.data["version"], first.data["drgs"], first.data["new"]) == (0, "6.0", 6, True)
    assert first.data["checks"]["ot_missed"] == 0
    assert (again.exit, again.data["new"]) == (0, False)


def test_another_table_under_the_same_version_is_refused(sitthi, folder, imported, drg_dbf):
    (folder / "C60DRG.DBF").write_bytes(drg_dbf(ROWS[0], *ERRORS))
    ran = sitthi("adjrw", "import", folder, "--version", "6.0", "--from", "2020-10-01")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "drg.version_kept")


def test_a_damaged_row_stops_the_import_and_a_wrong_ot_is_a_warning(sitthi, table):
    words = ("--version", "6.0", "--from", "2020-10-01")
    wrong = table("drg,rw0d,rw,wtlos,ot,of", "99599,0.6201,0.6814,3.55,12,1.00", name="drgs.csv")
    ran = sitthi("adjrw", "import", wrong, *words)
    assert ran.exit == 0
    assert triples(ran)[-1] == (2, "ot", "drg.ot")
    twice = table("drg,rw0d,rw,wtlos,ot,of", *["99599,0.6201,0.6814,3.55,11,1.00"] * 2, name="drgs.csv")
    ran = sitthi("adjrw", "import", twice, *words)
    assert ran.exit == 10
    assert (3, "drg", "row.duplicate") in triples(ran)


@pytest.mark.parametrize(
    ("version", "day"), [("..", "2020-10-01"), ("6/3", "2020-10-01"), ("6.0", "1/10/2020"), ("6.0", "2563-10-01")]
)
def test_a_version_or_day_that_is_none_is_a_usage_error(sitthi, folder, version, day):
    assert sitthi("adjrw", "import", folder, "--version", version, "--from", day).exit == 2


def test_without_a_table_it_says_what_to_do(sitthi, table):
    ran = sitthi("adjrw", "compute", table("id,drg,los", "1,99599,2"), "--lang", "en")
    assert (ran.exit, ran.data["error"]["code"]) == (12, "adjrw.no_tables")
    assert "sitthi adjrw import" in ran.data["error"]["hint"]


def test_stays_in_input_order_and_the_index_without_groupers_errors(imported, table):
    ran = imported(table("id,drg,los", "B,99099,45", "A,26509,3", "C, 99599 ,1"))
    assert ran.exit == 0
    assert ran.data["stays"] == [
        {"id": "B", "drg": "99099", "rw": "2.4848", "los": 45, "adjrw": "5.0908", "rule": "over_2ot",
         "version": "6.0"},
        {"id": "A", "drg": "26509", "rw": "0.0000", "los": 3, "adjrw": None, "rule": "grouper_error",
         "version": "6.0"},
        {"id": "C", "drg": "99599", "rw": "0.6814", "los": 1, "adjrw": "0.6508", "rule": "low", "version": "6.0"},
    ]  # fmt: skip
    assert {name: ran.data[name] for name in ("cmi", "n", "left_out", "adjrw_sum", "grade", "picked_by")} == {
        "cmi": "2.8708", "n": 2, "left_out": 1, "adjrw_sum": "5.7416", "grade": "F2", "picked_by": "latest",
    }  # fmt: skip
    assert triples(ran) == [(3, "drg", "adjrw.grouper_error")]


def test_los_follows_from_times_and_leave(imported, table):
    rows = (
        "1,99599,2025-01-01 10:00,2025-01-02 09:59,",
        "2,99599,2025-01-01 10:00,2025-01-03T16:00,0",
        "3,99599,2025-01-01 10:00,2025-01-03 16:01:30,0",
        "4,99599,2025-01-01 10:00,2025-01-16 10:00,1",
    )
    ran = imported(table("id,drg,admitted_at,discharged_at,leave_days", *rows))
    assert [(stay["los"], stay["adjrw"]) for stay in ran.data["stays"]] == [
        (0, "0.6201"), (2, "0.6814"), (3, "0.6814"), (14, "0.9124"),
    ]  # fmt: skip
    assert (ran.data["grade"], ran.data["picked_by"]) == ("I", "discharged_at")


def test_hospitals_have_their_own_index(imported, table):
    rows = ("1,99599,2,10002", "1,99099,10,10001", "2,99599,2,10001", "3,26509,2,10002")
    ran = imported(table("id,drg,los,hcode", *rows))
    assert ran.data["by_hospital"] == [
        {"hcode": "10001", "cmi": "1.5831", "n": 2, "left_out": 0, "adjrw_sum": "3.1662"},
        {"hcode": "10002", "cmi": "0.6814", "n": 1, "left_out": 1, "adjrw_sum": "0.6814"},
    ]
    assert ran.data["stays"][0]["hcode"] == "10002"


def test_every_bad_row_is_named_at_once_and_no_id_is_repeated(imported, table, tmp_path):
    rows = (
        "AN1,99599,2,2025-01-01 10:00,2025-01-05 10:00,0",
        "AN1,99599,,2568-01-01 10:00,2025-01-05 10:00,0",
        ",1019,,2025-01-06 10:00,2025-01-05 10:00,0",
        "AN4,99599,,2025-01-01 10:00,2025-01-05 10:00,9",
        "AN5,,,,,",
        "AN6,99599,-2,,,",
        "AN7,99599",
    )
    out = tmp_path / "out.csv"
    ran = imported(table("id,drg,los,admitted_at,discharged_at,leave_days", *rows), "--out", out)
    assert ran.exit == 10
    assert sorted(triples(ran), key=str) == sorted(
        [
            (3, "id", "row.duplicate"),
            (3, "admitted_at", "adjrw.buddhist_year"),
            (4, "id", "value.required"),
            (4, "drg", "adjrw.unknown_drg"),
            (4, "discharged_at", "adjrw.discharged_before"),
            (5, "leave_days", "adjrw.leave_too_long"),
            (6, "drg", "value.required"),
            (6, "los", "value.required"),
            (7, "los", "value.out_of_range"),
            (8, None, "table.width"),
        ],
        key=str,
    )
    assert "AN" not in ran.out
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_stays_go_to_a_file_whole(imported, table, tmp_path):
    out = tmp_path / "out.csv"
    out.write_text("before")
    ran = imported(table("id,drg,los,hcode", '"a,""b",99599,2,10001', "c,26509,3,10001"), "--out", out)
    assert ran.exit == 0
    assert "stays" not in ran.data
    with out.open(newline="") as handle:
        assert list(csv.reader(handle)) == [
            ["id", "drg", "rw", "los", "adjrw", "rule", "hcode"],
            ["a,\"b", "99599", "0.6814", "2", "0.6814", "standard", "10001"],
            ["c", "26509", "0.0000", "3", "", "grouper_error", "10001"],
        ]  # fmt: skip
    again = imported(table("id,drg,los", "a,1019,2"), "--out", out)
    assert again.exit == 10
    assert out.read_text().startswith("id,drg")


def test_the_input_is_never_written_over(imported, table, tmp_path):
    path = table("id,drg,los", "1,99599,2")
    before = path.read_bytes()
    assert imported(path, "--out", path).exit == 2
    assert path.read_bytes() == before
    os.link(path, tmp_path / "other-name.csv")
    assert imported(path, "--out", tmp_path / "other-name.csv").exit == 2


def test_the_day_of_discharge_picks_the_version_and_an_asked_one_wins(sitthi, imported, table):
    newer = table("drg,rw0d,rw,wtlos,ot,of", "99599,0.6201,0.7000,3.55,11,1.00", name="newer.csv")
    assert sitthi("adjrw", "import", newer, "--version", "6.1", "--from", "2024-10-01").exit == 0
    stays = table(
        "id,drg,los,discharged_at", "1,99599,2,2024-09-30", "2,99599,2,2024-10-01", "3,99599,2,2019-01-01"
    )
    ran = imported(stays)
    assert [stay["rw"] for stay in ran.data["stays"]] == ["0.6814", "0.7000", "0.7000"]
    assert ran.data["tables"] == [
        {"version": "6.0", "from": "2020-10-01", "stays": 1},
        {"version": "6.1", "from": "2024-10-01", "stays": 2},
    ]
    assert triples(ran) == [(None, "discharged_at", "adjrw.before_any_table")]
    asked = imported(stays, "--version", "6.0")
    assert {stay["rw"] for stay in asked.data["stays"]} == {"0.6814"}
    assert asked.data["picked_by"] == "asked"
    assert imported(stays, "--version", "9").data["error"]["code"] == "adjrw.no_such_version"


def test_a_version_without_a_formula_takes_the_adjrw_that_is_given(sitthi, folder, table):
    words = ("adjrw", "import", folder, "--version", "5.1", "--from", "2015-10-01")
    assert "drg.no_formula" in [code for _, _, code in triples(sitthi(*words))]
    refused = sitthi("adjrw", "compute", table("id,drg,los", "1,99599,2"))
    assert (refused.exit, refused.data["error"]["code"]) == (12, "adjrw.formula_unknown")
    ran = sitthi("adjrw", "compute", table("id,drg,los,adjrw", "1,99599,2,0.7"))
    assert (ran.data["stays"][0]["adjrw"], ran.data["stays"][0]["rule"]) == ("0.7000", "given")
    assert ran.data["grade"] == "GAP"
    assert triples(sitthi("adjrw", "compute", table("id,drg,los,adjrw", "1,99599,2,"))) == [
        (2, "adjrw", "adjrw.needs_given")
    ]


def test_figures_that_came_with_a_stay_are_compared(imported, table):
    columns = "id,drg,los,admitted_at,discharged_at,adjrw"
    rows = (
        "1,99599,5,2025-01-01 10:00,2025-01-05 10:00,0.6814",
        "2,99599,4,2025-01-01 10:00,2025-01-05 10:00,0.7",
    )
    ran = imported(table(columns, *rows))
    assert ran.exit == 0
    assert [stay["los"] for stay in ran.data["stays"]] == [5, 4]
    assert triples(ran) == [(2, "los", "adjrw.los_differs"), (3, "adjrw", "adjrw.differs")]


@pytest.mark.parametrize(
    ("columns", "field"),
    [("id,drg", "los"), ("id,drg,admitted_at", "discharged_at"), ("id,drg,discharged_at", "admitted_at"),
     ("id,los", "drg")],
)  # fmt: skip
def test_what_no_stay_can_be_worked_out_from_cannot_be_read(imported, table, columns, field):
    ran = imported(table(columns, ",".join(["1"] * len(columns.split(",")))))
    assert ran.exit == 11
    assert (1, field, "table.missing_column") in triples(ran)


def test_the_working_has_the_formula_with_its_numbers(imported, table, tmp_path):
    path = table("id,drg,los", "1,99599,1")
    working = imported(path, "--working").data["stays"][0]["working"]
    assert working["rule"].endswith("= 0.6201 + 1 × (0.6814 - 0.6201) / 2")
    assert (working["value"], working["grade"]) == ("0.6508", "F2")
    assert imported(path, "--working", "--out", tmp_path / "out.csv").exit == 2


@pytest.fixture
def explained(sitthi, tmp_path):
    """Saves a result and asks for a figure of it."""

    def ask(ran, unit, indicator="adjrw", changed=("", ""), **options):
        path = tmp_path / "saved.json"
        path.write_text(ran.out.replace(*changed) if changed[0] else ran.out, encoding="utf-8")
        asked = sitthi("explain", path, unit, indicator, *options.get("words", ()))
        return asked.data["value"] if asked.exit == 0 else (asked.exit, asked.data["error"]["code"])

    return ask


def test_a_saved_stay_is_worked_out_again_with_the_homes_table(imported, explained, table, sitthi, tmp_path):
    newer = table("drg,rw0d,rw,wtlos,ot,of", "99599,0.6201,0.7000,3.55,11,1.00", name="newer.csv")
    assert sitthi("adjrw", "import", newer, "--version", "6.1", "--from", "2024-10-01").exit == 0
    rows = ("A,99599,1,10001,2024-01-01", "A,99599,2,10002,2025-01-01", "B,99099,45,10001,2024-01-01",
            "C,26509,3,10001,2024-01-01")  # fmt: skip
    path = table("id,drg,los,hcode,discharged_at", *rows)
    ran = imported(path)
    assert [stay["version"] for stay in ran.data["stays"]] == ["6.0", "6.1", "6.0", "6.0"]
    assert [explained(ran, unit) for unit in ("10001/A", "10002/A", "B", "C")] == [
        "0.6508", "0.7000", "5.0908", None,
    ]  # fmt: skip
    assert explained(imported(path, "--choice", "outlier_factor=one"), "B") == "6.3744"
    assert explained(ran, "A") == (12, "explain.not_there")
    assert explained(ran, "Z") == (12, "explain.not_there")
    assert explained(ran, "B", "cmi") == (12, "explain.no_such_figure")
    assert explained(ran, "B", changed=("5.0908", "5.0909")) == (12, "explain.differs")
    assert explained(ran, "B", changed=('"99099"', '"1019"')) == (12, "explain.differs")
    assert explained(ran, "B", words=("--home", tmp_path / "other")) == (12, "adjrw.no_tables")
    assert explained(ran, "B", changed=('"6.0"', '"9.9"')) == (12, "adjrw.no_such_version")
    assert explained(imported(path, "--out", tmp_path / "o.csv"), "B") == (12, "adjrw.stays_elsewhere")


def test_a_stay_whose_adjrw_was_given_is_explained_as_given(sitthi, explained, folder, table):
    sitthi("adjrw", "import", folder, "--version", "5.1", "--from", "2015-10-01")
    ran = sitthi("adjrw", "compute", table("id,drg,los,adjrw", "1,99599,2,0.7"))
    assert explained(ran, "1") == "0.7000"


def test_an_id_that_stands_twice_is_found_in_whatever_order_and_block(imported, table):
    for ids in (["b", "a", "b"], [*(f"{n:05}" for n in range(3000)), "00007"], ["a", "a"]):
        ran = imported(table("id,drg,los", *(f"{id},99599,2" for id in ids)))
        assert triples(ran) == [(len(ids) + 1, "id", "row.duplicate")]
    assert imported(table("id,drg,los", "b,99599,2", "a,99599,2", "c,99599,2")).exit == 0


def test_people_get_tables_in_their_language(imported, table):
    path = table("id,drg,los,hcode", "1,99599,1,10001", "2,26509,1,10001")
    english = imported(path, "--lang", "en", "--working", human=True)
    assert "short stay" in english.out
    assert "Left out" in english.out
    assert "grouper's error" in english.err
    assert "นอนสั้น" in imported(path, human=True).out
