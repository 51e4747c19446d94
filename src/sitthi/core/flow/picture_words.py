"""What a picture of a flow says beside its labels: limits, weights that decide, papers, persons."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sitthi.core.evidence import Grade
from sitthi.core.flow.chart import Chart, as_it_comes
from sitthi.core.flow.definition import ProcessDefinition, Scope
from sitthi.core.flow.step import Step
from sitthi.core.flow.working import Words
from sitthi.core.numbers import grouped
from sitthi.core.rules.choices import Choice
from sitthi.core.rules.dated import Rule, Unit, in_force
from sitthi.core.thai.lettering import one_line

__all__ = ["PictureWords", "picture_words"]


@dataclass(frozen=True, slots=True)
class PictureWords:
    """The words of one definition's pictures: its language, the weight of each choice, the limit of each rule."""

    words: Words
    weights: Mapping[str, str]
    limits: Mapping[str, str]

    def title(self, definition: ProcessDefinition) -> str:
        """Is the definition's title on one line."""
        return one_line(definition.title.in_language(self.words.language))

    def unit(self, definition: ProcessDefinition, name: str) -> str:
        """Is a unit's name on one line."""
        return one_line(self.words.unit(definition, name))

    def persons(self, step: Step) -> str | None:
        """Names who does a step: persons of a hospital's own edition, else roles."""
        roles = [role.in_language(self.words.language) for role in step.roles]
        return ", ".join(step.named or roles) or None

    def remarks(self, step: Step) -> list[str]:
        """Says who does a step, which cases need it, and its limit, or the document's note where it has none."""
        said = [self.persons(step)]
        if step.condition is not None:
            weight = self.weights.get(step.condition.choice, step.condition.choice)
            below = as_it_comes(step.condition.below)
            said.append(self.words.say("flow.only_below", weight=weight, limit=below))
        note = step.note.in_language(self.words.language) if step.note else None
        said.append(self.limits.get(step.deadline or "", note))
        return [remark for remark in said if remark]

    def papers(self, definition: ProcessDefinition, step: Step) -> list[str]:
        """Says which documents a step needs and which it makes."""
        labels = {paper.id: paper.label.in_language(self.words.language) for paper in definition.documents}
        said = []
        if step.needs:
            said.append(self.words.say("flow.needs", papers=", ".join(labels[name] for name in step.needs)))
        if step.makes:
            said.append(self.words.say("flow.makes", papers=", ".join(labels[name] for name in step.makes)))
        return said

    def scope(self, definition: ProcessDefinition) -> str:
        """Says whose work a definition charts."""
        if definition.scope is Scope.SYSTEM or definition.scope_unit is None:
            return self.words.say("flow.scope_system")
        return self.words.say("flow.scope_unit", unit=self.unit(definition, definition.scope_unit))

    def time(self, definition: ProcessDefinition, chart: Chart) -> str:
        """Says what a chart's time adds up to: minutes with their office days, or days of a kind."""
        if chart.days is None:
            return self.words.say("flow.no_not_given")
        days = grouped(as_it_comes(chart.days))
        if chart.minutes is not None:
            return self.words.say("flow.sum_minutes", minutes=grouped(str(chart.minutes)), days=days)
        kind = self.words.say(f"flow.days_{definition.day_kind.value}")
        return self.words.say("flow.sum_days", days=days, kind=kind)


def picture_words(
    definition: ProcessDefinition,
    words: Words,
    choices: Mapping[str, Choice],
    settled: Mapping[str, str],
    rules: Mapping[str, Rule],
    on: datetime.date,
) -> PictureWords:
    """Gathers the words of a definition's pictures from the book; `on` picks the limits in force.

    A choice or rule that the book has not is left out: a hospital's own edition may name its own.
    """
    weights = {
        name: choices[name].values[value].in_language(words.language)
        for name, value in settled.items()
        if name in choices
    }
    limits = {
        step.deadline: _limit(rules[step.deadline], definition.fund, words, on)
        for step in definition.steps
        if step.deadline is not None and step.deadline in rules
    }
    return PictureWords(words, weights, limits)


def _limit(rule: Rule, fund: str, words: Words, on: datetime.date) -> str:
    """Writes a limit with the event it runs from, and its grade where nobody read it in a source."""
    entry = in_force(rule, on, fund=fund)
    if entry is None or not entry.is_known:
        return words.say("flow.limit_not_known")
    unit = entry.unit or rule.unit
    if entry.value is None or unit is Unit.EVENT:
        said = entry.says.in_language(words.language) if entry.says else rule.title.in_language(words.language)
    else:
        since = words.say(f"flow.since_{rule.picks.value}")
        said = words.say(f"flow.limit_{unit.value}", n=as_it_comes(entry.value), since=since)
    grade = entry.evidence.grade
    return said if grade is Grade.F else f"{said} ({grade.value})"
