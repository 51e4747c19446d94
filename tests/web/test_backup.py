"""A home copied while people work in it, and laid out anew: the same rows and bytes, and one signs in there."""

import hashlib
import json
import stat
import threading
import zipfile
from pathlib import Path

import psycopg
import pytest

from web.desk_server import Desk, Person, database, lay, served, set_of, wait_for, zipped

N = 60


def taken_in(desk: Desk, person: Person, content: bytes) -> None:
    token = person.brought(("set.zip", content))
    state = f"result = Upload.objects.get(token={token!r}).state"
    wait_for(lambda: desk.asked(state) == "checked", desk.log)
    person.post(f"/intake/{token}/accept")
    wait_for(lambda: desk.asked(state) == "accepted", desk.log)


def note_on_every_case(desk: Desk, stop: threading.Event, noted: list[str]) -> threading.Thread:
    """Writes one note after the other, until it is stopped."""
    person = desk.person("officer1")
    tokens = desk.asked("result = list(ClaimCase.objects.values_list('token', flat=True))")
    seen = dict(desk.asked("result = list(ClaimCase.objects.values_list('token', 'n_events'))"))

    def write() -> None:
        while not stop.is_set():
            token = tokens[len(noted) % len(tokens)]
            answer = person.post(
                f"/cases/{token}/act", {"kind": "noted", "reason": f"n{len(noted)}", "seen": seen[token]}
            )
            assert answer.status_code == 302, answer.text[-2000:]
            seen[token] += 1
            noted.append(token)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def hashes(home: Path, *folders: str) -> dict[str, str]:
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted((home / folder).rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(home).parts)
    }


