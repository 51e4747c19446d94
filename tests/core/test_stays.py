"""Many stays at once mean what one stay means; and every way a row can be wrong is named."""

import datetime
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.coding.adjrw import AdjrwRule, adjrw
from sitthi.core.coding.drg import Drg
from sitthi.core.coding.drg_table import DrgTable
from sitthi.core.coding.formula import AdjrwFormula
from sitthi.core.coding.los import LosRule, los
from sitthi.core.coding.stay_cells import clock_minutes, day_minutes
from sitthi.core.coding.stay_working import stay_working
from sitthi.core.coding.stays import Stay, Stays
from sitthi.core.evidence import Grade

RULE = Book().all(LosRule)["length_of_stay"]
SIX = Book().all(AdjrwFormula)["adjrw_6"]
FIVE = Book().all(AdjrwFormula)["adjrw_5"]
MEDICAL = Drg("99599", 6201, 6814, 355, 11, 100)
SURGICAL = Drg("99099", 20_872, 24_848, 628, 19, 67)
ERROR = Drg("26509", 0, 0, 0, 0, 100)
DRGS = {drg.code: drg for drg in (MEDICAL, SURGICAL, ERROR)}
TABLE = DrgTable("6.0", date(2020, 10, 1), DRGS, SIX)
LATER = DrgTable("6.1", date(2024, 10, 1), DRGS | {"99599": replace(MEDICAL, rw=7000)}, SIX)
OLD = DrgTable("5.1", date(2015, 10, 1), DRGS, FIVE)

MOMENTS = st.datetimes(
    datetime.datetime.fromisoformat("2024-01-01"), datetime.datetime.fromisoformat("2024-12-31")
)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(DRGS)), MOMENTS, MOMENTS, st.integers(0, 3)), min_size=1, max_size=20
    )
)
def test_columns_give_what_the_rules_give_one_stay_at_a_time(rows):
    results = Stays([TABLE], RULE).worked_out(
        [drg for drg, *_ in rows],
        None,
        [f"{admitted:%Y-%m-%d %H:%M}" for _, admitted, _, _ in rows],
        [f"{discharged:%Y-%m-%dT%H:%M:%S}" for _, _, discharged, _ in rows],
        [str(leave) for *_, leave in rows],
    )
    for (code, admitted, discharged, leave), stay in zip(rows, results, strict=True):
        whole = [moment.replace(second=0, microsecond=0) for moment in (discharged, admitted)]
        minutes = (whole[0] - whole[1]) // datetime.timedelta(minutes=1) - 1440 * leave
        if minutes < 0:
            assert stay is None
        elif code == "26509":
            assert (stay.adjrw, stay.rule) == (None, AdjrwRule.GROUPER_ERROR)
        else:
            days = los(minutes, RULE)
            assert (stay.los, (stay.rule, stay.adjrw)) == (days, adjrw(DRGS[code], days, SIX))


CELLS = {
    "drg": st.sampled_from(["99599", "99099", " 99599 ", "26509", "9959", "", "ก"]),
    "los": st.sampled_from(["", "0", "3", " 40 ", "-1", "2.5", "x", "123456"]),
    "admitted_at": st.sampled_from(
        ["", "2024-05-01 10:00", "2567-05-01 10:00", "2024-02-30 10:00", "2024-05-01", "x"]
    ),
    "discharged_at": st.sampled_from(
        ["", "2024-05-04 10:00", " 2024-05-04T10:00:59", "2567-05-04 10:00", "2024-04-04 10:00", "2024-05-04", "y"]
    ),
    "leave_days": st.sampled_from(["", "0", "1", "9", "-1", "x"]),
    "adjrw": st.sampled_from(["", "0.6814", "1.23456", "-1", "x"]),
}


