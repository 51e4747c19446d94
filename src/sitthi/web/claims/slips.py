"""Hand-over slips: cases given by one unit to another, each by the same rules as from its own page."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from sitthi.core.claims.acts import Wish
from sitthi.core.claims.events import EventKind
from sitthi.core.findings import Refusal
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.claims.acting import Acted, Stale, act, actor_units
from sitthi.web.claims.models import ClaimCase, Slip, SlipLine
from sitthi.web.claims.units import WARD, units_of

__all__ = ["Handed", "answer", "assigned", "hand_over", "may_answer", "take"]


@dataclass(slots=True)
class Handed:
    """What came of an act on many cases: those that passed, why each other one stayed, and the slips made."""

    slips: list[Slip] = field(default_factory=list)
    passed: list[ClaimCase] = field(default_factory=list)
    stayed: list[tuple[ClaimCase, Refusal]] = field(default_factory=list)


def hand_over(user: User, tokens: Sequence[str], to_unit: str, note: str, now: datetime.datetime) -> Handed:
    """Offers cases to a unit of the flows, a slip for each pair of places; those that may not go stay and say why.

    Each case is an act of its own, in an order that is the same for everybody.
    """
    handed = Handed()
    slips: dict[tuple[int, int], Slip] = {}
    units: dict[int, dict[str, Organisation]] = {}
    cases = ClaimCase.objects.visible_to(user).select_related("hospital", "ward").filter(token__in=tokens)

    def wish(case: ClaimCase) -> Wish:
        functions = actor_units(user, case)
        return Wish(
            kind=EventKind.HANDED_OVER, by=str(user.pk), unit=_giving(case, functions), to_unit=to_unit,
            reason=note or None, units_of_actor=functions,
        )  # fmt: skip

    for case in cases.order_by("pk"):
        known = units.setdefault(case.hospital_id, units_of(case.hospital))
        giving = _giving(case, actor_units(user, case)) or ""
        from_unit, receiving = (case.ward if name == WARD else known.get(name) for name in (giving, to_unit))
        if from_unit is None or receiving is None:
            handed.stayed.append((case, Refusal("case.no_such_unit")))
            continue
        slip = slips.setdefault(
            (from_unit.pk, receiving.pk), Slip(from_unit=from_unit, to_unit=receiving, note=note)
        )
        _one(user, case, wish, now, handed, slip)
    handed.slips = [slip for slip in slips.values() if slip.pk is not None]
    return handed


def _giving(case: ClaimCase, functions: frozenset[str]) -> str | None:
    """Gives in whose name somebody hands a case over: its holder's, where they work for it, else their own."""
    return case.holder_function if case.holder_function in functions else min(functions, default=None)


def take(user: User, tokens: Sequence[str], now: datetime.datetime) -> Handed:
    """Takes cases as one's own."""
    handed = Handed()
    for case in ClaimCase.objects.visible_to(user).filter(token__in=tokens).order_by("pk"):
        _one(user, case, lambda held: assigned(user, held), now, handed, None)
    return handed


def assigned(user: User, case: ClaimCase) -> Wish | Refusal:
    """Gives the wish to have a case as one's own; refused while another unit has it."""
    units = actor_units(user, case)
    if case.holder_function not in units:
        return Refusal("case.other_unit", {"unit": case.holder_function})
    return Wish(
        kind=EventKind.ASSIGNED, by=str(user.pk), unit=case.holder_function, to_person=str(user.pk),
        units_of_actor=units,
    )  # fmt: skip


def _one(
    user: User,
    case: ClaimCase,
    wish: Callable[[ClaimCase], Wish | Refusal],
    now: datetime.datetime,
    handed: Handed,
    slip: Slip | None,
) -> None:
    result = act(user, case.token, wish, None, now, slip)
    if isinstance(result, Acted):
        handed.passed.append(result.case)
    elif isinstance(result, Refusal):
        handed.stayed.append((case, result))


def may_answer(user: User, case: ClaimCase, slip: Slip) -> bool:
    """Tells whether somebody may say yes or no to a case of a slip: they work for the unit it was given to."""
    function = slip.to_unit.function
    at_home = function != WARD or case.ward_id == slip.to_unit_id
    return at_home and function in actor_units(user, case)


def answer(
    user: User, line: SlipLine, is_accepted: bool, reason: str, now: datetime.datetime
) -> Acted | Stale | Refusal:
    """Accepts or refuses one case of a slip, in the name of the unit that it was given to."""
    kind = EventKind.ACCEPTED if is_accepted else EventKind.REFUSED
    slip = line.slip

    def wish(case: ClaimCase) -> Wish | Refusal:
        # Asked once the case is held: somebody may have answered meanwhile.
        if not SlipLine.objects.filter(pk=line.pk, answer=SlipLine.Answer.PENDING).exists():
            return Refusal("case.no_handover")
        if not may_answer(user, case, slip):
            return Refusal("case.other_addressee", {"unit": slip.to_unit.function})
        return Wish(
            kind=kind, by=str(user.pk), unit=slip.to_unit.function, reason=reason or None,
            units_of_actor=actor_units(user, case),
        )  # fmt: skip

    with transaction.atomic():
        return act(user, line.case.token, wish, None, now, slip)
