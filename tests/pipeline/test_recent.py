"""A made-up set moved in time is as sound as it was."""

import datetime

import duckdb
import pyarrow as pa

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.demo.claims import claim_files
from sitthi.demo.country import ENDS_ON, Size
from sitthi.demo.province import Province
from sitthi.demo.recent import moved_files
from sitthi.demo.writing import write_files
from sitthi.files.check.checking import check_set
from sitthi.files.claims.landing import land
from sitthi.files.claims.reading import read_set

BOOK = Book()
FORMAT = BOOK.all(FileFormat)["eclaim16"]


def test_a_set_moved_by_years_is_as_clean_as_it_was_and_ends_on_the_day_asked(tmp_path):
    province = Province(Size.SMALL, 1, with_faults=False)
    files = claim_files(province.year(0), 4)
    ends = datetime.date(2026, 11, 24)
    moved = moved_files(files, FORMAT, (ends - ENDS_ON).days)
    write_files(tmp_path, FORMAT, moved)
    with duckdb.connect() as db:
        read = read_set(land(tmp_path, FORMAT), FORMAT, db)
        found = check_set(read, BOOK, "99001")
        assert found.by_code == {}
        [(last, ages)] = db.execute(
            "SELECT max(DATEDSC), count(*) FROM claim.IPD JOIN claim.PAT USING (HN) WHERE DATEADM < DOB"
        ).fetchall()
    assert ages == 0
    assert last is None or last <= "20261124"
    assert max(moved["IPD"]["DATEDSC"].to_pylist()) <= "20261124"
    assert moved["PAT"]["HN"].equals(files["PAT"]["HN"])
    assert {number[:2] for number in moved["IPD"]["AN"].to_pylist()} == {"68", "69"}


def test_blank_cells_stay_blank_and_a_time_behind_the_day_stays():
    files = {"ADMISSION": {"DATETIME_ADMIT": pa.array(["20080401083000", None], pa.string())}}
    moved = moved_files(files, BOOK.all(FileFormat)["moph43"], 30)
    assert moved["ADMISSION"]["DATETIME_ADMIT"].to_pylist() == ["20080501083000", None]
