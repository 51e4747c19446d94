"""Checks what a stay says against the person: diagnoses of the other sex or another age, a newborn's weight."""

from collections.abc import Iterator
from dataclasses import dataclass

from sitthi.core.coding.codesets import code_ends
from sitthi.core.formats.rule import People, PrincipalRule, WeightRule
from sitthi.files.check.numbers import is_decimal
from sitthi.files.check.scope import Scope, dated, place
from sitthi.files.check.sql import alike, column, quoted, table

__all__ = ["check_diagnoses", "check_weight"]


def check_diagnoses(scope: Scope) -> None:
    """Finds diagnoses that do not go with the sex or age of the person whose stay or visit they stand in."""
    for people in scope.rules.people:
        for rule in scope.rules.principals:
            tests = list(_tests(scope, people, rule))
            if not tests or not _meet(scope, people, rule):
                continue
            code, file = column(rule.diagnosis), table(rule.diagnoses)
            mask = " + ".join(
                f"CASE WHEN {_among(test.ranges)} THEN {1 << k} ELSE 0 END" for k, test in enumerate(tests)
            )
            # The few codes that a rule is about first, as the joins are otherwise as long as the file.
            values = f"v AS MATERIALIZED (SELECT DISTINCT {code} AS value FROM {file})"
            few = f"m AS MATERIALIZED (SELECT value, {mask} AS mask FROM v WHERE value IS NOT NULL)"
            failed = " + ".join(f"CASE WHEN {test.fails} THEN {1 << k} ELSE 0 END" for k, test in enumerate(tests))
            if scope.found.keep(
                "check_clashes",
                f"WITH {values}, {few} SELECT DISTINCT d.line, m.mask & ({failed}) AS mask FROM {file} d "
                f"JOIN m ON d.{code} = m.value AND m.mask <> 0 "
                f"JOIN {table(rule.stays)} s ON {alike('d', 's', rule.on)} "
                f"JOIN {table(people.file)} p ON {alike('s', 'p', people.key)} WHERE m.mask & ({failed}) <> 0",
            ):
                marks = [
                    (1 << k, scope.found.heading(test.code, rule.diagnoses, rule.diagnosis))
                    for k, test in enumerate(tests)
                ]
                scope.found.find_marks(marks, "SELECT line, mask FROM check_clashes")


@dataclass(frozen=True, slots=True)
class _Test:
    """Diagnoses of some ranges, and the condition on stay `s` and person `p` under which they cannot be."""

    code: str
    ranges: tuple[str, ...]
    fails: str


def _tests(scope: Scope, people: People, rule: PrincipalRule) -> Iterator[_Test]:
    if scope.has(f"{people.file}.{people.sex}"):
        sex = column(people.sex, "p")
        for one in scope.rules.sexes:
            yield _Test("claim.sex_diagnosis", one.ranges, f"{sex} IN ('1', '2') AND {sex} <> {quoted(one.sex)}")
    if scope.has(f"{people.file}.{people.born}", f"{rule.stays}.{rule.begins}"):
        days = f"datediff('day', {dated(column(people.born, 'p'))}, {dated(column(rule.begins, 's'))})"
        for age in scope.rules.ages:
            yield _Test("claim.age_diagnosis", age.ranges, f"{days} > {age.most_days}")


def _meet(scope: Scope, people: People, rule: PrincipalRule) -> bool:
    """Tells whether diagnoses, stays and persons came with all that joins them."""
    return scope.has(
        f"{rule.diagnoses}.{rule.diagnosis}",
        *(f"{file}.{key}" for file in (people.file, rule.stays) for key in people.key),
        *(f"{file}.{key}" for file in (rule.stays, rule.diagnoses) for key in rule.on),
    )


def _among(ranges: tuple[str, ...]) -> str:
    code = "upper(replace(value, '.', ''))"
    ends = [ends for text in ranges if (ends := code_ends(text))]
    return " OR ".join(f"left({code}, {len(low)}) BETWEEN {quoted(low)} AND {quoted(high)}" for low, high in ends)


def check_weight(scope: Scope, rule: WeightRule) -> None:
    """Finds newborns whose weight on admission is missing, or no newborn's in kilograms."""
    (file, weight), (_, admitted) = place(rule.weight), place(rule.admitted)
    for people in scope.rules.people:
        keys = [f"{side}.{key}" for side in (file, people.file) for key in people.key]
        if not scope.has(rule.admitted, f"{people.file}.{people.born}", *keys):
            continue
        born = dated(column(people.born, "p"))
        days = f"datediff('day', {born}, {dated(column(admitted, 's'))})"
        cell = column(weight, "s")
        rows = (
            f"SELECT s.line FROM {table(file)} s JOIN {table(people.file)} p ON {alike('s', 'p', people.key)} "
            f"WHERE {days} BETWEEN 0 AND {rule.most_days}"
        )
        grams = f"TRY_CAST({cell} AS DECIMAL(18, 5)) * 1000"
        scope.found.find_later("claim.newborn_weight_missing", file, weight, f"{rows} AND {cell} IS NULL")
        scope.found.find_later(
            "claim.newborn_weight", file, weight,
            f"{rows} AND {is_decimal(cell)} "
            f"AND {grams} NOT BETWEEN {rule.low_grams} AND {rule.high_grams}",
        )  # fmt: skip
