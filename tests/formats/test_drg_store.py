"""DRG tables kept in a home: a version is there whole, as it was imported, or not at all."""

from contextlib import suppress
from datetime import date

import pytest

from sitthi.book import Book
from sitthi.core.coding.drg import Drg
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.findings import Refusal
from sitthi.files import drg_store, whole
from sitthi.files.drg_store import keep_drg_table, kept_drg_tables
from sitthi.files.whole import whole_file, whole_folder

FORMULAS = list(Book().all(AdjrwFormula).values())
DRG = Drg("99599", 6201, 6814, 355, 11, 100)
OTHER = Drg("99099", 20_872, 24_848, 628, 19, 67)
FIRST, LATER = date(2020, 10, 1), date(2024, 10, 1)


def everything(home):
    return {path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_tables_come_back_as_they_were_kept_earliest_first(tmp_path):
    assert keep_drg_table(tmp_path, "6.3", LATER, [DRG, OTHER]) is True
    assert keep_drg_table(tmp_path, "5.1", FIRST, [DRG]) is True
    tables = kept_drg_tables(tmp_path, FORMULAS)
    assert [(table.version, table.in_force_from, table.is_computable) for table in tables] == [
        ("5.1", FIRST, False),
        ("6.3", LATER, True),
    ]
    assert tables[1].drgs == {"99099": OTHER, "99599": DRG}


def test_a_home_without_tables_has_none(tmp_path):
    assert kept_drg_tables(tmp_path / "home", FORMULAS) == []


def test_the_same_table_again_changes_nothing(tmp_path):
    keep_drg_table(tmp_path, "6.3", FIRST, [DRG, OTHER])
    before = everything(tmp_path)
    assert keep_drg_table(tmp_path, "6.3", FIRST, [OTHER, DRG]) is False
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("version", "day", "drgs", "code"),
    [
        ("6.3", FIRST, [DRG, OTHER], "drg.version_kept"),
        ("6.3", LATER, [DRG], "drg.version_kept"),
        ("6.4", FIRST, [OTHER], "drg.same_day"),
    ],
)
def test_what_would_change_a_version_or_share_its_day_is_refused(tmp_path, version, day, drgs, code):
    keep_drg_table(tmp_path, "6.3", FIRST, [DRG])
    before = everything(tmp_path)
    assert keep_drg_table(tmp_path, version, day, drgs).code == code
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [("drg.csv", b"drg\n"), ("drg.csv", None), ("manifest.json", b"{}"), ("manifest.json", b"[]"),
     ("manifest.json", b"{"), ("manifest.json", None)],
)  # fmt: skip
def test_a_table_that_is_not_as_it_was_kept_is_refused(tmp_path, name, content):
    keep_drg_table(tmp_path, "6.3", FIRST, [DRG])
    path = tmp_path / "drg_tables" / "6.3" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    refusal = kept_drg_tables(tmp_path, FORMULAS)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "drg.damaged"
    if name == "manifest.json":
        assert keep_drg_table(tmp_path, "6.4", LATER, [DRG]).code == "drg.damaged"


@pytest.mark.parametrize("n_files", [0, 1])
def test_a_write_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch, n_files):
    wrote = []

    def failing(path, content):
        if len(wrote) == n_files:
            raise OSError(28, "No space left on device")
        wrote.append(path)
        whole.sync_file(path, content)

    monkeypatch.setattr(drg_store, "sync_file", failing)
    with pytest.raises(OSError, match="No space"):
        keep_drg_table(tmp_path, "6.3", FIRST, [DRG])
    assert everything(tmp_path) == {}
    assert kept_drg_tables(tmp_path, FORMULAS) == []


def test_what_a_killed_process_left_behind_is_no_table(tmp_path):
    left = tmp_path / "drg_tables" / ".6.3.0a1b2c3d.part"
    left.mkdir(parents=True)
    (left / "drg.csv").write_bytes(b"drg,rw0d")
    assert kept_drg_tables(tmp_path, FORMULAS) == []
    assert keep_drg_table(tmp_path, "6.3", FIRST, [DRG]) is True
    assert [entry.name for entry in (tmp_path / "drg_tables").iterdir()] == ["6.3"]


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")
    with suppress(RuntimeError), whole_file(path) as handle:
        handle.write("half")
        raise RuntimeError
    assert everything(tmp_path) == {path.relative_to(tmp_path): b"before"}
    with whole_file(path) as handle:
        handle.write("after\n")
        assert path.read_text() == "before"
    assert everything(tmp_path) == {path.relative_to(tmp_path): b"after\n"}


def test_a_folder_takes_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "folder"
    with suppress(RuntimeError), whole_folder(path) as beside:
        (beside / "half").touch()
        raise RuntimeError
    assert list(path.parent.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path):
    out = tmp_path / "out.csv"
    (tmp_path / ".out.csv.0a1b2c3d.part").write_text("left", encoding="utf-8")
    (tmp_path / ".out.csv.mine.part").write_text("not ours", encoding="utf-8")
    with whole.whole_file(out) as slow, whole.whole_file(out) as quick:
        quick.write("quick")
        slow.write("slow")
    assert out.read_text(encoding="utf-8") == "slow"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".out.csv.mine.part", "out.csv"]


def both_at_once(place):
    with whole.whole_folder(place) as slow, whole.whole_folder(place) as quick:
        (quick / "quick").touch()
        (slow / "slow").touch()


def test_of_two_that_fill_one_folder_the_first_to_end_has_the_name(tmp_path):
    with pytest.raises(OSError, match="not empty"):
        both_at_once(tmp_path / "folder")
    assert [entry.name for entry in tmp_path.rglob("*")] == ["folder", "quick"]
