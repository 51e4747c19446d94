"""The acts that a case's page offers somebody: what comes next, and what else they may do.

What is offered is tried with the core first, so that a button that would be refused says why instead.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sitthi.core.claims.acts import Wish, decide
from sitthi.core.claims.events import Event, EventKind
from sitthi.core.claims.facts import CaseFacts
from sitthi.core.claims.needs import papers_of
from sitthi.core.claims.standing import DocumentState, Need, Progress, StepProgress, StepState, WaitingKind
from sitthi.core.findings import Refusal
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.claims.coding import is_coding
from sitthi.web.claims.office import COPY_RULE
from sitthi.web.claims.sentences import Names, refusal_sentence

__all__ = ["Offers", "Scene", "offers_of"]

_TO_COME = frozenset({DocumentState.MISSING, DocumentState.LOST})


@dataclass(frozen=True, slots=True)
class Scene:
    """A case as somebody who may act meets it: `units` are the flow's units that they work for."""

    flow: ProcessDefinition
    facts: CaseFacts
    events: Sequence[Event]
    told: Progress
    units: frozenset[str]
    names: Names
    person: str
    now: datetime.datetime


@dataclass(slots=True)
class Offers:
    """Acts by kind; each is the fields of its form with the words of its button."""

    main: list[dict[str, Any]] = field(default_factory=list)
    """What unblocks the case, the first being the solid button."""
    steps: list[tuple[str, str]] = field(default_factory=list)
    hand_to: list[tuple[str, str]] = field(default_factory=list)
    kinds: list[tuple[str, str]] = field(default_factory=list)
    units: list[tuple[str, str]] = field(default_factory=list)
    may_take: bool = False
    may_hand_over: bool = False
    may_act: bool = False


def offers_of(scene: Scene | None) -> Offers:
    """Gives the acts that a case's page offers; none to who may only look (`None`)."""
    if scene is None:
        return Offers()
    told, names = scene.told, scene.names
    return Offers(
        main=_main(scene),
        steps=[(each.step.id, f"{each.step.number} {names.steps[each.step.id]}") for each in told.steps],
        hand_to=[(unit, name) for unit, name in names.units.items() if unit != told.holder_unit],
        kinds=[(kind.value, words) for kind, words in _kinds().items() if _fits(kind, scene)],
        units=[(unit, names.units[unit]) for unit in sorted(scene.units) if unit in names.units],
        may_take=not told.is_finished and told.holder_unit in scene.units and told.holder_person != scene.person,
        may_hand_over=_fits(EventKind.HANDED_OVER, scene) and told.holder_unit in scene.units,
        may_act=True,
    )


def _main(scene: Scene) -> list[dict[str, Any]]:
    told, waits = scene.told, scene.told.waits_for
    if told.is_paused:
        return [_act(_("Let the case go on"), EventKind.RESUMED)]
    found: list[dict[str, Any]] = []
    if waits.kind is WaitingKind.ACCEPTANCE and told.offered_to in scene.units:
        found.append(_act(_("Accept"), EventKind.ACCEPTED, unit=told.offered_to))
        found.append(_act(_("Refuse"), EventKind.REFUSED, unit=told.offered_to, needs="reason"))
    if waits.kind is WaitingKind.DOCUMENT_BORROWED:
        unit = told.holder_unit if told.holder_unit in scene.units else min(scene.units, default=None)
        back = {"document": waits.document, "unit": unit, "to_unit": unit}
        found.append(_act(_("The document is back"), EventKind.DOCUMENT_RETURNED, **back))
        found.append(
            _act(_("Remind the borrower"), EventKind.REMINDED, document=waits.document, to_unit=waits.unit)
        )
    if waits.kind is WaitingKind.DISCHARGE:
        found.append(_act(_("Patient discharged"), EventKind.DISCHARGED, needs="time"))
    for each in told.open_steps:
        if each.step.unit in scene.units:
            found += _of_step(scene, each)
    return found


