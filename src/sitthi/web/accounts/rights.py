"""Which role may do what, as one table; whose record somebody sees is `visible_to` of the record.

A power is asked for at an organisation: `user.has_perm("claims.act", hospital)`. It is had there by a role at
that place, above it, or in a unit of it.
"""

from collections.abc import Iterable

import rules

from sitthi.web.accounts.models import Organisation, Role, User

__all__ = ["POWERS", "SEES_HOSPITAL", "SEES_WARD", "lay_rules", "may"]

_DESK = {Role.BENEFITS, Role.NURSE, Role.CODER, Role.FINANCE, Role.MANAGER}
_OFFICE = {Role.BENEFITS, Role.CODER, Role.FINANCE, Role.ACCOUNTANT, Role.MANAGER}

SEES_HOSPITAL = frozenset(_OFFICE)
"""The roles that see the cases of their whole hospital."""
SEES_WARD = frozenset({Role.NURSE})
"""The roles that see the cases of their ward only."""

POWERS: dict[str, frozenset[Role]] = {
    "claims.see": frozenset(_DESK | {Role.ACCOUNTANT}),
    "claims.act": frozenset(_DESK),
    "claims.admit": frozenset({Role.BENEFITS, Role.NURSE, Role.MANAGER}),
    "claims.hand_over": frozenset(_DESK),
    "claims.reveal": frozenset({Role.BENEFITS, Role.FINANCE, Role.MANAGER}),
    "claims.set_aside": frozenset({Role.BENEFITS, Role.CODER, Role.FINANCE, Role.MANAGER}),
    "claims.edit_flow": frozenset({Role.MANAGER, Role.BENEFITS}),
    "claims.export": frozenset(_OFFICE),
    "intake.see": frozenset(_OFFICE),
    "intake.upload": frozenset({Role.BENEFITS, Role.FINANCE, Role.CODER, Role.MANAGER}),
    "intake.accept": frozenset({Role.BENEFITS, Role.FINANCE, Role.MANAGER}),
    "performance.see": frozenset(_OFFICE | {Role.ASSESSOR, Role.REGIONAL}),
    "accounts.people": frozenset({Role.ADMIN}),
    "accounts.audit": frozenset({Role.ADMIN}),
}
"""Every power and who has it. The administrator keeps people and the trail, and sees no patient."""


def may(user: User, power: str, place: Organisation | None = None) -> bool:
    """Tells whether somebody has a power at a place, or anywhere where none is given."""
    if not user.is_authenticated or not user.is_active:
        return False
    holding = [each.organisation for each in user.roles if each.role in POWERS[power]]
    if place is None:
        return bool(holding)
    hospital = place.hospital
    return any(_reaches(org, place) or (hospital is not None and org.hospital == hospital) for org in holding)


def _reaches(org: Organisation, place: Organisation) -> bool:
    return bool(place.path.startswith(org.path))


def lay_rules(powers: Iterable[str] = tuple(POWERS)) -> None:
    """Tells `rules` of every power, so that templates and views ask Django's own way."""
    for power in powers:
        if not rules.perm_exists(power):
            rules.add_perm(power, _predicate(power))


def _predicate(power: str) -> rules.Predicate:
    @rules.predicate(name=power)
    def holds(user: User, place: Organisation | None = None) -> bool:
        return may(user, power, place)

    return holds
