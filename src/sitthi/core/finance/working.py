"""How a unit's risk score and 7 Plus items came about, down to the figures that were given."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.evidence import Evidence, Grade, Working, weakest
from sitthi.core.finance.figures import FigureKind, FinanceFigure, Settled
from sitthi.core.finance.risk import Marks, Risk, RiskScore
from sitthi.core.finance.seven_plus import Comparison, ItemResult, Plus, SevenPlus
from sitthi.core.numbers import PLACES, plain, shown_against

__all__ = [
    "PARTS",
    "SIGNS",
    "Judged",
    "figure_shown",
    "figure_working",
    "item_working",
    "mark_of",
    "months_shown",
    "part_working",
    "plus_working",
    "risk_working",
]

PARTS = ("liquidity", "status", "survival")
"""The parts of a risk score."""

_GIVEN = Evidence(Grade.F, "input")
SIGNS = {Comparison.AT_LEAST: "≥", Comparison.AT_MOST: "≤", Comparison.BELOW: "<"}
_PLACES = {
    FigureKind.BAHT: PLACES["money"],
    FigureKind.RATIO: PLACES["ratio"],
    FigureKind.PERCENT: PLACES["percent"],
    FigureKind.DAYS: PLACES["days"],
    FigureKind.COUNT: 0,
}


def figure_shown(value: Fraction, kind: FigureKind, mark: Fraction | None = None) -> str:
    """Writes a figure at its kind's scale, with more digits where rounding would cross its mark."""
    return shown_against(value, _PLACES[kind], value if mark is None else mark)


@dataclass(frozen=True, slots=True)
class Judged:
    """A unit's settled figures with what the words need: the figures' names and the language."""

    settled: Settled
    figures: Mapping[str, FinanceFigure]
    language: str

    def name(self, figure: str) -> str:
        """Is the figure's title."""
        return self.figures[figure].title.in_language(self.language)

    def working(self, figure: str, evidence: Evidence, rule: str = "", mark: Fraction | None = None) -> Working:
        """Shows a figure with the inputs it was worked out of; one that is not known has no value.

        `rule` says how it was judged; the evidence is that of the rule, a figure given is `input`.
        """
        value = self.settled.values.get(figure)
        written = None if value is None else figure_shown(value, self.figures[figure].kind, mark)
        derivation = self.settled.derived.get(figure)
        if derivation is None:
            return Working(self.name(figure), written, rule, evidence if rule else _GIVEN)
        parts = tuple(self.working(name, _GIVEN) for name in derivation.inputs)
        formula = f"{figure} = {derivation.formula}"
        told = evidence if rule else self.figures[figure].derived or evidence
        return Working(self.name(figure), written, f"{formula}; {rule}" if rule else formula, told, parts)

    def grade(self, result: ItemResult) -> Grade:
        """Is the weaker grade of an item and of the figure it was worked out by."""
        figure = result.item.figure
        derived = self.figures[figure].derived if figure in self.settled.derived else None
        return weakest([result.item.evidence.grade, *([] if derived is None else [derived.grade])])


def risk_working(judged: Judged, risk: Risk, rules: RiskScore) -> Working:
    """Builds the tree of a risk score: three parts, each down to its figures."""
    language = judged.language
    parts = tuple(part_working(judged, risk, rules, name) for name in PARTS)
    sum_of = " + ".join(part.value or "?" for part in parts)
    value = None if risk.score is None else str(risk.score)
    return Working(rules.title.in_language(language), value, sum_of, rules.evidence, parts)


def part_working(judged: Judged, risk: Risk, rules: RiskScore, part: str) -> Working:
    """Builds the tree of one of `PARTS`."""
    if part == "liquidity":
        return _marks_working(judged, rules.liquidity, risk.liquidity.points)
    if part == "status":
        return _marks_working(judged, rules.status, risk.status.points)
    return _survival_working(judged, risk, rules)


