"""How a unit's points, percent or level came about: criteria down to the answers, each with who says so."""

from collections.abc import Mapping, Sequence

from sitthi.core.evidence import Evidence, Label, Working
from sitthi.core.forms.answers import Sheet, applies
from sitthi.core.forms.form import Form, Item, Method, Said, Verdict
from sitthi.core.forms.marking import Mark, is_passed
from sitthi.core.forms.result import RecordResult, UnitResult
from sitthi.core.numbers import PLACES, shown

__all__ = ["LEVEL", "TOTAL", "FormWorking"]

TOTAL, LEVEL = "total", "level"
"""What is asked for a whole unit: its percent, and the level of a form that has levels."""

_NAMELESS = "-"
"""Stands for the record of a table that names none."""


class FormWorking:
    """Builds the workings of one form in one language."""

    def __init__(self, form: Form, language: str) -> None:
        self.form = form
        self.language = language
        self.items = {criterion.id: items for criterion, items in form.contents}

    def _said(self, label: Label) -> str:
        return label.in_language(self.language)

    def total(self, sheets: Mapping[str, Sheet], result: UnitResult) -> Working:
        """Gives the working of a unit's percent; `sheets` by record name, one of any name for a whole unit.

        Records carry their criteria, without items.
        """
        if self.form.method is not Method.RECORDS:
            [sheet] = sheets.values()
            return self._percent(result, self.form.percent, self._criteria(sheet, result.marks, whole=True))
        parts = [
            self.record(name, record, whole=False) for name, record in zip(sheets, result.records, strict=True)
        ]
        return self._percent(result, self.form.pooling or self.form.percent, parts)

    def record(self, name: str, record: RecordResult, *, whole: bool = True) -> Working:
        """Gives the working of one record's percent, its items too where `whole`; an invalid one says why."""
        parts = self._criteria(record.sheet, record.marks, whole=whole)
        if record.reason is not None:
            least = self.form.least_full
            rule, said = (least.rule, least.evidence) if least else (self.form.percent.rule, self.form.evidence)
            parts.append(Working(record.reason.value, str(record.full), self._said(rule), said))
        working = self._percent(record, self.form.percent, parts)
        return Working(name or _NAMELESS, working.value, working.rule, working.evidence, working.parts)

    def level(self, sheet: Sheet, result: UnitResult, levels: Said) -> Working:
        """Gives the working of a level, standard by standard; `levels` is the form's own rule of them."""
        parts = tuple(self.criterion(mark.criterion.id, sheet, mark) for mark in result.marks)
        return Working(LEVEL, str(result.level), self._said(levels.rule), levels.evidence, parts)

    def criterion(self, criterion: str, sheet: Sheet, mark: Mark, *, whole: bool = True) -> Working:
        """Gives the working of one criterion of one sheet, down to its answers where `whole`."""
        items = self.items[criterion]
        parts = [self._item(item, sheet, mark) for item in items] if whole else []
        if not applies(mark.criterion, items, sheet):
            parts = []
        parts += self._rules(items, mark)
        return self._criterion(mark, parts)

    def pooled(self, sheets: Mapping[str, Sheet], result: UnitResult, n: int) -> Working:
        """Gives the working of the criterion at place `n` over a unit's valid records."""
        parts = []
        for name, record in zip(sheets, result.records, strict=True):
            if record.reason is None:
                mark = record.marks[n]
                inner = self.criterion(mark.criterion.id, record.sheet, mark)
                parts.append(Working(name or _NAMELESS, inner.value, inner.rule, inner.evidence, inner.parts))
        return self._criterion(result.marks[n], parts)

    def _criteria(self, sheet: Sheet, marks: Sequence[Mark], *, whole: bool) -> list[Working]:
        return [self.criterion(mark.criterion.id, sheet, mark, whole=whole) for mark in marks]

    def _criterion(self, mark: Mark, parts: Sequence[Working]) -> Working:
        name = f"{mark.criterion.id} {self._said(mark.criterion.title)}"
        rule = self._said(self.form.scoring.rule)
        return Working(name, f"{mark.points}/{mark.full}", rule, mark.criterion.evidence, tuple(parts))

    def _percent(self, result: UnitResult | RecordResult, said: Said, parts: Sequence[Working]) -> Working:
        value = None if result.percent is None else shown(result.percent, PLACES["percent"])
        rule = f"{self._said(said.rule)}: {result.points} / {result.full} x 100"
        return Working(self._said(self.form.title), value, rule, said.evidence, tuple(parts))

    def _item(self, item: Item, sheet: Sheet, mark: Mark) -> Working:
        verdict = sheet.of(item)
        value = None if verdict is None else verdict.value
        rule, said = self.form.scoring.rule, item.evidence
        if verdict is Verdict.NA:
            rule = Label(item.na_th or rule.th, item.na_en or rule.en)
        for cascade in mark.criterion.cascades:
            if item.id in mark.zeroed & {*cascade.zeroes}:
                value, rule, said = "0", cascade.rule, cascade.evidence
        return Working(f"{item.name} {self._said(item.label)}", value, self._said(rule), said)

    def _rules(self, items: Sequence[Item], mark: Mark) -> list[Working]:
        """Gives the rules that were put on a criterion's items: rating, passing, deduction."""
        rules = []
        if self.form.rating is not None and mark.rating is not None:
            inner = tuple(
                Working(part.id, _met({*part.of} <= mark.met), self._said(part.rule), part.evidence)
                for part in mark.criterion.parts
            )
            rules.append(
                self._rule("rating", mark.rating.value, self.form.rating.rule, self.form.rating.evidence, inner)
            )
        if self.form.passing is not None:
            value = _met(is_passed(items, mark))
            rules.append(self._rule("passing", value, self.form.passing.rule, self.form.passing.evidence))
        if mark.deducted and mark.criterion.deduct is not None:
            said = mark.criterion.deduct
            rules.append(self._rule("deduct", f"-{mark.deducted}", said.rule, said.evidence))
        return rules

    def _rule(
        self, name: str, value: str, rule: Label, evidence: Evidence, parts: tuple[Working, ...] = ()
    ) -> Working:
        return Working(name, value, self._said(rule), evidence, parts)


def _met(is_met: bool) -> str:
    return "yes" if is_met else "no"
