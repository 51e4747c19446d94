"""Prepared records: the newest word on each stay, flags as the core has them, equal bytes from equal batches."""

import hashlib
import random
import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.drawn_sets import HCODE, TWO_STAYS, changed, write_set
from sitthi.book import Book
from sitthi.core.coding.codesets import CodeSet
from sitthi.core.coding.icd10 import Icd10
from sitthi.core.findings import Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.core.measures.indicator import Indicator
from sitthi.engine.prepared import chronic_sets
from sitthi.pipeline.intake import Intake, Loaded, load
from sitthi.pipeline.records import prepared
from sitthi.pipeline.store import live_batches

BOOK = Book()
FORMAT = BOOK.all(FileFormat)["eclaim16"]
CODES = ("E119", "E101", "I10", "I674", "I619", "H350", "J459", "J46", "S060", "Z489", "E140")


def stays_set(stays: dict[int, tuple[str, ...]], hcode: str = HCODE) -> dict[str, str]:
    """Draws a set of stays by number, each with its diagnoses, the principal one first."""
    made = {}
    for file in ("INS", "PAT", "IPD", "CHT", "CHA"):
        header, *rows = (line.strip() for line in TWO_STAYS[file].strip().splitlines())
        row = next(row for row in rows if file == "PAT" or "A1" in row)
        made[file] = "\n".join(
            [header, row] if file == "PAT" else [header, *(row.replace("A1", f"A{n}") for n in stays)]
        )
    made["CHT"] = made["CHT"].replace("1234.50", "1000.00")
    rows = [f"A{n}|{code}|{1 if at == 0 else 2}|" for n, codes in stays.items() for at, code in enumerate(codes)]
    made["IDX"] = "\n".join(["AN|DIAG|DXTYPE|DRDX", *rows])
    return {file: text.replace(HCODE, hcode) for file, text in made.items()}


def taken(home: Path, folder: Path, drawn: dict[str, str], hcode: str = HCODE) -> Loaded:
    loaded = load(home, BOOK, Intake(FORMAT, write_set(folder, drawn), hcode))
    assert isinstance(loaded, Loaded)
    return loaded


def prepared_now(home: Path) -> Path:
    batches = live_batches(home)
    assert isinstance(batches, list)
    folder = prepared(home, batches, BOOK)
    assert isinstance(folder, Path)
    return folder


def rows(path: Path, columns: str, order: str = "ALL") -> list[tuple]:
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}') ORDER BY {order}").fetchall()


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_flag_says_what_the_core_says_of_the_stays_diagnoses(tmp_path):
    chance = random.Random(7)  # noqa: S311  # no secret: drawn anew alike each time
    stays = {n: tuple(chance.sample(CODES, chance.randint(1, 4))) for n in range(60)}
    taken(tmp_path / "home", tmp_path / "set", stays_set(stays))
    folder = prepared_now(tmp_path / "home")
    sets = BOOK.all(CodeSet)
    columns = ", ".join(["principal", "others", *(f"in_{name}" for name in sets)])
    found = rows(folder / "stays.parquet", columns)
    assert len(found) == 60
    for principal, others, *flags in found:
        beside = [Icd10(code) for code in others.split("|") if code]
        assert flags == [codes.holds(Icd10(principal), beside) for codes in sets.values()]
    assert all(len({row[2 + n] for row in found}) == 2 for n in range(len(sets)))


def test_the_few_that_are_kept_apart_are_those_of_the_sets_that_are_counted(tmp_path):
    stays = {1: ("E119",), 2: ("Z489",), 3: ("I10", "E119"), 4: ("S060", "I10"), 5: ("J459",)}
    taken(tmp_path / "home", tmp_path / "set", stays_set(stays))
    folder = prepared_now(tmp_path / "home")
    sets = chronic_sets(BOOK.all(Indicator).values())
    assert {"diabetes", "hypertension"} <= set(sets)
    codes = [BOOK.all(CodeSet)[name] for name in sets]
    counted = [(main,) for main, *others in stays.values() if any(c.holds(Icd10(main), others) for c in codes)]
    assert rows(folder / "chronic.parquet", "principal") == sorted(counted)
    assert 2 <= len(counted) < 5
    columns = duckdb.read_parquet(str(folder / "chronic.parquet")).columns
    assert [name for name in columns if name.startswith("in_")] == [f"in_{name}" for name in sets]


