"""Searches the audit trail: newest first, a page at a time, in a number of queries that does not grow with it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sitthi.web.accounts.audit import ACTS, CHANGES
from sitthi.web.accounts.models import Kind, Membership, Organisation, Role, Trace, User

__all__ = ["Asked", "Line", "Page", "found", "kinds", "lines", "page_of", "record_of"]

_A_PAGE = 50
_TOLD_FIELDS: Mapping[str, frozenset[str]] = {
    "accounts.user": frozenset({"name", "position", "is_active", "password_is_initial", "username"}),
    "accounts.membership": frozenset({"role", "organisation", "user"}),
    "accounts.organisation": frozenset({"kind", "code", "name_th", "name_en", "parent", "function", "is_active"}),
    "claims.casefinding": frozenset({"code", "state"}),
    "claims.flowedition": frozenset({"definition", "fund", "in_force_from", "in_force_to"}),
    "intake.upload": frozenset({"state", "batch", "cases_new", "cases_updated"}),
}
"""The fields whose values a line tells; of others only that they changed, since they may tell of a patient."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody searches the trail for; days are those of the office, both ends included."""

    person: int | None = None
    act: str = ""
    kind: int | None = None
    record: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


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


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where the next ones begin; empty after the last."""

    lines: Sequence[Line]
    following: str


def _places(admin: User) -> list[int]:
    """Gives the hospitals, and the places above them, of which somebody reads the trail."""
    wanted = Q(pk__in=[])
    for place in admin.places_as(Role.ADMIN):
        wanted |= Q(path__startswith=place.path)
    return list(
        Organisation.objects.filter(wanted).exclude(kind=Kind.UNIT).order_by().values_list("pk", flat=True)
    )


def found(admin: User, asked: Asked) -> QuerySet:
    """Gives what of the trail somebody may read and asks for, newest first."""
    places = _places(admin)
    # One place is an equality, which the index orders by itself; only offices above hospitals read several.
    rows = (
        Trace.objects.filter(organisation=places[0])
        if len(places) == 1
        else Trace.objects.filter(organisation__in=places)
    )
    if asked.person is not None:
        rows = rows.filter(actor=asked.person)
    if asked.act:
        rows = rows.filter(act=asked.act)
    if asked.kind is not None:
        rows = rows.filter(kind=asked.kind)
    if asked.record is not None:
        rows = rows.filter(record=asked.record)
    if asked.since:
        rows = rows.filter(at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=_midnight(asked.until + datetime.timedelta(days=1)))
    return rows.order_by("-at", "-entry_id")


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def page_of(admin: User, asked: Asked, after: str = "", size: int = _A_PAGE) -> Page:
    """Gives a page of the trail, `after` where the one before it ended."""
    rows = found(admin, asked)
    if (place := _place(after)) is not None:
        at, entry = place
        rows = rows.filter(at__lte=at).exclude(at=at, entry__gte=entry)
    # An entry that concerns several places of the reader is one line: enough is asked for to fill the page.
    most = 3 * size + 1
    read = list(rows.values_list("at", "entry")[:most])
    pairs = list(dict.fromkeys(read))
    shown = pairs[:size]
    has_more = len(pairs) > size or len(read) == most
    following = _written_place(*shown[-1]) if has_more else ""
    return Page(list(lines([entry for _at, entry in shown])), following)


def _written_place(at: datetime.datetime, entry: int) -> str:
    return f"{at.astimezone(datetime.UTC).replace(tzinfo=None).isoformat()}_{entry}"


def _place(after: str) -> tuple[datetime.datetime, int] | None:
    at, _bar, entry = after.partition("_")
    try:
        return datetime.datetime.fromisoformat(at).replace(tzinfo=datetime.UTC), int(entry)
    except ValueError:
        return None


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
    parts += [f"{name} {value}" for name, value in (told.get("filters") or {}).items()]
    if told.get("reason"):
        parts.append(str(told["reason"]))
    allowed = _TOLD_FIELDS.get(f"{entry.content_type.app_label}.{entry.content_type.model}", frozenset())
    for name, change in (entry.changes or {}).items():
        if name in ("id", "password"):
            continue
        if name in allowed and isinstance(change, list) and len(change) == 2:
            before, after = ("–" if each in (None, "None", "") else str(each) for each in change)
            parts.append(f"{name} {before} → {after}")
        else:
            parts.append(name)
    return ", ".join(parts)


def record_of(written: str) -> tuple[int, int] | None:
    """Finds the kind and id of a record by the opaque id that its address has."""
    for kind in ContentType.objects.filter(app_label__in=["claims", "intake"]).order_by("pk"):
        model = kind.model_class()
        if model is not None and any(field.name == "token" for field in model._meta.concrete_fields):
            pk = model.objects.filter(token=written).values_list("pk", flat=True).first()
            if pk is not None:
                return kind.pk, pk
    return None
