"""Tells the entries of the audit trail in the reader's words, without any value that a patient is known by."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitthi.web.accounts.audit import ACTS, CHANGES
from sitthi.web.accounts.models import Membership, Organisation, User

__all__ = ["Line", "kinds", "lines"]

_TOLD_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "accounts.user": {
        "name": gettext_lazy("name"),
        "position": gettext_lazy("position"),
        "is_active": gettext_lazy("may sign in"),
        "password_is_initial": gettext_lazy("password is initial"),
    },
    "accounts.organisation": {
        "code": gettext_lazy("code"),
        "name_th": gettext_lazy("Thai name"),
        "name_en": gettext_lazy("English name"),
        "is_active": gettext_lazy("in use"),
    },
    "claims.casefinding": {"state": gettext_lazy("state")},
    "intake.upload": {"state": gettext_lazy("state"), "batch": gettext_lazy("batch")},
}
"""The changed fields that a line tells of, by name; others may hold what a patient is known by."""
_FILTERS: Mapping[str, Any] = {
    "fund": gettext_lazy("fund"),
    "due": gettext_lazy("due"),
    "ward": gettext_lazy("ward"),
    "step": gettext_lazy("step"),
    "physician": gettext_lazy("physician"),
    "document": gettext_lazy("document"),
    "role": gettext_lazy("role"),
    "state": gettext_lazy("state"),
    "person": gettext_lazy("person"),
    "since": gettext_lazy("from"),
    "until": gettext_lazy("to"),
    "q": gettext_lazy("searched"),
}
"""What the filters of lists are called; one without words is told as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the trail in the reader's words."""

    at: datetime.datetime
    who: str
    act: str
    kind: str
    record: str
    detail: str
    address: str
    entry: int


def lines(entries: Sequence[int]) -> Iterator[Line]:
    """Gives the lines of some entries, in their order."""
    kept = LogEntry.objects.select_related("actor", "content_type").in_bulk(entries)
    labels = _labels(kept.values())
    for each in entries:
        entry = kept[each]
        told = entry.additional_data or {}
        act = told.get("what") or CHANGES[entry.action][0]
        yield Line(
            entry.timestamp,
            str(entry.actor) if entry.actor else _("(the system)"),
            _act_words(act),
            _kind_words(entry.content_type),
            labels.get((entry.content_type_id, entry.object_id), ""),
            _detail(entry, told),
            entry.remote_addr or "",
            each,
        )


def _act_words(act: str) -> str:
    return str(ACTS.get(act) or dict(CHANGES.values()).get(act) or act)


def kinds() -> list[tuple[int, str]]:
    """Gives the kinds of records that the trail may hold, by their names."""
    ours = ContentType.objects.filter(app_label__in=["accounts", "claims", "intake"]).order_by("pk")
    named = [(each.pk, _kind_words(each)) for each in ours if f"{each.app_label}.{each.model}" in _kind_names()]
    return sorted(named, key=lambda pair: pair[1])


def _kind_words(kind: ContentType) -> str:
    return _kind_names().get(f"{kind.app_label}.{kind.model}", f"{kind.app_label}.{kind.model}")


def _kind_names() -> dict[str, str]:
    return {
        "accounts.user": _("person"),
        "accounts.membership": _("role"),
        "accounts.organisation": _("organisation"),
        "auditlog.logentry": _("audit trail"),
        "claims.attachment": _("scan of a document"),
        "claims.casefinding": _("finding of a case"),
        "claims.claimcase": _("case"),
        "claims.flowedition": _("edition of a flow"),
        "claims.savedview": _("saved view"),
        "claims.slip": _("hand-over slip"),
        "intake.upload": _("set of files"),
    }


def _labels(entries: Iterable[LogEntry]) -> dict[tuple[int, int], str]:
    """Gives what each record is called, in one query a kind: an opaque id or the name of who works here."""
    wanted: dict[ContentType, set[int]] = {}
    for entry in entries:
        if entry.object_id is not None:
            wanted.setdefault(entry.content_type, set()).add(entry.object_id)
    found = {}
    for kind, ids in wanted.items():
        model = kind.model_class()
        if model is None:
            continue
        names = _names(model, ids)
        found.update({(kind.pk, pk): names.get(pk, str(pk)) for pk in ids})
    return found


def _names(model: type[Model], ids: set[int]) -> dict[int, str]:
    if model in (User, Organisation):
        return {each.pk: str(each) for each in model.objects.filter(pk__in=ids)}
    if model is Membership:
        rows = Membership.objects.filter(pk__in=ids).select_related("user", "organisation")
        return {each.pk: str(each) for each in rows}
    if any(field.name == "token" for field in model._meta.concrete_fields):
        return dict(model.objects.filter(pk__in=ids).values_list("pk", "token"))
    return {}


def _detail(entry: LogEntry, told: Mapping[str, Any]) -> str:
    parts = []
    if "n" in told:
        parts.append(_("%(n)s records") % {"n": told["n"]})
    parts += [f"{_FILTERS.get(name, name)} {value}" for name, value in (told.get("filters") or {}).items()]
    if told.get("reason"):
        parts.append(str(told["reason"]))
    if entry.action == LogEntry.Action.UPDATE:
        parts += _changes(entry)
    return ", ".join(parts)


def _changes(entry: LogEntry) -> Iterator[str]:
    fields = _TOLD_FIELDS.get(f"{entry.content_type.app_label}.{entry.content_type.model}", {})
    for name, change in (entry.changes or {}).items():
        if name in fields and isinstance(change, list) and len(change) == 2:
            before, after = (_value(each) for each in change)
            yield f"{fields[name]} {before} → {after}"


def _value(written: object) -> str:
    return {"None": "–", "": "–", "True": _("yes"), "False": _("no")}.get(str(written), str(written))
