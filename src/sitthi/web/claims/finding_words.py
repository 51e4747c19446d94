"""The findings of a case as its page lists them."""

from typing import Any

from django.db.models import Case, When

from sitthi.core.findings import FindingKind
from sitthi.web.claims.flows import book
from sitthi.web.claims.models import CaseFinding, ClaimCase

__all__ = ["finding_rows"]

_MOST = 50
_ORDER = (CaseFinding.State.OPEN, CaseFinding.State.SET_ASIDE, CaseFinding.State.MENDED)


def finding_rows(case: ClaimCase, language: str) -> list[dict[str, Any]]:
    """Gives what the checks found in a case's rows: open ones first, then those set aside, then the mended."""
    order = Case(*(When(state=state, then=n) for n, state in enumerate(_ORDER)))
    found = case.findings.select_related("by").order_by(order, "-pk")[:_MOST]
    kinds = book().all(FindingKind)
    return [{"finding": each, **_words(each, kinds.get(each.code), language)} for each in found]


def _words(each: CaseFinding, kind: FindingKind | None, language: str) -> dict[str, str]:
    """Says what was found and what to do; of a finding that the book no longer knows, by its code."""
    if kind is None:
        return {"says": each.code, "remedy": ""}
    told = (label.in_language(language).format_map(_Names(each)) for label in (kind.message, kind.remedy))
    return dict(zip(("says", "remedy"), told, strict=True))


class _Names(dict[str, str]):
    """Fills the sentence of a finding; a name that was not kept is three dots."""

    def __init__(self, found: CaseFinding) -> None:
        super().__init__(field=found.field)

    def __missing__(self, key: str) -> str:
        return "…"