def figure_working(judged: Judged, figure: str, rules: RiskScore) -> Working:
    """Builds the tree of a figure by itself: given, or worked out from others."""
    return judged.working(figure, _GIVEN, "", mark_of(figure, rules))


def mark_of(figure: str, rules: RiskScore) -> Fraction | None:
    """Gives the mark that the risk score holds a figure against, if any."""
    return next((m.mark for m in (*rules.liquidity.below, *rules.status.below) if m.figure == figure), None)


def _marks_working(judged: Judged, marks: Marks, points: int | None) -> Working:
    parts = []
    for mark in marks.below:
        value = judged.settled.values.get(mark.figure)
        verdict = "?" if value is None else str(int(value < mark.mark))
        rule = f"< {plain(mark.mark)} → 1; {verdict}"
        parts.append(judged.working(mark.figure, marks.evidence, rule, mark.mark))
    rule = " + ".join(part.rule.rpartition("; ")[2] for part in parts)
    value_shown = None if points is None else str(points)
    return Working(marks.title.in_language(judged.language), value_shown, rule, marks.evidence, tuple(parts))


def _survival_working(judged: Judged, risk: Risk, rules: RiskScore) -> Working:
    marks, language = rules.survival, judged.language
    short, long = plain(marks.short_months), plain(marks.long_months)
    worst, middle = str(marks.worst), str(marks.middle)
    lasting = f"NWC ≥ 0, NI < 0: ≤ {short} → {worst}, ≤ {long} → {middle}"
    mending = f"NWC < 0, NI > 0: > {long} → {worst}, > {short} → {middle}"
    rule = f"NWC ≥ 0, NI ≥ 0 → 0; {lasting}; {mending}; NWC < 0, NI ≤ 0 → {worst}"
    names = ["nwc", "ni"]
    parts = [judged.working(name, marks.evidence) for name in names]
    if risk.months is not None or "months" in risk.survival.missing:
        inputs = (*parts, judged.working("months", marks.evidence))
        written = None if risk.months is None else months_shown(risk.months, rules)
        title = marks.months_title.in_language(language)
        parts = [Working(title, written, "|NWC| / (|NI| / m)", marks.evidence, inputs)]
    points = risk.survival.points
    value = None if points is None else str(points)
    return Working(marks.title.in_language(language), value, rule, marks.evidence, tuple(parts))


def months_shown(months: Fraction, rules: RiskScore) -> str:
    """Writes the months of survival with two decimals, more where rounding would cross the nearer mark."""
    marks = (rules.survival.short_months, rules.survival.long_months)
    return shown_against(months, PLACES["days"], min(marks, key=lambda mark: abs(months - mark)))


def item_working(judged: Judged, result: ItemResult) -> Working:
    """Builds the tree of one 7 Plus item: the figure, its limit, and what eases it."""
    item = result.item
    limit = "?" if result.limit is None else plain(result.limit)
    rule = f"{SIGNS[item.is_met]} {limit}"
    parts = [judged.working(item.figure, _GIVEN, "", result.limit)]
    if item.limit_figure is not None:
        parts.append(judged.working(item.limit_figure, _GIVEN))
    if item.eased is not None:
        eased = item.eased
        says = f"{SIGNS[eased.is_met]} {plain(eased.mark)}: {SIGNS[item.is_met]} {plain(eased.limit)}"
        parts.append(judged.working(eased.figure, item.evidence, says, eased.mark))
    value = None if result.met is None else str(int(result.met))
    return Working(judged.name(item.figure), value, rule, item.evidence, tuple(parts))


def plus_working(judged: Judged, plus: Plus, rules: SevenPlus) -> Working:
    """Builds the tree of the letter: how many items are met, item by item."""
    parts = tuple(item_working(judged, result) for result in plus.items)
    rule = " + ".join(part.value or "?" for part in parts)
    met = "" if plus.met is None else f" = {plus.met} → {plus.letter}"
    return Working(
        rules.title.in_language(judged.language), plus.letter, rule + met, rules.letters.evidence, parts
    )
