"""The made-up province hangs together as a real one would, and comes out the same every time."""

import hashlib
import unicodedata
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from sitthi.book import Book
from sitthi.core.coding.adjrw import adjrw
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.coding.los import LosRule, los
from sitthi.core.formats.format import FileFormat
from sitthi.core.identity import CitizenId, read_citizen_id
from sitthi.demo.admitting import stays_of
from sitthi.demo.cases import inpatient_cases
from sitthi.demo.chance import Chance
from sitthi.demo.country import Size, hospitals
from sitthi.demo.hospital_year import hospital_year
from sitthi.demo.people import People
from sitthi.demo.province import Province
from sitthi.demo.weights import DRG_TABLE
from sitthi.files.drg_source import read_drg_source

BOOK = Book()
FORMATS = BOOK.all(FileFormat)


def rows_of(path):
    """Reads a file that is known to be sound: a dict a row."""
    head, *lines = path.read_bytes().decode("cp874").split("\r\n")
    assert lines.pop() == ""
    return [dict(zip(head.split("|"), line.split("|"), strict=True)) for line in lines]


def sums(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small province on disk, and its sets read back: {(format, hospital): {file: rows}}."""
    folder = tmp_path_factory.mktemp("small")
    places = list(Province(Size.SMALL, 2552, with_faults=False).write(folder, BOOK))
    return folder, {
        (place.format, place.hospital): {path.stem: rows_of(path) for path in place.folder.glob("*.txt")}
        for place in places
    }


def moment(day, time):
    return datetime.strptime(day + time, "%Y%m%d%H%M")  # noqa: DTZ007 - claim files carry no zone


def test_the_same_seed_writes_the_same_bytes_whatever_the_threads(small, tmp_path):
    threads = pa.cpu_count()
    try:
        pa.set_cpu_count(1)
        list(Province(Size.SMALL, 2552, with_faults=False).write(tmp_path / "again", BOOK))
    finally:
        pa.set_cpu_count(threads)
    list(Province(Size.SMALL, 2553).write(tmp_path / "other", BOOK))
    assert sums(tmp_path / "again") == sums(small[0])
    assert sums(tmp_path / "other")["eclaim16/99001/IPD.txt"] != sums(small[0])["eclaim16/99001/IPD.txt"]


def test_what_is_there_stays_as_it_is(small, tmp_path):
    province = Province(Size.SMALL, 7)
    list(province.write(tmp_path, BOOK))
    for name in ("eclaim16/99002/IPD.txt", "values.csv"):
        (tmp_path / name).write_bytes(b"my own\r\n")
    before = sums(tmp_path)
    assert [place.hospital for place in province.write(tmp_path, BOOK)] == ["99001", "99001", "99002", "99002"]
    assert sums(tmp_path) == before


@pytest.mark.parametrize(
    ("size", "n", "stays"), [("small", 2, 3000), ("province", 12, 48000), ("region", 90, 900000)]
)
def test_each_size_has_its_hospitals_and_exactly_its_stays(size, n, stays):
    made = hospitals(Size(size), 2552)
    assert len({one.code for one in made}) == len(made) == n
    assert sum(one.n_stays for one in made) == stays
    assert all(one.code.startswith("99") for one in made)
    if size == "province":
        assert len({one.district for one in made}) == 11


def test_every_cell_has_the_form_that_the_format_asks_for(small):
    for (name, hospital), files in small[1].items():
        for file, rows in files.items():
            fields = {field.name: field for field in FORMATS[name].fields_of(file)}
            for row in rows[:400]:
                assert list(row) == list(fields)
                for field, cell in row.items():
                    width = fields[field].width
                    assert width is None or len(cell) <= width, (name, hospital, file, field)
                    assert unicodedata.is_normalized("NFC", cell)
                    assert cell == cell.strip()


def test_ids_hold_and_are_of_nobody_and_a_few_are_missing(small):
    missing = 0
    for (name, _), files in small[1].items():
        if name == "eclaim16":
            ids = [row["PERSON_ID"] for row in files["PAT"]]
            missing += ids.count("")
            given = [one for one in ids if one]
            assert len(set(given)) == len(given)
            assert all(isinstance(read_citizen_id(one), CitizenId) and one.startswith("999") for one in given)
    assert 0 < missing < 200


def test_charges_add_up_to_the_satang(small):
    for (name, _), files in small[1].items():
        if name == "eclaim16":
            total: Counter[str] = Counter()
            for row in files["CHA"]:
                total[row["AN"] or row["SEQ"]] += int(row["AMOUNT"].replace(".", ""))
            stated = {row["AN"] or row["SEQ"]: int(row["TOTAL"].replace(".", "")) for row in files["CHT"]}
            assert stated == dict(total)


def test_nobody_lies_in_two_beds_or_comes_after_death(small):
    stays, visits = defaultdict(list), defaultdict(list)
    for (name, _), files in small[1].items():
        if name == "eclaim16":
            who = {row["HN"]: row["PERSON_ID"] for row in files["PAT"]}
            for row in files["IPD"]:
                if who[row["HN"]]:
                    times = moment(row["DATEADM"], row["TIMEADM"]), moment(row["DATEDSC"], row["TIMEDSC"])
                    stays[who[row["HN"]]].append((*times, row["DISCHT"]))
            for row in files["OPD"]:
                visits[who[row["HN"]]].append(moment(row["DATEOPD"], row["TIMEOPD"]))
    assert max(map(len, stays.values())) >= 3  # some come back, and back again
    assert any(way in "89" for times in stays.values() for *_, way in times)
    for person, times in stays.items():
        times.sort()
        for (_, ended, way), (begun, _, _) in pairwise(times):
            assert ended < begun
            assert way not in ("8", "9")
        if times[-1][2] in ("8", "9"):
            assert not visits[person]


def test_a_transfer_ends_in_one_hospital_and_begins_in_the_other(small):
    claims = {hospital: files for (name, hospital), files in small[1].items() if name == "eclaim16"}
    sent = [row for row in claims["99002"]["IPD"] if row["DISCHT"] == "4"]
    assert sent
    who = {
        code: {row["HN"]: row["NAMEPAT"] + row["DOB"] for row in files["PAT"]} for code, files in claims.items()
    }
    came = {row["AN"] for row in claims["99001"]["IRF"] if (row["REFER"], row["REFERTYPE"]) == ("99002", "1")}
    arrivals = {
        who["99001"][row["HN"]]: moment(row["DATEADM"], row["TIMEADM"])
        for row in claims["99001"]["IPD"]
        if row["AN"] in came
    }
    for row in sent:
        left = moment(row["DATEDSC"], row["TIMEDSC"])
        arrived = arrivals[who["99002"][row["HN"]]]
        assert timedelta(minutes=30) < arrived - left < timedelta(hours=4)


def test_returns_for_diabetes_come_at_the_rate_of_life_and_on_the_days_that_are_argued_about():
    people = People.of(hospitals(Size.PROVINCE, 2552), Chance(2552))
    stays = stays_of(hospitals(Size.PROVINCE, 2552), people)
    kinds = [n for n, row in enumerate(inpatient_cases().rows) if row["id"].startswith("diabetes")]
    stays = stays.taken(np.isin(stays.case, kinds))
    stays = stays.taken(np.lexsort((stays.admitted, stays.person)))
    again = (stays.person[1:] == stays.person[:-1]) & (stays.goes_to[:-1] < 0)
    days = (stays.admitted[1:] // 1440 - stays.discharged[:-1] // 1440)[again]
    assert {0, 28, 29} <= set(days.tolist())
    assert 40 < 1000 * int((days <= 28).sum()) / len(stays) < 120


def test_weights_are_those_of_the_made_up_table_but_for_a_few(small):
    table = {drg.code: drg for _, drg in read_drg_source(DRG_TABLE).rows}
    formula, rule = BOOK.all(AdjrwFormula)["adjrw_6"], BOOK.all(LosRule)["length_of_stay"]
    files = small[1]["moph43", "99001"]
    errors, differing = 0, 0
    leaves = Counter(row["AN"] for row in small[1]["eclaim16", "99001"]["LVD"])
    for row in files["ADMISSION"]:
        minutes = moment(row["DATETIME_DISCH"][:8], row["DATETIME_DISCH"][8:12]) - moment(
            row["DATETIME_ADMIT"][:8], row["DATETIME_ADMIT"][8:12]
        )
        days = los(int(minutes.total_seconds()) // 60 - 1440 * leaves[row["AN"]], rule)
        assert row["ACTLOS"] == str(days)
        if row["DRG"] in formula.error_drgs:
            errors += 1
            assert row["ERROR"] == "1"
        else:
            assert row["DRG"][0] == "9"  # no major category of the Thai DRG
            differing += int(row["ADJRW"].replace(".", "")) != adjrw(table[row["DRG"]], days, formula)[1]
    assert 0 < errors < 40
    assert 0 < differing < 40


def test_the_population_is_that_of_the_register(small):
    folder, sets = small
    counted: Counter[tuple[str, str, str]] = Counter()
    for line in (folder / "population.csv").read_text(encoding="utf-8").splitlines()[1:]:
        unit, sex, age, _, n, day = line.split(",")
        assert day == "2008-04-01"
        counted[unit, sex, age] += int(n)
    for hospital in ("99001", "99002"):
        listed = Counter(
            (row["SEX"], str(2008 - int(row["BIRTH"][:4]) - (row["BIRTH"][4:] > "0401")))
            for row in sets["moph43", hospital]["PERSON"]
            if row["TYPEAREA"] == "1"
        )
        assert listed == {(sex, age): n for (unit, sex, age), n in counted.items() if unit == hospital}


def test_a_hospital_year_by_itself_takes_its_size_and_its_writing_from_who_asks(tmp_path):
    assert hospital_year(tmp_path / "plain", 1, 500, 6, encoding="utf-8", header=False) == "99001"
    stays = (tmp_path / "plain" / "IPD.txt").read_bytes().decode("utf-8").splitlines()
    assert len(stays) == 500
    assert stays[0].startswith(tuple("0123456789"))
    charges = (tmp_path / "plain" / "CHA.txt").read_bytes().count(b"\n")
    assert 2500 < charges < 4500
    assert "นาย" in (tmp_path / "plain" / "PAT.txt").read_text(encoding="utf-8")
