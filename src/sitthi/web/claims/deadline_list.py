"""The deadlines of a case as its page lists them: from when, by which clock, over which days, how surely."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.calendar.deadlines import Clock
from sitthi.core.claims.due import CaseDeadline, DeadlineState
from sitthi.core.evidence import Evidence, Grade
from sitthi.web.desk.templatetags.thai import bedate, betime

__all__ = ["DeadlineRow", "deadline_rows"]


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline in words."""

    rule: str
    title: str
    badge: CaseDeadline
    says: str
    """How it was counted."""
    skipped: str
    before: datetime.date | None
    """The last working day, where the due date fell on a day off."""
    grade: Grade
    evidence: Evidence
    is_claim: bool

    @property
    def why(self) -> str:
        """Is the part of the case's address that tells how it was counted."""
        return f"?{urlencode({'why': self.rule})}"

    @property
    def due_at(self) -> datetime.datetime | None:
        """Is the last moment."""
        return self.badge.due_at


def deadline_rows(deadlines: Sequence[CaseDeadline], language: str) -> list[DeadlineRow]:
    """Gives the deadlines, those that are open and nearest first."""
    order = {state: n for n, state in enumerate(_ORDER)}
    rising = sorted(deadlines, key=lambda each: (order[each.state], each.due_at.timestamp() if each.due_at else 0))
    return [
        DeadlineRow(
            each.rule,
            each.title.in_language(language),
            each,
            _says(each, language),
            _skipped(each, language),
            each.last_working_day,
            each.grade,
            each.evidence,
            each.is_claim,
        )
        for each in rising
    ]


_ORDER = (
    DeadlineState.LATE, DeadlineState.TODAY, DeadlineState.SOON, DeadlineState.LATER, DeadlineState.PAUSED,
    DeadlineState.NOT_STARTED, DeadlineState.NOT_KNOWN, DeadlineState.DONE_LATE, DeadlineState.DONE,
)  # fmt: skip


def _says(each: CaseDeadline, language: str) -> str:
    if each.state is DeadlineState.NOT_STARTED:
        return _("its clock has not started")
    if each.state is DeadlineState.NOT_KNOWN and each.due_at is None:
        return each.says.in_language(language) if each.says else _("no source gives the limit")
    parts = []
    if each.starts_at is not None:
        parts.append(_("counted from %(day)s") % {"day": _moment(each, each.starts_at)})
    if each.found is not None:
        parts.append(_clock(each.found.clock))
    if each.due_at is not None:
        parts.append(_("due %(day)s") % {"day": _moment(each, each.due_at)})
    if each.n_paused_days:
        paused = ngettext("with %(n)s paused day", "with %(n)s paused days", each.n_paused_days)
        parts.append(paused % {"n": each.n_paused_days})
    if each.says is not None:
        parts.append(each.says.in_language(language))
    return " · ".join(str(part) for part in parts if part)


def _moment(each: CaseDeadline, at: datetime.datetime) -> str:
    return bedate(at) if each.found is not None else betime(at)


def _clock(clock: Clock) -> str:
    """Names a clock of days."""
    return {Clock.WORKING_DAYS: _("working days"), Clock.CALENDAR_DAYS: _("calendar days")}.get(clock, "")


def _skipped(each: CaseDeadline, language: str) -> str:
    """Names the days off that were passed over, weekends by number."""
    if each.found is None or not each.found.skipped:
        return ""
    named = [
        f"{bedate(why.day)} {why.days_off[0].th if language == 'th' else why.days_off[0].en}"
        for why in each.found.skipped
        if why.days_off
    ]
    weekends = sum(not why.days_off for why in each.found.skipped)
    if weekends:
        words = ngettext("%(n)s weekend day", "%(n)s weekend days", weekends) % {"n": weekends}
        named.append(words)
    return ", ".join(named)
