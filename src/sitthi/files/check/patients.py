"""Checks what a stay says against the person: diagnoses of the other sex or another age, a newborn's weight."""

from sitthi.core.coding.codesets import code_ends
from sitthi.core.formats.rule import AgeRule, People, PrincipalRule, SexRule, WeightRule
from sitthi.files.check.rows import DECIMAL
from sitthi.files.check.scope import Scope, dated, place
from sitthi.files.check.sql import alike, column, quoted, table

__all__ = ["check_diagnoses", "check_weight"]


def check_diagnoses(scope: Scope) -> None:
    """Finds diagnoses that do not go with the sex or age of the person whose stay or visit they stand in."""
    for people in scope.rules.people:
        for rule in scope.rules.principals:
            for sex in scope.rules.sexes:
                _check_sex(scope, people, rule, sex)
            for age in scope.rules.ages:
                _check_age(scope, people, rule, age)


def _check_sex(scope: Scope, people: People, rule: PrincipalRule, sex: SexRule) -> None:
    if _meet(scope, people, rule, people.sex):
        other = f"{column(people.sex, 'p')} IN ('1', '2') AND {column(people.sex, 'p')} <> {quoted(sex.sex)}"
        scope.found.find_lines(
            "claim.sex_diagnosis", rule.diagnoses, rule.diagnosis, _rows(people, rule, sex.ranges, other)
        )


def _check_age(scope: Scope, people: People, rule: PrincipalRule, age: AgeRule) -> None:
    if _meet(scope, people, rule, people.born) and scope.has(f"{rule.stays}.{rule.begins}"):
        days = f"datediff('day', {dated(column(people.born, 'p'))}, {dated(column(rule.begins, 's'))})"
        scope.found.find_lines(
            "claim.age_diagnosis", rule.diagnoses, rule.diagnosis,
            _rows(people, rule, age.ranges, f"{days} > {age.most_days}"),
        )  # fmt: skip


def _meet(scope: Scope, people: People, rule: PrincipalRule, name: str) -> bool:
    """Tells whether diagnoses, stays and persons came with all that joins them."""
    return scope.has(
        f"{people.file}.{name}",
        f"{rule.diagnoses}.{rule.diagnosis}",
        *(f"{file}.{key}" for file in (people.file, rule.stays) for key in people.key),
        *(f"{file}.{key}" for file in (rule.stays, rule.diagnoses) for key in rule.on),
    )


def _rows(people: People, rule: PrincipalRule, ranges: tuple[str, ...], condition: str) -> str:
    code = f"upper(replace({column(rule.diagnosis, 'd')}, '.', ''))"
    ends = [ends for text in ranges if (ends := code_ends(text))]
    among = " OR ".join(f"left({code}, {len(low)}) BETWEEN '{low}' AND '{high}'" for low, high in ends)
    # The few diagnoses first, as the joins are otherwise as long as the file.
    return (
        f"WITH d AS MATERIALIZED (SELECT * FROM {table(rule.diagnoses)} d WHERE {among}) SELECT d.line FROM d "
        f"JOIN {table(rule.stays)} s ON {alike('d', 's', rule.on)} "
        f"JOIN {table(people.file)} p ON {alike('s', 'p', people.key)} WHERE {condition}"
    )


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
        scope.found.find_lines("claim.newborn_weight_missing", file, weight, f"{rows} AND {cell} IS NULL")
        scope.found.find_lines(
            "claim.newborn_weight", file, weight,
            f"{rows} AND regexp_full_match({cell}, '{DECIMAL}') "
            f"AND {grams} NOT BETWEEN {rule.low_grams} AND {rule.high_grams}",
        )  # fmt: skip
