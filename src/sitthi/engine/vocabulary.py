"""Facts of a row as expressions: the twin of each scalar fact in the core, alike on every engine.

A fact is true, false, or null where it is not known; `and` over them gives the core's rule by itself: a no
decides, otherwise what is not known. No function here may depend on the order of rows or on one engine.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from sitthi.core.coding.codesets import CodeCase, CodeSet
from sitthi.core.measures.condition import Condition
from sitthi.core.measures.indicator import Ages, CountedAt, Indicator
from sitthi.core.measures.outcome import Fact
from sitthi.core.measures.stay import OTHERS_MARK
from sitthi.core.thai.periods import Period
from sitthi.engine.code_patterns import ends_of, pattern_of
from sitthi.engine.tables import flag_of

__all__ = [
    "ORDER",
    "PLACE",
    "Facts",
    "age_on",
    "all_hold",
    "every",
    "facts_of_stay",
    "has_right",
    "in_period",
    "in_sets",
    "is_of_age",
    "is_of_sex",
    "later_than",
    "one_of",
    "unit_of",
]

Facts = tuple[tuple[Fact, ir.BooleanValue], ...]
"""The facts that can say no or not known; those that always hold are left out."""

ORDER = ("admitted_at", "discharged_at", "hcode", "an_order", "stay_key")
"""The one total order of stays."""
PLACE = "place"


def every(facts: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Gives whether all hold; of none it is true."""
    found = list(facts)
    return reduce(and_, found) if found else ibis.literal(True)


def one_of(value: ir.Value, names: Sequence[object]) -> ir.BooleanValue:
    """Tells whether a value is one of some.

    Not `isin`: Spark cannot be asked whether `a IN (...)` is null without parentheses that nobody writes.
    """
    return reduce(or_, (value == name for name in names))


