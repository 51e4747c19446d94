"""The page of the audit trail, and its export."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from auditlog.models import LogEntry
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sitthi.core.thai.moments import moment_in_field
from sitthi.web.accounts.audit import ACTS, CHANGES, saw_list
from sitthi.web.accounts.doors import needs
from sitthi.web.accounts.models import User
from sitthi.web.accounts.trail import Asked, page_of, record_of
from sitthi.web.accounts.trail_lines import Line, kinds
from sitthi.web.desk.fields import ThaiDateField

__all__ = ["audit", "audit_export"]

_EXPORTED = 20_000
"""Rows of an export; who needs more asks for fewer days at a time, as the file says."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SearchForm(forms.Form):
    """What to search the trail for."""

    person = forms.ModelChoiceField(label=gettext_lazy("Who"), queryset=User.objects.none(), required=False)
    act = forms.ChoiceField(label=gettext_lazy("Did"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("With"), required=False)
    record = forms.CharField(label=gettext_lazy("Id of a case or set"), required=False, max_length=20)
    since = ThaiDateField(label=gettext_lazy("From day"), required=False)
    until = ThaiDateField(label=gettext_lazy("To day"), required=False)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = gettext_lazy("Everyone")
        self.fields["person"].queryset = User.objects.visible_to(reader).order_by("name", "pk")
        self.fields["person"].empty_label = everyone
        self.fields["act"].choices = [("", _("Anything")), *CHANGES.values(), *ACTS.items()]
        self.fields["kind"].choices = [("", _("Everything")), *((str(pk), name) for pk, name in kinds())]

    def clean_record(self) -> tuple[int, int] | None:
        """Finds the record by its opaque id."""
        written = self.cleaned_data["record"].strip()
        if not written:
            return None
        found = record_of(written)
        if found is None:
            raise forms.ValidationError(_("No case and no set of files has this id: copy it from their page"))
        return found

    def asked(self) -> Asked:
        """Gives what is searched for; what has a fault is left out, and the page says so beside its field."""
        told = getattr(self, "cleaned_data", {})
        record = told.get("record")
        return Asked(
            person=told["person"].pk if told.get("person") else None,
            act=told.get("act", ""),
            kind=record[0] if record else int(told["kind"]) if told.get("kind") else None,
            record=record[1] if record else None,
            since=told.get("since"),
            until=told.get("until"),
        )


def _searched(request: HttpRequest) -> SearchForm:
    form = SearchForm(request.GET, reader=request.user)
    form.is_valid()
    return form


def _filters(form: SearchForm) -> dict[str, str]:
    """Gives what was searched for, of what could be: a name or number typed into an address does not stay."""
    return {name: form.data.get(name, "") for name in form.fields if form.cleaned_data.get(name)}


@needs("accounts.audit")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Shows who did what to the records of what the reader administers, newest first."""
    form = _searched(request)
    page = page_of(request.user, form.asked(), request.GET.get("after", ""))
    saw_list(request, LogEntry, "list", len(page.lines), _filters(form))
    query = request.GET.copy()
    query.pop("after", None)
    context = {"form": form, "page": page, "query": query.urlencode(), "is_first": "after" not in request.GET}
    return render(request, "accounts/audit.html", context)


@needs("accounts.audit")
@require_safe
def audit_export(request: HttpRequest, form: str) -> HttpResponse:
    """Gives what was searched for as a file, which is an entry of the trail itself."""
    searched = _searched(request)
    page = page_of(request.user, searched.asked(), size=_EXPORTED)
    saw_list(request, LogEntry, "export", len(page.lines), _filters(searched))
    heads = [_("When"), _("Who"), _("Did"), _("With"), _("Id"), _("Detail"), _("From address")]
    rows = [_cells(line) for line in page.lines]
    if page.following:
        rows.append([_("There is more: choose fewer days"), "", "", "", "", "", ""])
    content, media = _written(form, [heads, *rows])
    name = f"audit-{timezone.localdate():%Y%m%d}.{form}"
    return HttpResponse(
        content, content_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _cells(line: Line) -> list[str]:
    when = moment_in_field(timezone.localtime(line.at))
    return [when, line.who, line.act, line.kind, line.record, line.detail, line.address]


def _written(form: str, rows: Iterable[list[str]]) -> tuple[bytes, str]:
    if form == "csv":
        text = io.StringIO()
        # A cell that a spreadsheet would take for a formula is written as the text that it is.
        csv.writer(text).writerows(
            [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows
        )
        return b"\xef\xbb\xbf" + text.getvalue().encode(), "text/csv; charset=utf-8"
    into = io.BytesIO()
    with xlsxwriter.Workbook(
        into, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for n, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(n, column, cell, bold if n == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 6, 22)
    return into.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
