"""The table of indicators of the process, as the document has it, computed from deadlines, papers and flows."""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.core.cache import cache
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.claims.facts import office_day
from sitthi.core.claims.monthly import MonthRow
from sitthi.core.evidence import Evidence, Grade
from sitthi.core.flow.definition import Scope as FlowScope
from sitthi.core.numbers import plain
from sitthi.core.rules.dated import Entry, Rule, in_force
from sitthi.web.claims.flows import book, definition_of
from sitthi.web.claims.models import CaseDocument, FlowEdition
from sitthi.web.performance.kept import Kept, kept
from sitthi.web.performance.limits import limits_evidence, papers_evidence
from sitthi.web.performance.months import Target
from sitthi.web.performance.scope import FEWEST, Asked, Scope

__all__ = ["Kpi", "kpis"]

_DEADLINES = ("entitlement_papers", "record_copies")
_LACKING = ("missing", "borrowed", "lost")
_KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Kpi:
    """One indicator: its target and result in percent, or a yes or no; `beside` is what the count leaves out."""

    id: str
    title: str
    target: Fraction | None
    percent: Fraction | None
    n: int
    of: int
    rule: str
    evidence: Evidence
    target_evidence: Evidence
    beside: str = ""
    is_there: bool | None = None
    """Of a yes or no."""

    @property
    def met(self) -> bool | None:
        """Tells whether the target is met; `None` where nothing was counted."""
        if self.is_there is not None:
            return self.is_there
        return None if self.percent is None or self.target is None else self.percent >= self.target


def kpis(
    scope: Scope, asked: Asked, now: datetime.datetime, total: MonthRow, target: Target
) -> Sequence[Kpi]:  # fmt: skip
    """Gives the indicators of the cases that the page counts."""
    found = _found(scope, asked, now)
    return (
        *(_in_time(rule, found.kept[rule], now, scope) for rule in _DEADLINES),
        _complete(scope, asked, now, found),
        Kpi(
            "claim", _("Claims sent within their limit after discharge, the whole system"), target.percent,
            total.within_percent, total.within, total.within + total.over + total.unaccounted,
            _("100 × in time ÷ (in time + over + unaccounted for)"), limits_evidence(scope, asked, now),
            target.evidence,
        ),
        _procedure(scope, asked, now),
    )  # fmt: skip


def _target(kpi: str) -> Entry:
    return next(
        entry for entry in book().all(Rule)["process_targets"].entries if entry.keys["kpi"] == kpi
    )  # fmt: skip


def _in_time(rule: str, found: Kept, now: datetime.datetime, scope: Scope) -> Kpi:
    limit = in_force(book().all(Rule)[rule], office_day(now))
    days = plain(limit.value) if limit and limit.value is not None else "–"
    titles = {
        "entitlement_papers": _("Entitlement papers at finance within %(n)s days"),
        "record_copies": _("Copies of records at finance within %(n)s days"),
    }
    beside = ""
    if found.lost:
        beside = ngettext("%(n)s lost record not counted", "%(n)s lost records not counted", found.lost)
        beside %= {"n": found.lost if scope.sees_cases or found.lost >= FEWEST else _("fewer than 5")}
    goal = _target(rule)
    return Kpi(
        rule, titles[rule] % {"n": days}, goal.value, found.percent, found.within, found.judged,
        _("100 × in time ÷ (in time + late); what is not due yet is not counted"),
        limit.evidence if limit else book().all(Rule)[rule].evidence, goal.evidence, beside,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What is counted over deadlines and papers."""

    kept: Mapping[str, Kept]
    n_sent: int
    n_lacking: int


def _found(scope: Scope, asked: Asked, now: datetime.datetime) -> _Found:
    """Counts, and keeps the counts for a minute: they run over every deadline and paper of a year."""
    of = f"{[hospital.pk for hospital in scope.chosen]}:{asked.but(split='month', target='tracked').query}"
    key = f"kpis:{hashlib.sha256(of.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        sent = scope.cases(asked).filter(sent_at__isnull=False).order_by()
        lacking = CaseDocument.objects.filter(state__in=_LACKING, need="required", case__in=sent.values("pk"))
        n_lacking = lacking.order_by().values("case").distinct().count()
        found = _Found(kept(scope.cases(asked), _DEADLINES, now), sent.count(), n_lacking)
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _complete(scope: Scope, asked: Asked, now: datetime.datetime, found: _Found) -> Kpi:
    """Gives the share of the claims sent whose papers were all at hand."""
    n_sent, n = found.n_sent, found.n_sent - found.n_lacking
    goal = _target("papers_complete")
    return Kpi(
        "papers_complete", _("Papers complete to the standard"), goal.value,
        Fraction(100 * n, n_sent) if n_sent else None, n, n_sent,
        _("100 × claims sent with every paper at hand ÷ claims sent"), papers_evidence(scope, asked, now),
        goal.evidence,
    )  # fmt: skip


def _procedure(scope: Scope, asked: Asked, now: datetime.datetime) -> Kpi:
    """Tells how many hospitals have their own written way of working, of all units, in force now."""
    today = office_day(now)
    editions = FlowEdition.objects.filter(
        hospital__in=[hospital.pk for hospital in scope.chosen], patient_type=asked.kind, in_force_from__lte=today
    ).filter(Q(in_force_to=None) | Q(in_force_to__gte=today))
    if asked.fund:
        editions = editions.filter(fund=asked.fund)
    own = {each.hospital_id for each in editions if definition_of(each).scope is FlowScope.SYSTEM}
    n, of = len(own), len(scope.chosen)
    beside = _("%(n)s of %(of)s hospitals") % {"n": n, "of": of} if of > 1 else ""
    if not n:
        beside = _("the book's flow is followed")
    return Kpi(
        "procedure", _("Written procedure joining every unit"), None, None, n, of,
        _("a hospital's own edition of its flow, of every unit, is in force today"),
        Evidence(Grade.F, "sso-cqi-2555", "KPI table"), Evidence(Grade.F, "sso-cqi-2555", "KPI table"), beside,
        is_there=n == of,
    )  # fmt: skip
