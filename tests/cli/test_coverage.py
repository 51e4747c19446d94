"""Coverages from a hospital's own files: registers, screenings, and rights that the claim sets tell."""

import csv
import datetime
from collections import Counter

import pytest

from sitthi.book import Book
from sitthi.demo.country import Size
from sitthi.demo.province import Province

YEAR = ("--scorecard", "quality_fund_2552", "--from", "2008-04-01", "--to", "2009-03-31")
FIRST, LAST = datetime.date(2008, 4, 1), datetime.date(2009, 3, 31)


def rows_of(folder, file):
    with (folder / f"{file}.txt").open(encoding="cp874", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="|"))


def day(cell):
    return datetime.datetime.strptime(cell[:8], "%Y%m%d").date()  # noqa: DTZ007 - files carry no zone


def whole_years(born, on):
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def rights_in(folder, hospital):
    """Gives (person, day, right) of every stay and visit of a claim set, by the file's own numbers."""
    ids = {row["HN"]: row["PERSON_ID"] or f"{hospital} {row['HN']}" for row in rows_of(folder, "PAT")}
    discharged = {row["AN"]: day(row["DATEDSC"]) for row in rows_of(folder, "IPD")}
    visited = {row["SEQ"]: day(row["DATEOPD"]) for row in rows_of(folder, "OPD")}
    for row in rows_of(folder, "INS"):
        on = discharged[row["AN"]] if row["AN"] else visited[row["SEQ"]]
        yield ids[row["HN"]], on, row["INSCL"]


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    folder = tmp_path_factory.mktemp("province")
    return folder, list(Province(Size.SMALL, 2552, with_faults=False).write(folder, Book()))


def test_a_coverage_is_counted_over_registered_persons_whose_right_their_claims_tell(sitthi, province):
    folder, places = province
    for place in places:
        assert sitthi("load", place.format, place.folder, "--hospital", place.hospital).exit in (0, 10)
    assert sitthi("population", "load", folder / "population.csv").exit == 0
    ran = sitthi("run", *YEAR)
    assert ran.exit == 0
    seen, screened, registers = {}, set(), {}
    for place in places:
        if place.format == "eclaim16":
            for person, on, right in rights_in(place.folder, place.hospital):
                if on <= LAST:
                    seen.setdefault(person, {}).setdefault(on, set()).add(right)
            continue
        ids = {}
        for row in rows_of(place.folder, "PERSON"):
            ids[row["PID"]] = row["CID"] or f"{place.hospital} {row['HN'] or row['PID']}"
            registers[place.hospital, ids[row["PID"]]] = row
        screened |= {
            ids[row["PID"]] for row in rows_of(place.folder, "NCDSCREEN") if FIRST <= day(row["DATE_SERV"]) <= LAST
        }
    expected = {place.hospital: Counter() for place in places}
    for (hospital, person), row in registers.items():
        if whole_years(day(row["BIRTH"]), FIRST) < 35 or row["TYPEAREA"] not in "13" or row["DISCHARGE"] != "9":
            continue
        rights = seen[person][max(seen[person])] if person in seen else set()
        if len(rights) != 1:
            expected[hospital]["left out"] += 1
        elif rights == {"UCS"}:
            expected[hospital]["below"] += 1
            expected[hospital]["above"] += person in screened
    found = {row["unit"]: row for row in ran.data["indicators"] if row["indicator"] == "risk_screening"}
    assert {
        unit: (row["numerator"], row["denominator"], row["excluded"], row["origin"]) for unit, row in found.items()
    } == {unit: (n["above"], n["below"], n["left out"], "counted") for unit, n in expected.items()}
    assert all(0 < n["above"] < n["below"] for n in expected.values())
    # More people of the register never came than came: the run says on how few the figure stands.
    thin = [n for n in expected.values() if n["left out"] > n["below"]]
    [finding] = [finding for finding in ran.data["findings"] if finding["code"] == "run.mostly_left_out"]
    assert "risk_screening" in finding["message"]
    assert thin
    by_register = sitthi("run", *YEAR, "--choice", "person_right=register").data
    told = [row for row in by_register["indicators"] if row["indicator"] == "risk_screening"]
    assert {(row["value"], row["denominator"], row["origin"]) for row in told} == {(None, 0, "missing")}
    everybody = sitthi("run", *YEAR, "--choice", "person_right_unknown=counted").data
    counted = {row["unit"]: row for row in everybody["indicators"] if row["indicator"] == "risk_screening"}
    assert {unit: row["denominator"] for unit, row in counted.items()} == {
        unit: n["below"] + n["left out"] for unit, n in expected.items()
    }
