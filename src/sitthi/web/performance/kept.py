"""Which deadlines of a year's cases were kept: one grouped query, judged as the core judges one case."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from sitthi.web.claims.models import CaseDeadline, CaseDocument, ClaimCase

__all__ = ["Kept", "deadlines_over", "kept"]

_RECORDS = ("treatment_record", "record_copy")
"""The papers without which nobody can pass a copy of the record on."""
_COPIES = "record_copies"


@dataclass(frozen=True, slots=True)
class Kept:
    """How many cases kept a deadline and how many did not; the rest stands beside, as the document has it."""

    within: int = 0
    over: int = 0
    pending: int = 0
    lost: int = 0
    """Cases whose record is lost: counted on neither side [sso-cqi-2555, KPI table: 2 of 36]."""
    not_started: int = 0

    @property
    def judged(self) -> int:
        """Is the cases of which it is known."""
        return self.within + self.over

    @property
    def percent(self) -> Fraction | None:
        """Is the exact percent in time, `None` of none."""
        return Fraction(100 * self.within, self.judged) if self.judged else None


def _verdict(now: datetime.datetime) -> Case:
    record = CaseDocument.objects.filter(case=OuterRef("case"), document__in=_RECORDS, state="lost")
    is_lost = Q(rule=_COPIES) & Exists(record)
    return Case(
        When(due_at__isnull=False, done_at__lte=F("due_at"), then=Value("within")),
        When(due_at__isnull=False, done_at__isnull=False, then=Value("over")),
        When(Q(done_at__isnull=True) & is_lost, then=Value("lost")),
        When(due_at__isnull=True, then=Value("not_started")),
        When(due_at__gte=now, then=Value("pending")),
        default=Value("over"),
        output_field=CharField(),
    )


def kept(cases: QuerySet[ClaimCase], rules: Collection[str], now: datetime.datetime) -> Mapping[str, Kept]:
    """Counts by rule how the deadlines of some cases were kept."""
    rows = CaseDeadline.objects.filter(rule__in=list(rules), case__in=cases.order_by().values("pk")).order_by()
    counts: dict[str, Counter[str]] = {rule: Counter() for rule in rules}
    for row in rows.annotate(verdict=_verdict(now)).values("rule", "verdict").annotate(n=Count("pk")):
        counts[row["rule"]][row["verdict"]] += row["n"]
    return {rule: Kept(**count) for rule, count in counts.items()}


def deadlines_over(cases: QuerySet[ClaimCase], rule: str, now: datetime.datetime) -> QuerySet[ClaimCase]:
    """Narrows cases to those that are over a deadline: the ones that `kept` counts so."""
    over = CaseDeadline.objects.filter(rule=rule, case=OuterRef("pk")).annotate(verdict=_verdict(now))
    return cases.filter(Exists(over.filter(verdict="over")))
