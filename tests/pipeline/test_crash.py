"""Killed at any moment, a load or run leaves the old state or the new; of two loads none makes the other wrong."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.drawn_sets import HCODE, TWO_STAYS, changed, write_set
from pipeline.made_home import POPULATION, region
from sitthi.book import Book
from sitthi.core.findings import Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.intake import Intake, Loaded, load
from sitthi.pipeline.lock import held
from sitthi.pipeline.store import Batch, batches_of

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks and kills as POSIX does")

N_STAYS = 500
MOMENTS = 25
BOOK = Book()
FORMAT = BOOK.all(FileFormat)["eclaim16"]


def many_stays() -> dict[str, str]:
    """Gives a set of as many stays as a load needs some time for, all of them like the first of two."""
    made = {}
    for file, drawn in TWO_STAYS.items():
        header, *rows = (line.strip() for line in drawn.strip().splitlines())
        if file == "PAT":
            made[file] = "\n".join([header, rows[0]])
        elif mine := [row for row in rows if "A1" in row]:
            made[file] = "\n".join([header, *(row.replace("A1", f"B{n}") for n in range(N_STAYS) for row in mine)])
    return made


@pytest.fixture(scope="module")
def loads() -> Any:
    """Is the process that loads in children of its own and kills them: `loads(home=..., set=..., delay=...)`."""
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("killed_loads.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    def call(**order: Any) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"hospital": HCODE, **order}, default=str) + "\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer

    yield call
    process.stdin.close()
    process.stdout.close()
    assert process.wait(timeout=20) == 0


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Is a home with one batch, and the sets that a second one comes from beside it."""
    folder = tmp_path_factory.mktemp("crash")
    write_set(folder / "many", many_stays())
    write_set(folder / "few", changed(TWO_STAYS, "IDX", "J459", "J450"))
    first = load(folder / "home", BOOK, Intake(FORMAT, write_set(folder / "first", TWO_STAYS), HCODE))
    assert isinstance(first, Loaded)
    return folder


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_whole(batch: Batch) -> bool:
    """Tells whether every table of a batch is the one its manifest speaks of, and every file of it can be read."""
    for name, told in batch.manifest["tables"].items():
        if hash_of(batch.folder / name) != told["sha256"]:
            return False
    records = {f"{file['file']}.parquet" for file in batch.manifest["files"]}
    landed = {file["member"]: file["sha256"] for file in batch.manifest["files"]}
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (batch.folder / "landed").iterdir()
    }
    return landed == there and all(
        duckdb.read_parquet(str(batch.folder / "records" / file)).count("*").fetchall() for file in records
    )


def parts(home: Path) -> list[str]:
    return [path.name for path in home.rglob("*.part")]


def check_after_kill(home: Path, source: Path, n_stays: int, loads: Callable[..., dict[str, Any]]) -> int:
    """Looks at the home that a killed load left, then loads again; tells how many batches it had found."""
    batches = batches_of(home, HCODE)
    assert isinstance(batches, list)
    assert [batch.number for batch in batches] in ([1], [1, 2])
    assert all(map(is_whole, batches))
    n_found = len(batches)
    assert loads(home=home, set=source)["exit"] == 0
    batches = batches_of(home, HCODE)
    assert isinstance(batches, list)
    assert [batch.number for batch in batches] == [1, 2]
    assert all(map(is_whole, batches))
    assert batches[1].manifest["records"]["stays"] == n_stays
    assert parts(home) == []
    return n_found


def test_killed_at_many_moments_a_load_leaves_the_old_state_or_the_new(old, tmp_path, loads):
    shutil.copytree(old / "home", tmp_path / "timed")
    took = loads(home=tmp_path / "timed", set=old / "many")["took"]
    found = []
    for n in range(MOMENTS):
        home = tmp_path / f"home{n}"
        shutil.copytree(old / "home", home)
        # A little beyond the end, so that the last kills meet the rename and what follows it.
        ended = loads(home=home, set=old / "many", delay=took * 1.1 * n / (MOMENTS - 1))
        assert ended["exit"] in (-9, 0)
        found.append(check_after_kill(home, old / "many", N_STAYS, loads))
    assert 1 in found


def test_killed_before_every_step_towards_the_disk_a_load_leaves_the_old_state_or_the_new(old, tmp_path, loads):
    shutil.copytree(old / "home", tmp_path / "counted")
    n_steps = loads(home=tmp_path / "counted", set=old / "few", count=str(tmp_path / "steps"))["steps"]
    assert n_steps > 40
    found = []
    # One in eight of the many that write tables, and every one around the rename.
    for step in [*range(1, n_steps - 6, 8), *range(n_steps - 6, n_steps + 1)]:
        home = tmp_path / f"home{step}"
        shutil.copytree(old / "home", home)
        assert loads(home=home, set=old / "few", step=step)["exit"] == -9
        found.append(check_after_kill(home, old / "few", 2, loads))
    # Old until the rename, new after it, and both were met.
    assert found == sorted(found)
    assert set(found) == {1, 2}


