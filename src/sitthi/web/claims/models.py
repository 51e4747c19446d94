"""The claim case of an admission and what hangs on it: events, documents, deadlines, findings, slips, views.

Events say what happened and are never rewritten. The other tables repeat what the core makes of them, so that a
list of 200,000 cases is one indexed query; `claims/acting.py` is the only writer of both.
"""

import datetime
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sitthi.web.accounts.models import Organisation
from sitthi.web.claims.visibility import CaseQuerySet

__all__ = [
    "NEVER",
    "Attachment",
    "CaseDeadline",
    "CaseDocument",
    "CaseEvent",
    "CaseFinding",
    "ClaimCase",
    "FlowEdition",
    "SavedView",
    "Slip",
    "SlipLine",
]


NEVER = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
"""Stands for the due moment of a case that has none, so that it comes last."""


def _token() -> str:
    return secrets.token_urlsafe(9)


class FlowEdition(models.Model):
    """A process definition as it was on a day: of the book (`hospital` empty) or a hospital's own.

    `text` is the TOML; a case keeps the edition that it began with.
    """

    hospital = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="flows")
    definition = models.CharField(max_length=60)
    fund = models.CharField(max_length=10)
    patient_type = models.CharField(max_length=12)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The same text stands once for a hospital."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hospital", "sha256"], name="flow_text_once"),
            models.UniqueConstraint(
                fields=["sha256"], condition=models.Q(hospital=None), name="flow_text_once_in_the_book"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} {self.in_force_from}"


class ClaimCase(models.Model):
    """One admission's claim, or one visit's of a service that a fund pays apart.

    The facts come from files or a person; what stands from `step` on repeats what the events came to at the last
    act, as of no day: lateness is told by comparing `next_due_at` with the clock. Money is satang, weights are
    ten-thousandths.
    """

    class PatientType(models.TextChoices):
        """Whose claim it is; the values of the core's flows."""

        INPATIENT = "inpatient", _("Inpatient")
        OUTPATIENT = "outpatient", _("Outpatient")

    token = models.CharField(max_length=16, unique=True, default=_token, editable=False)
    hospital = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    ward = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="ward_cases")
    patient_type = models.CharField(max_length=12, choices=PatientType, default=PatientType.INPATIENT)
    number = models.CharField(max_length=30, help_text=_("AN of an admission, SEQ of a visit"))
    hn = models.CharField(max_length=20)
    citizen_id = models.CharField(max_length=13, blank=True)
    title = models.CharField(max_length=30, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    born_on = models.DateField(null=True, blank=True)
    bed = models.CharField(max_length=20, blank=True)
    physician = models.CharField(max_length=100, blank=True)
    fund = models.CharField(
        max_length=10, help_text=_("INSCL, or `accident` and `private` for payers that have none")
    )
    admitted_at = models.DateTimeField()
    discharged_at = models.DateTimeField(null=True, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True, help_text=_("When the ward expects the discharge"))
    accident_at = models.DateTimeField(null=True, blank=True)
    is_dead = models.BooleanField(default=False)
    is_referral = models.BooleanField(default=False)
    principal = models.CharField(max_length=10, blank=True)
    drg = models.CharField(max_length=5, blank=True)
    rw_e4 = models.IntegerField(null=True, blank=True)
    adjrw_e4 = models.IntegerField(null=True, blank=True)
    charge_satang = models.BigIntegerField(null=True, blank=True)
    claimed_satang = models.BigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=80, default="manual", help_text=_("Batch that it came from, or `manual`"))
    entered = models.JSONField(default=list, blank=True)
    """Names of the facts that a person entered: a file never overwrites them."""
    conflicts = models.JSONField(default=dict, blank=True)
    """What a file says otherwise than a person entered: field, theirs, ours."""

    flow = models.ForeignKey(FlowEdition, models.PROTECT, related_name="cases")
    version = models.PositiveIntegerField(default=0)
    n_events = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    step = models.CharField(max_length=40, blank=True)
    step_number = models.PositiveSmallIntegerField(default=0)
    n_steps = models.PositiveSmallIntegerField(default=0)
    waits_for = models.CharField(max_length=30, blank=True)
    waits_for_document = models.CharField(max_length=40, blank=True)
    holder_function = models.CharField(max_length=40, blank=True)
    holder_unit = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="held_cases")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="held_cases"
    )
    held_since = models.DateTimeField(null=True, blank=True)
    next_rule = models.CharField(max_length=60, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True)
    sorts_at = models.DateTimeField(default=NEVER)
    """`next_due_at`, or `NEVER` where nothing is due: what lists are ordered by."""
    claim_due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    is_paused = models.BooleanField(default=False)
    n_lost = models.PositiveSmallIntegerField(default=0)
    n_findings = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    @property
    def numbered(self) -> str:
        """Is the number as people say it: the AN of an admission, the SEQ of a visit."""
        return f"{'AN' if self.patient_type == self.PatientType.INPATIENT else 'SEQ'} {self.number}"

    class Meta:
        """A number stands once in a hospital; lists are ordered by what is due next."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hospital", "patient_type", "number"], name="case_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["hospital", "is_open", "sorts_at", "id"], name="case_due"),
            models.Index(fields=["holder", "is_open", "sorts_at", "id"], name="case_mine"),
            models.Index(fields=["holder_unit", "is_open", "sorts_at", "id"], name="case_unit"),
            models.Index(fields=["ward", "is_open", "sorts_at", "id"], name="case_ward"),
            models.Index(fields=["hospital", "fund", "is_open", "sorts_at", "id"], name="case_fund"),
            models.Index(fields=["hospital", "physician", "is_open", "sorts_at", "id"], name="case_physician"),
            # All that the monthly table counts by, so that a year of a province is read from the index alone.
            models.Index(
                fields=[
                    "hospital",
                    "patient_type",
                    "discharged_at",
                    "fund",
                    "ward",
                    "physician",
                    "claim_due_at",
                    "sent_at",
                    "n_lost",
                ],
                name="case_in_time",
            ),
            models.Index(fields=["hospital", "hn"], name="case_hn"),
            models.Index(fields=["hospital", "citizen_id"], name="case_cid"),
            models.Index(fields=["hospital", "first_name"], name="case_first_name"),
            models.Index(fields=["hospital", "last_name"], name="case_last_name"),
        ]

    def __str__(self) -> str:
        return self.token


class CaseEvent(models.Model):
    """Something that happened to a case; the database refuses to change or delete one.

    `kind` and the other words are those of `core.claims.events`; `at` is when it happened, `recorded_at` when it
    was written down. A later event that `supersedes` one takes its place.
    """

    case = models.ForeignKey(ClaimCase, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=40, blank=True)
    document = models.CharField(max_length=40, blank=True)
    to_unit = models.CharField(max_length=40, blank=True)
    to_person = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    is_scan = models.BooleanField(null=True, blank=True)
    supersedes = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True, help_text=_("Batch that told of it"))
    slip = models.ForeignKey("Slip", models.PROTECT, null=True, blank=True, related_name="events")

    class Meta:
        """Events of a case are numbered from 1 without a gap."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="event_number_once")]
        ordering: ClassVar = ["case", "number"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number} {self.kind}"


