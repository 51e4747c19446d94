"""Who gets through a door: every page asks for a sign-in and for a power, unless it says that it asks for none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from sitthi.web.accounts.rights import POWERS, may
from sitthi.web.desk.failures import csrf_failure

__all__ = ["SignInFirst", "needs"]

View = Callable[..., HttpResponse]


def needs(power: str) -> Callable[[View], View]:
    """Lets only those through who have a power somewhere; whose record it is, `visible_to` says.

    `@needs("claims.see")` above a view; others get 403.
    """
    if power not in POWERS:
        raise ValueError(f"there is no power {power}")

    def decorate(view: View) -> View:
        @wraps(view)
        def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, power):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        through.power = power
        return through

    return decorate


class SignInFirst(LoginRequiredMiddleware):
    """Leads strangers to the sign-in from every page that is not `login_not_required`.

    A form whose session ended meanwhile is not led away: what was typed comes back to be sent again.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: View) -> HttpResponse:
        """Answers a stranger."""
        if request.method == "POST":
            return csrf_failure(request, "session")
        led = super().handle_no_permission(request, view_func)
        return HttpResponseClientRedirect(led.url) if request.htmx else led
