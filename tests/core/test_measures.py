"""From facts to outcomes to measures: what counts, what is left out, and the exact value."""

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.coding.codesets import CodeCase, CodeSet
from sitthi.core.evidence import Evidence
from sitthi.core.identity import Inscl
from sitthi.core.measures.condition import Condition, all_hold, columns_of
from sitthi.core.measures.facts import facts_of_person, facts_of_stay, has_right
from sitthi.core.measures.indicator import Ages, CountedAt, Indicator, Kind, RecordTable, Screening
from sitthi.core.measures.measure import Measure, summed, value
from sitthi.core.measures.order import OrderStatistics, order_statistics, ranks
from sitthi.core.measures.outcome import Fact, Outcome, OutcomeRow, Reason, standing
from sitthi.core.measures.person import Person, Screened
from sitthi.core.measures.person_outcomes import coverage, proportion_of_persons
from sitthi.core.measures.population import Counted, Registered, counted_on, middle_of, registered
from sitthi.core.measures.readmission import readmissions
from sitthi.core.measures.stay import Stay, age_on
from sitthi.core.measures.stay_outcomes import admissions, case_mix_of, means, proportion_of
from sitthi.core.rules.choices import Choice
from sitthi.core.thai.periods import Period

moment = datetime.datetime.fromisoformat
BOOK = Book()
SETS = BOOK.all(CodeSet)
DEFAULTS = {name: choice.default for name, choice in BOOK.all(Choice).items() if "run" in choice.used_by}
YEAR = Period(datetime.date(2008, 4, 1), datetime.date(2009, 3, 31))
EVIDENCE = Evidence.read("I sitthi test")
ASTHMA = BOOK.all(Indicator)["quality_fund_2552/asthma_admissions"]
DIABETES = BOOK.all(Indicator)["quality_fund_2552/dm_readmission_28d"]
CERVICAL = BOOK.all(Indicator)["quality_fund_2552/cervical_screening"]
SCREENED = BOOK.all(Indicator)["quality_fund_2552/risk_screening"]
CASE_MIX = BOOK.all(Indicator)["region_kpi66_2563/cmi_rise"]
STAY = Stay(
    hcode="99001", hospmain="99002", stay_key=1, person_key=7, has_cid=True, an_order=1, inscl="UCS", sex="2",
    born_on=datetime.date(1970, 5, 5), age=38, admitted_at=moment("2008-06-01 08:00"),
    discharged_at=moment("2008-06-04 10:00"), los=3, discharge_status="1", discharge_type="1",
    is_alive=True, transferred_out=False, transferred_in=False, principal="J450", others="|", charge_satang=1000,
    drg="99599", rw_e4=6201, adjrw_e4=6201, grouper_error=False,
)  # fmt: skip
PERSON = Person(
    hcode="99002", person_key=7, has_cid=True, sex="2", born_on=datetime.date(1968, 4, 1), residence="1",
    inscl="UCS", discharged="9",
)  # fmt: skip


def later(stay: Stay, days: int, **changes) -> Stay:
    by = datetime.timedelta(days=days)
    moved = {"admitted_at": stay.admitted_at + by, "discharged_at": stay.discharged_at + by}
    return replace(stay, **{"stay_key": stay.stay_key + 1, **moved, **changes})


def told(kind, stay, indicator, **choices) -> tuple[Outcome, Reason]:
    [row] = kind([stay], indicator, indicator.sets(SETS), YEAR, {**DEFAULTS, **choices})
    return row.outcome, row.reason


