"""The pages of flows: which are in force, one drawn, two compared, and an own edition made."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sitthi.core.claims.facts import office_day
from sitthi.core.flow.step import ClockStart, Symbol
from sitthi.core.flow.working import comparison_working
from sitthi.core.rules.dated import Rule
from sitthi.core.thai.dates import written_in_field
from sitthi.core.thai.lettering import one_line
from sitthi.files.write.prints.flow import FlowPrint
from sitthi.web.accounts.audit import saw
from sitthi.web.accounts.doors import needs
from sitthi.web.accounts.models import Organisation, User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.flow_editing import Draft, draft_of, plain_of, rows_of_values, saved
from sitthi.web.claims.flow_lists import before_of, editions_for, flow_groups, hospitals_for
from sitthi.web.claims.flow_pictures import (
    CHARTS,
    both,
    compared_tables,
    drawn,
    ecrs_rows,
    flow_words,
    picture_of,
    printed_tables,
    slip_sentences,
    warnings_of,
    words_for,
)
from sitthi.web.claims.flows import book, definition_of
from sitthi.web.claims.models import FlowEdition
from sitthi.web.claims.rows import fund_name
from sitthi.web.claims.views_prints import pdf_answer, sheet_for
from sitthi.web.desk.fields import ThaiDateField
from sitthi.web.desk.templatetags.thai import bedate

__all__ = ["flow", "flow_compare", "flow_edit", "flow_print", "flows"]


def _edition(user: User, pk: int) -> FlowEdition:
    found = editions_for(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _hospital(request: HttpRequest, edition: FlowEdition | None = None) -> Organisation:
    """Gives the hospital that a page is about: the edition's own, the one asked for, or the first."""
    hospitals = hospitals_for(request.user)
    asked = request.GET.get("hospital", "") or request.POST.get("hospital", "")
    if edition is not None and edition.hospital is not None:
        return edition.hospital
    chosen = [hospital for hospital in hospitals if not asked or hospital.code == asked]
    if not chosen:
        raise Http404
    return chosen[0]


@needs("performance.see")
@require_safe
def flows(request: HttpRequest) -> HttpResponse:
    """Lists the flows of a hospital by fund, with the edition in force of each."""
    hospital = _hospital(request)
    today = office_day(timezone.now())
    groups = flow_groups(request.user, hospital, today)
    own = sum(row.edition.hospital_id is not None and row.is_in_force for group in groups for row in group.rows)
    context = {
        "hospital": hospital,
        "hospitals": [(each.code, each.name) for each in hospitals_for(request.user)],
        "groups": groups,
        "n_own": own,
        "n_flows": len(groups),
    }
    return render(request, "claims/flows.html", context)


