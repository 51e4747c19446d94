"""Cases of a loaded set: opened once, brought up to date by a corrected set, never against what people entered."""

import datetime
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from django.db import connection
from django.utils import timezone

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.files.check.checking import check_set
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set
from sitthi.pipeline.intake import Loaded, load
from sitthi.pipeline.load_request import Intake
from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.flows import lay_book_editions
from sitthi.web.claims.models import CaseDeadline, CaseDocument, CaseEvent, CaseFinding, ClaimCase
from sitthi.web.desk.bulk import insert_rows, update_rows
from sitthi.web.intake import stays, visits
from sitthi.web.intake.findings import keep_numbers, lay_findings
from sitthi.web.intake.opening import Opened, lay_weights, open_cases
from sitthi.web.intake.superseded import replaced_by
from web.records import add_case
from web.small_sets import Columns, made_set, with_cell

BOOK = Book()
E16, M43 = BOOK.all(FileFormat)["eclaim16"], BOOK.all(FileFormat)["moph43"]
NOW = timezone.now()


@pytest.fixture
def taken(tmp_path: Path, tree, vipa) -> Callable[..., Loaded]:
    """Loads a set of the first hospital as columns or as changed columns say."""
    lay_book_editions()
    n = 0

    def take(change: Callable[[Columns], Columns] = lambda columns: columns, format: FileFormat = E16) -> Loaded:
        nonlocal n
        n += 1
        folder = tmp_path / f"set{n}"
        folder.mkdir()
        for name, content in made_set(format, change=change).items():
            (folder / name).write_bytes(content)
        loaded = load(tmp_path / "home", BOOK, Intake(format, folder, "99001"))
        assert isinstance(loaded, Loaded), loaded
        return loaded

    return take


@pytest.fixture
def opened(taken, tree, tmp_path) -> Callable[..., Opened]:
    """Loads a set and opens its cases."""

    def open_(change: Callable[[Columns], Columns] = lambda columns: columns, **more) -> Opened:
        batch = taken(change).batch
        gone = replaced_by(tmp_path / "home", batch)
        return open_cases(tree.hospital, batch.folder, batch.id, NOW, gone=gone, **more)

    return open_


def everything() -> dict[str, int]:
    return {kind.__name__: kind.objects.count() for kind in (ClaimCase, CaseEvent, CaseDocument, CaseDeadline)}


def some_an() -> str:
    return ClaimCase.objects.filter(patient_type="inpatient").order_by("number")[0].number


def discharged(an: str, date: str, clock: str) -> Callable[[Columns], Columns]:
    """Gives the change that moves a stay's discharge."""
    return lambda columns: with_cell(with_cell(columns, "IPD", "DATEDSC", an, date), "IPD", "TIMEDSC", an, clock)


@pytest.mark.both_databases
def test_a_case_has_its_person_ward_and_what_happened(opened, tree):
    result = opened()
    assert result.new == ClaimCase.objects.count() == 40
    case = ClaimCase.objects.filter(patient_type="inpatient").order_by("number")[0]
    assert "" not in (case.first_name, case.last_name, case.hn)
    assert len(case.citizen_id) == 13
    assert case.ward.parent == tree.hospital
    assert case.physician
    assert [event.kind for event in case.events.all()] == ["admitted", "discharged"]
    assert [event.at for event in case.events.all()] == [case.admitted_at, case.discharged_at]
    assert {event.source for event in case.events.all()} == {case.source}
    assert case.documents.exists()
    assert case.deadlines.exists()
    assert case.claim_due_at is not None


@pytest.mark.both_databases
def test_the_same_set_again_changes_nothing(opened):
    opened()
    before = everything()
    assert opened() == Opened()
    assert everything() == before


@pytest.mark.parametrize("chunk", [0, 1, 3])
def test_begun_again_after_any_chunk_it_comes_to_the_same(chunk, opened, taken, monkeypatch, tree, tmp_path):
    """Stands for a worker that is killed: what a chunk wrote is there, what it had begun is not."""
    monkeypatch.setattr(stays, "_CHUNK", 9)
    monkeypatch.setattr(visits, "_CHUNK", 9)
    counts: list[Opened] = []

    class Killed(Exception):
        pass

    def dies(opened: Opened) -> None:
        if len(counts) == chunk:
            raise Killed
        counts.append(opened)

    with pytest.raises(Killed):
        opened(counted=dies)
    part = everything()
    assert part["ClaimCase"] == sum(each.new for each in counts) == 9 * chunk
    again: list[Opened] = []
    opened(counted=again.append)
    assert sum(each.new for each in [*counts, *again]) == ClaimCase.objects.count()
    assert CaseEvent.objects.filter(kind="admitted").count() == ClaimCase.objects.count()
    assert CaseEvent.objects.filter(kind="discharged").count() == 40
    whole = everything()
    assert opened() == Opened()
    assert everything() == whole