@pytest.fixture(scope="module")
def region_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Is a home that a run can be made from, and none was."""
    home = tmp_path_factory.mktemp("runs") / "home"
    region(home)
    people = home.parent / "people.csv"
    people.write_text("\n".join([*POPULATION, ""]), encoding="utf-8")
    words = [sys.executable, "-m", "sitthi", "population", "load", people]
    subprocess.run(words, env={**os.environ, "SITTHI_HOME": str(home)}, check=True, capture_output=True)
    return home


def files_of(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): hash_of(p) for p in folder.rglob("*") if p.is_file()}


def check_run_after_kill(home: Path, whole: dict[str, str], loads: Callable[..., dict[str, Any]]) -> bool:
    """Looks at what a killed run left, then runs again; tells whether the run was there already."""
    found = {entry.name for entry in (home / "runs").glob("*") if not entry.name.startswith(".")}
    before = {name: files_of(home / "runs" / name) for name in found}
    assert all({f"{name}/{file}": of for file, of in files.items()} == whole for name, files in before.items())
    for entry in (home / "records").glob("[0-9a-f]*"):
        assert (entry / "manifest.json").exists()
    assert loads(home=home)["exit"] == 0
    assert files_of(home / "runs") == whole
    assert parts(home) == []
    return bool(found)


def test_killed_before_any_step_towards_the_disk_a_run_leaves_none_or_a_whole_one(region_home, tmp_path, loads):
    shutil.copytree(region_home, tmp_path / "whole")
    n_steps = loads(home=tmp_path / "whole", count=str(tmp_path / "steps"))["steps"]
    whole = files_of(tmp_path / "whole" / "runs")
    assert n_steps > 15
    found = []
    for step in [*range(1, n_steps - 4, 3), *range(n_steps - 4, n_steps + 1)]:
        home = tmp_path / f"home{step}"
        shutil.copytree(region_home, home)
        assert loads(home=home, step=step)["exit"] == -9
        found.append(check_run_after_kill(home, whole, loads))
    assert found == sorted(found)
    assert set(found) == {False, True}


def test_killed_at_many_moments_a_run_leaves_none_or_a_whole_one(region_home, tmp_path, loads):
    shutil.copytree(region_home, tmp_path / "timed")
    took = loads(home=tmp_path / "timed")["took"]
    whole = files_of(tmp_path / "timed" / "runs")
    found = []
    for n in range(8):
        home = tmp_path / f"home{n}"
        shutil.copytree(region_home, home)
        ended = loads(home=home, delay=took * 1.1 * (n + 1) / 8)
        assert ended["exit"] in (-9, 0)
        found.append(check_run_after_kill(home, whole, loads))
    assert False in found


def test_what_a_killed_load_left_is_removed_whatever_comes_next(old, tmp_path, loads):
    home = tmp_path / "home"
    shutil.copytree(old / "home", home)
    assert loads(home=home, set=old / "many", step=25)["exit"] == -9
    assert parts(home) != []
    assert loads(home=home, set=old / "few")["exit"] == 0
    assert parts(home) == []


def test_a_load_beside_another_of_the_hospital_is_refused_plainly(tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    home = tmp_path / "home"
    with held(home / "batches" / HCODE / ".lock") as is_ours:
        assert is_ours
        refusal = load(home, BOOK, Intake(FORMAT, source, HCODE))
        assert refusal == Refusal("load.running", {"hospital": HCODE})
        elsewhere = write_set(tmp_path / "there", {f: t.replace(HCODE, "99003") for f, t in TWO_STAYS.items()})
        assert isinstance(load(home, BOOK, Intake(FORMAT, elsewhere, "99003")), Loaded)
    assert isinstance(load(home, BOOK, Intake(FORMAT, source, HCODE)), Loaded)


def test_loads_that_come_at_once_make_one_batch_a_hospital(tmp_path):
    home = tmp_path / "home"
    sets = {
        hcode: write_set(tmp_path / hcode, {f: t.replace(HCODE, hcode) for f, t in TWO_STAYS.items()})
        for hcode in ("99001", "99003")
    }
    environment = {**os.environ, "SITTHI_HOME": str(home)}
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "sitthi", "load", "eclaim16", path, "--hospital", hcode, "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )
        for hcode, path in sets.items()
        for _ in range(3)
    ]  # fmt: skip
    answers = [(json.loads(racer.communicate(timeout=120)[0]), racer.returncode) for racer in racers]
    for (answer, code), hcode in zip(answers, ["99001"] * 3 + ["99003"] * 3, strict=True):
        assert (code, answer.get("error", {}).get("code")) in ((0, None), (12, "load.running"))
        assert code == 12 or answer["hospital"] == hcode
    for hcode in sets:
        new = [answer["new"] for answer, code in answers if code == 0 and answer["hospital"] == hcode]
        assert new.count(True) == 1
        batches = batches_of(home, hcode)
        assert isinstance(batches, list)
        assert len(batches) == 1
        assert is_whole(batches[0])
    assert parts(home) == []
