"""Reads the values of a scorecard's input: which unit, which group, which indicator, and what it reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sitthi.core.findings import Finding
from sitthi.core.numbers import parsed, plain
from sitthi.core.scoring.laying import LaidCriterion, LaidSheet
from sitthi.core.scoring.values import NOT_APPLICABLE, Value
from sitthi.files.cells import known, unit_id

__all__ = ["COLUMNS", "OPTIONAL", "Reported", "read_values"]

COLUMNS = ("unit", "indicator", "value")
OPTIONAL = ("group", "title")
"""The title of an indicator helps whoever fills the table in, and is not read."""


@dataclass(slots=True)
class Reported:
    """What a unit reports on one sheet, in the order of its criteria, and on which lines (0: on none)."""

    values: list[Value]
    lines: list[int]


@dataclass(slots=True)
class _Place:
    """Where an indicator stands: its column on each sheet that has it, and the sound cells read so far."""

    criterion: LaidCriterion
    on: dict[int, int] = field(default_factory=dict)
    cells: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    """The file being read: sheets, what was found wrong, and the units so far, in input order."""

    file: str
    sheets: Sequence[LaidSheet]
    findings: list[Finding]
    units: dict[str, dict[int, Reported]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def find(self, code: str, line: int, column: str, **detail: str) -> None:
        """Notes what is wrong on a line."""
        self.findings.append(Finding(code, self.file, line, column, detail))

    def unit(self, text: str, line: int) -> str | None:
        """Reads the unit's cell; one that was sound before is not read again."""
        name = self.names.get(text) or unit_id(text, self.file, line, self.findings)
        if name is not None:
            self.names[text] = name
        return name

    def groups(self, place: _Place) -> str:
        """Names the groups that have an indicator."""
        return ", ".join(str(self.sheets[n].group) for n in place.on)

    def put(self, unit: str, sheet: int, column: int, line: int, value: Value) -> None:
        """Notes a value; a second one for the same unit and indicator is a finding."""
        sheets = self.units[unit]
        reported = sheets.get(sheet)
        if reported is None:
            n = len(self.sheets[sheet].criteria)
            reported = sheets[sheet] = Reported([None] * n, [0] * n)
        if reported.lines[column]:
            self.find("row.duplicate", line, "indicator", first=str(reported.lines[column]))
            return
        reported.lines[column] = line
        reported.values[column] = value

    def value(self, text: str, line: int, place: "_Place") -> Value:
        """Reads a cell: empty is not reported, `na` does not apply, else a number within the indicator's range."""
        n_found, cell = len(self.findings), text.strip()
        value: Value = parsed(cell) if cell else None
        if isinstance(value, Fraction):
            self._look_at(value, line, place.criterion)
        elif cell.lower() == NOT_APPLICABLE.value:
            value = NOT_APPLICABLE
        elif cell:
            self.find("value.not_a_number", line, "value")
        if len(self.findings) == n_found:
            place.cells[text] = value
        return value

    def _look_at(self, value: Fraction, line: int, criterion: LaidCriterion) -> None:
        low, high = criterion.low, criterion.high
        # Compared as whole numbers: a fraction's own comparison takes several times as long.
        top, bottom = value.numerator, value.denominator
        if (low is not None and top * low.denominator < low.numerator * bottom) or (
            high is not None and top * high.denominator > high.numerator * bottom
        ):
            bounds = {"low": "-∞" if low is None else plain(low), "high": "∞" if high is None else plain(high)}
            self.find("value.out_of_range", line, "value", **bounds)
        elif criterion.whole and value.denominator != 1:
            self.find("score.not_a_level", line, "value")


def read_values(
    rows: Iterable[tuple[int, list[str | None]]], file: str, sheets: Sequence[LaidSheet], findings: list[Finding]
) -> dict[str, dict[int, Reported]]:
    """Gives each unit's reports by the place of the sheet they belong to, units in input order.

    The sheet comes from the column `group`, else from the indicator. A local criterion that several groups
    have belongs to the one group that the unit's other rows tell.
    """
    reading = _Reading(file, sheets, findings)
    places: dict[str, _Place] = {}
    for n, sheet in enumerate(sheets):
        for column, criterion in enumerate(sheet.criteria):
            places.setdefault(criterion.indicator, _Place(criterion)).on[n] = column
    by_group = {sheet.group: n for n, sheet in enumerate(sheets) if sheet.group is not None}
    later: list[tuple[int, str, _Place, Value]] = []
    for line, (unit_text, indicator_text, value_text, group_text, _) in rows:
        unit = reading.unit(unit_text or "", line)
        place = places.get((indicator_text or "").strip())
        if place is None:
            indicator = known(indicator_text, file, line, "indicator", findings, places)
            if indicator is None:
                continue
            place = places[indicator]
        text = value_text or ""
        value = place.cells[text] if text in place.cells else reading.value(text, line, place)
        if unit is None:
            continue
        reading.units.setdefault(unit, {})
        sheet_n = next(iter(place.on))
        if group_text and by_group and (group_text := group_text.strip()):
            group = known(group_text, file, line, "group", findings, by_group)
            if group is None:
                continue
            sheet_n = by_group[group]
            if sheet_n not in place.on:
                reading.find("score.not_of_group", line, "indicator", groups=reading.groups(place))
                continue
        elif len(place.on) > 1:
            later.append((line, unit, place, value))
            continue
        reading.put(unit, sheet_n, place.on[sheet_n], line, value)
    _put_open(reading, later)
    if n_both := sum(len(reports) > 1 for reports in reading.units.values()):
        findings.append(Finding("score.two_groups", file, None, "group", {"n": str(n_both)}))
    return reading.units


def _put_open(reading: _Reading, later: Sequence[tuple[int, str, _Place, Value]]) -> None:
    """Puts the values of criteria that several groups have where the unit's other rows say."""
    told = {unit: set(reading.units[unit]) for _, unit, _, _ in later}
    for line, unit, place, value in later:
        candidates = told[unit] & set(place.on)
        if len(candidates) == 1:
            sheet_n = candidates.pop()
            reading.put(unit, sheet_n, place.on[sheet_n], line, value)
        else:
            reading.find("score.group_open", line, "indicator", groups=reading.groups(place))