@pytest.mark.both_databases
def test_a_corrected_discharge_takes_the_place_of_the_one_before(opened):
    opened()
    an = some_an()
    before = ClaimCase.objects.get(number=an)
    day = before.discharged_at.astimezone(datetime.timezone(datetime.timedelta(hours=7))).date()
    assert opened(discharged(an, f"{day:%Y%m%d}", "2359")).updated == 1
    case = ClaimCase.objects.get(number=an)
    assert case.discharged_at > before.discharged_at
    last = case.events.last()
    assert (last.kind, last.supersedes, last.at) == ("discharged", 2, case.discharged_at)
    assert case.source != before.source
    assert case.n_events == 3
    assert case.deadlines.count() == before.deadlines.count()


def test_older_bytes_do_not_win_back_what_a_later_set_said(opened):
    opened()
    an = some_an()
    day = ClaimCase.objects.get(number=an).admitted_at + datetime.timedelta(hours=7)
    opened(discharged(an, f"{day + datetime.timedelta(days=40):%Y%m%d}", "0800"))
    kept, counts = ClaimCase.objects.get(number=an), everything()
    assert opened() == Opened()
    case = ClaimCase.objects.get(number=an)
    assert (case.discharged_at, case.source) == (kept.discharged_at, kept.source)
    assert everything() == counts


def test_what_a_person_entered_stays_and_the_difference_is_shown(opened, tree):
    opened()
    case = ClaimCase.objects.get(number=some_an())
    case.first_name, case.entered = "ชื่อที่แก้", ["first_name"]
    case.save()
    theirs = case.conflicts
    assert theirs == {}
    opened(lambda columns: with_cell(columns, "IPD", "WARDDSC", case.number, "W77"))
    case.refresh_from_db()
    assert case.first_name == "ชื่อที่แก้"
    assert set(case.conflicts) == {"first_name"}
    assert case.ward.code == "W77"


def test_visits_that_their_fund_pays_apart_have_cases_of_their_own(opened):
    def all_paid_apart(columns: Columns) -> Columns:
        visits = columns["OPD"]
        paid = pa.array(["9"] * len(visits["OPTYPE"]))
        return {**columns, "OPD": {**visits, "OPTYPE": paid}}

    first = opened(all_paid_apart)
    visits = ClaimCase.objects.filter(patient_type="outpatient")
    assert first.new == 40 + visits.count()
    assert visits.count() == 30
    assert not visits.filter(events=None).exists()
    assert opened(all_paid_apart) == Opened()


def test_weights_of_the_register_go_to_the_case_of_the_number(opened, taken, tree, tmp_path):
    opened()
    batch = taken(format=M43).batch
    n = lay_weights(tree.hospital, batch.folder, batch.id, NOW)
    assert n == ClaimCase.objects.filter(rw_e4__isnull=False).count() > 0
    coded = ClaimCase.objects.filter(rw_e4__isnull=False)[0]
    assert coded.drg
    assert lay_weights(tree.hospital, batch.folder, batch.id, NOW) == 0
    # What a coder entered is not overwritten by a register.
    ClaimCase.objects.filter(pk=coded.pk).update(rw_e4=1, entered=["rw_e4"])
    assert lay_weights(tree.hospital, batch.folder, batch.id, NOW) == 0
    coded.refresh_from_db()
    assert coded.rw_e4 == 1


