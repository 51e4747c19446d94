"""Hand-over slips: cases given by one unit to another, each by the same rules as from its own page."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.findings import Refusal
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.acting import Acted, Stale, act, actor_units
from sitthi.web.claims.models import ClaimCase, Slip, SlipLine

__all__ = ["Handed", "answer", "hand_over", "take"]


@dataclass(slots=True)
class Handed:
    """What came of an act on many cases: how many passed, and why each other one stayed."""

    slip: Slip | None = None
    passed: list[ClaimCase] = field(default_factory=list)
    stayed: list[tuple[ClaimCase, Refusal]] = field(default_factory=list)


def hand_over(
    user: User,
    tokens: Sequence[str],
    from_unit: Organisation,
    to_unit: Organisation,
    note: str,
    now: datetime.datetime,
) -> Handed:
    """Offers cases to a unit on one slip; those that may not go stay and say why, and no empty slip is made."""
    handed = Handed()
    with transaction.atomic():
        last = Slip.objects.filter(hospital=from_unit.parent).aggregate(n=Max("number"))["n"] or 0
        slip = Slip.objects.create(
            hospital=from_unit.parent, number=last + 1, from_unit=from_unit, to_unit=to_unit, made_by=user,
            made_at=now, note=note,
        )  # fmt: skip

        def wish(case: ClaimCase) -> Wish:
            return Wish(
                kind=EventKind.HANDED_OVER, by=str(user.pk), unit=from_unit.function, to_unit=to_unit.function,
                reason=note or None, units_of_actor=actor_units(user, case),
            )  # fmt: skip

        for token in tokens:
            _one(user, token, wish, now, handed, slip)
        SlipLine.objects.bulk_create(SlipLine(slip=slip, case=case) for case in handed.passed)
        if not handed.passed:
            slip.delete()
        else:
            handed.slip = slip
    return handed


def take(user: User, tokens: Sequence[str], now: datetime.datetime) -> Handed:
    """Takes cases as one's own."""
    handed = Handed()

    def wish(case: ClaimCase) -> Wish:
        units = actor_units(user, case)
        unit = case.holder_function if case.holder_function in units else None
        return Wish(
            kind=EventKind.ASSIGNED, by=str(user.pk), unit=unit, to_person=str(user.pk), units_of_actor=units
        )

    for token in tokens:
        _one(user, token, wish, now, handed, None)
    return handed


def _one(
    user: User,
    token: str,
    wish: Callable[[ClaimCase], Wish],
    now: datetime.datetime,
    handed: Handed,
    slip: Slip | None,
) -> None:
    result = act(user, token, wish, None, now, slip)
    if isinstance(result, Acted):
        handed.passed.append(result.case)
    elif isinstance(result, Refusal):
        handed.stayed.append((ClaimCase.objects.get(token=token), result))


def answer(
    user: User, line: SlipLine, is_accepted: bool, reason: str, now: datetime.datetime
) -> Acted | Stale | Refusal:
    """Accepts or refuses one case of a slip, in the name of the unit that it was given to."""
    kind = EventKind.ACCEPTED if is_accepted else EventKind.REFUSED
    unit = line.slip.to_unit.function
    with transaction.atomic():
        held = SlipLine.objects.select_for_update().get(pk=line.pk)
        if held.answer != SlipLine.Answer.PENDING:
            return Refusal("case.no_handover")

        def wish(case: ClaimCase) -> Wish:
            return Wish(
                kind=kind,
                by=str(user.pk),
                unit=unit,
                reason=reason or None,
                units_of_actor=actor_units(user, case),
            )

        result = act(user, line.case.token, wish, None, now, line.slip)
        if isinstance(result, Acted):
            held.answer = SlipLine.Answer.ACCEPTED if is_accepted else SlipLine.Answer.REFUSED
            held.answered_by, held.answered_at, held.reason = user, now, reason
            held.save()
    return result
