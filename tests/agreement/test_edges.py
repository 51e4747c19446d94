"""The edges by name, each drawn as a few stays, and read alike by plain Python, core and engine.

A stay is drawn as `person hospital admitted discharged diagnosis flags`; days are counted from 1 April 2008,
flags are `d` died, `o` transferred out, `i` transferred in. All rights are UCS unless the flags say `x`.
"""

import datetime
import re

import pytest
from tests.agreement.question import ASKED, DEFAULTS, MONTHS, SETS
from tests.agreement.readings import Population, in_core, in_plain, tables_in

from sitthi.core.measures.measure import Measure, value
from sitthi.core.measures.population import Counted
from sitthi.core.measures.stay import Stay, age_on
from sitthi.engine.backends import DuckDB
from sitthi.engine.measures import measured

START = datetime.date(2008, 4, 1)
BORN = datetime.date(1950, 1, 1)
[ASTHMA] = [(one, spec) for one, spec in ASKED if one.name == "asthma_admissions"]
[DIABETES] = [(one, spec) for one, spec in ASKED if one.name == "dm_readmission_28d"]


def drawn(lines, born=BORN) -> list[Stay]:
    """Reads a drawing; an hour may follow a day after a point, as in `3.14`."""
    stays = []
    for number, line in enumerate(lines):
        person, hospital, admitted, discharged, code, *rest = line.split()
        flags = rest[0] if rest else ""
        start, end = _moment(admitted), _moment(discharged)
        stays.append(
            Stay(
                hcode=f"9900{hospital}", hospmain=f"9900{hospital}", stay_key=number, person_key=ord(person),
                has_cid="k" not in flags, an_order=number, inscl="OFC" if "x" in flags else "UCS", sex="1",
                born_on=born, age=age_on(born, start.date()), admitted_at=start, discharged_at=end,
                los=(end - start).days, discharge_status=None, discharge_type=None, is_alive="d" not in flags,
                transferred_out="o" in flags, transferred_in="i" in flags, principal=code, others="|",
                charge_satang=None, drg=None, rw_e4=None, adjrw_e4=None, grouper_error=False,
            )
        )  # fmt: skip
    return stays


def _moment(text: str) -> datetime.datetime:
    day, _, hour = text.partition(".")
    return datetime.datetime.combine(START, datetime.time(int(hour or 12))) + datetime.timedelta(days=int(day))


def read(stays, asked, choices=DEFAULTS, period=MONTHS) -> dict[str, tuple[int, int]]:
    """Gives numerator and denominator by hospital, after all three readings have been found alike."""
    found = measures_of(Population(stays, [], [], []), asked, choices, period)
    return {row.unit[-1]: (row.numerator, row.denominator) for row in found}


def measures_of(rows: Population, asked, choices=DEFAULTS, period=MONTHS) -> list[Measure]:
    """Gives the measures that all three readings agree on."""
    indicator, spec = asked
    _, measures = in_core(rows, indicator, period, choices)
    _, sums = in_plain(rows, spec, period, choices)
    assert {u: (m.numerator, m.denominator, m.excluded, m.counted_on) for u, m in measures.items()} == sums
    backend = DuckDB(threads=1)
    found = measured(backend, tables_in(backend, rows), [indicator], SETS, period, choices).rows
    assert {row.unit: row for row in found} == measures
    return found


