"""A set that was uploaded: where it stands between its arrival and the cases it opened."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sitthi.web.accounts.models import Organisation, User
from sitthi.web.accounts.rights import POWERS

__all__ = ["Upload"]


def _token() -> str:
    return secrets.token_urlsafe(9)


class UploadQuerySet(models.QuerySet):
    """Uploads as somebody may see them."""

    def visible_to(self, user: User) -> "UploadQuerySet":
        """Gives the uploads of the hospitals at which somebody may see files that come in."""
        hospitals = {
            each.organisation.hospital.pk
            for each in user.roles
            if each.role in POWERS["intake.see"] and each.organisation.hospital is not None
        }
        return self.filter(hospital_id__in=hospitals)


class Upload(models.Model):
    """One set of files on its way in.

    Its bytes lie under `HOME/uploads/sets/<token>/came` until it is accepted or withdrawn.
    """

    class State(models.TextChoices):
        """How far it came."""

        WAITING = "waiting", _("Waiting for the worker")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        ACCEPTING = "accepting", _("Being accepted")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        FAILED = "failed", _("Cannot be read")

    token = models.CharField(max_length=16, unique=True, default=_token, editable=False)
    hospital = models.ForeignKey(Organisation, models.PROTECT, related_name="uploads")
    format = models.CharField(max_length=20)
    called = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploads")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    phase = models.CharField(max_length=20, blank=True)
    rows_done = models.PositiveBigIntegerField(default=0)
    rows_total = models.PositiveBigIntegerField(null=True, blank=True)
    phase_began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(null=True, blank=True)
    """What the check found: the JSON of `sitthi check` without the rows."""
    cases_new = models.PositiveIntegerField(null=True, blank=True)
    cases_updated = models.PositiveIntegerField(null=True, blank=True)
    batch = models.CharField(max_length=80, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="decided_uploads"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    failure = models.JSONField(null=True, blank=True)
    n_begun = models.PositiveSmallIntegerField(default=0)
    """How often the job that is at work began: more than once where a worker was killed over it."""

    objects = UploadQuerySet.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["hospital", "state"], name="upload_state")]

    def __str__(self) -> str:
        return self.token
