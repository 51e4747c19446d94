"""Readies the accounts: which changes the audit trail writes down."""

from typing import Any

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """The accounts as Django knows them."""

    name = "sitthi.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Registers the rules of rights, the models whose every change is kept, and what signing in sets off."""
        from auditlog.registry import auditlog
        from auditlog.signals import post_log

        from sitthi.web.accounts import models, rights, sign_in

        rights.lay_rules()
        sign_in.listen()
        post_log.connect(_trace, dispatch_uid="accounts.trace")
        auditlog.register(models.User, exclude_fields=["password", "last_login"])
        auditlog.register(models.Membership)
        auditlog.register(models.Organisation)


def _trace(sender: type, instance: Any, log_entry: Any = None, **told: object) -> None:
    """Lays down where in the tree an entry is found that auditlog wrote by itself."""
    from sitthi.web.accounts.audit import trace

    if log_entry is not None:
        trace(log_entry, instance)
