"""Checks what depends on a value alone, days, codes, ids: each distinct value of a column is looked at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitthi.core.evidence import Grade
from sitthi.core.formats.field import FieldType, FormatField
from sitthi.core.formats.rule import FieldRuleKind
from sitthi.files.check.citizen_ids import citizen_ids
from sitthi.files.check.numbers import NUMBERS, is_number, is_summed
from sitthi.files.check.scope import Scope
from sitthi.files.check.sender import HOSPITAL, is_sender
from sitthi.files.check.sql import alike, column, listed, quoted, table

__all__ = ["check_values", "is_icd9", "is_icd10", "is_time"]

Test = tuple[str, str]
"""A finding's code, and the condition on `value` that it is found by."""

_CITIZEN_ID = (
    "claim.citizen_id", "claim.citizen_id_form", "claim.citizen_id_stand_in", "claim.citizen_id_zero",
)  # fmt: skip
_ICD10 = r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,3})?"
_ICD9 = r"[0-9]{2}(\.?[0-9]{1,2})?(\+?[0-9]{1,3})?"
"""Two to four digits, and up to three of an extension; the procedures of the Thai ICD-10 have seven."""


@dataclass(frozen=True, slots=True)
class _Probe:
    """What is asked of each value of a field: `mask` has a bit for each code, in their order.

    `read` writes the query that `mask` reads, from the name of a relation of distinct values. `unless` is a
    condition on the row `t` that exempts it.
    """

    field: FormatField
    codes: tuple[str, ...]
    mask: str
    read: Callable[[str], str] = "SELECT value FROM {}".format
    unless: str = ""


def check_values(scope: Scope, file: str) -> None:
    """Finds every value of a file's columns that cannot be what its field holds."""
    probes = list(_probes(scope, file))
    if not probes:
        return
    # Materialized, or the filter on the mask sinks below the DISTINCT and is asked of every row.
    distinct = ", ".join(
        f"v{n} AS MATERIALIZED (SELECT DISTINCT {column(probe.field.name)} AS value FROM {table(file)})"
        for n, probe in enumerate(probes)
    )
    parts = (
        f"SELECT {n} AS probe, value, {probe.mask} AS mask FROM ({probe.read(f'v{n}')}) WHERE value IS NOT NULL"
        for n, probe in enumerate(probes)
    )
    if not scope.found.keep(
        "check_bad",
        f"WITH {distinct} "
        f"SELECT probe, value, CAST(mask AS INTEGER) AS mask FROM ({' UNION ALL '.join(parts)}) WHERE mask <> 0",
    ):
        return
    for (n,) in scope.connection.execute("SELECT DISTINCT probe FROM check_bad ORDER BY probe").fetchall():
        probe = probes[n]
        name = probe.field.name
        marks = [(1 << k, scope.found.heading(code, file, name)) for k, code in enumerate(probe.codes)]
        where = f"WHERE NOT ({probe.unless})" if probe.unless else ""
        scope.found.find_marks(
            marks,
            f"SELECT t.line, b.mask FROM {table(file)} t "
            f"JOIN check_bad b ON t.{column(name)} = b.value AND b.probe = {n} {where}",
        )


def _probes(scope: Scope, file: str) -> Iterator[_Probe]:
    for field in scope.filled(file):
        if tests := list(_tests(scope, field)):
            mask = " + ".join(
                f"CASE WHEN {condition} THEN {1 << k} ELSE 0 END" for k, (_, condition) in enumerate(tests)
            )
            yield _Probe(field, tuple(code for code, _ in tests), mask)
        if scope.says(FieldRuleKind.CITIZEN_ID, field):
            mask = (
                "CASE fault WHEN 'check_digit' THEN 1 WHEN 'form' THEN 2 WHEN 'dummy' THEN 4 "
                "ELSE CASE WHEN starts_with(digits, '0') THEN 8 ELSE 0 END END"
            )
            yield _Probe(field, _CITIZEN_ID, mask, citizen_ids, _other_papers(scope, file))


