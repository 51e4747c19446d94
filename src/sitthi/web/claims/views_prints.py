"""What the claims pages give on paper: the work list, a case's cover sheet, a hand-over slip."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import striptags
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitthi.core.claims.due import DeadlineState
from sitthi.core.claims.facts import OFFICE_TIME, office_day
from sitthi.files.write.prints.cover import Cover, CoverDeadline, CoverDocument, CoverStep
from sitthi.files.write.prints.sheet import Content, Sheet, printed
from sitthi.files.write.prints.slip import Slip as SlipSheet
from sitthi.files.write.prints.slip import SlipLine as SlipSheetLine
from sitthi.files.write.prints.work_list import WorkGroup, WorkList, WorkRow
from sitthi.web.accounts.audit import saw, saw_list
from sitthi.web.accounts.models import User
from sitthi.web.accounts.rights import may
from sitthi.web.claims.case_page import page_of_case
from sitthi.web.claims.choices import choices_for, filter_words
from sitthi.web.claims.flows import book
from sitthi.web.claims.freshness import fresh_at
from sitthi.web.claims.lists import asked_cases, days_of, page_of, wanted_of
from sitthi.web.claims.models import ClaimCase, Slip, SlipLine
from sitthi.web.claims.rows import Row, grouped_rows, rows_of
from sitthi.web.claims.settling import calendar_of
from sitthi.web.claims.units import functions_of
from sitthi.web.claims.views_case import seen_case
from sitthi.web.claims.views_slips import seen_lines, seen_slip
from sitthi.web.desk.templatetags.marks import deadline_badge
from sitthi.web.desk.templatetags.thai import bedate, betime

__all__ = ["cover", "pdf_answer", "sheet_for", "slip_print", "work_list_print"]

_MOST = 300


def sheet_for(user: User, title: str, filters: str = "") -> Sheet:
    """Gives the frame of a print: office, filters, until when the data go, who prints and when."""
    until = fresh_at(user)
    return Sheet(
        office=str(user.hospitals[0] if user.hospitals else user.roles[0].organisation),
        title=title,
        printed_at=timezone.now().astimezone(OFFICE_TIME),
        printed_by=user.name,
        filters=filters,
        data_until=office_day(until) if until else None,
        is_synthetic=settings.IS_SYNTHETIC,
        book=book().sha256,
        language=get_language() or "th",
    )


def pdf_answer(sheet: Sheet, content: Content, name: str) -> HttpResponse:
    """Gives a print as a PDF to be opened; its name says nothing of a patient."""
    answer = HttpResponse(printed(sheet, content), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _words(row: Row) -> str:
    return striptags(deadline_badge(row.badge)) if row.badge else ""


@login_required
@require_safe
def work_list_print(request: HttpRequest) -> HttpResponse:
    """Prints a list as it is filtered, under the same headings."""
    user = request.user
    if not may(user, "claims.see"):
        raise Http404
    hospital = user.hospitals[0] if user.hospitals else None
    days = days_of(timezone.now(), calendar_of(hospital.pk if hospital else None))
    wanted = wanted_of(request.GET)
    cases = asked_cases(user, wanted, days)
    page = page_of(cases, size=_MOST)
    functions = functions_of(user, hospital) if hospital else frozenset()
    rows = rows_of(page.cases, days, functions)
    saw_list(request, ClaimCase, "list_print", len(rows), {"tab": wanted.tab})
    groups = tuple(
        WorkGroup(str(title), tuple(_row(each) for each in found), len(found))
        for title, found in grouped_rows(rows)
    )
    filters = filter_words(wanted, choices_for(user))
    if page.following:
        cut = _("the first %(n)s only") % {"n": _MOST}
        filters = " · ".join(part for part in (filters, cut) if part)
    sheet = sheet_for(user, _("Work list"), filters)
    return pdf_answer(sheet, WorkList(groups), "work-list")


def _row(row: Row) -> WorkRow:
    case = row.case
    held = case.holder.name if case.holder else (case.holder_unit.name if case.holder_unit else "")
    return WorkRow(
        state=row.badge.state if row.badge else DeadlineState.NOT_KNOWN,
        due=_words(row),
        due_note=" · ".join(part for part in (row.rule, bedate(case.next_due_at)) if part),
        patient=f"{case.title}{case.first_name} {case.last_name}",
        number=case.numbered,
        fund=row.fund,
        ward=case.ward.name if case.ward else "",
        next_act=row.todo,
        missing=row.lacks,
        held_by=held,
        held_for=row.held_for,
        amount_satang=case.charge_satang,
        late_cost_satang=row.cost,
    )


@login_required
@require_safe
def cover(request: HttpRequest, token: str) -> HttpResponse:
    """Prints the cover sheet that goes in front of a case's papers."""
    found = seen_case(request, token)
    saw(request, found, "cover")
    context = page_of_case(found, request.user, timezone.now(), get_language() or "th")
    steps = [step for group in context["step_groups"] for step in group["steps"]]
    content = Cover(
        patient=f"{found.title}{found.first_name} {found.last_name}",
        hn=found.hn,
        number=found.number,
        fund=context["fund"],
        ward=found.ward.name if found.ward else "",
        physician=found.physician,
        admitted_on=office_day(found.admitted_at),
        discharged_on=office_day(found.discharged_at) if found.discharged_at else None,
        waits_for=context["waits"],
        deadlines=tuple(
            CoverDeadline(row.title, row.badge.state, striptags(deadline_badge(row.badge)), row.says)
            for row in context["deadlines"]
        ),
        documents=tuple(
            CoverDocument(
                each["name"],
                striptags(str(each["words"])),
                " ".join(part for part in (each["unit"], betime(each["since"])) if part),
            )
            for each in context["documents"]
        ),
        steps=tuple(
            CoverStep(step["number"], step["title"], step["unit"], step["done_on"], step["done_by"])
            for step in steps
        ),
    )
    return pdf_answer(sheet_for(request.user, _("Cover sheet of a claim")), content, "cover-sheet")


@login_required
@require_safe
def slip_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Prints a slip with a place for both to sign."""
    found: Slip = seen_slip(request.user, pk)
    lines = seen_lines(request.user, found)
    saw_list(request, Slip, "slip_print", len(lines), {"slip": str(found.number)})
    answers = {SlipLine.Answer.ACCEPTED: True, SlipLine.Answer.REFUSED: False}
    content = SlipSheet(
        from_unit=found.from_unit.name,
        to_unit=found.to_unit.name,
        made_by=found.made_by.name,
        made_at=found.made_at.astimezone(OFFICE_TIME),
        lines=tuple(
            SlipSheetLine(
                f"{line.case.title}{line.case.first_name} {line.case.last_name}",
                line.case.numbered,
                (),
                answers.get(line.answer),
                line.reason or (line.get_answer_display() if line.answer == SlipLine.Answer.TAKEN_BACK else ""),
            )
            for line in lines
        ),
        note=found.note,
    )
    title = _("Hand-over slip %(n)s") % {"n": found.number}
    return pdf_answer(sheet_for(request.user, title), content, "hand-over-slip")
