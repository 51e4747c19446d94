"""A small tree of organisations, and people in it, as the web's tests need them."""

from dataclasses import dataclass

from sitthi.web.accounts.models import Kind, Membership, Organisation, Role, User

PASSWORD = "a long enough phrase 42"  # noqa: S105 - of people who do not exist


@dataclass(frozen=True)
class Tree:
    """Region 13, its one province and district, two hospitals, and the units of each."""

    region: Organisation
    province: Organisation
    district: Organisation
    hospital: Organisation
    other_hospital: Organisation
    benefits: Organisation
    ward_men: Organisation
    ward_women: Organisation
    finance: Organisation
    r2a: Organisation
    other_benefits: Organisation
    other_ward: Organisation


def add_place(
    kind: Kind, code: str, name: str, parent: Organisation | None = None, does: str = ""
) -> Organisation:
    """Adds an organisation; a unit `does` the work of a unit of the flows."""
    return Organisation.objects.create(
        kind=kind, code=code, name_th=name, name_en=code, parent=parent, function=does
    )


def made_tree() -> Tree:
    """Adds the tree to the database."""
    region = add_place(Kind.REGION, "R13", "เขต 13 สมมุติ")
    province = add_place(Kind.PROVINCE, "99", "จังหวัดรินธารา", region)
    district = add_place(Kind.DISTRICT, "9901", "อำเภอเมือง", province)
    first = _hospital("99001", "โรงพยาบาลรินธารา", district)
    second = _hospital("99002", "โรงพยาบาลธาราสมมุติ", district)
    return Tree(
        region,
        province,
        district,
        first["hospital"],
        second["hospital"],
        first["benefits"],
        first["ward_men"],
        first["ward_women"],
        first["finance"],
        first["r2a"],
        second["benefits"],
        second["ward_men"],
    )


def _hospital(code: str, name: str, district: Organisation) -> dict[str, Organisation]:
    hospital = add_place(Kind.HOSPITAL, code, name, district)
    units = {
        "benefits": ("งานสิทธิประโยชน์", "benefits"),
        "ward_men": ("อายุรกรรมชาย", "ward"),
        "ward_women": ("อายุรกรรมหญิง", "ward"),
        "finance": ("งานการเงิน", "finance"),
        "r2a": ("เวชระเบียนและรหัสโรค", "r2a"),
    }
    made = {unit: add_place(Kind.UNIT, unit, title, hospital, does) for unit, (title, does) in units.items()}
    return {"hospital": hospital, **made}


def place_of_role(tree: Tree, role: Role) -> Organisation:
    """Gives where a role sits in the tree of the first hospital."""
    return {
        Role.BENEFITS: tree.benefits,
        Role.NURSE: tree.ward_men,
        Role.CODER: tree.r2a,
        Role.FINANCE: tree.finance,
        Role.ACCOUNTANT: tree.finance,
        Role.MANAGER: tree.hospital,
        Role.ASSESSOR: tree.province,
        Role.REGIONAL: tree.region,
        Role.ADMIN: tree.hospital,
    }[role]


def add_person(username: str, name: str, role: Role | None = None, place: Organisation | None = None) -> User:
    """Adds somebody without a password, with one role or none."""
    user = User(username=username, name=name)
    user.set_unusable_password()
    user.save()
    if role is not None:
        Membership.objects.create(user=user, organisation=place, role=role)
    return user
