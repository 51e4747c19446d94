"""A range of diagnoses as a pattern says what the core's range says, of every code."""

import re

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitthi.book import Book
from sitthi.core.coding.codesets import CodeCase, CodeSet
from sitthi.core.coding.icd10 import Icd10
from sitthi.core.evidence import Evidence, Label
from sitthi.engine.backends import DuckDB
from sitthi.engine.code_patterns import ends_of, pattern_of
from sitthi.engine.prepared import flag_query, flagged
from sitthi.engine.tables import STAYS, schema_of

CODE = st.from_regex(r"[A-Z][0-9]{2}[0-9A-Z]{0,3}", fullmatch=True)


@st.composite
def ranges(draw):
    length = draw(st.integers(3, 5))
    sign = st.sampled_from("0123456789ABCXYZ")
    ends = [
        draw(st.sampled_from("AIST"))
        + "".join(draw(st.sampled_from("0159")) for _ in range(2))
        + "".join(draw(sign) for _ in range(length - 3))
        for _ in range(2)
    ]
    return "-".join(sorted(ends))


@given(ranges(), CODE)
def test_a_pattern_says_what_the_range_says(text, code):
    asked = CodeCase((text,)).holds(Icd10(code), ())
    assert (re.match(pattern_of(text), code) is not None) is asked


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("I10-I15", "I1[012345]"), ("I67.4", "I674"), ("E10-E14", "E1[01234]"), ("S05-S05", "S05")],
)
def test_patterns_read_as_one_would_write_them(text, pattern):
    assert pattern_of(text) == pattern


def test_what_is_no_range_is_our_own_mistake():
    with pytest.raises(ValueError, match="is no range of codes"):
        ends_of("I10-I153")


STAYS_OF_CODES = st.lists(st.tuples(CODE, st.lists(CODE, max_size=3)), min_size=1, max_size=20)


@settings(deadline=None, max_examples=60)
@given(ranges(), ranges(), ranges(), STAYS_OF_CODES)
def test_flags_say_what_the_set_says(principal, secondary, without, stays):
    case = CodeCase((principal,), (secondary,), (without,))
    label = Label("ก", "a")
    codes = CodeSet("mine", label, "1", Evidence.read("I sitthi"), (case, CodeCase((secondary,))))
    connection = duckdb.connect()
    table = pa.table(
        {
            "n": range(len(stays) + 1),
            "principal": [*(code for code, _ in stays), None],
            "others": [*("|" + "".join(f"{other}|" for other in others) for _, others in stays), "|"],
        }
    )
    connection.from_arrow(table).create_view("rows")
    query = f"SELECT in_mine FROM ({flag_query({'mine': codes}, 'rows')}) ORDER BY n"
    expected = [codes.holds(Icd10(code), map(Icd10, others)) for code, others in stays]
    assert [row[0] for row in connection.execute(query).fetchall()] == [*expected, None]


def test_flags_of_the_book_stand_beside_all_columns():
    sets = Book().all(CodeSet)
    stays = ibis.table(schema_of(STAYS, STAYS), name="stays")
    assert [name for name in flagged(stays, sets).columns if name not in STAYS] == [f"in_{name}" for name in sets]
    assert DuckDB(threads=1).query(flagged(stays, sets)).count("CASE WHEN") == len(sets)
