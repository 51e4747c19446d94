"""What a kind makes of an indicator: rows, and the yes-or-no columns that outcomes and sums both follow from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from sitthi.core.measures.indicator import Indicator
from sitthi.core.measures.outcome import Fact, Reason
from sitthi.engine.vocabulary import Facts, every

__all__ = ["Because", "Recipe"]


class Because(NamedTuple):
    """A reason, and the rows it is the reason of; never null."""

    reason: Reason
    holds: ir.BooleanValue


@dataclass(frozen=True, slots=True)
class Recipe:
    """One indicator over the rows of a table, one row a stay or person.

    A row fits when its facts hold; what is `barred` is taken out then. Of the others those that are `missed`
    for a reason are not met, the rest is met. `evidence_on` is the day of what made a row met, `other_on` the day
    shown of the others; `value` is what a row adds to the sum of a kind that sums, `related` the key of another
    stay that made it met.
    """

    indicator: Indicator
    rows: ir.Table
    key: str
    unit: str
    facts: Facts
    met: Reason
    barred: tuple[Because, ...] = ()
    missed: tuple[Because, ...] = ()
    evidence_on: ir.DateValue | None = None
    other_on: ir.DateValue | None = None
    value: ir.IntegerValue | None = None
    related: ir.IntegerValue | None = None

    def fits(self, *, without: Iterable[Fact] = ()) -> ir.BooleanValue | None:
        """Is true, false or null as the facts together, those settled by a filter aside; `None` of no fact."""
        left = set(without)
        facts = [holds for fact, holds in self.facts if fact not in left]
        return every(facts) if facts else None

    def counts(self, *, without: Iterable[Fact] = ()) -> ir.BooleanValue | None:
        """Is true of rows below the line; `None` where every row is."""
        fits, barred = self.fits(without=without), self.is_barred
        if barred is None:
            return fits
        return ~barred if fits is None else fits & ~barred

    @property
    def is_barred(self) -> ir.BooleanValue | None:
        """Tells whether a row is taken out; `None` where nothing takes any out."""
        return _any(because.holds for because in self.barred)

    @property
    def is_missed(self) -> ir.BooleanValue | None:
        """Tells whether a row that counts is not met; `None` where each is met."""
        return _any(because.holds for because in self.missed)


def _any(found: Iterable[ir.BooleanValue]) -> ir.BooleanValue | None:
    """Gives whether one holds, `None` of none."""
    held = list(found)
    return ibis.or_(*held) if held else None
