"""A flow process chart as tables for people: the form itself, the units' parts, the groups on their clocks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from sitthi.cli.flow_data import NONE, amount, scope_text, unit_label
from sitthi.cli.report import TableView
from sitthi.cli.verb import Asked
from sitthi.core.evidence import Grade
from sitthi.core.flow.chart import Chart, as_it_comes, share_grade
from sitthi.core.flow.definition import ProcessDefinition, Scope
from sitthi.core.flow.step import Condition, Group, Step, Symbol
from sitthi.core.numbers import baht, grouped
from sitthi.core.rules.choices import Choice

__all__ = ["Column", "as_view", "chart_views", "grades"]

Column = tuple[str, bool, Sequence[str]]
"""A heading, whether it aligns right, and the cells under it."""


def chart_views(
    asked: Asked, flow: ProcessDefinition, chart: Chart, choices: Mapping[str, str]
) -> list[TableView]:
    """Gives the chart as the form prints it, then each unit's part, then the groups on their clocks."""
    views = [_chart_view(asked, flow, chart, choices), _units_view(asked, flow, chart)]
    return [*views, _groups_view(asked, flow, chart)] if chart.groups else views


def as_view(title: str, columns: Sequence[Column], notes: Sequence[str] = ()) -> TableView:
    """Puts columns side by side as one table."""
    headings = [heading for heading, _, _ in columns]
    right = frozenset(n for n, (_, is_right, _) in enumerate(columns) if is_right)
    return TableView(title, headings, list(zip(*(cells for _, _, cells in columns), strict=True)), right, notes)


def _chart_view(asked: Asked, flow: ProcessDefinition, chart: Chart, choices: Mapping[str, str]) -> TableView:
    steps = flow.steps
    total = asked.say("flow.total_steps", n=str(chart.n_steps))
    names = [f"{step.number}. {step.label.in_language(asked.language)}" for step in steps]
    columns: list[Column] = [(asked.say("flow.step"), False, [*names, total])]
    if flow.scope is Scope.SYSTEM:
        columns.append((asked.say("flow.unit"), False, [*[unit_label(asked, flow, s.unit) for s in steps], ""]))
    amounts: list[tuple[str, list[str | None], str | None]] = [
        ("persons", [_cell(step.n_persons) for step in steps], _cell(chart.n_persons)),
        ("metres", [_cell(step.metres) for step in steps], _cell(chart.metres)),
        ("minutes", [_cell(step.minutes) for step in steps], _cell(chart.minutes)),
        ("group_days", _group_cells(flow), _cell(chart.days)),
        ("cost", [_money(step.cost_satang) for step in steps], _money(chart.cost_satang)),
        ("value_adding", [_yes(asked, step) for step in steps], _cell(chart.value_adding_minutes)),
    ]
    for name, cells, sum_cell in amounts:
        if any(cells):
            right = [cell or "" for cell in cells]
            columns.append((asked.say(f"flow.{name}"), True, [*right, sum_cell or NONE]))
    for symbol in Symbol:
        mark = asked.say(f"flow.mark_{symbol.value}")
        marked = [mark if step.symbol is symbol else "" for step in steps]
        columns.append((mark, True, [*marked, str(chart.symbols[symbol])]))
    remarks = [_remark(asked, step, choices) for step in steps]
    if any(remarks):
        columns.append((asked.say("flow.note"), False, [*remarks, ""]))
    title = f"{flow.title.in_language(asked.language)} · {scope_text(asked, flow)}"
    columns += grades(asked, [(step.evidence or flow.evidence).grade for step in steps], last="")
    return as_view(title, columns, _chart_notes(asked, flow, chart))


