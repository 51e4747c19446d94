"""Draws assessed forms as tables: units side by side, records one below the other."""

from collections.abc import Callable, Sequence

from sitthi.cli.assessed import AssessedUnit, unit_grades, written_percent
from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.evidence import Grade, weakest
from sitthi.core.forms.answers import applies
from sitthi.core.forms.form import Criterion, Form, Item, Method, Verdict
from sitthi.core.forms.marking import Mark, is_passed

__all__ = ["tables"]

_NONE = "-"
_SIDE_BY_SIDE = 6
"""Units a table holds; more go on in a table of their own below."""


def tables(asked: Asked, form: Form, units: Sequence[AssessedUnit], grade: Grade) -> list[TableView]:
    """Draws a form's results: criteria against units, with the records of an audit before them."""
    groups = [units[n : n + _SIDE_BY_SIDE] for n in range(0, len(units), _SIDE_BY_SIDE)]
    pages = [_Pages(asked, form, group, grade, is_last=group is groups[-1]) for group in groups]
    if form.method is Method.RECORDS:
        every = _Pages(asked, form, units, grade)
        return [every.records(), every.unit_sums(), *(page.criteria(page.pooled_row) for page in pages)]
    if form.method is Method.LEVELS:
        return [page.criteria(page.standard_rows) for page in pages]
    return [page.criteria(page.rated_rows) for page in pages]


class _Pages:
    """The tables of some units of one result in one language; the last of them carries the notes."""

    def __init__(
        self, asked: Asked, form: Form, units: Sequence[AssessedUnit], grade: Grade, *, is_last: bool = True
    ) -> None:
        self.asked, self.form, self.units, self.grade, self.is_last = asked, form, units, grade, is_last
        grades = [unit_grades(form, unit) for unit in units]
        self.grades = [weakest(column) for column in zip(*grades, strict=True)]
        self.shows_grades = any(found is not Grade.F for found in self.grades)

    def say(self, name: str) -> str:
        return self.asked.say(f"assess.{name}")

    @property
    def title(self) -> str:
        return f"{self.form.title.in_language(self.asked.language)} · {self.form.edition}"

    def criteria(self, rows_of: Callable[[int, Criterion, Sequence[Item]], list[list[str]]]) -> TableView:
        """Draws criteria against units, with the sums below and the notes."""
        headings = [self.say("criterion"), self.say("full"), *(unit.unit for unit in self.units)]
        rows = [
            row for n, (criterion, items) in enumerate(self.form.contents) for row in rows_of(n, criterion, items)
        ]
        rows += self._sums()
        if self.shows_grades:
            headings.append(self.say("grade"))
            rows = [row if len(row) == len(headings) else [*row, ""] for row in rows]
        return TableView(self.title, headings, rows, frozenset({1}), self._notes() if self.is_last else [])

    def _row(self, n: int, criterion: Criterion, full: str, cells: Sequence[str]) -> list[str]:
        name = f"{criterion.id} {criterion.title.in_language(self.asked.language)}"
        return [name, full, *cells, *([self.grades[n].value] if self.shows_grades else [])]

    def _sums(self) -> list[list[str]]:
        n_items = _NONE if self.form.method is Method.RECORDS else str(len(self.form.items))
        results = [unit.result for unit in self.units]
        rows = [
            [self.asked.say("common.total"), n_items, *(f"{result.points}/{result.full}" for result in results)],
            [self.say("percent"), "100", *(written_percent(result) or _NONE for result in results)],
        ]
        if self.form.method is Method.LEVELS:
            most = str(len(self.form.criteria))
            rows.append([self.say("level"), most, *(str(result.level) for result in results)])
        return rows

    def rated_rows(self, n: int, criterion: Criterion, items: Sequence[Item]) -> list[list[str]]:
        marks = [unit.result.marks[n] for unit in self.units]
        cells = [f"{mark.points} · {self.say(f'rating_{mark.rating}')}" for mark in marks]
        return [self._row(n, criterion, str(len(items)), cells), *self._item_rows(items)]

    def standard_rows(self, n: int, criterion: Criterion, items: Sequence[Item]) -> list[list[str]]:
        def cell(mark: Mark) -> str:
            met = self.asked.say("common.yes" if is_passed(items, mark) else "common.no")
            return f"{mark.points}/{mark.full} · {met}"

        cells = [cell(unit.result.marks[n]) for unit in self.units]
        return [self._row(n, criterion, str(len(items)), cells), *self._item_rows(items)]

    def _item_rows(self, items: Sequence[Item]) -> list[list[str]]:
        """Draws the items of a criterion as the report table does: 1, 0, or a dash where nobody answered."""
        mark = {Verdict.YES: "1", Verdict.NO: "0", Verdict.NA: self.say("na"), None: _NONE}
        sheets = [sheet for unit in self.units for sheet in unit.sheets.values()]
        return [
            [f"  {item.id}) {item.label.in_language(self.asked.language)}", "1",
             *(mark[sheet.of(item)] for sheet in sheets)]
            for item in items
        ]  # fmt: skip

    def pooled_row(self, n: int, criterion: Criterion, items: Sequence[Item]) -> list[list[str]]:
        marks = [unit.result.marks[n] for unit in self.units]
        cells = [f"{mark.points}/{mark.full}" if mark.full else self.say("na") for mark in marks]
        return [self._row(n, criterion, str(len(items)), cells)]

    def records(self) -> TableView:
        """Draws the records of an audit, each with its validity."""
        headings = [
            self.say(name) for name in ("unit", "record", "points", "full", "percent", "result", "left_out")
        ]
        rows = [
            [
                unit.unit,
                name or _NONE,
                str(record.points),
                str(record.full),
                written_percent(record) or _NONE,
                self.say("valid") if record.reason is None else self.say(record.reason.value),
                ", ".join(
                    criterion.id
                    for criterion, items in self.form.contents
                    if not applies(criterion, items, record.sheet)
                ) or _NONE,
            ]
            for unit in self.units
            for (name, _), record in zip(unit.sheets.items(), unit.result.records, strict=True)
        ]  # fmt: skip
        return TableView(self.title, headings, rows, frozenset({2, 3, 4}))

    def unit_sums(self) -> TableView:
        """Draws the units of an audit, pooled over their valid records."""
        headings = [self.say(name) for name in ("unit", "records", "valid", "points", "full", "percent")]
        rows = [
            [
                unit.unit,
                str(len(unit.result.records)),
                str(sum(record.reason is None for record in unit.result.records)),
                str(unit.result.points),
                str(unit.result.full),
                written_percent(unit.result) or _NONE,
            ]
            for unit in self.units
        ]
        return TableView(self.say("pooled"), headings, rows, frozenset(range(1, 6)))

    def _notes(self) -> list[str]:
        language = self.asked.language
        notes = []
        if self.form.rating is not None:
            notes.append(self.form.rating.rule.in_language(language))
            parts = [part for criterion in self.form.criteria for part in criterion.parts]
            notes += [part.rule.in_language(language) for part in parts]
        if self.form.levels is not None:
            notes.append(self.form.levels.rule.in_language(language))
        for measure in self.form.unscored:
            title, note = measure.title.in_language(language), measure.note.in_language(language)
            notes.append(f"{measure.id} {title}: {note}")
        if self.grade.rank > Grade.F1.rank:
            notes.append(self.asked.say("assess.provisional", grade=self.grade.value))
        return notes
