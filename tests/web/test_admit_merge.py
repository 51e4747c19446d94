"""A case that was opened by hand meets the file that tells of the same stay: nothing entered is overwritten."""

import datetime

import pytest
from django.utils import timezone

from pipeline.drawn_sets import TWO_STAYS, changed, write_set
from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.pipeline.intake import Intake, Loaded, load
from sitthi.web.accounts.models import Organisation, Role
from sitthi.web.claims.flows import lay_book_editions
from sitthi.web.claims.models import ClaimCase
from sitthi.web.intake.opening import open_cases
from web.admissions import DAY, admitted, facts_form, fresh, plain, typed

BOOK = Book()
FORMAT = BOOK.all(FileFormat)["eclaim16"]


def day(n: int) -> str:
    """Writes the day some days ago as files do."""
    return f"{timezone.localdate() - n * DAY:%Y%m%d}"


def at(n: int, hour: int, minute: int = 0) -> datetime.datetime:
    """Gives a moment of the day some days ago, at the office."""
    on = timezone.localtime() - n * DAY
    return on.replace(hour=hour, minute=minute, second=0, microsecond=0)


def recent_set(**left: str) -> dict[str, str]:
    """Draws the two stays as of this week: A1 came three days ago at 8:00 and left two days ago at 15:00."""
    days = {"20240304": day(3), "20240306": day(2), "20240401": day(5), "20240402": day(4), "20240310": day(9)}
    drawn = {}
    for file, text in TWO_STAYS.items():
        for old, new in days.items():
            text = text.replace(old, new)
        drawn[file] = text
    for old, new in left.items():
        drawn = changed(drawn, "IPD", old, new)
    return drawn


@pytest.fixture
def take(tmp_path, tree):
    """Loads a drawn set into a home of its own and opens its cases, as the worker does."""
    n = iter(range(9))

    def taken(drawn):
        loaded = load(
            tmp_path / "home", BOOK, Intake(FORMAT, write_set(tmp_path / f"set{next(n)}", drawn), "99001")
        )
        assert isinstance(loaded, Loaded), loaded
        return open_cases(tree.hospital, loaded.batch.folder, loaded.batch.id, timezone.now())

    return taken


@pytest.fixture(autouse=True)
def _flows(db):
    lay_book_editions()


@pytest.fixture
def by_hand(tree, vipa):
    """Is the stay A1, entered by hand with another name than the file's, another hour and another discharge."""
    return admitted(
        vipa, tree.ward_men, "A1", hn="1", first_name="ทดลอง", last_name="หนึ่ง", title="นาย", sex="1", fund="UCS",
        admitted_at=at(3, 8), citizen_id="9991000000015", bed="3",
    )  # fmt: skip


@pytest.fixture
def officer(client_of, vipa):
    return client_of(vipa)


def enter_discharge(officer, case, moment):
    answer = officer.post(f"/cases/{case.token}/facts", facts_form(case, discharged_at=typed(moment)))
    assert answer.status_code == 302


def decide(client, case, field, take, **more):
    given = {"seen": fresh(case).n_events, "field": field, "take": take, **more}
    return client.post(f"/cases/{case.token}/conflicts", given)


def test_a_file_joins_the_case_by_its_an_and_fills_what_nobody_entered(by_hand, take):
    told = take(recent_set())
    assert ClaimCase.objects.filter(number="A1").count() == 1
    case = fresh(by_hand)
    assert (told.new, told.conflicts) == (1, 1)
    assert case.source != "manual"
    assert case.discharged_at == at(2, 15)
    assert (case.principal, case.physician, case.charge_satang) == ("E119", "ว12345", 123450)
    assert (case.first_name, case.bed) == ("ทดลอง", "3")
    assert [event.kind for event in case.events.all()] == ["admitted", "discharged"]


def test_what_the_file_says_otherwise_is_shown_in_peoples_words(by_hand, take, officer):
    enter_discharge(officer, by_hand, at(1, 9, 30))
    take(recent_set())
    case = fresh(by_hand)
    assert case.discharged_at == at(1, 9, 30)
    assert set(case.conflicts) == {"first_name", "discharged_at", "ward", "is_referral"} & set(case.conflicts)
    assert {"first_name", "discharged_at", "ward"} <= set(case.conflicts)
    page = plain(officer.get(f"/cases/{case.token}"))
    assert "ไฟล์บอกต่างจากที่กรอก" in page or "ไฟล์" in page
    assert "ทดสอบ" in page
    theirs = at(2, 15)
    assert f"{theirs.year + 543} 15:00" in page
    assert "+07:00" not in page
    assert 'value="discharged_at"' in page


