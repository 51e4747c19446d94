"""How a score came about: the tree of formulas with their numbers, down to the value that was reported.

Built only when somebody asks; scoring itself never does. The words come from whoever asks: `say` gives the
words of a name in this module (`w_mean`) in a reader's language, indicators keep their ids.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.evidence import Working, weakest
from sitthi.core.measures.indicator import Better
from sitthi.core.numbers import PLACES, plain, shown, shown_against
from sitthi.core.scoring.cuts import FULL, Band, CutPoints, reached
from sitthi.core.scoring.group_reference import GroupReference, sd_shown
from sitthi.core.scoring.laying import LaidCriterion
from sitthi.core.scoring.scorecard import Province, Scorecard, Target
from sitthi.core.scoring.scores import Method, ProvinceScore, RowScore, UnitScore, evidence_of_score
from sitthi.core.scoring.values import NOT_APPLICABLE, Value

__all__ = ["ScoreWorkings", "percent_written", "value_written"]


def value_written(value: Value) -> str | None:
    """Writes a value with every digit it has, an endless one with four decimals; `na` and `None` as such."""
    if isinstance(value, Fraction):
        return _written(value)
    return None if value is None else value.value


def _written(value: Fraction) -> str:
    whole = plain(value)
    return shown(value, PLACES["ratio"]) if "/" in whole else whole


def percent_written(weight: Fraction) -> str:
    """Writes a weight as it was set; one with endless or more than four decimals with four."""
    return plain(weight) if 10 ** PLACES["score"] % weight.denominator == 0 else _points(weight)


def _points(value: Fraction) -> str:
    return shown(value, PLACES["score"])


@dataclass(frozen=True, slots=True)
class ScoreWorkings:
    """Builds the trees of one scorecard's scores, by the choices they were made with."""

    scorecard: Scorecard
    method: Method
    say: Callable[..., str]

    def of_unit(self, unit: UnitScore) -> Working:
        """Gives the tree of a unit's total: the weighted rows that it sums, and the mark it is held against."""
        parts = [self.of_row(row) for row in unit.rows]
        rule = " + ".join(_points(row.weighted) for row in unit.rows if row.weighted is not None) or "-"
        value = None if unit.total is None else _points(unit.total)
        mark = self.scorecard.pass_mark
        if unit.total is not None and mark is not None:
            value = shown_against(unit.total, PLACES["score"], mark.at)
            sign = ">=" if unit.passed else "<"
            verdict = self._verdict("passed", unit.passed)
            parts.append(Working(self.say("w_passed"), verdict, f"{value} {sign} {plain(mark.at)}", mark.evidence))
        return Working(self.say("w_total"), value, rule, self.scorecard.evidence, tuple(parts))

    def of_row(self, row: RowScore) -> Working:
        """Gives the tree of a row: weighted = weight x score, what the score rests on, and the target."""
        criterion, scale = row.criterion, self.scorecard.scale
        met = [] if criterion.target is None else [self._target(row, criterion.target)]
        if scale is None:
            parts = (self._value(row), *met)
            return Working(criterion.indicator, self._verdict("met", row.met), self.say("w_against_target"),
                           criterion.evidence, parts)  # fmt: skip
        parts = (self._score(row), *self._weight(row), *met)
        divided = f" / {scale.divisor}" if scale.divisor > 1 else ""
        value, rule = None, self.say("w_weighted_rule", divided=divided)
        if row.weighted is not None and row.weight is not None and row.score is not None:
            value = _points(row.weighted)
            rule += f" = {percent_written(row.weight)} x {_points(row.score)}{divided}"
        return Working(criterion.indicator, value, rule, criterion.evidence, parts)

    def of_province(self, province: ProvinceScore, rules: Province) -> Working:
        """Gives the tree of a province's score: the units that pass, held against its cut points and target."""
        passing = Fraction(province.passing)
        met = self._verdict("met", province.met)
        parts = (
            Working(self.say("w_passing"), str(province.passing), self.say("w_passing_rule"), rules.evidence),
            self._cuts(rules.cuts),
            Working(self.say("w_met"), met, f"{province.passing} >= {rules.target}", rules.evidence),
        )
        rule = self._cut_rule(passing, rules.cuts)
        return Working(self.say("w_province"), _points(province.score), rule, rules.cuts.evidence, parts)

    def _verdict(self, on: str, verdict: bool | None) -> str | None:
        """Words a verdict on the target (`met`) or the pass mark (`passed`)."""
        return None if verdict is None else self.say(f"w_{on}_{'yes' if verdict else 'no'}")

    def _value(self, row: RowScore) -> Working:
        kind = "w_reported"
        if not isinstance(row.value, Fraction):
            kind = "w_not_applicable" if row.value is NOT_APPLICABLE else "w_not_reported"
        said = row.criterion.defined_by or row.criterion.evidence
        return Working(self.say("w_value"), value_written(row.value), self.say(kind), said)

    def _target(self, row: RowScore, target: Target) -> Working:
        sign = "<=" if row.criterion.better is Better.LOWER else ">="
        rule = f"{value_written(row.value) or '-'} {sign} {plain(target.value)}"
        return Working(self.say("w_met"), self._verdict("met", row.met), rule, target.evidence)

    def _weight(self, row: RowScore) -> tuple[Working, ...]:
        """Gives the weight, and under it the one that was set, where rows that do not count gave up theirs."""
        laid = row.criterion.weight
        if laid is None:
            return ()
        rule = self.say("w_equal_part" if laid.evidence == self.scorecard.unset_weights else "w_as_set")
        as_set = Working(self.say("w_weight_set"), percent_written(laid.percent), rule, laid.evidence)
        if row.weight == laid.percent:
            return (Working(self.say("w_weight"), as_set.value, as_set.rule, laid.evidence),)
        value = None if row.weight is None else percent_written(row.weight)
        rule = self.say("w_given_up" if row.weight is None else "w_shared")
        return (Working(self.say("w_weight"), value, rule, self.method.evidence["missing"], (as_set,)),)

    def _score(self, row: RowScore) -> Working:
        """Gives the score's tree: the value, and the cut points, the group or the table it was held against."""
        criterion, value = row.criterion, row.value
        name, written = self.say("w_score"), None if row.score is None else _points(row.score)
        if not isinstance(value, Fraction):
            rule = self.say("w_not_scored" if row.score is None else "w_missing_zero")
            return Working(name, written, rule, self.method.evidence["missing"], (self._value(row),))
        all_evidence = evidence_of_score(criterion, self.scorecard, self.method)
        grade = weakest(evidence.grade for evidence in all_evidence)
        rests_on = next(evidence for evidence in all_evidence if evidence.grade is grade)
        if row.reference is not None:
            rule, parts = self._z_rule(value, row.reference), self._group(value, row.reference, criterion)
            return Working(name, written, rule, rests_on, (self._value(row), *parts))
        if criterion.cuts is not None:
            rule = self._cut_rule(value, criterion.cuts)
            return Working(name, written, rule, rests_on, (self._value(row), self._cuts(criterion.cuts)))
        return Working(name, written, self.say("w_value_is_score"), rests_on, (self._value(row),))

    def _cuts(self, cuts: CutPoints) -> Working:
        at = " ".join(plain(cut) for cut in cuts.at)
        return Working(self.say("w_cuts"), at, self.say("w_earn"), cuts.evidence)

    def _cut_rule(self, value: Fraction, cuts: CutPoints) -> str:
        """Writes the formula of a score by cut points with its numbers."""
        n, at, seen = reached(value, cuts), [plain(cut) for cut in cuts.at], _written(value)
        if n == FULL:
            return self.say("w_reaches", cut=at[-1])
        if self.method.band is Band.STEP:
            return self.say("w_step", cut=at[n - 1], next=at[n]) if n else self.say("w_step_none", cut=at[0])
        if n == 0:
            return self.say("w_linear_below", formula=f"1 - ({at[0]} - {seen}) / ({at[1]} - {at[0]})")
        return self.say("w_linear", formula=f"{n} + ({seen} - {at[n - 1]}) / ({at[n]} - {at[n - 1]})")

    def _z_rule(self, value: Fraction, reference: GroupReference) -> str:
        """Names the band of z that a score comes from."""
        if reference.spread.below == 0:
            return self.say("w_no_spread")
        n, bands = reference.band(value), reference.table.bands
        band, below = bands[n], bands[n - 1] if n else None
        rule = "z"
        if below is not None and below.to is not None:
            rule = f"{plain(below.to)} {'<' if below.to_included else '<='} z"
        if band.to is not None:
            rule += f" {'<=' if band.to_included else '<'} {plain(band.to)}"
        return rule

    def _group(self, value: Fraction, reference: GroupReference, criterion: LaidCriterion) -> tuple[Working, ...]:
        """Gives z and, under it, the group's mean, SD and size; and that cut points are wanting."""
        group, table = reference.spread, reference.table.evidence
        mean, sd, seen = shown(group.mean, PLACES["score"]), sd_shown(group), _written(value)
        rule = f"({mean} - {seen}) / {sd}" if reference.better is Better.LOWER else f"({seen} - {mean}) / {sd}"
        of_group = (
            Working(self.say("w_mean"), mean, self.say("w_mean_rule"), table),
            Working(self.say("w_sd"), sd, self.say("w_sd_rule", sd=self.method.sd), self.method.evidence["sd"]),
            Working(self.say("w_n"), str(group.n), self.say("w_n_rule"), table),
        )
        z = Working(self.say("w_z"), reference.z_shown(value), rule, table, of_group)
        if not criterion.lacks_cuts:
            return (z,)
        return z, Working(self.say("w_cuts"), None, self.say("w_no_cuts"), self.method.evidence["without_cuts"])
