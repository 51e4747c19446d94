"""Which steps and documents a case needs: by its weight, its referral, its accident, and its flow's own rows."""

from sitthi.core.claims.facts import CaseFacts
from sitthi.core.claims.standing import Need
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import Condition, Document, Occasion, Step

__all__ = ["claim_step", "document_need", "papers_of", "step_need"]


def claim_step(flow: ProcessDefinition) -> Step:
    """Gives the step that sends the claim: the last one; a flow ends with it."""
    return flow.steps[-1]


def step_need(step: Step, facts: CaseFacts, copy_rule: str) -> Need:
    """Tells whether a case needs a step: one with a condition only where the weight lies below its limit."""
    return Need.REQUIRED if step.condition is None else _below(step.condition, facts, copy_rule)


def document_need(document: Document, flow: ProcessDefinition, facts: CaseFacts, copy_rule: str) -> Need:
    """Tells whether a case needs a document.

    It does where its occasion is given, and some step that makes it and some step that uses it are needed too, as
    far as the flow has any; a document that no step names goes by its occasion alone.
    """
    makers = [step_need(step, facts, copy_rule) for step in flow.steps if document.id in step.makes]
    users = [step_need(step, facts, copy_rule) for step in flow.steps if document.id in step.needs]
    return _all([_occasion(document, facts, copy_rule), *(_any(needs) for needs in (makers, users) if needs)])


def papers_of(step: Step, flow: ProcessDefinition) -> tuple[str, ...]:
    """Gives the documents that a step cannot be done without, as far as the case needs them.

    The claim also waits for the papers of the checklist that no step names, such as a referral letter.
    """
    if step != claim_step(flow):
        return step.needs
    named = {name for each in flow.steps for name in (*each.needs, *each.makes)}
    return (*step.needs, *(document.id for document in flow.documents if document.id not in named))


def _occasion(document: Document, facts: CaseFacts, copy_rule: str) -> Need:
    match document.needed_when:
        case Occasion.REFERRAL:
            return Need.REQUIRED if facts.is_referral else Need.NOT_NEEDED
        case Occasion.ACCIDENT:
            return Need.REQUIRED if facts.had_accident else Need.NOT_NEEDED
        case _:
            return Need.REQUIRED if document.condition is None else _below(document.condition, facts, copy_rule)


def _below(condition: Condition, facts: CaseFacts, copy_rule: str) -> Need:
    weight = facts.weight(copy_rule)
    if weight is None:
        return Need.NOT_YET_KNOWN
    return Need.REQUIRED if weight < condition.below else Need.NOT_NEEDED


def _any(needs: list[Need]) -> Need:
    if Need.REQUIRED in needs:
        return Need.REQUIRED
    return Need.NOT_YET_KNOWN if Need.NOT_YET_KNOWN in needs else Need.NOT_NEEDED


def _all(needs: list[Need]) -> Need:
    if Need.NOT_NEEDED in needs:
        return Need.NOT_NEEDED
    return Need.NOT_YET_KNOWN if Need.NOT_YET_KNOWN in needs else Need.REQUIRED
