"""What a coder enters with the step of coding: principal diagnosis, DRG, RW and AdjRW."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.numbers import parsed
from sitthi.core.thai.digits import in_arabic_digits
from sitthi.web.claims.facts import WEIGHT_SCALE
from sitthi.web.claims.models import ClaimCase

__all__ = ["Coded", "coded_of", "is_coding", "lay_coding"]

_DRG = re.compile(r"[0-9]{5}")
_ICD = re.compile(r"[A-Z][0-9]{2}[0-9A-Z.]{0,5}")
_MOST = 100
_CODING = "coding"
"""The deadline that the step of coding owns, whatever a hospital's flow calls the step."""


@dataclass(frozen=True, slots=True)
class Coded:
    """What was entered; `None` where nothing was."""

    principal: str | None
    drg: str | None
    rw_e4: int | None
    adjrw_e4: int | None


def coded_of(post: Mapping[str, str]) -> Coded | str | None:
    """Reads what was entered: `None` where nothing was, a sentence where it cannot be."""
    texts = {
        name: in_arabic_digits(post.get(name, "")).strip().upper() for name in ("principal", "drg", "rw", "adjrw")
    }
    if not any(texts.values()):
        return None
    if texts["drg"] and not _DRG.fullmatch(texts["drg"]):
        return _("A DRG has 5 digits: check it and record it again")
    if texts["principal"] and not _ICD.fullmatch(texts["principal"]):
        return _("The principal diagnosis is an ICD-10 code, such as J45.9: check it and record it again")
    weights = {}
    for name in ("rw", "adjrw"):
        value = parsed(texts[name]) if texts[name] else None
        if texts[name] and (value is None or not 0 <= value < _MOST or (value * WEIGHT_SCALE).denominator != 1):
            return _("A weight is a number of up to 4 decimals, such as 0.6814: check it and record it again")
        weights[name] = None if value is None else int(value * WEIGHT_SCALE)
    principal = texts["principal"].replace(".", "") or None
    return Coded(principal, texts["drg"] or None, weights["rw"], weights["adjrw"])


def is_coding(flow: ProcessDefinition, step: str | None) -> bool:
    """Tells whether a step is the one that codes."""
    return any(each.id == step and each.deadline == _CODING for each in flow.steps)


def lay_coding(case: ClaimCase, coded: Coded) -> None:
    """Lays what a coder entered into a case, not saved; a file then shows where it differs."""
    facts = {
        "principal": coded.principal, "drg": coded.drg, "rw_e4": coded.rw_e4, "adjrw_e4": coded.adjrw_e4,
    }  # fmt: skip
    given = {name: value for name, value in facts.items() if value is not None}
    case.entered = sorted({*case.entered, *given})
    for name, value in given.items():
        setattr(case, name, value)
