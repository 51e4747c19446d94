"""Reads the answers of forms from rows of a table, and finds what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sitthi.core.findings import Finding
from sitthi.core.forms.answers import Sheet, problems
from sitthi.core.forms.form import Form, Item, Method, Verdict
from sitthi.files.cells import known, unit_id, whole

__all__ = ["COLUMNS", "OPTIONAL", "FilledForm", "filled_forms"]

COLUMNS = ("unit", "criterion", "item", "met")
OPTIONAL = ("record", "deduct", "title")
"""The title of an item helps whoever fills the table in, and is not read."""


@dataclass(slots=True)
class FilledForm:
    """One unit's form, or the audit of one of its records, as read: answers, deductions and their lines."""

    unit: str
    record: str | None
    line: int
    answers: dict[str, dict[str, Verdict]] = field(default_factory=dict)
    deduct: dict[str, int] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    deduct_line: dict[str, int] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        """Is what the core marks."""
        return Sheet(self.answers, self.deduct)


def filled_forms(
    form: Form,
    rows: Sequence[tuple[int, list[str | None]]],
    file: str,
    words: Mapping[str, Verdict],
    findings: list[Finding],
) -> list[FilledForm]:
    """Reads rows of unit, criterion, item, met, record, deduct into forms, in the order they first appear.

    What is wrong goes to the findings. `words` are what may stand in `met`, in small letters; empty it is an
    item nobody answered. Where the table has no
    column `record`, a form that audits records takes a unit's rows as one record.
    """
    reader = _Reader(form, file, words, findings)
    for line, cells in rows:
        reader.read(line, *((cell or "").strip() if cell is not None else None for cell in cells[:-1]))
    findings += [found for filled in reader.forms.values() for found in _found(form, filled, file)]
    return list(reader.forms.values())


class _Reader:
    """Reads one row after the other; keeps the forms so far."""

    def __init__(self, form: Form, file: str, words: Mapping[str, Verdict], findings: list[Finding]) -> None:
        self.form, self.file, self.words, self.findings = form, file, words, findings
        self.items = {criterion.id: [item.id for item in items] for criterion, items in form.contents}
        self.deducting = [criterion.id for criterion in form.criteria if criterion.deduct is not None]
        self.forms: dict[tuple[str, str], FilledForm] = {}
        self.has_told_of_records = False

    def find(self, code: str, line: int, field: str, **detail: str) -> None:
        self.findings.append(Finding(code, self.file, line, field, detail))

    def read(
        self, line: int, unit: str | None, criterion: str | None, item: str | None, met: str | None,
        record: str | None, deduct: str | None,
    ) -> None:  # fmt: skip
        filled = self.filled(line, unit or "", record)
        place = known(_cased(criterion, self.items), self.file, line, "criterion", self.findings, list(self.items))
        if place is None:
            return
        items = self.items[place]
        name = known(_cased(item, items), self.file, line, "item", self.findings, items)
        verdict = None
        if met:
            verdict = known(met.lower(), self.file, line, "met", self.findings, self.words)
        if filled is None or name is None:
            return
        first = filled.lines.setdefault((place, name), line)
        if first != line:
            self.find("row.duplicate", line, "item", first=str(first))
        elif verdict is not None:
            filled.answers.setdefault(place, {})[name] = self.words[verdict]
        if deduct:
            self.take_off(filled, place, line, deduct)

    def filled(self, line: int, unit: str, record: str | None) -> FilledForm | None:
        """Finds the form that a row belongs to, or begins it."""
        name = unit_id(unit, self.file, line, self.findings)
        if self.form.method is not Method.RECORDS:
            if record and not self.has_told_of_records:
                self.has_told_of_records = True
                self.find("form.record_not_used", line, "record")
        elif record is not None:
            chart = unit_id(record, self.file, line, self.findings, "record")
            return None if name is None or chart is None else self.begun(name, chart, line)
        return None if name is None else self.begun(name, None, line)

    def begun(self, unit: str, record: str | None, line: int) -> FilledForm:
        return self.forms.setdefault((unit, record or ""), FilledForm(unit, record, line))

    def take_off(self, filled: FilledForm, criterion: str, line: int, text: str) -> None:
        points = whole(text, self.file, line, "deduct", self.findings)
        if points is None:
            return
        if criterion not in self.deducting:
            if points:
                self.find("form.deduct_elsewhere", line, "deduct", known=", ".join(self.deducting) or "-")
            return
        first = filled.deduct_line.setdefault(criterion, line)
        if filled.deduct.setdefault(criterion, points) != points:
            self.find("form.deduct_differs", line, "deduct", first=str(first))


def _cased(text: str | None, ids: Iterable[str]) -> str:
    """Gives the id that a cell means, whatever its letters' case; any other text as it is."""
    return next((name for name in ids if name.lower() == (text or "").lower()), text or "")


def _found(form: Form, filled: FilledForm, file: str) -> Iterator[Finding]:
    """Gives the findings of one form's answers: a criterion's missing ones together, the others row by row."""
    missing: dict[str, list[Item]] = {}
    for problem in problems(form, filled.sheet):
        item = problem.item
        if problem.code == "form.missing_item":
            missing.setdefault(item.criterion, []).append(item)
            continue
        detail = {"item": item.name, "needs": problem.needs}
        if problem.code == "form.na_not_allowed":
            detail["known"] = _may_be_na(form)
        yield Finding(problem.code, file, filled.lines[item.criterion, item.id], "met", detail)
    for items in missing.values():
        # Some may stand in the table with an empty cell, others not at all.
        line = min(filled.lines.get((item.criterion, item.id), filled.line) for item in items)
        may_be_na = ", ".join(item.name for item in items if item.may_be_na)
        detail = {"n": str(len(items)), "items": ", ".join(item.name for item in items), "known": may_be_na}
        yield Finding("form.missing_or_na" if may_be_na else "form.missing_item", file, line, "criterion", detail)


def _may_be_na(form: Form) -> str:
    """Names what may be `na`: whole criteria, then single items."""
    whole_ones = [criterion.id for criterion in form.criteria if criterion.optional]
    return ", ".join([*whole_ones, *(item.name for item in form.items if item.may_be_na)]) or "-"
