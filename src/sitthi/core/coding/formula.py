"""The formula of AdjRW as the book gives it, version by version of the Thai DRG."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.coding.drg import Drg, DrgType
from sitthi.core.evidence import Evidence, Label
from sitthi.core.numbers import plain

__all__ = ["AdjrwFormula", "KnownTable", "OutlierRate", "ShortStay"]


@dataclass(frozen=True, slots=True)
class ShortStay:
    """When a stay is short: under WtLOS / `wtlos_divided_by`, of DRGs with WtLOS over `wtlos_over` days."""

    evidence: Evidence
    wtlos_divided_by: int
    wtlos_over: int


@dataclass(frozen=True, slots=True)
class OutlierRate:
    """Weight a day beyond the outlier trim point, for DRGs of a type with RW from a bound to below another.

    `b12` holds between OT and 2 OT, `b23` between 2 OT and 3 OT; both as whole ten-thousandths.
    """

    type: DrgType
    b12: Fraction
    b23: Fraction
    rw_from: Fraction = Fraction(0)
    rw_below: Fraction | None = None

    def holds(self, drg: Drg) -> bool:
        """Tells whether the rate is of the DRG's type and not below its RW."""
        below = self.rw_below
        return self.type is drg.type and (below is None or drg.rw * below.denominator < 10_000 * below.numerator)

    @property
    def units(self) -> tuple[int, int]:
        """Is `b12` and `b23` in ten-thousandths."""
        # Whole-number division: the product of a `Fraction` costs ten times as much, for each pair of DRG and LOS.
        return (
            10_000 * self.b12.numerator // self.b12.denominator,
            10_000 * self.b23.numerator // self.b23.denominator,
        )

    def faults(self) -> Iterator[str]:
        """Names a figure finer than a table's."""
        for name in ("b12", "b23", "rw_from", "rw_below"):
            value = getattr(self, name)
            if value is not None and (value * 10_000).denominator != 1:
                yield f"{name} has more than four decimals"


@dataclass(frozen=True, slots=True)
class KnownTable:
    """What a complete DRG table of a version counts: its rows, and those that are no error DRG."""

    version: str
    rows: int
    live: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class AdjrwFormula:
    """The formula of a version of the Thai DRG; without `outlier_rates` it is not known.

    `version` is its first digit: 6 for 6.3. `ot_is_wtlos_times` is what the trim point is of WtLOS, rounded
    half up to whole days.
    """

    id: str
    title: Label
    edition: str
    evidence: Evidence
    version: str
    short_stay: ShortStay | None = None
    outlier_rates: tuple[OutlierRate, ...] = ()
    error_drgs: tuple[str, ...] = ()
    ot_is_wtlos_times: int | None = None
    known_tables: tuple[KnownTable, ...] = ()

    @property
    def is_known(self) -> bool:
        """Tells whether AdjRW can be worked out at all."""
        return self.short_stay is not None and bool(self.outlier_rates)

    def faults(self) -> Iterator[str]:
        """Names an RW that no rate or more than one holds for."""
        if (self.short_stay is None) != (not self.outlier_rates):
            yield "short_stay and outlier_rates are known together or not at all"
        for kind in DrgType if self.outlier_rates else ():
            reached: Fraction | None = Fraction(0)
            for rate in (rate for rate in self.outlier_rates if rate.type is kind):
                if rate.rw_from != reached:
                    yield f"{kind}: a rate begins at {plain(rate.rw_from)}, not where the one before it ends"
                reached = rate.rw_below
            if reached is not None:
                yield f"{kind}: no rate from {plain(reached)} up"

    def rate(self, drg: Drg) -> OutlierRate:
        """Gives the rate that holds for a DRG; asked of an unknown formula it is a `LookupError`."""
        for rate in self.outlier_rates:
            if rate.holds(drg):
                return rate
        raise LookupError("the formula is not known")
