"""The working of each figure: value, rule, source, what it is made of, and the cases behind a count."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sitthi.core.evidence import Evidence, Grade, weakest
from sitthi.core.numbers import PLACES, grouped, plain, shown
from sitthi.core.rules.dated import Rule
from sitthi.web.claims.flows import book
from sitthi.web.claims.rows import fund_name
from sitthi.web.performance.kpis import Kpi
from sitthi.web.performance.lead_times import StepLine
from sitthi.web.performance.limits import claim_limits
from sitthi.web.performance.months import Target
from sitthi.web.performance.scope import Asked, Scope
from sitthi.web.performance.table import Line, count_shown, kpi_value

__all__ = ["Told", "of_kpi", "of_line", "of_step"]

_TABLE = Evidence(Grade.F, "sso-cqi-2555", "monthly table")
_CASES = Evidence(Grade.F, "sitthi", "claim cases")
_STATISTICS = Evidence(Grade.F, "sitthi", "order statistics")


@dataclass(frozen=True, slots=True)
class Told:
    """One figure with its parts, and the list of the cases that it counts where the reader may open it."""

    name: str
    value: object
    rule: str
    evidence: Evidence
    parts: tuple["Told", ...] = ()
    href: str = ""

    @property
    def grade(self) -> Grade:
        """Is the weakest grade in the tree."""
        return weakest([self.evidence.grade, *(part.grade for part in self.parts)])


def of_line(
    scope: Scope, asked: Asked, line: Line, target: Target, now: datetime.datetime, *, is_over: bool
) -> Told:  # fmt: skip
    """Gives the working of a percent within or over of a row of the table."""
    row = line.row
    come = row.within + row.over + row.unaccounted
    counts = (
        Told(_("In time"), line.within.text, _("sent on the day it was due or before"), _TABLE,
             href=line.within.href),
        Told(_("Over"), line.over.text, _("sent later, or not sent though the day has passed"), _TABLE,
             href=line.over.href),
        Told(_("Unaccounted for"), line.unaccounted.text,
             _("not sent and a record is lost, or nobody knows by when it had to be"), _TABLE,
             href=line.unaccounted.href),
    )  # fmt: skip
    patients = Told(
        _("Patients whose day has come"), count_shown(come, scope.sees_cases),
        _("in time + over + unaccounted for; %(n)s more are not due yet")
        % {"n": count_shown(row.pending, scope.sees_cases)},
        _TABLE, counts,
    )  # fmt: skip
    limits = Told(
        _("Limit"), None, _("counted from the discharge; the day itself is day 0"), _TABLE,
        tuple(_limits(scope, asked, now)),
    )  # fmt: skip
    if is_over:
        rule = _("100 × over ÷ patients whose day has come")
        return Told(
            _("%(row)s: per cent over") % {"row": line.label},
            line.over_percent.text,
            rule,
            _TABLE,
            (patients, limits),
        )
    aim = Told(_("Target"), f"{plain(target.percent)} %", target.name, target.evidence)
    rule = _("100 × in time ÷ patients whose day has come")
    parts = (patients, aim, limits)
    name = _("%(row)s: per cent in time") % {"row": line.label}
    return Told(name, line.within_percent.text, rule, _TABLE, parts)


def _limits(scope: Scope, asked: Asked, now: datetime.datetime) -> Iterator[Told]:
    """Gives the limit of each fund's claim."""
    for limit in claim_limits(scope, asked, now):
        if limit.days is None:
            yield Told(fund_name(limit.fund), None, _("no limit was found"), limit.evidence)
            continue
        yield Told(
            fund_name(limit.fund), _("%(n)s days") % {"n": limit.days}, _("calendar days"), limit.evidence
        )  # fmt: skip


def of_kpi(scope: Scope, kpi: Kpi) -> Told:
    """Gives the working of an indicator."""
    parts = [
        Told(_("Numerator"), count_shown(kpi.n, scope.sees_cases), "", _CASES),
        Told(_("Denominator"), count_shown(kpi.of, scope.sees_cases), kpi.beside, _CASES),
        Told(_("Rule"), None, kpi.title, kpi.evidence),
    ]
    if kpi.target is not None:
        parts.append(Told(_("Target"), f"{plain(kpi.target)} %", "", kpi.target_evidence))
    return Told(kpi.title, kpi_value(kpi), kpi.rule, kpi.evidence, tuple(parts))


def of_step(scope: Scope, line: StepLine, clock: str) -> Told:
    """Gives the working of a step's times."""
    found = line.spent
    n = None if found is None else count_shown(found.stats.n, scope.sees_cases)
    clocks = {"calendar": _("days of the calendar, day and night"), "office": _("office days of opening hours")}
    parts = [
        Told(_("Cases that did it"), n, _("from when the case came to the step until it was done"), _CASES),
        Told(_("Median"), line.median or None, _("mean of the two middle cases"), _STATISTICS),
        Told("P90", line.p90 or None, _("nine tenths of the cases took no longer"), _STATISTICS),
        Told(_("All cases together"), grouped(str(line.total_days)), clocks[clock], _CASES),
    ]
    if line.kept is not None:
        tally = line.kept
        share = None if tally.percent is None else shown(tally.percent, PLACES["percent"])
        rule = _("100 × in time ÷ (in time + late); what is not due yet is not counted")
        counts = (
            Told(_("In time"), count_shown(tally.within, scope.sees_cases), line.limit, _CASES),
            Told(_("Over"), count_shown(tally.over, scope.sees_cases), "", _CASES, href=line.over_href),
        )
        parts.append(Told(_("Share within the limit"), share, rule, _evidence(line), counts))
    rule = _("what is done after the discharge is counted from the discharge at the earliest")
    return Told(line.label, f"{line.median} / {line.p90}", rule, _CASES, tuple(parts))


def _evidence(line: StepLine) -> Evidence:
    rule = book().all(Rule).get((line.step.deadline if line.step else None) or "")
    if rule is None:
        return Evidence(Grade.GAP, "not-found")
    entries: Sequence[Evidence] = [entry.evidence for entry in rule.entries]
    return max(entries, key=lambda evidence: evidence.grade.rank)