RETURNS = """
    no return                                        | a 1 0 5 E119 ; b 1 9 12 E119 -> 1:0/2
    day 28 counts                                    | a 1 0 5 E119 ; a 1 33 35 E119 -> 1:1/2
    day 29 does not                                  | a 1 0 5 E119 ; a 1 34 35 E119 -> 1:0/2
    the same day counts                              | a 1 0 5 E119 ; a 1 5.14 7 E119 -> 1:1/2
    the same day does not after a transfer           | a 1 0 5 E119 o ; a 2 5.14 7 E119 i -> 1:0/1 2:0/1
    a transfer out without one in is a return        | a 1 0 5 E119 o ; a 2 5.14 7 E119 -> 1:1/1 2:0/1
    a transfer on another day is a return            | a 1 0 5 E119 o ; a 2 6 7 E119 i -> 1:1/1 2:0/1
    two stays of one day, one after the other        | a 1 3.8 3.10 E119 ; a 1 3.12 3.18 E119 -> 1:1/2
    overlap on another day is no return              | a 1 0 9 E119 ; a 2 5 12 E119 -> 1:0/1 2:0/1
    overlap on one day follows the total order       | a 1 3.8 3.18 E119 ; a 2 3.9 3.12 E119 -> 1:1/1 2:0/1
    the very same times follow the hospital's code   | a 2 3 3 E119 ; a 1 3 3 E119 -> 1:1/1 2:0/1
    then the number of admission                     | a 1 3 3 E119 ; a 1 3 3 E119 -> 1:1/2
    nobody returns after death                       | a 1 0 5 E119 d ; a 1 9 12 E119 -> 1:0/2
    a death is below the line                        | a 1 0 5 E119 ; a 1 9 12 E119 d -> 1:1/2
    chain of three, each back for the one before it  | a 1 0 5 E119 ; a 1 20 25 E119 ; a 1 40 45 E119 -> 1:2/3
    chain of three, the last back for both | a 1 0 5 E119 o ; a 2 5.14 8 E119 i ; a 1 9 9 E14 -> 1:1/2 2:1/1
    a stay between for something else undoes nothing | a 1 0 5 E119 ; a 1 8 9 S065 ; a 1 20 25 E119 -> 1:1/2
    two hospitals: counted where the first stay was  | a 1 0 5 E119 ; a 2 9 12 E119 -> 1:1/1 2:0/1
    another person                                   | a 1 0 5 E119 ; b 1 9 12 E119 -> 1:0/2
    another disease                                  | a 1 0 5 E119 ; a 1 9 12 I10 -> 1:0/1
    another right on return                          | a 1 0 5 E119 ; a 1 9 12 E119 x -> 1:0/1
    return after the period                          | a 1 80 88 E119 ; a 1 95 99 E119 -> 1:1/1
    first stay before the period                     | a 1 -9 -1 E119 ; a 1 5 9 E119 -> 1:0/1
    discharged on the first and on the last day      | a 1 -3 0 E119 ; b 1 85 90 E119 ; c 1 85 91 E119 -> 1:0/2
""".strip().splitlines()


def cells(row: str):
    """Reads `name | stay ; stay -> hospital:numerator/denominator ...`."""
    name, stays, expected = re.split(r" \| | -> ", row.strip())
    found = {
        hospital: tuple(map(int, sums.split("/"))) for hospital, sums in (c.split(":") for c in expected.split())
    }
    return name.strip(), drawn(stays.split(" ; ")), found


@pytest.mark.parametrize("row", RETURNS, ids=lambda row: row.split(" | ")[0].strip())
def test_readmission(row):
    _, stays, expected = cells(row)
    assert read(stays, DIABETES) == expected


PEOPLE = """
    UCS once, SSS on a later day             | UCS 700 2008-04-01 ; SSS 90 2008-05-01 -> 700 2008-04-01
    UCS twice, SSS on the middle day         | UCS 700 2008-04-01 ; UCS 710 2008-05-02 ; SSS 90 2008-05-16 -> 710 2008-05-02
    UCS after the middle only                | UCS 700 2008-06-01 ; SSS 90 2008-05-01 -> 700 2008-06-01
    UCS on the middle day and the day after  | UCS 700 2008-05-16 ; UCS 710 2008-05-17 -> 700 2008-05-16
    counted, but nobody of that age          | UCS 0 2008-04-01 ; SSS 90 2008-05-01 -> 0 2008-04-01
    UCS never counted                        | SSS 90 2008-05-01 -> None None
""".strip().splitlines()  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("row", PEOPLE, ids=lambda row: row.split(" | ")[0].strip())
def test_people_are_those_of_the_last_count_of_their_own_right(row):
    _, counts, expected = re.split(r" \| | -> ", row.strip())
    people = [
        Counted("99001", "1", 40, right, int(n), datetime.date.fromisoformat(day))
        for right, n, day in (count.split() for count in counts.split(" ; "))
    ]
    rows = Population(drawn(["a 1 0 5 J450"]), [], [], people)
    [row] = measures_of(rows, ASTHMA)
    assert f"{row.denominator} {row.counted_on}" == expected
    assert row.numerator == 1


