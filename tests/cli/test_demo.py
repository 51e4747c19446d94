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


def test_its_tables_are_left_to_be_copied_and_it_says_where(sitthi, tmp_path):
    ran = sitthi("demo")
    folder = tmp_path / "home" / "demo" / "small-2552"
    assert ran.exit == 0
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")} == set(ran.data["files"])
    again = sitthi("demo")
    assert again.data == ran.data


def test_figures_that_somebody_put_into_a_demo_table_are_never_overwritten(sitthi, tmp_path):
    sitthi("demo")
    table = tmp_path / "home" / "demo" / "small-2552" / "documents" / "timeliness_sso_2555.csv"
    table.write_text("month,patients,within,over\n2569-10,7,7,0\n", encoding="utf-8")
    assert "2569-10" in sitthi("demo", human=True).out
    assert "2569-10" in table.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", list(Size))
def test_the_same_seed_makes_the_same_province_and_another_seed_another(size):
    assert tables(size, 1) == tables(size, 1)
    assert tables(size, 1) != tables(size, 2)
    assert all(line.startswith(("unit,", "99")) for text in tables(size, 1).values() for line in text.splitlines())
