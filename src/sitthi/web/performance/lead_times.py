"""The table of how long cases lie at each step: median, ninth tenth, share in time, and the bottleneck."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sitthi.core.claims.facts import office_day
from sitthi.core.claims.lead_time import MINUTES_PER_DAY, open_minutes
from sitthi.core.flow.definition import ProcessDefinition
from sitthi.core.flow.picture_words import picture_words
from sitthi.core.flow.step import Step
from sitthi.core.numbers import PLACES, grouped, shown
from sitthi.core.rules.dated import Picks, Rule, Unit, in_force
from sitthi.web.claims.flow_pictures import flow_words
from sitthi.web.claims.flows import book, definition_by_id
from sitthi.web.claims.settling import calendar_of
from sitthi.web.performance.kept import Kept, kept
from sitthi.web.performance.scope import FEWEST, Asked, Scope
from sitthi.web.performance.step_times import Spent, SpentBy, spent

__all__ = ["LeadTimes", "StepLine", "lead_times"]

_KEPT_SECONDS = 300
_DAY_PLACES = 1
_BAR = 1000


@dataclass(frozen=True, slots=True)
class StepLine:
    """A row: a step, or all steps of a unit where `step` is empty."""

    step: Step | None
    label: str
    unit: str
    spent: Spent | None
    per_day: int
    """Minutes of a day by the clock that the page counts by."""
    limit: str
    limit_days: int | None
    """Days of the limit where it runs from when the step's unit received the papers: what a bar can show."""
    kept: Kept | None
    bar: SafeString
    over_href: str
    is_of_stay: bool

    @property
    def median(self) -> str:
        """Is the median in days."""
        return "" if self.spent is None else shown(self.spent.stats.median / self.per_day, _DAY_PLACES)

    @property
    def p90(self) -> str:
        """Is the ninth tenth in days."""
        return "" if self.spent is None else shown(self.spent.stats.p90 / self.per_day, _DAY_PLACES)

    @property
    def share(self) -> str:
        """Is the percent in time, empty where nothing was counted."""
        return (
            "" if self.kept is None or self.kept.percent is None else shown(self.kept.percent, PLACES["percent"])
        )

    @property
    def total_days(self) -> int:
        """Is how many whole days all cases lay there together."""
        return 0 if self.spent is None else self.spent.total // self.per_day


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """What the page says of one flow."""

    flow: str
    flows: Sequence[tuple[str, str]]
    """Ids and titles of the flows that the cases follow, most cases first."""
    unit_names: Sequence[tuple[str, str]]
    n_cases: int
    lines: Sequence[StepLine]
    units: Sequence[StepLine]
    bottleneck: StepLine | None
    most: str
    """Days at the right end of the steps' bars."""
    computed_at: datetime.datetime


def lead_times(scope: Scope, asked: Asked, now: datetime.datetime, language: str) -> LeadTimes | None:
    """Gives the times of the flow asked for, or of the one that most cases follow; `None` without cases."""
    cases = scope.cases(asked)
    followed = dict(cases.order_by().values_list("flow_id").annotate(n=Count("pk")))
    if not followed:
        return None
    by_name: dict[str, dict[int, ProcessDefinition]] = {}
    sizes: Counter[str] = Counter()
    for edition, n in followed.items():
        definition = definition_by_id(edition)
        by_name.setdefault(definition.id, {})[edition] = definition
        sizes[definition.id] += n
    name = asked.flow if asked.flow in by_name else sizes.most_common(1)[0][0]
    editions = by_name[name]
    newest = editions[max(editions)]
    times, tallies, at = _figures(scope, asked, now, editions)
    titles = [
        (each, f"{by_name[each][max(by_name[each])].title.in_language(language)} ({grouped(str(n))})")
        for each, n in sizes.most_common()
    ]
    lines, units, longest = _lines(scope, asked.but(flow=name), newest, times, tallies, language, now)
    ranked = [line for line in lines if line.spent is not None and not line.is_of_stay]
    worst = max(ranked, key=lambda line: line.spent.total if line.spent else 0, default=None)
    names = [("", _("all")), *((unit.id, unit.label.in_language(language)) for unit in newest.units)]
    return LeadTimes(name, titles, names, sizes[name], lines, units, worst, shown(longest, _DAY_PLACES), at)


