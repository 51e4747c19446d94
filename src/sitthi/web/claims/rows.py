"""One row of a list as people read it: what is due, who it is, what to do next and who holds it."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sitthi.core.claims.due import DeadlineState
from sitthi.core.claims.facts import office_day
from sitthi.core.claims.lateness import Lateness, lateness
from sitthi.core.claims.standing import WaitingKind
from sitthi.core.evidence import Grade
from sitthi.core.numbers import plain
from sitthi.core.rules.dated import Rule
from sitthi.web.claims.flows import book, definition_by_id
from sitthi.web.claims.lists import Days, place_of
from sitthi.web.claims.models import ClaimCase
from sitthi.web.desk.templatetags.thai import beday

__all__ = ["Badge", "Row", "badge_of", "cost_of", "fund_name", "grouped_rows", "rows_of", "waiting_sentence"]

_LATE_SHARE = "late_share"
_CLAIM = "_claim"
"""How the ids of the rules end that limit the sending of a claim."""
_FUNDS = {
    "UCS": gettext_lazy("UC"),
    "OFC": gettext_lazy("CSMBS"),
    "SSS": gettext_lazy("SSS"),
    "LGO": gettext_lazy("LGO"),
    "NHS": gettext_lazy("NHSO staff"),
    "accident": gettext_lazy("Accident insurance"),
    "private": gettext_lazy("Private insurance"),
}


def fund_name(fund: str) -> str:
    """Gives a fund as offices write it; one that has no short name goes by its code."""
    return str(_FUNDS.get(fund, fund))


@dataclass(frozen=True, slots=True)
class Badge:
    """How near a deadline is: its state and the whole days late or left; `hours` where less than a day is left."""

    state: DeadlineState
    days: int = 0
    due_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a list shows it."""

    case: ClaimCase
    badge: Badge | None
    rule: str
    """The name of the deadline that comes next."""
    todo: str
    lacks: str
    about: str
    """The patient's AN and age."""
    due_note: str
    step_words: str
    held_for: str
    fund: str
    cost: int | None
    """Satang that lateness takes or will take next, below zero; `None` where nobody says."""
    cost_grade: Grade
    href: str
    """The case's address, with the list that it is opened from and its place there."""
    is_mine_to_do: bool
    """Whether what comes next is work of the reader's units."""


def badge_of(case: ClaimCase, days: Days) -> Badge | None:
    """Tells how near a case's next deadline is; `None` where nothing is due."""
    due = case.next_due_at
    if due is None:
        # A pause stops no clock but those whose rule lets it.
        return Badge(DeadlineState.PAUSED) if case.is_paused else None
    left = (office_day(due) - office_day(days.now)).days
    if due < days.now:
        return Badge(DeadlineState.LATE, max(-left, 0), due)
    if due <= days.today_ends:
        return Badge(DeadlineState.TODAY, 0, due)
    state = DeadlineState.SOON if due <= days.soon_ends else DeadlineState.LATER
    return Badge(state, left, due)


def rows_of(cases: Iterable[ClaimCase], days: Days, functions: frozenset[str], carried: str = "") -> list[Row]:
    """Gives the rows of a page of cases; asks the database for nothing but flows not seen before.

    `functions` are the units of the flows that the reader works for, `carried` what a case's address tells of
    the list.
    """
    before, after = reverse("case", args=["-"])[:-1], f"?{urlencode({'list': carried})}&at="
    language, rules = get_language() or "th", book().all(Rule)
    today = office_day(days.now)
    rows = []
    for case in cases:
        lost = lateness(
            rules[_LATE_SHARE], case.fund, case.charge_satang, case.discharged_at, case.sent_at or days.now
        )
        rule = rules.get(case.next_rule)
        rows.append(
            Row(
                case=case,
                badge=badge_of(case, days),
                rule=_rule_words(rule, language) if rule is not None else "",
                todo=waiting_sentence(case, language),
                lacks=_lacks(case, language),
                about=_about(case, today),
                due_note=_due_note(case),
                step_words=_step_words(case),
                held_for=_held_for(case, today),
                fund=fund_name(case.fund),
                cost=cost_of(lost, case.sent_at is not None),
                cost_grade=lost.evidence.grade,
                href=f"{before}{case.token}{after}{place_of(case)}",
                is_mine_to_do=case.is_open and case.holder_function in functions and not _waits_for_others(case),
            )
        )
    return rows


