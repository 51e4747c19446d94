"""Tags that draw the marks: deadlines, grades, symbols, figures, sources of answers.

They are drawn in Python and not from templates: a list of a hundred rows has several hundred.
"""

import datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sitthi.core.evidence import Evidence, Grade
from sitthi.web.desk.templatetags.thai import GLUE, clock

__all__ = [
    "bars",
    "bottom",
    "deadline_badge",
    "empty",
    "figure",
    "grade",
    "mark",
    "no",
    "register",
    "source_tag",
    "symbol",
    "tag",
]

register = template.Library()

_GRADES = {
    Grade.F: gettext_lazy("Read in a primary source"),
    Grade.T: gettext_lazy("Recomputed from a primary source"),
    Grade.F2: gettext_lazy("Two transcriptions agree"),
    Grade.F1: gettext_lazy("One secondary source"),
    Grade.I: gettext_lazy("Inferred, with its reason"),
    Grade.K: gettext_lazy("Commonly known, not confirmed"),
    Grade.GAP: gettext_lazy("Not found in any source"),
}
_SYMBOLS = {
    "operation": gettext_lazy("Operation"),
    "transport": gettext_lazy("Transport"),
    "inspection": gettext_lazy("Inspection"),
    "delay": gettext_lazy("Delay"),
    "storage": gettext_lazy("Storage"),
}
_SOURCES = {
    "computed": gettext_lazy("Computed"),
    "person": gettext_lazy("Decided by a person"),
    "paper": gettext_lazy("On paper"),
}
_NOES = {
    "not_reported": gettext_lazy("Not reported"),
    "not_applicable": gettext_lazy("Not applicable"),
    "not_known": gettext_lazy("Not known"),
    "fewer_than_five": gettext_lazy("Fewer than 5"),
}
_DOCUMENTS = {
    "missing": ("bad", gettext_lazy("Not here yet")),
    "received": ("good", gettext_lazy("Received")),
    "sent": ("good", gettext_lazy("Sent")),
    "borrowed": ("warn", gettext_lazy("Borrowed")),
    "returned": ("good", gettext_lazy("Brought back")),
    "lost": ("bad", gettext_lazy("Lost")),
    "not_needed": ("quiet", gettext_lazy("Not needed")),
    "not_yet_known": ("quiet", gettext_lazy("Not yet known")),
}
_MARK_OF = {"done": "tick", "done_late": "tick", "not_started": "later", "not_known": "unknown"}


def _use(name: str) -> str:
    return f"{static('desk/sprite.svg')}#{name}"


@register.simple_tag
def mark(name: str, label: str = "") -> SafeString:
    """Draws a mark of the sprite; where no text beside it says what it means, a label does."""
    if label:
        return format_html(
            '<svg class="glyph" role="img" aria-label="{}"><use href="{}"></use></svg>', label, _use(name)
        )
    return format_html('<svg class="glyph" aria-hidden="true"><use href="{}"></use></svg>', _use(name))


@register.simple_tag
def symbol(kind: Any, state: str = "") -> SafeString:
    """Draws one of the five symbols of a process: full once its step is done or current, else hollow."""
    name = str(getattr(kind, "value", kind))
    full = "-full" if str(getattr(state, "value", state)) in ("done", "current") else ""
    return format_html(
        '<svg class="symbol symbol-{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
        name, _SYMBOLS[name], _use(name + full),
    )  # fmt: skip


@register.simple_tag
def symbol_name(kind: Any) -> str:
    """Names one of the five symbols."""
    return str(_SYMBOLS[str(getattr(kind, "value", kind))])


@register.simple_tag
def deadline_badge(due: Any, href: str = "") -> SafeString:
    """Draws how near a deadline is; with an address it opens where the counting is shown.

    `due` has a `state` of `DeadlineState` and the whole `days` late or left, and perhaps `due_at`, `starts_at`,
    `done_at`. The time of day is told where the clock counts hours: `found` is there and empty.
    """
    if due is None:
        return mark_safe("")
    state = str(getattr(due.state, "value", due.state))
    inside = format_html("{}{}", mark(_MARK_OF.get(state, state)), _due_words(state, due))
    if href:
        return format_html('<a class="due due-{}" href="{}" data-drawer="">{}</a>', state, href, inside)
    return format_html('<span class="due due-{}">{}</span>', state, inside)


def _due_words(state: str, due: Any) -> str:
    days = abs(due.days or 0)
    if state == "late":
        if not days and due.due_at is not None:
            return _("Late since %(time)s") % {"time": _time(due.due_at)}
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    if state == "today":
        return f"{_('Today')} {_time(due.due_at)}" if _counts_hours(due) else _("Today")
    if state in ("soon", "later"):
        if not days and getattr(due, "due_at", None) is not None:
            return _("Until %(time)s") % {"time": _time(due.due_at)}
        return ngettext("In %(n)s day", "In %(n)s days", days) % {"n": days}
    if state == "done":
        return _done_words(due)
    if state == "done_late":
        return ngettext("Done %(n)s day late", "Done %(n)s days late", days) % {"n": days}
    return str(_STATES[state])


_STATES = {
    "paused": gettext_lazy("Clock paused"),
    "not_started": gettext_lazy("Not started"),
    "not_known": gettext_lazy("Not known"),
}


def _done_words(due: Any) -> str:
    started, done = getattr(due, "starts_at", None), getattr(due, "done_at", None)
    if started is None or done is None:
        return _("In time")
    used = (timezone.localtime(done).date() - timezone.localtime(started).date()).days
    if used <= 0:
        return _("Same day")
    return ngettext("Took %(n)s day", "Took %(n)s days", used) % {"n": used}