class CaseDocument(models.Model):
    """Where a document of a case is, as its events say; kept for lists and reminders."""

    case = models.ForeignKey(ClaimCase, models.CASCADE, related_name="documents")
    document = models.CharField(max_length=40)
    need = models.CharField(max_length=16)
    state = models.CharField(max_length=12)
    unit = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=150, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    is_scan = models.BooleanField(null=True, blank=True)

    class Meta:
        """A document stands once in a case."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "document"], name="document_once")]
        indexes: ClassVar = [models.Index(fields=["state", "unit", "since"], name="document_state")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.document} {self.state}"


class Attachment(models.Model):
    """A scan of a document: kept under a random name outside the web root, known by its hash."""

    case = models.ForeignKey(ClaimCase, models.PROTECT, related_name="attachments")
    document = models.CharField(max_length=40)
    token = models.CharField(max_length=16, unique=True, default=_token, editable=False)
    stored_as = models.CharField(max_length=120)
    called = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.token


class CaseDeadline(models.Model):
    """A deadline of a case: from when, by which rule, until when, and whether it was met."""

    case = models.ForeignKey(ClaimCase, models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=60)
    step = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    grade = models.CharField(max_length=3)

    class Meta:
        """A rule stands once in a case."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "rule"], name="deadline_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule}"


class CaseFinding(models.Model):
    """Something that the checks found in a case's rows: open, mended by a later load, or set aside by somebody."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        MENDED = "mended", _("Mended")
        SET_ASIDE = "set_aside", _("Set aside")

    case = models.ForeignKey(ClaimCase, models.CASCADE, related_name="findings")
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=6)
    file = models.CharField(max_length=20)
    line = models.PositiveIntegerField(default=0, help_text=_("0 where the whole file is meant"))
    field = models.CharField(max_length=30, blank=True)
    batch = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """What a batch found at a place stands once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "batch", "code", "file", "line", "field"],
                name="finding_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class Slip(models.Model):
    """A hand-over slip: cases that one unit gives to another, which takes or refuses each."""

    hospital = models.ForeignKey(Organisation, models.PROTECT, related_name="slips")
    number = models.PositiveIntegerField()
    from_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="slips_out")
    to_unit = models.ForeignKey(Organisation, models.PROTECT, related_name="slips_in")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    made_at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        """Slips of a hospital are numbered."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hospital", "number"], name="slip_number_once")]

    def __str__(self) -> str:
        return f"{self.hospital_id} {self.number}"


class SlipLine(models.Model):
    """One case on a slip, and what the other unit answered."""

    class Answer(models.TextChoices):
        """What the receiving unit said."""

        PENDING = "pending", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    slip = models.ForeignKey(Slip, models.CASCADE, related_name="lines")
    case = models.ForeignKey(ClaimCase, models.PROTECT, related_name="slip_lines")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.PENDING)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        """A case stands once on a slip."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["slip", "case"], name="case_once_on_a_slip")]

    def __str__(self) -> str:
        return f"{self.slip_id} {self.case_id}"


class SavedView(models.Model):
    """A list's filters under a name of somebody's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        """A name stands once for somebody."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name
