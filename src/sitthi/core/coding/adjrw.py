"""AdjRW: a DRG's relative weight, lowered for a very short stay and raised, up to a cap, for a very long one.

All in whole ten-thousandths, rounded once, half up; days of the table in hundredths.
"""

from enum import StrEnum
from fractions import Fraction

from sitthi.core.coding.drg import Drg
from sitthi.core.coding.formula import AdjrwFormula, ShortStay
from sitthi.core.coding.stay_cells import shown_weight
from sitthi.core.evidence import Evidence, Working
from sitthi.core.numbers import shown

__all__ = ["AdjrwRule", "adjrw", "adjrw_working"]


class AdjrwRule(StrEnum):
    """Which line of the formula applied to a stay."""

    UNDER_24H = "under_24h"
    LOW = "low"
    STANDARD = "standard"
    OVER_OT = "over_ot"
    OVER_2OT = "over_2ot"
    OVER_3OT = "over_3ot"
    GIVEN = "given"
    """The formula is not known; the AdjRW that came with the stay stands."""
    GROUPER_ERROR = "grouper_error"
    """The grouper could not place the stay: no AdjRW, and no part of a case-mix index."""


def adjrw(drg: Drg, los: int, formula: AdjrwFormula, *, factor_one: bool = False) -> tuple[AdjrwRule, int]:
    """Gives the rule that applies and AdjRW in ten-thousandths, half up [thai-drg-6 AdjRW].

    A DRG whose RW0d is 0 has no rule for short stays. `factor_one` takes the outlier factor as 1 instead
    of the table's, as the manual's own example does.
    """
    if drg.rw0d and formula.short_stay is not None:
        short = formula.short_stay
        if los < 1:
            return AdjrwRule.UNDER_24H, drg.rw0d
        if drg.wtlos > 100 * short.wtlos_over and 100 * short.wtlos_divided_by * los < drg.wtlos:
            days = _short_days(drg, short)
            return AdjrwRule.LOW, _half_up(drg.rw0d * days + los * (drg.rw - drg.rw0d), days)
    if los <= drg.ot:
        return AdjrwRule.STANDARD, drg.rw
    b12, b23 = formula.rate(drg).units
    if los <= 2 * drg.ot:
        rule, over = AdjrwRule.OVER_OT, b12 * (los - drg.ot)
    elif los <= 3 * drg.ot:
        rule, over = AdjrwRule.OVER_2OT, b12 * drg.ot + b23 * (los - 2 * drg.ot)
    else:
        rule, over = AdjrwRule.OVER_3OT, (b12 + b23) * drg.ot
    return rule, drg.rw + (over if factor_one else _half_up(drg.of * over, 100))


def adjrw_working(drg: Drg, los: int, formula: AdjrwFormula, *, factor_one: bool = False) -> Working:
    """Gives the same figure with the formula, the numbers in it, and the table's row as parts."""
    rule, value = adjrw(drg, los, formula, factor_one=factor_one)
    sentence, names = _sentence(drg, los, rule, formula, factor_one)
    row = {
        "LOS": str(los),
        "RW0d": shown_weight(drg.rw0d),
        "RW": shown_weight(drg.rw),
        "WtLOS": shown(Fraction(drg.wtlos, 100), 2),
        "OT": str(drg.ot),
        "OF": "1" if factor_one else shown(Fraction(drg.of, 100), 2),
    }
    table = Evidence(formula.evidence.grade, formula.evidence.source, "DRG table")
    parts = tuple(Working(name, row[name], f"DRG {drg.code}" if name != "LOS" else "", table) for name in names)
    return Working("AdjRW", shown_weight(value), sentence, _cited(rule, formula), parts)


def _sentence(
    drg: Drg, los: int, rule: AdjrwRule, formula: AdjrwFormula, factor_one: bool
) -> tuple[str, tuple[str, ...]]:
    """Writes a rule's condition and formula with the numbers put in, and names the figures it used."""
    rw, rw0d, ot = shown_weight(drg.rw), shown_weight(drg.rw0d), drg.ot
    if rule is AdjrwRule.UNDER_24H:
        return f"LOS < 1: RW0d = {rw0d}", ("LOS", "RW0d")
    if rule is AdjrwRule.LOW and formula.short_stay is not None:
        by, days = formula.short_stay.wtlos_divided_by, _short_days(drg, formula.short_stay)
        numbers = f"{rw0d} + {los} × ({rw} - {rw0d}) / {days}"
        return (
            f"LOS < WtLOS/{by}: RW0d + LOS × (RW - RW0d) / ceil(WtLOS/{by}) = {numbers}",
            ("LOS", "RW0d", "RW", "WtLOS"),
        )
    if rule is AdjrwRule.STANDARD:
        return f"LOS <= OT: RW = {rw}", ("LOS", "RW", "OT")
    rate = formula.rate(drg)
    b12, b23 = shown(rate.b12, 4), shown(rate.b23, 4)
    of = "1" if factor_one else shown(Fraction(drg.of, 100), 2)
    used = ("LOS", "RW", "OT", "OF")
    if rule is AdjrwRule.OVER_OT:
        numbers = f"{rw} + {of} × {b12} × ({los} - {ot})"
        return f"OT < LOS <= 2 OT: RW + OF × b12 × (LOS - OT) = {numbers}", used
    if rule is AdjrwRule.OVER_2OT:
        numbers = f"{rw} + {of} × {b12} × {ot} + {of} × {b23} × ({los} - {2 * ot})"
        return f"2 OT < LOS <= 3 OT: RW + OF × b12 × OT + OF × b23 × (LOS - 2 OT) = {numbers}", used
    return f"LOS > 3 OT: RW + OF × OT × (b12 + b23) = {rw} + {of} × {ot} × ({b12} + {b23})", used


def _cited(rule: AdjrwRule, formula: AdjrwFormula) -> Evidence:
    if rule in (AdjrwRule.UNDER_24H, AdjrwRule.LOW) and formula.short_stay is not None:
        return formula.short_stay.evidence
    return formula.evidence


def _short_days(drg: Drg, short: ShortStay) -> int:
    """Gives WtLOS / 3 rounded up to whole days."""
    return -(-drg.wtlos // (100 * short.wtlos_divided_by))


def _half_up(numerator: int, denominator: int) -> int:
    """Divides whole numbers, half up; nothing here is negative."""
    return (2 * numerator + denominator) // (2 * denominator)
