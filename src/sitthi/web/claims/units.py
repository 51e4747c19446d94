"""How the units of a flow map to the units of a hospital, and to who works in them."""

from django.utils.translation import gettext as _

from sitthi.web.accounts.models import Kind, Organisation, Role, User

__all__ = ["FUNCTION_OF_ROLE", "WARD", "functions_of", "own_units", "receivers_for", "units_of"]

WARD = "ward"

FUNCTION_OF_ROLE = {
    Role.BENEFITS: "benefits",
    Role.NURSE: "ward",
    Role.CODER: "r2a",
    Role.FINANCE: "finance",
    Role.ACCOUNTANT: "finance",
}
"""The unit of the flows that a role does the work of, where somebody's place is the hospital and not a unit."""


def functions_of(user: User, hospital: Organisation) -> frozenset[str]:
    """Gives the units of the flows that somebody works for at a hospital; a manager works for all of them."""
    found: set[str] = set()
    for each in user.roles:
        if each.organisation.hospital != hospital:
            continue
        if each.role == Role.MANAGER:
            found |= set(FUNCTION_OF_ROLE.values())
        elif each.organisation.kind == Kind.UNIT and each.organisation.function:
            found.add(each.organisation.function)
        elif each.role in FUNCTION_OF_ROLE:
            found.add(FUNCTION_OF_ROLE[each.role])
    return frozenset(found)


def units_of(hospital: Organisation) -> dict[str, Organisation]:
    """Gives a hospital's units by the flow unit whose work they do; wards are not among them."""
    units = Organisation.objects.filter(parent=hospital, kind=Kind.UNIT, is_active=True).order_by("-pk")
    return {unit.function: unit for unit in units if unit.function and unit.function != WARD}


def own_units(user: User) -> list[Organisation]:
    """Gives the units whose work is somebody's: those they sit in, and of a role at the hospital its unit.

    A manager has none of their own. Read once a request.
    """
    if not hasattr(user, "_own_units"):
        wanted = {
            (each.organisation_id, FUNCTION_OF_ROLE[each.role])
            for each in user.roles
            if each.organisation.kind == Kind.HOSPITAL and FUNCTION_OF_ROLE.get(each.role, WARD) != WARD
        }
        at = {hospital for hospital, _function in wanted}
        units = Organisation.objects.filter(parent__in=at, kind=Kind.UNIT, is_active=True) if wanted else ()
        of_roles = [unit for unit in units if (unit.parent_id, unit.function) in wanted]
        user._own_units = list({unit.pk: unit for unit in (*user.units, *of_roles)}.values())
    return user._own_units


def receivers_for(user: User) -> list[tuple[str, str]]:
    """Gives the units of the flows that cases may be handed over to, by name; the ward is each patient's own."""
    if not user.hospitals:
        return []
    units = {name: unit.name for name, unit in sorted(units_of(user.hospitals[0]).items())}
    return [*units.items(), (WARD, _("The patient's own ward"))]
