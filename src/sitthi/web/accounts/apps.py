"""Readies the accounts: which changes the audit trail writes down."""

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """The accounts as Django knows them."""

    name = "sitthi.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Registers the rules of rights and the models whose every change is kept."""
        from auditlog.registry import auditlog

        from sitthi.web.accounts import models, rights

        rights.lay_rules()
        auditlog.register(models.User, exclude_fields=["password", "last_login"])
        auditlog.register(models.Membership)
        auditlog.register(models.Organisation)
