"""Signing in is for people whom an administrator entered: nobody signs up, by name or by an outside identity."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from sitthi.web.accounts.gate import SIGNED_IN_AT

__all__ = ["StaffAdapter", "StaffSocialAdapter"]


class StaffAdapter(DefaultAccountAdapter):
    """Closes sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answers no."""
        return False

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Does not ask again for a password that was given a moment ago."""
        age = time.time() - self.request.session.get(SIGNED_IN_AT, 0)
        return age > app_settings.REAUTHENTICATION_TIMEOUT


class StaffSocialAdapter(DefaultSocialAccountAdapter):
    """Lets in by ThaiD, Provider ID and the like whoever was linked to an account beforehand."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Answers no: an unknown identity is nobody's account."""
        return False
