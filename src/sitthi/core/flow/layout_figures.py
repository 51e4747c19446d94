"""The columns of figures of a flow process chart: what some step or group fills, with its sum."""

from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.flow.chart import Chart, as_it_comes
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.working import Words
from sitthi.core.numbers import baht, grouped
from sitthi.core.thai.lettering import width

__all__ = ["BRACKET", "GAP", "Figures", "figures_of"]

GAP = 20
"""Between two columns."""
BRACKET = 5
"""The width of a group's bracket."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of figures, right-aligned: its heading, a cell a step, and the sum."""

    heading: str
    cells: tuple[str, ...]
    total: str
    is_days: bool = False

    @property
    def width(self) -> int:
        """Is what its widest figure takes, with the gap before it and a bracket where there is one."""
        own = max(width(text, 14) for text in self.cells)
        ends = max(width(text, 14, is_bold=True) for text in (self.heading, self.total))
        return max(own, ends) + GAP + (2 * BRACKET if self.is_days else 0)


def figures_of(definition: ProcessDefinition, chart: Chart, words: Words) -> list[Figures]:
    """Gives the columns that some step or group fills; what nobody gives has no column."""
    steps = definition.steps
    columns: list[tuple[str, list[str | None], str | None]] = [
        ("persons", [_cell(step.n_persons) for step in steps], _cell(chart.n_persons)),
        ("metres", [_cell(step.metres) for step in steps], _cell(chart.metres)),
        ("minutes", [_cell(step.minutes) for step in steps], _cell(chart.minutes)),
        ("cost", [_money(step.cost_satang) for step in steps], _money(chart.cost_satang)),
    ]
    found = [
        Figures(words.say(f"flow.{name}"), tuple(cell or "" for cell in cells), total or "")
        for name, cells, total in columns
        if any(cells)
    ]
    if definition.groups:
        days = {group.id: as_it_comes(group.days) for group in definition.groups}
        cells = tuple(days.get(step.group or "", "") for step in steps)
        found.append(Figures(words.say("flow.days"), cells, _cell(chart.days) or "", is_days=True))
    return found


def _cell(value: Fraction | int | None) -> str | None:
    return None if value is None else grouped(as_it_comes(Fraction(value)))


def _money(satang: int | None) -> str | None:
    return None if satang is None else grouped(baht(satang))
