"""Why a ward cannot send, keeps a record, or does not take what it is given: reasons to be tapped on a phone."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

__all__ = ["CANNOT", "KEEPS", "REFUSES", "reason_text"]

CANNOT: Mapping[str, Any] = {
    "unsigned": gettext_lazy("The doctor has not signed yet"),
    "no_summary": gettext_lazy("The discharge is not summed up yet"),
    "medication": gettext_lazy("The home medication is not complete yet"),
    "no_form": gettext_lazy("The form is not in the chart"),
    "relatives": gettext_lazy("Relatives have not brought the papers yet"),
    "put_off": gettext_lazy("The discharge is put off"),
}
"""Why a ward cannot send, to be tapped."""
KEEPS: Mapping[str, Any] = {
    "summing_up": gettext_lazy("The doctor is still summing up"),
    "signing": gettext_lazy("Signatures are still missing"),
    "pages": gettext_lazy("Pages are still missing"),
    "readmitted": gettext_lazy("The patient is in the ward again"),
}
"""Why a ward keeps a record longer, to be tapped."""
REFUSES: Mapping[str, Any] = {
    "another_ward": gettext_lazy("The patient is of another ward"),
    "no_record": gettext_lazy("The record did not come with it"),
    "not_ours": gettext_lazy("This is not the ward's work"),
}
"""Why a ward does not take what it is given, to be tapped."""
_REASONS = {"cannot": CANNOT, "keeps": KEEPS, "refuses": REFUSES}


def reason_text(does: str, code: str, other: str) -> str:
    """Gives a tapped or typed reason as the case's story tells it; empty where neither was given.

    `does` is `cannot`, `keeps` or `refuses`.
    """
    why = str(_REASONS[does].get(code, "")) or " ".join(other.split())[:300]
    words = {"cannot": _("Cannot send: %(why)s"), "keeps": _("Keeps it longer: %(why)s")}.get(does, "%(why)s")
    return words % {"why": why} if why else ""
