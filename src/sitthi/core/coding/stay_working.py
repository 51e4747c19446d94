"""The working behind a stay's AdjRW, whichever rule it came by."""

from sitthi.core.coding.adjrw import AdjrwRule, adjrw_working
from sitthi.core.coding.cmi import CaseMix
from sitthi.core.coding.stay_cells import shown_weight
from sitthi.core.coding.stays import Stay
from sitthi.core.evidence import Evidence, Grade, Working
from sitthi.core.numbers import PLACES, shown

__all__ = ["case_mix_working", "stay_working"]

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


def case_mix_working(mix: CaseMix, evidence: Evidence) -> Working:
    """Gives a case-mix index as sum over number; `evidence` is that of the weights."""
    cmi = None if mix.cmi is None else shown(mix.cmi, PLACES["ratio"])
    parts = (
        Working("sum AdjRW", shown_weight(mix.total), "", evidence),
        Working("n", str(mix.n), "", evidence),
        Working("left_out", str(mix.left_out), "", evidence),
    )
    return Working("CMI", cmi, "sum AdjRW / n", evidence, parts)