def age_on(born: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Gives whole years on a day; null for who was not born yet."""
    before = (day.month() * 100 + day.day()) < (born.month() * 100 + born.day())
    years = day.year() - born.year() - before.ifelse(1, 0)
    return (born <= day).ifelse(years, ibis.null("int32"))


def in_period(rows: ir.Table, period: Period, by: str) -> ir.BooleanValue:
    """Tells whether a stay's day lies in the period, by whole months where it consists of them."""
    if by == "admission":
        return rows.admitted_on.between(period.first, period.last)
    next_day = period.last + datetime.timedelta(days=1)
    if period.first.day == next_day.day == 1:
        return rows.month.between(_month(period.first), _month(period.last))
    return rows.discharged_on.between(period.first, period.last)


def has_right(right: ir.StringValue, indicator: Indicator, unknown: str) -> ir.BooleanValue | None:
    """Tells whether a right is one of the indicator's; `None` where it asks for none.

    `unknown` is the choice that may count a right not known.
    """
    if not indicator.rights:
        return None
    is_one = one_of(right, [str(name) for name in indicator.rights])
    return is_one.fill_null(True) if unknown == "counted" else is_one


def is_of_sex(sex: ir.StringValue, indicator: Indicator) -> ir.BooleanValue | None:
    """Tells whether a sex is the indicator's; `None` where it asks for none."""
    return None if indicator.sex is None else sex == str(indicator.sex)


def is_of_age(age: ir.IntegerValue, ages: Ages | None) -> ir.BooleanValue | None:
    """Tells whether an age is among the indicator's; `None` where it asks for none."""
    if ages is None:
        return None
    if ages.only:
        return one_of(age, ages.only)
    return _within(age, ages.least, ages.most)


def unit_of(indicator: Indicator) -> str:
    """Names the column of the unit that a stay counts for."""
    return "hospmain" if indicator.counted_at is CountedAt.HOME else "hcode"


def all_hold(conditions: Sequence[Condition], rows: ir.Table) -> ir.BooleanValue:
    """Tells whether a row meets every condition."""
    return every(_holds(condition, rows[condition.column]) for condition in conditions)


def in_sets(rows: ir.Table, sets: Sequence[CodeSet]) -> ir.BooleanValue:
    """Tells whether a stay is in one of the sets: by the column kept for a set, else by its diagnoses."""
    return reduce(or_, (_in_set(rows, codes) for codes in sets))


def in_cases(rows: ir.Table, codes: CodeSet) -> ir.BooleanValue:
    """Tells from the diagnoses whether a stay is in a set; null where the principal one is not known."""
    belongs = reduce(or_, (_fits(rows, case) for case in codes.cases))
    return rows.principal.notnull().ifelse(belongs, ibis.null("boolean"))


def later_than(later: ir.Table, earlier: ir.Table) -> ir.BooleanValue:
    """Tells whether a stay comes after another in the total order, by its place there where it has been kept."""
    if PLACE in later.columns:
        return later[PLACE] > earlier[PLACE]
    comes: ir.BooleanValue = ibis.literal(False)
    for column in reversed(ORDER):
        a, b = later[column], earlier[column]
        comes = (a > b) if column == ORDER[-1] else (a > b) | ((a == b) & comes)
    return comes


def facts_of_stay(
    rows: ir.Table, indicator: Indicator, sets: Sequence[CodeSet], period: Period, choices: Mapping[str, str]
) -> Facts:
    """Gives the facts of a stay but its unit; the period comes first and is never null."""
    age = age_on(rows.born_on, rows.discharged_on) if choices["age_on"] == "discharge" else rows.age
    found = (
        (Fact.PERIOD, in_period(rows, period, choices["period_by"])),
        (Fact.RIGHT, has_right(rows.inscl, indicator, choices["right_unknown"])),
        (Fact.SEX, is_of_sex(rows.sex, indicator)),
        (Fact.AGE, is_of_age(age, indicator.ages)),
        (Fact.DIAGNOSIS, in_sets(rows, sets) if sets else None),
        (Fact.CASE, all_hold(indicator.among, rows) if indicator.among else None),
    )
    return tuple((fact, holds) for fact, holds in found if holds is not None)


def _month(day: datetime.date) -> int:
    return day.year * 12 + day.month - 1


def _within(value: ir.IntegerValue, least: int | None, most: int | None) -> ir.BooleanValue:
    if least is None:
        return value <= most
    return value >= least if most is None else value.between(least, most)


def _holds(condition: Condition, value: ir.Value) -> ir.BooleanValue:
    if condition.any_of:
        return one_of(value, condition.any_of)
    if condition.is_true is not None:
        return value == condition.is_true
    return _within(value, condition.least, condition.most)


def _in_set(rows: ir.Table, codes: CodeSet) -> ir.BooleanValue:
    kept = flag_of(codes.id)
    return rows[kept] if kept in rows.columns else in_cases(rows, codes)


def _fits(rows: ir.Table, case: CodeCase) -> ir.BooleanValue:
    """Is never null where the principal diagnosis is known: `others` always is."""
    asked = [reduce(or_, (_is_among(rows.principal, text) for text in case.principal))]
    if case.secondary:
        asked.append(_any_other(rows, case.secondary))
    if case.without:
        asked.append(~reduce(or_, (_is_among(rows.principal, text) for text in case.without)))
        asked.append(~_any_other(rows, case.without))
    return every(asked)


def _is_among(code: ir.StringValue, text: str) -> ir.BooleanValue:
    """Tells whether a code lies in a range: between its ends, and as long as they are.

    A code is capitals and digits only, so that everything below an end sorts before the end with a tilde.
    """
    low, high = ends_of(text)
    between = (code >= low) & (code < high + "~")
    return between if len(low) == _SHORTEST else between & (code.length() >= len(low))


_SHORTEST = 3


def _any_other(rows: ir.Table, ranges: Sequence[str]) -> ir.BooleanValue:
    return rows.others.re_search(f"[{OTHERS_MARK}]({'|'.join(map(pattern_of, ranges))})")