WHOLE = """
from django.db.models import Count, F
events = CaseEvent.objects.filter(kind='noted').count()
torn = ClaimCase.objects.annotate(n=Count('events')).exclude(n=F('n_events')).count()
result = {'cases': ClaimCase.objects.count(), 'notes': events, 'torn': torn, 'people': User.objects.count()}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request) -> list[dict[str, str]]:
    """Is the database of the home that is copied, and an empty one for the copy."""
    if request.param == "sqlite":
        return [{}, {}]
    server = request.getfixturevalue("postgresql_url")
    made = []
    with psycopg.connect(server, autocommit=True) as connection:
        for name in ("backup_from", "backup_to"):
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
            made.append({"DATABASE_URL": server.rpartition("/")[0] + f"/{name}"})
    return made


def test_a_copy_made_while_people_write_is_whole_and_serves(urls, tmp_path, sitthi):
    home, anew, out = tmp_path / "office", tmp_path / "anew", tmp_path / "copies" / "monday.zip"
    with served(home, **urls[0]) as desk:
        taken_in(desk, desk.person("vipa"), zipped(set_of(n_stays=N)))
        stop, noted = threading.Event(), []
        writer = note_on_every_case(desk, stop, noted)
        wait_for(lambda: len(noted) > 5)
        before = len(noted)
        ran = sitthi("backup", out, "--home", home, **urls[0])
        after = len(noted)
        wait_for(lambda: len(noted) > after + 3)
        stop.set()
        writer.join()
    assert ran.exit == 0, ran.err
    assert ran.data["holds_keys"] is True
    assert ran.data["database"] == ("postgresql" if urls[0] else "sqlite")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [path.name for path in out.parent.iterdir()] == ["monday.zip"]

    laid = sitthi("restore", out, "--home", anew, **urls[1])
    assert laid.exit == 0, laid.err + laid.out
    assert laid.data["files"] == ran.data["files"]
    folders = ("batches", "keys", "uploads/sets")
    assert hashes(anew, *folders) == hashes(home, *folders)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (anew / "keys").iterdir()} == {0o600}
    assert stat.S_IMODE(anew.stat().st_mode) == 0o700
    with served(anew, is_laid=True, **urls[1]) as desk:
        found = desk.asked(WHOLE)
        assert found == {"cases": N, "notes": found["notes"], "torn": 0, "people": 11}
        assert before <= found["notes"] <= after + 1
        vipa = desk.person("vipa")
        token = desk.asked("result = ClaimCase.objects.first().token")
        assert vipa.get(f"/cases/{token}").status_code == 200
        # The same set again is known there: the key that batches are made under came along.
        taken_in(desk, vipa, zipped(set_of(n_stays=N)))
        assert desk.asked(WHOLE)["cases"] == N
        assert len(list((anew / "batches" / "99001").glob("0*"))) == 1

    again = sitthi("restore", out, "--home", anew, **urls[1])
    assert (again.exit, again.data["error"]["code"]) == (12, "restore.not_empty")
    if urls[1]:
        full = sitthi("restore", out, "--home", tmp_path / "third", **urls[1])
        assert (full.exit, full.data["error"]["code"]) == (12, "restore.database_not_empty")
        assert not (tmp_path / "third").exists()


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("office") / "home"
    lay(home)
    return home


@pytest.fixture
def copy(office, tmp_path, sitthi) -> Path:
    out = tmp_path / "copy.zip"
    assert sitthi("backup", out, "--home", office).exit == 0
    return out


def code_of(ran) -> tuple[int, str]:
    return ran.exit, ran.data["error"]["code"]


def test_a_copy_is_not_written_over_another_nor_into_what_it_copies(office, copy, sitthi):
    kept = copy.read_bytes()
    assert code_of(sitthi("backup", copy, "--home", office)) == (12, "backup.exists")
    assert copy.read_bytes() == kept
    assert code_of(sitthi("backup", office / "copy.zip", "--home", office)) == (12, "backup.inside")
    assert not (office / "copy.zip").exists()


def test_of_a_home_that_is_not_there_nothing_is_copied(tmp_path, sitthi):
    assert code_of(sitthi("backup", tmp_path / "a.zip", "--home", tmp_path / "none")) == (12, "backup.nothing")
    assert not (tmp_path / "none").exists()
    assert not (tmp_path / "a.zip").exists()


def spoilt(copy: Path, how: str) -> None:
    """Spoils a copy as disks and people do."""
    content = bytearray(copy.read_bytes())
    with zipfile.ZipFile(copy) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
        start = archive.getinfo("database").header_offset
    manifest = json.loads(members["manifest.json"])
    match how:
        case "cut short":
            copy.write_bytes(content[: len(content) // 2])
            return
        case "one byte flipped":
            content[start + 2000] ^= 1
            copy.write_bytes(content)
            return
        case "no zip":
            copy.write_bytes(b"x" * 100)
            return
        case "a file exchanged":
            members["home/keys/web.secret"] = b"another"
        case "a file missing":
            del members["home/keys/web.secret"]
        case "a name that leads elsewhere":
            manifest["files"]["home/../../escaped"] = {"bytes": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
            members["home/../../escaped"] = b"x"
        case "no manifest":
            del members["manifest.json"]
    if "manifest.json" in members:
        members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)


@pytest.mark.parametrize(
    "how",
    ["cut short", "one byte flipped", "no zip", "a file exchanged", "a file missing",
     "a name that leads elsewhere", "no manifest"],
)  # fmt: skip
def test_a_damaged_copy_is_refused_and_nothing_is_laid_out(how, copy, tmp_path, sitthi):
    spoilt(copy, how)
    before = set(tmp_path.iterdir())
    assert code_of(sitthi("restore", copy, "--home", tmp_path / "anew")) == (11, "restore.damaged")
    assert set(tmp_path.iterdir()) == before


def test_a_copy_of_one_kind_of_database_is_not_laid_into_another(copy, tmp_path, sitthi):
    ran = sitthi("restore", copy, "--home", tmp_path / "anew", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert code_of(ran) == (12, "restore.other_database")
    assert not (tmp_path / "anew").exists()


def test_a_newer_programs_copy_says_so(copy, tmp_path, sitthi):
    with zipfile.ZipFile(copy) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), "shape": 2}).encode()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    assert code_of(sitthi("restore", copy, "--home", tmp_path / "anew")) == (11, "restore.newer")


def test_people_read_it_in_their_language(office, copy, tmp_path, sitthi):
    told = sitthi("restore", copy, "--home", tmp_path / "anew", "--lang", "th", human=True)
    assert told.exit == 0
    assert "กู้ลงที่" in told.out
    with database(tmp_path / "anew") as anew, database(office) as old:
        kinds = "(User, Organisation, Membership, FlowEdition)"
        count = f"result = {{kind.__name__: kind.objects.count() for kind in {kinds}}}"
        assert anew.asked(count) == old.asked(count)
