"""Whose cases somebody sees: those of their hospitals, or of their wards."""

from django.db import models

from sitthi.web.accounts.models import Kind, User
from sitthi.web.accounts.rights import SEES_HOSPITAL, SEES_WARD

__all__ = ["CaseQuerySet"]


class CaseQuerySet(models.QuerySet):
    """Cases as somebody may see them."""

    def visible_to(self, user: User) -> "CaseQuerySet":
        """Gives the cases of somebody's hospitals, or of a nurse's wards; the only way to obtain one."""
        hospitals = {
            each.organisation.hospital.pk
            for each in user.roles
            if each.role in SEES_HOSPITAL and each.organisation.hospital is not None
        }
        wards = {
            each.organisation_id
            for each in user.roles
            if each.role in SEES_WARD and each.organisation.kind == Kind.UNIT
        }
        if hospitals and wards:
            return self.filter(models.Q(hospital_id__in=hospitals) | models.Q(ward_id__in=wards))
        if hospitals:
            return self.filter(hospital_id__in=hospitals)
        return self.filter(ward_id__in=wards) if wards else self.none()

    def that_are_open(self, is_open: bool = True) -> "CaseQuerySet":
        """Gives the cases that something is left to do of, or those that are closed.

        Not by `is_open=True`: Django writes that as a bare column, and SQLite then uses none of what stands behind
        it in an index.
        """
        return self.filter(is_open__in=[is_open])
