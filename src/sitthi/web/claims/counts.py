"""How many things wait for somebody: the counts of the rail."""

from sitthi.web.accounts.models import User
from sitthi.web.claims.models import ClaimCase, SlipLine
from sitthi.web.claims.units import own_units

__all__ = ["counts_of"]

_MOST = 1000


def counts_of(user: User) -> dict[str, int]:
    """Gives the counts by the name of the page that they lead to; none counts further than a rail can show.

    Counted once a request, though both rail and page ask.
    """
    if not hasattr(user, "_counts"):
        user._counts = _counted(user)
    return user._counts


def _counted(user: User) -> dict[str, int]:
    units = [unit.pk for unit in own_units(user)]
    mine = ClaimCase.objects.visible_to(user).that_are_open().filter(holder=user)
    counts = {"work": mine.order_by()[:_MOST].count()}
    if units:
        pending = SlipLine.objects.filter(slip__to_unit__in=units, answer=SlipLine.Answer.PENDING)
        counts["slips"] = pending.values("slip").distinct()[:_MOST].count()
    return counts
