"""How fresh the data of a page are: when the last set of somebody's hospitals was taken in."""

import datetime

from django.db.models import Max

from sitthi.web.accounts.models import Organisation, User

__all__ = ["fresh_at"]


def fresh_at(user: User) -> datetime.datetime | None:
    """Gives when the newest set of somebody's hospitals was accepted; `None` where none was."""
    hospitals = [hospital.pk for hospital in user.hospitals]
    found = Organisation.objects.filter(pk__in=hospitals, uploads__state="accepted")
    return found.aggregate(newest=Max("uploads__ended_at"))["newest"]