@given(st.fixed_dictionaries(CELLS), st.sampled_from([[TABLE], [OLD], [OLD, TABLE, LATER]]))
def test_a_row_has_either_a_result_or_faults_whatever_stands_in_it(row, tables):
    stays = Stays(tables, RULE)
    [together] = stays.worked_out(**{name: [cell] for name, cell in row.items()})
    alone = stays.one(row)
    if isinstance(alone, Stay):
        assert together is None or together is alone
    else:
        assert alone
        assert together is None


def faults(tables=(TABLE,), **row: str) -> list[tuple[str, str]]:
    looked = Stays(list(tables), RULE).one(row)
    return [] if isinstance(looked, Stay) else looked


TIMES = {"admitted_at": "2024-05-01 10:00", "discharged_at": "2024-05-04 10:00"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"drg": "99599", "los": "3"}, []),
        ({"drg": "99599", "los": "3", "discharged_at": "2024-05-04"}, []),
        ({"drg": "99599", **TIMES}, []),
        ({"drg": "99599", **TIMES, "leave_days": "3"}, []),
        ({"drg": " 99599", "los": " 3 "}, []),
        ({"drg": "", "los": ""}, [("value.required", "drg"), ("value.required", "los")]),
        ({"drg": "9599", "los": "-1"}, [("adjrw.unknown_drg", "drg"), ("value.out_of_range", "los")]),
        ({"drg": "99599", "los": "x"}, [("value.not_a_number", "los")]),
        ({"drg": "99599", "los": "2.5"}, [("value.not_whole", "los")]),
        ({"drg": "99599", "los": "123456"}, [("value.out_of_range", "los")]),
        ({"drg": "99599", **TIMES, "leave_days": "-1"}, [("value.out_of_range", "leave_days")]),
        ({"drg": "99599", **TIMES, "leave_days": "two"}, [("value.not_a_number", "leave_days")]),
        ({"drg": "99599", "los": "3", "adjrw": "1.23456"}, [("value.not_a_number", "adjrw")]),
        ({"drg": "99599", "admitted_at": "2024-05-01 10:00"}, [("value.required", "discharged_at")]),
        ({"drg": "99599", **TIMES, "admitted_at": "2567-05-01 10:00"}, [("adjrw.buddhist_year", "admitted_at")]),
        ({"drg": "99599", **TIMES, "discharged_at": "2024-05-04"}, [("adjrw.not_a_time", "discharged_at")]),
        ({"drg": "99599", **TIMES, "discharged_at": "2024-04-31 10:00"}, [("adjrw.not_a_time", "discharged_at")]),
        ({"drg": "99599", **TIMES, "discharged_at": "2024-05-04 24:00"}, [("adjrw.not_a_time", "discharged_at")]),
        ({"drg": "99599", **TIMES, "discharged_at": "2024-05-01 09:59"},
         [("adjrw.discharged_before", "discharged_at")]),
        ({"drg": "99599", **TIMES, "leave_days": "4"}, [("adjrw.leave_too_long", "leave_days")]),
        ({"drg": "99599", **TIMES, "leave_days": "0.5"}, [("value.not_whole", "leave_days")]),
        ({"drg": "99599", "los": "3", "discharged_at": "2567-05-04"}, [("adjrw.buddhist_year", "discharged_at")]),
        ({"drg": "99599", "los": "3", "discharged_at": "4/5/2024"}, [("adjrw.not_a_time", "discharged_at")]),
        ({"drg": "99599", "los": "3", **TIMES, "admitted_at": "2024-05-05 10:00"},
         [("adjrw.discharged_before", "discharged_at")]),
    ],
)  # fmt: skip
def test_every_way_a_row_can_be_wrong(row, expected):
    assert faults(**row) == expected


def test_a_year_before_1900_is_no_day_of_a_stay():
    assert day_minutes("1899-12-31") is None
    assert day_minutes("1900-01-01") == 0
    assert day_minutes("2025-W01-1") is None
    assert clock_minutes(" 23:59:59") == 23 * 60 + 59
    assert clock_minutes(" 9:00") is None


