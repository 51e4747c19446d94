"""What the gallery shows while developing: every component, in every state, with invented examples."""

import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitthi.core.claims.due import DeadlineState
from sitthi.core.evidence import Grade
from sitthi.web.desk.frame import Entry

__all__ = ["examples"]

_DAY = datetime.timedelta(days=1)


class ExampleForm(forms.Form):
    """A form with a right and a wrong entry."""

    discharged = forms.CharField(
        label=gettext_lazy("Day of discharge"), help_text=gettext_lazy("Such as 22/11/2569")
    )
    weight = forms.IntegerField(label=gettext_lazy("Weight of criterion 3"))
    fund = forms.ChoiceField(label=gettext_lazy("Fund"), choices=[("UCS", "UC"), ("SSS", "SSS")])

    def clean_weight(self) -> int:
        """Finds the weights one short."""
        raise forms.ValidationError(_("The weights make 99 and lack 1: make them 100 before saving"))


def examples(now: datetime.datetime) -> dict[str, Any]:
    """Gives the gallery's page what it shows, as of a moment."""
    return {
        "user": SimpleNamespace(
            is_authenticated=True, name=_("Example Person"), get_short_name=_("Example"), roles=[]
        ),
        "first_role": SimpleNamespace(get_role_display=_("Benefits officer")),
        "here": SimpleNamespace(name=_("Example Hospital"), kind="hospital", code="99001"),
        "rail": _rail(),
        "is_synthetic": True,
        "fresh_at": now,
        "deadlines": _deadlines(now),
        "grades": list(Grade),
        "symbols": ["operation", "transport", "inspection", "delay", "storage"],
        "groups": _steps(),
        "entries": _story(now),
        "form": ExampleForm({"discharged": "22/11/2569", "weight": "9", "fund": "SSS"}),
        "job": SimpleNamespace(
            id="example", title=_("Checking the files"), percent=62, spoken=_("62 per cent of the rows checked"),
            says=[_("796,270 of 1,284,306 rows"), _("41,800 rows a second"), _("about 12 seconds left")],
            phases=[
                SimpleNamespace(title=_("Take in"), state="done"),
                SimpleNamespace(title=_("Check each row"), state="now"),
                SimpleNamespace(title=_("Open cases"), state="ahead"),
            ],
        ),
        "funds": [("", _("All")), ("UCS", "UC"), ("SSS", "SSS")],
        "colours": _COLOURS,
    }  # fmt: skip


_COLOURS = [
    ("ink", "#17232E"), ("muted", "#51606E"), ("line", "#D5DCE1"), ("canvas", "#F4F6F7"),
    ("rail", "#10333B"), ("primary", "#0B5C66"), ("primary-tint", "#E3F0F1"), ("selected", "#DFEEF0"),
    ("late", "#B42318"), ("today", "#8F4700"), ("soon", "#6F5200"), ("done", "#1D6B3A"),
    ("late-tint", "#FCEBE9"), ("today-tint", "#FDF0DC"), ("soon-tint", "#FFF8DF"), ("person", "#5B3E96"),
]  # fmt: skip


def _rail() -> list[tuple[str, list[Entry]]]:
    return [
        (
            _("Daily work"),
            [
                Entry(_("My work"), "#a", "work", 22, True),
                Entry(_("All cases"), "#b", "cases"),
                Entry(_("Hand-over slips"), "#c", "slips", 2),
                Entry(_("Ward"), "#d", "ward"),
                Entry(_("Files in"), "#e", "intake", 1),
            ],
        ),
        (_("Results"), [Entry(_("In time"), "#f", "timeliness"), Entry(_("Flows"), "#g", "flows")]),
    ]


def _deadlines(now: datetime.datetime) -> list[tuple[Any, str]]:
    def due(state: DeadlineState, days: int = 0, **more: Any) -> Any:
        return SimpleNamespace(**{"state": state, "days": days, "due_at": now + days * _DAY, **more})

    return [
        (due(DeadlineState.LATE, -4), _("The limit has passed: before all other work")),
        (due(DeadlineState.TODAY, found=None), _("Ends today")),
        (due(DeadlineState.SOON, 2), _("No more than 3 working days")),
        (due(DeadlineState.LATER, 11), _("Not urgent yet")),
        (due(DeadlineState.PAUSED), _("Only where the rule lets the clock stand still")),
        (due(DeadlineState.DONE, 20, starts_at=now - 10 * _DAY, done_at=now), _("Done within the limit")),
        (due(DeadlineState.DONE_LATE, -3), _("Done, and over the limit")),
        (due(DeadlineState.NOT_STARTED), _("What starts its clock has not happened")),
        (due(DeadlineState.NOT_KNOWN), _("No source says the limit")),
    ]


def _steps() -> list[Any]:
    def step(number: int, symbol: str, state: str, note: str = "") -> Any:
        return SimpleNamespace(number=number, title=_("Example step"), symbol=symbol, state=state, note=note)

    return [
        SimpleNamespace(
            title=_("Benefits and ward"), says=_("3 days, used 4"), is_over=True, has_days=True,
            steps=[step(1, "operation", "done"), step(2, "inspection", "done"), step(3, "operation", "skipped")],
        ),
        SimpleNamespace(
            title="R2A", says=_("3 days"), is_over=False, has_days=True,
            steps=[step(4, "transport", "done"), step(5, "operation", "current", _("waits for the chart"))],
        ),
        SimpleNamespace(
            title=_("Finance"), says="", is_over=False, has_days=False,
            steps=[step(6, "transport", "ahead"), step(7, "operation", "not_needed")],
        ),
    ]  # fmt: skip


def _story(now: datetime.datetime) -> list[Any]:
    def entry(days: int, kind: str, text: str, older: Any = ()) -> Any:
        by = f"{_('Example Person')} · {_('Benefits officer')}"
        return SimpleNamespace(
            at=now - days * _DAY, day=f"D+{19 - days}", kind=kind, text=text, by=by, older=older
        )

    gone = [SimpleNamespace(text=_("Chart asked for"), by=_("Example Person"))]
    return [
        entry(0, "plain", _("Reminded the borrower for the 2nd time"), gone),
        entry(1, "clock", _("The clock of 3 days started")),
        entry(6, "back", _("Chart borrowed back by the ward")),
        entry(19, "discharge", _("Discharged: the clock of 30 days started")),
    ]