@needs("performance.see")
@require_safe
def flow(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a flow drawn by unit or by its five symbols, and its steps as a table."""
    edition = _edition(request.user, pk)
    saw(request, edition, "page")
    language, today = get_language() or "th", office_day(timezone.now())
    definition = definition_of(edition)
    words = words_for(definition, language, today)
    chart = request.GET.get("chart", CHARTS[0])
    picture = picture_of(definition, chart if chart in CHARTS else CHARTS[0], words)
    before, _choices = before_of(request.user, edition, "")
    hospital = _hospital(request, edition)
    context = {
        "edition": edition,
        "flow": definition,
        "title": one_line(definition.title.in_language(language)),
        "fund": fund_name(edition.fund),
        "picture": drawn(picture, language),
        "says": picture.says,
        "chart": chart if chart in CHARTS else CHARTS[0],
        "steps": [
            {
                "step": step,
                "label": step.label.in_language(language),
                "unit": words.unit(definition, step.unit),
                "persons": words.persons(step) or "",
                "remarks": [each for each in words.remarks(step) if each != words.persons(step)],
                "papers": words.papers(definition, step),
                "evidence": step.evidence or definition.evidence,
            }
            for step in definition.steps
        ],
        "groups": definition.groups,
        "before": before,
        "hospital": hospital,
        "may_edit": may(request.user, "claims.edit_flow", hospital),
    }
    return render(request, "claims/flow.html", context)


@needs("performance.see")
@require_safe
def flow_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows two editions side by side: what was saved, what was changed, which stated figures do not hold."""
    edition = _edition(request.user, pk)
    before, choices = before_of(request.user, edition, request.GET.get("before", ""))
    if before is None:
        return redirect("flow", pk)
    saw(request, edition, "page")
    language, today = get_language() or "th", office_day(timezone.now())
    pair = definition_of(before), definition_of(edition)
    if why := request.GET.get("why", ""):
        return _why(request, before, edition, why, language)
    sides = [
        drawn(picture_of(each, "symbols", words_for(each, language, today), side), language)
        for each, side in zip(
            pair, (flow_words(language).say("flow.before"), flow_words(language).say("flow.after")), strict=True
        )
    ]
    context = {
        "edition": edition,
        "before": before,
        "choices": [(str(each.pk), _named(each, language)) for each in choices],
        "chosen": str(before.pk),
        "after_name": _named(edition, language),
        "title": one_line(pair[1].title.in_language(language)),
        "says": both(*pair, language, today).says,
        "sides": sides,
        "rows": compared_tables(*pair, language),
        "warnings": warnings_of(*pair, language),
        "slips": slip_sentences(*pair, language),
        "changes": ecrs_rows(*pair, language),
        "may_edit": may(request.user, "claims.edit_flow", _hospital(request, edition)),
    }
    return render(request, "claims/flow_compare.html", context)


def _named(edition: FlowEdition, language: str) -> str:
    """Names an edition by its title, whose it is and from when."""
    whose = edition.hospital.name if edition.hospital else _("of the book")
    title = one_line(definition_of(edition).title.in_language(language))
    return f"{title} · {whose} · {bedate(edition.in_force_from)}"


def _why(request: HttpRequest, before: FlowEdition, after: FlowEdition, why: str, language: str) -> HttpResponse:
    """Shows where a percent saved comes from, down to the rows that it was added up from."""
    unit, _dot, figure = why.partition(".")
    pair = definition_of(before), definition_of(after)
    units = {each.id for flow in pair for each in flow.units} | {"all"}
    found = (
        comparison_working(*pair, unit, f"{figure}_saved_percent", flow_words(language)) if unit in units else None
    )
    if found is None:
        raise Http404
    context = {"found": found, "edition": after, "before": before, "book": book().sha256[:12]}
    return render(request, "claims/flow_why.html", context)


@needs("performance.see")
@require_safe
def flow_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Prints a flow on A4 across: both its charts, or side by side with another where one is asked for."""
    edition = _edition(request.user, pk)
    saw(request, edition, "print")
    language, today = get_language() or "th", office_day(timezone.now())
    definition = definition_of(edition)
    words = words_for(definition, language, today)
    asked = request.GET.get("before", "")
    before = before_of(request.user, edition, asked)[0] if asked else None
    if before is None:
        content = FlowPrint(tuple(picture_of(definition, chart, words) for chart in CHARTS))
    else:
        pair = definition_of(before), definition
        content = FlowPrint((both(*pair, language, today),), tuple(printed_tables(*pair, language)))
    title = one_line(definition.title.in_language(language))
    filters = " · ".join(
        (fund_name(edition.fund), _("in force from %(day)s") % {"day": bedate(edition.in_force_from)})
    )
    return pdf_answer(sheet_for(request.user, title, filters), content, "flow")


@needs("claims.edit_flow")
@require_http_methods(["GET", "POST"])
def flow_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Makes a new dated edition from a copy: in a form of its steps, or in the whole text."""
    copied = _edition(request.user, pk)
    hospital = _hospital(request, copied)
    if not may(request.user, "claims.edit_flow", hospital):
        raise Http404
    today, language = office_day(timezone.now()), get_language() or "th"
    if request.method != "POST":
        values = plain_of(copied)
        draft = Draft(
            values["title"]["th"], values["title"]["en"], "", rows_of_values(values),
            {group["id"]: str(group["days"]) for group in values.get("groups", ())}, copied.text,
            is_text=request.GET.get("as") == "text",
        )  # fmt: skip
        return _form(request, copied, hospital, draft, "", [])
    draft = draft_of(request.POST)
    if not draft.text:
        draft.text = copied.text
    typed = request.POST.get("in_force_from", "")
    field = ThaiDateField()
    try:
        day = field.clean(typed)
    except ValidationError as fault:
        return _form(request, copied, hospital, draft, typed, list(fault.messages))
    made = saved(request.user, hospital, copied, draft, day, today, language)
    if isinstance(made, list):
        return _form(request, copied, hospital, draft, typed, made)
    messages.success(
        request,
        _("Saved: in force for admissions from %(day)s; cases that run keep theirs") % {"day": bedate(day)},
    )
    return redirect("flow", made.pk)


def _form(
    request: HttpRequest, copied: FlowEdition, hospital: Organisation, draft: Draft, typed: str, faults: list[str]
) -> HttpResponse:
    language = get_language() or "th"
    definition = definition_of(copied)
    if draft.is_text and not draft.rows:
        draft.rows = rows_of_values(plain_of(copied))
    context: dict[str, Any] = {
        "edition": copied,
        "hospital": hospital,
        "title": one_line(definition.title.in_language(language)),
        "draft": draft,
        "in_force_from": typed or written_in_field(office_day(timezone.now()) + datetime.timedelta(days=1)),
        "faults": faults,
        "units": [(unit.id, unit.label.in_language(language)) for unit in definition.units],
        "documents": [(each.id, each.label.in_language(language)) for each in definition.documents],
        "groups": [(group.id, draft.days.get(group.id, "")) for group in definition.groups],
        "symbols": list(Symbol),
        "deadlines": [
            (rule.id, rule.title.in_language(language)) for rule in book().all(Rule).values() if rule.is_deadline
        ],
        "clocks": [
            (ClockStart.ADMISSION.value, _("admission")), (ClockStart.DISCHARGE.value, _("discharge")),
            (ClockStart.RECEIPT.value, _("receipt of the papers")),
        ],
        "people": sorted(
            User.objects.filter(memberships__organisation__path__startswith=hospital.path, is_active=True)
            .distinct().values_list("name", flat=True)
        ),
    }  # fmt: skip
    return render(request, "claims/flow_edit.html", context, status=422 if faults else 200)