def _figures(
    scope: Scope, asked: Asked, now: datetime.datetime, editions: Mapping[int, ProcessDefinition]
) -> tuple[SpentBy, Mapping[str, Kept], datetime.datetime]:
    """Works the figures out, and keeps them for five minutes: they are of a whole year of events."""
    whose = "-".join(str(hospital.pk) for hospital in scope.chosen)
    told = asked.but(unit="", split="month", target="tracked", flow="")
    of = f"{whose}:{sorted(editions)}:{told.query}"
    key = f"lead:{hashlib.sha256(of.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        cases = scope.cases(asked).filter(flow__in=list(editions))
        rules = {step.deadline for each in editions.values() for step in each.steps if step.deadline}
        found = (
            spent(cases, editions, calendar_of(), office_day(now), by_office=asked.clock == "office"),
            kept(cases, rules, now),
            timezone.now(),
        )
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _lines(
    scope: Scope, asked: Asked, flow: ProcessDefinition, times: SpentBy, tallies: Mapping[str, Kept],
    language: str, now: datetime.datetime,
) -> tuple[Sequence[StepLine], Sequence[StepLine], Fraction]:  # fmt: skip
    opens, closes = open_minutes(flow.hours)
    per_day = closes - opens if asked.clock == "office" else MINUTES_PER_DAY
    names = {unit.id: unit.label.in_language(language) for unit in flow.units}
    limits = picture_words(flow, flow_words(language), {}, {}, book().all(Rule), office_day(now)).limits
    longest = max(
        (each.stats.p90 / per_day for each in (times.steps or times.units).values()), default=Fraction(1)
    )
    longest_of_unit = max((each.stats.p90 / per_day for each in times.units.values()), default=Fraction(1))

    def line(step: Step | None, unit: str, found: Spent | None) -> StepLine:
        most = longest if step else longest_of_unit
        told = found if found is None or scope.sees_cases or found.stats.n >= FEWEST else None
        days = _days_of(step, flow, now) if step and asked.clock == "calendar" else None
        rule = step.deadline if step else None
        tally = tallies.get(rule) if rule else None
        href = ""
        if step and tally and tally.over and scope.sees_cases:
            of_step = urlencode({"deadline": rule, "step": step.id})
            href = "?".join((reverse("timeliness_cases"), "&".join(filter(None, (asked.query, of_step)))))
        return StepLine(
            step, step.label.in_language(language) if step else names.get(unit, unit), names.get(unit, unit), told,
            per_day, limits.get(rule or "", ""), days, tally, _bar(told, per_day, days, most), href,
            _is_of_stay(step),
        )  # fmt: skip

    wanted = [step for step in flow.steps if not asked.unit or step.unit == asked.unit]
    lines = [line(step, step.unit, times.steps.get(step.id)) for step in wanted]
    units = [line(None, unit.id, times.units.get(unit.id)) for unit in flow.units if unit.id in times.units]
    return lines, [each for each in units if not asked.unit or names.get(asked.unit) == each.unit], longest


def _days_of(step: Step, flow: ProcessDefinition, now: datetime.datetime) -> int | None:
    rule = book().all(Rule).get(step.deadline or "")
    entry = in_force(rule, office_day(now), fund=flow.fund) if rule else None
    if rule is None or entry is None or entry.value is None or rule.picks is not Picks.RECEIVED_ON:
        return None
    return int(entry.value) if (entry.unit or rule.unit) is Unit.CALENDAR_DAYS else None


def _is_of_stay(step: Step | None) -> bool:
    """Tells a step that is in time before the discharge: the time that it takes is the stay itself."""
    rule = book().all(Rule).get(step.deadline or "") if step else None
    return rule is not None and rule.unit is Unit.EVENT


def _bar(found: Spent | None, per_day: int, limit: int | None, most: Fraction) -> SafeString:
    """Draws the median full and on to the ninth tenth light, red beyond the limit, with the limit as a stroke."""
    if found is None:
        return mark_safe("")

    def across(days: Fraction) -> int:
        return int(min(_BAR * days / (most or 1), _BAR))

    median, p90 = across(found.stats.median / per_day), across(found.stats.p90 / per_day)
    parts = [f'<rect class="lead-most" x="{median}" y="2" width="{max(p90 - median, 0)}" height="12"/>']
    if limit is not None and p90 > across(Fraction(limit)):
        begins = max(across(Fraction(limit)), median)
        parts.append(f'<rect class="lead-over" x="{begins}" y="2" width="{max(p90 - begins, 0)}" height="12"/>')
    parts.append(f'<rect class="lead-half" x="0" y="2" width="{max(median, 2)}" height="12"/>')
    if limit is not None:
        parts.append(f'<rect class="lead-limit" x="{across(Fraction(limit))}" y="0" width="6" height="16"/>')
    return mark_safe(  # noqa: S308 - numbers of ours
        f'<svg class="lead" viewBox="0 0 {_BAR + 6} 16" preserveAspectRatio="none" aria-hidden="true">'
        + "".join(parts) + "</svg>"
    )  # fmt: skip
