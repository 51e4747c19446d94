"""The flow process chart: what the rows of a process definition add up to, in total and per unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sitthi.core.evidence import Evidence, Grade, weakest
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.step import ClockStart, Group, Step, Symbol
from sitthi.core.numbers import PLACES, plain, shown

__all__ = ["Chart", "GroupDue", "UnitShare", "as_it_comes", "chart_grade", "process_chart", "share_grade"]


@dataclass(frozen=True, slots=True)
class UnitShare:
    """One unit's part: the steps it does, and the time counted as its own.

    That is the minutes of its steps and the days of the groups it owns. Where it has neither, days are
    `None`: the definition gives no time for its part.
    """

    unit: str
    n_steps: int
    minutes: int | None
    days: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupDue:
    """A group and the day of its clock on which it should be done, counted over the groups before it."""

    group: Group
    due_day: Fraction


@dataclass(frozen=True, slots=True)
class Chart:
    """The totals of a definition; a column that no step fills is `None`, and one that some fill is their sum."""

    n_steps: int
    n_timed: int
    """Steps that give a time, by minutes or by their group."""
    minutes: int | None
    """`None` where no step gives any, and where the definition works in group days."""
    days: Fraction | None
    symbols: Mapping[Symbol, int]
    n_persons: int | None
    metres: Fraction | None
    cost_satang: int | None
    value_adding_minutes: int | None
    units: tuple[UnitShare, ...]
    groups: tuple[GroupDue, ...]

    def share(self, unit: str) -> UnitShare | None:
        """Gives a unit's part, or `None` where the definition has no such unit."""
        return next((share for share in self.units if share.unit == unit), None)


def process_chart(definition: ProcessDefinition) -> Chart:
    """Adds up a definition that has no faults.

    Office days are the minutes over the minutes of an office day, exact, plus the groups' days. Value-adding
    minutes are those of the steps marked so; where no step with minutes is marked either way it is `None`.
    """
    steps = definition.steps
    marked = [step for step in steps if step.value_adding is not None and step.minutes is not None]
    return Chart(
        n_steps=len(steps),
        n_timed=sum(step.minutes is not None or step.group is not None for step in steps),
        minutes=None if definition.groups else _minutes(steps),
        days=_days(definition, steps, definition.groups),
        symbols={symbol: sum(step.symbol is symbol for step in steps) for symbol in Symbol},
        n_persons=_total(step.n_persons for step in steps),
        metres=_total_of_fractions(step.metres for step in steps),
        cost_satang=_total(step.cost_satang for step in steps),
        value_adding_minutes=_total((step.minutes or 0) if step.value_adding else 0 for step in marked),
        units=tuple(_share(definition, unit.id) for unit in definition.units),
        groups=_due(definition.groups),
    )


def as_it_comes(amount: Fraction) -> str:
    """Writes every digit of an amount, `25.5`; an endless one at the scale of days, `0.02`."""
    written = plain(amount)
    return shown(amount, PLACES["days"]) if "/" in written else written


def chart_grade(definition: ProcessDefinition) -> Grade:
    """Is the weakest grade behind the totals: rows, groups, what the groups' days are, office hours."""
    parts: tuple[Step | Group, ...] = (*definition.steps, *definition.groups)
    said = [part.evidence for part in parts]
    return _weakest_of(definition, definition.steps, definition.groups, said)


def share_grade(definition: ProcessDefinition, unit: str) -> Grade:
    """Is the weakest grade behind one unit's part: its steps, its groups, and that they are its own."""
    steps = [step for step in definition.steps if step.unit == unit]
    groups = [group for group in definition.groups if group.owner == unit]
    parts: tuple[Step | Group, ...] = (*steps, *groups)
    said = [said for part in parts for said in (part.evidence, part.assigned)]
    return _weakest_of(definition, steps, groups, said)


def _weakest_of(
    definition: ProcessDefinition,
    steps: Iterable[Step],
    groups: Iterable[Group],
    evidence: Iterable[Evidence | None],
) -> Grade:
    grades = [(said or definition.evidence).grade for said in evidence]
    if any(step.minutes is not None for step in steps):
        grades.append(definition.hours.evidence.grade)
    if definition.group_days is not None and any(groups):
        grades.append(definition.group_days.evidence.grade)
    return weakest([definition.evidence.grade, *grades])


def _share(definition: ProcessDefinition, unit: str) -> UnitShare:
    steps = [step for step in definition.steps if step.unit == unit]
    groups = [group for group in definition.groups if group.owner == unit]
    return UnitShare(unit, len(steps), _minutes(steps), _days(definition, steps, groups))


def _minutes(steps: Iterable[Step]) -> int | None:
    return _total(step.minutes for step in steps)


def _days(definition: ProcessDefinition, steps: Iterable[Step], groups: Iterable[Group]) -> Fraction | None:
    minutes = _minutes(steps)
    worked = None if minutes is None else definition.hours.days(minutes)
    return _total_of_fractions([worked, *(group.days for group in groups)])


def _due(groups: Iterable[Group]) -> tuple[GroupDue, ...]:
    """Runs each clock on by itself: the days before discharge never use up those after it."""
    at = dict.fromkeys(ClockStart, Fraction(0))
    due = []
    for group in groups:
        at[group.clock_starts] += group.days
        due.append(GroupDue(group, at[group.clock_starts]))
    return tuple(due)


def _total(amounts: Iterable[int | None]) -> int | None:
    given = [amount for amount in amounts if amount is not None]
    return sum(given) if given else None


def _total_of_fractions(amounts: Iterable[Fraction | None]) -> Fraction | None:
    given = [amount for amount in amounts if amount is not None]
    return sum(given, Fraction(0)) if given else None
