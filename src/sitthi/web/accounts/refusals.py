"""What is said when an act on people is refused."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from sitthi.core.findings import Refusal

__all__ = ["sentence"]

_SENTENCES: dict[str, Any] = {
    "outside": _("You give roles only at places that you administer"),
    "not_there": _("%(role)s is no role of %(place)s: choose another place"),
    "has_role": _("This role is had there already"),
    "last_role": _("This is the only role: give another first, or shut the person out"),
    "last_administrator": _("%(place)s would have no administrator: give somebody else the role first"),
    "not_yours": _("Some role of this person is at a place that you do not administer: ask who does"),
    "yourself": _("Change your own password and second step under your name, or ask another administrator"),
    "is_shut_out": _("This person is shut out: let them in again instead"),
    "no_second_step": _("This person has no second step of signing in"),
}


def sentence(refusal: Refusal) -> str:
    """Says why, in the reader's language."""
    return str(_SENTENCES[refusal.code]) % refusal.detail
