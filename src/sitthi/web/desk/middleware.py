"""What holds for every answer: its language is the reader's choice, and pages with patients are kept nowhere."""

import ipaddress
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

__all__ = ["Legible", "chosen_language", "private_pages", "true_address"]


def chosen_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Speaks Thai until somebody chooses English; what language a browser came with says nothing of its reader."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def private_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Forbids keeping any page that was made for somebody signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def true_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Takes from an office's own proxy whose request it hands on, so that lock-out and trail tell people apart.

    Only of an office that serves over TLS, and only from the same machine. The last address is the one that the
    proxy wrote; those before it are what the browser wishes to be.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.IS_SECURE:
            with suppress(ValueError):
                if ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "127.0.0.1").is_loopback:
                    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
                    request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(told))
        return get_response(request)

    return middleware


class Legible:
    """Refuses a request with the one character that no text has and that PostgreSQL cannot hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Looks at the address and at every field; raises `BadRequest`."""
        fields = (*request.GET.lists(), *request.POST.lists())
        if "\x00" in request.path or any("\x00" in word for name, values in fields for word in (name, *values)):
            raise BadRequest
