"""The monthly table: one grouped query over the cases of a year, judged by the core.

The verdict of a case stands here a second time, as SQL; `core.claims.monthly.verdict` says what it means, and a
generated test holds both together.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When

from sitthi.core.claims.monthly import MonthRow, Verdict, month_row
from sitthi.core.evidence import Evidence
from sitthi.core.rules.dated import Rule
from sitthi.web.claims.flows import book
from sitthi.web.performance.scope import Asked, Scope, ended_field, start_of

__all__ = ["NO_LIMIT", "Counted", "Target", "counted", "months_of", "of_verdict", "target_of", "verdict_sql"]

NO_LIMIT = "no_limit"
"""Counted with the unaccounted, and told beside them: nobody knows by when the claim had to go out."""
_SPLIT_FIELDS = {"fund": "fund", "ward": "ward", "physician": "physician", "hospital": "hospital"}

Key = datetime.date | str | int | None


def verdict_sql(now: datetime.datetime) -> Case:
    """Gives the verdict of a case's claim as SQL.

    A limit of days ends with its day, so that the moments compare as the days do; a limit of hours is held to the
    hour, as on the case's own page.
    """
    return Case(
        When(claim_due_at__isnull=True, then=Value(NO_LIMIT)),
        When(sent_at__lte=F("claim_due_at"), then=Value(Verdict.WITHIN.value)),
        When(sent_at__isnull=False, then=Value(Verdict.OVER.value)),
        When(n_lost__gt=0, then=Value(Verdict.UNACCOUNTED.value)),
        When(claim_due_at__gte=now, then=Value(Verdict.PENDING.value)),
        default=Value(Verdict.OVER.value),
        output_field=CharField(),
    )


def months_of(asked: Asked) -> list[datetime.date]:
    """Gives the first days of the twelve months of the year."""
    first = asked.period.first
    return [
        datetime.date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1)
        for n in range(12)
    ]


@dataclass(frozen=True)
class Counted:
    """The year's cases by month, and by what the page splits them by; percents are the core's."""

    months: Sequence[MonthRow]
    """All twelve, those without a patient too."""
    groups: Mapping[Key, MonthRow]
    """By fund, ward, physician or hospital; empty where the page goes by month."""
    total: MonthRow
    no_limit: int
    """Of the unaccounted, those whose limit nobody knows."""

    @cached_property
    def with_data(self) -> list[MonthRow]:
        """Are the months that have a patient."""
        return [row for row in self.months if row.patients]


def counted(scope: Scope, asked: Asked, now: datetime.datetime, target: Fraction) -> Counted:
    """Counts the cases of the year as of a moment."""
    starts = months_of(asked)
    ended = ended_field(asked)
    month = Case(
        *(When(**{f"{ended}__lt": start_of(start)}, then=Value(n)) for n, start in enumerate(starts[1:])),
        default=Value(len(starts) - 1),
        output_field=IntegerField(),
    )
    split = _SPLIT_FIELDS.get(asked.split)
    keys = ["in_month", "verdict", *([split] if split else [])]
    rows = scope.cases(asked).order_by().annotate(in_month=month, verdict=verdict_sql(now)).values(*keys)
    tallies: dict[Key, Counter[Verdict]] = {start: Counter() for start in starts}
    groups: dict[Key, Counter[Verdict]] = {}
    no_limit = 0
    every: Counter[Verdict] = Counter()
    for row in rows.annotate(n=Count("pk")):
        start, n = starts[row["in_month"]], row["n"]
        lacks_limit = row["verdict"] == NO_LIMIT
        verdict = Verdict.UNACCOUNTED if lacks_limit else Verdict(row["verdict"])
        places: list[Counter[Verdict]] = [tallies[start], every]
        if split:
            places.append(groups.setdefault(row[split], Counter()))
        for tally in places:
            tally[verdict] += n
        no_limit += n * lacks_limit
    return Counted(
        months=[month_row(start, tallies[start], target) for start in starts],
        groups={key: month_row(None, tally, target) for key, tally in groups.items()},
        total=month_row(None, every, target),
        no_limit=no_limit,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """What share has to be in time, and who says so."""

    percent: Fraction
    evidence: Evidence
    name: str


def target_of(asked: Asked, language: str) -> Target:
    """Gives the target that the page judges by: the one tracked later, or the one set at first."""
    entries = {entry.keys["stage"]: entry for entry in book().all(Rule)["timely_claims"].entries}
    entry = entries[asked.target]
    return Target(entry.value, entry.evidence, entry.note.in_language(language) if entry.note else "")


def of_verdict(verdict: Verdict, now: datetime.datetime) -> Q:
    """Gives the condition under which a case has a verdict, for lists of the cases behind a count."""
    sent, due = Q(sent_at__isnull=False), Q(claim_due_at__isnull=False)
    in_time = Q(sent_at__lte=F("claim_due_at"))
    gone = Q(sent_at__isnull=True, n_lost__gt=0)
    return {
        Verdict.WITHIN: due & in_time,
        Verdict.OVER: due & ((sent & ~in_time) | Q(sent_at__isnull=True, n_lost=0, claim_due_at__lt=now)),
        Verdict.PENDING: due & Q(sent_at__isnull=True, n_lost=0, claim_due_at__gte=now),
        Verdict.UNACCOUNTED: ~due | gone,
    }[verdict]
