"""Tables for people: words of Thai stay whole, what is indented stays so, nothing is wider than asked."""

import pytest

from sitthi.cli.report import TableView
from sitthi.cli.table_printing import print_table
from sitthi.core.thai.lines import columns

NAME = "จำนวนครั้งที่กลับมานอนโรงพยาบาลด้วยเบาหวานหรือภาวะแทรกซ้อนภายใน 28 วัน"


@pytest.fixture
def printed(capsys, monkeypatch):
    """Prints a table at a width and gives its lines."""

    def at(width, view):
        monkeypatch.setenv("COLUMNS", str(width))
        print_table(view)
        return capsys.readouterr().out.splitlines()

    return at


def test_words_are_whole_and_what_is_indented_stays_so_on_every_line(printed):
    lines = printed(60, TableView("t", ["ชื่อ", "ค่า"], [["    " + NAME, "10"], ["    " + NAME, "a note " * 8]]))
    cells = [line for line in lines[3:] if line.strip()]
    assert all(line.startswith("     ") and line[5] != " " for line in cells if line[:30].strip())
    together = " ".join(cells)
    for word in ("กลับมา", "โรงพยาบาล", "เบาหวาน", "แทรกซ้อน", "ภายใน"):
        assert word in together
    assert all(columns(line) <= 60 for line in lines[2:])


def test_an_identifier_is_broken_at_its_joints(printed):
    lines = printed(40, TableView("t", ["id", "x"], [["dm_short_term_admissions", "word " * 12]]))
    assert any(line.strip().startswith("dm_short_term_ ") for line in lines)
    assert any(line.strip().startswith("admissions ") for line in lines)


def test_figures_stay_on_the_right(printed):
    lines = printed(60, TableView("t", ["ค่า"], [["1"], ["1,000"]], frozenset({0})))
    assert [line.rstrip() for line in lines[3:5]] == ["     1", " 1,000"]