def test_without_a_citizen_id_a_person_is_known_within_one_hospital_only():
    # The load step keys such stays by hospital and number: two hospitals give two persons.
    assert read(drawn(["a 1 0 5 E119 k", "a 1 9 12 E119 k"]), DIABETES) == {"1": (1, 2)}
    assert read(drawn(["a 1 0 5 E119 k", "b 2 9 12 E119 k"]), DIABETES) == {"1": (0, 1), "2": (0, 1)}


CHOICES = """
    readmission_scope treating             | a 1 0 5 E119 ; a 2 9 12 E119 -> 1:0/1 2:0/1
    readmission_return next_only           | a 1 0 5 E119 ; a 1 8 9 S065 ; a 1 20 25 E119 -> 1:0/2
    readmission_same_day left_out          | a 1 0 5 E119 ; a 1 5.14 7 E119 -> 1:0/2
    readmission_transfers counted          | a 1 0 5 E119 o ; a 2 5.14 7 E119 i -> 1:1/1 2:0/1
    readmission_transfers any_transfer     | a 1 0 5 E119 o ; a 2 6 7 E119 -> 1:0/1 2:0/1
    readmission_transfers any_transfer     | a 1 0 5 E119 ; a 2 6 7 E119 i -> 1:0/1 2:0/1
    readmission_denominator index_only     | a 1 0 5 E119 d ; b 1 9 12 E119 -> 1:0/1
    readmission_index any                  | a 1 0 5 E119 d ; a 1 9 12 E119 -> 1:1/2
    readmission_return_right any           | a 1 0 5 E119 ; a 1 9 12 E119 x -> 1:1/1
    period_by admission                    | a 1 -3 0 E119 ; b 1 88 95 E119 ; c 1 88 95 E119 -> 1:0/2
""".strip().splitlines()


@pytest.mark.parametrize("row", CHOICES, ids=lambda row: row.split(" | ")[0].strip())
def test_a_choice_changes_what_it_says(row):
    named, stays, expected = cells(row)
    name, chosen = named.split()
    assert read(stays, DIABETES, {**DEFAULTS, name: chosen}) == expected
    assert read(stays, DIABETES) != expected


@pytest.mark.parametrize(
    ("born", "counted"),
    [
        (datetime.date(1993, 4, 4), 1),  # fifteen on the day itself
        (datetime.date(1993, 4, 5), 0),  # fifteen on the day after
        (datetime.date(1993, 3, 31), 1),
    ],
)
def test_age_is_taken_on_the_day_of_admission(born, counted):
    found = read(drawn(["a 1 3 9 J450"], born), ASTHMA)
    assert sum(numerator for numerator, _ in found.values()) == counted


def test_age_by_the_day_of_discharge_is_a_choice():
    stays = drawn(["a 1 3 9 J450"], datetime.date(1993, 4, 8))
    assert read(stays, ASTHMA) == {}
    assert read(stays, ASTHMA, {**DEFAULTS, "age_on": "discharge"}) == {"1": (1, None)}


@pytest.mark.parametrize(
    ("day", "years"),
    [
        ("2007-02-28", 30),
        ("2007-03-01", 31),
        ("2008-02-28", 31),
        ("2008-02-29", 32),
        ("1976-02-28", None),
        ("1976-02-29", 0),
    ],
)
def test_who_was_born_on_29_february(day, years):
    assert age_on(datetime.date(1976, 2, 29), datetime.date.fromisoformat(day)) == years


def test_over_nobody_there_is_no_value():
    indicator, _ = DIABETES
    backend = DuckDB(threads=1)
    rows = Population(drawn(["a 1 0 5 E119 d"]), [], [], [])
    choices = {**DEFAULTS, "readmission_denominator": "index_only"}
    [row] = measured(backend, tables_in(backend, rows), [indicator], SETS, MONTHS, choices).rows
    assert (row.denominator, row.excluded, value(row, indicator)) == (0, 1, None)
