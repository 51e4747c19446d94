"""`sitthi check` beside a home: it knows what earlier loads of the hospital hold, and changes nothing there."""

import os

import pytest

from pipeline.drawn_sets import HCODE, TWO_STAYS, changed, write_set

MENDED = changed(TWO_STAYS, "IDX", "J459", "J450")
KNOWN = [("claim.known", "OPD", 2), ("claim.known", "IPD", 2), ("claim.known", "IPD", 3)]


@pytest.fixture
def home(sitthi, tmp_path):
    """Is a home that holds a set, and gives the check of others beside it."""
    first = write_set(tmp_path / "first", TWO_STAYS)
    assert sitthi("load", "eclaim16", first, "--hospital", HCODE).exit == 0
    return tmp_path / "home"


def told(ran):
    """Gives what is known from earlier loads."""
    rows = [(row["code"], row["file"], row["line"]) for row in ran.data["rows"]]
    return [row for row in rows if row[0] == "claim.known"]


def tree(folder):
    return sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*"))


def test_stays_and_visits_of_an_earlier_load_are_known_again_as_load_knows_them(sitthi, home, tmp_path):
    second = write_set(tmp_path / "second", MENDED)
    before = tree(home)
    ran = sitthi("check", "eclaim16", second, "--hospital", HCODE)
    assert ran.exit == 0
    assert told(ran) == KNOWN
    assert len(ran.data["held_against"]) == 1
    assert ran.data["loaded_as"] is None
    assert tree(home) == before
    loaded = sitthi("load", "eclaim16", second, "--hospital", HCODE)
    assert loaded.data["findings"]["by_code"] == ran.data["findings"]["by_code"]
    human = sitthi("check", "eclaim16", second, "--hospital", HCODE, "--lang", "en", human=True)
    assert f"loaded already, as {loaded.data['batch']}" in human.out
    assert "Held against 1 earlier loads" in human.out


def test_a_set_that_was_loaded_is_found_as_that_load_found_it(sitthi, home, tmp_path):
    first = sitthi("check", "eclaim16", tmp_path / "first", "--hospital", HCODE)
    assert (told(first), first.data["held_against"]) == ([], [])
    assert first.data["loaded_as"].startswith(f"{HCODE}/0001-")
    second = write_set(tmp_path / "second", MENDED)
    assert sitthi("load", "eclaim16", second, "--hospital", HCODE).exit == 0
    assert told(sitthi("check", "eclaim16", second, "--hospital", HCODE)) == KNOWN
    assert told(sitthi("check", "eclaim16", tmp_path / "first", "--hospital", HCODE)) == []


def test_without_a_hospital_or_of_another_nobody_looks_into_the_home(sitthi, home, tmp_path):
    second = write_set(tmp_path / "second", MENDED)
    assert told(sitthi("check", "eclaim16", second)) == []
    other = sitthi("check", "eclaim16", second, "--hospital", "99002")
    assert "claim.known" not in other.data["findings"]["by_code"]


def test_without_a_key_nothing_is_known_and_none_is_made(sitthi, home, tmp_path):
    key = home / "keys" / "person.key"
    key.rename(tmp_path / "away.key")
    second = write_set(tmp_path / "second", MENDED)
    assert told(sitthi("check", "eclaim16", second, "--hospital", HCODE)) == []
    assert not key.exists()
    key.write_text("no key\n")
    closed = sitthi("check", "eclaim16", second, "--hospital", HCODE)
    assert (closed.exit, told(closed), closed.data["held_against"]) == (0, [], None)
    human = sitthi("check", "eclaim16", second, "--hospital", HCODE, "--lang", "en", human=True)
    assert "Not held against earlier loads" in human.out


def test_a_damaged_batch_is_told_and_the_set_is_checked_nevertheless(sitthi, home, tmp_path):
    batch = next((home / "batches" / HCODE).glob("0001-*"))
    os.truncate(batch / "stays.parquet", 10)
    closed = sitthi("check", "eclaim16", write_set(tmp_path / "second", MENDED), "--hospital", HCODE)
    assert (closed.exit, told(closed), closed.data["held_against"]) == (0, [], None)