@given(
    st.lists(st.tuples(st.sampled_from([Fact.RIGHT, Fact.SEX, Fact.AGE]), st.sampled_from([True, False, None])))
)
def test_one_no_decides_then_one_not_known(facts):
    found = standing(facts)
    holds = [holds for _, holds in facts]
    if False in holds:
        assert found == (Outcome.OUTSIDE, Reason(f"other_{facts[holds.index(False)][0]}"))
    elif None in holds:
        assert found == (Outcome.EXCLUDED, Reason(f"{facts[holds.index(None)][0]}_unknown"))
    else:
        assert found is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (Outcome.MET, Reason.ADMITTED)),
        ({"discharged_at": moment("2009-03-31 23:59")}, (Outcome.MET, Reason.ADMITTED)),
        ({"discharged_at": moment("2009-04-01")}, (Outcome.OUTSIDE, Reason.OTHER_PERIOD)),
        ({"inscl": "OFC", "age": None}, (Outcome.OUTSIDE, Reason.OTHER_RIGHT)),
        ({"inscl": None}, (Outcome.EXCLUDED, Reason.RIGHT_UNKNOWN)),
        ({"age": 14}, (Outcome.OUTSIDE, Reason.OTHER_AGE)),
        ({"age": None}, (Outcome.EXCLUDED, Reason.AGE_UNKNOWN)),
        ({"principal": "J441"}, (Outcome.OUTSIDE, Reason.OTHER_DIAGNOSIS)),
        ({"principal": None}, (Outcome.EXCLUDED, Reason.DIAGNOSIS_UNKNOWN)),
        ({"hospmain": None}, (Outcome.EXCLUDED, Reason.UNIT_UNKNOWN)),
    ],
)
def test_why_an_admission_counts_or_does_not(change, expected):
    assert told(admissions, replace(STAY, **change), ASTHMA) == expected


def test_a_choice_may_count_rights_that_are_not_known_and_other_days():
    assert told(admissions, replace(STAY, inscl=None), ASTHMA, right_unknown="counted") == (
        Outcome.MET, Reason.ADMITTED,
    )  # fmt: skip
    early = replace(STAY, admitted_at=moment("2008-03-31"), discharged_at=moment("2008-04-02"))
    assert told(admissions, early, ASTHMA)[0] is Outcome.MET
    assert told(admissions, early, ASTHMA, period_by="admission")[1] is Reason.OTHER_PERIOD
    young = replace(STAY, born_on=datetime.date(1993, 6, 3), age=14)
    assert told(admissions, young, ASTHMA)[1] is Reason.OTHER_AGE
    assert told(admissions, young, ASTHMA, age_on="discharge")[0] is Outcome.MET


def test_an_indicator_that_asks_for_nothing_leaves_nothing_out():
    bare = replace(CASE_MIX, rights=(), ages=None, sex=None)
    assert has_right(None, bare, "excluded") is True
    facts = facts_of_stay(replace(STAY, sex=None, age=None, principal=None), bare, (), YEAR, DEFAULTS)
    assert all(holds for _, holds in facts)
    women = replace(bare, sex="2")
    assert dict(facts_of_stay(replace(STAY, sex="1"), women, (), YEAR, DEFAULTS))[Fact.SEX] is False
    assert dict(facts_of_stay(replace(STAY, sex=None), women, (), YEAR, DEFAULTS))[Fact.SEX] is None


def test_case_mix_leaves_out_errors_and_stays_without_a_weight():
    stays = [STAY, replace(STAY, grouper_error=True), replace(STAY, adjrw_e4=None), replace(STAY, adjrw_e4=3799)]
    rows = list(case_mix_of(stays, CASE_MIX, (), YEAR, DEFAULTS))
    assert [row.reason for row in rows] == [
        Reason.COUNTED, Reason.GROUPER_ERROR, Reason.NO_WEIGHT, Reason.COUNTED,
    ]  # fmt: skip
    measure = summed(rows, CASE_MIX)["99001"]
    assert (measure.numerator, measure.denominator, measure.excluded) == (10_000, 2, 2)
    assert value(measure, CASE_MIX) == Fraction(1, 2)


LONG = replace(
    CASE_MIX, kind=Kind.PROPORTION, per=100, table=RecordTable.STAYS, condition=(Condition("los", least=3),),
    among=(Condition("sex", any_of=("2",)),),
)  # fmt: skip
COST = replace(CASE_MIX, kind=Kind.MEAN, table=RecordTable.STAYS, column="charge_satang")


