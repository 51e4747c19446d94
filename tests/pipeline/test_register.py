"""A set of the 43 files taken in: stays with their DRG, the register, screenings; alone and beside a claim set."""

import datetime
from pathlib import Path

import duckdb
import pytest

from pipeline.drawn_sets import HCODE, SOUND_IDS, TWO_STAYS, changed, write_set
from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.intake import Intake, load
from sitthi.pipeline.records import prepared
from sitthi.pipeline.store import Batch, live_batches

BOOK = Book()
FORMAT = BOOK.all(FileFormat)["moph43"]

REGISTER = {
    "PERSON": f"""
        HOSPCODE|CID|PID|HID|PRENAME|NAME|LNAME|HN|SEX|BIRTH|NATION|DISCHARGE|TYPEAREA|D_UPDATE
        99001|{SOUND_IDS[0]}|P1|1|001|ทดสอบ|หนึ่ง|1|1|19600305|099|9|1|20240101120000
        99001|{SOUND_IDS[1]}|P2|1|004|ทดสอบ|สอง|2|2|19801231|099|9|3|20240101120000
        99001||P3|2|004|ทดสอบ|สาม||2|19990101|099|2|4|20240101120000
        """,
    "ADMISSION": f"""
        HOSPCODE|PID|SEQ|AN|DATETIME_ADMIT|WARDADMIT|INSTYPE|TYPEIN|REFERINHOSP|DATETIME_DISCH|WARDDISCH|DISCHSTATUS|DISCHTYPE|REFEROUTHOSP|COST|PRICE|PAYPRICE|ACTUALPAY|D_UPDATE|DRG|RW|ADJRW|ERROR|ACTLOS|CID
        99001|P1|V8|A1|20240304080030|W1|0100|1||20240306150059|W1|2|1||900|1234.50|0|0|20240307120000|05290|0.8421|0.9|0|3|{SOUND_IDS[0]}
        99001|P3|V9|A9|20240401100000|W1|0100|3|99003|20240402090000|W1|9|9||100|800|0|0|20240403120000|26509||0|1|1|
        """,
    "DIAGNOSIS_IPD": """
        HOSPCODE|PID|AN|DATETIME_ADMIT|WARDDIAG|DIAGTYPE|DIAGCODE|D_UPDATE
        99001|P1|A1|20240304080030|W1|1|E119|20240307120000
        99001|P3|A9|20240401100000|W1|1|I10|20240403120000
        """,
    "NCDSCREEN": """
        HOSPCODE|PID|SEQ|DATE_SERV|SERVPLACE|WEIGHT|HEIGHT|WAIST_CM|SBP_1|DBP_1|D_UPDATE
        99001|P1|S1|20240105|1|60|165|80|130|85|20240105120000
        99001|P2|S2|20240106|1|60|165||130|85|20240106120000
        """,
    "SPECIALPP": """
        HOSPCODE|PID|SEQ|DATE_SERV|SERVPLACE|PPSPECIAL|D_UPDATE
        99001|P2|S3|20240201|1|1B0044|20240201120000
        """,
}
"""The same hospital's register: the first of the two stays, another one, three persons, three screenings."""


def taken(home: Path, path: Path, format: str = "moph43") -> Batch:
    loaded = load(home, BOOK, Intake(BOOK.all(FileFormat)[format], path, HCODE))
    assert not isinstance(loaded, list)
    return loaded.batch


def rows(path: Path, columns: str) -> list[tuple]:
    return duckdb.sql(f"SELECT {columns} FROM read_parquet('{path}') ORDER BY ALL").fetchall()


@pytest.fixture(scope="module")
def register(tmp_path_factory) -> Batch:
    folder = tmp_path_factory.mktemp("register")
    return taken(folder / "home", write_set(folder / "set", REGISTER))


def test_an_admission_is_a_stay_whose_right_is_not_known(register):
    stays = rows(
        register.table("stays"),
        "principal, inscl, sex, age, strftime(admitted_at, '%H:%M:%S'), los, is_alive, transferred_in, "
        "charge_satang, drg, rw_e4, adjrw_e4, grouper_error, has_cid",
    )
    assert stays == [
        # Seconds are cut off, as of every time of a stay.
        ("E119", None, "1", 63, "08:00:00", 3, True, False, 123450, "05290", 8421, 9000, False, True),
        ("I10", None, "2", 25, "10:00:00", 0, False, True, 80000, "26509", None, 0, True, False),
    ]


def test_weights_lie_apart_with_the_days_the_grouper_counted(register):
    weights = rows(register.table("weights"), "drg, rw_e4, adjrw_e4, los, grouper_error, source")
    assert weights == [("05290", 8421, 9000, 3, False, "ADMISSION"), ("26509", None, 0, 1, True, "ADMISSION")]