@pytest.mark.parametrize("seed", range(3))
def test_the_newest_load_of_a_stay_wins_whatever_the_order_of_loads(tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  # no secret: drawn anew alike each time
    home = tmp_path / "home"
    newest: dict[str, dict[int, str]] = {"99001": {}, "99003": {}}
    lists = []
    for at in range(7):
        hcode = chance.choice(["99001", "99001", "99003"])
        stays = {n: (chance.choice(CODES),) for n in chance.sample(range(6), chance.randint(1, 5))}
        taken(home, tmp_path / f"set{at}", stays_set(stays, hcode), hcode)
        newest[hcode] |= {n: codes[0] for n, codes in stays.items()}
        expected = sorted((hcode, code) for hcode, stays in newest.items() for code in stays.values())
        live = live_batches(home)
        assert isinstance(live, list)
        lists.append((live, expected))
    for live, expected in lists:
        # An older list of batches means what it meant when it was the newest.
        folder = prepared(home, live, BOOK)
        assert isinstance(folder, Path)
        assert rows(folder / "stays.parquet", "hcode, principal") == expected


def test_the_same_batches_give_the_same_bytes_on_one_thread_or_many(tmp_path, monkeypatch):
    stays = {n: (CODES[n % len(CODES)], CODES[(n + 3) % len(CODES)]) for n in range(400)}
    taken(tmp_path / "home", tmp_path / "set", stays_set(stays))
    folder = prepared_now(tmp_path / "home")
    first = hashes(folder)
    assert prepared_now(tmp_path / "home") == folder
    connect = duckdb.connect
    for threads in (1, 2, 8):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        monkeypatch.setattr(duckdb, "connect", lambda config, n=threads: connect(config={**config, "threads": n}))
        assert prepared_now(tmp_path / "home") == folder
        assert hashes(folder) == first
    assert sorted(first) == ["chronic.parquet", "manifest.json", "stays.parquet"]


def test_stays_lie_by_month_and_then_in_the_one_total_order(tmp_path):
    drawn = stays_set(dict.fromkeys(range(5), ("I10",)))
    lines = drawn["IPD"].splitlines()
    lines[1] = lines[1].replace("20240304|0800|20240306", "20240104|0800|20240506")
    lines[4] = lines[4].replace("20240304|0800|20240306", "20240303|0800|20240306")
    drawn["IPD"] = "\n".join(lines)
    taken(tmp_path / "home", tmp_path / "set", drawn)
    folder = prepared_now(tmp_path / "home")
    order = duckdb.sql(f"SELECT an_order FROM read_parquet('{folder}/stays.parquet')").fetchall()
    assert order == [(4,), (2,), (3,), (5,), (1,)]


def test_another_code_set_makes_another_folder(tmp_path):
    taken(tmp_path / "home", tmp_path / "set", TWO_STAYS)
    folder = prepared_now(tmp_path / "home")
    other = tmp_path / "book"
    shutil.copytree(BOOK.root, other, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = other / "codesets" / "asthma.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("J45-J46", "J45-J47"), encoding="utf-8")
    batches = live_batches(tmp_path / "home")
    assert isinstance(batches, list)
    again = prepared(tmp_path / "home", batches, Book(other))
    assert isinstance(again, Path)
    assert again != folder


def test_a_table_that_is_not_as_it_was_made_is_named_and_nothing_is_prepared(tmp_path):
    batch = taken(tmp_path / "home", tmp_path / "set", TWO_STAYS).batch
    path = batch.table("stays")
    assert path is not None
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    batches = live_batches(tmp_path / "home")
    assert isinstance(batches, list)
    assert prepared(tmp_path / "home", batches, BOOK) == Refusal("home.damaged", {"folder": f"batches/{batch.id}"})
    path.write_bytes(content[:50])
    assert live_batches(tmp_path / "home") == Refusal("home.damaged", {"folder": f"batches/{batch.id}"})


def test_a_home_without_batches_prepares_empty_tables(tmp_path):
    assert live_batches(tmp_path) == []
    folder = prepared(tmp_path, [], BOOK)
    assert isinstance(folder, Path)
    assert rows(folder / "stays.parquet", "*") == []
    names = duckdb.read_parquet(str(folder / "stays.parquet")).columns
    assert {"hcode", "person_key", "in_diabetes"} <= set(names)


def test_a_stay_without_a_principal_diagnosis_is_kept_out(tmp_path):
    drawn = changed(stays_set({1: ("E119",), 2: ("I10",)}), "IDX", "A2|I10|1|", "A2|I10|2|")
    loaded = taken(tmp_path / "home", tmp_path / "set", drawn)
    assert loaded.batch.manifest["left_out"]["claim.no_principal"] == 1
    assert rows(prepared_now(tmp_path / "home") / "stays.parquet", "principal") == [("E119",)]
