"""What comes first once somebody is signed in: the session's end, a password of their own, a second step."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sitthi.web.accounts.models import User

__all__ = ["SIGNED_IN_AT", "FirstThings", "lacks_second_step"]

SIGNED_IN_AT = "signed_in_at"
"""Under which name a session keeps when it began, in seconds: it ends 8 hours later, however busy it was."""

_OPEN = frozenset({"account_logout", "account_reauthenticate", "set_language", "alive"})
_SECOND_STEP = frozenset(
    {"mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate"}
)


def lacks_second_step(user: User) -> bool:
    """Tells whether somebody has a role for which the office asks for a second step, and has not set it up."""
    asked = {each.role for each in user.roles} & set(settings.MFA_ROLES)
    return bool(asked) and not is_mfa_enabled(user)


class FirstThings:
    """Leads to what has to be done first; before anything else is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ends a session that is over; gives where to go first, `None` where nothing is left to do."""
        if not request.user.is_authenticated:
            return None
        if time.time() - request.session.get(SIGNED_IN_AT, 0) > settings.SESSION_COOKIE_AGE:
            logout(request)
            return None
        name = request.resolver_match.url_name
        if name in _OPEN:
            return None
        if request.user.password_is_initial:
            return None if name == "account_change_password" else redirect("account_change_password")
        if name not in _SECOND_STEP and lacks_second_step(request.user):
            return redirect("mfa_activate_totp")
        return None
