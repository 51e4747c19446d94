"""What the core says of a case, in the reader's words: what it waits for, what happened, why an act is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sitthi.core.claims.events import EventKind
from sitthi.core.claims.named import named
from sitthi.core.claims.standing import Progress, WaitingKind
from sitthi.core.findings import FindingKind, Refusal
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.web.claims.flows import book
from sitthi.web.claims.models import CaseEvent

__all__ = ["Names", "event_sentence", "names_of", "refusal_sentence", "waits_sentence"]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a flow's units, steps and documents, and of the people in a case's events, in one language."""

    units: Mapping[str, str]
    steps: Mapping[str, str]
    documents: Mapping[str, str]
    people: Mapping[str, str]
    flow: ProcessDefinition

    def person(self, pk: str | None) -> str:
        """Names somebody, empty where nobody is meant."""
        return self.people.get(pk or "", pk or "")


def names_of(flow: ProcessDefinition, people: Mapping[str, str], language: str) -> Names:
    """Gives the names of a flow."""
    return Names(
        {each.id: each.label.in_language(language) for each in flow.units},
        {each.id: each.label.in_language(language) for each in flow.steps},
        {each.id: each.label.in_language(language) for each in flow.documents},
        people,
        flow,
    )


def waits_sentence(told: Progress, names: Names) -> str:
    """Says in one sentence what a case waits for."""
    waits = told.waits_for
    unit = names.units.get(waits.unit or "", "")
    step = names.steps.get(waits.step or "", "")
    document = names.documents.get(waits.document or "", "")
    person = names.person(waits.person)
    match waits.kind:
        case WaitingKind.STEP:
            return _("This case waits for %(unit)s: %(step)s") % {"unit": unit, "step": step}
        case WaitingKind.DOCUMENT_MISSING:
            papers = ", ".join(names.documents.get(each, each) for each in waits.documents or (waits.document,))
            return _("This case lacks %(papers)s: once here, %(unit)s goes on with %(step)s") % {
                "papers": papers, "unit": unit, "step": step,
            }  # fmt: skip
        case WaitingKind.DOCUMENT_BORROWED:
            return _("This case waits for %(document)s, which %(person)s of %(unit)s has borrowed") % {
                "document": document, "person": person or _("somebody"), "unit": unit,
            }  # fmt: skip
        case WaitingKind.DOCUMENT_LOST:
            return _("%(document)s of this case is lost; it was last at %(unit)s") % {
                "document": document, "unit": unit,
            }  # fmt: skip
        case WaitingKind.ACCEPTANCE:
            return _("Handed over to %(unit)s, which has not said yes or no yet") % {"unit": unit}
        case WaitingKind.CODING:
            return _("Whether %(step)s is needed shows once the record is coded") % {"step": step}
        case WaitingKind.PAUSED:
            return _("Paused: %(reason)s") % {"reason": waits.reason or ""}
        case WaitingKind.DISCHARGE:
            return _("Waits for the patient's discharge")
        case _other:
            return _("Everything is done: nothing waits")