def _of_step(scene: Scene, each: StepProgress) -> list[dict[str, Any]]:
    """Gives the arrival of what a step lacks, and its being done, barred with why where the core says no."""
    names, step = scene.names, each.step
    found = []
    for name in papers_of(step, scene.flow):
        document = scene.told.document(name)
        if document is not None and document.need is Need.REQUIRED and document.state in _TO_COME:
            words = _("%(document)s is here") % {"document": names.documents[name]}
            found.append(_act(words, EventKind.DOCUMENT_RECEIVED, document=name, unit=step.unit))
    wish = Wish(
        EventKind.STEP_DONE, scene.person, unit=step.unit, step=step.id, units_of_actor=frozenset({step.unit})
    )
    result = decide(scene.flow, scene.facts, scene.events, wish, scene.now, COPY_RULE)
    done = _act(
        _("Done: %(step)s") % {"step": names.steps[step.id]}, EventKind.STEP_DONE, step=step.id, unit=step.unit,
        barred=_barred(result, scene) if isinstance(result, Refusal) else "",
        needs="coding" if is_coding(scene.flow, step.id) else "",
    )  # fmt: skip
    return [*found, done]


def _barred(refusal: Refusal, scene: Scene) -> str:
    """Says in a few words why a step cannot be done now."""
    detail = refusal.detail
    if refusal.code == "case.documents_missing":
        papers = ", ".join(scene.names.documents[name] for name in detail["documents"].split(","))
        return _("lacks %(papers)s") % {"papers": papers}
    if refusal.code == "case.steps_open":
        n = len(detail["steps"].split(","))
        return ngettext("%(n)s step still open", "%(n)s steps still open", n) % {"n": n}
    if refusal.code == "case.not_discharged":
        return _("not discharged yet")
    if refusal.code == "case.weight_not_known":
        return _("weight not known yet")
    return refusal_sentence(refusal, scene.names, get_language() or "th").partition(" · ")[0]


def _act(words: str, kind: EventKind, needs: str = "", barred: str = "", **fields: str | None) -> dict[str, Any]:
    """Gives one offer: its words, the hidden fields of its form, what it `needs` typed, and why it is barred."""
    hidden = {"kind": kind.value, **{name: value for name, value in fields.items() if value}}
    return {"words": words, "hidden": hidden, "needs": needs, "barred": barred}


def _fits(kind: EventKind, scene: Scene) -> bool:
    """Tells whether a kind of act makes sense as the case stands."""
    told = scene.told
    states = {each.state for each in told.steps}
    documents = {each.state for each in told.documents}
    known: Mapping[EventKind, bool] = {
        EventKind.ACCEPTED: told.offered_to in scene.units,
        EventKind.REFUSED: told.offered_to in scene.units,
        EventKind.HANDED_OVER: not told.is_finished and told.offered_to is None,
        EventKind.ASSIGNED: not told.is_finished and told.holder_unit in scene.units,
        EventKind.STEP_DONE: not told.is_finished,
        EventKind.STEP_SKIPPED: not told.is_finished,
        EventKind.STEP_RETURNED: StepState.DONE in states or StepState.SKIPPED in states,
        EventKind.DOCUMENT_RETURNED: DocumentState.BORROWED in documents,
        EventKind.PAUSED: not told.is_finished and not told.is_paused,
        EventKind.RESUMED: told.is_paused,
        EventKind.DISCHARGED: scene.facts.ended_at is None,
    }
    return known.get(kind, True)


def _kinds() -> dict[EventKind, str]:
    """Gives every kind of act that a person may record, with its words, in the order of how often they come."""
    return {
        EventKind.NOTED: _("A note"),
        EventKind.STEP_DONE: _("Step done"),
        EventKind.STEP_RETURNED: _("Send back to a step"),
        EventKind.STEP_SKIPPED: _("Skip a step"),
        EventKind.DOCUMENT_RECEIVED: _("Document received"),
        EventKind.DOCUMENT_SENT: _("Document sent"),
        EventKind.DOCUMENT_BORROWED: _("Document borrowed"),
        EventKind.DOCUMENT_RETURNED: _("Document brought back"),
        EventKind.DOCUMENT_LOST: _("Document lost"),
        EventKind.DOCUMENT_NOT_NEEDED: _("Document not needed"),
        EventKind.HANDED_OVER: _("Hand over to a unit"),
        EventKind.ACCEPTED: _("Accept the hand-over"),
        EventKind.REFUSED: _("Refuse the hand-over"),
        EventKind.ASSIGNED: _("Take as mine"),
        EventKind.REMINDED: _("Remind"),
        EventKind.PAUSED: _("Pause"),
        EventKind.RESUMED: _("Let the case go on"),
        EventKind.DISCHARGED: _("Patient discharged"),
        EventKind.UNDONE: _("Take back an entry"),
    }