def _tests(scope: Scope, field: FormatField) -> Iterator[Test]:
    blocks = scope.is_strict(field)
    dates_block = blocks or scope.rules.says(FieldRuleKind.DATES_BLOCK, field.file)
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        yield from _date_tests(scope, field, dates_block)
    elif field.type is FieldType.TIME:
        yield "claim.time" if dates_block else "claim.time_aside", f"NOT {is_time('value', field.width)}"
    elif field.type in NUMBERS and not is_summed(scope, field):
        yield "claim.number" if blocks else "claim.number_aside", f"NOT {is_number('value', field)}"
    elif field.codes and field.codes in scope.lists:
        known = scope.lists[field.codes]
        # A list that is inferred may lack values; it asks for a look, whatever the field.
        blocks = blocks and known.evidence.grade.rank < Grade.I.rank
        value = "upper(value)" if known.any_case else "value"
        values = listed(known.values(scope.format.id))
        yield "claim.code" if blocks else "claim.code_aside", f"{value} NOT IN {values}"
    yield from _hospital_tests(scope, field)
    for kind, code, sound in (
        (FieldRuleKind.ICD10, "claim.icd10", is_icd10("value")),
        (FieldRuleKind.ICD9, "claim.icd9", is_icd9("value")),
    ):
        if scope.says(kind, field):
            yield code, f"NOT {sound}"
            yield "claim.icd_written", f"{sound} AND (value <> upper(value) OR contains(value, '.'))"


def _hospital_tests(scope: Scope, field: FormatField) -> Iterator[Test]:
    is_hospital = f"regexp_full_match(value, '{HOSPITAL}')"
    if scope.hospital and scope.says(FieldRuleKind.OWN_HOSPITAL, field):
        digits = f"CASE WHEN {is_hospital} THEN right(value, 5) ELSE '' END"
        yield "claim.other_hospital", f"{digits} <> {quoted(scope.hospital)}"
        return
    if scope.says(FieldRuleKind.HOSPITAL, field):
        yield "claim.hospital_code", f"NOT {is_hospital}"
    if scope.sender and is_sender(scope, field):
        yield "claim.other_hospital_aside", f"{is_hospital} AND right(value, 5) <> {quoted(scope.sender)}"


def _date_tests(scope: Scope, field: FormatField, blocks: bool) -> Iterator[Test]:
    n = 8 if field.type is FieldType.DATE else 14
    is_digits = f"regexp_full_match(value, '[0-9]{{{n}}}')"
    # Later years are of no era: 9999 stands for a day that never comes.
    is_buddhist = f"{is_digits} AND value BETWEEN '2401' AND '2700'"
    is_day = (
        "left(value, 8) BETWEEN '18000101' AND '21001231' AND try_strptime(left(value, 8), '%Y%m%d') IS NOT NULL"
    )
    is_sound = f"{is_digits} AND {is_day}" + (f" AND {is_time('right(value, 6)', 6)}" if n == 14 else "")
    yield "claim.date" if blocks else "claim.date_aside", f"NOT ({is_sound}) AND NOT ({is_buddhist})"
    yield "claim.buddhist_year" if blocks else "claim.buddhist_year_aside", is_buddhist
    if scope.as_of is not None and scope.says(FieldRuleKind.PAST, field):
        yield "claim.future", f"{is_sound} AND left(value, 8) > '{scope.as_of:%Y%m%d}'"


def _other_papers(scope: Scope, file: str) -> str:
    """Writes the condition that a row `t` is about a person of another paper than a citizen card, or nothing."""
    for people in scope.rules.people:
        if people.file not in scope.columns:
            continue
        owner = "t" if people.file == file else "p"
        tests = []
        paper, nation = column(people.paper, owner), column(people.nation, owner)
        if people.paper:
            tests.append(f"{paper} NOT IN {listed(people.citizen_papers)}")
        if people.nation:
            foreign = f"{nation} <> {quoted(people.citizen_nation)}"
            tests.append(f"({paper} IS NULL AND {foreign})" if people.paper else foreign)
        other = f"coalesce({' OR '.join(tests)}, false)"
        if people.file == file:
            return other
        if all(name in scope.columns[file] for name in people.key):
            same = alike("t", "p", people.key)
            return f"EXISTS (SELECT 1 FROM {table(people.file)} p WHERE {same} AND {other})"
    return ""


def is_time(cell: str, width: int | None) -> str:
    """Writes that a cell is `HHMM`, or `HHMMSS` where the field is six wide."""
    seconds = "[0-5][0-9]" if width == 6 else ""
    return f"regexp_full_match({cell}, '([01][0-9]|2[0-3])[0-5][0-9]{seconds}')"


def is_icd10(cell: str) -> str:
    """Writes that a cell has the form of an ICD-10 code: the twin of `core.coding.icd10`, spaces aside."""
    return f"regexp_full_match(upper({cell}), '{_ICD10}')"


def is_icd9(cell: str) -> str:
    """Writes that a cell has the form of a procedure: ICD-9-CM with the Thai extension, or Thai ICD-10."""
    return f"regexp_full_match({cell}, '{_ICD9}')"
