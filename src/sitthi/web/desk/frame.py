"""What stands around every page: the rail by role, the organisation, how fresh the data are."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from sitthi.web.accounts.models import Role, User
from sitthi.web.accounts.rights import may

__all__ = ["Entry", "first_page", "frame"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail: where it leads, and how many things wait there."""

    title: Any
    url: str
    name: str
    count: int | None = None
    is_here: bool = False


_RAIL = (
    (
        _("Daily work"),
        (
            (_("My work"), "work", "claims.see"),
            (_("All cases"), "cases", "claims.see"),
            (_("Hand-over slips"), "slips", "claims.hand_over"),
            (_("Ward"), "ward", "claims.see"),
            (_("Files in"), "intake", "intake.see"),
        ),
    ),
    (
        _("Results"),
        (
            (_("In time"), "timeliness", "performance.see"),
            (_("Flows"), "flows", "performance.see"),
        ),
    ),
    (
        _("Administration"),
        (
            (_("People"), "people", "accounts.people"),
            (_("Audit trail"), "audit", "accounts.audit"),
        ),
    ),
)


def first_page(user: User) -> str | None:
    """Gives where somebody's day begins; `None` for who has no role anywhere."""
    held = {each.role for each in user.roles}
    if held == {Role.NURSE}:
        return reverse("ward")
    for _group, entries in _RAIL:
        for _title, name, power in entries:
            if may(user, power):
                return reverse(name)
    return None


def frame(request: HttpRequest) -> dict[str, Any]:
    """Gives the templates what surrounds a page; nothing is asked of the database for who is not signed in."""
    user = getattr(request, "user", None)
    told: dict[str, Any] = {"is_synthetic": settings.IS_SYNTHETIC}
    if user is None or not user.is_authenticated:
        return told
    told["rail"] = SimpleLazyObject(lambda: _rail(request, user))
    told["places"] = SimpleLazyObject(lambda: [each.organisation for each in user.roles])
    told["here"] = SimpleLazyObject(lambda: _here(user))
    told["first_role"] = SimpleLazyObject(lambda: user.roles[0] if user.roles else None)
    return told


def _rail(request: HttpRequest, user: User) -> list[tuple[Any, list[Entry]]]:
    from sitthi.web.claims.counts import counts_of

    here = request.resolver_match.url_name if request.resolver_match else ""
    counts = counts_of(user)
    groups = []
    for title, entries in _RAIL:
        shown = [
            Entry(name, reverse(url), url, counts.get(url), url == here)
            for name, url, power in entries
            if may(user, power)
        ]
        if shown:
            groups.append((title, shown))
    return groups


def _here(user: User) -> Any:
    hospitals = user.hospitals
    if hospitals:
        return hospitals[0]
    return user.roles[0].organisation if user.roles else None
