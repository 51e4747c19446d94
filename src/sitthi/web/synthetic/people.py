"""The made-up province's organisations and the people who sign in there."""

from collections.abc import Mapping
from dataclasses import dataclass

from sitthi.demo.country import Size, hospitals
from sitthi.demo.desk import PASSWORD, PEOPLE, REGION, UNITS, WARDS
from sitthi.web.accounts.models import Kind, Membership, Organisation, Role, User

__all__ = ["Desk", "lay_people"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The hospitals of the made-up province, and who works for which unit of the first one's flows."""

    hospitals: list[Organisation]
    workers: Mapping[str, list[User]]


def lay_people(seed: int) -> Desk:
    """Lays region, province, districts, hospitals, units and people; what is there already stays."""
    region = _place(Kind.REGION, REGION.code, REGION.th, REGION.en, None)
    made: list[Organisation] = []
    province = None
    for one in hospitals(Size.SMALL, seed):
        province = province or _place(Kind.PROVINCE, "99", one.province, "", region)
        district = _place(Kind.DISTRICT, f"99{one.district}", one.district, "", province)
        hospital = _place(Kind.HOSPITAL, one.code, one.name, "", district)
        for unit in UNITS:
            _place(Kind.UNIT, unit.code, unit.th, unit.en, hospital, unit.code)
        for ward in WARDS:
            _place(Kind.UNIT, ward.code, ward.th, ward.en, hospital, "ward")
        made.append(hospital)
    return Desk(made, _people(made, region, province))


def _place(
    kind: str, code: str, th: str, en: str, parent: Organisation | None, function: str = ""
) -> Organisation:
    found, _is_new = Organisation.objects.get_or_create(
        parent=parent, code=code, defaults={"kind": kind, "name_th": th, "name_en": en, "function": function}
    )
    return found


def _people(
    made: list[Organisation], region: Organisation, province: Organisation | None
) -> dict[str, list[User]]:
    workers: dict[str, list[User]] = {}
    for one in PEOPLE:
        user, is_new = User.objects.get_or_create(
            username=one.username, defaults={"name": one.name, "position": one.position}
        )
        if is_new:
            user.set_password(PASSWORD)
            user.save()
        place = {"region": region, "province": province}.get(one.place)
        if place is None:
            hospital = made[one.hospital]
            place = hospital
            if one.place != "hospital":
                place = Organisation.objects.get(parent=hospital, code=one.place)
        Membership.objects.get_or_create(user=user, organisation=place, role=Role(one.role))
        if one.hospital == 0 and place.kind == Kind.UNIT:
            workers.setdefault(place.function, []).append(user)
    return workers
