"""Readies the intake: what happens to a set is in the audit trail."""

from django.apps import AppConfig

__all__ = ["IntakeConfig"]


class IntakeConfig(AppConfig):
    """The intake as Django knows it."""

    name = "sitthi.web.intake"
    label = "intake"

    def ready(self) -> None:
        """Registers uploads, without the figures of a running job."""
        from auditlog.registry import auditlog

        from sitthi.web.intake.models import Upload

        auditlog.register(Upload, include_fields=["state", "decided_by", "batch", "cases_new", "cases_updated"])
