"""The home's key and the keyed hashes: HMAC as everybody makes it, one key whoever comes first, nothing shown."""

import hmac
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.core.findings import Refusal
from sitthi.pipeline.keys import PersonKey, keyed, lay_key, person_key

KEY = PersonKey(bytes(range(32)))


@given(st.lists(st.text(max_size=200).filter(lambda text: "\0" not in text), min_size=1, max_size=5))
def test_a_keyed_hash_is_the_first_eight_bytes_of_hmac_sha256(texts):
    connection = duckdb.connect()
    lay_key(connection, KEY)
    hashes = connection.execute(
        f"SELECT {keyed('stay', 'text')} FROM (SELECT unnest(?::VARCHAR[]) AS text)", [texts]
    ).fetchall()
    for text, (number,) in zip(texts, hashes, strict=True):
        digest = hmac.digest(KEY.secret, f"stay|{text}".encode(), "sha256")
        assert number == int.from_bytes(digest[:8], "big", signed=True)


def test_a_missing_number_has_no_hash():
    connection = duckdb.connect()
    lay_key(connection, KEY)
    assert connection.execute(f"SELECT {keyed('stay', 'NULL::VARCHAR')}").fetchone() == (None,)


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    first = person_key(tmp_path)
    assert isinstance(first, PersonKey)
    assert person_key(tmp_path) == first
    assert len(first.secret) == 32
    if os.name == "posix":
        assert (tmp_path / "keys" / "person.key").stat().st_mode & 0o777 == 0o600
    assert person_key(tmp_path / "elsewhere") != first


def test_the_key_shows_itself_to_nobody():
    assert KEY.secret.hex() not in repr(KEY) + str(KEY)
    assert KEY.fingerprint not in KEY.secret.hex()
    assert PersonKey(bytes(32)).fingerprint != KEY.fingerprint


def test_a_region_hands_its_key_down(tmp_path):
    handed = tmp_path / "region.key"
    handed.write_text("ab" * 32 + "\n")
    assert person_key(tmp_path / "home", handed) == PersonKey(b"\xab" * 32)
    assert person_key(tmp_path / "home", handed) == person_key(tmp_path / "home")


def test_another_key_than_the_homes_is_refused_and_changes_nothing(tmp_path):
    kept = person_key(tmp_path)
    handed = tmp_path / "region.key"
    handed.write_text("ab" * 32)
    refusal = person_key(tmp_path, handed)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "key.differs"
    assert refusal.detail["kept"] == kept.fingerprint
    assert person_key(tmp_path) == kept


@pytest.mark.parametrize("content", [b"", b"ab" * 31, b"zz" * 32, b"ab" * 33, b"\xff\xfe" * 40])
def test_what_is_no_key_is_refused_without_showing_it(tmp_path, content):
    handed = tmp_path / "region.key"
    handed.write_bytes(content)
    refusal = person_key(tmp_path / "home", handed)
    assert refusal == Refusal("key.unreadable", {"file": "region.key"})
    assert not (tmp_path / "home" / "keys" / "person.key").exists()


def test_processes_that_come_at_once_get_one_key(tmp_path):
    code = (
        "import sys; from pathlib import Path; from sitthi.pipeline.keys import person_key;"
        "sys.stdin.read(); print(person_key(Path(sys.argv[1])).fingerprint)"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    for racer in racers:
        racer.stdin.close()
    prints = {racer.stdout.read() for racer in racers}
    for racer in racers:
        racer.stdout.close()
        assert racer.wait() == 0
    assert len(prints) == 1
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [".lock", "person.key"]
    assert Path(tmp_path / "keys" / "person.key").read_text().strip()
