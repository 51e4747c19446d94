"""Files that come in, through the real server and worker: checked, accepted, corrected, withdrawn, refused."""

import contextlib
import datetime
import http.client
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from web.desk_server import Desk, Person, served, set_of, wait_for, zipped
from web.small_sets import Columns, with_cell

ENDED = ("checked", "accepted", "failed", "withdrawn")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with served(tmp_path_factory.mktemp("desk") / "home") as desk:
        yield desk
        assert "Traceback" not in desk.log()


@pytest.fixture(scope="module")
def vipa(desk) -> Person:
    return desk.person("vipa")


def upload(desk: Desk, token: str) -> dict:
    names = "'state', 'failure', 'cases_new', 'cases_updated', 'batch', 'report', 'n_begun', 'sha256'"
    return desk.asked(f"result = Upload.objects.values({names}).get(token={token!r})")


def ended(desk: Desk, token: str, state: str = "checked") -> dict:
    """Waits until the worker is done with a set, and gives it; it has to have come to a state."""
    found = wait_for(lambda: row if (row := upload(desk, token))["state"] in ENDED else None, desk.log)
    assert found["state"] == state, found
    return found


def taken_in(desk: Desk, person: Person, token: str) -> dict:
    ended(desk, token)
    assert person.post(f"/intake/{token}/accept").status_code == 302
    wait_for(lambda: upload(desk, token)["state"] != "accepting", desk.log)
    return ended(desk, token, "accepted")


def counts(desk: Desk) -> list[int]:
    return desk.asked(
        "result = [each.objects.count() for each in (ClaimCase, CaseEvent, CaseDocument, CaseDeadline)]"
    )


def an_of(members: dict[str, bytes], place: int = 0) -> str:
    header, *rows = members["IPD.txt"].decode("cp874").split("\r\n")
    return rows[place].split("|")[header.split("|").index("AN")]


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_a_set_from_its_bytes_to_its_cases(desk, vipa):
    token = vipa.brought(("set.zip", zipped(set_of())))
    report = ended(desk, token)["report"]
    assert {file["file"] for file in report["files"]} >= {"IPD", "INS", "CHA"}
    page = vipa.get(f"/intake/{token}")
    assert page.status_code == 200
    assert "The set is sound" in text_of(page)
    assert vipa.get(f"/intake/{token}/job").status_code == 204
    row = taken_in(desk, vipa, token)
    assert (row["cases_new"], row["cases_updated"]) == (40, 0)
    assert row["batch"].startswith("99001/0001-")
    assert counts(desk)[:2] == [40, 80]
    # The second click, and a third by somebody else, change nothing.
    for person in (vipa, desk.person("officer1")):
        assert person.post(f"/intake/{token}/accept").status_code == 302
    assert upload(desk, token)["state"] == "accepted"
    assert counts(desk)[:2] == [40, 80]
    # The bytes lie in the batch now, and not a second time.
    left = {path.name for path in (desk.home / "uploads" / "sets" / token).iterdir()}
    assert left == {"findings.parquet", "fix_list.xlsx"}
    assert list((desk.home / "uploads" / "coming").iterdir()) == []


def test_the_same_bytes_again_make_nothing_new(desk, vipa):
    before = counts(desk)
    token = vipa.brought(("again.zip", zipped(set_of())))
    row = taken_in(desk, vipa, token)
    assert (row["cases_new"], row["cases_updated"]) == (0, 0)
    assert counts(desk) == before
    assert len(list((desk.home / "batches" / "99001").glob("0*"))) == 1


