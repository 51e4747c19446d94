"""Records as the web's tests need them: a case that follows the book's flow, a set that was uploaded."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from sitthi.core.claims.events import Event, EventKind
from sitthi.web.accounts.models import User
from sitthi.web.claims.facts import event_rows
from sitthi.web.claims.flows import definition_of, edition_for, lay_book_editions
from sitthi.web.claims.models import (
    Attachment,
    CaseEvent,
    CaseFinding,
    ClaimCase,
    FlowEdition,
    SavedView,
    Slip,
    SlipLine,
)
from sitthi.web.claims.settling import settle
from sitthi.web.intake.models import Upload
from web.tree import Tree

PATIENT = {
    "hn": "0731998", "number": "69003987", "citizen_id": "9999900000017", "title": "นาย",
    "first_name": "ประทีปลับ", "last_name": "จำลองทรัพย์",
}  # fmt: skip
"""Whom `add_case` admits unless told otherwise; no page may show any of it to who may not see the case."""


def add_case(
    tree: Tree, at: datetime.datetime, fund: str = "UCS", events: tuple[Event, ...] = (), **facts: object
) -> ClaimCase:
    """Adds the case of an admission `at`, settled by the core; without `events` it was just admitted."""
    if not edition_for(tree.hospital, fund, "inpatient", at.date()):
        lay_book_editions()
    flow = edition_for(tree.hospital, fund, "inpatient", at.date())
    told = {**PATIENT, "ward": tree.ward_men, **facts}
    case = ClaimCase.objects.create(hospital=tree.hospital, fund=fund, admitted_at=at, flow=flow, **told)
    happened = events or (Event(number=1, kind=EventKind.ADMITTED, at=at, recorded_at=at, by=None),)
    CaseEvent.objects.bulk_create(event_rows(case, happened))
    settle(case, definition_of(flow), happened, at)
    return case


@dataclass(frozen=True)
class Records:
    """One record of each kind, all of the first hospital."""

    case: ClaimCase
    finding: CaseFinding
    scan: Attachment
    slip: Slip
    line: SlipLine
    view: SavedView
    upload: Upload
    flow: FlowEdition


def one_of_each(tree: Tree, by: User, at: datetime.datetime) -> Records:
    """Adds one record of each kind, made by somebody."""
    case = add_case(tree, at)
    scans = settings.HOME / "uploads" / "scans"
    scans.mkdir(parents=True, exist_ok=True)
    (scans / "x.pdf").write_bytes(b"%PDF-1.4")
    finding = CaseFinding.objects.create(
        case=case, code="claims.required", severity="error", file="IPD", batch="b", state=CaseFinding.State.OPEN
    )
    scan = Attachment.objects.create(
        case=case, document="d", stored_as="scans/x.pdf", called="ใบรับรอง.pdf", size=1,
        media_type="application/pdf",
        sha256="0" * 64, by=by, at=at,
    )  # fmt: skip
    slip = Slip.objects.create(
        hospital=tree.hospital, number=1, from_unit=tree.benefits, to_unit=tree.finance, made_by=by, made_at=at
    )
    line = SlipLine.objects.create(slip=slip, case=case)
    view = SavedView.objects.create(user=by, name="มุมมอง", query="fund=UCS")
    upload = Upload.objects.create(
        hospital=tree.hospital, format="eclaim16", called="ชุดสมมุติ", size=1, sha256="0" * 64, by=by, at=at
    )
    own = FlowEdition.objects.get(pk=case.flow_id)
    own.pk, own.hospital, own.made_by = None, tree.hospital, by
    own.save()
    return Records(case, finding, scan, slip, line, view, upload, own)