def _chart_notes(asked: Asked, flow: ProcessDefinition, chart: Chart) -> list[str]:
    marks = (f"{asked.say(f'flow.mark_{s.value}')} {asked.say(f'flow.{s.value}')}" for s in Symbol)
    notes = [" · ".join(marks)]
    if chart.minutes is not None and chart.days is not None:
        per_day = str(flow.hours.minutes_per_day)
        notes.append(
            asked.say("flow.office_days", minutes=amount(chart.minutes), days=amount(chart.days), per_day=per_day)
        )
    if flow.group_days is not None and chart.days is not None:
        kind = asked.say(f"flow.days_{flow.group_days.kind.value}")
        grade = flow.group_days.evidence.grade.value
        notes.append(asked.say("flow.group_day_kind", days=amount(chart.days), kind=kind, grade=grade))
    if chart.n_timed < chart.n_steps:
        notes.append(asked.say("flow.timed", n=str(chart.n_timed), steps=str(chart.n_steps)))
    return notes


def _group_cells(flow: ProcessDefinition) -> list[str | None]:
    """Writes a group's days and its steps on the group's first row, as the form brackets them."""
    first: dict[str, int] = {}
    for step in flow.steps:
        if step.group is not None:
            first.setdefault(step.group, step.number)
    days = {first[group.id]: f"{as_it_comes(group.days)} ({_span(flow, group)})" for group in flow.groups}
    return [days.get(step.number) for step in flow.steps]


def _span(flow: ProcessDefinition, group: Group) -> str:
    numbers = [step.number for step in flow.steps if step.group == group.id]
    return f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])


def _remark(asked: Asked, step: Step, choices: Mapping[str, str]) -> str:
    said = [", ".join(step.named)] if step.named else []
    if step.note:
        said.append(step.note.in_language(asked.language))
    if step.condition is not None:
        said.append(_only(asked, step.condition, choices))
    return " · ".join(said)


def _only(asked: Asked, condition: Condition, choices: Mapping[str, str]) -> str:
    weight = asked.book.all(Choice)[condition.choice].values[choices[condition.choice]]
    limit = as_it_comes(condition.below)
    return asked.say("flow.only_below", weight=weight.in_language(asked.language), limit=limit)


def _units_view(asked: Asked, flow: ProcessDefinition, chart: Chart) -> TableView:
    shares = chart.units
    columns: list[Column] = [
        (asked.say("flow.unit"), False, [unit_label(asked, flow, share.unit) for share in shares]),
        (asked.say("flow.steps"), True, [str(share.n_steps) for share in shares]),
        (asked.say("flow.days"), True, [amount(share.days) for share in shares]),
        *grades(asked, [share_grade(flow, share.unit) for share in shares]),
    ]
    notes = [asked.say("flow.owned_days")] if chart.groups else []
    return as_view(asked.say("flow.units_title"), columns, notes)


def _groups_view(asked: Asked, flow: ProcessDefinition, chart: Chart) -> TableView:
    groups = [due.group for due in chart.groups]
    columns: list[Column] = [
        (asked.say("flow.group"), False, [group.id for group in groups]),
        (asked.say("flow.steps"), False, [_span(flow, group) for group in groups]),
        (asked.say("flow.owner"), False, [unit_label(asked, flow, group.owner) for group in groups]),
        (asked.say("flow.clock"), False, [asked.say(f"flow.from_{g.clock_starts.value}") for g in groups]),
        (asked.say("flow.days"), True, [as_it_comes(group.days) for group in groups]),
        (asked.say("flow.due_day"), True, [as_it_comes(due.due_day) for due in chart.groups]),
        *grades(asked, [(group.assigned or flow.evidence).grade for group in groups]),
    ]
    return as_view(asked.say("flow.groups_title"), columns, [asked.say("flow.standard_not_deadline")])


def grades(asked: Asked, said: Sequence[Grade], last: str | None = None) -> list[Column]:
    """Gives a column of grades, where one of them is not F."""
    if all(grade is Grade.F for grade in said):
        return []
    cells = [grade.value for grade in said] + ([] if last is None else [last])
    return [(asked.say("flow.grade"), False, cells)]


def _yes(asked: Asked, step: Step) -> str | None:
    if step.value_adding is None:
        return None
    return asked.say("flow.adds" if step.value_adding else "flow.adds_not")


def _cell(value: Fraction | int | None) -> str | None:
    return None if value is None else amount(value)


def _money(amount_satang: int | None) -> str | None:
    return None if amount_satang is None else grouped(baht(amount_satang))