def test_a_corrected_set_mends_what_was_found_and_moves_a_discharge(desk, vipa):
    an = an_of(set_of(), 3)
    faulty = set_of(change=lambda columns: with_cell(columns, "CHT", "TOTAL", an, "1.00"))
    token = vipa.brought(*faulty.items())
    report = ended(desk, token)["report"]
    assert report["findings"]["by_code"]["claim.charge_total"] == 1
    page = text_of(vipa.get(f"/intake/{token}?code=claim.charge_total"))
    assert re.search(r"CHT line \d+", page), page[-3000:]
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(vipa.get(f"/intake/{token}/fix-list").content))
    cells = [
        cell
        for name in workbook.sheet_names
        for row in workbook.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert "CHT" in cells
    assert any("HN" in str(cell) or "ผู้ป่วย" in str(cell) for cell in cells)
    taken_in(desk, vipa, token)
    states = f"result = list(CaseFinding.objects.filter(case__number={an!r}).values_list('code', 'state'))"
    assert desk.asked(states) == [["claim.charge_total", "open"]]
    day = desk.asked(f"result = ClaimCase.objects.get(number={an!r}).discharged_at.date()")
    later = datetime.date.fromisoformat(day)

    def corrected(columns: Columns) -> Columns:
        return with_cell(with_cell(columns, "IPD", "DATEDSC", an, f"{later:%Y%m%d}"), "IPD", "TIMEDSC", an, "2358")

    row = taken_in(desk, vipa, vipa.brought(("set.zip", zipped(set_of(change=corrected)))))
    assert (row["cases_new"], row["cases_updated"]) == (0, 1)
    assert desk.asked(states) == [["claim.charge_total", "mended"]]
    events = f"result = list(CaseEvent.objects.filter(case__number={an!r}).values_list('kind', 'supersedes'))"
    assert desk.asked(events) == [["admitted", None], ["discharged", None], ["discharged", 2]]
    # The older bytes once more: a later set has spoken since, and the page says so.
    token = vipa.brought(*faulty.items())
    assert taken_in(desk, vipa, token)["failure"]["code"] == "load.replaced_since"
    assert desk.asked(events)[-1] == ["discharged", 2]
    assert "replaced some of it since" in text_of(vipa.get(f"/intake/{token}"))


def test_the_register_gives_weights(desk, vipa):
    assert desk.asked("result = ClaimCase.objects.filter(rw_e4__isnull=False).count()") == 0
    token = vipa.brought(("F43.zip", zipped(set_of("moph43"))), format="moph43")
    row = taken_in(desk, vipa, token)
    assert row["cases_updated"] == desk.asked("result = ClaimCase.objects.filter(rw_e4__isnull=False).count()") > 0


class TestWithdrawing:
    """A set that is taken back."""

    def is_gone(self, desk: Desk, token: str) -> bool:
        return not (desk.home / "uploads" / "sets" / token).exists()

    def test_before_it_is_taken_in_leaves_a_line_and_no_byte(self, desk, vipa):
        token = vipa.brought(("set.zip", zipped(set_of())))
        ended(desk, token)
        assert vipa.post(f"/intake/{token}/withdraw").status_code == 302
        assert upload(desk, token)["state"] == "withdrawn"
        assert self.is_gone(desk, token)
        assert vipa.get(f"/intake/{token}").status_code == 200
        # Somebody's old page still has the button.
        vipa.post(f"/intake/{token}/accept")
        assert "can no longer be taken in" in text_of(vipa.get("/intake"))

    def test_while_it_is_checked(self, desk, vipa):
        token = vipa.brought(("set.zip", zipped(set_of())))
        assert vipa.post(f"/intake/{token}/withdraw").status_code == 302
        wait_for(lambda: self.is_gone(desk, token), desk.log)
        assert upload(desk, token)["state"] == "withdrawn"

    def test_after_it_was_taken_in_is_refused_with_what_to_do(self, desk, vipa):
        before = counts(desk)
        token = vipa.brought(("set.zip", zipped(set_of())))
        taken_in(desk, vipa, token)
        vipa.post(f"/intake/{token}/withdraw")
        assert upload(desk, token)["state"] == "accepted"
        assert "load a corrected set in its place" in text_of(vipa.get("/intake"))
        assert counts(desk) == before


def a_bomb() -> bytes:
    packed = io.BytesIO()
    archive = zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("IPD.txt", "w", force_zip64=True) as member:
        for _ in range(100):
            member.write(bytes(1_000_000))
    return packed.getvalue()


NO_SETS = {
    "nothing": ([], "No file came"),
    "an empty file": ([("set.zip", b"")], "The files are empty"),
    "a picture": ([("set.zip", b"\x89PNG\r\n\x1a\n" + bytes(100))], "no zip file that can be opened"),
    "a zip cut short": ([("set.zip", zipped({"IPD.txt": bytes(range(256)) * 99})[:-40])], "no zip file"),
    "a program": ([("IPD.txt", b"MZ\x90\x00" + bytes(100))], "not what its name says"),
    "a workbook": ([("IPD.xlsx", zipped({"a": b"a"}))], "none of zip, TXT, CSV or DBF"),
    "a zip called text": ([("IPD.txt", zipped({"a": b"a"}))], "not what its name says"),
    "one name twice": ([("IPD.txt", b"HN|AN\r\n"), ("ipd.TXT", b"HN|AN\r\n")], "a set has each once"),
    "too many files": ([(f"f{n}.txt", b"a") for n in range(61)], "at most 60 files"),
}


@pytest.mark.parametrize("what", NO_SETS)
def test_what_can_be_no_set_is_refused_with_a_sentence_and_leaves_nothing(what, desk, vipa):
    files, sentence = NO_SETS[what]
    before = desk.asked("result = Upload.objects.count()")
    answer = vipa.bring(*files) if files else vipa.post("/intake/upload", {"format": "eclaim16"})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert desk.asked("result = Upload.objects.count()") == before
    assert list((desk.home / "uploads" / "coming").iterdir()) == []


def another_hospitals() -> bytes:
    members = set_of()
    return zipped({name: content.replace(b"99001", b"99002") for name, content in members.items()})


def escaping() -> bytes:
    return zipped({**{f"../../../{name}": content for name, content in set_of().items()}, "/etc/passwd": b"x"})


UNREADABLE = {
    "a zip bomb": (a_bomb, "unreadable"),
    "a zip that leads out of its folder": (escaping, "unreadable"),
    "another hospital's set": (another_hospitals, "another_hospital"),
    "a zip of holiday notes": (lambda: zipped({"notes.txt": b"sea"}), "unreadable"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_set_that_cannot_be_taken_says_why_and_can_be_withdrawn(what, desk, vipa):
    make, code = UNREADABLE[what]
    batches = sorted((desk.home / "batches" / "99001").iterdir())
    before = counts(desk)
    token = vipa.brought(("set.zip", make()))
    assert ended(desk, token, "failed")["failure"]["code"] == code
    page = text_of(vipa.get(f"/intake/{token}"))
    assert "cannot be read" in page or "rows of another hospital" in page
    vipa.post(f"/intake/{token}/accept")
    assert upload(desk, token)["state"] == "failed"
    vipa.post(f"/intake/{token}/withdraw")
    assert not (desk.home / "uploads" / "sets" / token).exists()
    assert sorted((desk.home / "batches" / "99001").iterdir()) == batches
    assert counts(desk) == before


def peak_kib(desk: Desk) -> int:
    lines = [
        line
        for pid in desk.children("web")
        for line in Path(f"/proc/{pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return max(int(line.split()[1]) for line in lines)


@pytest.mark.parametrize("who", ["vipa", None])
def test_300_megabytes_are_refused_without_being_kept(who, desk):
    """Told with a sentence in an answer, though bytes are still on their way; of a stranger not even asked for."""
    person = desk.person(who) if who else desk.stranger()
    person.get("/account/login/" if who is None else "/intake")
    token = person.session.cookies.get("csrftoken")
    before = peak_kib(desk)
    boundary = "x" * 40
    size = 300 * 1024 * 1024
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="format"\r\n\r\neclaim16\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.zip"\r\n\r\n'
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.session.cookies)
    headers = {
        "Cookie": cookies, "Content-Type": f"multipart/form-data; boundary={boundary}", "Origin": desk.url,
        "Content-Length": str(len(head) + size + len(tail)), "Referer": desk.url,
    }  # fmt: skip
    kept: list[int] = []

    def body() -> Iterator[bytes]:
        yield head
        for n in range(300):
            yield bytes(1024 * 1024)
            if n % 50 == 0:
                kept.extend(path.stat().st_size for path in (desk.home / "uploads" / "coming").iterdir())
        yield tail

    with contextlib.closing(http.client.HTTPConnection(desk.url.removeprefix("http://"), timeout=120)) as line:
        line.request("POST", "/intake/upload", body(), headers)
        answer = line.getresponse()
        text = answer.read().decode().replace("\u00a0", " ")
    assert answer.status == (422 if who else 403), text[:2000]
    assert ("The set is larger than 200 MB" in text) == bool(who)
    assert sum(kept) == 0
    assert peak_kib(desk) - before < 20 * 1024


def test_another_hospitals_officer_and_a_nurse_find_no_set(desk, vipa):
    token = vipa.brought(("set.zip", zipped(set_of())))
    ended(desk, token)
    for name in ("elsewhere", "malee"):
        person = desk.person(name)
        for path in ("", "/job", "/fix-list"):
            assert person.get(f"/intake/{token}{path}").status_code == 404
        for path in ("/accept", "/withdraw"):
            assert person.post(f"/intake/{token}{path}").status_code == 404
    assert upload(desk, token)["state"] == "checked"


def test_a_full_disk_is_said_and_leaves_nothing(desk, vipa):
    """Stands for a disk that takes no more: a folder where nothing can be made."""
    sets, aside = desk.home / "uploads" / "sets", desk.home / "uploads" / "aside"
    before = desk.asked("result = Upload.objects.count()")
    sets.rename(aside)
    sets.write_bytes(b"")
    try:
        answer = vipa.bring(("set.zip", zipped(set_of())))
    finally:
        sets.unlink()
        aside.rename(sets)
    assert answer.status_code == 422
    assert "its disk takes no more" in text_of(answer)
    assert desk.asked("result = Upload.objects.count()") == before