def test_the_files_discharge_is_taken_and_moves_the_clock(by_hand, take, officer):
    enter_discharge(officer, by_hand, at(1, 9, 30))
    take(recent_set())
    due = fresh(by_hand).claim_due_at
    assert decide(officer, by_hand, "discharged_at", "theirs").status_code == 302
    case = fresh(by_hand)
    assert case.discharged_at == at(2, 15)
    assert case.claim_due_at == due - DAY
    assert "discharged_at" not in case.conflicts
    assert "discharged_at" not in case.entered
    last = case.events.latest("number")
    assert (last.kind, last.by.username) == ("noted", "vipa")
    assert "จำหน่ายเมื่อ" in last.reason
    assert case.events.filter(kind="discharged").latest("number").at == at(2, 15)
    # It is the file's again: the next set may change it.
    take(recent_set(**{f"{day(2)}|1500": f"{day(2)}|1600"}))
    assert fresh(by_hand).discharged_at == at(2, 16)


def test_ours_is_kept_and_not_asked_again_until_the_file_says_yet_another(by_hand, take, officer):
    enter_discharge(officer, by_hand, at(1, 9, 30))
    take(recent_set())
    assert decide(officer, by_hand, "discharged_at", "ours").status_code == 302
    case = fresh(by_hand)
    assert case.discharged_at == at(1, 9, 30)
    assert 'value="discharged_at"' not in officer.get(f"/cases/{case.token}").content.decode()
    take(recent_set(**{"55.5": "56"}))
    assert 'value="discharged_at"' not in officer.get(f"/cases/{case.token}").content.decode()
    take(recent_set(**{f"{day(2)}|1500": f"{day(2)}|1600"}))
    assert 'value="discharged_at"' in officer.get(f"/cases/{case.token}").content.decode()
    assert fresh(by_hand).discharged_at == at(1, 9, 30)


def test_the_files_name_and_ward_are_taken_each_by_itself(by_hand, take, officer, tree):
    take(recent_set())
    assert decide(officer, by_hand, "first_name", "theirs").status_code == 302
    case = fresh(by_hand)
    assert case.first_name == "ทดสอบ"
    assert case.ward == tree.ward_men
    assert "ward" in case.conflicts
    assert decide(officer, by_hand, "ward", "theirs").status_code == 302
    assert fresh(by_hand).ward == Organisation.objects.get(parent=tree.hospital, code="W1")
    notes = [event.reason for event in case.events.filter(kind="noted")]
    assert not any("ทดสอบ" in note or "ทดลอง" in note for note in notes)


def test_a_nurse_who_takes_the_files_ward_loses_sight_of_the_case(by_hand, take, client_of, malee):
    take(recent_set())
    answer = decide(client_of(malee), by_hand, "ward", "theirs")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client_of(malee).get(f"/cases/{by_hand.token}").status_code == 404


def test_a_stale_or_settled_or_made_up_conflict_is_told(by_hand, take, officer):
    take(recent_set())
    assert decide(officer, by_hand, "first_name", "theirs", seen=0).status_code == 409
    assert fresh(by_hand).first_name == "ทดลอง"
    for field, which in (("bed", "theirs"), ("token", "theirs"), ("first_name", "both"), ("", "")):
        assert decide(officer, by_hand, field, which).status_code == 409
    assert decide(officer, by_hand, "first_name", "ours").status_code == 302
    assert decide(officer, by_hand, "first_name", "theirs").status_code == 409
    assert fresh(by_hand).first_name == "ทดลอง"


def test_an_own_word_given_later_settles_the_conflict_too(by_hand, take, officer):
    take(recent_set())
    answer = officer.post(f"/cases/{by_hand.token}/facts", facts_form(by_hand, first_name="ทดสอบใหม่"))
    assert answer.status_code == 302
    assert "first_name" not in fresh(by_hand).conflicts


def test_what_only_the_file_told_is_not_a_persons_to_move(take, officer, tree):
    take(recent_set())
    case = ClaimCase.objects.get(number="A2")
    page = officer.get(f"/cases/{case.token}/facts").content.decode()
    for name in ("number", "admitted_at", "discharged_at"):
        assert f'name="{name}"' not in page
    assert 'name="bed"' in page


def test_strangers_decide_nothing(by_hand, take, client_of, person_of, elsewhere, stranger, tree):
    take(recent_set())
    for user in (elsewhere, stranger, person_of(Role.NURSE, tree.ward_women), person_of(Role.ACCOUNTANT)):
        assert decide(client_of(user), by_hand, "first_name", "theirs").status_code == 404
    assert fresh(by_hand).first_name == "ทดลอง"
