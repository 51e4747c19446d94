"""What cannot be counted is refused by name, and the rest is counted."""

from dataclasses import replace

import pytest
from tests.agreement.question import DEFAULTS, HEAD, LOCAL, MONTHS, SETS, local
from tests.agreement.readings import Population, tables_in

from sitthi.book import Book
from sitthi.book.loader import read_document
from sitthi.core.findings import FindingKind, Refusal
from sitthi.core.measures.indicator import Indicator, Kind
from sitthi.engine.backends import DuckDB
from sitthi.engine.kinds import KINDS, NO_DATA_YET
from sitthi.engine.measures import measured
from sitthi.engine.outcomes import outcome_table
from sitthi.engine.tables import Tables

BOOK = Book()
FUND = {name: one for name, one in BOOK.all(Indicator).items() if one.scorecard == "quality_fund_2552"}


def test_every_kind_has_a_recipe_or_waits_for_something():
    assert set(KINDS) | set(NO_DATA_YET) == set(Kind)
    assert set(KINDS) & set(NO_DATA_YET) == set()


def test_a_scorecard_is_counted_as_far_as_its_data_go():
    backend = DuckDB(threads=1)
    tables = tables_in(backend, Population.of(4))
    found = measured(backend, replace(tables, screenings=None), FUND.values(), SETS, MONTHS, DEFAULTS)
    counted = {row.indicator for row in found.rows}
    assert {name.partition("/")[2] for name in counted} == {
        "asthma_admissions", "dm_short_term_admissions", "ht_admissions", "dm_readmission_28d",
        "ht_readmission_28d",
    }  # fmt: skip
    assert set(found.refused) == set(FUND) - counted
    codes = {name.partition("/")[2]: refusal.code for name, refusal in found.refused.items()}
    assert codes["risk_screening"] == "measure.no_table"
    assert found.refused["quality_fund_2552/risk_screening"].detail["data"] == "screenings"
    assert codes["drug_use"] == codes["primary_nurse"] == "measure.no_data_yet"
    assert set(codes.values()) <= set(BOOK.all(FindingKind))


def test_without_any_records_everything_is_refused():
    found = measured(DuckDB(threads=1), Tables(), FUND.values(), SETS, MONTHS, DEFAULTS)
    assert not found.rows
    assert set(found.refused) == set(FUND)


@pytest.mark.parametrize("name", ["long_stays", "mean_stay", "with_cid"])
def test_a_figure_of_a_table_that_is_not_there(name):
    refusal = outcome_table(Tables(), local(name), SETS, MONTHS, DEFAULTS)
    assert isinstance(refusal, Refusal)
    assert refusal.detail == {"indicator": f"local/{name}", "data": "persons" if name == "with_cid" else "stays"}


def test_a_code_set_that_nobody_has():
    backend = DuckDB(threads=1)
    one = replace(FUND["quality_fund_2552/asthma_admissions"], code_sets=("asthma", "gout"))
    found = measured(backend, tables_in(backend, Population.of(1)), [one], SETS, MONTHS, DEFAULTS)
    assert found.refused[one.id] == Refusal("measure.no_code_set", {"indicator": one.id, "sets": "gout"})


@pytest.mark.parametrize("name", LOCAL)
def test_a_region_adds_a_criterion_by_adding_a_file(name, tmp_path):
    path = tmp_path / f"{name}.toml"
    path.write_text(f'id = "local/{name}"\n{HEAD}\n{LOCAL[name]}', encoding="utf-8")
    backend = DuckDB(threads=1)
    tables = tables_in(backend, Population.of(7))
    found = measured(backend, tables, [read_document(Indicator, path)], SETS, MONTHS, DEFAULTS)
    assert found.rows
    assert not found.refused


def test_without_population_an_admission_rate_has_no_denominator():
    backend = DuckDB(threads=1)
    tables = replace(tables_in(backend, Population.of(4)), population=None)
    one = FUND["quality_fund_2552/ht_admissions"]
    rows = measured(backend, tables, [one], SETS, MONTHS, DEFAULTS).rows
    assert rows
    assert {row.denominator for row in rows} == {None}


@pytest.mark.parametrize("column", ["los", "age", "charge_satang"])
def test_a_mean_is_counted_of_a_column_that_is_never_empty_too(column):
    backend = DuckDB(threads=1)
    tables = tables_in(backend, Population.of(4))
    mean = replace(local("mean_stay"), column=column)
    found = measured(backend, tables, [mean], SETS, MONTHS, DEFAULTS)
    assert not found.refused
    assert sum(row.denominator for row in found.rows) > 0
