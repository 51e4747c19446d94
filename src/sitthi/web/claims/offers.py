"""The acts that a case's page offers somebody: what comes next, and what else they may do.

What is offered is not yet allowed: `acting.act` asks the core again when it is done.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sitthi.core.claims.events import EventKind
from sitthi.core.claims.needs import papers_of
from sitthi.core.claims.standing import DocumentState, Need, Progress, StepState, WaitingKind
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.sentences import Names

__all__ = ["Offers", "act_kinds", "offers_of"]


@dataclass(slots=True)
class Offers:
    """Acts by kind; each is the fields of its form with the words of its button."""

    main: list[dict[str, Any]] = field(default_factory=list)
    """What unblocks the case, the first being the solid button."""
    steps_back: list[tuple[str, str]] = field(default_factory=list)
    skippable: list[tuple[str, str]] = field(default_factory=list)
    hand_to: list[tuple[str, str]] = field(default_factory=list)
    documents: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """The acts on each document, by its id."""
    may_pause: bool = False
    may_resume: bool = False
    may_act: bool = False
    units: list[tuple[str, str]] = field(default_factory=list)


def offers_of(
    case: ClaimCase,
    definition: ProcessDefinition,
    told: Progress,
    units: frozenset[str],
    names: Names,
    may_act: bool,
) -> Offers:
    """Gives the acts that a case's page offers to who works for some units of its flow."""
    if not may_act:
        return Offers()
    offers = Offers(
        may_act=True, units=[(unit, names.units[unit]) for unit in sorted(units) if unit in names.units]
    )
    waits = told.waits_for
    if waits.kind is WaitingKind.ACCEPTANCE and told.offered_to in units:
        offers.main.append(_act(_("Accept"), EventKind.ACCEPTED, unit=told.offered_to))
        offers.main.append(_act(_("Refuse"), EventKind.REFUSED, unit=told.offered_to, needs_reason=True))
    if waits.kind is WaitingKind.DOCUMENT_BORROWED:
        offers.main.append(_act(_("The document is back"), EventKind.DOCUMENT_RETURNED, document=waits.document))
        offers.main.append(
            _act(_("Remind the borrower"), EventKind.REMINDED, document=waits.document, to_unit=waits.unit)
        )
    lacking = [each.document.id for each in told.lacking]
    for each in told.open_steps:
        if each.step.unit not in units:
            continue
        for name in papers_of(each.step, definition):
            document = told.document(name)
            if document is not None and document.need is Need.REQUIRED and document.state in _TO_COME:
                words = _("%(document)s is here") % {"document": names.documents[name]}
                offers.main.append(_act(words, EventKind.DOCUMENT_RECEIVED, document=name, unit=each.step.unit))
        barred = [names.documents[name] for name in papers_of(each.step, definition) if name in lacking]
        offers.main.append(
            _act(
                _("Done: %(step)s") % {"step": names.steps[each.step.id]}, EventKind.STEP_DONE,
                step=each.step.id, unit=each.step.unit, barred=", ".join(barred),
                is_coding=each.step.id == _CODING,
            )
        )  # fmt: skip
    offers.steps_back = [
        (each.step.id, f"{each.step.number} {names.steps[each.step.id]}")
        for each in told.steps
        if each.state is StepState.DONE
    ]
    offers.skippable = [
        (each.step.id, f"{each.step.number} {names.steps[each.step.id]}")
        for each in told.steps
        if each.state in (StepState.CURRENT, StepState.AHEAD) and each.step.unit in units
    ]
    offers.hand_to = [(unit, name) for unit, name in names.units.items() if unit not in units]
    offers.documents = {each.document.id: _document_acts(each.state) for each in told.documents}
    offers.may_pause, offers.may_resume = not told.is_paused and not told.is_finished, told.is_paused
    return offers


_CODING = "code_record"
_TO_COME = frozenset({DocumentState.MISSING, DocumentState.LOST})


def _act(words: str, kind: EventKind, **fields: Any) -> dict[str, Any]:
    """Gives one offer, with its words and the hidden fields of its form."""
    extra = {name: fields.pop(name, None) for name in ("needs_reason", "barred", "is_coding")}
    hidden = {"kind": kind.value, **{name: value for name, value in fields.items() if value}}
    return {"words": words, "hidden": hidden, **extra}


def _document_acts(state: DocumentState) -> list[tuple[str, str]]:
    """Gives what may be done with a document where it is."""
    kinds = {
        DocumentState.MISSING: (EventKind.DOCUMENT_RECEIVED, EventKind.DOCUMENT_NOT_NEEDED, EventKind.REMINDED),
        DocumentState.BORROWED: (EventKind.DOCUMENT_RETURNED, EventKind.REMINDED, EventKind.DOCUMENT_LOST),
        DocumentState.LOST: (EventKind.DOCUMENT_RECEIVED, EventKind.DOCUMENT_NOT_NEEDED),
    }.get(state, (EventKind.DOCUMENT_SENT, EventKind.DOCUMENT_BORROWED, EventKind.DOCUMENT_LOST))
    return [(kind.value, _act_words(kind)) for kind in kinds]


def _act_words(kind: EventKind) -> str:
    return {
        EventKind.DOCUMENT_RECEIVED: _("Received"),
        EventKind.DOCUMENT_SENT: _("Sent"),
        EventKind.DOCUMENT_BORROWED: _("Borrowed"),
        EventKind.DOCUMENT_RETURNED: _("Brought back"),
        EventKind.DOCUMENT_LOST: _("Lost"),
        EventKind.DOCUMENT_NOT_NEEDED: _("Not needed"),
        EventKind.REMINDED: _("Remind"),
    }[kind]


def act_kinds() -> list[tuple[str, str]]:
    """Gives every kind of act that a person may record, with its words, in the order of how often they come."""
    return [
        (EventKind.NOTED, _("A note")),
        (EventKind.STEP_DONE, _("Step done")),
        (EventKind.STEP_RETURNED, _("Send back to a step")),
        (EventKind.STEP_SKIPPED, _("Skip a step")),
        (EventKind.DOCUMENT_RECEIVED, _("Document received")),
        (EventKind.DOCUMENT_SENT, _("Document sent")),
        (EventKind.DOCUMENT_BORROWED, _("Document borrowed")),
        (EventKind.DOCUMENT_RETURNED, _("Document brought back")),
        (EventKind.DOCUMENT_LOST, _("Document lost")),
        (EventKind.DOCUMENT_NOT_NEEDED, _("Document not needed")),
        (EventKind.HANDED_OVER, _("Hand over to a unit")),
        (EventKind.ACCEPTED, _("Accept the hand-over")),
        (EventKind.REFUSED, _("Refuse the hand-over")),
        (EventKind.ASSIGNED, _("Take as mine")),
        (EventKind.REMINDED, _("Remind")),
        (EventKind.PAUSED, _("Pause")),
        (EventKind.RESUMED, _("Take up again")),
        (EventKind.DISCHARGED, _("Patient discharged")),
        (EventKind.UNDONE, _("Take back an entry")),
    ]
