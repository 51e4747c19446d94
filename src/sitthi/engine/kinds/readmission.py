"""Readmission: each discharge of a set, and the first day on which the same person came back for it.

The stays of a person meet in one join on the person, over the few stays of the sets; each asked indicator
is a column of it. A chain of stays needs no order of rows, so that it runs alike on every engine.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import ibis
import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Reason
from sitthi.engine.kinds.asked import Asked
from sitthi.engine.recipe import Because, Recipe
from sitthi.engine.vocabulary import ORDER, PLACE, facts_of_stay, has_right, in_sets, later_than, unit_of

__all__ = ["readmissions"]

_NEXT = "next_key"


def readmissions(indicators: Sequence[Indicator], asked: Asked) -> list[Recipe]:
    """Makes one join for the indicators that read the same stays."""
    of_table: dict[ibis.expr.operations.Node, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        of_table[asked.stays_of(indicator).op()].append(indicator)
    return [recipe for alike in of_table.values() for recipe in _recipes(alike, asked)]


def _recipes(indicators: list[Indicator], asked: Asked) -> Iterator[Recipe]:
    stays = asked.stays_of(indicators[0])
    rows = _with_returns(stays, indicators, asked)
    barred, missed = _no_window(rows, asked)
    for n, indicator in enumerate(indicators):
        back = rows[f"returned_{n}"]
        facts = facts_of_stay(rows, indicator, asked.sets(indicator), asked.period, asked.choices)
        no_return = Because(Reason.NO_RETURN, back.isnull())
        yield Recipe(
            indicator,
            rows,
            "stay_key",
            unit_of(indicator),
            facts,
            Reason.RETURNED,
            barred,
            (*missed, no_return),
            evidence_on=back,
            other_on=rows.discharged_on,
            related=rows[f"return_{n}"],
        )


def _no_window(rows: ir.Table, asked: Asked) -> tuple[tuple[Because, ...], tuple[Because, ...]]:
    """Gives why a discharge is taken out, and why it is not met, before any return is looked at."""
    found = []
    if asked.choices["readmission_index"] == "alive":
        found.append(Because(Reason.DIED, ~rows.is_alive))
    if asked.choices["readmission_transfers"] == "any_transfer":
        found.append(Because(Reason.TRANSFERRED_OUT, rows.transferred_out))
    closed = tuple(found)
    return (closed, ()) if asked.choices["readmission_denominator"] == "index_only" else ((), closed)


def _with_returns(stays: ir.Table, indicators: list[Indicator], asked: Asked) -> ir.Table:
    """Sets beside each stay the day and the key of its first return, two columns an indicator."""
    belongs = {f"is_{n}": in_sets(stays, asked.sets(indicator)) for n, indicator in enumerate(indicators)}
    extra: dict[str, ir.Value] = dict(belongs)
    if asked.choices["readmission_return"] == "next_only":
        extra[_NEXT] = _next_key(stays, asked)
    order = [PLACE] if PLACE in stays.columns else ORDER
    marked = stays.filter(stays.stays_of_person > 1) if _COMPANY in stays.columns else stays
    marked = marked.select(*dict.fromkeys((*order, *_READ)), **extra)
    index = marked.filter(ibis.or_(*(marked[name] for name in belongs)))
    later = index.view()
    most = max(_within(indicator) for indicator in indicators)
    meets = [index.person_key == later.person_key, *_may_close(index, later, most, asked)]
    pairs = index.join(later, meets, rname="{name}_of_later")
    # What comes first in the total order comes first by day too.
    places = [pairs[f"{name}_of_later"] for name in order]
    place = places[0] if len(places) == 1 else ibis.struct(dict(zip(order, places, strict=True)))
    first: dict[str, ir.Value] = {}
    for n, indicator in enumerate(indicators):
        closes = _closes(pairs, n, indicator, most, asked)
        first[f"returned_{n}"] = pairs.admitted_on_of_later.min(where=closes)
        first[f"return_{n}"] = pairs.stay_key_of_later.argmin(place, where=closes)
    returns = pairs.group_by(index_key=pairs.stay_key).aggregate(**first)
    return stays.left_join(returns, stays.stay_key == returns.index_key)


_COMPANY = "stays_of_person"
_READ = (
    "stay_key", "person_key", "hcode", "inscl", "admitted_on", "discharged_on", "transferred_out",
    "transferred_in",
)  # fmt: skip


def _next_key(stays: ir.Table, asked: Asked) -> ir.IntegerValue:
    """Gives the key of a person's next stay in the total order, whatever it was for."""
    apart = ["person_key", "hcode"] if asked.choices["readmission_scope"] == "treating" else ["person_key"]
    return stays.stay_key.lead().over(ibis.window(group_by=apart, order_by=list(ORDER)))


def _within(indicator: Indicator) -> int:
    window = indicator.window
    return 0 if window is None or window.within_days is None else window.within_days


def _may_close(index: ir.Table, later: ir.Table, most: int, asked: Asked) -> Iterator[ir.BooleanValue]:
    """Gives what every return has to be, whichever the indicator."""
    choices = asked.choices
    gap = later.admitted_on.delta(index.discharged_on, unit="day")
    yield gap.between(1 if choices["readmission_same_day"] == "left_out" else 0, most)
    yield later_than(later, index)
    if choices["readmission_scope"] == "treating":
        yield later.hcode == index.hcode
    if choices["readmission_return"] == "next_only":
        yield index[_NEXT] == later.stay_key
    if choices["readmission_transfers"] == "any_transfer":
        yield ~later.transferred_in
    elif choices["readmission_transfers"] == "continuation":
        yield ~(index.transferred_out & later.transferred_in & (index.discharged_on == later.admitted_on))


def _closes(pairs: ir.Table, n: int, indicator: Indicator, most: int, asked: Asked) -> ir.BooleanValue:
    """Tells whether a later stay is a return for one indicator."""
    closes = pairs[f"is_{n}"] & pairs[f"is_{n}_of_later"]
    if _within(indicator) < most:
        closes &= pairs.admitted_on_of_later.delta(pairs.discharged_on, unit="day") <= _within(indicator)
    right = has_right(pairs.inscl_of_later, indicator, asked.choices["right_unknown"])
    return closes if right is None or asked.choices["readmission_return_right"] == "any" else closes & right