def _counts_hours(due: Any) -> bool:
    return getattr(due, "due_at", None) is not None and getattr(due, "found", due) is None


def _time(value: datetime.datetime) -> str:
    return clock(value).partition(GLUE)[0]


@register.simple_tag
def grade(evidence: Any) -> SafeString:
    """Draws a grade of evidence, with what it means to who points at it or hears it."""
    if evidence is None or evidence == "":
        return mark_safe("")
    which = Grade(evidence.grade if isinstance(evidence, Evidence) else getattr(evidence, "value", evidence))
    return format_html(
        '<span class="grade grade-{0}" title="{1}">{0}<span class="visually-hidden"> {1}</span></span>',
        which.value, _GRADES[which],
    )  # fmt: skip


@register.inclusion_tag("desk/parts/legend.html")
def grade_legend(*grades: str) -> dict[str, Any]:
    """Explains the grades that a page uses, or all."""
    return {"grades": [Grade(each) for each in grades] or [Grade.F, Grade.F1, Grade.I, Grade.K, Grade.GAP]}


@register.filter
def grade_words(which: Any) -> str:
    """Says what a grade means."""
    return str(_GRADES[Grade(getattr(which, "value", which))])


@register.simple_tag
def figure(text: Any, href: str = "", title: str = "", is_headline: bool = False) -> SafeString:
    """Draws a figure whose working opens beside the page under `title`; a headline ends in an equals sign."""
    if not href:
        return format_html("{}", text)
    equals = mark_safe('<span class="equals" aria-hidden="true">=</span>') if is_headline else ""
    return format_html('<a class="figure" href="{}" data-drawer="{}">{}{}</a>', href, title, text, equals)


@register.simple_tag
def no(kind: str) -> SafeString:
    """Says which kind of no it is: `not_reported`, `not_applicable`, `not_known`, `fewer_than_five`."""
    return format_html('<span class="no-{}">{}</span>', kind, _NOES[kind])


@register.simple_tag
def source_tag(kind: str) -> SafeString:
    """Says where an answer is from: `computed`, `person` or `paper`."""
    return tag(kind, _SOURCES[kind])


@register.simple_tag
def document_tag(state: Any, need: Any = "") -> SafeString:
    """Says where a document stands; what a case does not need, or not yet, is said instead of missing."""
    told, needed = (str(getattr(each, "value", each)) for each in (state, need))
    if told == "missing" and needed in ("not_needed", "not_yet_known"):
        told = needed
    return tag(*_DOCUMENTS[told])


@register.simple_tag
def tag(kind: str, text: Any) -> SafeString:
    """Draws a small word of state: `good`, `warn`, `bad`, `note`, `quiet`, or a source of answers."""
    return format_html('<span class="tag tag-{}">{}</span>', kind, text)


@register.inclusion_tag("desk/parts/empty.html")
def empty(kind: str, title: str, text: str = "", href: str = "", act: str = "") -> dict[str, Any]:
    """Says why nothing is here: `nothing` yet, all `done`, or the `filter` is too narrow; with one thing to do."""
    return {"kind": kind, "title": title, "text": text, "href": href, "act": act}


@register.simple_tag
def bars(most: int, first: int, second: int = 0, limit: int | None = None, kind: str = "warn") -> SafeString:
    """Draws one or two amounts as a bar out of `most`, and a limit as a stroke; the figures stand beside it.

    `warn` colours what must be mended and what should be looked at, `plain` an amount.
    """
    whole = max(most, first + second, limit or 0, 1)
    one, two = (1000 * each // whole for each in (first, second))
    names = ("bar-c", "bar-c") if kind == "plain" else ("bar-a", "bar-b")
    stroke = ""
    if limit is not None:
        stroke = format_html('<rect class="bar-limit" x="{}" width="6" height="10"/>', 1000 * limit // whole)
    return format_html(
        '<svg class="bars" viewBox="0 0 1006 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="{}" width="{}" y="1" height="8"/>'
        '<rect class="{}" x="{}" width="{}" y="1" height="8"/>{}</svg>',
        names[0], one, names[1], one, two, stroke,
    )  # fmt: skip


@register.filter
def bottom(rail: Any, n: int = 3) -> list[Any]:
    """Gives the entries of the rail that stand in a phone's bottom bar: the first, and the one that is open."""
    entries = [entry for _title, group in rail or [] for entry in group]
    shown = entries[:n]
    open_now = next((entry for entry in entries if entry.is_here), None)
    if open_now is not None and open_now not in shown:
        shown[-1] = open_now
    return shown


@register.filter
def has_entry(rail: Any, name: str) -> bool:
    """Tells whether the rail leads to a page, which is whether its reader may open it."""
    return any(entry.name == name for _title, group in rail or [] for entry in group)


@register.filter
def dressed(field: Any) -> SafeString:
    """Draws a form's field in the look of the desk; Django itself ties it to its help and its faults."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    look = {"checkbox": "form-check-input", "radio": "form-check-input", "select": "form-select"}
    own = widget.attrs.get("class", "")
    attrs = {"class": f"{look.get(kind, 'form-control')} {own}".strip()}
    if widget.attrs.get("placeholder") == field.label:
        # A library's forms repeat the label inside the field.
        attrs["placeholder"] = ""
    return field.as_widget(attrs=attrs)
