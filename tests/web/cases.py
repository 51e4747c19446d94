"""Acts on cases as their pages send them, for tests of the claims pages."""

import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from sitthi.web.claims.models import ClaimCase

DAY = datetime.timedelta(days=1)
ACTS = {
    "papers": {"kind": "document_received", "document": "patient_papers", "unit": "benefits"},
    "receive": {"kind": "step_done", "step": "receive_papers"},
    "check": {"kind": "step_done", "step": "check_documents"},
    "entitlement": {"kind": "step_done", "step": "send_entitlement"},
    "certificate": {"kind": "document_received", "document": "medical_certificate", "unit": "ward"},
    "ward": {"kind": "step_done", "step": "send_certificate"},
    "discharge": {"kind": "discharged"},
    "pass": {"kind": "step_done", "step": "pass_to_r2a"},
    "record": {"kind": "document_received", "document": "treatment_record", "unit": "r2a"},
    "code": {
        "kind": "step_done", "step": "code_record",
        "principal": "J45.9", "drg": "04530", "rw": "0.6814", "adjrw": "0.7",
    },
}  # fmt: skip
"""Acts of the first steps of a social-security claim, in their order."""


def ago(days: float) -> datetime.datetime:
    """Gives a moment some days before now."""
    return timezone.now() - days * DAY


def record(client: Client, case: ClaimCase, act: str = "", **fields: Any) -> Any:
    """Sends an act from the case's page as it is now; `act` is one of `ACTS`."""
    seen = ClaimCase.objects.values_list("n_events", flat=True).get(pk=case.pk)
    return client.post(f"/cases/{case.token}/act", {"seen": seen, **ACTS.get(act, {}), **fields})


def done(client: Client, case: ClaimCase, *acts: str) -> None:
    """Does acts that have to pass."""
    for act in acts:
        answer = record(client, case, act)
        assert answer.status_code == 302, problem(answer)


def problem(answer: Any) -> str:
    """Gives what a page says went wrong."""
    return answer.context["problem"] if answer.context else str(answer.status_code)