def _waits_for_others(case: ClaimCase) -> bool:
    return case.waits_for == WaitingKind.ACCEPTANCE


def _about(case: ClaimCase, today: datetime.date) -> str:
    age = _age(case.born_on, today)
    return case.numbered if age is None else f"{case.numbered} · {_('%(age)s years') % {'age': age}}"


def _due_note(case: ClaimCase) -> str:
    return _("by %(day)s") % {"day": beday(case.next_due_at)} if case.next_due_at else ""


def _step_words(case: ClaimCase) -> str:
    if not case.step_number:
        return ""
    return _("Step %(n)s of %(m)s") % {"n": case.step_number, "m": case.n_steps}


def _held_for(case: ClaimCase, today: datetime.date) -> str:
    if case.held_since is None:
        return ""
    n = (today - office_day(case.held_since)).days
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def _rule_words(rule: Rule, language: str) -> str:
    """Names a deadline in a row: that of a claim by its days, any other by its title."""
    days = {entry.value for entry in rule.entries}
    if rule.id.endswith(_CLAIM) and len(days) == 1 and (n := next(iter(days))) is not None:
        return _("Claim in %(n)s days") % {"n": plain(n)}
    return rule.title.in_language(language)


def cost_of(lost: Lateness, is_sent: bool = False) -> int | None:
    """Gives what is lost already, else, of a claim not sent yet, what is lost once the next limit passes."""
    if not lost.is_known:
        return None
    amount = lost.lost_satang if is_sent else lost.lost_satang or lost.next_satang
    return None if amount is None else -amount


def _age(born_on: datetime.date | None, today: datetime.date) -> int | None:
    if born_on is None:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _document(case: ClaimCase, language: str) -> str:
    documents = {each.id: each.label for each in definition_by_id(case.flow_id).documents}
    label = documents.get(case.waits_for_document)
    return label.in_language(language) if label else ""


def _lacks(case: ClaimCase, language: str) -> str:
    """Gives the words for the document that stands in the way, empty where none does."""
    words = {
        WaitingKind.DOCUMENT_MISSING: _("lacks %(document)s"),
        WaitingKind.DOCUMENT_BORROWED: _("%(document)s is borrowed"),
        WaitingKind.DOCUMENT_LOST: _("%(document)s is lost"),
    }
    says = words.get(case.waits_for)
    return says % {"document": _document(case, language)} if says else ""


def waiting_sentence(case: ClaimCase, language: str) -> str:
    """Says what to do next with a case, in a few words."""
    if case.waits_for == WaitingKind.PAUSED:
        return _("Paused: nothing to do now")
    if case.waits_for == WaitingKind.ACCEPTANCE:
        return _("Handed over: wait for the answer")
    if case.waits_for == WaitingKind.CODING:
        return _("Code the record, so that the weight is known")
    if case.waits_for == WaitingKind.DISCHARGE:
        return _("Wait for the discharge")
    steps = {step.id: step.label for step in definition_by_id(case.flow_id).steps}
    label = steps.get(case.step)
    return label.in_language(language) if label else _("Nothing more to do")


_GROUPS = (
    (DeadlineState.LATE, gettext_lazy("Late")),
    (DeadlineState.TODAY, gettext_lazy("Due today")),
    (DeadlineState.SOON, gettext_lazy("Within 3 working days")),
    (DeadlineState.LATER, gettext_lazy("Later")),
    (DeadlineState.PAUSED, gettext_lazy("Paused")),
    (None, gettext_lazy("Without a deadline")),
)


def grouped_rows(rows: Iterable[Row]) -> Iterator[tuple[Any, list[Row]]]:
    """Gives rows under the words of how near their deadlines are, keeping their order."""
    names = dict(_GROUPS)
    for state, found in groupby(rows, key=lambda row: row.badge.state if row.badge else None):
        yield names[state], list(found)
