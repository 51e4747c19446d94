"""Signing in is for people whom an administrator entered: nobody signs up, by name or by an outside identity."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

__all__ = ["StaffAdapter", "StaffSocialAdapter"]


class StaffAdapter(DefaultAccountAdapter):
    """Closes sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answers no."""
        return False


class StaffSocialAdapter(DefaultSocialAccountAdapter):
    """Lets in by ThaiD, Provider ID and the like whoever was linked to an account beforehand."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Answers no: an unknown identity is nobody's account."""
        return False
