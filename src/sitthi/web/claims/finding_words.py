"""The findings of a case as its page lists them."""

from typing import Any

from sitthi.core.findings import FindingKind
from sitthi.web.claims.flows import book
from sitthi.web.claims.models import CaseFinding, ClaimCase

__all__ = ["finding_rows"]

_MOST = 50


def finding_rows(case: ClaimCase, language: str) -> list[dict[str, Any]]:
    """Gives what the checks found in a case's rows: open ones first, then those set aside, then the mended."""
    order = {CaseFinding.State.OPEN: 0, CaseFinding.State.SET_ASIDE: 1, CaseFinding.State.MENDED: 2}
    found = list(case.findings.select_related("by").order_by("-pk")[:_MOST])
    kinds = book().all(FindingKind)
    return [
        {
            "finding": each,
            "says": kinds[each.code].message.in_language(language).format_map(_Names(each)),
            "remedy": kinds[each.code].remedy.in_language(language).format_map(_Names(each)),
        }
        for each in sorted(found, key=lambda each: order[each.state])
        if each.code in kinds
    ]


class _Names(dict[str, str]):
    """Fills the sentence of a finding; a name that was not kept is three dots."""

    def __init__(self, found: CaseFinding) -> None:
        super().__init__(field=found.field)

    def __missing__(self, key: str) -> str:
        return "…"
