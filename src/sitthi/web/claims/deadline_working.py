"""How one deadline of a case was counted, line by line: for the drawer beside its badge."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitthi.core.calendar.deadlines import Clock
from sitthi.core.claims.due import CaseDeadline
from sitthi.core.evidence import Grade, Source
from sitthi.core.rules.choices import Choice
from sitthi.web.claims.deadline_list import DeadlineRow, deadline_rows
from sitthi.web.claims.facts import events_of
from sitthi.web.claims.flows import book, definition_of
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.office import choices
from sitthi.web.claims.settling import settled
from sitthi.web.desk.templatetags.thai import bedate, betime

__all__ = ["Line", "Told", "working_of"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a working: what is meant, its value, and how surely it is known where that is said."""

    name: str
    value: str
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A deadline with the lines of its count and the source of its limit."""

    row: DeadlineRow
    lines: list[Line]
    skipped: list[Line]
    source: str
    place: str
    book: str


def working_of(case: ClaimCase, rule: str, now: datetime.datetime, language: str) -> Told | None:
    """Tells how a deadline of a case came about; `None` where the case has no such deadline."""
    found = settled(case, definition_of(case.flow), events_of(case.events.all()), now)
    each = next((one for one in found.deadlines if one.rule == rule), None)
    if each is None:
        return None
    source = book().all(Source).get(each.evidence.source)
    return Told(
        deadline_rows([each], language)[0],
        _lines(each, language),
        _skipped(each, language),
        source.title.in_language(language) if source else each.evidence.source,
        each.evidence.place,
        book().sha256[:16],
    )


def _lines(each: CaseDeadline, language: str) -> list[Line]:
    lines = []
    if each.says is not None:
        lines.append(Line(_("Time given"), each.says.in_language(language), each.evidence.grade))
    if each.found is not None:
        n = each.found.n - each.n_paused_days
        unit = {
            Clock.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", n),
            Clock.CALENDAR_DAYS: ngettext("%(n)s calendar day", "%(n)s calendar days", n),
        }.get(each.found.clock, "%(n)s")
        lines.append(Line(_("Time given"), unit % {"n": n}, each.evidence.grade))
    if each.starts_at is not None:
        lines.append(Line(_("The clock started"), betime(each.starts_at)))
    if each.found is not None:
        lines.append(Line(_("Day 1"), bedate(each.found.counted_from)))
        if each.n_paused_days:
            paused = ngettext("%(n)s day", "%(n)s days", each.n_paused_days) % {"n": each.n_paused_days}
            lines.append(Line(_("Added by pauses"), paused))
        if each.found.is_on_day_off:
            lines.append(Line(_("Would be due"), bedate(each.found.nominal), each.found.grade))
            lines.append(Line(_("As that is a day off"), _choice("due_on_holiday", language)))
    if each.due_at is not None:
        lines.append(Line(_("Due on"), bedate(each.due_at) if each.found is not None else betime(each.due_at)))
    if each.done_at is not None:
        lines.append(Line(_("Done"), betime(each.done_at)))
    return lines


def _choice(name: str, language: str) -> str:
    return book().all(Choice)[name].values[choices()[name]].in_language(language)


def _skipped(each: CaseDeadline, language: str) -> list[Line]:
    """Names each day that was passed over."""
    if each.found is None:
        return []
    return [
        Line(
            bedate(why.day),
            ", ".join(off.th if language == "th" else off.en for off in why.days_off) or _("weekend"),
            why.days_off[0].evidence.grade if why.days_off else None,
        )
        for why in each.found.skipped
    ]
