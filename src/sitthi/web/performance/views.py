"""The performance pages: claims in time, indicators, times by step, and the cases behind a count."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitthi.core.claims.facts import office_day
from sitthi.core.claims.monthly import Verdict
from sitthi.core.measures.timeliness import month_named
from sitthi.core.numbers import plain
from sitthi.files.write.prints.monthly import Monthly
from sitthi.files.write.prints.written import month as month_written
from sitthi.web.accounts.audit import saw_list
from sitthi.web.accounts.doors import needs
from sitthi.web.accounts.rights import may
from sitthi.web.claims.flows import book
from sitthi.web.claims.freshness import fresh_at
from sitthi.web.claims.models import ClaimCase
from sitthi.web.claims.views_prints import pdf_answer, sheet_for
from sitthi.web.desk.templatetags.thai import anyear, betime
from sitthi.web.performance.cases import VERDICTS, Drill, case_lines, drill_of, drilled, page_after
from sitthi.web.performance.filters import filter_words, filters_of
from sitthi.web.performance.kpis import Kpi, kpis
from sitthi.web.performance.lead_times import lead_times
from sitthi.web.performance.months import Counted, Target, counted, target_of
from sitthi.web.performance.scope import FEWEST, Asked, Scope, asked_of, scope_of
from sitthi.web.performance.table import Line, answer_of, drawn_trend, kpi_value, lines_of, total_line
from sitthi.web.performance.workbook import Head, workbook
from sitthi.web.performance.workings import Told, of_kpi, of_line, of_step

__all__ = ["steps", "timeliness", "timeliness_cases", "timeliness_excel", "timeliness_print"]

_PAGE = 50
_EXPORTED = 5000


@dataclass(frozen=True)
class _Seen:
    """What every page of these is about: who counts what, as of when."""

    scope: Scope
    asked: Asked
    now: datetime.datetime
    language: str
    target: Target

    def filters(self, drill: Drill | None = None) -> dict[str, str]:
        """Gives what the audit trail keeps: codes that there are, and nothing else that an address may hold."""
        offered, plain_page = filters_of(self.scope, self.asked, office_day(self.now)), Asked()
        chosen = {
            each.name: each.chosen
            for each in offered
            if each.chosen in dict(each.options) and each.chosen != getattr(plain_page, each.name)
        }
        drilled = {"month": drill.month, "verdict": drill.verdict} if drill else {}
        return {**chosen, **drilled}

    def counted(self) -> Counted:
        return counted(self.scope, self.asked, self.now, self.target.percent)

    def kpis(self, told: Counted) -> Sequence[Kpi]:
        return kpis(self.scope, self.asked, self.now, told.total, self.target)

    def lines(self, told: Counted) -> tuple[Sequence[Line], Line]:
        lines = lines_of(self.scope, self.asked, told, self.target)
        return lines, total_line(self.scope, self.asked, told, self.target)

    @property
    def title(self) -> str:
        """Names the page with the hospital that it is about, where there are several to choose from."""
        name = _("In time: claims sent within their limit after discharge")
        if len(self.scope.hospitals) > 1 and self.scope.hospital is not None:
            return f"{name} · {self.scope.hospital.name}"
        return name


def _seen(request: HttpRequest) -> _Seen:
    now, language = timezone.now(), get_language() or "th"
    asked = asked_of(request.GET, office_day(now))
    scope = scope_of(request.user, asked)
    if scope is None:
        raise Http404
    if asked.split == "physician" and not scope.sees_cases:
        asked = asked.but(split="month")
    return _Seen(scope, asked, now, language, target_of(asked, language))


@needs("performance.see")
@require_safe
def timeliness(request: HttpRequest) -> HttpResponse:
    """Shows the monthly table with its course and the indicators; with `why` the working of one figure."""
    seen = _seen(request)
    told = seen.counted()
    lines, total = seen.lines(told)
    if why := request.GET.get("why", ""):
        return _why(request, seen, why, told, (*lines, total))
    answer = answer_of(seen.scope, seen.asked, told, seen.target)
    context = {
        "title": seen.title,
        "answer": answer,
        "asked": seen.asked,
        "sees_cases": seen.scope.sees_cases,
        "filters": filters_of(seen.scope, seen.asked, office_day(seen.now)),
        "lines": [(line, _is_ahead(line, seen.now)) for line in lines],
        "total": total,
        "has_pending": any(line.row.pending for line in lines),
        "first": _split_name(seen.asked),
        "n_months": len(told.with_data),
        "kpis": [(each, kpi_value(each)) for each in seen.kpis(told)] if told.total.patients else [],
        "trend": drawn_trend(told, seen.target, office_day(seen.now), answer),
        "target": plain(seen.target.percent),
        "target_evidence": seen.target.evidence,
        "year": anyear(seen.asked.fiscal_year),
        "fresh_at": fresh_at(request.user) or seen.now,
    }
    return render(request, "performance/timeliness.html", context)


def _is_ahead(line: Line, now: datetime.datetime) -> bool:
    return line.row.month is not None and line.row.month > office_day(now)


def _split_name(asked: Asked) -> str:
    names = {
        "month": _("Month of discharge"), "fund": _("Fund"), "ward": _("Ward"), "physician": _("Physician"),
        "hospital": _("Hospital"),
    }  # fmt: skip
    return names[asked.split]


def _why(request: HttpRequest, seen: _Seen, why: str, told: Counted, lines: Sequence[Line]) -> HttpResponse:
    """Shows where a figure comes from, as a page that the drawer takes its middle from."""
    found: Told | None = None
    kind, _dot, name = why.partition(".")
    if kind == "kpi":
        found = next((of_kpi(seen.scope, each) for each in seen.kpis(told) if each.id == name), None)
    elif kind == "step":
        times = lead_times(seen.scope, seen.asked, seen.now, seen.language)
        of = [line for line in times.lines if line.step and line.step.id == name] if times else []
        found = of_step(seen.scope, of[0], seen.asked.clock) if of else None
    else:
        is_over = why.endswith(".over")
        of_table = [line for line in lines if line.name == why.removesuffix(".over")]
        if of_table:
            found = of_line(seen.scope, seen.asked, of_table[0], seen.target, seen.now, is_over=is_over)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "asked": seen.asked,
        "filters": filter_words(filters_of(seen.scope, seen.asked, office_day(seen.now))),
        "book": book().sha256[:12],
        "now": seen.now,
    }
    return render(request, "performance/why.html", context)


@needs("performance.see")
@require_safe
def steps(request: HttpRequest) -> HttpResponse:
    """Shows how long cases lie at each step; the monthly page takes this in as its lower part."""
    seen = _seen(request)
    times = lead_times(seen.scope, seen.asked, seen.now, seen.language)
    other = seen.asked.but(clock="calendar" if seen.asked.clock == "office" else "office")
    context = {
        "times": times,
        "asked": seen.asked,
        "other_clock": other.query,
        "sees_cases": seen.scope.sees_cases,
        "filters": filters_of(seen.scope, seen.asked, office_day(seen.now)),
        "filter_words": filter_words(filters_of(seen.scope, seen.asked, office_day(seen.now))),
        "fresh_at": fresh_at(request.user) or seen.now,
    }
    name = "performance/steps_part.html" if request.htmx else "performance/steps.html"
    return render(request, name, context)


@needs("performance.see")
@require_safe
def timeliness_cases(request: HttpRequest) -> HttpResponse:
    """Lists the cases behind a count, to who may see them."""
    seen = _seen(request)
    if not seen.scope.sees_cases:
        raise Http404
    drill = drill_of(request.GET)
    cases = drilled(seen.scope, seen.asked, drill, seen.now)
    found, following = page_after(cases, seen.asked, request.GET.get("after", ""), _PAGE)
    saw_list(request, ClaimCase, "list", len(found), seen.filters(drill))
    query = request.GET.copy()
    query.pop("after", None)
    words = [filter_words(filters_of(seen.scope, seen.asked, office_day(seen.now)))]
    if drill.month:
        words.append(_("ended in %(month)s") % {"month": month_written(month_named(drill.month), seen.language)})
    context = {
        "lines": case_lines(found, seen.now, seen.language),
        "following": following,
        "query": query.urlencode(),
        "asked": seen.asked,
        "verdict": VERDICTS[Verdict(drill.verdict)][1] if drill.verdict else "",
        "is_over_step": bool(drill.deadline),
        "words": " · ".join(word for word in words if word),
        "is_first": "after" not in request.GET,
        "fresh_at": fresh_at(request.user) or seen.now,
    }
    return render(request, "performance/cases.html", context)


@needs("performance.see")
@require_safe
def timeliness_excel(request: HttpRequest) -> HttpResponse:
    """Gives the page's figures as a workbook; with the cases not in time for who may take them out."""
    seen = _seen(request)
    told = seen.counted()
    lines, total = seen.lines(told)
    times = lead_times(seen.scope, seen.asked, seen.now, seen.language)
    cases = None
    if seen.scope.sees_cases and all(may(request.user, "claims.export", each) for each in seen.scope.chosen):
        late = drilled(seen.scope, seen.asked, drill_of({"verdict": Verdict.OVER.value}), seen.now)
        lost = drilled(seen.scope, seen.asked, drill_of({"verdict": Verdict.UNACCOUNTED.value}), seen.now)
        rows = (late | lost).select_related("ward", "hospital").order_by("claim_due_at", "pk")[:_EXPORTED]
        cases = case_lines(rows, seen.now, seen.language)
    n = len(cases) if cases is not None else 0
    saw_list(request, ClaimCase, "export", n, seen.filters())
    head = Head(
        seen.title,
        [
            answer_of(seen.scope, seen.asked, told, seen.target),
            filter_words(filters_of(seen.scope, seen.asked, office_day(seen.now))),
            _("Taken out %(at)s by %(who)s") % {"at": betime(seen.now), "who": request.user.name},
            _("Rules %(book)s") % {"book": book().sha256[:12]},
        ],
        seen.scope.sees_cases,
        _split_name(seen.asked),
    )
    answer = HttpResponse(
        workbook(head, lines, total, seen.kpis(told), times, cases),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="in-time-{seen.asked.year}.xlsx"'
    return answer


@needs("performance.see")
@require_safe
def timeliness_print(request: HttpRequest) -> HttpResponse:
    """Prints the monthly table with its course, the indicators as notes, and two signatures."""
    seen = _seen(request)
    told = counted(seen.scope, seen.asked.but(split="month"), seen.now, seen.target.percent)
    saw_list(request, ClaimCase, "print", told.total.patients, seen.filters())
    content = Monthly(
        months=told.months,
        together=told.total,
        target=seen.target.percent,
        notes=tuple(_notes(seen, told)),
        fewest=0 if seen.scope.sees_cases else FEWEST,
    )
    words = filter_words(filters_of(seen.scope, seen.asked, office_day(seen.now)))
    return pdf_answer(sheet_for(request.user, seen.title, words), content, "in-time")


def _notes(seen: _Seen, told: Counted) -> Sequence[str]:
    notes = [
        _("Per cent in time: 100 × in time ÷ patients whose day has come, by the limit of each fund's claim"),
        _("Unaccounted for: not sent and a record is lost, or nobody knows by when it had to be; not in time"),
    ]
    for each in seen.kpis(told):
        value = kpi_value(each) + ("" if each.is_there is not None or each.percent is None else " %")
        if value:
            notes.append(" · ".join(part for part in (f"{each.title}: {value}", each.beside) if part))
    return notes
