"""How one unit's amount came about, step by step, in the words of the fund's document."""

from collections.abc import Sequence
from fractions import Fraction

from sitthi.core.allocation.method import AllocationMethod, RateMethod, RateRounding
from sitthi.core.allocation.pool import PoolShares, Share, UnitPoints
from sitthi.core.evidence import Working
from sitthi.core.numbers import PLACES, baht, plain, shown

__all__ = ["FIGURES", "pools_working", "share_working"]

FIGURES = ("amount", "before", "rate")
"""What can be asked of a unit's share."""


def share_working(
    method: AllocationMethod, pool: PoolShares, unit: UnitPoints, share: Share, figure: str, language: str
) -> Working:
    """Builds the tree behind one of `FIGURES`; an amount's goes down to points, population, mean and base rate."""
    words = _Words(method, pool, unit, share, language)
    if figure == "amount":
        return words.amount()
    if words.is_per_person:
        return words.before() if figure == "before" else words.rate()
    return words.points_x_population(figure)


def pools_working(
    method: AllocationMethod,
    shares: Sequence[tuple[PoolShares, Share]],
    trees: Sequence[Working],
    figure: str,
    language: str,
) -> Working:
    """Builds the tree of a unit of several pools from its trees in each; a rate has no sum."""
    rule = method.rules["groups"]
    parts = tuple(
        Working((pool.terms.group or method).title.in_language(language), tree.value,
                rule.name.in_language(language), rule.evidence, (tree,))
        for (pool, _), tree in zip(shares, trees, strict=True)
    )  # fmt: skip
    says, value = rule.says.in_language(language), None
    if figure != "rate":
        exact = sum((share.before if figure == "before" else Fraction(share.amount_satang, 100))
                    for _, share in shares)  # fmt: skip
        value = shown(exact, PLACES["money"])
        says += ": " + " + ".join(str(tree.value) for tree in trees)
    return Working(trees[0].name, value, says, rule.evidence, parts)


def _said(value: Fraction) -> str:
    """Writes a figure in full where four decimals hold it, else rounded to four."""
    return plain(value) if (value * 10 ** PLACES["ratio"]).denominator == 1 else shown(value, PLACES["ratio"])


def _rate(value: Fraction) -> str:
    """Writes baht per person with two decimals, more where it is finer than a satang."""
    return _said(value) if 100 % value.denominator else shown(value, PLACES["money"])


class _Words:
    """One unit's steps; each method is a node of the tree."""

    def __init__(
        self, method: AllocationMethod, pool: PoolShares, unit: UnitPoints, share: Share, language: str
    ) -> None:
        self.method, self.pool, self.unit, self.share, self.language = method, pool, unit, share, language
        self.terms = pool.terms

    def step(self, rule: str, value: str | None, formula: str, *parts: Working) -> Working:
        """Makes a node from a rule of the document and the formula with its numbers."""
        known = self.method.rules[rule]
        says = known.says.in_language(self.language)
        return Working(
            known.name.in_language(self.language),
            value,
            f"{says}: {formula}" if formula else says,
            known.evidence,
            parts,
        )

    def amount(self) -> Working:
        before = self.share.before
        exact = before * self.pool.factor
        parts = [self.before(), self.factor()] if self.is_per_person else [self.points_x_population()]
        if self.terms.group is not None:
            title = self.terms.group.title.in_language(self.language)
            parts.append(self.step("groups", title, ""))
        formula = f"{_said(before)} × {plain(self.pool.factor)} = {_said(exact)}"
        return self.step("satang", baht(self.share.amount_satang), formula, *parts)

    @property
    def is_per_person(self) -> bool:
        return self.terms.rate is RateMethod.BAHT_PER_PERSON

    def before(self) -> Working:
        value = shown(self.share.before, PLACES["money"])
        formula = f"{_said(self.share.rate)} × {self.unit.uc_population}"
        return self.step("before", value, formula, self.rate(), self.population())

    def population(self) -> Working:
        return self.step("uc_population", str(self.unit.uc_population), "")

    def points(self) -> Working:
        return self.step("points", shown(self.unit.points, PLACES["score"]), "")

    def rate(self) -> Working:
        mean = self.pool.region_mean or Fraction(1)
        exact = self.terms.base_rate * self.unit.points / mean
        formula = f"{_said(self.terms.base_rate)} × {_said(self.unit.points)} / {_said(mean)} = {_said(exact)}"
        rounding = self.terms.rate_rounding
        parts = [self.base_rate(), self.points(), self.mean()]
        if rounding is not RateRounding.NONE:
            parts.append(self.step(f"rate_rounding.{rounding}", _rate(self.share.rate), ""))
        return self.step(f"rate.{self.terms.rate}", _rate(self.share.rate), formula, *parts)

    def base_rate(self) -> Working:
        value = _rate(self.terms.base_rate)
        if not self.terms.q1_support_baht:
            return self.step("base_rate", value, "")
        whole = self.terms.base_rate + self.terms.q1_support_baht
        support = self.step("q1_support", _rate(self.terms.q1_support_baht), "")
        return self.step("base_rate", value, f"{_said(whole)} - {_said(self.terms.q1_support_baht)}", support)

    def mean(self) -> Working:
        rule = "mean.set" if self.terms.region_mean is not None else f"mean.{self.terms.mean}"
        mean = self.pool.region_mean
        return self.step(rule, None if mean is None else shown(mean, PLACES["score"]), "")

    def ceiling(self) -> Working:
        value = baht(self.pool.ceiling_satang)
        if self.terms.ceiling_satang is not None:
            return self.step("ceiling.set", value, "")
        return self.step("ceiling.size", value, "", self.base_rate())

    def factor(self) -> Working:
        before = self.step("before.sum", shown(self.pool.before, PLACES["money"]), "")
        is_scaled = self.pool.factor != 1
        formula = f"{baht(self.pool.ceiling_satang)} / {shown(self.pool.before, 2)}" if is_scaled else ""
        value = plain(self.pool.factor)
        return self.step(f"ceiling.{self.terms.ceiling}", value, formula, self.ceiling(), before)

    def points_x_population(self, figure: str = "before") -> Working:
        formula = f"{baht(self.pool.ceiling_satang)} × {_said(self.unit.points)}"
        if figure == "rate":
            parts, value = (self.points(), self.ceiling()), _rate(self.share.rate)
            return self.step(f"rate.{self.terms.rate}", value, f"{formula} / Σ", *parts)
        value = shown(self.share.before, PLACES["money"])
        formula += f" × {self.unit.uc_population} / Σ"
        return self.step(
            f"rate.{self.terms.rate}", value, formula, self.points(), self.population(), self.ceiling()
        )
