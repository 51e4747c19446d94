"""What a sound DRG table looks like, and which formula belongs to its version."""

from dataclasses import replace
from datetime import date

import pytest

from sitthi.book import Book
from sitthi.core.coding.drg import Drg, DrgType
from sitthi.core.coding.drg_table import DrgTable, formula_of, table_findings
from sitthi.core.coding.formula import AdjrwFormula

FORMULAS = list(Book().all(AdjrwFormula).values())
SIX = Book().all(AdjrwFormula)["adjrw_6"]
LIVE = Drg("99599", 5000, 8000, 400, 12, 100)
ERRORS = [Drg(code, 0, 0, 0, 0, 100) for code in SIX.error_drgs]


def found(
    *rows: Drg, version: str = "6.0", formula: AdjrwFormula | None = SIX
) -> list[tuple[str, int | None, str | None]]:
    numbered = list(enumerate([*rows, *ERRORS], 1))
    return [(f.code, f.line, f.field) for f in table_findings(numbered, version, formula, "c60drg.dbf")]


@pytest.mark.parametrize(
    ("version", "formula"),
    [
        ("6", "adjrw_6"),
        ("6.3", "adjrw_6"),
        ("63", "adjrw_6"),
        ("v6.3.1", "adjrw_6"),
        ("5.1", "adjrw_5"),
        ("7", None),
    ],
)
def test_the_first_digit_of_a_version_picks_the_formula(version, formula):
    picked = formula_of(version, FORMULAS)
    assert (picked.id if picked else None) == formula


def test_the_third_digit_tells_procedure_from_medical():
    assert [Drg(f"00{n}00", 0, 0, 0, 0, 0).type for n in (0, 4)] == [DrgType.PROCEDURE] * 2
    assert [Drg(f"00{n}00", 0, 0, 0, 0, 0).type for n in (5, 9)] == [DrgType.MEDICAL] * 2


def test_a_sound_table_has_no_finding():
    assert found(LIVE) == []


def test_each_miss_is_found_at_its_row():
    assert found(LIVE, replace(LIVE, code="99598", ot=13)) == [("drg.ot", 2, "ot")]
    assert found(LIVE, LIVE) == [("row.duplicate", 2, "drg")]
    assert found(replace(LIVE, rw=0)) == [("drg.range", 1, "rw"), ("drg.range", 1, "rw0d")]
    assert found(replace(LIVE, wtlos=0, ot=0)) == [("drg.range", 1, "wtlos"), ("drg.range", 1, "ot")]
    assert found(replace(LIVE, of=0)) == found(replace(LIVE, of=101)) == [("drg.range", 1, "of")]


def test_half_a_day_rounds_up_to_the_trim_point():
    assert found(replace(LIVE, wtlos=350, ot=11)) == []
    assert found(replace(LIVE, wtlos=349, ot=10)) == []


def test_missing_error_drgs_and_a_wrong_count_are_found():
    rows = [(1, LIVE)]
    codes = [finding.code for finding in table_findings(rows, "6.3", SIX, "c63drg.dbf")]
    assert codes == ["drg.no_error_drgs", "drg.count"]
    assert [finding.code for finding in table_findings(rows, "63", SIX, "c63drg.dbf")] == codes


def test_of_an_unknown_version_only_the_rows_themselves_are_judged():
    assert found(replace(LIVE, ot=13), version="7", formula=None) == [
        *[("drg.range", n, field) for n in range(2, 6) for field in ("rw", "wtlos", "ot")]
    ]


def test_a_table_is_computable_with_a_known_formula_only():
    for formula, known in ((SIX, True), (formula_of("5", FORMULAS), False), (None, False)):
        assert DrgTable("x", date(2020, 1, 1), {}, formula).is_computable is known
