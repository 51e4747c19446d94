"""By when a claim has to go out, fund by fund, and what papers it needs: who says so, and how surely."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from sitthi.core.claims.facts import office_day
from sitthi.core.claims.needs import claim_step
from sitthi.core.evidence import Evidence, Grade
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.rules.dated import Rule, in_force
from sitthi.web.claims.flows import PAYERS, book, definition_of, edition_for
from sitthi.web.performance.scope import Asked, Scope

__all__ = ["ClaimLimit", "claim_limits", "limits_evidence", "papers_evidence"]

_NOT_FOUND = Evidence(Grade.GAP, "not-found")


@dataclass(frozen=True, slots=True)
class ClaimLimit:
    """A fund's limit in days from the discharge, `None` where nobody knows it."""

    fund: str
    days: int | None
    evidence: Evidence


def _flows(scope: Scope, asked: Asked, now: datetime.datetime) -> Iterator[tuple[str, ProcessDefinition | None]]:
    for fund in [asked.fund] if asked.fund else PAYERS:
        edition = edition_for(scope.chosen[0], fund, asked.kind, office_day(now))
        yield fund, definition_of(edition) if edition else None


def claim_limits(scope: Scope, asked: Asked, now: datetime.datetime) -> Iterator[ClaimLimit]:
    """Gives the limit of each fund that is counted, as the flow that its cases follow today has it."""
    for fund, flow in _flows(scope, asked, now):
        rule = book().all(Rule).get((claim_step(flow).deadline if flow else None) or "")
        entry = in_force(rule, office_day(now), fund=fund) if rule else None
        days = int(entry.value) if entry and entry.value is not None else None
        yield ClaimLimit(fund, days, entry.evidence if entry else _NOT_FOUND)


def limits_evidence(scope: Scope, asked: Asked, now: datetime.datetime) -> Evidence:
    """Gives the weakest of who says the limits that the cases are judged by."""
    return max((each.evidence for each in claim_limits(scope, asked, now)), key=lambda said: said.grade.rank)


def papers_evidence(scope: Scope, asked: Asked, now: datetime.datetime) -> Evidence:
    """Gives the weakest of who says which papers a claim needs."""
    said = [
        each.evidence or flow.evidence
        for _fund, flow in _flows(scope, asked, now)
        if flow is not None
        for each in flow.documents
    ]
    return max(said, key=lambda evidence: evidence.grade.rank, default=_NOT_FOUND)
