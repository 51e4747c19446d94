"""The first page by role, and whether the application is alive."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sitthi.web.desk.frame import first_page
from sitthi.web.desk.gallery import examples

__all__ = ["alive", "gallery", "home"]


def home(request: HttpRequest) -> HttpResponse:
    """Leads to the page that somebody's role begins the day with."""
    address = first_page(request.user)
    return redirect(address) if address else render(request, "desk/no_role.html", status=403)


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """Answers whoever watches the server: it is up and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"alive": True})


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Shows every component in every state, while developing."""
    return render(request, "desk/gallery.html", examples(timezone.now()))
