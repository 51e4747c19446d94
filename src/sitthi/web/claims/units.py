"""How the units of a flow map to the units of a hospital, and to who works in them."""

from sitthi.web.accounts.models import Kind, Organisation, Role, User

__all__ = ["FUNCTION_OF_ROLE", "WARD", "functions_of", "receivers_for", "units_of"]

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


def receivers_for(user: User) -> list[Organisation]:
    """Gives the units that somebody may hand cases over to: those of their hospital but their own, wards last."""
    hospitals = user.hospitals
    if not hospitals:
        return []
    own = {unit.pk for unit in user.units}
    units = Organisation.objects.filter(parent=hospitals[0], kind=Kind.UNIT, is_active=True).exclude(pk__in=own)
    return sorted(units.exclude(function=""), key=lambda unit: (unit.function == WARD, unit.code))