def test_the_register_says_where_each_person_lives_and_whether_they_left(register):
    persons = rows(register.table("persons"), "hcode, sex, born_on, residence, inscl, discharged, has_cid")
    assert persons == [
        ("99001", "1", datetime.date(1960, 3, 5), "1", None, "9", True),
        ("99001", "2", datetime.date(1980, 12, 31), "3", None, "9", True),
        ("99001", "2", datetime.date(1999, 1, 1), "4", None, "2", False),
    ]


def test_a_screening_is_complete_when_its_form_has_no_gap(register):
    screenings = rows(register.table("screenings"), "kind, screened_on, complete")
    # The second person's waist was not measured: whether its row still stands is the check's to say.
    assert ("ncd", datetime.date(2024, 1, 5), True) in screenings
    assert ("1B0044", datetime.date(2024, 2, 1), True) in screenings
    assert ("ncd", datetime.date(2024, 1, 6), True) not in screenings


def test_a_claim_sets_stay_comes_before_the_registers_and_takes_its_weights(tmp_path):
    home = tmp_path / "home"
    taken(home, write_set(tmp_path / "claims", TWO_STAYS), "eclaim16")
    taken(home, write_set(tmp_path / "register", REGISTER))
    live = live_batches(home)
    assert isinstance(live, list)
    assert [batch.subject for batch in live] == ["claims", "register"]
    folder = prepared(home, live, BOOK)
    assert isinstance(folder, Path)
    stays = rows(folder / "stays.parquet", "principal, inscl, drg, rw_e4, adjrw_e4, grouper_error")
    assert stays == [
        ("E119", "UCS", "05290", 8421, 9000, False),
        ("I10", None, "26509", None, 0, True),
        ("J459", "UCS", None, None, None, False),
    ]
    # One person, known by one citizen id in both sets.
    persons = set(rows(folder / "persons.parquet", "person_key"))
    of_stays = dict(rows(folder / "stays.parquet", "principal, person_key"))
    assert (of_stays["E119"],) in persons


def test_rights_of_registered_persons_come_from_stays_and_visits_that_still_count(tmp_path):
    home = tmp_path / "home"
    taken(home, write_set(tmp_path / "claims", TWO_STAYS), "eclaim16")
    [batch] = prepared_live(home)[0]
    # Without a register there is nobody whose right is looked up.
    assert not (prepared_live(home)[1] / "rights.parquet").exists()
    taken(home, write_set(tmp_path / "register", REGISTER))
    keys = dict(rows(batch.table("stays"), "principal, person_key"))
    first, second = keys["E119"], keys["J459"]
    found = rows(prepared_live(home)[1] / "rights.parquet", "person_key, CAST(seen_on AS VARCHAR), inscl")
    visit = (second, "2024-03-10", "UCS")
    of_second = [row for row in found if row[0] == second]
    assert [row for row in found if row[0] == first] == [(first, "2024-03-06", "UCS")]
    assert visit in of_second
    assert len(of_second) == 2
    # The visit comes again under another right: what it was under before says nothing any more.
    mended = changed(
        TWO_STAYS, "INS", "2|UCS|89||99001||99002|99002||||||||V1", "2|SSS|89||||99002|99002||||||||V1"
    )
    visit_alone = {
        file: "\n".join(line for line in text.splitlines() if "A1" not in line and "A2" not in line)
        for file, text in mended.items()
        if file in ("INS", "PAT", "OPD", "ODX")
    }
    taken(home, write_set(tmp_path / "mended", visit_alone), "eclaim16")
    after = rows(prepared_live(home)[1] / "rights.parquet", "person_key, CAST(seen_on AS VARCHAR), inscl")
    assert sorted(after) == sorted([row for row in found if row != visit] + [(second, "2024-03-10", "SSS")])


def prepared_live(home: Path) -> tuple[list[Batch], Path]:
    """Gives a home's live batches and the folder prepared of them."""
    live = live_batches(home)
    assert isinstance(live, list)
    folder = prepared(home, live, BOOK)
    assert isinstance(folder, Path)
    return live, folder


def test_a_register_that_comes_again_is_the_newest_word_on_persons_stays_and_screenings(tmp_path):
    home = tmp_path / "home"
    taken(home, write_set(tmp_path / "first", REGISTER))
    moved = changed(REGISTER, "PERSON", "|099|9|1|20240101120000", "|099|9|2|20240501120000")
    mended = changed(moved, "ADMISSION", "|05290|0.8421|0.9|", "|05291|0.5|0.6|")
    second = taken(home, write_set(tmp_path / "second", mended))
    assert [(each["stays"], each["whole"]) for each in second.manifest["supersedes"]] == [(2, False)]
    live = live_batches(home)
    assert isinstance(live, list)
    folder = prepared(home, live, BOOK)
    assert isinstance(folder, Path)
    assert rows(folder / "stays.parquet", "drg, adjrw_e4") == [("05291", 6000), ("26509", 0)]
    assert [place for (place,) in rows(folder / "persons.parquet", "residence")] == ["2", "3", "4"]
    first = rows(tmp_path / "home" / "batches" / HCODE / live[0].name / "screenings.parquet", "*")
    assert rows(folder / "screenings.parquet", "*") == first
