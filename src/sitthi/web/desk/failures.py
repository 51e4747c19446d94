"""Pages for what goes wrong: each says what happened and what to do, and loses nothing that was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

__all__ = ["csrf_failure"]

_KEPT = 50
_NEVER = ("password", "csrfmiddlewaretoken", "token", "code")


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers a form whose session ended: what was typed comes back to be sent again after signing in.

    Passwords and codes are not repeated.
    """
    typed = [
        (name, value)
        for name, values in list(request.POST.lists())[:_KEPT]
        for value in values
        if not any(word in name.lower() for word in _NEVER)
    ]
    # A stranger's page must not have its fields sent by one click of ours: only our own forms are kept.
    is_ours = request.META.get("HTTP_ORIGIN", "").endswith("//" + request.get_host())
    context = {"typed": typed if is_ours else [], "action": request.path if is_ours else "", "is_ours": is_ours}
    return render(request, "desk/csrf_failure.html", context, status=403)
