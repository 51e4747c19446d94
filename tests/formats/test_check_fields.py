"""Every field of every format with every cell that breaks it; what depends on a value alone against its spec."""

import datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.checked_sets import BOOK, FORMATS
from formats.made_sets import broken_cells, sound_set
from sitthi.core.coding.icd10 import icd10
from sitthi.core.findings import FindingKind
from sitthi.core.formats.codelist import CodeList
from sitthi.core.formats.rule import FormatRules
from sitthi.core.identity import CitizenId, IdFault, check_digit, read_citizen_id
from sitthi.files.check.citizen_ids import citizen_ids
from sitthi.files.check.found import Found
from sitthi.files.check.rows import check_rows
from sitthi.files.check.scope import Scope, dated
from sitthi.files.check.values import check_values, is_icd10, is_time

SHOWS = {
    "blank": {"claim.blank", "claim.blank_aside"},
    "wide": {"claim.too_long", "claim.code", "claim.code_aside"},
    "code": {"claim.code", "claim.code_aside"},
    "type": {
        f"claim.{kind}{aside}" for kind in ("date", "time", "number") for aside in ("", "_aside")
    },
}  # fmt: skip


def checked_cells(format, file, rows):
    """Checks rows of one file, made by hand with the row's place as its line; gives (line, field, code)."""
    connection = duckdb.connect()
    names = [field.name for field in format.fields_of(file)]
    connection.execute("CREATE SCHEMA claim")
    columns = ", ".join(f'"{name}" VARCHAR' for name in names)
    connection.execute(f'CREATE TABLE claim."{file}" (line BIGINT, {columns})')
    marks = ", ".join("?" for _ in range(len(names) + 1))
    values = [[line, *(row[name] or None for name in names)] for line, row in enumerate(rows)]
    connection.executemany(f'INSERT INTO claim."{file}" VALUES ({marks})', values)
    connection.execute("CREATE VIEW claim_structure AS SELECT NULL AS code, NULL AS file, NULL AS field LIMIT 0")
    found = Found(connection, BOOK.all(FindingKind))
    rules = next(rules for rules in BOOK.all(FormatRules).values() if format.id in rules.formats)
    scope = Scope(connection, format, rules, BOOK.all(CodeList), {file: frozenset(names)}, found)
    check_rows(scope, file)
    check_values(scope, file)
    found.lay_out([file])
    return connection.execute("SELECT line, field, code FROM findings ORDER BY ALL").fetchall()


def files_of(name):
    return [(name, file.name) for file in FORMATS[name].files]


@pytest.mark.parametrize(("name", "file"), [pair for name in FORMATS for pair in files_of(name)])
def test_every_cell_that_breaks_a_field_is_found_at_it_and_at_no_other(name, file):
    format = FORMATS[name]
    sound = sound_set(format)[file][0]
    broken = [cell for cell in broken_cells(format) if cell.file == file]
    assert broken
    found = checked_cells(format, file, [sound, *(sound | {cell.field: cell.cell} for cell in broken)])
    by_line = {line: [(field, code) for at, field, code in found if at == line] for line in range(len(broken) + 1)}
    assert by_line[0] == []
    for line, cell in enumerate(broken, 1):
        assert {field for field, _ in by_line[line]} == {cell.field}, cell
        assert {code for _, code in by_line[line]} & SHOWS[cell.fault], cell


def asked(query, values):
    """Runs a query over a relation `given` of values, each with its place; gives the last column by place."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE given (n INTEGER, value VARCHAR)")
    connection.executemany("INSERT INTO given VALUES (?, ?)", list(enumerate(values)))
    return dict(connection.execute(query).fetchall())


def whole_id(twelve):
    return twelve + str(check_digit(twelve))


DIGITS = st.text("0123456789", min_size=12, max_size=12)
IDS = st.one_of(
    DIGITS.map(whole_id),
    st.text("0123456789", min_size=13, max_size=13),
    DIGITS.map(whole_id).map(lambda d: f"{d[0]}-{d[1:5]}-{d[5:10]}-{d[10:12]}-{d[12]}"),
    st.sampled_from(["1" * 13, "0" * 13, whole_id("123456789012"), "12345678901", "A" * 13, "๑๒๓๔๕๖๗๘๙๐๑๒๓"]),
    st.text("0123456789-", min_size=1, max_size=18),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(IDS, min_size=1, max_size=30))
def test_a_citizen_id_is_judged_as_the_core_judges_it(ids):
    judged = asked(f"SELECT n, fault FROM given JOIN ({citizen_ids('given')}) USING (value)", ids)
    for n, text in enumerate(ids):
        spec = read_citizen_id(text)
        assert judged[n] == (None if isinstance(spec, CitizenId) else spec.value), n


def test_of_a_cell_that_is_not_there_nothing_is_said():
    assert duckdb.connect().execute(citizen_ids("(SELECT NULL::VARCHAR AS value)")).fetchall() == [
        (None, None, None)
    ]
    assert {fault.value for fault in IdFault} >= {"form", "dummy", "check_digit"}


CODES = st.one_of(
    st.from_regex(r"[A-Za-z][0-9]{2}\.?[0-9A-Za-z]{0,4}", fullmatch=True), st.text("A1.z ", max_size=6)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CODES.filter(lambda text: text == text.strip() and text), min_size=1, max_size=30))
def test_a_diagnosis_has_the_form_that_the_core_reads(codes):
    judged = asked(f"SELECT n, {is_icd10('value')} FROM given", codes)
    assert [judged[n] for n in range(len(codes))] == [icd10(code) is not None for code in codes]


def is_clock(text):
    try:
        return bool(datetime.time(int(text[:2]), int(text[2:4])))
    except ValueError:
        return False


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("0123456789", min_size=4, max_size=4), min_size=1, max_size=30))
def test_a_time_is_a_time_of_the_clock(times):
    judged = asked(f"SELECT n, {is_time('value', 4)} FROM given", times)
    assert [judged[n] for n in range(len(times))] == [is_clock(text) for text in times]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(datetime.date(1700, 1, 1), datetime.date(2300, 12, 31)), min_size=1, max_size=30))
def test_a_day_is_reckoned_with_from_1800_to_2100(days):
    judged = asked(f"SELECT n, {dated('value')} FROM given", [f"{day:%Y%m%d}" for day in days])
    assert [judged[n] for n in range(len(days))] == [day if 1800 <= day.year <= 2100 else None for day in days]
