"""The audit trail: who read, listed, exported or changed what, and when. Appended, never rewritten.

`saw`, `saw_list` and `did` write it; a test asks that `ACTS` has words for whatever they are told.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sitthi.web.accounts.models import Organisation, Trace, User

__all__ = ["ACTS", "CHANGES", "did", "saw", "saw_list", "trace"]

ACTS: dict[str, Any] = {
    "page": _("opened"),
    "list": _("listed"),
    "search": _("searched for"),
    "list_print": _("printed the list of"),
    "slips": _("listed"),
    "slip": _("opened"),
    "slip_print": _("printed"),
    "scan": _("opened a scan of"),
    "cover": _("printed the cover sheet of"),
    "fix_list": _("took a copy of the fix list of"),
    "export": _("exported"),
    "print": _("printed"),
    "download": _("took a copy of"),
    "citizen_id": _("asked to see the citizen id of"),
    "sign_in": _("signed in as"),
    "sign_in_failed": _("somebody failed to sign in as"),
    "locked_out": _("was locked out after failing to sign in as"),
    "sign_out": _("signed out as"),
    "password_changed": _("changed the own password of"),
    "password_reset": _("gave an initial password to"),
    "let_in": _("let in again"),
    "shut_out": _("shut out"),
    "mfa_added": _("set up the second step of signing in for"),
    "mfa_removed": _("removed the second step of signing in of"),
}
"""What somebody did, as the page of the trail says it before the name of the record."""

CHANGES: dict[int, tuple[str, Any]] = {
    LogEntry.Action.CREATE: ("create", _("added")),
    LogEntry.Action.UPDATE: ("update", _("changed")),
    LogEntry.Action.DELETE: ("delete", _("removed")),
}
"""What a change that was written down by itself is called."""

_ACCESS = LogEntry.Action.ACCESS


def saw(request: HttpRequest, record: Model, what: str) -> None:
    """Writes down that somebody read a record; `what` is the page or act, such as `page` or `citizen_id`."""
    _write(request, record._meta.concrete_model, record, what, {})


def saw_list(
    request: HttpRequest, kind: type[Model], what: str, n: int, filters: Mapping[str, str] | None = None
) -> None:
    """Writes down one row for a list, an export or a print, with how many records it held and its filter.

    What was searched for is not kept: it may be somebody's name.
    """
    told = {name: value if name != "q" else "…" for name, value in (filters or {}).items() if value}
    _write(request, kind, None, what, {"n": n, "filters": told})


def did(request: HttpRequest, record: Model, what: str, actor: User | None = None, **data: str) -> None:
    """Writes down an act that no change of a field says, such as an initial password; `data` holds no patient."""
    _write(request, record._meta.concrete_model, record, what, data, LogEntry.Action.UPDATE, actor)


def _write(
    request: HttpRequest,
    kind: type[Model],
    record: Model | None,
    what: str,
    data: Mapping[str, object],
    action: int = _ACCESS,
    actor: User | None = None,
) -> None:
    if actor is None and request.user.is_authenticated:
        actor = request.user
    entry = LogEntry.objects.create(
        content_type=ContentType.objects.get_for_model(kind),
        object_pk="" if record is None else str(record.pk),
        object_id=None if record is None else int(record.pk),
        object_repr=kind._meta.label_lower,
        action=action,
        actor=actor,
        remote_addr=request.META.get("REMOTE_ADDR"),
        additional_data={"what": what, **data},
    )
    trace(entry, record)


def trace(entry: LogEntry, record: Model | None) -> None:
    """Lays down at which places an entry is found: those of the record, and those of who acted."""
    own = [each.organisation for each in entry.actor.roles] if entry.actor else []
    places = _leaves([*_places_of(record), *own])
    known = entry.additional_data or {}
    Trace.objects.bulk_create(
        Trace(
            organisation_id=place,
            entry=entry,
            at=entry.timestamp,
            actor_id=entry.actor_id,
            act=known.get("what") or CHANGES[entry.action][0],
            kind_id=entry.content_type_id,
            record=entry.object_id,
        )
        for place in sorted(places)
    )


def _leaves(places: Iterable[Organisation | None]) -> set[int]:
    """Gives the hospital of each place, or the place itself above hospitals: units have no trail of their own."""
    return {(place.hospital or place).pk for place in places if place is not None}


def _places_of(record: Model | None) -> Iterable[Organisation | None]:
    if isinstance(record, Organisation):
        return [record]
    if isinstance(record, User):
        # Read anew: the act may have been on the roles themselves.
        return [each.organisation for each in record.memberships.select_related("organisation__parent")]
    for name in ("organisation", "hospital"):
        if hasattr(record, name):
            return [getattr(record, name)]
    case = getattr(record, "case", None)
    return [case.hospital] if case is not None else []