def version(discharged: str, **options) -> tuple[str, bool, int]:
    [stay] = Stays([LATER, TABLE], RULE, **options).worked_out(["99599"], ["3"], None, [discharged])
    return stay.table.version, stay.in_force, stay.rw


def test_the_day_of_discharge_picks_the_table():
    assert version("2024-09-30") == ("6.0", True, 6814)
    assert version("2024-10-01") == ("6.1", True, 7000)
    assert version("2020-09-30") == ("6.1", False, 7000)
    assert version("") == ("6.1", True, 7000)


def test_a_table_that_is_asked_for_is_taken_whatever_the_day():
    assert version("2024-10-01", asked=TABLE) == ("6.0", True, 6814)
    assert version("", asked=TABLE) == ("6.0", True, 6814)


def test_stays_of_several_versions_stand_in_one_table():
    days = ["2024-09-30", "2024-10-01", "2024-09-30"]
    results = Stays([TABLE, LATER], RULE).worked_out(["99599"] * 3, ["3"] * 3, None, days)
    assert [stay.table.version for stay in results] == ["6.0", "6.1", "6.0"]


def test_a_given_los_stands_and_an_empty_one_follows_from_the_times():
    stays = Stays([TABLE], RULE)
    columns = (["5", "", "3"], ["2024-05-01 10:00"] * 3, ["2024-05-04 10:00"] * 3, ["0"] * 3)
    assert [stay.los for stay in stays.worked_out(["99599"] * 3, *columns)] == [5, 3, 3]
    assert stays.differing_los(*columns) == [0]


def test_an_adjrw_that_came_with_the_stay_is_compared():
    stays = Stays([TABLE], RULE)
    same, other, none = stays.worked_out(["99599"] * 3, ["2"] * 3, adjrw=["0.6814", "0.68", ""])
    assert (same.differs, other.differs, none.differs) == (False, True, False)
    assert stays.odd == {other}


def test_without_a_formula_the_given_adjrw_stands():
    [stay] = Stays([OLD], RULE).worked_out(["99599"], ["2"], adjrw=["0.7000"])
    assert (stay.rule, stay.adjrw) == (AdjrwRule.GIVEN, 7000)
    assert stay.cells == ",99599,0.6814,2,0.7000,given"
    assert faults([OLD], drg="99599", los="2") == [("adjrw.needs_given", "adjrw")]


def test_columns_have_no_result_where_a_row_has_faults():
    assert Stays([OLD], RULE).worked_out(["99599", "1019"], ["2", "2"]) == [None, None]
    assert Stays([TABLE], RULE).worked_out(["1019", "99599"], ["2", "x"], adjrw=["", "0.7"]) == [None, None]
    assert Stays([TABLE], RULE).worked_out(["99599"], ["2"], adjrw=["x"]) == [None]


def test_the_outlier_factor_may_be_one():
    results = [
        Stays([TABLE], RULE, factor_one=one).worked_out(["99099"], ["45"])[0].adjrw for one in (False, True)
    ]
    assert results == [50_908, 63_744]


@pytest.mark.parametrize(
    ("code", "formula", "given", "value", "rule", "grade"),
    [
        ("99599", SIX, "", "0.6814", "LOS <= OT: RW = 0.6814", Grade.F2),
        ("26509", SIX, "", None, "grouper_error", Grade.F2),
        ("99599", FIVE, "0.7", "0.7000", "given", Grade.GAP),
        ("99599", None, "0.7", "0.7000", "given", Grade.GAP),
    ],
)
def test_the_working_of_a_stay_by_its_rule(code, formula, given, value, rule, grade):
    table = DrgTable("x", date(2020, 1, 1), DRGS, formula)
    [stay] = Stays([table], RULE).worked_out([code], ["2"], adjrw=[given])
    working = stay_working(stay)
    assert (working.value, working.rule, working.grade) == (value, rule, grade)