class TestFindings:
    """What the checks found in a case's rows."""

    @pytest.fixture
    def lay(self, taken, tree, tmp_path):
        """Takes a changed set in as the worker does, from its check to its findings."""

        def lay(change: Callable[[Columns], Columns]) -> Loaded:
            loaded = taken(change)
            open_cases(tree.hospital, loaded.batch.folder, loaded.batch.id, NOW)
            numbers = tmp_path / "numbers.parquet"
            with duckdb.connect() as db:
                read = read_set(land(loaded.batch.folder / "landed", E16), E16, db)
                check_set(read, BOOK, "99001")
                keep_numbers(db, E16, read.files, numbers)
            lay_findings(tree.hospital, loaded.batch.folder, loaded.batch.id, numbers)
            return loaded

        return lay

    @pytest.fixture
    def faulty(self, opened, lay):
        """Takes in a set of which one stay's bill does not add up, and gives its case."""
        opened()
        an = some_an()
        lay(lambda columns: with_cell(columns, "CHT", "TOTAL", an, "1.00"))
        return ClaimCase.objects.get(number=an)

    def test_stand_at_the_case_they_are_of_also_where_they_keep_the_row_out(self, faulty):
        found = CaseFinding.objects.get(code="claim.charge_total")
        assert (found.case, found.file, found.severity, found.state) == (faulty, "CHT", "block", "open")
        assert ClaimCase.objects.filter(n_findings__gt=0).get() == faulty

    def test_that_rows_came_before_is_nothing_to_mend(self, faulty):
        assert not CaseFinding.objects.filter(code="claim.known").exists()

    def test_are_mended_by_the_next_set(self, faulty, lay):
        lay(lambda columns: with_cell(columns, "IPD", "WARDDSC", faulty.number, "W09"))
        assert {each.state for each in CaseFinding.objects.all()} == {"mended"}
        assert not ClaimCase.objects.filter(n_findings__gt=0).exists()

    def test_stay_set_aside_while_they_are_found_again(self, faulty, lay, vipa):
        CaseFinding.objects.update(state="set_aside", by=vipa, reason="รับทราบ")

        def change(columns: Columns) -> Columns:
            columns = with_cell(columns, "CHT", "TOTAL", faulty.number, "1.00")
            return with_cell(columns, "IPD", "WARDDSC", faulty.number, "W09")

        lay(change)
        now = CaseFinding.objects.exclude(state="mended").get()
        assert (now.state, now.by, now.reason) == ("set_aside", vipa, "รับทราบ")
        assert not ClaimCase.objects.filter(n_findings__gt=0).exists()

    def test_of_a_stay_whose_own_row_stays_out_go_to_the_case_that_is_there(self, faulty, lay):
        lay(lambda columns: with_cell(columns, "IPD", "DISCHT", faulty.number, "7"))
        mine = CaseFinding.objects.filter(case=faulty).exclude(state="mended")
        assert {(each.file, each.field) for each in mine} >= {("IPD", "DISCHT")}
        assert "claim.charge_total" not in {each.code for each in mine}

    def test_of_a_person_go_to_all_their_cases_of_the_set(self, opened, lay):
        opened()
        case = ClaimCase.objects.get(number=some_an())

        def change(columns: Columns) -> Columns:
            people = columns["PAT"]
            is_it = pc.equal(people["HN"], case.hn)
            return {**columns, "PAT": {**people, "MARRIAGE": pc.if_else(is_it, "8", people["MARRIAGE"])}}

        lay(change)
        theirs = ClaimCase.objects.filter(hn=case.hn)
        found = CaseFinding.objects.filter(file="PAT", field="MARRIAGE")
        assert {each.case_id for each in found} == {each.pk for each in theirs}

    def test_laid_twice_stand_once(self, faulty, lay):
        change = lambda columns: with_cell(columns, "CHT", "TOTAL", faulty.number, "1.00")  # noqa: E731
        states = list(CaseFinding.objects.values_list("case", "code", "state"))
        lay(change)
        lay(change)
        assert list(CaseFinding.objects.values_list("case", "code", "state")) == states


@pytest.mark.both_databases
def test_rows_written_in_bulk_are_what_saving_writes(tree, vipa):
    """Holds the fast way against Django's own, column by column, as the database gives them back."""
    case = add_case(tree, NOW)
    rows = {
        CaseEvent: CaseEvent(case=case, number=9, kind="noted", at=NOW, recorded_at=NOW, by=vipa, is_scan=True,
                             reason="ก 'ข' \"ค\" \\ \n", supersedes=None),
        CaseDocument: CaseDocument(case=case, document="d", need="required", state="missing", since=None),
        CaseDeadline: CaseDeadline(case=case, rule="r", due_at=NOW, grade="F"),
        CaseFinding: CaseFinding(case=case, code="c", severity="warn", file="IPD", state=CaseFinding.State.OPEN),
        Organisation: Organisation(kind="unit", code="U1", name_th="ก", parent=tree.hospital, path="x/"),
    }  # fmt: skip
    case_row = ClaimCase.objects.get(pk=case.pk)
    case_row.pk, case_row.token, case_row.number = None, "bulk-token", "1"
    case_row.conflicts, case_row.entered, case_row.born_on = (
        {"hn": {"ours": "ก"}},
        ["hn"],
        datetime.date(1970, 2, 28),
    )
    rows[ClaimCase] = case_row
    for kind, row in rows.items():
        names = [field.attname for field in kind._meta.concrete_fields if not field.primary_key]
        insert_rows([row])
        bulk = kind.objects.order_by("-pk").values(*names)[0]
        said = {name: getattr(row, name) for name in names}
        assert bulk == said, kind
    written = ClaimCase.objects.get(token="bulk-token")  # noqa: S106 - of a case
    written.bed, written.discharged_at, written.entered = "7", NOW, []
    update_rows([written], but=("token",))
    read = ClaimCase.objects.get(pk=written.pk)
    assert (read.bed, read.discharged_at, read.entered, read.token) == ("7", NOW, [], "bulk-token")
    assert connection.vendor in ("sqlite", "postgresql")
