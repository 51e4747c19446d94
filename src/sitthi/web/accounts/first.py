"""The first administrator of an installation, before whom nobody can sign in to enter anybody."""

from django.db import transaction

from sitthi.web.accounts.models import Kind, Membership, Organisation, Role, User
from sitthi.web.accounts.people import laid_initial_password

__all__ = ["first_administrator"]


@transaction.atomic
def first_administrator(
    username: str, name: str, code: str, place: str, kind: Kind = Kind.HOSPITAL
) -> tuple[User, str] | None:
    """Adds an administrator of a place, and the place where it is not known; gives them and the initial password.

    Gives `None`, and changes nothing, where somebody of that name is there already.
    """
    if User.objects.filter(username__iexact=username).exists():
        return None
    where = Organisation.objects.filter(kind=kind, code=code).first()
    if where is None:
        where = Organisation.objects.create(kind=kind, code=code, name_th=place)
    person = User(username=username, name=name)
    password = laid_initial_password(person)
    Membership.objects.create(user=person, organisation=where, role=Role.ADMIN)
    return person, password
