"""The cases behind a count of the performance page: of a month and verdict, or over a step's limit."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitthi.core.claims.facts import office_day
from sitthi.core.claims.monthly import Sending, Verdict, verdict
from sitthi.core.measures.timeliness import month_named
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.rows import fund_name, waiting_sentence
from sitthi.web.performance.kept import deadlines_over
from sitthi.web.performance.months import of_verdict
from sitthi.web.performance.scope import Asked, Scope, ended_field

__all__ = ["VERDICTS", "CaseLine", "Drill", "case_lines", "drill_of", "drilled", "page_after"]

VERDICTS = {
    Verdict.WITHIN: ("good", gettext_lazy("In time")),
    Verdict.OVER: ("bad", gettext_lazy("Over")),
    Verdict.PENDING: ("quiet", gettext_lazy("Not due yet")),
    Verdict.UNACCOUNTED: ("warn", gettext_lazy("Unaccounted for")),
}


@dataclass(frozen=True, slots=True)
class Drill:
    """Which cases are asked for; empty is all."""

    month: str = ""
    verdict: str = ""
    deadline: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as the list shows it."""

    case: ClaimCase
    fund: str
    days_late: int | None
    verdict: Verdict
    tag: str
    words: str
    todo: str


def drill_of(query: Mapping[str, str]) -> Drill:
    """Reads which cases are asked for; a value that cannot be is as if nothing was asked."""
    told = {name: query.get(name, "").strip()[:60] for name in Drill.__slots__}
    month = told["month"] if month_named(told["month"]) else ""
    wanted = told["verdict"] if told["verdict"] in set(Verdict) else ""
    return Drill(month, wanted, told["deadline"], told["step"])


def drilled(scope: Scope, asked: Asked, drill: Drill, now: datetime.datetime) -> QuerySet[ClaimCase]:
    """Gives the cases, of those that the reader may see."""
    cases = scope.cases_of_month(asked, drill.month)
    # What is counted is the hospitals'; what is shown is the reader's own.
    cases = cases.filter(pk__in=ClaimCase.objects.visible_to(scope.user).values("pk"))
    if drill.verdict:
        cases = cases.filter(of_verdict(Verdict(drill.verdict), now))
    if drill.deadline:
        cases = cases.filter(flow__definition=asked.flow) if asked.flow else cases
        cases = deadlines_over(cases, drill.deadline, now)
    return cases


def page_after(
    cases: QuerySet[ClaimCase], asked: Asked, after: str, size: int
) -> tuple[Sequence[ClaimCase], str]:  # fmt: skip
    """Gives a page of cases in the order in which they ended, and where the next begins."""
    ended = ended_field(asked)
    at, _bar, pk = after.partition("_")
    try:
        place = datetime.datetime.fromtimestamp(int(at) / 1_000_000, datetime.UTC), int(pk)
    except (ValueError, OverflowError, OSError):
        place = None
    if place is not None:
        cases = cases.filter(Q(**{f"{ended}__gt": place[0]}) | Q(**{ended: place[0], "pk__gt": place[1]}))
    found = list(cases.select_related("ward", "holder", "holder_unit").order_by(ended, "pk")[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    micros = (getattr(last, ended) - _EPOCH) // datetime.timedelta(microseconds=1)
    return found[:size], f"{micros}_{last.pk}"


_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def case_lines(cases: Iterable[ClaimCase], now: datetime.datetime, language: str) -> list[CaseLine]:
    """Gives the rows; the core says the verdict of each."""
    today = office_day(now)
    lines = []
    for case in cases:
        due = office_day(case.claim_due_at) if case.claim_due_at else None
        sent = office_day(case.sent_at) if case.sent_at else None
        ended = office_day(case.discharged_at or case.admitted_at)
        found = verdict(Sending(ended, due, sent, case.n_lost > 0), today)
        late = (sent or today) - due if due and found is Verdict.OVER else None
        tag, words = VERDICTS[found]
        todo = waiting_sentence(case, language) if case.is_open else _("Everything done")
        lines.append(
            CaseLine(case, fund_name(case.fund), late.days if late else None, found, tag, str(words), todo)
        )
    return lines
