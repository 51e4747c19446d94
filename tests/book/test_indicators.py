"""The indicators and code sets of the book are the contract's, and fit each other."""

import pytest

from sitthi.book import Book
from sitthi.core.coding.codesets import CodeSet
from sitthi.core.coding.icd10 import icd10
from sitthi.core.evidence import Grade
from sitthi.core.measures.indicator import Better, CountedAt, Indicator, Kind

BOOK = Book()
INDICATORS = BOOK.all(Indicator)

NAMED = {
    "quality_fund_2552": (
        "primary_nurse risk_screening cervical_screening asthma_admissions dm_short_term_admissions ht_admissions "
        "dm_care_primary hospital_quality record_completeness drug_use qsi_reports dm_readmission_28d "
        "ht_readmission_28d dm_care_hospital"
    ),
    "rights_2557": (
        "staff_awareness public_awareness record_external record_internal service_centre settled_30wd"
    ),
    "region_kpi66_2563": "thai_refer_use community_ha cmi_rise",
}


def test_the_book_has_the_indicators_that_scripts_rely_on():
    assert set(INDICATORS) == {f"{card}/{name}" for card, names in NAMED.items() for name in names.split()}


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda indicator: indicator.id)
def test_an_indicator_names_code_sets_of_the_book(indicator):
    assert set(indicator.code_sets) <= set(BOOK.all(CodeSet))


def test_admissions_count_at_home_and_readmissions_where_the_person_was_treated():
    where = {kind: {i.counted_at for i in INDICATORS.values() if i.kind is kind} for kind in Kind}
    assert where[Kind.ADMISSION_RATE] == where[Kind.COVERAGE] == {CountedAt.HOME}
    assert where[Kind.READMISSION] == {CountedAt.TREATING}


def test_fewer_admissions_are_better_and_nothing_else_is_turned():
    lower = {indicator.kind for indicator in INDICATORS.values() if indicator.better is Better.LOWER}
    assert lower == {Kind.ADMISSION_RATE, Kind.READMISSION}


def test_a_rise_over_a_base_year_is_marked_where_one_period_does_not_tell_it():
    assert [name for name, one in INDICATORS.items() if one.over_base_year] == ["region_kpi66_2563/cmi_rise"]


def test_the_lost_age_band_is_marked_as_inferred():
    ages = INDICATORS["quality_fund_2552/cervical_screening"].ages
    assert ages.evidence.grade is Grade.I
    assert [age for age in range(100) if age in ages] == [35, 40, 45, 50, 55, 60]


# set, principal diagnosis, others -> belongs [qof-2558; quality-fund-2552 s.35]
STAYS = """
    asthma               J45.9                    yes
    asthma               J46                      yes
    asthma               J44.1                    no
    asthma               J44.1  J45.0             no
    diabetes_short_term  E10.0                    yes
    diabetes_short_term  E11.1                    yes
    diabetes_short_term  E14.1                    yes
    diabetes_short_term  E11.2                    no
    diabetes_short_term  E11                      no
    diabetes             E11.9                    yes
    diabetes             E14.5                    yes
    diabetes             E15                      no
    hypertension         I10                      yes
    hypertension         I15.8                    yes
    hypertension         I67.4                    yes
    hypertension         I67.9                    no
    hypertension         I60.9                    no
    hypertension         I61.9  I10               yes
    hypertension         I62.0  E11.9  I67.4      yes
    hypertension         I61.9  I10  S06.5        no
    hypertension         I61.9  I10  T14.9        no
    hypertension         I63.9  I10               no
    hypertension         H35.0                    no
    hypertension         H35.0  I11.9             yes
    hypertension         H35.0  I11.9  S05.1      yes
"""


@pytest.mark.parametrize("row", STAYS.strip().splitlines(), ids=lambda row: " ".join(row.split()))
def test_a_stay_belongs_to_a_set_by_its_diagnoses(row):
    name, principal, *others, belongs = row.split()
    assert BOOK.all(CodeSet)[name].holds(icd10(principal), map(icd10, others)) is (belongs == "yes")
