"""The figures a hospital reports, and those that follow from them where they were not given."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sitthi.core.evidence import Evidence, Label
from sitthi.core.finance.collection import Convention, collection_days
from sitthi.core.numbers import rounded

__all__ = ["FUNDS", "Derivation", "FigureKind", "FinanceFigure", "Settled", "derivations", "settled_figures"]

FUNDS = ("uc", "csmbs", "sss")
"""The funds whose collection days are judged."""


class FigureKind(StrEnum):
    """What a figure is counted in."""

    BAHT = "baht"
    RATIO = "ratio"
    PERCENT = "percent"
    DAYS = "days"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class FinanceFigure:
    """A figure by the name that tables use, with its bounds; `short` heads a column.

    `derived` is who says how it follows from others.
    """

    id: str
    title: Label
    kind: FigureKind
    short: Label | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    derived: Evidence | None = None

    def faults(self) -> Iterator[str]:
        """Names bounds the wrong way round, and a formula without its evidence or the reverse."""
        if self.low is not None and self.high is not None and self.low > self.high:
            yield "low is above high"
        if (self.derived is None) == (self.id in derivations(Convention.AVERAGE)):
            yield "derived goes with a figure that follows from others"

    def heading(self, language: str) -> str:
        """Is the short name where there is one."""
        return (self.short or self.title).in_language(language)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a figure follows from others: their names in the order `work_out` takes them."""

    inputs: tuple[str, ...]
    formula: str
    work_out: Callable[..., Fraction | None]


def _divided(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole else None


_BALANCE_SHEET = {
    "cr": Derivation(("current_assets", "current_liabilities"), "current_assets / current_liabilities", _divided),
    "qr": Derivation(
        ("current_assets", "inventory", "current_liabilities"),
        "(current_assets - inventory) / current_liabilities",
        lambda assets, inventory, liabilities: _divided(assets - inventory, liabilities),
    ),
    "cash_ratio": Derivation(("cash", "current_liabilities"), "cash / current_liabilities", _divided),
    "nwc": Derivation(
        ("current_assets", "current_liabilities"),
        "current_assets - current_liabilities",
        lambda assets, liabilities: assets - liabilities,
    ),
}


def derivations(convention: Convention) -> Mapping[str, Derivation]:
    """Gives every figure that follows from others: the ratios, working capital, and the collection days."""
    found = dict(_BALANCE_SHEET)
    for fund in FUNDS:
        opening, closing, raised = (f"{fund}_{name}" for name in
                                    ("receivable_open", "receivable_close", "claims_raised"))  # fmt: skip
        if convention is Convention.CLOSING:
            found[f"{fund}_collection_days"] = Derivation(
                (closing, raised, "period_days"),
                f"{closing} / {raised} × period_days",
                lambda balance, claims, days: collection_days(None, balance, claims, days, Convention.CLOSING),
            )
        else:
            found[f"{fund}_collection_days"] = Derivation(
                (opening, closing, raised, "period_days"),
                f"({opening} + {closing}) / 2 / {raised} × period_days",
                collection_days,
            )
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """A unit's figures as they are judged.

    `derived` names those that were worked out, `differing` those given that do not agree with what was
    worked out, `undivided` those whose divisor is zero.
    """

    values: Mapping[str, Fraction]
    derived: Mapping[str, Derivation]
    differing: tuple[str, ...]
    undivided: tuple[str, ...]


def settled_figures(
    given: Mapping[str, Fraction], kinds: Mapping[str, FigureKind], convention: Convention
) -> Settled:
    """Lays what follows from the given figures over them.

    A worked-out figure wins over a given one, since it has not been rounded; the two differ where they are
    not the same to two decimals (money: to the satang). A figure whose divisor is zero is not known
    unless it was given.
    """
    values = dict(given)
    derived, differing, undivided = {}, [], []
    for figure, derivation in derivations(convention).items():
        inputs = [given.get(name) for name in derivation.inputs]
        if None in inputs:
            continue
        value = derivation.work_out(*inputs)
        if value is None:
            undivided.append(figure)
            continue
        if figure in given and not _agree(given[figure], value, kinds[figure]):
            differing.append(figure)
        values[figure] = value
        derived[figure] = derivation
    return Settled(values, derived, tuple(differing), tuple(undivided))


def _agree(given: Fraction, worked_out: Fraction, kind: FigureKind) -> bool:
    if kind is FigureKind.BAHT:
        return given == worked_out
    return rounded(given, 2) == rounded(worked_out, 2)