_KINDS = frozenset(kind.value for kind in EventKind)
_EVENTS = {
    EventKind.ADMITTED: lambda e, n: _("Admitted"),
    EventKind.DISCHARGED: lambda e, n: _("Discharged: the clocks of the claim start"),
    EventKind.STEP_DONE: lambda e, n: _("Done: %(step)s") % {"step": n.steps.get(e.step, e.step)},
    EventKind.STEP_RETURNED: lambda e, n: _("Sent back to: %(step)s") % {"step": n.steps.get(e.step, e.step)},
    EventKind.STEP_SKIPPED: lambda e, n: _("Skipped: %(step)s") % {"step": n.steps.get(e.step, e.step)},
    EventKind.DOCUMENT_RECEIVED: lambda e, n: (
        _("%(document)s received as a scan") if e.is_scan else _("%(document)s received on paper")
    ) % {"document": n.documents.get(e.document, e.document)},
    EventKind.DOCUMENT_SENT: lambda e, n: _("%(document)s sent to %(unit)s") % {
        "document": n.documents.get(e.document, e.document), "unit": n.units.get(e.to_unit, e.to_unit)
    },
    EventKind.DOCUMENT_BORROWED: lambda e, n: _("%(document)s borrowed by %(unit)s") % {
        "document": n.documents.get(e.document, e.document),
        "unit": n.units.get(e.to_unit or e.unit, e.to_unit or e.unit),
    },
    EventKind.DOCUMENT_RETURNED: lambda e, n: _("%(document)s brought back") % {
        "document": n.documents.get(e.document, e.document)
    },
    EventKind.DOCUMENT_LOST: lambda e, n: _("%(document)s is lost") % {
        "document": n.documents.get(e.document, e.document)
    },
    EventKind.DOCUMENT_NOT_NEEDED: lambda e, n: _("%(document)s is not needed here") % {
        "document": n.documents.get(e.document, e.document)
    },
    EventKind.HANDED_OVER: lambda e, n: _("Handed over to %(unit)s") % {"unit": n.units.get(e.to_unit, e.to_unit)},
    EventKind.ACCEPTED: lambda e, n: _("Hand-over accepted"),
    EventKind.REFUSED: lambda e, n: _("Hand-over refused"),
    EventKind.ASSIGNED: lambda e, n: _("Taken by %(person)s") % {"person": n.person(e.to_person)},
    EventKind.REMINDED: lambda e, n: _("Reminded %(whom)s") % {
        "whom": e.to_person or n.units.get(e.to_unit, "") or n.documents.get(e.document, "")
    },
    EventKind.PAUSED: lambda e, n: _("Paused"),
    EventKind.RESUMED: lambda e, n: _("The case goes on"),
    EventKind.NOTED: lambda e, n: _("Note"),
    EventKind.UNDONE: lambda e, n: _("Taken back"),
}  # fmt: skip


def event_sentence(event: CaseEvent, names: Names) -> str:
    """Says what happened, with the reason given."""
    says = str(_EVENTS[EventKind(event.kind)](event, names))
    return f"{says}: {event.reason}" if event.reason else says


def refusal_sentence(refusal: Refusal, names: Names, language: str) -> str:
    """Says why something may not happen, and what would let it."""
    kind = book().all(FindingKind)[refusal.code]
    detail = dict(named(refusal, names.flow, language))
    if detail.get("kind") in _KINDS:
        detail["kind"] = kind_name(detail["kind"])
    message, remedy = (
        each.in_language(language).format_map(_Lenient(detail)) for each in (kind.message, kind.remedy)
    )
    return f"{message} · {remedy}"


class _Lenient(dict[str, str]):
    """Leaves a name that nobody filled as three dots."""

    def __missing__(self, key: str) -> str:
        return "…"


def kind_name(kind: str) -> str:
    """Names a kind of event."""
    return {
        EventKind.ADMITTED: _("the admission"),
        EventKind.DISCHARGED: _("the discharge"),
        EventKind.STEP_DONE: _("a step done"),
        EventKind.STEP_RETURNED: _("a return"),
        EventKind.STEP_SKIPPED: _("a step skipped"),
        EventKind.DOCUMENT_RECEIVED: _("a document received"),
        EventKind.DOCUMENT_SENT: _("a document sent"),
        EventKind.DOCUMENT_BORROWED: _("a document borrowed"),
        EventKind.DOCUMENT_RETURNED: _("a document brought back"),
        EventKind.DOCUMENT_LOST: _("a document lost"),
        EventKind.DOCUMENT_NOT_NEEDED: _("a document not needed"),
        EventKind.HANDED_OVER: _("a hand-over"),
        EventKind.ACCEPTED: _("an acceptance"),
        EventKind.REFUSED: _("a refusal"),
        EventKind.ASSIGNED: _("a taking on"),
        EventKind.REMINDED: _("a reminder"),
        EventKind.PAUSED: _("a pause"),
        EventKind.RESUMED: _("a taking up again"),
        EventKind.NOTED: _("a note"),
        EventKind.UNDONE: _("a taking back"),
    }[EventKind(kind)]