def test_a_proportion_has_its_own_conditions():
    stays = [STAY, replace(STAY, los=2), replace(STAY, sex="1"), replace(STAY, sex=None)]
    rows = list(proportion_of(stays, LONG, (), YEAR, DEFAULTS))
    assert [row.reason for row in rows] == [
        Reason.CONDITION_MET, Reason.CONDITION_NOT_MET, Reason.OTHER_CASE, Reason.CASE_UNKNOWN,
    ]  # fmt: skip
    assert value(summed(rows, LONG)["99001"], LONG) == 50
    cheap = replace(LONG, condition=(Condition("charge_satang", most=999),))
    assert told(proportion_of, replace(STAY, charge_satang=None), cheap)[1] is Reason.CONDITION_UNKNOWN


def test_a_mean_comes_with_its_order_statistics():
    costs = [1000, 4000, None, 2000, 9000]
    stays = [replace(STAY, charge_satang=cost) for cost in costs]
    rows = list(means(stays, COST, (), YEAR, DEFAULTS))
    measure = summed(rows, COST)["99001"]
    assert (measure.numerator, measure.denominator, measure.excluded) == (16_000, 4, 1)
    assert value(measure, COST) == 4000
    assert (measure.order.median, measure.order.p90) == (3000, 7500)
    assert rows[2].reason is Reason.NO_VALUE


