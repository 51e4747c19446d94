"""What somebody typed into the form of an act, read as a wish; what cannot be read is answered with a sentence."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.findings import Refusal
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.accounts.models import User
from sitthi.web.claims.acting import actor_units
from sitthi.web.claims.coding import Coded, coded_of, is_coding
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.slips import assigned
from sitthi.web.claims.typed import one_line
from sitthi.web.desk.fields import ThaiDateTimeField

__all__ = ["TYPED", "Asked", "asked_of", "seen_of"]

TYPED = (
    "kind", "reason", "at", "to_person", "step", "document", "form", "unit", "to_unit", "supersedes", "drg", "rw",
    "adjrw", "principal",
)  # fmt: skip
"""What comes back to be sent again where an act fails."""
_KINDS = frozenset(EventKind) - {EventKind.ADMITTED}
_MOST_REASON, _MOST_PERSON = 400, 150
_FORMS = {"scan": True, "paper": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as its form asks for it; ids are those of the case's flow."""

    kind: EventKind
    at: datetime.datetime | None
    step: str | None
    document: str | None
    unit: str | None
    to_unit: str | None
    to_person: str | None
    reason: str | None
    is_scan: bool | None
    supersedes: int | None
    coded: Coded | None

    def wish(self, user: User, case: ClaimCase) -> Wish | Refusal:
        """Gives the wish of somebody for a case."""
        if self.kind is EventKind.ASSIGNED:
            return assigned(user, case)
        return Wish(
            kind=self.kind, by=str(user.pk), at=self.at, unit=self.unit, step=self.step, document=self.document,
            to_unit=self.to_unit, to_person=self.to_person, reason=self.reason, is_scan=self.is_scan,
            supersedes=self.supersedes, units_of_actor=actor_units(user, case),
        )  # fmt: skip


def asked_of(post: Mapping[str, str], flow: ProcessDefinition) -> Asked | Refusal | str:
    """Reads the form: what its flow does not have is refused, what cannot be read has a sentence."""
    kind = post.get("kind", "")
    if kind not in _KINDS:
        return _("Choose what to record")
    for name, known, code in (
        ("step", flow.steps, "case.no_such_step"),
        ("document", flow.documents, "case.no_such_document"),
        ("unit", flow.units, "case.no_such_unit"),
        ("to_unit", flow.units, "case.no_such_unit"),
    ):
        if post.get(name) and post[name] not in {each.id for each in known}:
            return Refusal(code)
    reason, person = one_line(post.get("reason", "")), one_line(post.get("to_person", ""))
    if len(reason) > _MOST_REASON:
        return _("The reason has %(n)s characters and may have %(most)s: shorten it") % {
            "n": len(reason), "most": _MOST_REASON,
        }  # fmt: skip
    if len(person) > _MOST_PERSON:
        return _("The name of whom it is for is too long")
    try:
        at = ThaiDateTimeField(required=False).clean(post.get("at", ""))
    except ValidationError as error:
        return " ".join(error.messages)
    step = post.get("step") or None
    # Only who codes may say what the weight is: of any other act such fields say nothing.
    coded = coded_of(post) if kind == EventKind.STEP_DONE and is_coding(flow, step) else None
    if isinstance(coded, str):
        return coded
    supersedes = post.get("supersedes", "")
    return Asked(
        EventKind(kind), at, step, post.get("document") or None, post.get("unit") or None,
        post.get("to_unit") or None, person or None, reason or None, _FORMS.get(post.get("form", "")),
        _number(supersedes, 0) if supersedes else None, coded,
    )  # fmt: skip


def seen_of(post: Mapping[str, str]) -> int:
    """Reads how many events the page knew; a page that says nothing knew none."""
    return _number(post.get("seen", ""), 0)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise
