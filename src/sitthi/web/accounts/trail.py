"""Searches the audit trail: newest first, a page at a time, in a number of queries that does not grow with it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils import timezone

from sitthi.web.accounts.models import Kind, Organisation, Role, Trace, User
from sitthi.web.accounts.trail_lines import Line, lines

__all__ = ["Asked", "Page", "found", "page_of", "record_of"]

_A_PAGE = 50


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


def record_of(written: str) -> tuple[int, int] | None:
    """Finds the kind and id of a record by the opaque id that its address has."""
    for kind in ContentType.objects.filter(app_label__in=["claims", "intake"]).order_by("pk"):
        model = kind.model_class()
        if model is not None and any(field.name == "token" for field in model._meta.concrete_fields):
            pk = model.objects.filter(token=written).values_list("pk", flat=True).first()
            if pk is not None:
                return kind.pk, pk
    return None