@given(st.lists(st.integers(-1000, 1000), min_size=1))
def test_order_statistics_are_exact(values):
    found, rising = order_statistics(values), sorted(values)
    assert found.median == Fraction(rising[(len(rising) - 1) // 2] + rising[len(rising) // 2], 2)
    place = Fraction(9 * (len(rising) - 1), 10)
    low = rising[int(place)]
    high = rising[min(int(place) + 1, len(rising) - 1)]
    assert found.p90 == low + (place - int(place)) * (high - low)
    assert max(ranks(len(values))) < len(values)


def test_of_nothing_there_is_no_order():
    assert order_statistics([]) is None
    assert OrderStatistics(1, 5, 5, 5, 5).p90 == 5


def test_a_return_may_come_after_another_stay_and_at_another_hospital():
    stay = replace(STAY, principal="E119")
    stays = [stay, later(stay, 5, principal="S065"), later(stay, 20, stay_key=9, hcode="99003")]
    rows = list(readmissions(stays, DIABETES, DIABETES.sets(SETS), YEAR, DEFAULTS))
    assert [row.reason for row in rows] == [Reason.RETURNED, Reason.OTHER_DIAGNOSIS, Reason.NO_RETURN]
    assert (rows[0].evidence_on, rows[0].related_key) == (datetime.date(2008, 6, 21), 9)
    assert {row.related_key for row in rows[1:]} == {None}
    assert rows[2].evidence_on == stays[2].discharged_on


@pytest.mark.parametrize(
    ("choices", "change", "expected"),
    [
        ({}, {"is_alive": False}, (Outcome.NOT_MET, Reason.DIED)),
        ({"readmission_denominator": "index_only"}, {"is_alive": False}, (Outcome.EXCLUDED, Reason.DIED)),
        ({"readmission_index": "any"}, {"is_alive": False}, (Outcome.NOT_MET, Reason.NO_RETURN)),
        (
            {"readmission_transfers": "any_transfer"},
            {"transferred_out": True},
            (Outcome.NOT_MET, Reason.TRANSFERRED_OUT),
        ),
        ({}, {"transferred_out": True}, (Outcome.NOT_MET, Reason.NO_RETURN)),
        ({}, {"inscl": "SSS"}, (Outcome.OUTSIDE, Reason.OTHER_RIGHT)),
    ],
)
def test_what_opens_no_window(choices, change, expected):
    assert told(readmissions, replace(STAY, principal="E119", **change), DIABETES, **choices) == expected


@pytest.mark.parametrize(
    ("choices", "change", "is_back"),
    [
        ({}, {}, True),
        ({}, {"principal": None}, False),
        ({}, {"inscl": None}, False),
        ({"readmission_return_right": "any"}, {"inscl": None}, True),
        ({"readmission_scope": "treating"}, {"hcode": "99003"}, False),
        ({"readmission_scope": "treating"}, {}, True),
        ({"readmission_return": "next_only"}, {}, True),
        ({"readmission_same_day": "left_out"}, {}, True),
        ({"readmission_transfers": "counted"}, {"transferred_in": True}, True),
        ({"readmission_transfers": "any_transfer"}, {"transferred_in": True}, False),
        ({}, {"person_key": 8}, False),
    ],
)
def test_what_closes_a_window(choices, change, is_back):
    stay = replace(STAY, principal="E119", transferred_out="counted" in choices.values())
    rows = readmissions(
        [stay, later(stay, 10, **change)], DIABETES, DIABETES.sets(SETS), YEAR, {**DEFAULTS, **choices}
    )
    assert (next(rows).outcome is Outcome.MET) is is_back


def test_a_stay_without_a_window_in_days_counts_the_same_day_only():
    bare = replace(DIABETES, window=None)
    stay = replace(STAY, principal="E119")
    same_day = later(stay, 3, admitted_at=moment("2008-06-04 11:00"))
    rows = readmissions([stay, same_day], bare, bare.sets(SETS), YEAR, DEFAULTS)
    assert next(rows).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("change", "choices", "reason"),
    [
        ({}, {}, Reason.SCREENED),
        ({"person_key": 8}, {}, Reason.NOT_SCREENED),
        ({"born_on": datetime.date(1968, 4, 2)}, {}, Reason.OTHER_AGE),
        ({"born_on": datetime.date(1969, 3, 31)}, {"person_age_on": "last_day"}, Reason.SCREENED),
        ({"born_on": None}, {}, Reason.AGE_UNKNOWN),
        ({"sex": "1"}, {}, Reason.OTHER_SEX),
        ({"residence": "2"}, {}, Reason.OTHER_CASE),
        ({"residence": None}, {}, Reason.CASE_UNKNOWN),
        ({"residence": "2"}, {"coverage_persons": "all"}, Reason.SCREENED),
        ({"discharged": "1", "residence": None}, {}, Reason.OTHER_CASE),
        ({"discharged": "1"}, {"coverage_persons": "all"}, Reason.OTHER_CASE),
        ({"discharged": None}, {}, Reason.SCREENED),
    ],
)
def test_who_is_covered(change, choices, reason):
    done = [
        Screened(hcode="99009", person_key=7, screened_on=day, kind="1B0044", complete=False)
        for day in (datetime.date(2009, 3, 31), datetime.date(2008, 4, 1), datetime.date(2008, 3, 31))
    ]
    [row] = coverage([replace(PERSON, **change)], done, CERVICAL, YEAR, {**DEFAULTS, **choices})
    assert row.reason is reason
    assert row.evidence_on == (datetime.date(2008, 4, 1) if reason is Reason.SCREENED else None)


def test_a_whole_form_may_be_asked_for():
    part = Screened(hcode="1", person_key=7, screened_on=YEAR.first, kind="ncd", complete=False)
    whole = replace(part, complete=True)
    assert [row.reason for row in coverage([PERSON], [part], SCREENED, YEAR, DEFAULTS)] == [Reason.NOT_SCREENED]
    assert [row.reason for row in coverage([PERSON], [whole], SCREENED, YEAR, DEFAULTS)] == [Reason.SCREENED]
    nothing = replace(SCREENED, screening=None)
    assert [row.outcome for row in coverage([PERSON], [whole], nothing, YEAR, DEFAULTS)] == [Outcome.NOT_MET]


def test_a_share_of_persons():
    asked = replace(
        SCREENED, kind=Kind.PROPORTION, condition=(Condition("has_cid", is_true=True),), screening=None
    )
    people = [PERSON, replace(PERSON, has_cid=False)]
    rows = list(proportion_of_persons(people, asked, YEAR, DEFAULTS))
    assert [row.outcome for row in rows] == [Outcome.MET, Outcome.NOT_MET]
    facts = facts_of_person(replace(PERSON, inscl=None), asked, YEAR.first, DEFAULTS)
    assert (Fact.RIGHT, None) in facts


def test_age_on_a_day_not_lived_yet_is_not_known():
    assert age_on(None, YEAR.first) is None
    assert age_on(datetime.date(2008, 4, 2), YEAR.first) is None
    assert age_on(YEAR.first, YEAR.first) == 0


DAYS = [
    datetime.date(2008, 3, 1),
    datetime.date(2008, 9, 30),
    datetime.date(2008, 10, 1),
    datetime.date(2010, 1, 1),
]


@pytest.mark.parametrize(
    ("days", "choice", "picked"),
    [(DAYS, "middle", DAYS[1]), (DAYS[2:], "middle", DAYS[2]), (DAYS, "end", DAYS[2]), ([], "middle", None)],
)
def test_which_count_of_the_people_is_taken(days, choice, picked):
    assert middle_of(YEAR) == datetime.date(2008, 9, 30)
    assert counted_on(days, YEAR, {"population_day": choice}) == picked


@pytest.mark.parametrize(
    ("rights", "counts", "expected"),
    [
        # SSS was counted later, still before the middle: nothing is said of UCS by that.
        (("UCS",), [("UCS", 70, 0), ("SSS", 9, 1)], Registered(70, DAYS[0])),
        (("UCS",), [("UCS", 70, 0), ("UCS", 75, 1), ("SSS", 9, 2)], Registered(75, DAYS[1])),
        (("UCS",), [("UCS", 70, 2), ("SSS", 9, 0)], Registered(70, DAYS[2])),
        (("UCS",), [("SSS", 9, 0)], None),
        (("UCS", "LGO"), [("UCS", 70, 0), ("LGO", 5, 1)], Registered(75, DAYS[1])),
        ((), [("UCS", 70, 1), ("SSS", 9, 0), ("SSS", 8, 2)], Registered(79, DAYS[1])),
    ],
)
def test_each_right_is_taken_from_its_own_count(rights, counts, expected):
    rows = [Counted("99002", "1", 40, right, n, DAYS[day]) for right, n, day in counts]
    found = registered(rows, replace(ASTHMA, rights=tuple(map(Inscl, rights))), YEAR, DEFAULTS)
    assert found.get("99002") == expected


def test_the_people_of_an_indicator_stand_below_the_line():
    rows = [
        Counted(unit, sex, age, right, 10, day)
        for unit in ("99002", "99005") for sex in "12" for age in (14, 15, 90)
        for right in ("UCS", "OFC") for day in DAYS[:2]
    ]  # fmt: skip
    people = registered(rows, ASTHMA, YEAR, DEFAULTS)
    assert people == {unit: Registered(40, DAYS[1]) for unit in ("99002", "99005")}
    assert registered(rows, replace(ASTHMA, sex="2", rights=(), ages=None), YEAR, DEFAULTS)["99002"].n == 60
    outcomes = [
        OutcomeRow(1, "99002", Outcome.MET, Reason.ADMITTED),
        OutcomeRow(2, "99009", Outcome.MET, Reason.ADMITTED),
        OutcomeRow(3, None, Outcome.EXCLUDED, Reason.UNIT_UNKNOWN),
        OutcomeRow(4, "99009", Outcome.OUTSIDE, Reason.OTHER_AGE),
    ]
    found = summed(outcomes, ASTHMA, people)
    assert found["99002"] == Measure(ASTHMA.id, "99002", 1, 40, 0, DAYS[1])
    assert found["99005"] == Measure(ASTHMA.id, "99005", 0, 40, 0, DAYS[1])
    assert found["99009"] == Measure(ASTHMA.id, "99009", 1, None, 0)
    assert found[None] == Measure(ASTHMA.id, None, 0, None, 1)
    assert value(found["99002"], ASTHMA) == 2500
    assert value(found["99009"], ASTHMA) is None


@pytest.mark.parametrize(
    ("condition", "row", "holds"),
    [
        (Condition("sex", any_of=("1", "2")), "2", True),
        (Condition("sex", any_of=("1",)), "2", False),
        (Condition("los", least=2, most=3), 3, True),
        (Condition("los", least=2), 1, False),
        (Condition("los", most=2), 3, False),
        (Condition("is_alive", is_true=False), False, True),
        (Condition("is_alive", is_true=True), False, False),
        (Condition("sex", any_of=("1",)), None, None),
    ],
)
def test_what_a_condition_says(condition, row, holds):
    assert condition.holds(row) is holds
    assert list(condition.faults()) == []


def test_all_conditions_hold_or_one_does_not():
    both = (Condition("sex", any_of=("2",)), Condition("los", least=9))
    assert all_hold(both, replace(STAY, sex=None)) is False
    assert all_hold(both, replace(STAY, sex=None, los=9)) is None
    assert all_hold(both, replace(STAY, los=9)) is True


@pytest.mark.parametrize(
    ("condition", "n"),
    [
        (Condition("sex"), 1),
        (Condition("sex", any_of=("1",), is_true=True), 1),
        (Condition("los", least=3, most=2), 1),
    ],
)
def test_conditions_that_contradict_themselves(condition, n):
    assert len(list(condition.faults())) == n


def test_a_condition_fits_the_table():
    columns = columns_of(Stay)
    assert "stay_key" not in columns
    assert list(Condition("los", least=1).faults_in(columns)) == []
    assert list(Condition("los", any_of=("1",)).faults_in(columns)) == ["column los cannot be asked so"]
    assert list(Condition("is_alive", least=1).faults_in(columns)) == ["column is_alive cannot be asked so"]
    assert list(Condition("person_key", least=1).faults_in(columns)) == ["unknown column 'person_key'"]


@pytest.mark.parametrize(
    ("indicator", "change"),
    [
        (ASTHMA, {"code_sets": ()}),
        (ASTHMA, {"screening": Screening(("ncd",), EVIDENCE)}),
        (CERVICAL, {"screening": None}),
        (ASTHMA, {"table": RecordTable.STAYS}),
        (ASTHMA, {"condition": (Condition("los", least=1),)}),
        (ASTHMA, {"among": (Condition("residence", any_of=("1",)),)}),
        (LONG, {"condition": ()}),
        (LONG, {"table": RecordTable.PERSONS, "condition": (Condition("has_cid", is_true=True),)}),
        (COST, {"column": None}),
        (COST, {"column": "sex"}),
        (COST, {"kind": Kind.PROPORTION, "per": 100, "condition": (Condition("los", least=1),)}),
    ],
)
def test_an_indicator_that_cannot_be_counted_so(indicator, change):
    good = replace(indicator)
    if indicator is LONG and change.get("table") is RecordTable.PERSONS:
        change = {**change, "among": (Condition("los", least=1),)}
    assert list(good.faults()) == []
    assert len(list(replace(indicator, **change).faults())) == 1


def test_a_screening_names_its_kinds():
    assert len(list(Screening((), EVIDENCE).faults())) == 1
    assert len(list(Screening(("",), EVIDENCE).faults())) == 1
    assert list(Screening(("ncd",), EVIDENCE).faults()) == []


def test_an_indicator_may_bring_its_own_codes():
    own = replace(ASTHMA, id="local/stroke", code_sets=("gout",), codes=(CodeCase(("I60-I64",)),))
    assert own.unknown_sets(SETS) == ["gout"]
    [mine] = replace(own, code_sets=()).sets(SETS)
    assert mine.id == "local/stroke"
    assert list(mine.faults()) == []
    assert [codes.id for codes in replace(own, code_sets=("asthma",)).sets(SETS)] == ["asthma", "local/stroke"]


def test_what_an_indicator_looks_at():
    assert ASTHMA.looks_at is RecordTable.STAYS
    assert CERVICAL.looks_at is RecordTable.PERSONS
    assert LONG.looks_at is RecordTable.STAYS
    assert replace(LONG, table=None, condition=()).looks_at is None


def test_where_an_admission_counts():
    treated = replace(ASTHMA, counted_at=CountedAt.TREATING, ages=Ages(EVIDENCE, least=15))
    [row] = admissions([STAY], treated, treated.sets(SETS), YEAR, DEFAULTS)
    assert row.unit == "99001"
