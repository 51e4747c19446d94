"""Signing in: one count of failures for password and second step, how long a lock lasts, what the trail keeps."""

import time
from collections.abc import Mapping
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.mfa import signals as mfa_signals
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from axes.signals import user_locked_out
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitthi.web.accounts.audit import did
from sitthi.web.accounts.gate import SIGNED_IN_AT
from sitthi.web.accounts.models import User

__all__ = ["CodeAgainForm", "CodeForm", "NewPasswordForm", "SignInForm", "listen", "locked_out", "name_of", "shut"]


class SignInForm(LoginForm):
    """Name and password; a forgotten password is the administrator's to replace, as the page itself says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class NewPasswordForm(ChangePasswordForm):
    """A password of one's own; the old one again is none."""

    def clean_password1(self) -> str:
        """Refuses the password that is had already."""
        given = self.cleaned_data["password1"]
        if self.user.check_password(given):
            raise ValidationError(_("This is the password that you have: choose another"), code="same")
        return given


class _Counted:
    """Counts a wrong code as a failure to sign in: who guesses codes is locked out as who guesses passwords."""

    def clean_code(self) -> str:
        """Refuses while locked, and counts."""
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(_("Too many attempts"), code="locked")
        try:
            return super().clean_code()
        except ValidationError:
            user_login_failed.send(sender=type(self).__name__, credentials=credentials, request=request)
            raise


class CodeForm(_Counted, AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_Counted, ReauthenticateForm):
    """The second step again, before something that matters."""


def name_of(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """Gives the name that failures are counted by: the same however it is written."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().lower()[:150]


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Says until when nobody signs in by that name from here; whether it is anybody's is not said."""
    last = AccessAttempt.objects.filter(username=name_of(request, credentials)).order_by("-attempt_time").first()
    cool_off = get_cool_off(request)
    told = {
        "until": (last.attempt_time if last else timezone.now()) + cool_off,
        "minutes": int(cool_off.total_seconds() // 60),
        "failure_limit": get_failure_limit(request, credentials),
    }
    return render(request, "account/lockout.html", told, status=429)


@login_not_required
def shut(request: HttpRequest, page: str = "") -> HttpResponse:
    """Answers the addresses of allauth that an office has no use for: signing up, and resets by mail."""
    raise Http404


def listen() -> None:
    """Connects what follows from signing in and out."""
    for signal, receiver in (
        (user_logged_in, _began),
        (account_signals.user_logged_in, _signed_in),
        (user_logged_out, _signed_out),
        (user_login_failed, _failed),
        (user_locked_out, _locked),
        (account_signals.password_changed, _has_own_password),
        (account_signals.password_set, _has_own_password),
        (mfa_signals.authenticator_added, _second_step_added),
        (mfa_signals.authenticator_removed, _second_step_removed),
    ):
        signal.connect(receiver, dispatch_uid=f"accounts.{receiver.__name__}")


def _began(sender: type, request: HttpRequest, **told: Any) -> None:
    request.session[SIGNED_IN_AT] = int(time.time())


def _signed_in(sender: type, request: HttpRequest, user: User, **told: Any) -> None:
    did(request, user, "sign_in", actor=user)


def _signed_out(sender: type, request: HttpRequest, user: User | None, **told: Any) -> None:
    if user is not None:
        did(request, user, "sign_out", actor=user)


def _failed(sender: Any, credentials: Mapping[str, Any], request: HttpRequest | None = None, **told: Any) -> None:
    _about(request, credentials.get("username"), "sign_in_failed")


def _locked(sender: Any, request: HttpRequest, username: str | None, **told: Any) -> None:
    _about(request, username, "locked_out")


def _about(request: HttpRequest | None, username: str | None, what: str) -> None:
    user = User.objects.filter(username__iexact=username or "").first()
    if request is not None and user is not None:
        did(request, user, what)


def _has_own_password(sender: type, request: HttpRequest, user: User, **told: Any) -> None:
    user.password_is_initial = False
    user.save(update_fields=["password_is_initial"])
    did(request, user, "password_changed", actor=user)


def _second_step_added(sender: type, request: HttpRequest, user: User, authenticator: Any, **told: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        did(request, user, "mfa_added", actor=user)


def _second_step_removed(sender: type, request: HttpRequest, user: User, authenticator: Any, **told: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        did(request, user, "mfa_removed", actor=user)
