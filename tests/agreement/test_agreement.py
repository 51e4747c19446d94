"""Plain reading, core and engine say the same of 200 made populations, row by row and in every sum."""

import pytest
from tests.agreement.question import ASKED, DAYS, MONTHS, SETS, choices_of
from tests.agreement.readings import Population, in_core, in_plain, tables_in

from sitthi.core.measures.outcome import Outcome, OutcomeRow, Reason
from sitthi.engine.backends import DuckDB
from sitthi.engine.measures import planned
from sitthi.engine.outcomes import outcome_table


@pytest.fixture(scope="module")
def backend():
    return DuckDB(threads=2)


@pytest.mark.parametrize("seed", range(200))
def test_three_readings_agree(backend, seed):
    period, choices = (MONTHS, DAYS)[seed // 2 % 2], choices_of(seed)
    rows = Population.of(seed)
    tables = tables_in(backend, rows)
    counted = planned(backend, tables, [indicator for indicator, _ in ASKED], SETS, period, choices).run(backend)
    assert not counted.refused
    for indicator, spec in ASKED:
        outcomes, measures = in_core(rows, indicator, period, choices)
        told, sums = in_plain(rows, spec, period, choices)
        assert {(row.key, row.unit): row.outcome.value for row in outcomes} == told
        assert {u: (m.numerator, m.denominator, m.excluded, m.counted_on) for u, m in measures.items()} == sums
        assert {row.unit: row for row in counted.rows if row.indicator == indicator.id} == measures
        table = outcome_table(tables, indicator, SETS, period, choices, outside=True)
        found = [
            OutcomeRow(key, unit, Outcome(outcome), Reason(reason), *rest)
            for key, unit, outcome, reason, *rest in backend.rows(backend.query(table))
        ]
        assert sorted(found, key=repr) == sorted(outcomes, key=repr)
