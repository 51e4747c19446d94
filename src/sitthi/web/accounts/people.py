"""What an administrator may do with people, and the doing of it: each act is written into the audit trail.

Somebody is managed by who administers every place that they have a role at; a role is given only at a place of
the giver's own subtree. So nobody takes over an account, or makes one, that sees more than they administer.
"""

import secrets
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.db import models, transaction
from django.http import HttpRequest

from sitthi.core.findings import Refusal
from sitthi.web.accounts.audit import did
from sitthi.web.accounts.models import Kind, Membership, Organisation, Role, User

__all__ = [
    "KINDS_OF",
    "add_person",
    "administers",
    "give_role",
    "laid_initial_password",
    "let_in",
    "manages",
    "places_below",
    "remove_second_step",
    "replace_password",
    "shut_out",
    "take_role",
]

KINDS_OF: dict[Role, frozenset[Kind]] = {
    Role.BENEFITS: frozenset({Kind.HOSPITAL, Kind.UNIT}),
    Role.NURSE: frozenset({Kind.UNIT}),
    Role.CODER: frozenset({Kind.HOSPITAL, Kind.UNIT}),
    Role.FINANCE: frozenset({Kind.HOSPITAL, Kind.UNIT}),
    Role.ACCOUNTANT: frozenset({Kind.HOSPITAL, Kind.UNIT}),
    Role.MANAGER: frozenset({Kind.HOSPITAL}),
    Role.ASSESSOR: frozenset({Kind.PROVINCE, Kind.DISTRICT}),
    Role.REGIONAL: frozenset({Kind.REGION}),
    Role.ADMIN: frozenset(set(Kind) - {Kind.UNIT}),
}
"""At which kinds of place a role is had: a nurse sees the cases of a ward, so a nurse belongs to one."""

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are read for one another, since the password is copied by hand once."""


def administers(admin: User, place: Organisation) -> bool:
    """Tells whether a place is at or below one that somebody administers."""
    return any(place.path.startswith(each.path) for each in admin.places_as(Role.ADMIN))


def manages(admin: User, person: User) -> bool:
    """Tells whether every role of a person is at or below what somebody administers."""
    roles = list(person.memberships.select_related("organisation"))
    return bool(roles) and all(administers(admin, each.organisation) for each in roles)


def places_below(admin: User) -> Sequence[Organisation]:
    """Gives the places at which somebody may give roles, from the top down."""
    return [place for place in Organisation.objects.filter(is_active=True) if administers(admin, place)]


@transaction.atomic
def add_person(
    request: HttpRequest, username: str, name: str, position: str, roles: Sequence[tuple[Role, Organisation]]
) -> tuple[User, str] | Refusal:
    """Adds somebody with their roles, and gives them with the initial password, which is kept nowhere."""
    for role, place in roles:
        if refusal := _why_not(request.user, role, place):
            return refusal
    person = User(username=username, name=name, position=position)
    password = laid_initial_password(person)
    for role, place in roles:
        Membership.objects.create(user=person, organisation=place, role=role)
    did(request, person, "password_reset")
    return person, password


@transaction.atomic
def give_role(request: HttpRequest, person: User, role: Role, place: Organisation) -> Refusal | None:
    """Gives somebody one more role."""
    if refusal := _why_not(request.user, role, place):
        return refusal
    if Membership.objects.filter(user=person, role=role, organisation=place).exists():
        return Refusal("has_role")
    Membership.objects.create(user=person, organisation=place, role=role)
    return None


@transaction.atomic
def take_role(request: HttpRequest, membership: Membership) -> Refusal | None:
    """Takes a role away; the last one stays, since who has none is found by nobody."""
    if not administers(request.user, membership.organisation):
        return Refusal("outside")
    others = _administrators(without=models.Q(pk=membership.pk))
    if membership.role == Role.ADMIN and not _is_covered(membership.organisation, others):
        return Refusal("last_administrator", {"place": membership.organisation.name})
    if not membership.user.memberships.exclude(pk=membership.pk).exists():
        return Refusal("last_role")
    membership.delete()
    return None


@transaction.atomic
def shut_out(request: HttpRequest, person: User) -> Refusal | None:
    """Ends somebody's access at once: sessions end with the password that they were opened by."""
    if refusal := _why_not_manage(request.user, person):
        return refusal
    others = _administrators(without=models.Q(user=person))
    for each in person.memberships.filter(role=Role.ADMIN).select_related("organisation"):
        if not _is_covered(each.organisation, others):
            return Refusal("last_administrator", {"place": each.organisation.name})
    person.is_active = False
    person.set_unusable_password()
    person.save()
    did(request, person, "shut_out")
    return None


@transaction.atomic
def let_in(request: HttpRequest, person: User) -> str | Refusal:
    """Lets somebody in again, with an initial password as on the first day."""
    if refusal := _why_not_manage(request.user, person):
        return refusal
    person.is_active = True
    password = laid_initial_password(person)
    did(request, person, "let_in")
    return password


@transaction.atomic
def replace_password(request: HttpRequest, person: User) -> str | Refusal:
    """Gives an initial password in place of a forgotten one; sessions end, failures to sign in are forgotten."""
    if refusal := _why_not_replace(request.user, person):
        return refusal
    if not person.is_active:
        return Refusal("is_shut_out")
    password = laid_initial_password(person)
    forget_failures(username=person.username.lower())
    did(request, person, "password_reset")
    return password


@transaction.atomic
def remove_second_step(request: HttpRequest, person: User, reason: str) -> Refusal | None:
    """Removes a second step of signing in whose phone is lost; the trail keeps the reason."""
    if refusal := _why_not_replace(request.user, person):
        return refusal
    if not Authenticator.objects.filter(user=person).exists():
        return Refusal("no_second_step")
    Authenticator.objects.filter(user=person).delete()
    did(request, person, "mfa_removed", reason=reason)
    return None


def _why_not(admin: User, role: Role, place: Organisation) -> Refusal | None:
    if not administers(admin, place):
        return Refusal("outside")
    if place.kind not in KINDS_OF[role]:
        return Refusal("not_there", {"role": str(role.label), "place": place.name})
    return None


def _why_not_manage(admin: User, person: User) -> Refusal | None:
    return None if manages(admin, person) else Refusal("not_yours")


def _why_not_replace(admin: User, person: User) -> Refusal | None:
    """Refuses one's own: whoever finds a browser open would keep the account for good."""
    return Refusal("yourself") if admin.pk == person.pk else _why_not_manage(admin, person)


def _administrators(without: models.Q) -> Sequence[Membership]:
    """Gives the roles of administrators who can sign in, all but some; held until the act ends.

    They are read once they are held: of two who remove each other at once, the second reads what the first did.
    """
    roles = Membership.objects.filter(role=Role.ADMIN)
    list(roles.select_for_update().values_list("pk"))
    return list(roles.filter(user__is_active=True).exclude(without).select_related("organisation"))


def _is_covered(place: Organisation, administrators: Sequence[Membership]) -> bool:
    """Tells whether somebody administers a place, there or from above."""
    return any(place.path.startswith(each.organisation.path) for each in administrators)


def laid_initial_password(person: User) -> str:
    """Lays an initial password, saves, and gives it: readable, and to be changed at the first sign-in."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    password = "-".join(groups)
    person.set_password(password)
    person.password_is_initial = True
    person.save()
    return password
