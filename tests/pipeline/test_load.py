"""A set taken in: what becomes a record, what stays out, what a second load does."""

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from formats import made_sets
from pipeline.drawn_sets import HCODE, SOUND_IDS, TWO_STAYS, changed, write_set, zip_set
from sitthi.book import Book
from sitthi.core.findings import Blocked, Refusal
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.counting_on import counting_on_now
from sitthi.pipeline.intake import Intake, Loaded, load
from sitthi.pipeline.numbers import IDENTIFYING
from sitthi.pipeline.store import batches_of, live_batches

BOOK = Book()
FORMAT = BOOK.all(FileFormat)["eclaim16"]


def taken(home: Path, path: Path, **asked) -> Loaded | Refusal | Blocked:
    asked.setdefault("hcode", HCODE)
    return load(home, BOOK, Intake(asked.pop("format", FORMAT), path, **asked))


def rows(path: Path, columns: str = "*", order: str = "ALL") -> list[tuple]:
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}') ORDER BY {order}").fetchall()


def tree(folder: Path) -> dict[str, str]:
    """Gives every file below a folder with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_set_becomes_stays_with_what_its_files_say(tmp_path):
    loaded = taken(tmp_path / "home", write_set(tmp_path / "set", TWO_STAYS))
    assert loaded.new
    stays = rows(
        loaded.batch.table("stays"),
        "hcode, hospmain, inscl, sex, age, strftime(admitted_at, '%Y-%m-%d %H:%M'), los, discharge_status, "
        "is_alive, transferred_out, transferred_in, principal, others, charge_satang, month, has_cid",
        "an_order",
    )
    assert stays == [
        # Two days and seven hours: a third day is begun by more than six of them.
        ("99001", "99001", "UCS", "1", 63, "2024-03-04 08:00", 3, "2", True, False, True, "E119", "|I10|N183|",
         123450, 2024 * 12 + 2, True),
        ("99001", "99002", "UCS", "2", 43, "2024-04-01 10:00", 0, "1", True, True, False, "J459", "|",
         80000, 2024 * 12 + 3, True),
    ]  # fmt: skip
    assert loaded.batch.manifest["records"] == {
        "INS": 3, "PAT": 2, "OPD": 1, "ODX": 1, "IPD": 2, "IRF": 1, "IDX": 4, "CHT": 3, "CHA": 4,
        "stays": 2, "diagnoses": 4,
    }  # fmt: skip


def test_the_bytes_that_came_lie_there_unchanged(tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    batch = taken(tmp_path / "home", source).batch
    assert tree(batch.folder / "landed") == tree(source)
    assert {file["member"]: file["sha256"] for file in batch.manifest["files"]} == tree(source)


def test_a_zip_is_the_same_set_as_its_folder(tmp_path):
    folder = taken(tmp_path / "home", write_set(tmp_path / "set", TWO_STAYS))
    packed = taken(tmp_path / "home", zip_set(tmp_path / "set.zip", TWO_STAYS))
    assert packed.batch.id == folder.batch.id
    assert not packed.new


def test_the_same_bytes_again_change_nothing(tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    first = taken(tmp_path / "home", source)
    before = tree(tmp_path / "home")
    again = taken(tmp_path / "home", source)
    assert (again.new, again.batch.id) == (False, first.batch.id)
    assert tree(tmp_path / "home") == before


def test_no_number_and_no_name_of_a_person_is_in_the_records(tmp_path):
    batch = taken(tmp_path / "home", write_set(tmp_path / "set", TWO_STAYS)).batch
    secrets = {"A1", "A2", "V1", "ทดสอบ", "หนึ่ง", "สอง", *SOUND_IDS}
    open_tables = [*batch.folder.glob("*.parquet"), *(batch.folder / "records").glob("*.parquet")]
    assert len(open_tables) == 13
    for path in open_tables:
        for row in rows(path):
            assert secrets.isdisjoint(map(str, row)), path
    assert "ทดสอบ" not in (batch.folder / "manifest.json").read_text(encoding="utf-8")


def test_whose_a_key_is_stands_in_the_identity_tables_alone(tmp_path):
    batch = taken(tmp_path / "home", write_set(tmp_path / "set", TWO_STAYS)).batch
    persons = rows(batch.folder / "identity" / "persons.parquet", "hn, cid, title, first_name, last_name", "hn")
    assert persons == [("1", SOUND_IDS[0], "นาย", "ทดสอบ", "หนึ่ง"), ("2", SOUND_IDS[1], "นาง", "ทดสอบ", "สอง")]
    named = duckdb.sql(
        f"SELECT an, principal FROM read_parquet('{batch.folder}/identity/stays.parquet') "
        f"JOIN read_parquet('{batch.table('stays')}') USING (stay_key) ORDER BY an"
    ).fetchall()
    assert named == [("A1", "E119"), ("A2", "J459")]
    assert [seq for (seq,) in rows(batch.folder / "identity" / "visits.parquet", "seq")] == ["V1"]


def test_without_identity_neither_the_tables_nor_the_bytes_stay(tmp_path):
    source = write_set(tmp_path / "set", TWO_STAYS)
    batch = taken(tmp_path / "home", source, with_identity=False).batch
    assert sorted(path.name for path in batch.folder.iterdir() if path.is_dir()) == ["records"]
    for path in batch.folder.rglob("*"):
        assert not path.is_file() or "ทดสอบ".encode("cp874") not in path.read_bytes()
    assert batch.manifest["identity"] is False
    assert len(rows(batch.table("stays"))) == 2


def test_identity_that_is_asked_for_later_is_made_and_takes_nothing_else_away(tmp_path):
    home = tmp_path / "home"
    source = write_set(tmp_path / "set", TWO_STAYS)
    first = taken(home, source, with_identity=False).batch
    second = taken(home, source)
    assert (second.new, second.findings) == (True, [])
    assert (second.batch.folder / "identity" / "stays.parquet").exists()
    assert second.batch.manifest["supersedes"] == [{"batch": first.name, "stays": 2, "visits": 1, "whole": True}]
    assert "claim.known" not in second.batch.manifest["findings"]["by_code"]
    assert [batch.id for batch in live_batches(home)] == [second.batch.id]
    again = taken(home, source)
    assert (again.new, again.batch.id, again.findings) == (False, second.batch.id, [])


def test_identity_that_is_there_is_not_taken_away_by_a_load_without_and_this_is_said(tmp_path):
    home = tmp_path / "home"
    source = write_set(tmp_path / "set", TWO_STAYS)
    first = taken(home, source).batch
    again = taken(home, source, with_identity=False)
    assert (again.new, again.batch.id) == (False, first.id)
    assert [(f.code, f.detail) for f in again.findings] == [
        ("load.identity_kept", {"folder": f"batches/{first.id}"})
    ]
    # What the finding says to do does no harm.
    for name in ("identity", "landed"):
        shutil.rmtree(first.folder / name)
    assert [batch.id for batch in live_batches(home)] == [first.id]
    assert taken(home, source, with_identity=False).findings == []


def test_identity_asked_for_later_wins_nothing_back_from_a_corrected_set(tmp_path):
    home = tmp_path / "home"
    source = write_set(tmp_path / "first", TWO_STAYS)
    first = taken(home, source, with_identity=False).batch
    second = taken(home, write_set(tmp_path / "second", changed(TWO_STAYS, "IDX", "J459", "J450"))).batch
    again = taken(home, source)
    assert (again.new, again.batch.id) == (False, first.id)
    assert [finding.code for finding in again.findings] == ["load.replaced_since"]
    assert [batch.id for batch in live_batches(home)] == [second.id]


def test_charges_bear_the_key_of_their_stay_or_visit(tmp_path):
    batch = taken(tmp_path / "home", write_set(tmp_path / "set", TWO_STAYS)).batch
    charges = duckdb.sql(
        f"""
        SELECT line, an, seq, "CHRGITEM", "AMOUNT" FROM read_parquet('{batch.folder}/records/CHA.parquet')
        LEFT JOIN read_parquet('{batch.folder}/identity/stays.parquet') USING (stay_key)
        LEFT JOIN read_parquet('{batch.folder}/identity/visits.parquet') USING (visit_key) ORDER BY line
        """
    ).fetchall()
    assert charges == [
        (2, "A1", None, "11", "1000.00"), (3, "A1", None, "31", "234.50"),
        (4, "A2", None, "11", "800.00"), (5, None, "V1", "31", "100.25"),
    ]  # fmt: skip


def test_a_stay_that_blocks_stays_out_with_what_hangs_on_it_and_the_rest_loads(tmp_path):
    bad = changed(TWO_STAYS, "IPD", "20240306|1500", "20240302|1500")
    batch = taken(tmp_path / "home", write_set(tmp_path / "set", bad)).batch
    assert [principal for (principal,) in rows(batch.table("stays"), "principal")] == ["J459"]
    left_out = batch.manifest["left_out"]
    # IRF, three IDX, CHT and two CHA of A1 hang on its row.
    assert left_out.pop("load.hangs_on") == 7
    assert left_out
    assert set(left_out) <= {"claim.discharged_before", "load.stay_times", "claim.outside_stay"}
    came = {file["file"]: file["rows"] for file in batch.manifest["files"]}
    kept = batch.manifest["records"]
    assert sum(came.values()) - sum(kept[file] for file in came) == 8
    hanging = [row[1:] for row in rows(batch.table("findings"), "code, file, line") if row[0] == "load.hangs_on"]
    assert hanging == [
        ("CHA", 2), ("CHA", 3), ("CHT", 2), ("IDX", 2), ("IDX", 3), ("IDX", 4), ("IRF", 2),
    ]  # fmt: skip
    assert batch.manifest["findings"]["by_code"]["load.hangs_on"] == 7


def test_a_person_that_blocks_takes_everything_of_theirs_along(tmp_path):
    bad = changed(TWO_STAYS, "PAT", "19801231|2|", "|2|")
    batch = taken(tmp_path / "home", write_set(tmp_path / "set", bad)).batch
    assert batch.manifest["records"] == {
        "INS": 1, "PAT": 1, "OPD": 0, "ODX": 0, "IPD": 1, "IRF": 1, "IDX": 3, "CHT": 1, "CHA": 2,
        "stays": 1, "diagnoses": 3,
    }  # fmt: skip


def test_strict_refuses_the_set_for_one_row_and_keeps_nothing(tmp_path):
    source = write_set(tmp_path / "set", changed(TWO_STAYS, "IPD", "20240306|1500", "20240302|1500"))
    refusal = taken(tmp_path / "home", source, strict=True)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "load.strict"
    assert live_batches(tmp_path / "home") == []
    assert taken(tmp_path / "home", write_set(tmp_path / "good", TWO_STAYS), strict=True).new


def test_another_hospitals_set_is_refused_whole(tmp_path):
    stopped = taken(tmp_path / "home", write_set(tmp_path / "set", TWO_STAYS), hcode="99002")
    assert isinstance(stopped, Blocked)
    assert stopped.refusal is not None
    assert stopped.refusal.code == "load.another_hospital"
    assert {(f.code, f.file, f.line) for f in stopped.findings} >= {("claim.other_hospital", "PAT", 2)}
    assert {f.code for f in stopped.findings} == {"claim.other_hospital"}
    assert live_batches(tmp_path / "home") == []


@pytest.mark.parametrize("file", ["PAT", "IPD"])
def test_a_header_that_cannot_be_read_loads_nothing(tmp_path, file):
    header, _, rest = TWO_STAYS[file].strip().partition("\n")
    bad = {**TWO_STAYS, file: header.replace("HN|", "WHAT|", 1) + "\n" + rest}
    stopped = taken(tmp_path / "home", write_set(tmp_path / "set", bad))
    assert isinstance(stopped, Blocked)
    assert file in {finding.file for finding in stopped.findings}
    assert live_batches(tmp_path / "home") == []


def test_a_corrected_set_replaces_what_it_holds_again_and_both_can_be_read(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    # The second stay again, mended; the first and the visit are not sent again.
    second_stay = {
        file: "\n".join(
            line for n, line in enumerate(text.strip().splitlines()) if n == 0 or "A2" in line or file == "PAT"
        )
        for file, text in TWO_STAYS.items()
        if file not in ("OPD", "ODX", "IRF")
    }
    mended = changed(second_stay, "IDX", "J459", "J450")
    second = taken(home, write_set(tmp_path / "second", mended)).batch
    assert second.manifest["supersedes"] == [{"batch": first.name, "stays": 1, "visits": 0, "whole": False}]
    assert second.number == 2
    assert [batch.id for batch in live_batches(home)] == [first.id, second.id]
    assert [principal for (principal,) in rows(first.table("stays"), "principal")] == ["E119", "J459"]
    assert [principal for (principal,) in rows(second.table("stays"), "principal")] == ["J450"]
    assert second.manifest["findings"]["by_code"]["claim.known"] == 1


def test_a_set_that_replaces_everything_leaves_its_predecessor_there_but_not_live(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    before = tree(first.folder)
    second = taken(home, write_set(tmp_path / "second", changed(TWO_STAYS, "IDX", "J459", "J450"))).batch
    assert second.manifest["supersedes"] == [{"batch": first.name, "stays": 2, "visits": 1, "whole": True}]
    assert [batch.id for batch in live_batches(home)] == [second.id]
    assert tree(first.folder) == before
    third = taken(home, write_set(tmp_path / "third", changed(TWO_STAYS, "IDX", "J459", "J451"))).batch
    # What the second took from the first is not taken again.
    assert third.manifest["supersedes"] == [{"batch": second.name, "stays": 2, "visits": 1, "whole": True}]


def only(set_: dict[str, str], an: str) -> dict[str, str]:
    """Leaves of a set the rows of one admission, and the persons."""
    return {
        file: "\n".join(
            line for n, line in enumerate(text.strip().splitlines()) if n == 0 or an in line or file == "PAT"
        )
        for file, text in set_.items()
        if file not in ("OPD", "ODX")
    }


def test_a_stay_that_a_corrected_set_has_no_more_counts_on_and_the_load_says_so(tmp_path):
    home = tmp_path / "home"
    march = changed(changed(TWO_STAYS, "IPD", "20240402", "20240305"), "IPD", "20240401", "20240301")
    first = taken(home, write_set(tmp_path / "first", march)).batch
    corrected = taken(home, write_set(tmp_path / "second", changed(only(march, "A1"), "IDX", "N183", "N184")))
    assert corrected.batch.manifest["still_counting"] == {first.name: 1}
    [told] = [finding for finding in corrected.findings if finding.code == "load.still_counting"]
    assert told.detail == {"n": "1", "batch": first.name}
    assert [batch.id for batch in live_batches(home)] == [first.id, corrected.batch.id]


def test_a_stay_whose_corrected_row_blocks_counts_on_by_its_old_version_and_the_load_says_why(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    bad = changed(changed(TWO_STAYS, "IPD", "20240306|1500", "20240302|1500"), "IDX", "J459", "J450")
    second = taken(home, write_set(tmp_path / "second", bad))
    assert second.batch.manifest["blocked_corrections"] == {first.name: 1}
    assert second.batch.manifest["still_counting"] == {}
    assert [(f.code, f.detail) for f in second.findings] == [
        ("load.blocked_correction", {"n": "1", "batch": first.name})
    ]
    key = dict(rows(first.table("stays"), "principal, stay_key"))["E119"]
    assert rows(second.batch.table("counting_on")) == [(first.name, "blocked", key)]
    assert counting_on_now(home, [HCODE]) == second.findings
    # Mended, it takes the old version's place, and nothing is left to tell.
    third = taken(home, write_set(tmp_path / "third", changed(TWO_STAYS, "IDX", "J459", "J450")))
    assert third.findings == []
    assert third.batch.table("counting_on") is None
    assert counting_on_now(home, [HCODE]) == []


def test_a_set_all_of_whose_stays_block_takes_nothing_away_and_says_so(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    bad = changed(changed(TWO_STAYS, "IPD", "20240306|1500", "20240302|1500"), "IPD", "20240402|09", "20240302|09")
    second = taken(home, write_set(tmp_path / "second", bad)).batch
    assert second.manifest["records"]["stays"] == 0
    assert second.manifest["blocked_corrections"] == {first.name: 2}
    replacing = taken(home, tmp_path / "second", replaces=first.name)
    # Asked for by name, the whole earlier batch goes, also what is blocked now.
    assert replacing.batch.manifest["blocked_corrections"] == {}
    assert counting_on_now(home, [HCODE]) == []


def test_what_the_newest_set_says_of_a_stay_that_counts_on_stands(tmp_path):
    home = tmp_path / "home"
    march = changed(changed(TWO_STAYS, "IPD", "20240402", "20240305"), "IPD", "20240401", "20240301")
    first = taken(home, write_set(tmp_path / "first", march)).batch
    without = taken(home, write_set(tmp_path / "second", changed(only(march, "A1"), "IDX", "N183", "N184")))
    assert [f.code for f in counting_on_now(home, [HCODE])] == ["load.still_counting"]
    bad = changed(changed(march, "IPD", "20240305|0900", "20240201|0900"), "IDX", "N183", "N185")
    blocked = taken(home, write_set(tmp_path / "third", bad)).batch
    assert [(f.code, f.file, f.detail) for f in counting_on_now(home, [HCODE])] == [
        ("load.blocked_correction", blocked.id, {"n": "1", "batch": first.name})
    ]
    assert [batch.id for batch in live_batches(home)] == [first.id, blocked.id]
    assert without.batch.id not in [batch.id for batch in live_batches(home)]


def test_a_stay_of_another_month_is_not_asked_after(tmp_path):
    home = tmp_path / "home"
    taken(home, write_set(tmp_path / "first", TWO_STAYS))
    corrected = taken(home, write_set(tmp_path / "second", changed(only(TWO_STAYS, "A1"), "IDX", "N183", "N184")))
    assert corrected.batch.manifest["still_counting"] == {}
    assert corrected.findings == []


@pytest.mark.parametrize("asked", ["{name}", "{hcode}/{name}"])
def test_a_whole_set_takes_the_place_of_the_batch_it_names_also_of_what_it_has_not(tmp_path, asked):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    source = write_set(tmp_path / "second", changed(only(TWO_STAYS, "A1"), "IDX", "N183", "N184"))
    partly = taken(home, source).batch
    named = asked.format(name=first.name, hcode=HCODE)
    whole = taken(home, source, replaces=named)
    assert whole.new
    # What the same files took from the first when they were loaded before is taken from them now.
    assert whole.batch.manifest["supersedes"] == [
        {"batch": first.name, "stays": 1, "visits": 1, "whole": True},
        {"batch": partly.name, "stays": 1, "visits": 0, "whole": True},
    ]
    assert [batch.id for batch in live_batches(home)] == [whole.batch.id]
    again = taken(home, source, replaces=named)
    assert (again.new, again.batch.id) == (False, whole.batch.id)


def test_a_batch_that_is_not_there_cannot_be_replaced(tmp_path):
    home = tmp_path / "home"
    source = write_set(tmp_path / "set", TWO_STAYS)
    refusal = taken(home, source, replaces="0001-abcdefabcdef")
    assert refusal == Refusal("load.no_such_batch", {"hospital": HCODE, "known": "-"})
    assert live_batches(home) == []


def test_bytes_that_were_replaced_since_do_not_win_their_stays_back(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    second = taken(home, write_set(tmp_path / "second", changed(TWO_STAYS, "IDX", "J459", "J450"))).batch
    again = taken(home, tmp_path / "first")
    assert (again.new, again.batch.id) == (False, first.id)
    assert [finding.code for finding in again.findings] == ["load.replaced_since"]
    assert [batch.id for batch in live_batches(home)] == [second.id]


def test_under_another_key_the_same_bytes_make_a_new_batch_that_replaces_the_old_whole(tmp_path):
    home = tmp_path / "home"
    source = write_set(tmp_path / "set", TWO_STAYS)
    first = taken(home, source).batch
    (home / "keys" / "person.key").rename(tmp_path / "old.key")
    region = tmp_path / "region.key"
    region.write_text("ab" * 32)
    loaded = taken(home, source, handed_key=region)
    assert loaded.new
    assert loaded.batch.key != first.key
    assert loaded.batch.manifest["supersedes"] == [{"batch": first.name, "stays": 2, "visits": 1, "whole": True}]
    assert [batch.id for batch in live_batches(home)] == [loaded.batch.id]
    assert loaded.findings == []
    keys = [set(rows(batch.table("stays"), "person_key")) for batch in (first, loaded.batch)]
    assert keys[0].isdisjoint(keys[1])


def test_other_bytes_under_another_key_are_not_linked_and_it_is_said(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    (home / "keys" / "person.key").unlink()
    region = tmp_path / "region.key"
    region.write_text("ab" * 32)
    source = write_set(tmp_path / "second", changed(TWO_STAYS, "IDX", "J459", "J450"))
    second = taken(home, source, handed_key=region)
    assert "load.other_key" in [finding.code for finding in second.findings]
    assert second.batch.manifest["supersedes"] == []
    assert [batch.id for batch in live_batches(home)] == [first.id, second.batch.id]


def test_one_persons_stays_in_two_hospitals_share_a_key_by_citizen_id(tmp_path):
    home = tmp_path / "home"
    elsewhere = {file: text.replace("99001", "99003") for file, text in TWO_STAYS.items()}
    here = taken(home, write_set(tmp_path / "here", TWO_STAYS)).batch
    there = taken(home, write_set(tmp_path / "there", elsewhere), hcode="99003").batch
    persons = [rows(batch.table("stays"), "person_key") for batch in (here, there)]
    stays = [set(rows(batch.table("stays"), "stay_key")) for batch in (here, there)]
    assert persons[0] == persons[1]
    assert stays[0].isdisjoint(stays[1])


@pytest.mark.parametrize("cid", ["", "1111111111111"])
def test_a_missing_or_stand_in_id_keys_on_the_hospital_and_its_number(tmp_path, cid):
    home = tmp_path / "home"
    nobody = {file: text.replace(SOUND_IDS[0], cid) for file, text in TWO_STAYS.items()}
    nobody["PAT"] = nobody["PAT"].replace("|หนึ่ง|1", "|หนึ่ง|4")
    elsewhere = {file: text.replace("99001", "99003") for file, text in nobody.items()}
    here = taken(home, write_set(tmp_path / "here", nobody)).batch
    there = taken(home, write_set(tmp_path / "there", elsewhere), hcode="99003").batch
    known = [dict(rows(batch.table("stays"), "principal, has_cid")) for batch in (here, there)]
    assert known == [{"E119": False, "J459": True}] * 2
    keys = [dict(rows(batch.table("stays"), "principal, person_key")) for batch in (here, there)]
    assert keys[0]["J459"] == keys[1]["J459"]
    assert keys[0]["E119"] != keys[1]["E119"]


def test_days_on_leave_are_taken_off_and_leave_beyond_the_stay_is_left_out(tmp_path):
    leave = {
        **TWO_STAYS,
        "LVD": "SEQLVD|AN|DATEOUT|TIMEOUT|DATEIN|TIMEIN|QTYDAY\n1|A1|20240304|1200|20240305|1200|1",
    }
    batch = taken(tmp_path / "home", write_set(tmp_path / "set", leave)).batch
    assert dict(rows(batch.table("stays"), "principal, los"))["E119"] == 2
    too_long = changed(leave, "LVD", "|1200|1", "|1200|9")
    batch = taken(tmp_path / "other", write_set(tmp_path / "long", too_long)).batch
    assert dict(rows(batch.table("stays"), "principal, los"))["E119"] == 3
    assert batch.manifest["left_out"]["load.leave"] == 1


def test_a_damaged_batch_is_named_and_nothing_is_loaded_beside_it(tmp_path):
    home = tmp_path / "home"
    batch = taken(home, write_set(tmp_path / "set", TWO_STAYS)).batch
    manifest = json.loads((batch.folder / "manifest.json").read_text())
    (batch.folder / "manifest.json").write_text(json.dumps({**manifest, "hcode": "99009"}))
    refusal = batches_of(home, HCODE)
    assert refusal == Refusal("home.damaged", {"folder": f"batches/{batch.id}"})
    again = taken(home, write_set(tmp_path / "second", changed(TWO_STAYS, "IDX", "J459", "J450")))
    assert again == refusal


def test_the_fdh_edition_of_the_16_files_is_about_the_same_stays(tmp_path):
    home = tmp_path / "home"
    first = taken(home, write_set(tmp_path / "first", TWO_STAYS)).batch
    fdh = taken(home, write_set(tmp_path / "second", TWO_STAYS), format=BOOK.all(FileFormat)["fdh16"])
    assert fdh.new
    assert fdh.batch.manifest["supersedes"] == [{"batch": first.name, "stays": 2, "visits": 1, "whole": True}]


@pytest.mark.parametrize("name", BOOK.all(FileFormat))
def test_every_file_of_every_format_becomes_records_cell_by_cell_but_for_who_it_is(tmp_path, name):
    format = BOOK.all(FileFormat)[name]
    made = made_sets.sound_set(format)
    folder = made_sets.write_set(tmp_path / "set", format, made)
    batch = taken(tmp_path / "home", folder, format=format, hcode=made_sets.HCODE).batch
    assert batch.manifest["left_out"] == {}
    hidden = {cell for rows in made.values() for row in rows for f, cell in row.items() if f in IDENTIFYING}
    for file, came in made.items():
        found = duckdb.sql(f"SELECT * FROM read_parquet('{batch.folder}/records/{file}.parquet') ORDER BY line")
        kept = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        plain = [f.name for f in format.fields_of(file) if f.name not in IDENTIFYING]
        assert [{f: row[f] or "" for f in plain} for row in kept] == [{f: row[f] for f in plain} for row in came]
        assert set(found.columns) - set(plain) <= {"line", "person_key", "stay_key", "visit_key"}
        own = set(plain) | {"line"}
        keys = [value for row in kept for name, value in row.items() if name not in own]
        assert hidden.isdisjoint(map(str, keys))
