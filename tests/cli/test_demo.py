"""`sitthi demo`: what a newcomer sees first."""

import pytest

from sitthi.demo.country import Size
from sitthi.demo.tables import tables


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_demo_shows_every_command_with_its_tables(sitthi, language):
    ran = sitthi("demo", "--lang", language, human=True)
    assert ran.exit == 0, ran.err
    for verb in ("flow", "timeliness", "allocate", "score", "assess", "finance", "due"):
        assert f"$ sitthi {verb} " in ran.out
    for figure in ("1,458,333.33", "875,000.00", "1,166,666.67", "66.67", "76.47"):
        assert figure in ran.out
    # The main job follows: what was found, scored and awarded, and how one figure came about.
    for verb in (
        "check eclaim16",
        "load eclaim16",
        "load moph43",
        "population load",
        "run --scorecard quality_fund_2552",
        "explain",
        "casemix",
    ):
        assert f"$ sitthi {verb} " in ran.out
    assert " CHT.TOTAL " in ran.out


def test_the_main_job_loads_counts_scores_and_pays(sitthi, tmp_path):
    ran = sitthi("demo")
    assert ran.exit == 0, ran.err
    assert [(one["format"], one["hospital"], one["as_planted"]) for one in ran.data["sets"]] == [
        ("eclaim16", "99001", True), ("moph43", "99001", True),
        ("eclaim16", "99002", True), ("moph43", "99002", True),
    ]  # fmt: skip
    faulty = ran.data["sets"][2]
    assert faulty["planted"] == faulty["found"] > 40
    assert faulty["left_out"] > 20
    assert ran.data["run"]["scored"] == 4
    assert float(ran.data["run"]["awards"]) > 0
    assert set(ran.data["run"]["indicators"]) >= {"asthma_admissions", "dm_readmission_28d"}
    # An office's own home is left alone: the demo keeps its records and keys below its own folder.
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"demo"}


def test_its_tables_are_left_to_be_copied_and_a_second_call_changes_nothing(sitthi, tmp_path):
    ran = sitthi("demo")
    folder = tmp_path / "home" / "demo" / "small-2552"
    assert ran.exit == 0
    assert all((folder / file).is_file() for file in ran.data["files"])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = sitthi("demo")
    assert {one["new"] for one in ran.data["sets"]} == {True}
    assert {one.pop("new") for one in again.data["sets"]} == {False}
    assert again.data["run"] == ran.data["run"]
    assert again.data["commands"] == ran.data["commands"]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_figures_that_somebody_put_into_a_demo_table_are_never_overwritten(sitthi, tmp_path):
    sitthi("demo")
    table = tmp_path / "home" / "demo" / "small-2552" / "documents" / "timeliness_sso_2555.csv"
    table.write_text("month,patients,within,over\n2569-10,7,7,0\n", encoding="utf-8")
    assert "2569-10" in sitthi("demo", human=True).out
    assert "2569-10" in table.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", list(Size))
def test_the_same_seed_makes_the_same_tables_and_another_seed_others(size):
    assert tables(size, 1) == tables(size, 1)
    assert tables(size, 1) != tables(size, 2)
    assert all(line.startswith(("unit,", "99")) for text in tables(size, 1).values() for line in text.splitlines())
