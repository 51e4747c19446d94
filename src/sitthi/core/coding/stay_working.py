"""The working behind a stay's AdjRW, whichever rule it came by."""

from sitthi.core.coding.adjrw import AdjrwRule, adjrw_working
from sitthi.core.coding.stay_cells import shown_weight
from sitthi.core.coding.stays import Stay
from sitthi.core.evidence import Evidence, Grade, Working

__all__ = ["stay_working"]

_NO_FORMULA = Evidence(Grade.GAP, "not-found", "formula of the version")


def stay_working(stay: Stay, *, factor_one: bool = False) -> Working:
    """Gives AdjRW with its formula and numbers; of a given one or a grouper's error, that it is one."""
    formula = stay.table.formula
    if formula is None or stay.rule is AdjrwRule.GIVEN:
        evidence = _NO_FORMULA if formula is None else formula.evidence
        return Working("AdjRW", shown_weight(stay.adjrw), "given", evidence)
    if stay.rule is AdjrwRule.GROUPER_ERROR:
        return Working("AdjRW", None, "grouper_error", formula.evidence)
    return adjrw_working(stay.table.drgs[stay.drg], stay.los, formula, factor_one=factor_one)
