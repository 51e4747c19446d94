"""The monthly table and the indicators as shown: each count a link, each percent with its working."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sitthi.core.claims.monthly import MonthRow, Verdict
from sitthi.core.numbers import PLACES, grouped, plain, shown, shown_against
from sitthi.core.thai.dates import BE_OFFSET
from sitthi.files.write.prints.written import month as month_written
from sitthi.web.claims.rows import fund_name
from sitthi.web.desk.templatetags.marks import no
from sitthi.web.desk.templatetags.thai import GLUE, anyear
from sitthi.web.performance.filters import group_names
from sitthi.web.performance.kpis import Kpi
from sitthi.web.performance.months import Counted, Target
from sitthi.web.performance.scope import FEWEST, Asked, Scope
from sitthi.web.performance.trend import TrendWords, trend

__all__ = [
    "Cell",
    "Line",
    "answer_of",
    "count_shown",
    "drawn_trend",
    "kpi_value",
    "lines_of",
    "month_key",
    "total_line",
]

_NAMED = 3
_VERDICTS = (Verdict.WITHIN, Verdict.OVER, Verdict.PENDING, Verdict.UNACCOUNTED)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown, and where it leads."""

    text: str | SafeString
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; `name` is what an address calls it."""

    name: str
    label: str
    row: MonthRow
    patients: Cell
    within: Cell
    within_percent: Cell
    over: Cell
    over_percent: Cell
    pending: Cell
    unaccounted: Cell


def month_key(month: datetime.date) -> str:
    """Writes a month as addresses have it: `2569-04`."""
    return f"{month.year + BE_OFFSET}-{month.month:02}"


def count_shown(n: int, sees_cases: bool) -> str | SafeString:
    """Writes a count; a small one is not told to who may not see the cases behind it."""
    return grouped(str(n)) if sees_cases or not 0 < n < FEWEST else no("fewer_than_five")


def lines_of(scope: Scope, asked: Asked, told: Counted, target: Target) -> Sequence[Line]:
    """Gives the rows: the twelve months, or the groups that the page is split by, most patients first."""
    if asked.split == "month":
        language = get_language() or "th"
        return [
            _line(scope, asked, month_key(row.month), month_written(row.month, language), row, target,
                  {"month": month_key(row.month)})
            for row in told.months
            if row.month is not None
        ]  # fmt: skip
    rising = sorted(told.groups.items(), key=lambda pair: (-pair[1].patients, str(pair[0])))
    names = group_names(asked, list(told.groups))
    return [
        _line(scope, asked, f"group.{in_address}", label, row, target, {asked.split: in_address})
        for key, row in rising
        for label, in_address in [names[key]]
    ]


def total_line(scope: Scope, asked: Asked, told: Counted, target: Target) -> Line:
    """Gives the row of all together."""
    n = len(told.with_data)
    label = ngettext("Together, %(n)s month", "Together, %(n)s months", n) % {"n": n}
    return _line(scope, asked, "total", label, told.total, target, {})


def _line(
    scope: Scope, asked: Asked, name: str, label: str, row: MonthRow, target: Target, narrowed: dict[str, str]
) -> Line:
    cases, page = reverse("timeliness_cases"), reverse("timeliness")
    more = {key: value for key, value in narrowed.items() if key == "month"}
    of_group = {key: value for key, value in narrowed.items() if key != "month"}
    to_list = asked.but(split="month", **of_group)
    leads = scope.sees_cases and all(narrowed.values())

    def count(verdict: Verdict | None, n: int) -> Cell:
        text = count_shown(n, scope.sees_cases)
        if not n or not leads:
            return Cell(text)
        given = {**more, **({"verdict": verdict.value} if verdict else {})}
        return Cell(text, f"{cases}?{_joined(to_list.query, urlencode(given))}")

    def percent(share: Fraction | None, why: str, n: int) -> Cell:
        if share is None:
            return Cell("")
        if not scope.sees_cases and 0 < n < FEWEST:
            return Cell("–")
        text = shown_against(share, PLACES["percent"], target.percent) if why == name else shown(share, 2)
        return Cell(text, f"{page}?{_joined(asked.query, urlencode({'why': why}))}")

    counts = {verdict: count(verdict, getattr(row, verdict.value)) for verdict in _VERDICTS}
    return Line(
        name, label, row, count(None, row.patients), counts[Verdict.WITHIN],
        percent(row.within_percent, name, row.within), counts[Verdict.OVER],
        percent(row.over_percent, f"{name}.over", row.over), counts[Verdict.PENDING], counts[Verdict.UNACCOUNTED],
    )  # fmt: skip


def _joined(*queries: str) -> str:
    return "&".join(query for query in queries if query)


def answer_of(scope: Scope, asked: Asked, told: Counted, target: Target) -> str:
    """Says what the page found: the share, the target, the months below it, and who is unaccounted for."""
    total = told.total
    who = fund_name(asked.fund) if asked.fund else _("All funds")
    kinds = {"inpatient": _("inpatients"), "outpatient": _("outpatients")}
    about = _("%(who)s, %(kind)s, fiscal year %(year)s") % {
        "who": who, "kind": kinds[asked.kind], "year": anyear(asked.fiscal_year),
    }  # fmt: skip
    if not total.patients:
        return " · ".join((about, _("no case of this year has ended yet")))
    said = [about]
    if total.within_percent is None:
        said.append(_("no claim was due yet"))
    else:
        said.append(
            _("in time %(share)s %%, target %(target)s %%")
            % {
                "share": shown_against(total.within_percent, PLACES["percent"], target.percent),
                "target": plain(target.percent),
            }
        )
    said += _exceptions(scope, told)
    return " · ".join(said)


def _exceptions(scope: Scope, told: Counted) -> Iterator[str]:
    language = get_language() or "th"
    below = [month_written(row.month, language) for row in told.with_data if row.met is False and row.month]
    if below and len(below) == len(told.with_data):
        yield _("every month is below the target")
    elif len(below) > _NAMED:
        n, m = len(below), len(told.with_data)
        yield _("%(n)s of %(m)s months below the target") % {"n": n, "m": m}
    elif below:
        yield _("%(months)s below the target") % {"months": ", ".join(below)}
    lost, no_limit = told.total.unaccounted, told.no_limit
    if lost:
        n = _few(lost, scope)
        yield ngettext("%(n)s claim unaccounted for", "%(n)s claims unaccounted for", lost) % {"n": n}
    if no_limit:
        n = _few(no_limit, scope)
        yield ngettext(
            "%(n)s of them without a known limit", "%(n)s of them without a known limit", no_limit
        ) % {"n": n}  # fmt: skip


def _few(n: int, scope: Scope) -> str:
    return grouped(str(n)) if scope.sees_cases or n >= FEWEST else _("fewer than 5")


def kpi_value(kpi: Kpi) -> str:
    """Writes an indicator's result."""
    if kpi.is_there is not None:
        return _("there is one") if kpi.is_there else _("there is none")
    if kpi.percent is None or kpi.target is None:
        return ""
    return shown_against(kpi.percent, PLACES["percent"], kpi.target)


def drawn_trend(told: Counted, target: Target, today: datetime.date, answer: str) -> SafeString:
    """Draws the months' shares."""
    language = get_language() or "th"
    months = [row.month for row in told.months if row.month is not None]
    words = TrendWords(
        months=[month_written(each, language).partition(GLUE)[0] for each in months],
        years=[anyear(each) if n == 0 or each.month == 1 else "" for n, each in enumerate(months)],
        target=_("target %(target)s") % {"target": plain(target.percent)},
        no_data=_("no data"),
        answer=answer,
    )
    return trend(told.months, target.percent, words, today)
