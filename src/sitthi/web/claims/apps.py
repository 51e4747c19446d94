"""Readies the claims: which changes the audit trail writes down."""

from django.apps import AppConfig

__all__ = ["ClaimsConfig"]


class ClaimsConfig(AppConfig):
    """The claims as Django knows them."""

    name = "sitthi.web.claims"
    label = "claims"

    def ready(self) -> None:
        """Registers what people change outside the events, which are a trail of their own."""
        from auditlog.registry import auditlog

        from sitthi.web.claims import models

        for kind in (models.CaseFinding, models.Slip):
            auditlog.register(kind)
        # What a scan is called and what a view asks for may name a patient; a flow's text stays with its edition.
        auditlog.register(models.Attachment, exclude_fields=["called"])
        auditlog.register(models.SavedView, exclude_fields=["query"])
        auditlog.register(models.FlowEdition, exclude_fields=["text"])
